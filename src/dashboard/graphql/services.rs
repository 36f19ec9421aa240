//! How far services have come, in the schema.

use ::entity::id::StudyId;
use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::{count, share};
use crate::Cx;
use crate::dashboard::services::{
    self, Counted, CountedService, Group, ServicesFilter, ServicesOrder, ServicesPart,
};
use crate::graphql::base::{self, Paged, Result};
use crate::registry::graphql::service::{Service, ServiceKind, ServiceStatus};

/// Which services are counted; everything that is said must hold.
#[derive(InputObject, Default)]
struct ServicesDashboardFilter {
    /// Of owners in this stratum of the study's frame.
    stratum: Option<String>,
    /// Of owners in this part of the public sector.
    sector: Option<String>,
    /// Of owners that are followed up, or that are not.
    followed_up: Option<bool>,
    /// Of one of these kinds; of any where not said.
    kinds: Option<Vec<ServiceKind>>,
    /// Of this owner.
    organization_id: Option<ID>,
}

/// How far the services of a study's owners have come, as they are registered now. Services that are taken out of use in the registry, and
/// those of such owners, are not counted; services that have come to their end (status `RETIRED`) are.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct ServicesDashboard {
    /// The study is made up for a demonstration; say so wherever a figure is shown.
    synthetic: bool,
    /// N: owners of the study's frame that the filter lets through, with services or without.
    population: i32,
    /// All services together.
    all: ServiceFigures,
    /// By where they shall go, in the order of the name; last those for which it is not settled.
    by_target: Vec<ServicesByTarget>,
    /// By how far they have come; those that no service has come to are left out.
    by_status: Vec<ServicesByStatus>,
    /// By the quarter that the new edition is planned for, the earliest first; last those of which nobody has said when.
    by_quarter: Vec<ServicesByQuarter>,
    /// By where they shall go and how far they have come.
    by_target_and_status: Vec<ServicesByTargetAndStatus>,
    #[graphql(skip)]
    study: StudyId,
    #[graphql(skip)]
    filter: ServicesFilter,
}

/// What a group of services comes to.
#[derive(SimpleObject)]
struct ServiceFigures {
    /// Services in it.
    services: i32,
    /// `services` of all that the filter lets through, 0 to 1; null where there are none.
    share: Option<f64>,
    /// Owners of at least one of them.
    owners: i32,
    /// Transactions in the last twelve months that there are volumes of, over the services of which twelve months are known; null where
    /// that is none of them.
    yearly_volume: Option<f64>,
    /// `yearlyVolume` of that of all services, 0 to 1; null where either is unknown or 0 in all.
    volume_share: Option<f64>,
    /// Services of which fewer than twelve months are known: they are not in `yearlyVolume`, and not taken to be 0.
    volume_unknown: i32,
    /// Services whose new edition is in use.
    moved: i32,
    /// `moved` / `services`; null where there are none.
    moved_share: Option<f64>,
    /// The part of `yearlyVolume` that is theirs, 0 to 1; null where that is unknown or 0.
    moved_volume_share: Option<f64>,
}

/// Services that shall go to the same place.
#[derive(SimpleObject)]
struct ServicesByTarget {
    /// Where they shall go; null where that is not settled.
    target: Option<String>,
    #[graphql(flatten)]
    figures: ServiceFigures,
}

/// Services that have come equally far.
#[derive(SimpleObject)]
struct ServicesByStatus {
    /// How far they have come.
    status: ServiceStatus,
    #[graphql(flatten)]
    figures: ServiceFigures,
}

/// Services that are planned for the same quarter. Of a service that has moved the registry keeps when that was planned, not when it
/// was done.
#[derive(SimpleObject)]
struct ServicesByQuarter {
    /// The year and the quarter that the new edition is planned to be in use from, e.g. 2026-Q3; null where nobody has said.
    quarter: Option<String>,
    #[graphql(flatten)]
    figures: ServiceFigures,
}

/// Services that shall go to the same place and have come equally far.
#[derive(SimpleObject)]
struct ServicesByTargetAndStatus {
    /// Where they shall go; null where that is not settled.
    target: Option<String>,
    /// How far they have come.
    status: ServiceStatus,
    #[graphql(flatten)]
    figures: ServiceFigures,
}

