//! Brings what respondents see of the others up to date, as far as it may be (`peers`), where the sums are (`keep`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ::entity::id::{DimensionId, OrganizationId, RoundId};
use ::entity::peer_point;

use super::peers::{ByStratum, MEMBERSHIP, Place, Waiting, allowed, overall_of, released, show};
use super::queries;
use super::shares::Axis;
use super::sums::{OVERALL, Share};
use crate::db::Txn;
use crate::error::Error;
use crate::maturity::{Model, dimension};

/// Takes note of what these owners come to now by the model that the round is scored by, and shows what may be shown. What was shown by
/// other models stays as it is. `smallest` is the least number of owners that a figure for respondents may be about.
pub(super) async fn show_peers(
    txn: &Txn,
    round: RoundId,
    model: &Model,
    now: &BTreeMap<OrganizationId, Option<Share>>,
    smallest: i64,
) -> Result<(), Error> {
    note(txn, round, model, now).await?;
    let mut waiting: BTreeMap<DimensionId, Vec<peer_point::Model>> = BTreeMap::new();
    for row in queries::waiting(txn, round).await?.into_iter().filter(|row| is_of(model, row)) {
        waiting.entry(row.dimension_id).or_default().push(row);
    }
    if waiting.is_empty() {
        return Ok(());
    }
    let mut shown = queries::peer_figures(txn, round).await?;
    let coming = waiting.remove(&MEMBERSHIP).unwrap_or_default();
    let coming = coming.into_iter().map(|row| (in_waiting(&row), row)).collect();
    step(txn, round, (MEMBERSHIP, coming), &mut shown, smallest).await?;
    let owners: BTreeSet<OrganizationId> =
        waiting.values().flatten().map(|row| row.organization_id).collect();
    let owners: Vec<OrganizationId> = owners.into_iter().collect();
    let members = queries::peer_points_in(txn, round, &owners, MEMBERSHIP).await?;
    let members: HashMap<OrganizationId, Waiting> =
        members.iter().map(|row| (row.organization_id, in_waiting(row))).collect();
    for (dimension, rows) in waiting {
        let allowed = |row: peer_point::Model| {
            let owner = members.get(&row.organization_id).unwrap_or(&Waiting::NOWHERE);
            Some((allowed(in_waiting(&row), owner)?, row))
        };
        let rows = rows.into_iter().filter_map(allowed).collect();
        step(txn, round, (dimension, rows), &mut shown, smallest).await?;
    }
    Ok(())
}

/// Shows what may be shown of those that wait in a dimension.
async fn step(
    txn: &Txn,
    round: RoundId,
    (dimension, rows): (DimensionId, Vec<(Waiting, peer_point::Model)>),
    shown: &mut BTreeMap<DimensionId, ByStratum>,
    smallest: i64,
) -> Result<(), Error> {
    let (each, rows): (Vec<Waiting>, Vec<peer_point::Model>) = rows.into_iter().unzip();
    let shown = shown.entry(dimension).or_default();
    let mut changed = Vec::new();
    for place in released(&each, shown, smallest) {
        let (Some(row), Some(one)) = (rows.get(place), each.get(place)) else { continue };
        show(shown, one);
        changed.push(counted(row, one));
    }
    if changed.is_empty() {
        return Ok(());
    }
    queries::store_peer_figures(txn, round, dimension, shown).await?;
    Ok(queries::store_points(txn, changed).await?)
}

/// Whether this is about a model, or about who is shown at all.
fn is_of(model: &Model, row: &peer_point::Model) -> bool {
    let of_model = |dimension: &dimension::Model| dimension.id == row.dimension_id;
    row.dimension_id == MEMBERSHIP
        || row.dimension_id == overall_of(model.row.id)
        || model.dimensions.iter().any(of_model)
}

/// Writes down what these owners come to now: nothing by any model where they have not responded, and otherwise by this one.
async fn note(
    txn: &Txn,
    round: RoundId,
    model: &Model,
    now: &BTreeMap<OrganizationId, Option<Share>>,
) -> Result<(), Error> {
    let owners: Vec<OrganizationId> = now.keys().copied().collect();
    let mut before = queries::peer_points(txn, round, &owners).await?;
    let is_here = |row: &peer_point::Model| {
        let share = now.get(&row.organization_id).and_then(Option::as_ref);
        share.is_some_and(|share| share.responded)
    };
    before.retain(|row| is_of(model, row) || !is_here(row));
    let mut rows: BTreeMap<(OrganizationId, DimensionId), peer_point::Model> =
        before.iter().map(|row| ((row.organization_id, row.dimension_id), in_no_place(row))).collect();
    for (owner, share) in now {
        let Some(share) = share.as_ref().filter(|share| share.responded) else { continue };
        let Some(stratum) = share.member_of(&Axis::Stratum.name()) else { continue };
        let of_model = |(dimension, point)| {
            (if dimension == OVERALL { overall_of(model.row.id) } else { dimension }, point)
        };
        for (dimension, point) in share.points().map(of_model).chain([(MEMBERSHIP, 0)]) {
            let row = rows.entry((*owner, dimension)).or_insert_with(|| empty(round, *owner, dimension));
            (row.now_member, row.now_point) = (Some(stratum.to_owned()), Some(point));
        }
    }
    for row in rows.values_mut() {
        row.waiting = is_waiting(row);
    }
    let rows = rows.into_values().filter(|row| !before.contains(row));
    Ok(queries::store_points(txn, rows.collect()).await?)
}

/// A point that counts nowhere, and should not.
const fn empty(round: RoundId, owner: OrganizationId, dimension: DimensionId) -> peer_point::Model {
    peer_point::Model {
        round_id: round,
        organization_id: owner,
        dimension_id: dimension,
        now_member: None,
        now_point: None,
        shown_member: None,
        shown_point: None,
        waiting: false,
    }
}

/// As it counts, with nothing there now.
fn in_no_place(row: &peer_point::Model) -> peer_point::Model {
    peer_point::Model { now_member: None, now_point: None, ..row.clone() }
}

/// As it counts once this of it is shown.
fn counted(row: &peer_point::Model, one: &Waiting) -> peer_point::Model {
    let mut row = row.clone();
    (row.shown_member, row.shown_point) =
        one.now.clone().map(|place| (Some(place.member), Some(place.point))).unwrap_or_default();
    row.waiting = is_waiting(&row);
    row
}

/// Whether it does not count as it is now.
fn is_waiting(row: &peer_point::Model) -> bool {
    (&row.now_member, row.now_point) != (&row.shown_member, row.shown_point)
}

fn in_waiting(row: &peer_point::Model) -> Waiting {
    let place = |member: &Option<String>, point: Option<i64>| {
        member.clone().zip(point).map(|(member, point)| Place { member, point })
    };
    Waiting { shown: place(&row.shown_member, row.shown_point), now: place(&row.now_member, row.now_point) }
}
