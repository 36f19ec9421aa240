//! Owners of a round by what they came to.

use std::collections::HashMap;

use ::entity::id::OrganizationId;
use ::entity::{organization, round};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryResult, Statement,
    Value,
};

use crate::dashboard::owners::{Measure, OwnerList, OwnerPick, Place, ScorePick};
use crate::db::{Page, Slice};
use crate::maturity::{self, OwnerScores};
use crate::round::ScopedRound;

/// An owner of a list.
pub(in crate::dashboard) struct Found {
    /// What it is sorted by; absent where that is its name, and where it has no such value.
    pub(in crate::dashboard) value: Option<f64>,
    /// The owner with its scores.
    pub(in crate::dashboard) scores: OwnerScores,
}

/// A statement as it is put together.
#[derive(Clone, Default)]
pub(super) struct Sql {
    pub(super) text: String,
    values: Vec<Value>,
}

impl Sql {
    /// A place for a value.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    pub(super) async fn all(self, db: &impl ConnectionTrait) -> Result<Vec<QueryResult>, DbErr> {
        let Self { text, values } = self;
        db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), text, values)).await
    }
}

/// A page of the owners invited to a round: six statements at most.
pub(in crate::dashboard) async fn owners(
    db: &impl ConnectionTrait,
    scoped: &ScopedRound,
    list: &OwnerList,
    page: &Page<Place>,
) -> Result<Slice<Found>, DbErr> {
    let total = match list.total {
        Some(total) => total,
        None => count(db, scoped, &list.pick).await?,
    };
    let most = page.first + 1;
    let mut rows = Vec::new();
    let column = column(list.order.by);
    let has_value = |place: &Place| place.bits.is_some();
    if let Some(column) = column
        && page.after.as_ref().is_none_or(has_value)
    {
        rows = with_value(scoped, list, column, page.after.as_ref(), most).all(db).await?;
    }
    let left = most.saturating_sub(rows.len() as u64);
    if left > 0 {
        let after = page.after.as_ref().filter(|place| !has_value(place));
        rows.extend(by_name(scoped, list, column, after, (left, total)).all(db).await?);
    }
    let key = |row: &QueryResult| Ok((row.try_get("", "id")?, row.try_get("", "value")?));
    let keys = rows.iter().map(key).collect::<Result<Vec<(OrganizationId, Option<f64>)>, DbErr>>()?;
    Ok(Slice { rows: whole(db, scoped, keys).await?, total })
}

/// An owner with its scores in a round.
pub(in crate::dashboard) async fn with_scores(
    db: &impl ConnectionTrait,
    round: &round::Model,
    owner: OrganizationId,
) -> Result<Option<OwnerScores>, DbErr> {
    let found = organization::Entity::find_by_id(owner).all(db).await?;
    Ok(maturity::with_scores(db, round, found).await?.pop())
}

/// These owners with their scores, in the same order: three statements.
async fn whole(
    db: &impl ConnectionTrait,
    scoped: &ScopedRound,
    keys: Vec<(OrganizationId, Option<f64>)>,
) -> Result<Vec<Found>, DbErr> {
    let these = organization::Column::Id.is_in(keys.iter().map(|(id, _)| *id));
    let found = organization::Entity::find().filter(these).all(db).await?;
    let mut found: HashMap<OrganizationId, organization::Model> =
        found.into_iter().map(|row| (row.id, row)).collect();
    let known: Vec<(organization::Model, Option<f64>)> =
        keys.into_iter().filter_map(|(id, value)| Some((found.remove(&id)?, value))).collect();
    let (owners, values): (Vec<_>, Vec<_>) = known.into_iter().unzip();
    let scores = maturity::with_scores(db, &scoped.round, owners).await?;
    Ok(scores.into_iter().zip(values).map(|(scores, value)| Found { value, scores }).collect())
}

