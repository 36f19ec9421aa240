//! The people at a service owner who get its mail.

use ::entity::Language;
use ::entity::id::{ContactId, OrganizationId};
use serde_json::json;

use super::{contact, queries};
use crate::Cx;
use crate::auth::Permission;
use crate::db::Txn;
use crate::error::{Error, Problem, Refusals};
use crate::history::{self, Action, Fields, Subject, SubjectKind};
use crate::value::Email;

/// Most contacts that one owner has.
pub const MOST: u64 = 100;

/// A contact to be registered.
pub struct NewContact {
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub email: Email,
    /// Language of mail to the person; the owner's where not said.
    pub language: Option<Language>,
}

/// What to change about a contact; what is absent stays.
#[derive(Default)]
pub struct ContactChange {
    /// The person's name.
    pub name: Option<String>,
    /// The person's address.
    pub email: Option<Email>,
    /// Language of mail to the person, or that of the owner.
    pub language: Option<Option<Language>>,
    /// Makes this the one who is invited, in place of the one who was.
    pub make_primary: bool,
}

/// Adds a contact to an owner; the first is the primary one.
///
/// # Errors
/// [`Error::NotFound`] where there is no such owner; [`Error::Refused`] where it is retired, has a hundred already, or one
/// with this address.
pub async fn add(cx: &Cx, owner: OrganizationId, new: NewContact) -> Result<contact::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    let txn = cx.begin().await?;
    if queries::lock_owner(&txn, owner).await?.ok_or(Error::NotFound)?.retired_at.is_some() {
        return Err(Error::refused("organizationId", Problem::IsRetired));
    }
    let others = queries::contacts_of(&txn, owner).await?;
    if others.len() as u64 >= MOST {
        return Err(Error::refused("organizationId", Problem::NoRoom { max: 100 }));
    }
    if others.iter().any(|other| is_address_of(other, &new.email)) {
        return Err(Error::refused("contact.email", Problem::Taken));
    }
    let row = row_of(cx, owner, new, others.iter().all(|other| !other.is_primary));
    queries::insert_contacts(&txn, vec![row.clone()]).await?;
    history::record(cx, &txn, subject(&row), Action::Created, changed_fields(fields(&row))).await?;
    txn.commit().await?;
    Ok(row)
}

/// Changes a contact. Invitations that were sent keep the person they were sent to.
///
/// # Errors
/// [`Error::NotFound`] where there is none; [`Error::Refused`] where another at the owner has the address.
pub async fn change(cx: &Cx, id: ContactId, change: ContactChange) -> Result<contact::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    let txn = cx.begin().await?;
    let before = lock(&txn, id).await?;
    if let Some(email) = &change.email {
        let others = queries::contacts_of(&txn, before.organization_id).await?;
        if others.iter().any(|other| other.id != id && is_address_of(other, email)) {
            return Err(Error::refused("email", Problem::Taken));
        }
    }
    let mut row = before.clone();
    row.name = change.name.unwrap_or(row.name);
    row.email = change.email.map_or(row.email, |email| email.to_string());
    row.language = change.language.unwrap_or(row.language);
    row.is_primary |= change.make_primary;
    let changes = history::without_values(history::between(fields(&before), fields(&row)));
    if changes.is_empty() {
        return Ok(before);
    }
    if row.is_primary && !before.is_primary {
        queries::no_primary(&txn, row.organization_id).await?;
    }
    queries::update_contact(&txn, row.clone()).await?;
    history::record(cx, &txn, subject(&row), Action::Changed, changes).await?;
    txn.commit().await?;
    Ok(row)
}

/// Removes a contact and what is known of the person. The primary contact cannot be removed while there are others:
/// somebody has to be the one who is invited.
///
/// # Errors
/// [`Error::NotFound`] where there is none; [`Error::Refused`] where it is the primary one of several, or has been
/// invited, so that answers hang on it.
pub async fn remove(cx: &Cx, id: ContactId) -> Result<OrganizationId, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    let txn = cx.begin().await?;
    let row = lock(&txn, id).await?;
    let others = queries::contacts_of(&txn, row.organization_id).await?.len() - 1;
    if row.is_primary && others > 0 {
        return Err(Error::refused("contactId", Problem::PrimaryContact));
    }
    if !queries::delete_contact(&txn, id).await? {
        return Err(Error::refused("contactId", Problem::StillNeeded));
    }
    history::record(cx, &txn, subject(&row), Action::Removed, Vec::new()).await?;
    txn.commit().await?;
    Ok(row.organization_id)
}

