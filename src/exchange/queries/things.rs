//! What rows are about, read a batch at a time.

use std::collections::BTreeMap;

use ::entity::id::{CapabilityId, OrganizationId, ServiceId, StudyId};
use ::entity::{
    capability, contact, frame_member, monthly_volume, organization, service, service_need,
    stakeholder_position,
};
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait as _, Func, LockType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter as _, QuerySelect as _, Select,
};

use crate::value::SystemCode;

/// Locks what is read, where it is going to be written; whoever only refers to it need not wait.
fn locked<E: EntityTrait>(query: Select<E>, lock: bool) -> Select<E> {
    if lock { query.lock(LockType::NoKeyUpdate) } else { query }
}

/// Owners with these numbers.
pub(in crate::exchange) async fn owners_by_orgnr(
    db: &impl ConnectionTrait,
    numbers: Vec<String>,
    lock: bool,
) -> Result<Vec<organization::Model>, DbErr> {
    let query = organization::Entity::find().filter(organization::Column::Orgnr.is_in(numbers));
    locked(query, lock).all(db).await
}

/// A code, compared in small letters.
fn one_of<C: ColumnTrait>(code: C, keys: Vec<String>) -> Expr {
    Func::lower(code.into_expr()).is_in(keys.iter().map(|key| SystemCode::key(key)))
}

/// Which owners have these codes of the platform, in small or capital letters: code and number.
pub(in crate::exchange) async fn owners_with_codes(
    db: &impl ConnectionTrait,
    codes: Vec<String>,
) -> Result<Vec<(String, String)>, DbErr> {
    let query = organization::Entity::find()
        .select_only()
        .column(organization::Column::PlatformCode)
        .column(organization::Column::Orgnr)
        .filter(one_of(organization::Column::PlatformCode, codes));
    query.into_tuple().all(db).await
}

/// Everybody at these owners, in the order in which they were added.
pub(in crate::exchange) async fn contacts_of(
    db: &impl ConnectionTrait,
    owners: Vec<OrganizationId>,
) -> Result<Vec<contact::Model>, DbErr> {
    contact::Entity::find().filter(contact::Column::OrganizationId.is_in(owners)).all(db).await
}

/// Services with these codes, in small or capital letters, owner by owner.
pub(in crate::exchange) async fn services_by_code(
    db: &impl ConnectionTrait,
    codes: BTreeMap<OrganizationId, Vec<String>>,
    lock: bool,
) -> Result<Vec<service::Model>, DbErr> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let of_owner = |(owner, codes): (OrganizationId, Vec<String>)| {
        Condition::all()
            .add(service::Column::OrganizationId.eq(owner))
            .add(one_of(service::Column::Code, codes))
    };
    let any = codes.into_iter().map(of_owner).fold(Condition::any(), Condition::add);
    locked(service::Entity::find().filter(any), lock).all(db).await
}

/// Volumes of these months, service by service.
pub(in crate::exchange) async fn volumes_of(
    db: &impl ConnectionTrait,
    months: BTreeMap<ServiceId, Vec<NaiveDate>>,
) -> Result<Vec<monthly_volume::Model>, DbErr> {
    if months.is_empty() {
        return Ok(Vec::new());
    }
    let of_service = |(service, months): (ServiceId, Vec<NaiveDate>)| {
        Condition::all()
            .add(monthly_volume::Column::ServiceId.eq(service))
            .add(monthly_volume::Column::Month.is_in(months))
    };
    let any = months.into_iter().map(of_service).fold(Condition::any(), Condition::add);
    monthly_volume::Entity::find().filter(any).all(db).await
}

/// Capabilities with these codes, in small or capital letters.
pub(in crate::exchange) async fn capabilities_by_code(
    db: &impl ConnectionTrait,
    codes: Vec<String>,
    lock: bool,
) -> Result<Vec<capability::Model>, DbErr> {
    let query = capability::Entity::find().filter(one_of(capability::Column::Code, codes));
    locked(query, lock).all(db).await
}

/// What these services need.
pub(in crate::exchange) async fn needs_of(
    db: &impl ConnectionTrait,
    services: Vec<ServiceId>,
) -> Result<Vec<(ServiceId, CapabilityId)>, DbErr> {
    let query = service_need::Entity::find().filter(service_need::Column::ServiceId.is_in(services));
    Ok(query.all(db).await?.into_iter().map(|need| (need.service_id, need.capability_id)).collect())
}

/// What a study says of these owners.
pub(in crate::exchange) async fn frame_members(
    db: &impl ConnectionTrait,
    study: StudyId,
    owners: Vec<OrganizationId>,
    lock: bool,
) -> Result<Vec<frame_member::Model>, DbErr> {
    let query = frame_member::Entity::find()
        .filter(frame_member::Column::StudyId.eq(study))
        .filter(frame_member::Column::OrganizationId.is_in(owners));
    locked(query, lock).all(db).await
}

/// Where these owners stand in a study.
pub(in crate::exchange) async fn positions_of(
    db: &impl ConnectionTrait,
    study: StudyId,
    owners: Vec<OrganizationId>,
) -> Result<Vec<stakeholder_position::Model>, DbErr> {
    let query = stakeholder_position::Entity::find()
        .filter(stakeholder_position::Column::StudyId.eq(study))
        .filter(stakeholder_position::Column::OrganizationId.is_in(owners));
    query.all(db).await
}
