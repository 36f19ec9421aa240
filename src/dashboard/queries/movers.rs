//! Owners by how their points have changed.

use std::collections::HashMap;

use ::entity::id::{DimensionId, OrganizationId, RoundId};
use ::entity::{organization, round};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QueryResult,
};

use super::owners::Sql;
use crate::dashboard::MeanChange;
use crate::dashboard::change::ChangeSums;
use crate::dashboard::movers::{Mover, MoverPlace};
use crate::db::{Page, Slice};

/// A round of the same study that opened before this one: that of this key, or the latest.
pub(in crate::dashboard) async fn before(
    db: &impl ConnectionTrait,
    later: &round::Model,
    key: Option<RoundId>,
) -> Result<Option<round::Model>, DbErr> {
    let query = round::Entity::find()
        .filter(round::Column::StudyId.eq(later.study_id))
        .filter(round::Column::OpensAt.lt(later.opens_at))
        .filter(Condition::all().add_option(key.map(|key| round::Column::Id.eq(key))));
    query.order_by_desc(round::Column::OpensAt).order_by_desc(round::Column::Id).one(db).await
}

/// Owners with a point in both rounds, in a dimension of each, by the change, and what all of them come to: four statements.
pub(in crate::dashboard) async fn movers(
    db: &impl ConnectionTrait,
    then: (RoundId, DimensionId),
    now: (RoundId, DimensionId),
    down: bool,
    page: &Page<MoverPlace>,
) -> Result<(MeanChange, Slice<Mover>), DbErr> {
    let change = changes(db, then, now).await?;
    let mut sql = Sql::default();
    let both = in_both(&mut sql, then, now);
    let (way, beyond) = if down { ("", ">") } else { (" DESC", "<") };
    let mut wanted = String::new();
    if let Some(place) = &page.after {
        let [first, again] = [(); 2].map(|()| sql.bind(f64::from_bits(place.bits)));
        let [name, same] = [(); 2].map(|()| sql.bind(place.sort_key.clone()));
        let id = sql.bind(OrganizationId(place.id));
        wanted = format!(
            "WHERE m.change {beyond} {first} OR (m.change = {again} AND (m.sort_key > {name} \
             OR (m.sort_key = {same} AND m.organization_id > {id})))"
        );
    }
    sql.text = format!(
        "SELECT m.* FROM ({both}) AS m {wanted} ORDER BY m.change{way}, m.sort_key, m.organization_id LIMIT {}",
        page.first + 1
    );
    let rows = sql.all(db).await?;
    let read = |row: &QueryResult| {
        let id: OrganizationId = row.try_get("", "organization_id")?;
        let point = |column| row.try_get::<f64>("", column);
        Ok((id, point("point_before")?, point("point_after")?, point("change")?))
    };
    let rows = rows.iter().map(read).collect::<Result<Vec<_>, DbErr>>()?;
    let these = organization::Column::Id.is_in(rows.iter().map(|(id, ..)| *id));
    let owners = organization::Entity::find().filter(these).all(db).await?;
    let mut owners: HashMap<OrganizationId, organization::Model> =
        owners.into_iter().map(|row| (row.id, row)).collect();
    let whole = |(id, before, after, change)| {
        Some(Mover { organization: owners.remove(&id)?, before, after, change })
    };
    let rows = rows.into_iter().filter_map(whole).collect();
    let total = u64::try_from(change.owners).unwrap_or(0);
    Ok((change.into(), Slice { rows, total }))
}

/// What the changes of all owners with a point in both rounds come to: two statements.
async fn changes(
    db: &impl ConnectionTrait,
    then: (RoundId, DimensionId),
    now: (RoundId, DimensionId),
) -> Result<ChangeSums, DbErr> {
    let mut sql = Sql::default();
    let both = in_both(&mut sql, then, now);
    let sum = |of: &str, name: &str| format!("CAST(COALESCE(SUM({of}), 0) AS bigint) AS {name}");
    let [changes, squares, risen, fallen] = [
        ("m.parts", "changes"),
        ("m.parts * m.parts", "squares"),
        ("CASE WHEN m.parts > 0 THEN 1 ELSE 0 END", "risen"),
        ("CASE WHEN m.parts < 0 THEN 1 ELSE 0 END", "fallen"),
    ]
    .map(|(of, name)| sum(of, name));
    sql.text = format!(
        "SELECT COUNT(*) AS owners, {changes}, {squares}, {risen}, {fallen} \
         FROM (SELECT CAST(ROUND(CAST(b.change AS numeric) * 1000000) AS bigint) AS parts FROM ({both}) AS b) AS m"
    );
    let Some(row) = sql.all(db).await?.into_iter().next() else { return Ok(ChangeSums::default()) };
    let mut sql = Sql::default();
    let [was, is] = [then.0, now.0].map(|round| sql.bind(round));
    sql.text = format!(
        "SELECT COUNT(*) AS population FROM population_member a JOIN population_member b \
         ON b.organization_id = a.organization_id WHERE a.round_id = {was} AND b.round_id = {is}"
    );
    let about = sql.all(db).await?.into_iter().next();
    let number = |name| row.try_get("", name);
    Ok(ChangeSums {
        owners: number("owners")?,
        population: about.map_or(Ok(0), |row| row.try_get("", "population"))?,
        changes: number("changes")?,
        squares: number("squares")?,
        risen: number("risen")?,
        fallen: number("fallen")?,
    })
}

/// The owners that are invited to both rounds and have a point in each.
fn in_both(sql: &mut Sql, then: (RoundId, DimensionId), now: (RoundId, DimensionId)) -> String {
    let [then_round, now_round] = [then.0, now.0].map(|round| sql.bind(round));
    let [then_dimension, now_dimension] = [then.1, now.1].map(|dimension| sql.bind(dimension));
    let invited = |score: &str, invitation: &str| {
        format!(
            "JOIN invitation {invitation} ON {invitation}.round_id = {score}.round_id \
             AND {invitation}.organization_id = {score}.organization_id AND {invitation}.revoked_at IS NULL"
        )
    };
    let (was_invited, is_invited) = (invited("b", "p"), invited("a", "i"));
    format!(
        "SELECT a.organization_id, a.sort_key, b.point AS point_before, a.point AS point_after, \
                CAST(ROUND(CAST(a.point - b.point AS numeric), 6) AS double precision) AS change \
         FROM owner_score a JOIN owner_score b ON b.organization_id = a.organization_id \
         {is_invited} {was_invited} \
         WHERE a.round_id = {now_round} AND a.dimension_id = {now_dimension} AND a.point IS NOT NULL \
           AND b.round_id = {then_round} AND b.dimension_id = {then_dimension} AND b.point IS NOT NULL"
    )
}
