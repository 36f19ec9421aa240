//! Imports in the schema: what is read.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

use crate::Cx;
use crate::db::Slice;
use crate::error::Code;
use crate::exchange::{self, RowsOf, import_job, import_row};
use crate::graphql::base::{self, Paged, Result};
use crate::study::StudyById;
use crate::study::graphql::Study;

/// What a table that is imported or exported is about. `docs/import.md` has the columns of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "exchange::TableKind")]
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
#[graphql(remote = "exchange::ImportStatus")]
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
#[graphql(remote = "exchange::RowFate")]
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
    /// Null where it is what the row is about; else what else it is that the row changes, as `ImportRow.key`: whoever was
    /// the primary contact of an owner is no longer, where the row makes somebody else it.
    key: Option<String>,
}

/// What is wrong with a row, and in which column.
#[derive(SimpleObject)]
pub struct ImportRowProblem {
    /// The column's stable name; empty where something stands in a column of the file that is none of ours.
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
        let changes = exchange::changes_of(&self.row).map_err(base::to_graphql)?;
        let change = |change: exchange::Change| ImportChange {
            field: change.field,
            before: change.before,
            after: change.after,
            key: change.key,
        };
        Ok(changes.into_iter().map(change).collect())
    }

    /// Why it is refused: the complete list.
    async fn problems(&self, ctx: &Context<'_>) -> Result<Vec<ImportRowProblem>> {
        let language = Cx::of(ctx)?.language;
        let problems = exchange::problems_of(&self.row).map_err(base::to_graphql)?;
        let problem = |found: exchange::RowProblem| ImportRowProblem {
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
        let problems = exchange::whole_problems_of(&self.0).map_err(base::to_graphql)?;
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
        let fate = fate.map(Into::into);
        let wanted = RowsOf { import: self.0.id, fate, after: page.after, first: page.first };
        let rows = base::load(ctx, wanted).await?.unwrap_or_default();
        let found = Slice { rows, total: exchange::row_count(&self.0, fate) };
        let row = |row| ImportRow { row, sheet: self.0.sheet.clone() };
        Ok(base::connection(&page, found, |row| row.number, row))
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
