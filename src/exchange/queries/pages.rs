//! What is exported, read a page at a time in the order of its keys.
//!
//! Codes are in the order of their bytes, whatever the language of the database: both databases export the same file, and
//! one that is asked for page by page has each row once. Numbers of owners are digits only, which all languages order
//! alike.

use ::entity::id::{ContactId, StudyId};
use ::entity::{capability, contact, frame_member, monthly_volume, organization, service, service_need};
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbBackend, DbErr, EntityTrait as _, IntoSimpleExpr, JoinType,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationTrait as _, Select,
};

/// A code in the order of its bytes.
fn bytewise(db: &impl ConnectionTrait, column: impl IntoSimpleExpr) -> Expr {
    let column = column.into_simple_expr();
    match db.get_database_backend() {
        DbBackend::Postgres => Expr::cust_with_expr("$1 COLLATE \"C\"", column),
        _ => column,
    }
}

pub(in crate::exchange) async fn owners_page(
    db: &impl ConnectionTrait,
    after: Option<String>,
    most: u64,
) -> Result<Vec<organization::Model>, DbErr> {
    let mut query = organization::Entity::find();
    if let Some(after) = after {
        query = query.filter(organization::Column::Orgnr.gt(after));
    }
    query.order_by_asc(organization::Column::Orgnr).limit(most).all(db).await
}

pub(in crate::exchange) async fn contacts_page(
    db: &impl ConnectionTrait,
    after: Option<(String, ContactId)>,
    most: u64,
) -> Result<Vec<(contact::Model, Option<organization::Model>)>, DbErr> {
    let mut query = contact::Entity::find().find_also_related(organization::Entity);
    if let Some((orgnr, id)) = after {
        let place = [organization::Column::Orgnr.into_expr(), contact::Column::Id.into_expr()];
        query = query
            .filter(organization::Column::Orgnr.gte(orgnr.clone()))
            .filter(Expr::tuple(place).gt(Expr::tuple([Expr::value(orgnr), Expr::value(id)])));
    }
    let in_order = query.order_by_asc(organization::Column::Orgnr).order_by_asc(contact::Column::Id);
    in_order.limit(most).all(db).await
}

/// Services after the number of an owner and a code, with the number of their owner.
pub(in crate::exchange) async fn services_page(
    db: &impl ConnectionTrait,
    after: Option<(String, String)>,
    most: u64,
) -> Result<Vec<(service::Model, Option<organization::Model>)>, DbErr> {
    let mut query = service::Entity::find().find_also_related(organization::Entity);
    if let Some((orgnr, code)) = after {
        let place = [organization::Column::Orgnr.into_expr(), bytewise(db, service::Column::Code)];
        query = query
            .filter(organization::Column::Orgnr.gte(orgnr.clone()))
            .filter(Expr::tuple(place).gt(Expr::tuple([Expr::value(orgnr), Expr::value(code)])));
    }
    let in_order =
        query.order_by_asc(organization::Column::Orgnr).order_by_asc(bytewise(db, service::Column::Code));
    in_order.limit(most).all(db).await
}

/// Number, service, month and volume.
pub(in crate::exchange) async fn volumes_page(
    db: &impl ConnectionTrait,
    after: Option<(String, String, NaiveDate)>,
    most: u64,
) -> Result<Vec<(String, String, NaiveDate, i64)>, DbErr> {
    let mut query = monthly_volume::Entity::find()
        .select_only()
        .column(organization::Column::Orgnr)
        .column(service::Column::Code)
        .column(monthly_volume::Column::Month)
        .column(monthly_volume::Column::Volume)
        .join(JoinType::InnerJoin, monthly_volume::Relation::Service.def())
        .join(JoinType::InnerJoin, service::Relation::Organization.def());
    if let Some((orgnr, code, month)) = after {
        let place = [
            organization::Column::Orgnr.into_expr(),
            bytewise(db, service::Column::Code),
            monthly_volume::Column::Month.into_expr(),
        ];
        let last = [Expr::value(orgnr.clone()), Expr::value(code), Expr::value(month)];
        query = query
            .filter(organization::Column::Orgnr.gte(orgnr))
            .filter(Expr::tuple(place).gt(Expr::tuple(last)));
    }
    let in_order = query
        .order_by_asc(organization::Column::Orgnr)
        .order_by_asc(bytewise(db, service::Column::Code))
        .order_by_asc(monthly_volume::Column::Month);
    in_order.limit(most).into_tuple().all(db).await
}

/// Number, service and capability.
pub(in crate::exchange) async fn needs_page(
    db: &impl ConnectionTrait,
    after: Option<[String; 3]>,
    most: u64,
) -> Result<Vec<(String, String, String)>, DbErr> {
    let mut query: Select<service_need::Entity> = service_need::Entity::find()
        .select_only()
        .column(organization::Column::Orgnr)
        .column_as(service::Column::Code, "service_code")
        .column_as(capability::Column::Code, "capability_code")
        .join(JoinType::InnerJoin, service_need::Relation::Service.def())
        .join(JoinType::InnerJoin, service::Relation::Organization.def())
        .join(JoinType::InnerJoin, service_need::Relation::Capability.def());
    if let Some(last) = after {
        let place = [
            organization::Column::Orgnr.into_expr(),
            bytewise(db, service::Column::Code),
            bytewise(db, capability::Column::Code),
        ];
        let [orgnr, ..] = last.clone();
        query = query
            .filter(organization::Column::Orgnr.gte(orgnr))
            .filter(Expr::tuple(place).gt(Expr::tuple(last.map(Expr::value))));
    }
    let in_order = query
        .order_by_asc(organization::Column::Orgnr)
        .order_by_asc(bytewise(db, service::Column::Code))
        .order_by_asc(bytewise(db, capability::Column::Code));
    in_order.limit(most).into_tuple().all(db).await
}

pub(in crate::exchange) async fn capabilities_page(
    db: &impl ConnectionTrait,
    after: Option<String>,
    most: u64,
) -> Result<Vec<capability::Model>, DbErr> {
    let mut query = capability::Entity::find();
    if let Some(after) = after {
        query = query.filter(bytewise(db, capability::Column::Code).gt(after));
    }
    query.order_by_asc(bytewise(db, capability::Column::Code)).limit(most).all(db).await
}

/// What a study says of its owners, in the order of their numbers.
pub(in crate::exchange) async fn frame_page(
    db: &impl ConnectionTrait,
    study: StudyId,
    after: Option<String>,
    most: u64,
) -> Result<Vec<(frame_member::Model, Option<organization::Model>)>, DbErr> {
    let mut query = frame_member::Entity::find()
        .find_also_related(organization::Entity)
        .filter(frame_member::Column::StudyId.eq(study));
    if let Some(after) = after {
        query = query.filter(organization::Column::Orgnr.gt(after));
    }
    query.order_by_asc(organization::Column::Orgnr).limit(most).all(db).await
}
