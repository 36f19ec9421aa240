use std::collections::HashMap;
use std::sync::Arc;

use ::entity::id::{ContactId, OrganizationId};
use ::entity::{contact, organization};
use async_graphql::dataloader::Loader;
use sea_orm::sea_query::{Expr, ExprTrait as _, LikeExpr, OnConflict};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
};

use super::find::OrganizationCursor;
use crate::db::{Batch, BatchError, Page, Slice};
use crate::load_by_key;
use crate::value::Search;

/// Inserts an owner with its contacts; `false` where the number is taken.
pub(super) async fn insert(
    db: &impl ConnectionTrait,
    row: &organization::Model,
    contacts: Vec<contact::Model>,
) -> Result<bool, DbErr> {
    let inserted = organization::Entity::insert(row.clone().into_active_model())
        .on_conflict(OnConflict::column(organization::Column::Orgnr).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    if inserted == 0 {
        return Ok(false);
    }
    if !contacts.is_empty() {
        let contacts = contacts.into_iter().map(contact::Model::into_active_model);
        contact::Entity::insert_many(contacts).exec_without_returning(db).await?;
    }
    Ok(true)
}

pub(super) async fn by_id(
    db: &impl ConnectionTrait,
    id: OrganizationId,
) -> Result<Option<organization::Model>, DbErr> {
    organization::Entity::find_by_id(id).one(db).await
}

pub(super) async fn list(
    db: &impl ConnectionTrait,
    search: &Search,
    page: &Page<OrganizationCursor>,
) -> Result<Slice<organization::Model>, DbErr> {
    let mut query = organization::Entity::find();
    for pattern in search.patterns() {
        query = query.filter(Expr::col(organization::Column::SearchText).like(LikeExpr::new(pattern)));
    }
    in_order(db, query, page).await
}

/// Reads a page of owners in Norwegian order: two statements. For later stages that list owners too.
///
/// # Errors
/// Where the database fails.
pub async fn in_order(
    db: &impl ConnectionTrait,
    mut query: Select<organization::Entity>,
    page: &Page<OrganizationCursor>,
) -> Result<Slice<organization::Model>, DbErr> {
    let total = query.clone().count(db).await?;
    if let Some((sort_key, id)) = &page.after {
        query = query.filter(
            Condition::any().add(organization::Column::SortKey.gt(sort_key.clone())).add(
                Condition::all()
                    .add(organization::Column::SortKey.eq(sort_key.clone()))
                    .add(organization::Column::Id.gt(OrganizationId(*id))),
            ),
        );
    }
    let in_order = query.order_by_asc(organization::Column::SortKey).order_by_asc(organization::Column::Id);
    Ok(Slice { rows: in_order.limit(page.first + 1).all(db).await?, total })
}

pub(super) async fn primary_contacts(
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
    /// Loads an owner by its key.
    OrganizationById(OrganizationId), organization
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