/// The column that has what owners are sorted by; none where that is their names.
fn column(by: Measure) -> Option<&'static str> {
    match by {
        Measure::Name => None,
        Measure::Point => Some("point"),
        Measure::Lower => Some("lower"),
        Measure::Openness => Some("openness"),
        Measure::Coverage => Some("coverage"),
        Measure::DontKnow => Some("dont_know"),
    }
}

/// How many owners are picked out.
async fn count(db: &impl ConnectionTrait, scoped: &ScopedRound, pick: &OwnerPick) -> Result<u64, DbErr> {
    let mut sql = Sql::default();
    let (joins, wanted) = picked(&mut sql, scoped, pick);
    sql.text = format!("SELECT COUNT(*) AS total FROM invitation i {joins} WHERE {wanted}");
    let row = sql.all(db).await?.into_iter().next();
    let total: i64 = row.map_or(Ok(0), |row| row.try_get("", "total"))?;
    Ok(u64::try_from(total).unwrap_or(0))
}

/// Owners that have a value in a column, in the order of that.
fn with_value(scoped: &ScopedRound, list: &OwnerList, column: &str, after: Option<&Place>, most: u64) -> Sql {
    let mut sql = Sql::default();
    let (joins, mut wanted) = picked(&mut sql, scoped, &list.pick);
    let (round, dimension) = (sql.bind(scoped.round.id), sql.bind(list.order.of()));
    let (way, beyond) = if list.order.descending { (" DESC", "<") } else { ("", ">") };
    if let Some((place, bits)) = after.and_then(|place| Some((place, place.bits?))) {
        let [first, again] = [(); 2].map(|()| sql.bind(f64::from_bits(bits)));
        let [name, same] = [(); 2].map(|()| sql.bind(place.sort_key.clone()));
        let id = sql.bind(OrganizationId(place.id));
        wanted += &format!(
            " AND h.{column} {beyond}= {first} AND (h.{column} {beyond} {again} OR h.sort_key > {name} \
              OR (h.sort_key = {same} AND h.organization_id > {id}))"
        );
    }
    let join_owner = "JOIN invitation i ON i.round_id = h.round_id AND i.organization_id = h.organization_id";
    sql.text = format!(
        "SELECT h.organization_id AS id, h.{column} AS value FROM owner_score h {join_owner} {joins} \
         WHERE h.round_id = {round} AND h.dimension_id = {dimension} AND h.{column} IS NOT NULL AND {wanted} \
         ORDER BY h.{column}{way}, h.sort_key, h.organization_id LIMIT {most}"
    );
    sql
}

/// So many owners at most by name, of so many altogether: all of them, or those that have no value in a column.
fn by_name(
    scoped: &ScopedRound,
    list: &OwnerList,
    without: Option<&str>,
    after: Option<&Place>,
    (most, total): (u64, u64),
) -> Sql {
    let mut sql = Sql::default();
    let (joins, mut wanted) = picked(&mut sql, scoped, &list.pick);
    let (mut way, mut beyond) = if list.order.descending { (" DESC", "<") } else { ("", ">") };
    if let Some(column) = without {
        (way, beyond) = ("", ">");
        let dimension = sql.bind(list.order.of());
        wanted += &format!(
            " AND NOT EXISTS (SELECT 1 FROM owner_score h WHERE h.organization_id = i.organization_id \
              AND h.round_id = i.round_id AND h.dimension_id = {dimension} AND h.{column} IS NOT NULL)"
        );
    }
    if let Some(place) = after {
        let [name, same] = [(); 2].map(|()| sql.bind(place.sort_key.clone()));
        let id = sql.bind(OrganizationId(place.id));
        wanted += &format!(
            " AND o.sort_key {beyond}= {same} AND (o.sort_key {beyond} {name} OR o.id {beyond} {id})"
        );
    }
    let joins = joins.replace(JOIN_OWNER, "");
    // SQLite follows the names only where it is told to (`CROSS JOIN`), which is worth it where many are listed.
    let (from, on) = if total > MANY {
        ("organization o CROSS JOIN invitation i", "i.organization_id = o.id AND")
    } else {
        ("invitation i JOIN organization o ON o.id = i.organization_id", "")
    };
    sql.text = format!(
        "SELECT i.organization_id AS id, CAST(NULL AS double precision) AS value FROM {from} {joins} \
         WHERE {on} {wanted} ORDER BY o.sort_key{way}, o.id{way} LIMIT {most}"
    );
    sql
}

