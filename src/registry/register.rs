use ::entity::Language;
use ::entity::LocalizedText;
use ::entity::id::{ContactId, OrganizationId};

use super::{contact, organization, queries};
use crate::Cx;
use crate::auth::Permission;
use crate::error::{Error, Problem};
use crate::value::{Email, OrgNumber, folding};

/// An owner to be registered.
pub struct NewOrganization {
    /// Organization number.
    pub orgnr: OrgNumber,
    /// What it is called.
    pub name: LocalizedText,
    /// The written standard it has chosen.
    pub language: Language,
    /// Whom to write to; the first is the primary contact.
    pub contacts: Vec<NewContact>,
}

/// A contact to be registered.
pub struct NewContact {
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub email: Email,
    /// Language of mail to the person; the owner's where not said.
    pub language: Option<Language>,
}

/// Registers an owner with its contacts.
///
/// # Errors
/// [`Error::Refused`] where the number is registered already.
pub async fn register(cx: &Cx, new: NewOrganization) -> Result<organization::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    let now = cx.now();
    let row = organization::Model {
        id: OrganizationId::new(),
        orgnr: new.orgnr.to_string(),
        search_text: search_text(&new.orgnr, &new.name),
        sort_key: folding::sort_key(&new.name.nb),
        name: new.name,
        language: new.language,
        created_at: now,
        updated_at: now,
        retired_at: None,
    };
    let contacts = new.contacts.into_iter().enumerate().map(|(index, contact)| contact::Model {
        id: ContactId::new(),
        organization_id: row.id,
        name: contact.name,
        email: contact.email.to_string(),
        language: contact.language,
        is_primary: index == 0,
        created_at: now,
    });
    let txn = cx.begin().await?;
    if !queries::insert(&txn, &row, contacts.collect()).await? {
        return Err(Error::refused("orgnr", Problem::Taken));
    }
    txn.commit().await?;
    Ok(row)
}

fn search_text(orgnr: &OrgNumber, name: &LocalizedText) -> String {
    let names = [Some(&name.nb), name.nn.as_ref(), name.en.as_ref()];
    let mut words: Vec<String> = names.into_iter().flatten().map(|name| folding::fold(name)).collect();
    words.dedup();
    words.push(orgnr.to_string());
    words.join(" ")
}
