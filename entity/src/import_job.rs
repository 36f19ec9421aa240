//! An import: a file, what it is about, and how far it has come.

use sea_orm::entity::prelude::*;

use crate::id::{AccountId, ImportId, StudyId, UploadId};

/// What a table that is imported or exported is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum TableKind {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ImportStatus {
    /// Waits for its turn.
    Queued,
    /// Its rows are being read; nothing is changed yet.
    Reading,
    /// Its rows are being written, all or none.
    Applying,
    /// Done: everything in the file holds now, or would after a trial run.
    Done,
    /// Something in the file is refused; nothing was changed.
    Refused,
    /// Somebody called it off; nothing was changed.
    Cancelled,
    /// It broke off by a fault of ours; nothing was changed.
    Failed,
}

/// An import.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_job")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ImportId,
    /// Who asked for it, and is remembered for what it changes.
    pub account_id: AccountId,
    /// The file; absent once it is gone.
    pub upload_id: Option<UploadId>,
    /// What the file is about.
    pub kind: TableKind,
    /// The study, where it is about a frame.
    pub study_id: Option<StudyId>,
    /// What the file is called.
    pub file_name: String,
    /// The sheet to read; the first where absent.
    pub sheet: Option<String>,
    /// Columns that were chosen by hand.
    #[sea_orm(column_type = "JsonBinary")]
    pub columns: Json,
    /// Only tries: nothing is changed.
    pub dry_run: bool,
    /// Chosen by the client; the same key again is the same import.
    pub client_key: Option<String>,
    /// Where it stands.
    pub status: ImportStatus,
    /// Rows read so far.
    pub rows_read: i64,
    /// Rows that make something new.
    pub rows_new: i64,
    /// Rows that change something.
    pub rows_changed: i64,
    /// Rows that hold already.
    pub rows_unchanged: i64,
    /// Rows that are refused.
    pub rows_refused: i64,
    /// What is wrong with the file as a whole.
    #[sea_orm(column_type = "JsonBinary")]
    pub problems: Json,
    /// How often a worker has taken it.
    pub attempts: i32,
    /// Which worker's turn has it.
    pub lease: Option<Uuid>,
    /// A worker has it until then; after that another may take it.
    pub leased_until: Option<DateTimeUtc>,
    /// When it was asked for.
    pub created_at: DateTimeUtc,
    /// When it ended, in whatever way.
    pub finished_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