/// More owners than these are not sorted, but followed by their names.
const MANY: u64 = 2_000;
const JOIN_OWNER: &str = "JOIN organization o ON o.id = i.organization_id";

/// What is joined to an invitation `i`, and the condition, for it to be one of those that are picked out.
fn picked(sql: &mut Sql, scoped: &ScopedRound, pick: &OwnerPick) -> (String, String) {
    let mut wanted =
        vec![format!("i.round_id = {}", sql.bind(scoped.round.id)), "i.revoked_at IS NULL".to_owned()];
    let mut joins = Vec::new();
    let words: Vec<String> = pick.name.patterns().collect();
    if !words.is_empty() || pick.sector.is_some() {
        joins.push(JOIN_OWNER.to_owned());
    }
    wanted.extend(words.into_iter().map(|word| format!("o.search_text LIKE {}", sql.bind(word))));
    if let Some(sector) = &pick.sector {
        wanted.push(is("o.sector", sector.as_ref().map(|sector| sql.bind(sector.clone()))));
    }
    if pick.stratum.is_some() || pick.followed_up.is_some() {
        let study = sql.bind(scoped.study.id);
        joins.push(format!(
            "LEFT JOIN frame_member f ON f.study_id = {study} AND f.organization_id = i.organization_id"
        ));
    }
    if let Some(stratum) = &pick.stratum {
        wanted.push(is("f.stratum", stratum.as_ref().map(|stratum| sql.bind(stratum.clone()))));
    }
    if let Some(followed_up) = pick.followed_up {
        wanted.push(is("f.followed_up", followed_up.map(|yes| sql.bind(yes))));
    }
    if let Some(yes) = pick.responded {
        let not = if yes { "" } else { "NOT " };
        // In an anonymous round it is not known when.
        wanted.push(format!("{not}(i.submitted_at IS NOT NULL OR i.status = 'submitted')"));
    }
    wanted.extend(pick.scores.iter().map(|pick| scored(sql, pick)));
    (joins.join(" "), wanted.join(" AND "))
}

fn is(column: &str, value: Option<String>) -> String {
    value.map_or_else(|| format!("{column} IS NULL"), |value| format!("{column} = {value}"))
}

/// That the owner of an invitation `i` has such a score.
fn scored(sql: &mut Sql, pick: &ScorePick) -> String {
    let mut wanted = vec![format!("e.dimension_id = {}", sql.bind(pick.of()))];
    if let Some(level) = pick.level {
        wanted.push(format!("e.level = {}", sql.bind(level)));
    }
    if let Some(from) = pick.from {
        wanted.push(format!("e.point >= {}", sql.bind(from)));
    }
    if let Some(below) = pick.below {
        wanted.push(format!("e.point < {}", sql.bind(below)));
    }
    if pick.has_point == Some(true) {
        wanted.push("e.point IS NOT NULL".to_owned());
    }
    let wanted = wanted.join(" AND ");
    let of_owner =
        "SELECT 1 FROM owner_score e WHERE e.organization_id = i.organization_id AND e.round_id = i.round_id";
    let mut found = format!("EXISTS ({of_owner} AND {wanted})");
    if pick.has_point == Some(false) {
        let dimension = sql.bind(pick.of());
        let nothing =
            format!("NOT EXISTS ({of_owner} AND e.dimension_id = {dimension} AND e.point IS NOT NULL)");
        let asks_more = pick.level.is_some() || pick.from.is_some() || pick.below.is_some();
        found = if asks_more { format!("{found} AND {nothing}") } else { nothing };
    }
    found
}
