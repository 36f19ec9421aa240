//! What respondents may see of the others.

use std::collections::BTreeMap;

use ::entity::id::{DimensionId, OrganizationId, RoundId};
use ::entity::{peer_figure, peer_point};
use sea_orm::{ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _};

use crate::dashboard::peers::{ByStratum, Shown};
use crate::db::upsert_all;

/// The points of these owners in a round, as they count and as they are.
pub(in crate::dashboard) async fn peer_points(
    db: &impl ConnectionTrait,
    round: RoundId,
    owners: &[OrganizationId],
) -> Result<Vec<peer_point::Model>, DbErr> {
    let mut found = Vec::new();
    for chunk in owners.chunks(5_000) {
        let query = peer_point::Entity::find()
            .filter(peer_point::Column::RoundId.eq(round))
            .filter(peer_point::Column::OrganizationId.is_in(chunk.iter().copied()));
        found.extend(query.all(db).await?);
    }
    Ok(found)
}

/// As [`peer_points`], in one dimension.
pub(in crate::dashboard) async fn peer_points_in(
    db: &impl ConnectionTrait,
    round: RoundId,
    owners: &[OrganizationId],
    dimension: DimensionId,
) -> Result<Vec<peer_point::Model>, DbErr> {
    let mut found = Vec::new();
    for chunk in owners.chunks(5_000) {
        let query = peer_point::Entity::find()
            .filter(peer_point::Column::RoundId.eq(round))
            .filter(peer_point::Column::DimensionId.eq(dimension))
            .filter(peer_point::Column::OrganizationId.is_in(chunk.iter().copied()));
        found.extend(query.all(db).await?);
    }
    Ok(found)
}

/// The points of a round that do not count as they are now.
pub(in crate::dashboard) async fn waiting(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Vec<peer_point::Model>, DbErr> {
    let query = peer_point::Entity::find()
        .filter(peer_point::Column::RoundId.eq(round))
        .filter(peer_point::Column::Waiting.eq(true));
    query.all(db).await
}

/// Writes points; those that count nowhere and should not are deleted.
pub(in crate::dashboard) async fn store_points(
    db: &impl ConnectionTrait,
    rows: Vec<peer_point::Model>,
) -> Result<(), DbErr> {
    let (gone, kept): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| row.now_point.is_none() && row.shown_point.is_none());
    let mut by_owner: BTreeMap<(RoundId, DimensionId), Vec<OrganizationId>> = BTreeMap::new();
    for row in gone {
        by_owner.entry((row.round_id, row.dimension_id)).or_default().push(row.organization_id);
    }
    for ((round, dimension), owners) in by_owner {
        let of = Condition::all()
            .add(peer_point::Column::RoundId.eq(round))
            .add(peer_point::Column::DimensionId.eq(dimension));
        for chunk in owners.chunks(5_000) {
            let these = peer_point::Column::OrganizationId.is_in(chunk.iter().copied());
            peer_point::Entity::delete_many().filter(of.clone()).filter(these).exec(db).await?;
        }
    }
    let key =
        [peer_point::Column::RoundId, peer_point::Column::OrganizationId, peer_point::Column::DimensionId];
    let changing = [
        peer_point::Column::NowMember,
        peer_point::Column::NowPoint,
        peer_point::Column::ShownMember,
        peer_point::Column::ShownPoint,
        peer_point::Column::Waiting,
    ];
    upsert_all(db, kept, &key, &changing).await
}

/// What is shown of each stratum of a round in each dimension.
pub(in crate::dashboard) async fn peer_figures(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<BTreeMap<DimensionId, ByStratum>, DbErr> {
    let rows = peer_figure::Entity::find().filter(peer_figure::Column::RoundId.eq(round)).all(db).await?;
    let mut found: BTreeMap<DimensionId, ByStratum> = BTreeMap::new();
    for row in rows {
        let shown = Shown { owners: row.owners, points: row.points };
        found.entry(row.dimension_id).or_default().insert(row.member, shown);
    }
    Ok(found)
}

/// Writes what is shown of each stratum in a dimension; what was shown of others is shown no longer.
pub(in crate::dashboard) async fn store_peer_figures(
    db: &impl ConnectionTrait,
    round: RoundId,
    dimension: DimensionId,
    shown: &ByStratum,
) -> Result<(), DbErr> {
    peer_figure::Entity::delete_many()
        .filter(peer_figure::Column::RoundId.eq(round))
        .filter(peer_figure::Column::DimensionId.eq(dimension))
        .filter(peer_figure::Column::Member.is_not_in(shown.keys()))
        .exec(db)
        .await?;
    let row = |(member, shown): (&String, &Shown)| peer_figure::Model {
        round_id: round,
        dimension_id: dimension,
        member: member.clone(),
        owners: shown.owners,
        points: shown.points,
    };
    let key = [peer_figure::Column::RoundId, peer_figure::Column::DimensionId, peer_figure::Column::Member];
    let changing = [peer_figure::Column::Owners, peer_figure::Column::Points];
    upsert_all(db, shown.iter().map(row).collect(), &key, &changing).await
}
