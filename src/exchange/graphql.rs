//! Import in the schema. Files come and go by HTTP: `POST /uploads`, `GET /exports/…`.

use ::entity::id::ImportId;
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject, Subscription};
use chrono::{DateTime, Utc};
use futures_util::Stream;

use super::{ColumnChoice, NewImport, import_job, import_row};
use crate::Cx;
use crate::error::{Code, Error, Refusals};
use crate::events::Event;
use crate::graphql::base::{self, Paged, Result};
use crate::payload;
use crate::study::StudyById;
use crate::study::graphql::Study;
use crate::value::{CLIENT_KEY, SHORT_TEXT, optional_text, text};

/// What a table that is imported or exported is about. `docs/import.md` has the columns of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "super::TableKind")]
pub enum ExchangeTable {
    /// Service owners.
    Owners,
    /// People at service owners.
    Contacts,
    /// Services of owners.
    Services,
    /// How much services were used, month by month.
    Volumes,
    /// What the platform can do.
    Capabilities,
    /// What services need of the platform.
    Needs,
    /// Which owners belong to a study.
    Frame,
}

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "super::ImportStatus")]
pub enum ImportStatus {
    /// Waits for its turn.
    Queued,
    /// Its rows are being read; nothing is changed yet.
    Reading,
    /// Its rows are being written, all or none.
    Applying,
    /// Done: everything in the file holds, or would after a dry run.
    Done,
    /// Something in the file is refused; nothing was changed.
    Refused,
    /// Somebody called it off; nothing was changed.
    Cancelled,
    /// It broke off by a fault of ours; nothing was changed.
    Failed,
}

/// What becomes of a row, or would after a dry run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "super::RowFate")]
pub enum ImportRowFate {
    /// It makes something new.
    New,
    /// It changes something.
    Changed,
    /// It says what holds already.
    Unchanged,
    /// It cannot be taken.
    Refused,
}

/// How many rows meet which fate.
#[derive(SimpleObject)]
pub struct ImportCounts {
    /// They make something new.
    new: i32,
    /// They change something.
    changed: i32,
    /// They say what holds already.
    unchanged: i32,
    /// They cannot be taken.
    refused: i32,
}

/// What is wrong with a file as a whole.
#[derive(SimpleObject)]
pub struct ImportProblem {
    /// For programs; new codes may come.
    code: Code,
    /// For people, in the language of the request; says what to do.
    message: String,
}

/// A field that a row changes, or sets in something new. Words such as kinds have their stable names, days and months
/// are written 2026-05-31 and 2026-05, yes and no true and false.
#[derive(SimpleObject)]
pub struct ImportChange {
    /// The column's stable name.
    field: String,
    /// What it was; null where it was empty, or the thing is new.
    before: Option<String>,
    /// What it is; null where it is emptied.
    after: Option<String>,
}

/// What is wrong with a row, and in which column.
#[derive(SimpleObject)]
pub struct ImportRowProblem {
    /// The column's stable name.
    field: String,
    /// Letters of the column as a spreadsheet shows them; null where the file has no such column.
    column: Option<String>,
    /// What the file calls the column.
    header: Option<String>,
    /// For programs; new codes may come.
    code: Code,
    /// For people, in the language of the request; says what to do.
    message: String,
}

/// What becomes of one row of a file.
pub struct ImportRow {
    row: import_row::Model,
    sheet: Option<String>,
}

/// What becomes of one row of a file.
#[Object]
impl ImportRow {
    /// The sheet that it is in; null in CSV.
    async fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// Its number as a spreadsheet shows it.
    async fn number(&self) -> i32 {
        int(self.row.number)
    }

    /// What becomes of it.
    async fn fate(&self) -> ImportRowFate {
        self.row.fate.into()
    }

    /// What it is about, such as an organization number and a code; null where that cannot be told.
    async fn key(&self) -> Option<&str> {
        Some(self.row.row_key.as_str()).filter(|key| !key.is_empty())
    }

    /// What it changes; of something new, everything that it sets.
    async fn changes(&self) -> Result<Vec<ImportChange>> {
        let changes = super::changes_of(&self.row).map_err(base::to_graphql)?;
        let change = |change: super::Change| ImportChange {
            field: change.field,
            before: change.before,
            after: change.after,
        };
        Ok(changes.into_iter().map(change).collect())
    }

