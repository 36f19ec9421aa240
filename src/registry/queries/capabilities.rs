use std::collections::HashMap;
use std::sync::Arc;

use ::entity::id::{CapabilityId, ServiceId};
use ::entity::{capability, service_need};
use async_graphql::dataloader::Loader;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait as _, IntoActiveModel as _, JoinType, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, RelationTrait as _,
};

use crate::db::{Batch, BatchError, upsert_all};

/// Inserts a capability; `false` where the code is taken, in small or capital letters.
pub(in crate::registry) async fn insert_capability(
    txn: &DatabaseTransaction,
    row: &capability::Model,
) -> Result<bool, DbErr> {
    let inserted = capability::Entity::insert(row.clone().into_active_model())
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    Ok(inserted > 0)
}

/// Writes a capability that was read in the same transaction.
pub(in crate::registry) async fn update_capability(
    txn: &DatabaseTransaction,
    row: capability::Model,
) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(txn).await?;
    Ok(())
}

/// Writes capabilities, new ones and such as are there; each is told by its key.
pub(in crate::registry) async fn store_capabilities(
    txn: &DatabaseTransaction,
    rows: Vec<capability::Model>,
) -> Result<(), DbErr> {
    use capability::Column;
    let changing = [Column::Name, Column::DeliveredOn, Column::UpdatedAt, Column::RetiredAt];
    upsert_all(txn, rows, &[Column::Id], &changing).await
}

/// What services need, as pairs with the codes of it.
pub(in crate::registry) async fn codes_of_needs_of(
    db: &impl ConnectionTrait,
    services: &[ServiceId],
) -> Result<Vec<(ServiceId, String)>, DbErr> {
    let query = service_need::Entity::find()
        .select_only()
        .column(service_need::Column::ServiceId)
        .column(capability::Column::Code)
        .join(JoinType::InnerJoin, service_need::Relation::Capability.def())
        .filter(service_need::Column::ServiceId.is_in(services.iter().copied()));
    query.into_tuple().all(db).await
}

/// Adds needs that are not there yet.
pub(in crate::registry) async fn add_needs(
    txn: &DatabaseTransaction,
    needs: &[(ServiceId, CapabilityId)],
) -> Result<(), DbErr> {
    let row = |(service, capability): &(ServiceId, CapabilityId)| service_need::Model {
        service_id: *service,
        capability_id: *capability,
    };
    let key = [service_need::Column::ServiceId, service_need::Column::CapabilityId];
    upsert_all(txn, needs.iter().map(row).collect(), &key, &[]).await
}

/// Takes needs away.
pub(in crate::registry) async fn drop_needs(
    txn: &DatabaseTransaction,
    needs: &[(ServiceId, CapabilityId)],
) -> Result<(), DbErr> {
    if needs.is_empty() {
        return Ok(());
    }
    let one = |(service, capability): &(ServiceId, CapabilityId)| {
        Condition::all()
            .add(service_need::Column::ServiceId.eq(*service))
            .add(service_need::Column::CapabilityId.eq(*capability))
    };
    let any = needs.iter().map(one).fold(Condition::any(), Condition::add);
    service_need::Entity::delete_many().filter(any).exec(txn).await?;
    Ok(())
}

pub(in crate::registry) async fn capability(
    db: &impl ConnectionTrait,
    id: CapabilityId,
) -> Result<Option<capability::Model>, DbErr> {
    capability::Entity::find_by_id(id).one(db).await
}

/// Reads a capability and keeps others from changing it until the transaction ends.
pub(in crate::registry) async fn lock_capability(
    txn: &DatabaseTransaction,
    id: CapabilityId,
) -> Result<Option<capability::Model>, DbErr> {
    capability::Entity::find_by_id(id).lock_exclusive().one(txn).await
}

pub(in crate::registry) async fn capability_count(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    capability::Entity::find().count(db).await
}

/// All of them: a few hundred at most.
pub(in crate::registry) async fn all_capabilities(
    db: &impl ConnectionTrait,
) -> Result<Vec<capability::Model>, DbErr> {
    capability::Entity::find().all(db).await
}

/// Those of these capabilities that there are, retired ones too.
pub(in crate::registry) async fn capabilities(
    db: &impl ConnectionTrait,
    ids: &[CapabilityId],
) -> Result<HashMap<CapabilityId, capability::Model>, DbErr> {
    let query = capability::Entity::find().filter(capability::Column::Id.is_in(ids.iter().copied()));
    Ok(query.all(db).await?.into_iter().map(|row| (row.id, row)).collect())
}

/// The codes of what a service needs, sorted.
pub(in crate::registry) async fn codes_of_needs(
    db: &impl ConnectionTrait,
    service: ServiceId,
) -> Result<Vec<String>, DbErr> {
    let query = service_need::Entity::find()
        .select_only()
        .column(capability::Column::Code)
        .join(JoinType::InnerJoin, service_need::Relation::Capability.def())
        .filter(service_need::Column::ServiceId.eq(service));
    let mut codes: Vec<String> = query.into_tuple().all(db).await?;
    codes.sort();
    Ok(codes)
}

pub(in crate::registry) async fn set_needs(
    txn: &DatabaseTransaction,
    service: ServiceId,
    needs: &[CapabilityId],
) -> Result<(), DbErr> {
    service_need::Entity::delete_many().filter(service_need::Column::ServiceId.eq(service)).exec(txn).await?;
    if needs.is_empty() {
        return Ok(());
    }
    let rows = needs
        .iter()
        .map(|need| service_need::Model { service_id: service, capability_id: *need }.into_active_model());
    let key = [service_need::Column::ServiceId, service_need::Column::CapabilityId];
    service_need::Entity::insert_many(rows)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Loads what a service needs of the platform, in the order in which it was registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NeedsOf(pub ServiceId);

impl Loader<NeedsOf> for Batch {
    type Value = Vec<capability::Model>;
    type Error = BatchError;

    async fn load(&self, keys: &[NeedsOf]) -> Result<HashMap<NeedsOf, Self::Value>, BatchError> {
        let query = service_need::Entity::find()
            .find_also_related(capability::Entity)
            .filter(service_need::Column::ServiceId.is_in(keys.iter().map(|key| key.0)))
            .order_by_asc(service_need::Column::CapabilityId);
        let mut loaded: HashMap<NeedsOf, Self::Value> = HashMap::new();
        for (need, found) in query.all(&self.db).await.map_err(Arc::new)? {
            loaded.entry(NeedsOf(need.service_id)).or_default().extend(found);
        }
        Ok(loaded)
    }
}
