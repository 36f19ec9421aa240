//! The owners of a round, sorted and picked out by what they came to: a heat map, and who is behind a figure.

use ::entity::id::{DimensionId, RoundId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::queries::{self, Found};
use super::sums::OVERALL;
use crate::Cx;
use crate::auth::Permission;
use crate::db::{Page, Slice};
use crate::error::{Error, Problem};
use crate::maturity::{Model, OwnerScores};
use crate::round;
use crate::value::Search;

/// What owners are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// Their names, in Norwegian order.
    #[default]
    Name,
    /// Their points.
    Point,
    /// Their lower bounds.
    Lower,
    /// How far their upper bounds are from their lower.
    Openness,
    /// How much of what applies is known.
    Coverage,
    /// How many items they answered «don't know».
    DontKnow,
}

/// The order of a list of owners. Those with the same value stand by name; those without one stand last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerOrder {
    /// By what.
    pub by: Measure,
    /// From the highest.
    pub descending: bool,
    /// In which dimension; absent over all of them.
    pub dimension: Option<DimensionId>,
}

/// Which owners are wanted: those to whom all of it applies.
#[derive(Clone, Debug, Default)]
pub struct OwnerPick {
    /// Their names have these words.
    pub name: Search,
    /// The stratum in the study's frame; `Some(None)` where it is not known.
    pub stratum: Option<Option<String>>,
    /// The part of the public sector; `Some(None)` where it is not known.
    pub sector: Option<Option<String>>,
    /// Chosen for being followed up or not; `Some(None)` where it is in the frame no longer.
    pub followed_up: Option<Option<bool>>,
    /// They have submitted, or have not.
    pub responded: Option<bool>,
    /// Their scores.
    pub scores: Vec<ScorePick>,
}

/// Which scores are wanted.
#[derive(Clone, Debug, Default)]
pub struct ScorePick {
    /// In which dimension; absent over all of them.
    pub dimension: Option<DimensionId>,
    /// The number of the level.
    pub level: Option<i32>,
    /// There is a point, or none.
    pub has_point: Option<bool>,
    /// The point is at least this.
    pub from: Option<f64>,
    /// The point is lower than this.
    pub below: Option<f64>,
}

/// Where an owner stands in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The round that the list is of.
    pub round: RoundId,
    /// How the list is sorted.
    pub order: OwnerOrder,
    /// The bits of what the owner has in it, so that they come back as they were; absent where it is sorted by name, and for those
    /// without a value.
    pub bits: Option<u64>,
    /// Where its name stands.
    pub sort_key: Vec<u8>,
    /// Its key.
    pub id: Uuid,
}

/// A list of owners that is asked for.
#[derive(Clone, Debug, Default)]
pub struct OwnerList {
    /// Which.
    pub pick: OwnerPick,
    /// In which order.
    pub order: OwnerOrder,
    /// How many all of them are, where that is known; otherwise they are counted.
    pub total: Option<u64>,
}

impl OwnerOrder {
    /// The dimension, as scores are kept by it.
    pub(super) fn of(&self) -> DimensionId {
        self.dimension.unwrap_or(OVERALL)
    }
}

impl ScorePick {
    /// The dimension, as scores are kept by it.
    pub(super) fn of(&self) -> DimensionId {
        self.dimension.unwrap_or(OVERALL)
    }
}

/// Owners invited to a round with their scores by `model`, each with its place: a bounded number of statements, and, where nothing is
/// picked out, as quick for a hundred thousand as for sixty.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs; [`Error::Refused`] about `filter` or `orderBy` for a dimension or a level that the
/// model does not have.
pub async fn owners(
    cx: &Cx,
    id: RoundId,
    model: Option<&Model>,
    list: &OwnerList,
    page: &Page<Place>,
) -> Result<Slice<(Place, OwnerScores)>, Error> {
    cx.actor.require_someone()?;
    let scoped = round::round_and_study(cx.db(), id).await?.ok_or(Error::NotFound)?;
    cx.actor.require_in(scoped.study.id, Permission::ReadDashboards)?;
    let is_known = |dimension: Option<DimensionId>| {
        dimension.is_none_or(|id| {
            model.is_some_and(|model| model.dimensions.iter().any(|dimension| dimension.id == id))
        })
    };
    if !is_known(list.order.dimension) {
        return Err(Error::refused("orderBy.dimensionId", Problem::Unknown));
    }
    if !list.pick.scores.iter().all(|pick| is_known(pick.dimension)) {
        return Err(Error::refused("filter.scores", Problem::Unknown));
    }
    let is_level =
        |number: i32| model.is_none_or(|model| model.levels.iter().any(|level| level.number == number));
    if !list.pick.scores.iter().filter_map(|pick| pick.level).all(is_level) {
        return Err(Error::refused("filter.scores.level", Problem::Unknown));
    }
    let db = cx.db().snapshot().await?;
    let Slice { rows, total } = queries::owners(&db, &scoped, list, page).await?;
    let whole = |Found { value, scores }: Found| {
        let owner = &scores.organization;
        let place = Place {
            round: id,
            order: list.order,
            bits: value.map(f64::to_bits),
            sort_key: owner.sort_key.clone(),
            id: owner.id.0,
        };
        (place, scores)
    };
    Ok(Slice { rows: rows.into_iter().map(whole).collect(), total })
}
