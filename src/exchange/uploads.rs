//! Files that were sent: kept in parts, so that any server process can take them up.

use ::entity::id::{AccountId, UploadId};
use ::entity::{upload, upload_part};

use super::queries;
use crate::Cx;
use crate::auth::Permission;
use crate::db::Executor;
use crate::error::{Error, Problem};
use crate::value::{SHORT_TEXT, text};

/// Bytes of a part.
pub const PART: usize = 512 * 1024;
/// Files of one person that wait; the oldest make room for new ones.
const MOST_WAITING: u64 = 20;

/// Begins to take a file. What it is called is for messages only.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not import; [`Error::Refused`] where it has no name.
pub async fn begin(cx: &Cx, name: &str) -> Result<upload::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    let account_id = cx.actor.require_account()?.account_id;
    let name = text(name, SHORT_TEXT).map_err(|problem| Error::refused("name", problem))?;
    let row = upload::Model {
        id: UploadId::new(),
        account_id,
        name,
        bytes: 0,
        complete: false,
        created_at: cx.now(),
    };
    let txn = cx.begin().await?;
    queries::make_room(&txn, account_id, MOST_WAITING - 1).await?;
    queries::insert_upload(&txn, row.clone()).await?;
    txn.commit().await?;
    Ok(row)
}

/// Takes the next part of a file, counted from 0.
///
/// # Errors
/// [`Error::NotFound`] for a file that is not theirs.
pub async fn add(cx: &Cx, id: UploadId, number: i32, data: Vec<u8>) -> Result<(), Error> {
    let account = require_sender(cx)?;
    let txn = cx.begin().await?;
    let row = queries::lock_upload(&txn, id).await?.ok_or(Error::NotFound)?;
    if row.account_id != account || row.complete {
        return Err(Error::NotFound);
    }
    queries::add_part(&txn, upload_part::Model { upload_id: id, number, data }).await?;
    txn.commit().await
}

/// Says that all of a file has come.
///
/// # Errors
/// [`Error::NotFound`] for a file that is not theirs.
pub async fn complete(cx: &Cx, id: UploadId) -> Result<upload::Model, Error> {
    let account = require_sender(cx)?;
    let txn = cx.begin().await?;
    let row = queries::lock_upload(&txn, id).await?.ok_or(Error::NotFound)?;
    if row.account_id != account {
        return Err(Error::NotFound);
    }
    let row = queries::complete_upload(&txn, id).await?.ok_or(Error::NotFound)?;
    txn.commit().await?;
    Ok(row)
}

/// Forgets a file that broke off.
///
/// # Errors
/// [`Error::NotFound`] for a file that is not theirs.
pub async fn give_up(cx: &Cx, id: UploadId) -> Result<(), Error> {
    let account = require_sender(cx)?;
    let txn = cx.begin().await?;
    let row = queries::lock_upload(&txn, id).await?.ok_or(Error::NotFound)?;
    if row.account_id != account || row.complete {
        return Err(Error::NotFound);
    }
    queries::delete_upload(&txn, id).await?;
    txn.commit().await
}

/// Reads what is known of a file and keeps it from being deleted until the transaction ends.
pub(super) async fn lock(db: &impl Executor, id: UploadId) -> Result<Option<upload::Model>, Error> {
    Ok(queries::lock_upload(db, id).await?)
}

/// A file that is whole, for the one who sent it.
///
/// # Errors
/// [`Error::Refused`] about `uploadId` for any other.
pub(super) fn whole(found: Option<upload::Model>, account: AccountId) -> Result<upload::Model, Error> {
    let own = found.filter(|row| row.account_id == account && row.complete);
    own.ok_or_else(|| Error::refused("uploadId", Problem::Unknown))
}

/// What stands in a file that is whole, for the one who sent it.
///
/// # Errors
/// [`Error::Refused`] about `uploadId` where there is no such file, or it has more bytes than this.
pub async fn bytes(cx: &Cx, id: UploadId, most: usize) -> Result<Vec<u8>, Error> {
    let account = require_sender(cx)?;
    let row = whole(queries::upload_by_id(cx.db(), id).await?, account)?;
    let length = usize::try_from(row.bytes).unwrap_or(usize::MAX);
    if length > most {
        let mebibytes = u64::try_from(most >> 20).unwrap_or(u64::MAX);
        return Err(Error::refused("uploadId", Problem::FileTooLarge { mebibytes }));
    }
    let mut bytes = Vec::with_capacity(length);
    let mut number = 0;
    while let Some(part) = queries::part(cx.db(), id, number).await? {
        bytes.extend(part);
        number += 1;
    }
    // It may have been deleted while it was read.
    if bytes.len() == length { Ok(bytes) } else { Err(Error::refused("uploadId", Problem::Unknown)) }
}

fn require_sender(cx: &Cx) -> Result<AccountId, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    Ok(cx.actor.require_account()?.account_id)
}
