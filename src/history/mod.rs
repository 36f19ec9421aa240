//! History: who changed what in the registry and in the frames of studies, when, and from what.
//!
//! Invariants:
//! - an entry is written in the transaction that makes the change, and the database lets nobody change or delete it;
//! - of people (contacts) it is kept which fields were changed, never what they held: names and addresses of people can
//!   be taken out of Trespor, and history cannot;
//! - what a study says of an owner belongs to both: it is seen by those who decide that study's frame.

pub mod graphql;
mod queries;

use ::entity::id::{AccountId, HistoryEntryId, OrganizationId, StudyId};
use serde_json::Value;
use uuid::Uuid;

use crate::Cx;
use crate::auth::{Actor, Permission};
use crate::db::{Page, Slice, Txn};
use crate::error::Error;

pub use ::entity::history_entry::{self, Action, ByWhom, FieldChange, FieldChanges, SubjectKind};

/// What was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// What kind of thing.
    pub kind: SubjectKind,
    /// Its key.
    pub id: Uuid,
    /// The owner that it belongs to.
    pub owner: Option<OrganizationId>,
    /// The study, where it is about the owner's place in its frame.
    pub study: Option<StudyId>,
}

/// The fields of a thing, by their names in the schema.
pub type Fields = Vec<(&'static str, Value)>;

/// The fields that differ. Both sides name the same fields in the same order.
#[must_use]
pub fn between(before: Fields, after: Fields) -> Vec<FieldChange> {
    let pairs = before.into_iter().zip(after);
    let changed = pairs.filter(|((_, from), (_, to))| from != to);
    changed.map(|((field, from), (_, to))| FieldChange { field: field.to_owned(), from, to }).collect()
}

/// Every field that holds something, as what it was set to when the thing was made.
#[must_use]
pub fn from_nothing(fields: Fields) -> Vec<FieldChange> {
    let set = fields.into_iter().filter(|(_, to)| !to.is_null());
    set.map(|(field, to)| FieldChange { field: field.to_owned(), from: Value::Null, to }).collect()
}

/// Every field that held something, as what was lost when the thing was removed.
#[must_use]
pub fn to_nothing(fields: Fields) -> Vec<FieldChange> {
    let held = fields.into_iter().filter(|(_, from)| !from.is_null());
    held.map(|(field, from)| FieldChange { field: field.to_owned(), from, to: Value::Null }).collect()
}

/// The same changes without what the fields held.
#[must_use]
pub fn without_values(changes: Vec<FieldChange>) -> Vec<FieldChange> {
    let bare = |change: FieldChange| FieldChange { from: Value::Null, to: Value::Null, ..change };
    changes.into_iter().map(bare).collect()
}

/// Writes down a change in the transaction that makes it.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub async fn record(
    cx: &Cx,
    txn: &Txn,
    subject: Subject,
    action: Action,
    changes: Vec<FieldChange>,
) -> Result<(), Error> {
    record_all(txn, vec![entry(cx, subject, action, changes)]).await
}

/// An entry for [`record_all`].
#[must_use]
pub fn entry(cx: &Cx, subject: Subject, action: Action, changes: Vec<FieldChange>) -> history_entry::Model {
    let (by_whom, account_id) = whom(&cx.actor);
    history_entry::Model {
        id: HistoryEntryId::new(),
        at: cx.now(),
        by_whom,
        account_id,
        subject_kind: subject.kind,
        subject_id: subject.id,
        owner_id: subject.owner.map(|owner| owner.0),
        study_id: subject.study,
        action,
        changes: FieldChanges(changes),
    }
}

/// Writes down many changes in the transaction that makes them.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub async fn record_all(txn: &Txn, entries: Vec<history_entry::Model>) -> Result<(), Error> {
    Ok(queries::insert(txn, entries).await?)
}

/// What kind of person or program somebody is, and with which account.
#[must_use]
pub fn whom(actor: &Actor) -> (ByWhom, Option<AccountId>) {
    match actor {
        Actor::Account(account) => (ByWhom::Account, Some(account.account_id)),
        Actor::Respondent(_) => (ByWhom::Respondent, None),
        Actor::System | Actor::Anonymous => (ByWhom::System, None),
    }
}

/// What happened to one thing, to an owner with everything that belongs to it, or to the frame of a study; the latest
/// first.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not change the registry, or the frame that is asked for; [`Error::NotFound`] for a
/// study that is not theirs.
pub async fn list(cx: &Cx, of: Of, page: &Page<Uuid>) -> Result<Slice<history_entry::Model>, Error> {
    match of {
        Of::Thing(..) | Of::Owner(_) => cx.actor.require(Permission::EditRegistry)?,
        Of::Frame(study) | Of::Framed(study, _) => cx.actor.require_in(study, Permission::EditFrame)?,
    }
    let studies = cx.actor.studies_with(Permission::EditFrame);
    Ok(queries::list(cx.db(), of, studies, page).await?)
}

/// Whose history is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// One thing.
    Thing(SubjectKind, Uuid),
    /// An owner with everything that belongs to it, and what studies say of it, as far as one may see that.
    Owner(OrganizationId),
    /// The frame of a study.
    Frame(StudyId),
    /// What a study says of an owner.
    Framed(StudyId, OrganizationId),
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_is_kept_and_of_people_only_which_fields() {
        let before = vec![("name", json!("A")), ("sector", json!(null)), ("stratum", json!("x"))];
        let after = vec![("name", json!("B")), ("sector", json!("stat")), ("stratum", json!("x"))];
        let change = |field: &str, from, to| FieldChange { field: field.to_owned(), from, to };
        let changes = between(before.clone(), after);
        assert_eq!(
            changes,
            [change("name", json!("A"), json!("B")), change("sector", json!(null), json!("stat"))]
        );
        assert_eq!(
            without_values(changes),
            [change("name", json!(null), json!(null)), change("sector", json!(null), json!(null))]
        );
        let made = from_nothing(before);
        assert_eq!(
            made,
            [change("name", json!(null), json!("A")), change("stratum", json!(null), json!("x"))]
        );
    }
}
