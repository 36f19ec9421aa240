//! What those that a submission is about are called.

use ::entity::id::{ContactId, OrganizationId, ServiceId};
use ::entity::{LocalizedText, contact, organization, service};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QuerySelect as _,
};

pub(in crate::response) async fn organization(
    db: &impl ConnectionTrait,
    id: OrganizationId,
) -> Result<organization::Model, DbErr> {
    let found = organization::Entity::find_by_id(id).one(db).await?;
    found.ok_or_else(|| DbErr::RecordNotFound("organization".to_owned()))
}

/// The owners with these keys, some hundred at most.
pub(in crate::response) async fn organizations(
    db: &impl ConnectionTrait,
    ids: &[OrganizationId],
) -> Result<Vec<organization::Model>, DbErr> {
    let query = organization::Entity::find();
    query.filter(organization::Column::Id.is_in(ids.iter().copied())).all(db).await
}

pub(in crate::response) async fn contact_name(
    db: &impl ConnectionTrait,
    id: ContactId,
) -> Result<String, DbErr> {
    let query = contact::Entity::find_by_id(id).select_only().column(contact::Column::Name);
    let found = query.into_tuple::<String>().one(db).await?;
    found.ok_or_else(|| DbErr::RecordNotFound("contact".to_owned()))
}

pub(in crate::response) async fn contact(
    db: &impl ConnectionTrait,
    id: ContactId,
) -> Result<contact::Model, DbErr> {
    let found = contact::Entity::find_by_id(id).one(db).await?;
    found.ok_or_else(|| DbErr::RecordNotFound("contact".to_owned()))
}

/// The names of those of these services that are the owner's; nothing is asked where there are none.
pub(in crate::response) async fn service_names(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    ids: &[ServiceId],
) -> Result<Vec<(ServiceId, LocalizedText)>, DbErr> {
    let mut names = Vec::new();
    for chunk in ids.chunks(5_000) {
        let query = service::Entity::find()
            .select_only()
            .column(service::Column::Id)
            .column(service::Column::Name)
            .filter(service::Column::OrganizationId.eq(owner))
            .filter(service::Column::Id.is_in(chunk.iter().copied()));
        names.extend(query.into_tuple::<(ServiceId, LocalizedText)>().all(db).await?);
    }
    Ok(names)
}
