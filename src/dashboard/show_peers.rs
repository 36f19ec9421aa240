//! Brings what respondents see of the others up to date, as far as it may be (`peers`), where the sums are (`keep`).

use std::collections::BTreeMap;

use ::entity::id::{DimensionId, OrganizationId, RoundId};
use ::entity::peer_point;

use super::peers::{Place, Waiting, released, show};
use super::queries;
use super::shares::Axis;
use super::sums::Share;
use crate::db::Txn;
use crate::error::Error;

/// Takes note of what these owners come to now, and shows what may be shown. `smallest` is the least number of owners that a figure for
/// respondents may be about.
pub(super) async fn show_peers(
    txn: &Txn,
    round: RoundId,
    now: &BTreeMap<OrganizationId, Option<Share>>,
    smallest: i64,
) -> Result<(), Error> {
    note(txn, round, now).await?;
    let mut waiting: BTreeMap<DimensionId, Vec<peer_point::Model>> = BTreeMap::new();
    for row in queries::waiting(txn, round).await? {
        waiting.entry(row.dimension_id).or_default().push(row);
    }
    if waiting.is_empty() {
        return Ok(());
    }
    let mut shown = queries::peer_figures(txn, round).await?;
    let mut changed = Vec::new();
    for (dimension, rows) in waiting {
        let shown = shown.entry(dimension).or_default();
        let each: Vec<Waiting> = rows.iter().map(in_waiting).collect();
        let released = released(&each, shown, smallest);
        if released.is_empty() {
            continue;
        }
        for place in released {
            let (Some(row), Some(one)) = (rows.get(place), each.get(place)) else { continue };
            show(shown, one);
            changed.push(counted(row));
        }
        queries::store_peer_figures(txn, round, dimension, shown).await?;
    }
    Ok(queries::store_points(txn, changed).await?)
}

/// Writes down what these owners come to now.
async fn note(txn: &Txn, round: RoundId, now: &BTreeMap<OrganizationId, Option<Share>>) -> Result<(), Error> {
    let owners: Vec<OrganizationId> = now.keys().copied().collect();
    let before = queries::peer_points(txn, round, &owners).await?;
    let mut rows: BTreeMap<(OrganizationId, DimensionId), peer_point::Model> =
        before.iter().map(|row| ((row.organization_id, row.dimension_id), in_no_place(row))).collect();
    for (owner, share) in now {
        let Some(share) = share.as_ref().filter(|share| share.responded) else { continue };
        let Some(stratum) = share.member_of(&Axis::Stratum.name()) else { continue };
        for (dimension, point) in share.points() {
            let row = rows.entry((*owner, dimension)).or_insert_with(|| empty(round, *owner, dimension));
            (row.now_member, row.now_point) = (Some(stratum.to_owned()), Some(point));
        }
    }
    for row in rows.values_mut() {
        row.waiting = (&row.now_member, row.now_point) != (&row.shown_member, row.shown_point);
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

/// As it counts once it is shown as it is now.
fn counted(row: &peer_point::Model) -> peer_point::Model {
    let row = row.clone();
    peer_point::Model {
        shown_member: row.now_member.clone(),
        shown_point: row.now_point,
        waiting: false,
        ..row
    }
}

fn in_waiting(row: &peer_point::Model) -> Waiting {
    let place = |member: &Option<String>, point: Option<i64>| {
        member.clone().zip(point).map(|(member, point)| Place { member, point })
    };
    Waiting { shown: place(&row.shown_member, row.shown_point), now: place(&row.now_member, row.now_point) }
}