/// The order that services are listed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
#[graphql(remote = "ServicesOrder")]
enum ServicesDashboardOrder {
    /// Norwegian order of their names.
    #[default]
    Name,
    /// Those with the largest `yearlyVolume` first, those without one last.
    Volume,
}

impl ServiceFigures {
    fn of(found: &Counted, all: &Counted) -> Self {
        let is_known = found.services > found.volume_unknown;
        Self {
            services: count(found.services),
            share: share(found.services, all.services),
            owners: count(found.owners),
            yearly_volume: is_known.then_some(found.volume as f64),
            volume_share: share(found.volume, all.volume).filter(|_| is_known),
            volume_unknown: count(found.volume_unknown),
            moved: count(found.moved),
            moved_share: share(found.moved, found.services),
            moved_volume_share: share(found.moved_volume, found.volume),
        }
    }
}

impl ServicesDashboard {
    fn new(found: services::ServicesDashboard, filter: ServicesFilter) -> Self {
        let all = ServiceFigures::of(&found.all, &found.all);
        let (synthetic, population) = (found.study.synthetic, count(found.population));
        let mut told = Self {
            synthetic,
            population,
            all,
            by_target: Vec::new(),
            by_status: Vec::new(),
            by_quarter: Vec::new(),
            by_target_and_status: Vec::new(),
            study: found.study.id,
            filter,
        };
        for (group, counted) in found.groups {
            let figures = ServiceFigures::of(&counted, &found.all);
            match group {
                Group::All => {}
                Group::Target(target) => told.by_target.push(ServicesByTarget { target, figures }),
                Group::Status(status) => {
                    told.by_status.push(ServicesByStatus { status: status.into(), figures });
                }
                Group::Quarter(quarter) => told.by_quarter.push(ServicesByQuarter { quarter, figures }),
                Group::Both(target, status) => {
                    let status = status.into();
                    told.by_target_and_status.push(ServicesByTargetAndStatus { target, status, figures });
                }
            }
        }
        told
    }
}

/// What a filter says that can also say that nothing is known; `None` where it says nothing.
fn said(value: MaybeUndefined<String>) -> Option<Option<String>> {
    match value {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}

#[ComplexObject]
impl ServicesDashboard {
    /// The services behind the figures; all of them where nothing more is said.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn services(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that shall go here; null: for which that is not settled.")]
        target: MaybeUndefined<String>,
        #[graphql(desc = "Only those that have come so far.")] status: Option<ServiceStatus>,
        #[graphql(
            desc = "Only those planned for this quarter, e.g. 2026-Q3; null: of which nobody has said when."
        )]
        quarter: MaybeUndefined<String>,
        #[graphql(default, desc = "In which order.")] order_by: ServicesDashboardOrder,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Paged<Service>> {
        let page = base::page(first, after)?;
        let part = ServicesPart {
            target: said(target),
            status: status.map(Into::into),
            quarter: said(quarter),
            order: order_by.into(),
        };
        let found =
            Box::pin(services::services_of(Cx::of(ctx)?, self.study, &self.filter, &part, &page)).await;
        let cursor = |row: &CountedService| (row.volume, row.service.sort_key.clone(), row.service.id.0);
        Ok(base::connection(&page, found.map_err(base::to_graphql)?, cursor, |row| Service(row.service)))
    }
}

/// Questions about services on dashboards.
#[derive(Default)]
pub struct ServicesDashboardQuery;

#[Object]
impl ServicesDashboardQuery {
    /// How far the services of a study's owners have come; null for a study that is not yours.
    async fn services_dashboard(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The study.")] study_id: ID,
        #[graphql(desc = "Only these services; all where not said.")] filter: Option<ServicesDashboardFilter>,
    ) -> Result<Option<ServicesDashboard>> {
        let Ok(study) = base::parse_id("study", &study_id) else { return Ok(None) };
        let ServicesDashboardFilter { stratum, sector, followed_up, kinds, organization_id } =
            filter.unwrap_or_default();
        let owner = base::optional_id("organization", organization_id.as_ref())?;
        let kinds = kinds.unwrap_or_default().into_iter().map(Into::into).collect();
        let filter = ServicesFilter { stratum, sector, followed_up, kinds, owner };
        let found = base::found(Box::pin(services::services(Cx::of(ctx)?, study, &filter)).await)?;
        Ok(found.map(|found| ServicesDashboard::new(found, filter)))
    }
}
