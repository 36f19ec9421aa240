//! The services of a study's owners, counted by the database.

use std::collections::HashMap;

use ::entity::id::{ServiceId, StudyId};
use ::entity::service;
use sea_orm::{
    ActiveEnum as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _,
    QueryResult, Statement, Value,
};

use crate::dashboard::services::{
    Counted, CountedService, Group, PlaceInOrder, ServicesFilter, ServicesOrder, ServicesPart,
};
use crate::db::{Page, Slice};

/// Services by what they are counted by, the figures of each group read from `one`.
const FIGURES: &str = "COUNT(*) AS services, COUNT(DISTINCT organization_id) AS owners, \
    CAST(COALESCE(SUM(volume), 0) AS bigint) AS volume, COUNT(volume) AS known, \
    CAST(COALESCE(SUM(moved), 0) AS bigint) AS moved, \
    CAST(COALESCE(SUM(CASE WHEN moved = 1 THEN volume ELSE 0 END), 0) AS bigint) AS moved_volume";

/// Owners of the frame that the filter lets through.
const OWNERS: &str =
    "frame_member f JOIN organization g ON g.id = f.organization_id AND g.retired_at IS NULL";

/// How many owners of a study's frame the filter lets through.
pub(in crate::dashboard) async fn owners_counted(
    db: &impl ConnectionTrait,
    study: StudyId,
    filter: &ServicesFilter,
) -> Result<i64, DbErr> {
    let mut values = Vec::new();
    let wanted = of_owners(study, filter, &mut values);
    let sql = format!("SELECT COUNT(*) AS owners FROM {OWNERS} WHERE {wanted}");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let row = db.query_one_raw(statement).await?;
    row.map_or(Ok(0), |row| row.try_get("", "owners"))
}

/// Their services, together and in groups. One statement.
pub(in crate::dashboard) async fn services_counted(
    db: &impl ConnectionTrait,
    study: StudyId,
    filter: &ServicesFilter,
) -> Result<Vec<(Group, Counted)>, DbErr> {
    let mut values = Vec::new();
    let one = one(study, filter, &mut values);
    let none = "CAST(NULL AS text)";
    let group = |by: &str, target: &str, status: &str, quarter: &str, columns: &str| {
        let grouped = if columns.is_empty() { String::new() } else { format!(" GROUP BY {columns}") };
        format!(
            "SELECT '{by}' AS by_what, {target} AS target, {status} AS status, {quarter} AS quarter, {FIGURES} FROM one{grouped}"
        )
    };
    let groups = [
        group("all", none, none, none, ""),
        group("target", "target", none, none, "target"),
        group("status", none, "status", none, "status"),
        group("quarter", none, none, "quarter", "quarter"),
        group("both", "target", "status", none, "target, status"),
    ];
    let sql = format!("{one} {}", groups.join(" UNION ALL "));
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = db.query_all_raw(statement).await?;
    rows.iter().map(read).collect()
}

/// The services behind a figure, and how many there are: three statements.
pub(in crate::dashboard) async fn services_of(
    db: &impl ConnectionTrait,
    study: StudyId,
    filter: &ServicesFilter,
    part: &ServicesPart,
    page: &Page<PlaceInOrder>,
) -> Result<Slice<CountedService>, DbErr> {
    let backend = db.get_database_backend();
    let mut values = Vec::new();
    let one = one(study, filter, &mut values);
    let wanted = of_part(part, &mut values);
    let counting = format!("{one} SELECT COUNT(*) AS services FROM one WHERE {wanted}");
    let counted = db.query_one_raw(Statement::from_sql_and_values(backend, counting, values.clone())).await?;
    let total: i64 = counted.map_or(Ok(0), |row| row.try_get("", "services"))?;

    let after = page.after.as_ref().map(|place| after(part.order, place, &mut values));
    let order = match part.order {
        ServicesOrder::Name => "sort_key, id",
        ServicesOrder::Volume => "COALESCE(volume, -1) DESC, sort_key, id",
    };
    let listing = format!(
        "{one} SELECT id, volume FROM one WHERE {wanted}{} ORDER BY {order} LIMIT {}",
        after.unwrap_or_default(),
        page.first + 1
    );
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, listing, values)).await?;
    let places = rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "volume")?)));
    let places: Vec<(ServiceId, Option<i64>)> = places.collect::<Result<_, DbErr>>()?;
    let these = service::Column::Id.is_in(places.iter().map(|(id, _)| *id));
    let found = service::Entity::find().filter(these).all(db).await?;
    let mut found: HashMap<ServiceId, service::Model> = found.into_iter().map(|row| (row.id, row)).collect();
    let rows = places.into_iter().filter_map(|(id, volume)| {
        let service = found.remove(&id)?;
        Some(CountedService { service, volume })
    });
    Ok(Slice { rows: rows.collect(), total: u64::try_from(total).unwrap_or_default() })
}