/// The contact of an owner that has this address, made where there is none and never as the primary one; `None` where there is no
/// room for another. What is known of one that is there stays. Called by later stages, inside their own use cases.
///
/// # Errors
/// [`Error::NotFound`] where there is no such owner.
pub async fn with_address(
    cx: &Cx,
    txn: &Txn,
    owner: OrganizationId,
    new: NewContact,
) -> Result<Option<contact::Model>, Error> {
    queries::lock_owner(txn, owner).await?.ok_or(Error::NotFound)?;
    let there = queries::contacts_of(txn, owner).await?;
    let room = (there.len() as u64) < MOST;
    if let Some(known) = there.into_iter().find(|one| is_address_of(one, &new.email)) {
        return Ok(Some(known));
    }
    if !room {
        return Ok(None);
    }
    let row = row_of(cx, owner, new, false);
    queries::insert_contacts(txn, vec![row.clone()]).await?;
    history::record(cx, txn, subject(&row), Action::Created, changed_fields(fields(&row))).await?;
    Ok(Some(row))
}

/// The contacts of an owner that is being registered; the first is the primary one.
pub(super) async fn insert_all(
    cx: &Cx,
    txn: &Txn,
    owner: OrganizationId,
    new: Vec<NewContact>,
) -> Result<(), Error> {
    let mut refusals = Refusals::new();
    for (index, contact) in new.iter().enumerate() {
        if new.iter().take(index).any(|earlier| earlier.email.key() == contact.email.key()) {
            refusals.add(&format!("contacts.{index}.email"), Problem::Duplicate);
        }
    }
    refusals.done()?;
    let rows: Vec<contact::Model> =
        new.into_iter().enumerate().map(|(index, new)| row_of(cx, owner, new, index == 0)).collect();
    let entry = |row| history::entry(cx, subject(row), Action::Created, changed_fields(fields(row)));
    let entries = rows.iter().map(entry).collect();
    queries::insert_contacts(txn, rows).await?;
    history::record_all(txn, entries).await
}

/// Whether a contact has an address; an owner has each once, so that files can tell its contacts apart.
fn is_address_of(contact: &contact::Model, email: &Email) -> bool {
    contact.email.to_lowercase() == email.key()
}

/// What is remembered of writing a contact; nothing where nothing changes.
pub(super) fn entry_of_write(
    cx: &Cx,
    before: Option<&contact::Model>,
    after: &contact::Model,
) -> Option<history::history_entry::Model> {
    let (action, changes) = match before {
        Some(before) => {
            (Action::Changed, history::without_values(history::between(fields(before), fields(after))))
        }
        None => (Action::Created, changed_fields(fields(after))),
    };
    (before.is_none() || !changes.is_empty()).then(|| history::entry(cx, subject(after), action, changes))
}

/// Locks the owner first, as every change to contacts does, so that two of them follow each other.
async fn lock(txn: &Txn, id: ContactId) -> Result<contact::Model, Error> {
    let owner = queries::contact(txn, id).await?.ok_or(Error::NotFound)?.organization_id;
    queries::lock_owner(txn, owner).await?.ok_or(Error::NotFound)?;
    queries::contact(txn, id).await?.ok_or(Error::NotFound)
}

/// A row for a contact that is about to be added.
#[must_use]
pub fn row_of(cx: &Cx, owner: OrganizationId, new: NewContact, is_primary: bool) -> contact::Model {
    contact::Model {
        id: ContactId::new(),
        organization_id: owner,
        name: new.name,
        email: new.email.to_string(),
        language: new.language,
        is_primary,
        created_at: cx.now(),
    }
}

fn changed_fields(fields: Fields) -> Vec<history::FieldChange> {
    history::without_values(history::from_nothing(fields))
}

fn subject(row: &contact::Model) -> Subject {
    Subject { kind: SubjectKind::Contact, id: row.id.0, owner: Some(row.organization_id), study: None }
}

fn fields(row: &contact::Model) -> Fields {
    vec![
        ("name", json!(row.name)),
        ("email", json!(row.email)),
        ("language", json!(row.language)),
        ("isPrimary", json!(row.is_primary)),
    ]
}
