//! Imports as people ask for them and look at them.

use ::entity::id::{ImportId, StudyId, UploadId};
use ::entity::import_job::{ImportStatus, TableKind};
use ::entity::import_row::RowFate;
use ::entity::{import_job, import_row};
use serde::de::DeserializeOwned;
use serde_json::json;
use uuid::Uuid;

use super::problems::RowProblem;
use super::read::ColumnChoice;
use super::record::Change;
use super::{authorize, queries, uploads};
use crate::Cx;
use crate::auth::Permission;
use crate::db::{Page, Slice};
use crate::error::{Error, Problem};
use crate::events::Event;

/// Columns that may be chosen by hand.
pub(super) const MOST_CHOICES: usize = 200;

/// An import to be started.
pub struct NewImport {
    /// The file.
    pub upload: UploadId,
    /// What it is about.
    pub kind: TableKind,
    /// The study, where it is about a frame.
    pub study: Option<StudyId>,
    /// Which sheet; the first where not said.
    pub sheet: Option<String>,
    /// Columns that were chosen by hand.
    pub columns: Vec<ColumnChoice>,
    /// Changes nothing.
    pub dry_run: bool,
    /// The same key again is the same import.
    pub client_key: Option<String>,
}

/// Queues an import. A client key that was used before answers the import that it was used for.
///
/// # Errors
/// [`Error::Refused`] where the file is not there, not whole or another's, or the study is missing or out of place.
pub async fn start(cx: &Cx, new: NewImport) -> Result<import_job::Model, Error> {
    authorize(cx, new.study).await?;
    let account = cx.actor.require_account()?.account_id;
    match (new.kind, new.study) {
        (TableKind::Frame, None) => return Err(Error::refused("studyId", Problem::Required)),
        (TableKind::Frame, Some(_)) | (_, None) => {}
        (_, Some(_)) => return Err(Error::refused("studyId", Problem::OutOfPlace)),
    }
    if new.columns.len() > MOST_CHOICES {
        return Err(Error::refused("columns", Problem::TooMany { max: MOST_CHOICES }));
    }
    let mut txn = cx.begin().await?;
    if let Some(key) = &new.client_key
        && let Some(same) = queries::import_by_client_key(&txn, account, key).await?
    {
        return Ok(same);
    }
    let upload = uploads::whole(&txn, account, new.upload).await?;
    let row = import_job::Model {
        id: ImportId::new(),
        account_id: account,
        upload_id: Some(upload.id),
        kind: new.kind,
        study_id: new.study,
        file_name: upload.name,
        sheet: new.sheet,
        columns: json!(new.columns),
        dry_run: new.dry_run,
        client_key: new.client_key,
        status: ImportStatus::Queued,
        rows_read: 0,
        rows_new: 0,
        rows_changed: 0,
        rows_unchanged: 0,
        rows_refused: 0,
        problems: json!([]),
        attempts: 0,
        lease: None,
        leased_until: None,
        created_at: cx.now(),
        finished_at: None,
    };
    queries::insert_import(&txn, row.clone()).await?;
    txn.announce(Event::Import(row.id));
    txn.commit().await?;
    cx.app.imports.wake();
    Ok(row)
}

/// One import.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not import; [`Error::NotFound`] where there is none, or it is into the frame
/// of a study that is not theirs.
pub async fn by_id(cx: &Cx, id: ImportId) -> Result<import_job::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    let row = queries::import_by_id(cx.db(), id).await?.ok_or(Error::NotFound)?;
    authorize(cx, row.study_id).await?;
    Ok(row)
}

/// Imports into the registry, or into the frame of a study; the latest first.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not import; [`Error::NotFound`] for a study that is not theirs.
pub async fn list(
    cx: &Cx,
    study: Option<StudyId>,
    page: &Page<Uuid>,
) -> Result<Slice<import_job::Model>, Error> {
    authorize(cx, study).await?;
    Ok(queries::list_imports(cx.db(), study, page).await?)
}

/// What becomes of the rows of an import, in the order of the file.
///
/// # Errors
/// As [`by_id`].
pub async fn rows(
    cx: &Cx,
    import: &import_job::Model,
    fate: Option<RowFate>,
    page: &Page<i64>,
) -> Result<Slice<import_row::Model>, Error> {
    authorize(cx, import.study_id).await?;
    Ok(queries::list_rows(cx.db(), import.id, fate, page).await?)
}

/// Calls an import off; one that is being written is waited for.
///
/// # Errors
/// As [`by_id`]; [`Error::Refused`] where it has ended.
pub async fn cancel(cx: &Cx, id: ImportId) -> Result<import_job::Model, Error> {
    let before = by_id(cx, id).await?;
    let mut txn = cx.begin().await?;
    if !queries::cancel(&txn, before.id, cx.now()).await? {
        return Err(Error::refused("importId", Problem::ImportEnded));
    }
    let row = queries::import_by_id(&txn, id).await?.ok_or(Error::NotFound)?;
    txn.announce(Event::Import(id));
    txn.commit().await?;
    Ok(row)
}

/// What is wrong with the file as a whole.
///
/// # Errors
/// [`Error::Fault`] where what is stored cannot be read.
pub fn whole_problems_of(import: &import_job::Model) -> Result<Vec<Problem>, Error> {
    read(&import.problems)
}

/// What a row changes.
///
/// # Errors
/// [`Error::Fault`] where what is stored cannot be read.
pub fn changes_of(row: &import_row::Model) -> Result<Vec<Change>, Error> {
    read(&row.changes)
}

/// Why a row is refused.
///
/// # Errors
/// [`Error::Fault`] where what is stored cannot be read.
pub fn problems_of(row: &import_row::Model) -> Result<Vec<RowProblem>, Error> {
    read(&row.problems)
}

fn read<T: DeserializeOwned>(stored: &serde_json::Value) -> Result<T, Error> {
    T::deserialize(stored).map_err(|error| Error::Fault(error.into()))
}
