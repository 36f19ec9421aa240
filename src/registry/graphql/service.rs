//! Services and capabilities of the platform in the schema: what is read.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::owner::Organization;
use crate::error::{Error, Problem};
use crate::graphql::base::{self, Date, GqlLanguage, Month, Result};
use crate::registry::{self, NeedsOf, OrganizationById, VolumesOf, capability, service};

/// Months that a yearly volume is the sum of.
const YEAR: usize = 12;
/// Months whose volumes are told at most.
const MOST_MONTHS: usize = 120;

/// What a service does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "registry::ServiceKind")]
pub enum ServiceKind {
    /// Takes in forms.
    Submission,
    /// Sends messages to people or businesses.
    Message,
    /// Passes files on between parties.
    Broker,
    /// Lets users see or work on what the owner holds.
    Access,
    /// Leads to a service elsewhere.
    Link,
    /// Asks for consent to share data.
    Consent,
    /// An interface for programs, which can be delegated.
    Api,
    /// Something else.
    Other,
}

/// How far the move of a service has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "registry::ServiceStatus")]
pub enum ServiceStatus {
    /// Nothing has been done.
    NotStarted,
    /// It is being found out what it needs.
    Mapping,
    /// The new edition is being made.
    Developing,
    /// The new edition is being tested.
    Testing,
    /// The new edition is in use.
    InProduction,
    /// The service has come to its end.
    Retired,
}

/// A service that an owner has on the platform.
pub struct Service(pub service::Model);

/// A service that an owner has on the platform.
#[Object]
impl Service {
    /// Key.
    pub async fn id(&self) -> ID {
        base::id("service", self.0.id.0)
    }

    /// Whose it is.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        Ok(Organization(base::there(base::load(ctx, OrganizationById(self.0.organization_id)).await?)?))
    }

    /// What the platform calls it; unique for the owner.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What it is called, in this language or else in that of the request.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        base::localized(ctx, &self.0.name, language)
    }

    /// What it does.
    async fn kind(&self) -> ServiceKind {
        self.0.kind.into()
    }

    /// Where it runs now.
    async fn runs_on(&self) -> &str {
        &self.0.runs_on
    }

    /// Where it shall go; null where that is not settled.
    async fn target(&self) -> Option<&str> {
        self.0.target.as_deref()
    }

    /// How far it has come.
    async fn status(&self) -> ServiceStatus {
        self.0.status.into()
    }

    /// When the new edition is planned to be in use; null where nobody has said.
    async fn planned_on(&self) -> Option<Date> {
        self.0.planned_on.map(Date)
    }

    /// What holds it back most.
    async fn obstacle(&self) -> Option<&str> {
        self.0.obstacle.as_deref()
    }

    /// Whether the old edition cannot be used any more.
    async fn old_edition_deactivated(&self) -> bool {
        self.0.old_edition_deactivated
    }

    /// What of the platform it cannot move without.
    async fn needs(&self, ctx: &Context<'_>) -> Result<Vec<Capability>> {
        let needs = base::load(ctx, NeedsOf(self.0.id)).await?.unwrap_or_default();
        Ok(needs.into_iter().map(Capability).collect())
    }

    /// How much it was used, the latest month first. Months that nobody has told of are left out.
    async fn volumes(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 12, desc = "How many months, 1 to 120.")] months: i32,
    ) -> Result<Vec<MonthlyVolume>> {
        let asked = usize::try_from(months).ok().filter(|months| (1..=MOST_MONTHS).contains(months));
        let Some(months) = asked else {
            let range = Problem::OutOfRange { min: 1.0, max: MOST_MONTHS as f64 };
            return Err(base::to_graphql(Error::refused("months", range)));
        };
        let volumes = base::load(ctx, VolumesOf(self.0.id)).await?.unwrap_or_default();
        let volume = |row: registry::monthly_volume::Model| MonthlyVolume {
            month: Month(row.month),
            volume: i32::try_from(row.volume).unwrap_or(i32::MAX),
        };
        Ok(volumes.into_iter().take(months).map(volume).collect())
    }

    /// How much it was used in the last twelve months that there are volumes of; null where there are fewer.
    async fn yearly_volume(&self, ctx: &Context<'_>) -> Result<Option<f64>> {
        let volumes = base::load(ctx, VolumesOf(self.0.id)).await?.unwrap_or_default();
        let last: Vec<i64> = volumes.iter().take(YEAR).map(|row| row.volume).collect();
        Ok((last.len() == YEAR).then(|| last.iter().sum::<i64>() as f64))
    }

    /// When it was registered.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// The last change.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at
    }

    /// Since when it is no longer counted among the owner's services; null where it is.
    async fn retired_at(&self) -> Option<DateTime<Utc>> {
        self.0.retired_at
    }
}

/// How much a service was used in a month.
#[derive(SimpleObject)]
pub struct MonthlyVolume {
    /// The month.
    pub month: Month,
    /// Transactions, 0 to 2,000,000,000.
    pub volume: i32,
}

/// Something that the platform can do, or shall be able to.
pub struct Capability(pub capability::Model);

/// Something that the platform can do, or shall be able to.
#[Object]
impl Capability {
    /// Key.
    pub async fn id(&self) -> ID {
        base::id("capability", self.0.id.0)
    }

    /// Stable short name; unique.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What it is called, in this language or else in that of the request.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        base::localized(ctx, &self.0.name, language)
    }

    /// When it was delivered, or is to be; null where nobody has said.
    async fn delivered_on(&self) -> Option<Date> {
        self.0.delivered_on.map(Date)
    }

    /// Since when it is no longer offered; null where it is.
    async fn retired_at(&self) -> Option<DateTime<Utc>> {
        self.0.retired_at
    }
}
