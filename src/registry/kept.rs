use ::entity::LocalizedText;
use chrono::{DateTime, Utc};

use crate::Cx;
use crate::db::Txn;
use crate::error::Error;
use crate::history::{self, Action, Fields, Subject};
use crate::value::TextChange;

/// What the registry keeps for good: it is changed, retired and brought back, and its history says how.
pub(super) trait Kept: Clone {
    /// Its key.
    type Id;

    /// Reads it and keeps others from changing it until the transaction ends.
    async fn lock(txn: &Txn, id: Self::Id) -> Result<Option<Self>, Error>;

    /// Writes it, once it was locked in the same transaction.
    async fn store(&self, txn: &Txn) -> Result<(), Error>;

    /// Writes many, new ones and such as were locked in the same transaction, in a few statements.
    async fn store_all(txn: &Txn, rows: Vec<Self>) -> Result<(), Error>;

    /// Refuses what others stand in the way of.
    async fn check(&self, _: &Txn) -> Result<(), Error> {
        Ok(())
    }

    /// What its history is kept under.
    fn subject(&self) -> Subject;

    /// What its history tells of.
    fn fields(&self) -> Fields;

    /// Since when it is retired.
    fn retired_at(&mut self) -> &mut Option<DateTime<Utc>>;

    /// The last change.
    fn updated_at(&mut self) -> &mut DateTime<Utc>;
}

/// A name after a change, if there is one.
pub(super) fn renamed(change: Option<TextChange>, name: LocalizedText) -> LocalizedText {
    match change {
        Some(change) => change.applied_to(name),
        None => name,
    }
}

/// Writes down that something was made, in the transaction that makes it.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub(super) async fn record_new<T: Kept>(cx: &Cx, txn: &Txn, row: &T) -> Result<(), Error> {
    let changes = history::from_nothing(row.fields());
    history::record(cx, txn, row.subject(), Action::Created, changes).await
}

/// Changes something. What `change` leaves as it was is no change, and nothing is written of it.
///
/// # Errors
/// [`Error::NotFound`] where there is none, and what [`Kept::check`] refuses.
pub(super) async fn change<T: Kept>(cx: &Cx, id: T::Id, change: impl FnOnce(&mut T)) -> Result<T, Error> {
    let txn = cx.begin().await?;
    let row = change_in(cx, &txn, id, change).await?;
    txn.commit().await?;
    Ok(row)
}

/// As [`change`](fn@change), in a transaction that somebody else commits.
pub(super) async fn change_in<T: Kept>(
    cx: &Cx,
    txn: &Txn,
    id: T::Id,
    change: impl FnOnce(&mut T),
) -> Result<T, Error> {
    let before = T::lock(txn, id).await?.ok_or(Error::NotFound)?;
    let mut row = before.clone();
    change(&mut row);
    let changes = history::between(before.fields(), row.fields());
    if changes.is_empty() {
        return Ok(before);
    }
    row.check(txn).await?;
    *row.updated_at() = cx.now();
    row.store(txn).await?;
    history::record(cx, txn, row.subject(), Action::Changed, changes).await?;
    Ok(row)
}

/// Retires something. Retiring again changes nothing.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub(super) async fn retire<T: Kept>(cx: &Cx, id: T::Id) -> Result<T, Error> {
    set_retired(cx, id, Action::Retired).await
}

/// As [`retire`], in a transaction that somebody else commits.
pub(super) async fn retire_in<T: Kept>(cx: &Cx, txn: &Txn, id: T::Id) -> Result<T, Error> {
    set_retired_in(cx, txn, id, Action::Retired).await
}

/// Brings something back; what is not retired stays as it is.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub(super) async fn bring_back<T: Kept>(cx: &Cx, id: T::Id) -> Result<T, Error> {
    set_retired(cx, id, Action::BroughtBack).await
}

async fn set_retired<T: Kept>(cx: &Cx, id: T::Id, action: Action) -> Result<T, Error> {
    let txn = cx.begin().await?;
    let row = set_retired_in(cx, &txn, id, action).await?;
    txn.commit().await?;
    Ok(row)
}

async fn set_retired_in<T: Kept>(cx: &Cx, txn: &Txn, id: T::Id, action: Action) -> Result<T, Error> {
    let mut row = T::lock(txn, id).await?.ok_or(Error::NotFound)?;
    let since = (action == Action::Retired).then(|| cx.now());
    if row.retired_at().is_some() == since.is_some() {
        return Ok(row);
    }
    *row.retired_at() = since;
    *row.updated_at() = cx.now();
    row.store(txn).await?;
    history::record(cx, txn, row.subject(), action, Vec::new()).await?;
    Ok(row)
}
