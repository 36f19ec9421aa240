//! Service owners in the schema: what is written, and how it is read.

use ::entity::id::{ContactId, OrganizationId};
use async_graphql::{ID, InputObject, MaybeUndefined};

use crate::error::{Error, Refusals};
use crate::graphql::base::{self, GqlLanguage, LocalizedTextChange, LocalizedTextInput};
use crate::registry::contacts::{ContactChange, NewContact};
use crate::registry::owners::{MOST_ALIASES, NewOrganization, OwnerChange, OwnerFacts};
use crate::value::{Email, OrgNumber, SHORT_TEXT, SystemCode, TextInput, optional_text, text};

/// A person to write to.
#[derive(InputObject)]
pub(super) struct NewContactInput {
    /// The person's name.
    name: String,
    /// The person's address.
    email: String,
    /// Language of mail to the person; the owner's where not said.
    language: Option<GqlLanguage>,
}

impl NewContactInput {
    fn parse(self) -> Result<NewContact, Error> {
        let mut refusals = Refusals::new();
        let name = refusals.check("name", text(&self.name, SHORT_TEXT));
        let email = refusals.check("email", Email::parse(&self.email));
        match (name, email) {
            (Some(name), Some(email)) => {
                Ok(NewContact { name, email, language: self.language.map(Into::into) })
            }
            _ => Err(refusals.into()),
        }
    }
}

/// A service owner to register.
#[derive(InputObject)]
pub(super) struct RegisterOrganizationInput {
    /// Nine-digit organization number; spaces are fine.
    orgnr: String,
    /// What it is called.
    name: LocalizedTextInput,
    /// Other names it goes by, at most 20; it is found by them too.
    #[graphql(default)]
    aliases: Vec<String>,
    /// The written standard it has chosen.
    language: GqlLanguage,
    /// The part of the public sector, or else, that it belongs to.
    sector: Option<String>,
    /// The stratum it is put in where a study does not say otherwise.
    stratum: Option<String>,
    /// What the platform calls it; unique.
    platform_code: Option<String>,
    /// Whom to write to, at most 20; the first is the primary contact.
    contacts: Vec<NewContactInput>,
}

impl RegisterOrganizationInput {
    pub(super) fn parse(self) -> Result<NewOrganization, Error> {
        let mut refusals = Refusals::new();
        let orgnr = refusals.check("orgnr", OrgNumber::parse(&self.orgnr));
        let name = refusals.nest("name", TextInput::from(self.name).parse(SHORT_TEXT))?;
        let aliases = aliases(&mut refusals, &self.aliases);
        let sector = refusals.check("sector", optional_text(self.sector.as_deref(), SHORT_TEXT));
        let stratum = refusals.check("stratum", optional_text(self.stratum.as_deref(), SHORT_TEXT));
        let code = self.platform_code.map(|code| SystemCode::parse(&code)).transpose();
        let platform_code = refusals.check("platformCode", code);
        base::at_most(&mut refusals, "contacts", &self.contacts, 20);
        let mut contacts = Vec::new();
        for (index, contact) in self.contacts.into_iter().enumerate() {
            contacts.extend(refusals.nest(&format!("contacts.{index}"), contact.parse())?);
        }
        match (orgnr, name) {
            (Some(orgnr), Some(name)) if refusals.is_empty() => {
                let facts = OwnerFacts {
                    name,
                    aliases,
                    language: self.language.into(),
                    sector: sector.flatten(),
                    stratum: stratum.flatten(),
                    platform_code: platform_code.flatten(),
                };
                Ok(NewOrganization { orgnr, facts, contacts })
            }
            _ => Err(refusals.into()),
        }
    }
}

fn aliases(refusals: &mut Refusals, raw: &[String]) -> Vec<String> {
    base::at_most(refusals, "aliases", raw, MOST_ALIASES);
    let read = |(index, alias): (usize, &String)| {
        refusals.check(&format!("aliases.{index}"), text(alias, SHORT_TEXT))
    };
    raw.iter().enumerate().filter_map(read).collect()
}

