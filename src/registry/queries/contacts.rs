use std::collections::HashMap;
use std::sync::Arc;

use ::entity::contact;
use ::entity::id::{ContactId, OrganizationId};
use async_graphql::dataloader::Loader;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
};

use super::unless_needed;
use crate::db::{Batch, BatchError, insert_all, upsert_all};
use crate::load_by_key;

pub(in crate::registry) async fn insert_contacts(
    txn: &DatabaseTransaction,
    contacts: Vec<contact::Model>,
) -> Result<(), DbErr> {
    insert_all(txn, contacts).await
}

/// Writes a contact that was read in the same transaction.
pub(in crate::registry) async fn update_contact(
    txn: &DatabaseTransaction,
    row: contact::Model,
) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(txn).await?;
    Ok(())
}

/// Writes contacts, new ones and such as are there; each is told by its key.
pub(in crate::registry) async fn store_contacts(
    txn: &DatabaseTransaction,
    rows: Vec<contact::Model>,
) -> Result<(), DbErr> {
    use contact::Column;
    let changing = [Column::Name, Column::Email, Column::Language, Column::IsPrimary];
    upsert_all(txn, rows, &[Column::Id], &changing).await
}

/// Leaves owners without a primary contact, as others are to be it.
pub(in crate::registry) async fn no_primaries(
    txn: &DatabaseTransaction,
    owners: Vec<OrganizationId>,
) -> Result<(), DbErr> {
    contact::Entity::update_many()
        .col_expr(contact::Column::IsPrimary, Expr::value(false))
        .filter(contact::Column::OrganizationId.is_in(owners))
        .filter(contact::Column::IsPrimary.eq(true))
        .exec(txn)
        .await?;
    Ok(())
}

/// Deletes a contact; `false` where invitations refer to it.
pub(in crate::registry) async fn delete_contact(
    txn: &DatabaseTransaction,
    id: ContactId,
) -> Result<bool, DbErr> {
    let deleted = contact::Entity::delete_by_id(id).exec(txn).await;
    unless_needed(deleted.map(|deleted| deleted.rows_affected))
}

pub(in crate::registry) async fn contact(
    db: &impl ConnectionTrait,
    id: ContactId,
) -> Result<Option<contact::Model>, DbErr> {
    contact::Entity::find_by_id(id).one(db).await
}

pub(in crate::registry) async fn contacts_of(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
) -> Result<Vec<contact::Model>, DbErr> {
    contact::Entity::find().filter(contact::Column::OrganizationId.eq(owner)).all(db).await
}

/// Leaves an owner without a primary contact, as another one is to be it.
pub(in crate::registry) async fn no_primary(
    txn: &DatabaseTransaction,
    owner: OrganizationId,
) -> Result<(), DbErr> {
    contact::Entity::update_many()
        .col_expr(contact::Column::IsPrimary, Expr::value(false))
        .filter(contact::Column::OrganizationId.eq(owner))
        .exec(txn)
        .await?;
    Ok(())
}

pub(in crate::registry) async fn primary_contacts(
    db: &impl ConnectionTrait,
    organizations: &[OrganizationId],
) -> Result<Vec<contact::Model>, DbErr> {
    let mut found = Vec::new();
    for chunk in organizations.chunks(5_000) {
        let contacts = contact::Entity::find()
            .filter(contact::Column::OrganizationId.is_in(chunk.iter().copied()))
            .filter(contact::Column::IsPrimary.eq(true));
        found.extend(contacts.all(db).await?);
    }
    Ok(found)
}

load_by_key! {
    /// Loads a contact by its key.
    ContactById(ContactId), contact
}

/// Loads the contacts of an owner, the primary one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ContactsOf(pub OrganizationId);

impl Loader<ContactsOf> for Batch {
    type Value = Vec<contact::Model>;
    type Error = BatchError;

    async fn load(&self, keys: &[ContactsOf]) -> Result<HashMap<ContactsOf, Self::Value>, BatchError> {
        let query = contact::Entity::find()
            .filter(contact::Column::OrganizationId.is_in(keys.iter().map(|key| key.0)))
            .order_by_desc(contact::Column::IsPrimary)
            .order_by_asc(contact::Column::Id);
        let mut loaded: HashMap<ContactsOf, Self::Value> = HashMap::new();
        for row in query.all(&self.db).await.map_err(Arc::new)? {
            loaded.entry(ContactsOf(row.organization_id)).or_default().push(row);
        }
        Ok(loaded)
    }
}
