//! What became of personal links.

use std::collections::HashMap;

use ::entity::id::{InvitationId, InvitationLinkId};
use ::entity::{invitation_link, link_visit};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _,
};

/// The links of an invitation, the oldest first.
pub(in crate::round) async fn links(
    db: &impl ConnectionTrait,
    id: InvitationId,
) -> Result<Vec<(invitation_link::Model, Option<link_visit::Model>)>, DbErr> {
    let query = invitation_link::Entity::find().filter(invitation_link::Column::InvitationId.eq(id));
    let links = query.order_by_asc(invitation_link::Column::Id).all(db).await?;
    let keys = links.iter().map(|link| link.id);
    let query = link_visit::Entity::find().filter(link_visit::Column::LinkId.is_in(keys));
    let mut visits: HashMap<_, _> =
        query.all(db).await?.into_iter().map(|visit| (visit.link_id, visit)).collect();
    let with_visit = |link: invitation_link::Model| {
        let visit = visits.remove(&link.id);
        (link, visit)
    };
    Ok(links.into_iter().map(with_visit).collect())
}

pub(in crate::round) async fn visit(
    db: &impl ConnectionTrait,
    id: InvitationLinkId,
) -> Result<Option<link_visit::Model>, DbErr> {
    link_visit::Entity::find_by_id(id).one(db).await
}

/// Notes that a link was fetched, where that was not noted since; whether it is the first time.
pub(in crate::round) async fn note_fetch(
    db: &impl ConnectionTrait,
    id: InvitationLinkId,
    at: DateTime<Utc>,
    unless_since: DateTime<Utc>,
) -> Result<bool, DbErr> {
    make(db, id).await?;
    let first = link_visit::Entity::update_many()
        .col_expr(link_visit::Column::FetchedAt, Expr::value(at))
        .col_expr(link_visit::Column::LastFetchedAt, Expr::value(at))
        .col_expr(link_visit::Column::Fetches, Expr::value(1))
        .filter(link_visit::Column::LinkId.eq(id))
        .filter(link_visit::Column::FetchedAt.is_null())
        .exec(db)
        .await?;
    if first.rows_affected > 0 {
        return Ok(true);
    }
    link_visit::Entity::update_many()
        .col_expr(link_visit::Column::LastFetchedAt, Expr::value(at))
        .col_expr(link_visit::Column::Fetches, Expr::col(link_visit::Column::Fetches).add(1))
        .filter(link_visit::Column::LinkId.eq(id))
        .filter(link_visit::Column::LastFetchedAt.lte(unless_since))
        .exec(db)
        .await?;
    Ok(false)
}

/// Notes that a person opened the invitation by a link.
pub(in crate::round) async fn note_opening(
    db: &impl ConnectionTrait,
    id: InvitationLinkId,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    make(db, id).await?;
    let first =
        Condition::all().add(link_visit::Column::LinkId.eq(id)).add(link_visit::Column::OpenedAt.is_null());
    let opened = link_visit::Entity::update_many()
        .col_expr(link_visit::Column::OpenedAt, Expr::value(at))
        .col_expr(link_visit::Column::LastOpenedAt, Expr::value(at))
        .filter(first)
        .exec(db)
        .await?;
    if opened.rows_affected == 0 {
        link_visit::Entity::update_many()
            .col_expr(link_visit::Column::LastOpenedAt, Expr::value(at))
            .filter(link_visit::Column::LinkId.eq(id))
            .exec(db)
            .await?;
    }
    Ok(())
}

/// Makes room for what becomes of a link, where there is none.
async fn make(db: &impl ConnectionTrait, id: InvitationLinkId) -> Result<(), DbErr> {
    let fresh = link_visit::Model {
        link_id: id,
        fetched_at: None,
        last_fetched_at: None,
        fetches: 0,
        opened_at: None,
        last_opened_at: None,
    };
    link_visit::Entity::insert(fresh.into_active_model())
        .on_conflict(OnConflict::column(link_visit::Column::LinkId).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}