    /// Why it is refused: the complete list.
    async fn problems(&self, ctx: &Context<'_>) -> Result<Vec<ImportRowProblem>> {
        let language = Cx::of(ctx)?.language;
        let problems = super::problems_of(&self.row).map_err(base::to_graphql)?;
        let problem = |found: super::RowProblem| ImportRowProblem {
            field: found.field,
            column: found.column,
            header: found.header,
            code: found.problem.code(),
            message: found.problem.message(language),
        };
        Ok(problems.into_iter().map(problem).collect())
    }
}

/// A file that is imported: all of it, or nothing.
pub struct Import(pub import_job::Model);

/// A file that is imported: all of it, or nothing.
#[Object]
impl Import {
    /// Key.
    pub async fn id(&self) -> ID {
        base::id("import", self.0.id.0)
    }

    /// What it is about.
    async fn table(&self) -> ExchangeTable {
        self.0.kind.into()
    }

    /// The study whose frame it is about; null for all other tables.
    async fn study(&self, ctx: &Context<'_>) -> Result<Option<Study>> {
        match self.0.study_id {
            Some(study) => Ok(base::load(ctx, StudyById(study)).await?.map(Study)),
            None => Ok(None),
        }
    }

    /// What the file is called.
    async fn file_name(&self) -> &str {
        &self.0.file_name
    }

    /// The sheet that is read; null in CSV.
    async fn sheet(&self) -> Option<&str> {
        self.0.sheet.as_deref()
    }

    /// It only tries, and changes nothing.
    async fn dry_run(&self) -> bool {
        self.0.dry_run
    }

    /// Where it stands.
    async fn status(&self) -> ImportStatus {
        self.0.status.into()
    }

    /// Rows that have been looked at so far.
    async fn rows_read(&self) -> i32 {
        int(self.0.rows_read)
    }

    /// How many of these meet which fate.
    async fn counts(&self) -> ImportCounts {
        ImportCounts {
            new: int(self.0.rows_new),
            changed: int(self.0.rows_changed),
            unchanged: int(self.0.rows_unchanged),
            refused: int(self.0.rows_refused),
        }
    }

    /// What is wrong with the file as a whole: the complete list.
    async fn problems(&self, ctx: &Context<'_>) -> Result<Vec<ImportProblem>> {
        let language = Cx::of(ctx)?.language;
        let problems = super::whole_problems_of(&self.0).map_err(base::to_graphql)?;
        let problem = |found: crate::error::Problem| ImportProblem {
            code: found.code(),
            message: found.message(language),
        };
        Ok(problems.into_iter().map(problem).collect())
    }

    /// What becomes of the rows, in the order of the file. Kept for a month; of contacts for a day.
    async fn rows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "Only those that meet this fate.")] fate: Option<ImportRowFate>,
    ) -> Result<Paged<ImportRow>> {
        let page = base::page(first, after)?;
        let found = super::rows(Cx::of(ctx)?, &self.0, fate.map(Into::into), &page).await;
        let row = |row| ImportRow { row, sheet: self.0.sheet.clone() };
        Ok(base::connection(&page, found.map_err(base::to_graphql)?, |row| row.number, row))
    }

    /// When it was asked for.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When it ended, in whatever way; null while it has not.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.0.finished_at
    }
}

fn int(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// Questions about imports.
#[derive(Default)]
pub struct ImportQuery;

#[Object]
impl ImportQuery {
    /// One import; null where there is none, or it is into the frame of a study that is not yours.
    async fn import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its key.")] id: ID,
    ) -> Result<Option<Import>> {
        let cx = Cx::of(ctx)?;
        let Ok(id) = base::parse_id("import", &id) else {
            return Ok(None);
        };
        base::found(super::by_id(cx, id).await.map(Import))
    }

    /// Imports into the registry, or into the frame of a study, the latest first; null for a study that is not yours.
    async fn imports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those into the frame of this study.")] study_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<Import>>> {
        let cx = Cx::of(ctx)?;
        let page = base::page(first, after)?;
        let study = base::optional_id("study", study_id.as_ref())?;
        let found = base::found(super::list(cx, study, &page).await)?;
        Ok(found.map(|found| base::connection(&page, found, |row| row.id.0, Import)))
    }
}

/// What a column of a file is, where its header does not tell.
#[derive(InputObject)]
struct ImportColumnInput {
    /// What the header says of it, or else its letters as a spreadsheet shows them.
    column: String,
    /// The stable name of the column that it is; left out or null: it is not read.
    field: Option<String>,
}

