use std::collections::HashMap;
use std::sync::Arc;

use ::entity::id::{OrganizationId, ServiceId};
use ::entity::{monthly_volume, organization, service, service_need};
use async_graphql::dataloader::Loader;
use chrono::NaiveDate;
use sea_orm::sea_query::{ExprTrait as _, Func, OnConflict};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _,
};

use super::{holds_words, is_retired};
use crate::db::{Batch, BatchError, Page, Slice, upsert_all};
use crate::load_by_key;
use crate::registry::{NameCursor, Retired, ServiceFilter};
use crate::value::SystemCode;

/// Inserts a service; `false` where the owner has one of this code, in small or capital letters.
pub(in crate::registry) async fn insert_service(
    txn: &DatabaseTransaction,
    row: &service::Model,
) -> Result<bool, DbErr> {
    let inserted = service::Entity::insert(row.clone().into_active_model())
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    Ok(inserted > 0)
}

/// Writes a service that was read in the same transaction.
pub(in crate::registry) async fn update_service(
    txn: &DatabaseTransaction,
    row: service::Model,
) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(txn).await?;
    Ok(())
}

/// Writes services, new ones and such as are there; each is told by its key.
pub(in crate::registry) async fn store_services(
    txn: &DatabaseTransaction,
    rows: Vec<service::Model>,
) -> Result<(), DbErr> {
    use service::Column;
    let changing = [
        Column::Name,
        Column::Kind,
        Column::RunsOn,
        Column::Target,
        Column::Status,
        Column::PlannedOn,
        Column::Obstacle,
        Column::OldEditionDeactivated,
        Column::SearchText,
        Column::SortKey,
        Column::UpdatedAt,
        Column::RetiredAt,
    ];
    upsert_all(txn, rows, &[Column::Id], &changing).await
}

/// Writes volumes, those of new months and of such as are there.
pub(in crate::registry) async fn store_volumes(
    txn: &DatabaseTransaction,
    rows: Vec<monthly_volume::Model>,
) -> Result<(), DbErr> {
    use monthly_volume::Column;
    upsert_all(txn, rows, &[Column::ServiceId, Column::Month], &[Column::Volume]).await
}

/// Forgets the volumes of some months of services.
pub(in crate::registry) async fn forget_volumes(
    txn: &DatabaseTransaction,
    months: &[(ServiceId, NaiveDate)],
) -> Result<(), DbErr> {
    if months.is_empty() {
        return Ok(());
    }
    let one = |(service, month): &(ServiceId, NaiveDate)| {
        Condition::all()
            .add(monthly_volume::Column::ServiceId.eq(*service))
            .add(monthly_volume::Column::Month.eq(*month))
    };
    let any = months.iter().map(one).fold(Condition::any(), Condition::add);
    monthly_volume::Entity::delete_many().filter(any).exec(txn).await?;
    Ok(())
}

pub(in crate::registry) async fn service(
    db: &impl ConnectionTrait,
    id: ServiceId,
) -> Result<Option<service::Model>, DbErr> {
    service::Entity::find_by_id(id).one(db).await
}

/// A service, where it is this owner's.
pub(in crate::registry) async fn service_of(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    id: ServiceId,
) -> Result<Option<service::Model>, DbErr> {
    service::Entity::find_by_id(id).filter(service::Column::OrganizationId.eq(owner)).one(db).await
}

/// Whether an owner has a service of this code, in small or capital letters, a retired one included.
pub(in crate::registry) async fn has_service_of_code(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    code: &str,
) -> Result<bool, DbErr> {
    let of_code = service::Entity::find()
        .filter(service::Column::OrganizationId.eq(owner))
        .filter(Func::lower(service::Column::Code.into_expr()).eq(SystemCode::key(code)));
    Ok(of_code.count(db).await? > 0)
}

/// Reads a service and keeps others from changing it until the transaction ends.
pub(in crate::registry) async fn lock_service(
    txn: &DatabaseTransaction,
    id: ServiceId,
) -> Result<Option<service::Model>, DbErr> {
    service::Entity::find_by_id(id).lock_exclusive().one(txn).await
}

pub(in crate::registry) async fn list_services(
    db: &impl ConnectionTrait,
    filter: &ServiceFilter,
    page: &Page<NameCursor>,
) -> Result<Slice<service::Model>, DbErr> {
    let mut query = service::Entity::find().filter(wanted(filter));
    let total = query.clone().count(db).await?;
    if let Some((sort_key, id)) = &page.after {
        query = query.filter(
            Condition::any().add(service::Column::SortKey.gt(sort_key.clone())).add(
                Condition::all()
                    .add(service::Column::SortKey.eq(sort_key.clone()))
                    .add(service::Column::Id.gt(ServiceId(*id))),
            ),
        );
    }
    let in_order = query.order_by_asc(service::Column::SortKey).order_by_asc(service::Column::Id);
    Ok(Slice { rows: in_order.limit(page.first + 1).all(db).await?, total })
}

