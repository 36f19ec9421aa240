use std::collections::HashMap;
use std::sync::Arc;

use ::entity::id::OrganizationId;
use ::entity::organization;
use async_graphql::dataloader::Loader;
use sea_orm::sea_query::{ExprTrait as _, Func, OnConflict};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select,
};

use super::{holds_words, is_retired};
use crate::db::{Batch, BatchError, Page, Slice, upsert_all};
use crate::load_by_key;
use crate::registry::{NameCursor, OwnerFilter};
use crate::value::{OrgNumber, SystemCode};

/// Inserts an owner; `false` where the number is taken.
pub(in crate::registry) async fn insert_owner(
    txn: &DatabaseTransaction,
    row: &organization::Model,
) -> Result<bool, DbErr> {
    let inserted = organization::Entity::insert(row.clone().into_active_model())
        .on_conflict(OnConflict::column(organization::Column::Orgnr).do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    Ok(inserted > 0)
}

/// Writes an owner that was read in the same transaction.
pub(in crate::registry) async fn update_owner(
    txn: &DatabaseTransaction,
    row: organization::Model,
) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(txn).await?;
    Ok(())
}

/// Writes owners, new ones and such as are there; each is told by its key.
pub(in crate::registry) async fn store_owners(
    txn: &DatabaseTransaction,
    rows: Vec<organization::Model>,
) -> Result<(), DbErr> {
    use organization::Column;
    let changing = [
        Column::Name,
        Column::Aliases,
        Column::Sector,
        Column::Stratum,
        Column::PlatformCode,
        Column::Language,
        Column::SearchText,
        Column::SortKey,
        Column::UpdatedAt,
        Column::RetiredAt,
    ];
    upsert_all(txn, rows, &[Column::Id], &changing).await
}

pub(in crate::registry) async fn owner(
    db: &impl ConnectionTrait,
    id: OrganizationId,
) -> Result<Option<organization::Model>, DbErr> {
    organization::Entity::find_by_id(id).one(db).await
}

/// Reads an owner and keeps others from changing it, or what belongs to it, until the transaction ends.
pub(in crate::registry) async fn lock_owner(
    txn: &DatabaseTransaction,
    id: OrganizationId,
) -> Result<Option<organization::Model>, DbErr> {
    organization::Entity::find_by_id(id).lock_exclusive().one(txn).await
}

/// Whether an owner other than this one has the platform's code, in small or capital letters.
pub(in crate::registry) async fn code_is_taken(
    db: &impl ConnectionTrait,
    code: &str,
    except: OrganizationId,
) -> Result<bool, DbErr> {
    let others = organization::Entity::find()
        .filter(Func::lower(organization::Column::PlatformCode.into_expr()).eq(SystemCode::key(code)))
        .filter(organization::Column::Id.ne(except));
    Ok(others.count(db).await? > 0)
}

pub(in crate::registry) async fn list_owners(
    db: &impl ConnectionTrait,
    filter: &OwnerFilter,
    page: &Page<NameCursor>,
) -> Result<Slice<organization::Model>, DbErr> {
    let mut wanted = Condition::all();
    for holds in holds_words(organization::Column::SearchText, &filter.search) {
        wanted = wanted.add(holds);
    }
    let wanted = wanted
        .add_option(filter.sector.as_ref().map(|sector| organization::Column::Sector.eq(sector)))
        .add_option(filter.stratum.as_ref().map(|stratum| organization::Column::Stratum.eq(stratum)))
        .add_option(is_retired(organization::Column::RetiredAt, filter.retired));
    in_order(db, organization::Entity::find().filter(wanted), page).await
}

/// Reads a page of owners in Norwegian order: two statements. For later stages that list owners too.
///
/// # Errors
/// Where the database fails.
pub async fn in_order(
    db: &impl ConnectionTrait,
    query: Select<organization::Entity>,
    page: &Page<NameCursor>,
) -> Result<Slice<organization::Model>, DbErr> {
    in_order_of(db, query, page, None).await
}

/// As [`in_order`], of so many owners altogether; where that is not known, they are counted.
///
/// # Errors
/// Where the database fails.
pub async fn in_order_of(
    db: &impl ConnectionTrait,
    mut query: Select<organization::Entity>,
    page: &Page<NameCursor>,
    total: Option<u64>,
) -> Result<Slice<organization::Model>, DbErr> {
    let total = match total {
        Some(total) => total,
        None => query.clone().count(db).await?,
    };
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

load_by_key! {
    /// Loads an owner by its key.
    OrganizationById(OrganizationId), organization
}

/// Loads an owner by its organization number; retired ones too.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OrganizationByNumber(pub OrgNumber);

impl Loader<OrganizationByNumber> for Batch {
    type Value = organization::Model;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[OrganizationByNumber],
    ) -> Result<HashMap<OrganizationByNumber, organization::Model>, BatchError> {
        let numbers = keys.iter().map(|key| key.0.as_str());
        let query = organization::Entity::find().filter(organization::Column::Orgnr.is_in(numbers));
        let rows = query.all(&self.db).await.map_err(Arc::new)?;
        let of_number = |row: organization::Model| {
            let number = OrgNumber::parse(&row.orgnr).ok()?;
            Some((OrganizationByNumber(number), row))
        };
        Ok(rows.into_iter().filter_map(of_number).collect())
    }
}
