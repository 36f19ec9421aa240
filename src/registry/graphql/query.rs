//! Questions about the registry.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};

use super::owner::{Organization, Retired};
use super::service::{Capability, Service, ServiceKind, ServiceStatus};
use crate::Cx;
use crate::error::Error;
use crate::graphql::base::{self, Paged, Result};
use crate::registry::capabilities::{self, CapabilityFilter};
use crate::registry::{self, OwnerFilter, ServiceFilter, services};
use crate::value::Search;

/// Which service owners to list; everything that is said must hold.
#[derive(InputObject, Default)]
struct OrganizationFilter {
    /// Of this sector.
    sector: Option<String>,
    /// Of this stratum.
    stratum: Option<String>,
    /// Whether retired ones are listed.
    #[graphql(default)]
    retired: Retired,
}

/// Which services to list; everything that is said must hold.
#[derive(InputObject, Default)]
#[graphql(name = "ServiceFilter")]
struct ServiceFilterInput {
    /// Of this owner.
    organization_id: Option<ID>,
    /// Of one of these kinds.
    kinds: Option<Vec<ServiceKind>>,
    /// That have come so far: one of these.
    statuses: Option<Vec<ServiceStatus>>,
    /// That run here now.
    runs_on: Option<String>,
    /// That shall go here; null: for which that is not settled.
    target: MaybeUndefined<String>,
    /// That need this capability of the platform.
    needs: Option<ID>,
    /// Whether retired ones are listed; a service is retired with its owner.
    #[graphql(default)]
    retired: Retired,
}

impl ServiceFilterInput {
    fn read(self, search: Search) -> Result<ServiceFilter> {
        Ok(ServiceFilter {
            search,
            owner: base::optional_id("organization", self.organization_id.as_ref())?,
            kinds: self.kinds.unwrap_or_default().into_iter().map(Into::into).collect(),
            statuses: self.statuses.unwrap_or_default().into_iter().map(Into::into).collect(),
            runs_on: self.runs_on,
            target: match self.target {
                MaybeUndefined::Undefined => None,
                MaybeUndefined::Null => Some(None),
                MaybeUndefined::Value(target) => Some(Some(target)),
            },
            needs: base::optional_id("capability", self.needs.as_ref())?,
            retired: self.retired.into(),
        })
    }
}

/// Which capabilities to list; everything that is said must hold.
#[derive(InputObject)]
#[graphql(name = "CapabilityFilter")]
struct CapabilityFilterInput {
    /// Whether retired ones are listed.
    #[graphql(default_with = "Retired::With")]
    retired: Retired,
}

fn search(raw: Option<&str>) -> Result<Search> {
    Search::parse(raw.unwrap_or_default())
        .map_err(|problem| base::to_graphql(Error::refused("search", problem)))
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
            desc = "Only those whose names, codes or number hold each of these words; case and accents do not matter."
        )]
        search: Option<String>,
        #[graphql(desc = "Only these; those that are not retired where not said.")] filter: Option<
            OrganizationFilter,
        >,
    ) -> Result<Paged<Organization>> {
        let cx = Cx::of(ctx)?;
        let page = base::page(first, after)?;
        let OrganizationFilter { sector, stratum, retired } = filter.unwrap_or_default();
        let search = self::search(search.as_deref())?;
        let filter = OwnerFilter { search, sector, stratum, retired: retired.into() };
        let found = registry::list_owners(cx, &filter, &page).await.map_err(base::to_graphql)?;
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
        base::found(registry::by_id(cx, id).await.map(Organization))
    }

    /// Services in Norwegian order.
    async fn services(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(
            desc = "Only those whose names or code hold each of these words; case and accents do not matter."
        )]
        search: Option<String>,
        #[graphql(desc = "Only these; those that are not retired, and whose owner is not, where not said.")]
        filter: Option<ServiceFilterInput>,
    ) -> Result<Paged<Service>> {
        let cx = Cx::of(ctx)?;
        let page = base::page(first, after)?;
        let filter = filter.unwrap_or_default().read(self::search(search.as_deref())?)?;
        let found = registry::list_services(cx, &filter, &page).await.map_err(base::to_graphql)?;
        Ok(base::connection(&page, found, |row| (row.sort_key.clone(), row.id.0), Service))
    }

    /// One service; null where there is none.
    async fn service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its key.")] id: ID,
    ) -> Result<Option<Service>> {
        let cx = Cx::of(ctx)?;
        let Ok(id) = base::parse_id("service", &id) else {
            return Ok(None);
        };
        base::found(services::by_id(cx, id).await.map(Service))
    }

    /// What the platform can do, or shall be able to, in Norwegian order.
    async fn capabilities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(
            desc = "Only those whose names or code hold each of these words; case and accents do not matter."
        )]
        search: Option<String>,
        #[graphql(desc = "Only these; retired ones too where not said.")] filter: Option<
            CapabilityFilterInput,
        >,
    ) -> Result<Paged<Capability>> {
        let cx = Cx::of(ctx)?;
        let page = base::page(first, after)?;
        let retired = filter.map_or(registry::Retired::With, |filter| filter.retired.into());
        let filter = CapabilityFilter { search: self::search(search.as_deref())?, retired };
        let found = capabilities::list(cx, &filter, &page).await.map_err(base::to_graphql)?;
        Ok(base::connection(&page, found, capabilities::place, Capability))
    }
}
