//! Imports in the schema: what is asked for.

use ::entity::id::ImportId;
use async_graphql::{Context, ID, InputObject, Object, Subscription};
use futures_util::Stream;

use super::import::{ExchangeTable, Import};
use crate::Cx;
use crate::error::{Error, Refusals};
use crate::events::Event;
use crate::exchange::{self, ColumnChoice, ImportStatus, NewImport, import_job};
use crate::graphql::base::{self, Paged, Result};
use crate::payload;
use crate::value::{CLIENT_KEY, SHORT_TEXT, optional_text, text};

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
        base::found(exchange::by_id(cx, id).await.map(Import))
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
        let found = base::found(exchange::list(cx, study, &page).await)?;
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
    /// Chosen by you, at most 100 characters: the same key again is the same import, and refused (`CLIENT_KEY_USED`) for another file,
    /// table, study or sheet, other columns, or where only one of the two is a dry run.
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
        let outcome = Box::pin(async { exchange::start(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| StartImportPayload::done(Import(row)))
    }

    /// Calls an import off that has not ended; nothing of it is kept. Where its rows are being written it is too late, which
    /// is told at once (`IMPORT_APPLYING`).
    async fn cancel_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: CancelImportInput,
    ) -> Result<CancelImportPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let id = base::parse_id::<ImportId>("import", &input.import_id);
            exchange::cancel(cx, id.map_err(|problem| Error::refused("importId", problem))?).await
        });
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
        let first = exchange::by_id(&cx, id).await.map_err(base::to_graphql)?;
        let rest = crate::events::changes(news, Event::Import(id));
        Ok(async_stream::stream! {
            let mut last = told(&first);
            let mut is_over = first.finished_at.is_some();
            yield Ok(Import(first));
            if is_over {
                return;
            }
            for await () in rest {
                match exchange::by_id(&cx, id).await {
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
fn told(import: &import_job::Model) -> (ImportStatus, i64, i64) {
    (import.status, import.rows_read, import.rows_refused)
}