fn wanted(filter: &ServiceFilter) -> Condition {
    let mut wanted = Condition::all();
    for holds in holds_words(service::Column::SearchText, &filter.search) {
        wanted = wanted.add(holds);
    }
    let target = filter.target.as_ref().map(|target| match target {
        Some(target) => service::Column::Target.eq(target),
        None => service::Column::Target.is_null(),
    });
    let one_of_kinds = service::Column::Kind.is_in(filter.kinds.iter().copied());
    let one_of_statuses = service::Column::Status.is_in(filter.statuses.iter().copied());
    let needing = filter.needs.map(|needed| {
        let needing = service_need::Entity::find()
            .select_only()
            .column(service_need::Column::ServiceId)
            .filter(service_need::Column::CapabilityId.eq(needed));
        service::Column::Id.in_subquery(needing.into_query())
    });
    wanted
        .add_option(filter.owner.map(|owner: OrganizationId| service::Column::OrganizationId.eq(owner)))
        .add_option((!filter.kinds.is_empty()).then_some(one_of_kinds))
        .add_option((!filter.statuses.is_empty()).then_some(one_of_statuses))
        .add_option(filter.runs_on.as_ref().map(|runs_on| service::Column::RunsOn.eq(runs_on)))
        .add_option(target)
        .add_option(needing)
        .add_option(retired_with_owner(filter.retired))
}

/// A service is out of the lists where it is retired, or its owner is.
fn retired_with_owner(retired: Retired) -> Option<Condition> {
    let of_retired = organization::Entity::find()
        .select_only()
        .column(organization::Column::Id)
        .filter(organization::Column::RetiredAt.is_not_null())
        .into_query();
    let service = is_retired(service::Column::RetiredAt, retired)?;
    match retired {
        Retired::Without => {
            let owner = service::Column::OrganizationId.not_in_subquery(of_retired);
            Some(Condition::all().add(service).add(owner))
        }
        Retired::Only => {
            let owner = service::Column::OrganizationId.in_subquery(of_retired);
            Some(Condition::any().add(service).add(owner))
        }
        Retired::With => None,
    }
}

pub(in crate::registry) async fn volumes_in(
    db: &impl ConnectionTrait,
    service: ServiceId,
    months: &[NaiveDate],
) -> Result<Vec<monthly_volume::Model>, DbErr> {
    monthly_volume::Entity::find()
        .filter(monthly_volume::Column::ServiceId.eq(service))
        .filter(monthly_volume::Column::Month.is_in(months.iter().copied()))
        .all(db)
        .await
}

/// Sets the volumes of these months; forgets those without one.
pub(in crate::registry) async fn set_volumes(
    txn: &DatabaseTransaction,
    service: ServiceId,
    volumes: &[(NaiveDate, Option<i64>)],
) -> Result<(), DbErr> {
    let forgotten = volumes.iter().filter(|(_, volume)| volume.is_none()).map(|(month, _)| *month);
    monthly_volume::Entity::delete_many()
        .filter(monthly_volume::Column::ServiceId.eq(service))
        .filter(monthly_volume::Column::Month.is_in(forgotten))
        .exec(txn)
        .await?;
    let row = |(month, volume): &(NaiveDate, Option<i64>)| {
        let row = monthly_volume::Model { service_id: service, month: *month, volume: (*volume)? };
        Some(row.into_active_model())
    };
    let rows: Vec<_> = volumes.iter().filter_map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let key = [monthly_volume::Column::ServiceId, monthly_volume::Column::Month];
    monthly_volume::Entity::insert_many(rows)
        .on_conflict(OnConflict::columns(key).update_column(monthly_volume::Column::Volume).to_owned())
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

load_by_key! {
    /// Loads a service by its key.
    ServiceById(ServiceId), service
}

/// Loads the volumes of a service, the latest month first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VolumesOf(pub ServiceId);

impl Loader<VolumesOf> for Batch {
    type Value = Vec<monthly_volume::Model>;
    type Error = BatchError;

    async fn load(&self, keys: &[VolumesOf]) -> Result<HashMap<VolumesOf, Self::Value>, BatchError> {
        let query = monthly_volume::Entity::find()
            .filter(monthly_volume::Column::ServiceId.is_in(keys.iter().map(|key| key.0)))
            .order_by_desc(monthly_volume::Column::Month);
        let mut loaded: HashMap<VolumesOf, Self::Value> = HashMap::new();
        for row in query.all(&self.db).await.map_err(Arc::new)? {
            loaded.entry(VolumesOf(row.service_id)).or_default().push(row);
        }
        Ok(loaded)
    }
}

/// Loads the services of an owner that are not retired, in Norwegian order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ServicesOf(pub OrganizationId);

impl Loader<ServicesOf> for Batch {
    type Value = Vec<service::Model>;
    type Error = BatchError;

    async fn load(&self, keys: &[ServicesOf]) -> Result<HashMap<ServicesOf, Self::Value>, BatchError> {
        let query = service::Entity::find()
            .filter(service::Column::OrganizationId.is_in(keys.iter().map(|key| key.0)))
            .filter(service::Column::RetiredAt.is_null())
            .order_by_asc(service::Column::SortKey)
            .order_by_asc(service::Column::Id);
        let mut loaded: HashMap<ServicesOf, Self::Value> = HashMap::new();
        for row in query.all(&self.db).await.map_err(Arc::new)? {
            loaded.entry(ServicesOf(row.organization_id)).or_default().push(row);
        }
        Ok(loaded)
    }
}