/// What to change about a service owner. What is left out stays; what is null is taken away where it may be empty, and
/// else stays.
#[derive(InputObject)]
pub(super) struct ChangeOrganizationInput {
    /// The owner.
    organization_id: ID,
    /// What it is called; languages that are left out stay.
    name: Option<LocalizedTextChange>,
    /// Other names it goes by, in place of those it has; at most 20. An empty list takes them away, null leaves them.
    aliases: Option<Vec<String>>,
    /// The written standard it has chosen.
    language: Option<GqlLanguage>,
    /// The part of the public sector, or else, that it belongs to.
    sector: MaybeUndefined<String>,
    /// The stratum it is put in where a study does not say otherwise.
    stratum: MaybeUndefined<String>,
    /// What the platform calls it; unique.
    platform_code: MaybeUndefined<String>,
}

impl ChangeOrganizationInput {
    pub(super) fn parse(self) -> Result<(OrganizationId, OwnerChange), Error> {
        let mut refusals = Refusals::new();
        let id = refusals.check("organizationId", base::parse_id("organization", &self.organization_id));
        let name = match self.name {
            Some(name) => refusals.nest("name", name.parse(SHORT_TEXT))?,
            None => None,
        };
        let aliases = self.aliases.map(|raw| aliases(&mut refusals, &raw));
        let short = |raw: String| optional_text(Some(&raw), SHORT_TEXT);
        let sector = base::change(&mut refusals, "sector", self.sector, short);
        let stratum = base::change(&mut refusals, "stratum", self.stratum, short);
        let code = |raw: String| SystemCode::parse(&raw).map(Some);
        let platform_code = base::change(&mut refusals, "platformCode", self.platform_code, code);
        let Some(id) = id.filter(|_| refusals.is_empty()) else {
            return Err(refusals.into());
        };
        let language = self.language.map(Into::into);
        Ok((id, OwnerChange { name, aliases, language, sector, stratum, platform_code }))
    }
}

/// A person to add to a service owner.
#[derive(InputObject)]
pub(super) struct AddContactInput {
    /// The owner.
    organization_id: ID,
    /// The person.
    contact: NewContactInput,
}

impl AddContactInput {
    pub(super) fn parse(self) -> Result<(OrganizationId, NewContact), Error> {
        let mut refusals = Refusals::new();
        let owner = refusals.check("organizationId", base::parse_id("organization", &self.organization_id));
        let contact = refusals.nest("contact", self.contact.parse())?;
        owner.zip(contact).ok_or(refusals.into())
    }
}

/// What to change about a contact. What is left out stays.
#[derive(InputObject)]
pub(super) struct ChangeContactInput {
    /// The contact.
    contact_id: ID,
    /// The person's name.
    name: Option<String>,
    /// The person's address.
    email: Option<String>,
    /// Language of mail to the person; null for that of the owner.
    language: MaybeUndefined<GqlLanguage>,
    /// Makes this the one who is invited, in place of the one who was.
    #[graphql(default)]
    make_primary: bool,
}

impl ChangeContactInput {
    pub(super) fn parse(self) -> Result<(ContactId, ContactChange), Error> {
        let mut refusals = Refusals::new();
        let id = refusals.check("contactId", base::parse_id("contact", &self.contact_id));
        let name = self.name.map(|name| text(&name, SHORT_TEXT)).transpose();
        let name = refusals.check("name", name).flatten();
        let email = self.email.map(|email| Email::parse(&email)).transpose();
        let email = refusals.check("email", email).flatten();
        let language =
            base::change(&mut refusals, "language", self.language, |language| Ok(Some(language.into())));
        let Some(id) = id.filter(|_| refusals.is_empty()) else {
            return Err(refusals.into());
        };
        Ok((id, ContactChange { name, email, language, make_primary: self.make_primary }))
    }
}

which! {
    /// A service owner to retire.
    RetireOrganizationInput {
        /// The owner.
        organization_id: "organization" as OrganizationId, "organizationId"
    }
}

which! {
    /// A service owner to bring back.
    BringBackOrganizationInput {
        /// The owner.
        organization_id: "organization" as OrganizationId, "organizationId"
    }
}

which! {
    /// A contact to remove.
    RemoveContactInput {
        /// The contact.
        contact_id: "contact" as ContactId, "contactId"
    }
}
