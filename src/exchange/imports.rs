//! Imports as people ask for them and look at them.

use ::entity::id::{AccountId, ImportId, StudyId, UploadId};
use ::entity::import_job::{ImportStatus, TableKind};
use ::entity::import_row::RowFate;
use ::entity::{import_job, import_row, upload};
use serde::de::DeserializeOwned;
use serde_json::json;
use uuid::Uuid;

use super::problems::RowProblem;
use super::read::ColumnChoice;
use super::record::Change;
use super::{Doing, authorize, queries, uploads};
use crate::Cx;
use crate::auth::Permission;
use crate::db::{Page, Slice, Txn};
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
/// [`Error::Refused`] where the file is not there, not whole or another's, the study is missing or out of place, or the client key
/// was used for something else.
pub async fn start(cx: &Cx, new: NewImport) -> Result<import_job::Model, Error> {
    authorize(cx, new.kind, new.study, Doing::Import).await?;
    let account = cx.actor.require_account()?.account_id;
    if new.columns.len() > MOST_CHOICES {
        return Err(Error::refused("columns", Problem::TooMany { max: MOST_CHOICES }));
    }
    let mut txn = cx.begin().await?;
    let upload = uploads::lock(&txn, new.upload).await?;
    if let Some(same) = with_key(&txn, account, &new, upload.is_some()).await? {
        return Ok(same);
    }
    let upload = uploads::whole(upload, account)?;
    let row = queued(cx, account, &new, upload);
    if !queries::insert_import(&txn, row.clone()).await? {
        // The same was asked for at the same time, and is there by now.
        let same = with_key(&txn, account, &new, true).await?;
        return same.ok_or_else(|| Error::Fault(anyhow::anyhow!("an import is neither new nor there")));
    }
    txn.announce(Event::Import(row.id));
    txn.commit().await?;
    cx.app.imports.wake();
    Ok(row)
}

/// The import that a client key was used for, where it was for the same; `is_there` says whether the file still is.
async fn with_key(
    txn: &Txn,
    account: AccountId,
    new: &NewImport,
    is_there: bool,
) -> Result<Option<import_job::Model>, Error> {
    let Some(key) = &new.client_key else { return Ok(None) };
    let known = queries::import_by_client_key(txn, account, key).await?;
    match known {
        Some(known) if !is_same(&known, new, is_there) => {
            Err(Error::refused("clientKey", Problem::ClientKeyUsed))
        }
        known => Ok(known),
    }
}

/// Whether an import is what is asked for. Of a file that is gone one cannot tell any more, but one that is there is another.
fn is_same(known: &import_job::Model, new: &NewImport, is_there: bool) -> bool {
    let same_file = known.upload_id.map_or(!is_there, |file| file == new.upload);
    let same_reading = known.sheet == new.sheet && known.columns == json!(new.columns);
    same_file
        && same_reading
        && (known.kind, known.study_id, known.dry_run) == (new.kind, new.study, new.dry_run)
}

fn queued(cx: &Cx, account: AccountId, new: &NewImport, upload: upload::Model) -> import_job::Model {
    import_job::Model {
        id: ImportId::new(),
        account_id: account,
        upload_id: Some(upload.id),
        kind: new.kind,
        study_id: new.study,
        file_name: upload.name,
        sheet: new.sheet.clone(),
        columns: json!(new.columns),
        dry_run: new.dry_run,
        client_key: new.client_key.clone(),
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
    }
}

/// One import.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not import; [`Error::NotFound`] where there is none, or it is into the frame
/// of a study that is not theirs.
pub async fn by_id(cx: &Cx, id: ImportId) -> Result<import_job::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    let row = queries::import_by_id(cx.db(), id).await?.ok_or(Error::NotFound)?;
    authorize(cx, row.kind, row.study_id, Doing::Import).await?;
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
    let kind = if study.is_some() { TableKind::Frame } else { TableKind::Owners };
    authorize(cx, kind, study, Doing::Import).await?;
    Ok(queries::list_imports(cx.db(), study, page).await?)
}

/// How many rows of an import there are, of those that meet a fate.
#[must_use]
pub fn row_count(import: &import_job::Model, fate: Option<RowFate>) -> u64 {
    let count = match fate {
        None => import.rows_read,
        Some(RowFate::New) => import.rows_new,
        Some(RowFate::Changed) => import.rows_changed,
        Some(RowFate::Unchanged) => import.rows_unchanged,
        Some(RowFate::Refused) => import.rows_refused,
    };
    u64::try_from(count).unwrap_or_default()
}

/// Calls an import off. One whose rows are being written is written: it is too late then, which is said at once, but for an
/// import that takes SQLite for more than a minute: there one has to wait to be told so.
///
/// # Errors
/// As [`by_id`]; [`Error::Refused`] where it has ended, or its rows are being written.
pub async fn cancel(cx: &Cx, id: ImportId) -> Result<import_job::Model, Error> {
    let too_late = || Error::refused("importId", Problem::ImportApplying);
    let before = by_id(cx, id).await?;
    let is_applying = before.status == ImportStatus::Applying;
    if is_applying && before.leased_until.is_some_and(|until| until > cx.now()) {
        return Err(too_late());
    }
    let mut txn = match cx.begin().await {
        // SQLite has one writer, who is at it.
        Err(Error::Busy) if is_applying => return Err(too_late()),
        begun => begun?,
    };
    if queries::lock_import_unless_held(&txn, id).await?.is_none() {
        // Its worker has it: while rows are written, for long; to write down how far it has come, for a moment.
        let now = queries::import_by_id(&txn, id).await?.ok_or(Error::NotFound)?;
        if now.status == ImportStatus::Applying {
            return Err(too_late());
        }
    }
    if !queries::cancel(&txn, id, cx.now()).await? {
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
