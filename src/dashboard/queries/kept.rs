//! What is kept: the share of each owner, the sums, and the marks of what neither knows yet.

use std::collections::{BTreeMap, HashMap};

use ::entity::id::{MaturityModelId, OrganizationId, RoundId};
use ::entity::{figure, figure_due, figure_share, round};
use sea_orm::sea_query::{Expr, Func, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, Statement,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::dashboard::sums::{BySums, Group, Share, Sums};
use crate::db::upsert_all;

/// A mark that something of an owner has changed.
#[derive(Clone, Copy, Debug)]
pub(in crate::dashboard) struct Due {
    /// Its key.
    pub(in crate::dashboard) id: i64,
    /// The owner.
    pub(in crate::dashboard) owner: OrganizationId,
}

/// The marks of a round, the oldest first, so many at most.
pub(in crate::dashboard) async fn due(
    db: &impl ConnectionTrait,
    round: RoundId,
    most: u64,
) -> Result<Vec<Due>, DbErr> {
    let query = figure_due::Entity::find()
        .filter(figure_due::Column::RoundId.eq(round))
        .order_by_asc(figure_due::Column::Id)
        .limit(most);
    let rows = query.all(db).await?;
    Ok(rows.into_iter().map(|row| Due { id: row.id, owner: row.organization_id }).collect())
}

/// The owners of a round that are marked, so many at most.
pub(in crate::dashboard) async fn marked(
    db: &impl ConnectionTrait,
    round: RoundId,
    most: u64,
) -> Result<Vec<OrganizationId>, DbErr> {
    let query = figure_due::Entity::find()
        .select_only()
        .column(figure_due::Column::OrganizationId)
        .filter(figure_due::Column::RoundId.eq(round))
        .distinct()
        .limit(most);
    query.into_tuple().all(db).await
}

/// How many owners of a round are marked.
pub(in crate::dashboard) async fn count_marked(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<i64, DbErr> {
    let query = figure_due::Entity::find()
        .select_only()
        .column_as(Expr::from(Func::count_distinct(Expr::col(figure_due::Column::OrganizationId))), "owners")
        .filter(figure_due::Column::RoundId.eq(round));
    Ok(query.into_tuple().one(db).await?.unwrap_or_default())
}

/// Whether any round but these has marks.
pub(in crate::dashboard) async fn is_any_due(
    db: &impl ConnectionTrait,
    but: &[RoundId],
) -> Result<bool, DbErr> {
    let others = figure_due::Column::RoundId.is_not_in(but.iter().copied());
    Ok(figure_due::Entity::find().filter(others).one(db).await?.is_some())
}

/// Of the rounds with marks the one whose first mark is the oldest, locked until the transaction ends, that no other worker has taken and
/// that is none of these.
pub(in crate::dashboard) async fn lock_round_to_sum(
    db: &impl ConnectionTrait,
    but: &[RoundId],
) -> Result<Option<round::Model>, DbErr> {
    let marked = figure_due::Entity::find().select_only().column(figure_due::Column::RoundId);
    let query = round::Entity::find()
        .filter(round::Column::Id.in_subquery(marked.into_query()))
        .filter(round::Column::Id.is_not_in(but.iter().copied()))
        .order_by_asc(Expr::cust("(SELECT MIN(d.id) FROM figure_due d WHERE d.round_id = round.id)"));
    query.lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::SkipLocked).one(db).await
}

pub(in crate::dashboard) async fn delete_marks(db: &impl ConnectionTrait, ids: &[i64]) -> Result<(), DbErr> {
    for chunk in ids.chunks(5_000) {
        let these = figure_due::Column::Id.is_in(chunk.iter().copied());
        figure_due::Entity::delete_many().filter(these).exec(db).await?;
    }
    Ok(())
}

/// Deletes the marks of rounds that were given up.
pub(in crate::dashboard) async fn delete_marks_of_nothing(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    let rounds = round::Entity::find().select_only().column(round::Column::Id);
    let of_nothing = figure_due::Column::RoundId.not_in_subquery(rounds.into_query());
    figure_due::Entity::delete_many().filter(of_nothing).exec(db).await?;
    Ok(())
}

/// What the sums have in them of these owners.
pub(in crate::dashboard) async fn counted(
    db: &impl ConnectionTrait,
    round: RoundId,
    owners: &[OrganizationId],
) -> Result<HashMap<OrganizationId, Share>, DbErr> {
    let mut found = HashMap::new();
    for chunk in owners.chunks(5_000) {
        let query = figure_share::Entity::find()
            .filter(figure_share::Column::RoundId.eq(round))
            .filter(figure_share::Column::OrganizationId.is_in(chunk.iter().copied()));
        for row in query.all(db).await? {
            found.insert(row.organization_id, read(row.content)?);
        }
    }
    Ok(found)
}

/// The sums of all groups of a round.
pub(in crate::dashboard) async fn sums(db: &impl ConnectionTrait, round: RoundId) -> Result<BySums, DbErr> {
    read_sums(db, Condition::all().add(figure::Column::RoundId.eq(round))).await
}

/// What is kept of a round, as one statement sees it.
pub(in crate::dashboard) struct Kept {
    /// The sums of all its owners, and of the groups that were asked for.
    pub(in crate::dashboard) sums: BySums,
    /// The model that it has kept.
    pub(in crate::dashboard) model: Option<MaturityModelId>,
    /// Whether any owner is marked.
    pub(in crate::dashboard) is_due: bool,
}

/// The sums of all owners of a round and of the groups that go by this, the round's model, and whether the sums are behind: one statement,
/// so that it needs no snapshot.
pub(in crate::dashboard) async fn kept(
    db: &impl ConnectionTrait,
    round: RoundId,
    axis: Option<&str>,
) -> Result<Kept, DbErr> {
    let sql = "SELECT f.axis, f.member, f.content, m.model_id, \
                      EXISTS (SELECT 1 FROM figure_due d WHERE d.round_id = r.id) AS is_due \
               FROM round r LEFT JOIN round_model m ON m.round_id = r.id \
               LEFT JOIN figure f ON f.round_id = r.id AND f.axis IN ('', $2) WHERE r.id = $1";
    let values = [round.into(), axis.unwrap_or_default().into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let mut kept = Kept { sums: BySums::default(), model: None, is_due: false };
    for row in db.query_all_raw(statement).await? {
        kept.model = row.try_get("", "model_id")?;
        kept.is_due = row.try_get("", "is_due")?;
        if let Some(axis) = row.try_get("", "axis")? {
            let group = Group { axis, member: row.try_get("", "member")? };
            kept.sums.insert(group, read(row.try_get("", "content")?)?);
        }
    }
    Ok(kept)
}

/// The sums of all owners of a round, and of the groups that go by this.
pub(in crate::dashboard) async fn sums_of(
    db: &impl ConnectionTrait,
    round: RoundId,
    axis: Option<&str>,
) -> Result<BySums, DbErr> {
    let wanted = [Some(""), axis].into_iter().flatten();
    let of_round = Condition::all().add(figure::Column::RoundId.eq(round));
    read_sums(db, of_round.add(figure::Column::Axis.is_in(wanted))).await
}

async fn read_sums(db: &impl ConnectionTrait, which: Condition) -> Result<BySums, DbErr> {
    let rows = figure::Entity::find().filter(which).all(db).await?;
    let sums = rows.into_iter().map(|row| {
        let group = Group { axis: row.axis, member: row.member };
        Ok((group, read::<Sums>(row.content)?))
    });
    sums.collect()
}

/// Writes what the sums have in them of owners from now on; of those that have no part in the round any more, nothing.
pub(in crate::dashboard) async fn store_shares(
    db: &impl ConnectionTrait,
    round: RoundId,
    shares: &BTreeMap<OrganizationId, Option<Share>>,
) -> Result<(), DbErr> {
    let gone: Vec<OrganizationId> =
        shares.iter().filter(|(_, share)| share.is_none()).map(|(owner, _)| *owner).collect();
    if !gone.is_empty() {
        figure_share::Entity::delete_many()
            .filter(figure_share::Column::RoundId.eq(round))
            .filter(figure_share::Column::OrganizationId.is_in(gone))
            .exec(db)
            .await?;
    }
    let row = |(owner, share): (&OrganizationId, &Option<Share>)| {
        let content = share.as_ref().map(write)?;
        Some(content.map(|content| figure_share::Model { round_id: round, organization_id: *owner, content }))
    };
    let rows = shares.iter().filter_map(row).collect::<Result<Vec<_>, DbErr>>()?;
    let key = [figure_share::Column::RoundId, figure_share::Column::OrganizationId];
    upsert_all(db, rows, &key, &[figure_share::Column::Content]).await
}

/// Writes the sums of groups; of those that nobody is in any more, nothing.
pub(in crate::dashboard) async fn store_sums(
    db: &impl ConnectionTrait,
    round: RoundId,
    before: &BySums,
    after: &BySums,
) -> Result<(), DbErr> {
    for group in before.keys().filter(|group| !after.contains_key(group)) {
        figure::Entity::delete_many()
            .filter(figure::Column::RoundId.eq(round))
            .filter(figure::Column::Axis.eq(&group.axis))
            .filter(figure::Column::Member.eq(&group.member))
            .exec(db)
            .await?;
    }
    let changed = after.iter().filter(|(group, sums)| before.get(group) != Some(sums));
    let row = |(group, sums): (&Group, &Sums)| {
        let (axis, member) = (group.axis.clone(), group.member.clone());
        Ok(figure::Model { round_id: round, axis, member, content: write(sums)? })
    };
    let rows = changed.map(row).collect::<Result<Vec<_>, DbErr>>()?;
    let key = [figure::Column::RoundId, figure::Column::Axis, figure::Column::Member];
    upsert_all(db, rows, &key, &[figure::Column::Content]).await
}

fn read<T: DeserializeOwned>(content: serde_json::Value) -> Result<T, DbErr> {
    serde_json::from_value(content).map_err(|error| DbErr::Json(error.to_string()))
}

fn write<T: Serialize>(content: &T) -> Result<serde_json::Value, DbErr> {
    serde_json::to_value(content).map_err(|error| DbErr::Json(error.to_string()))
}
