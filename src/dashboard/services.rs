//! How far the services of a study's owners have come: by where they shall go, how far they are and when they are planned.

use ::entity::id::{OrganizationId, StudyId};

use super::queries;
use crate::Cx;
use crate::auth::Permission;
use crate::db::{self, Page, Slice};
use crate::error::Error;
use crate::registry::{ServiceKind, ServiceStatus, service};
use crate::study;

/// Which services are counted; everything that is said must hold.
#[derive(Clone, Debug, Default)]
pub struct ServicesFilter {
    /// Of owners in this stratum of the study's frame.
    pub stratum: Option<String>,
    /// Of owners in this part of the public sector.
    pub sector: Option<String>,
    /// Of owners that are followed up, or that are not.
    pub followed_up: Option<bool>,
    /// Of one of these kinds, or of any where there is none.
    pub kinds: Vec<ServiceKind>,
    /// Of this owner.
    pub owner: Option<OrganizationId>,
}

/// The kind of service with this name, e.g. `submission`.
#[must_use]
pub fn kind_named(name: &str) -> Option<ServiceKind> {
    db::by_stored_name(name)
}

/// What services are counted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// All of them.
    All,
    /// Where they shall go; `None` where that is not settled.
    Target(Option<String>),
    /// How far they have come.
    Status(ServiceStatus),
    /// The quarter that the new edition is planned for, e.g. `2026-Q3`; `None` where nobody has said.
    Quarter(Option<String>),
    /// Where they shall go, and how far they have come.
    Both(Option<String>, ServiceStatus),
}

/// What services of a group come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Services.
    pub services: i64,
    /// Owners of at least one of them.
    pub owners: i64,
    /// Transactions in the last twelve months that there are volumes of, over the services of which there are twelve.
    pub volume: i64,
    /// Services of which fewer than twelve months are known; they add nothing to the volume.
    pub volume_unknown: i64,
    /// Services whose new edition is in use.
    pub moved: i64,
    /// Their part of the volume.
    pub moved_volume: i64,
}

/// Which of the services that are counted to list; everything that is said must hold.
#[derive(Clone, Debug, Default)]
pub struct ServicesPart {
    /// That shall go here; `Some(None)`: for which that is not settled.
    pub target: Option<Option<String>>,
    /// That have come so far.
    pub status: Option<ServiceStatus>,
    /// That are planned for this quarter, e.g. `2026-Q3`; `Some(None)`: of which nobody has said when.
    pub quarter: Option<Option<String>>,
    /// In which order.
    pub order: ServicesOrder,
}

/// The order that services are listed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ServicesOrder {
    /// Norwegian order of their names.
    #[default]
    Name,
    /// Those with the largest volume of a year first, those without one known last.
    Volume,
}

/// Where a page of services begins: volume of a year, sort key and key of the entry before.
pub type PlaceInOrder = (Option<i64>, Vec<u8>, uuid::Uuid);

/// A service that is counted.
#[derive(Debug)]
pub struct CountedService {
    /// The service.
    pub service: service::Model,
    /// Transactions in the last twelve months that there are volumes of; `None` where there are fewer.
    pub volume: Option<i64>,
}

/// The services of a study's owners.
pub struct ServicesDashboard {
    /// The study.
    pub study: study::study::Model,
    /// Owners of the frame that the filter lets through, with services or without: N. Retired ones are left out.
    pub population: i64,
    /// All services.
    pub all: Counted,
    /// By group, in the order of [`Group`]: where it is not known comes last.
    pub groups: Vec<(Group, Counted)>,
}

/// The services of the owners in a study's frame as they are now, those that are retired left out: two statements and those that
/// authorize, however many owners there are.
///
/// # Errors
/// [`Error::NotFound`] for a study that is not theirs; [`Error::Forbidden`] for those who may not see dashboards.
pub async fn services(cx: &Cx, id: StudyId, filter: &ServicesFilter) -> Result<ServicesDashboard, Error> {
    study::authorize(cx, id, Permission::ReadDashboards).await?;
    let study = study::by_id(cx, id).await?;
    let db = cx.db().snapshot().await?;
    let population = queries::owners_counted(&db, id, filter).await?;
    let mut groups = queries::services_counted(&db, id, filter).await?;
    let all =
        groups.iter().find(|(group, _)| *group == Group::All).map_or_else(Counted::default, |(_, all)| *all);
    groups.sort_by(|(one, _), (other, _)| one.order().cmp(&other.order()));
    Ok(ServicesDashboard { study, population, all, groups })
}

/// The services behind a figure of [`services`], a page at a time.
///
/// # Errors
/// As [`services`].
pub async fn services_of(
    cx: &Cx,
    id: StudyId,
    filter: &ServicesFilter,
    part: &ServicesPart,
    page: &Page<PlaceInOrder>,
) -> Result<Slice<CountedService>, Error> {
    study::authorize(cx, id, Permission::ReadDashboards).await?;
    Ok(queries::services_of(cx.db(), id, filter, part, page).await?)
}

impl Group {
    /// By kind of group and then by name, those without one last.
    fn order(&self) -> (bool, &Self) {
        let unknown = matches!(self, Self::Target(None) | Self::Quarter(None) | Self::Both(None, _));
        (unknown, self)
    }
}
