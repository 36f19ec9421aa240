//! Service owners in the schema.

use async_graphql::{Context, ID, InputObject, Object};
use chrono::{DateTime, Utc};

use super::{ContactsOf, NewContact, NewOrganization, contact, organization};
use crate::Cx;
use crate::auth::Permission;
use crate::error::{Error, Refusals};
use crate::graphql::base::{self, GqlLanguage, LocalizedTextInput, Paged, Result};
use crate::payload;
use crate::value::{Email, OrgNumber, SHORT_TEXT, Search, TextInput, text};

/// A service owner: an organization that owns services on the platform.
pub struct Organization(pub organization::Model);

/// A service owner: an organization that owns services on the platform.
#[Object]
impl Organization {
    /// Key.
    pub async fn id(&self) -> ID {
        base::id("organization", self.0.id.0)
    }

    /// Nine-digit organization number.
    async fn orgnr(&self) -> &str {
        &self.0.orgnr
    }

    /// What it is called, in this language or else in that of the request.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        base::localized(ctx, &self.0.name, language)
    }

    /// The written standard it has chosen; mail to it is in this one.
    async fn language(&self) -> GqlLanguage {
        self.0.language.into()
    }

    /// Whom to write to, the primary contact first. Null for those who may not see personal data.
    async fn contacts(&self, ctx: &Context<'_>) -> Result<Option<Vec<Contact>>> {
        if Cx::of(ctx)?.actor.require(Permission::EditRegistry).is_err() {
            return Ok(None);
        }
        let contacts = base::load(ctx, ContactsOf(self.0.id)).await?.unwrap_or_default();
        Ok(Some(contacts.into_iter().map(Contact).collect()))
    }

    /// When it was registered.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }
}

/// A person at a service owner.
pub struct Contact(pub contact::Model);

/// A person at a service owner.
#[Object]
impl Contact {
    /// Key.
    async fn id(&self) -> ID {
        base::id("contact", self.0.id.0)
    }

    /// The person's name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The person's address.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// Whether this is the one who is invited.
    async fn is_primary(&self) -> bool {
        self.0.is_primary
    }
}

/// Questions about the registry.
#[derive(Default)]
pub struct RegistryQuery;

#[Object]
impl RegistryQuery {
    /// Service owners in Norwegian order.
    async fn organizations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(
            desc = "Only those whose names or number hold each of these words; case and accents do not matter."
        )]
        search: Option<String>,
    ) -> Result<Paged<Organization>> {
        let cx = Cx::of(ctx)?;
        let page = base::page(first, after)?;
        let search = Search::parse(search.as_deref().unwrap_or_default());
        let search = search.map_err(|problem| base::to_graphql(Error::refused("search", problem)))?;
        let found = super::list(cx, &search, &page).await.map_err(base::to_graphql)?;
        Ok(base::connection(&page, found, |row| (row.sort_key.clone(), row.id.0), Organization))
    }

    /// One service owner; null where there is none, or it is not yours.
    async fn organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its key.")] id: ID,
    ) -> Result<Option<Organization>> {
        let cx = Cx::of(ctx)?;
        let Ok(id) = base::parse_id("organization", &id) else {
            return Ok(None);
        };
        base::found(super::by_id(cx, id).await.map(Organization))
    }
}

/// A person to write to.
#[derive(InputObject)]
struct NewContactInput {
    /// The person's name.
    name: String,
    /// The person's address.
    email: String,
    /// Language of mail to the person; the owner's where not said.
    language: Option<GqlLanguage>,
}

/// A service owner to register.
#[derive(InputObject)]
struct RegisterOrganizationInput {
    /// Nine-digit organization number; spaces are fine.
    orgnr: String,
    /// What it is called.
    name: LocalizedTextInput,
    /// The written standard it has chosen.
    language: GqlLanguage,
    /// Whom to write to, at most 20; the first is the primary contact.
    contacts: Vec<NewContactInput>,
}

impl RegisterOrganizationInput {
    fn parse(self) -> std::result::Result<NewOrganization, Error> {
        let mut refusals = Refusals::new();
        let orgnr = refusals.check("orgnr", OrgNumber::parse(&self.orgnr));
        let name = refusals.nest("name", TextInput::from(self.name).parse(SHORT_TEXT))?;
        base::at_most(&mut refusals, "contacts", &self.contacts, 20);
        let mut contacts = Vec::new();
        for (index, contact) in self.contacts.into_iter().enumerate() {
            let person = refusals.check(&format!("contacts.{index}.name"), text(&contact.name, SHORT_TEXT));
            let email = refusals.check(&format!("contacts.{index}.email"), Email::parse(&contact.email));
            if let (Some(name), Some(email)) = (person, email) {
                contacts.push(NewContact { name, email, language: contact.language.map(Into::into) });
            }
        }
        match (orgnr, name) {
            (Some(orgnr), Some(name)) if refusals.is_empty() => {
                Ok(NewOrganization { orgnr, name, language: self.language.into(), contacts })
            }
            _ => Err(refusals.into()),
        }
    }
}

payload! {
    /// What came of registering a service owner.
    RegisterOrganizationPayload {
        /// The owner as registered.
        organization: Organization,
    }
}

/// Changes to the registry.
#[derive(Default)]
pub struct RegistryMutation;

#[Object]
impl RegistryMutation {
    /// Registers a service owner with its contacts.
    async fn register_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: RegisterOrganizationInput,
    ) -> Result<RegisterOrganizationPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = async { super::register(cx, input.parse()?).await }.await;
        base::payload(cx, outcome, |row| RegisterOrganizationPayload::done(Organization(row)))
    }
}