/// A file to import.
#[derive(InputObject)]
struct StartImportInput {
    /// The file, as `POST /uploads` answered; the one who sent it imports it.
    upload_id: ID,
    /// What it is about.
    table: ExchangeTable,
    /// The study, for FRAME only.
    study_id: Option<ID>,
    /// Which sheet of a workbook; the first that one sees where not said.
    sheet: Option<String>,
    /// Columns whose headers do not tell what they are, at most 200.
    #[graphql(default)]
    columns: Vec<ImportColumnInput>,
    /// Changes nothing, and says what would become of each row.
    dry_run: bool,
    /// Chosen by you, at most 100 characters: the same key again is the same import.
    client_key: Option<String>,
}

impl StartImportInput {
    fn parse(self) -> std::result::Result<NewImport, Error> {
        let mut refusals = Refusals::new();
        let upload = refusals.check("uploadId", base::parse_id("upload", &self.upload_id));
        let study = self.study_id.map(|study| base::parse_id("study", &study)).transpose();
        let study = refusals.check("studyId", study);
        let sheet = self.sheet.filter(|sheet| !sheet.trim().is_empty());
        let client_key = refusals.check("clientKey", optional_text(self.client_key.as_deref(), CLIENT_KEY));
        let mut columns = Vec::new();
        for (index, choice) in self.columns.into_iter().enumerate() {
            let column = refusals.check(&format!("columns.{index}.column"), text(&choice.column, SHORT_TEXT));
            columns.extend(column.map(|column| ColumnChoice { column, field: choice.field }));
        }
        match (upload, study, client_key) {
            (Some(upload), Some(study), Some(client_key)) if refusals.is_empty() => Ok(NewImport {
                upload,
                kind: self.table.into(),
                study,
                sheet,
                columns,
                dry_run: self.dry_run,
                client_key,
            }),
            _ => Err(refusals.into()),
        }
    }
}

/// An import to call off.
#[derive(InputObject)]
struct CancelImportInput {
    /// The import.
    import_id: ID,
}

payload! {
    /// What came of asking for an import.
    StartImportPayload {
        /// The import, which waits for its turn.
        import: Import,
    }
}

payload! {
    /// What came of calling an import off.
    CancelImportPayload {
        /// The import as it is now.
        import: Import,
    }
}

/// Imports.
#[derive(Default)]
pub struct ImportMutation;

#[Object]
impl ImportMutation {
    /// Asks for a file to be imported. It is done later; `import` and `importProgress` say how far it has come.
    async fn start_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: StartImportInput,
    ) -> Result<StartImportPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = async { super::start(cx, input.parse()?).await }.await;
        base::payload(cx, outcome, |row| StartImportPayload::done(Import(row)))
    }

    /// Calls an import off that has not ended; nothing of it is kept.
    async fn cancel_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: CancelImportInput,
    ) -> Result<CancelImportPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = async {
            let id = base::parse_id::<ImportId>("import", &input.import_id);
            super::cancel(cx, id.map_err(|problem| Error::refused("importId", problem))?).await
        };
        base::payload(cx, outcome.await, |row| CancelImportPayload::done(Import(row)))
    }
}

/// News of imports.
#[derive(Default)]
pub struct ImportSubscription;

#[Subscription]
impl ImportSubscription {
    /// An import: now, and whenever it has come further. Ends when the import does.
    async fn import_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The import.")] import_id: ID,
    ) -> Result<impl Stream<Item = Result<Import>> + use<>> {
        let cx = Cx::of(ctx)?.clone();
        let id = base::required_id("import", &import_id)?;
        // Listen first, then read: what happens in between is told twice rather than not at all.
        let news = cx.app.events.listen();
        let first = super::by_id(&cx, id).await.map_err(base::to_graphql)?;
        let rest = crate::events::changes(news, Event::Import(id));
        Ok(async_stream::stream! {
            let mut last = told(&first);
            let mut is_over = first.finished_at.is_some();
            yield Ok(Import(first));
            if is_over {
                return;
            }
            for await () in rest {
                match super::by_id(&cx, id).await {
                    Ok(now) if told(&now) == last => {}
                    Ok(now) => {
                        last = told(&now);
                        is_over = now.finished_at.is_some();
                        yield Ok(Import(now));
                    }
                    Err(error) => {
                        yield Err(base::to_graphql(error));
                        is_over = true;
                    }
                }
                if is_over {
                    break;
                }
            }
        })
    }
}

/// What is news of an import.
fn told(import: &import_job::Model) -> (super::ImportStatus, i64, i64) {
    (import.status, import.rows_read, import.rows_refused)
}