/// The services of the owners that the filter lets through, as `one`: what each adds to figures.
fn one(study: StudyId, filter: &ServicesFilter, values: &mut Vec<Value>) -> String {
    let mut wanted = of_owners(study, filter, values);
    if !filter.kinds.is_empty() {
        let kinds = filter.kinds.iter().map(|kind| mark(values, Value::from(kind.to_value())));
        let kinds: Vec<String> = kinds.collect();
        wanted += &format!(" AND s.kind IN ({})", kinds.join(", "));
    }
    format!(
        "WITH chosen AS (SELECT s.id, s.organization_id, s.target, s.status, s.sort_key, \
                CASE WHEN s.status = 'in_production' THEN 1 ELSE 0 END AS moved, \
                substr(CAST(s.planned_on AS text), 1, 4) || CASE WHEN substr(CAST(s.planned_on AS text), 6, 2) <= '03' THEN '-Q1' \
                    WHEN substr(CAST(s.planned_on AS text), 6, 2) <= '06' THEN '-Q2' \
                    WHEN substr(CAST(s.planned_on AS text), 6, 2) <= '09' THEN '-Q3' ELSE '-Q4' END AS quarter \
             FROM {OWNERS} JOIN service s ON s.organization_id = g.id AND s.retired_at IS NULL WHERE {wanted}), \
         months AS (SELECT v.service_id, v.volume, \
                ROW_NUMBER() OVER (PARTITION BY v.service_id ORDER BY v.month DESC) AS place \
             FROM monthly_volume v JOIN chosen c ON c.id = v.service_id), \
         yearly AS (SELECT service_id, CAST(SUM(volume) AS bigint) AS volume FROM months WHERE place <= 12 \
             GROUP BY service_id HAVING COUNT(*) = 12), \
         one AS (SELECT c.id, c.organization_id, c.target, c.status, c.quarter, c.moved, c.sort_key, y.volume \
             FROM chosen c LEFT JOIN yearly y ON y.service_id = c.id)"
    )
}

/// The condition on the part of the services that is listed.
fn of_part(part: &ServicesPart, values: &mut Vec<Value>) -> String {
    let mut wanted = "1 = 1".to_owned();
    for (column, value) in [("target", &part.target), ("quarter", &part.quarter)] {
        match value {
            None => {}
            Some(None) => wanted += &format!(" AND {column} IS NULL"),
            Some(Some(value)) => {
                wanted += &format!(" AND {column} = {}", mark(values, Value::from(value.clone())));
            }
        }
    }
    if let Some(status) = part.status {
        wanted += &format!(" AND status = {}", mark(values, Value::from(status.to_value())));
    }
    wanted
}

/// The condition on what follows a place.
fn after(order: ServicesOrder, (volume, sort_key, id): &PlaceInOrder, values: &mut Vec<Value>) -> String {
    let name = mark(values, Value::from(sort_key.clone()));
    let id = mark(values, Value::from(ServiceId(*id)));
    let by_name = format!("(sort_key > {name} OR (sort_key = {name} AND id > {id}))");
    match order {
        ServicesOrder::Name => format!(" AND {by_name}"),
        ServicesOrder::Volume => {
            let volume = mark(values, Value::from(volume.unwrap_or(-1)));
            format!(
                " AND (COALESCE(volume, -1) < {volume} OR (COALESCE(volume, -1) = {volume} AND {by_name}))"
            )
        }
    }
}

/// The condition on owners, and its values.
fn of_owners(study: StudyId, filter: &ServicesFilter, values: &mut Vec<Value>) -> String {
    let mut wanted = format!("f.study_id = {}", mark(values, Value::from(study)));
    let mut add = |column: &str, value: Option<Value>| {
        if let Some(value) = value {
            wanted += &format!(" AND {column} = {}", mark(values, value));
        }
    };
    add("f.stratum", filter.stratum.clone().map(Value::from));
    add("g.sector", filter.sector.clone().map(Value::from));
    add("f.followed_up", filter.followed_up.map(Value::from));
    add("f.organization_id", filter.owner.map(Value::from));
    wanted
}

fn mark(values: &mut Vec<Value>, value: Value) -> String {
    values.push(value);
    format!("${}", values.len())
}

fn read(row: &QueryResult) -> Result<(Group, Counted), DbErr> {
    let by: String = row.try_get("", "by_what")?;
    let group = match by.as_str() {
        "target" => Group::Target(row.try_get("", "target")?),
        "status" => Group::Status(row.try_get("", "status")?),
        "quarter" => Group::Quarter(row.try_get("", "quarter")?),
        "both" => Group::Both(row.try_get("", "target")?, row.try_get("", "status")?),
        _ => Group::All,
    };
    let services: i64 = row.try_get("", "services")?;
    let known: i64 = row.try_get("", "known")?;
    let counted = Counted {
        services,
        owners: row.try_get("", "owners")?,
        volume: row.try_get("", "volume")?,
        volume_unknown: services - known,
        moved: row.try_get("", "moved")?,
        moved_volume: row.try_get("", "moved_volume")?,
    };
    Ok((group, counted))
}
