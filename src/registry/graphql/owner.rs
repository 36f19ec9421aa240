//! Service owners in the schema: what is read.

use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};

use super::service::Service;
use crate::Cx;
use crate::auth::Permission;
use crate::graphql::base::{self, GqlLanguage, Result};
use crate::registry::{self, ContactsOf, ServicesOf, contact, organization};

/// Whether what is retired is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
#[graphql(remote = "registry::Retired")]
pub enum Retired {
    /// Only what is not.
    #[default]
    Without,
    /// Everything.
    With,
    /// Only what is.
    Only,
}

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

    /// Other names it goes by, at most 20.
    async fn aliases(&self) -> &[String] {
        &self.0.aliases.0
    }

    /// The part of the public sector, or else, that it belongs to.
    async fn sector(&self) -> Option<&str> {
        self.0.sector.as_deref()
    }

    /// The stratum it is put in where a study does not say otherwise.
    async fn stratum(&self) -> Option<&str> {
        self.0.stratum.as_deref()
    }

    /// What the platform calls it; unique.
    async fn platform_code(&self) -> Option<&str> {
        self.0.platform_code.as_deref()
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

    /// Its services that are not retired, in Norwegian order: at most 500. `services` has them all, page by page.
    async fn services(&self, ctx: &Context<'_>) -> Result<Vec<Service>> {
        let services = base::load(ctx, ServicesOf(self.0.id)).await?.unwrap_or_default();
        Ok(services.into_iter().take(MOST_SERVICES).map(Service).collect())
    }

    /// When it was registered.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// The last change.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at
    }

    /// Since when it is no longer offered for new rounds; null where it is.
    async fn retired_at(&self) -> Option<DateTime<Utc>> {
        self.0.retired_at
    }
}

/// How many services are read with their owner.
const MOST_SERVICES: usize = 500;

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

    /// Language of mail to the person; null for that of the owner.
    async fn language(&self) -> Option<GqlLanguage> {
        self.0.language.map(Into::into)
    }

    /// Whether this is the one who is invited.
    async fn is_primary(&self) -> bool {
        self.0.is_primary
    }
}
