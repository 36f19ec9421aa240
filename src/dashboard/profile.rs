//! One owner beside those that are like it, and beside itself before.

use std::collections::BTreeMap;
use std::sync::Arc;

use ::entity::id::{DimensionId, OrganizationId, ResponseId, RoundId};
use ::entity::round;

use super::overview::{Current, Read, read};
use super::queries;
use super::shares::Axis;
use super::statistics::{DimensionFigures, figures, to_six_decimals};
use super::sums::{Cell, Group, OVERALL, Sums};
use super::trend::{Breaks, Measured};
use crate::Cx;
use crate::db::Executor;
use crate::error::Error;
use crate::maturity::{Model, OwnerScores};
use crate::results::{Background, Variable};
use crate::round::ScopedRound;

/// An owner in a round.
pub struct Profile {
    /// The round and its study.
    pub scoped: ScopedRound,
    /// The model that the round is scored by; `None` where the study has none.
    pub model: Option<Arc<Model>>,
    /// The owner with its scores.
    pub owner: OwnerScores,
    /// Its stratum, where that is known.
    pub stratum: Option<String>,
    /// One for each dimension of the model, and last one over all of them.
    pub parts: Vec<ProfilePart>,
    /// The latest of the earlier rounds of the study that it has submitted in.
    pub earlier: Option<Earlier>,
}

/// An owner beside others, in a dimension or over all.
pub struct ProfilePart {
    /// The dimension; absent over all of them.
    pub dimension: Option<DimensionId>,
    /// Beside the owners of its stratum; absent where that is not known.
    pub stratum: Option<Beside>,
    /// Beside all owners.
    pub all: Beside,
}

/// A group that an owner belongs to.
pub struct Beside {
    /// Owners of it: N.
    pub population: i64,
    /// What they come to.
    pub figures: DimensionFigures,
    /// Where the owner stands among those with a point; absent where it has none.
    pub standing: Option<Standing>,
}

/// Where an owner stands among the owners of a group that have a point, itself included: shares of these that add up to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// Those with a lower point.
    pub below: f64,
    /// Those with the same point, to the third decimal.
    pub at: f64,
    /// Those with a higher point.
    pub above: f64,
}

/// The same owner in an earlier round.
pub struct Earlier {
    /// The round.
    pub round: round::Model,
    /// The model that it is scored by.
    pub model: Option<Arc<Model>>,
    /// The owner with its scores in it.
    pub owner: OwnerScores,
    /// Why its scores are not to be compared.
    pub breaks: Breaks,
}

/// An owner that a round asks beside its stratum, beside all owners, and beside itself in the round before: a bounded number of
/// statements. `None` where the round does not ask it.
///
/// # Errors
/// As [`dashboard`](super::dashboard()).
pub async fn profile(cx: &Cx, id: RoundId, owner: OrganizationId) -> Result<Option<Profile>, Error> {
    let by = Variable::Background(Background::Stratum);
    let Read { scoped, version, model, now: Current { sums, .. } } = read(cx, id, Some(by)).await?;
    let db = cx.db().snapshot().await?;
    let Some(facts) = queries::facts(&db, id, &[owner]).await?.pop() else { return Ok(None) };
    let Some(own) = queries::with_scores(&db, &scoped.round, owner).await? else { return Ok(None) };
    let points = points(&db, facts.response, &own).await?;
    let all = sums.get(&Group::default()).cloned().unwrap_or_default();
    let stratum = facts
        .stratum
        .as_deref()
        .map(|stratum| sums.get(&Axis::Stratum.group_of(stratum)).cloned().unwrap_or_default());
    let parts = model.iter().flat_map(|model| {
        let dimensions = model.dimensions.iter().map(|dimension| Some(dimension.id));
        let points = &points;
        let (all, stratum) = (&all, stratum.as_ref());
        dimensions.chain([None]).map(move |dimension| {
            let key = dimension.unwrap_or(OVERALL);
            let beside = |sums: &Sums| beside(sums, key, points.get(&key).copied(), model.levels.len());
            ProfilePart { dimension, stratum: stratum.map(beside), all: beside(all) }
        })
    });
    let parts = parts.collect();
    let earlier = match queries::earlier(&db, &scoped.round, owner).await? {
        None => None,
        Some(round) => {
            let (_, is) = Measured::of(&db, version, scoped.study.id, id).await?;
            let version = cx.app.published.get(&db, round.version_id).await?;
            let (model, was) = Measured::of(&db, version, scoped.study.id, round.id).await?;
            let breaks = is.breaks_after(&was)?;
            let owner = queries::with_scores(&db, &round, owner).await?;
            owner.map(|owner| Earlier { round, model: model.map(Arc::new), owner, breaks })
        }
    };
    Ok(Some(Profile { scoped, model, owner: own, stratum: facts.stratum, parts, earlier }))
}

/// The bins of the points of an owner, as sums have them.
async fn points(
    db: &impl Executor,
    response: Option<ResponseId>,
    own: &OwnerScores,
) -> Result<BTreeMap<DimensionId, i64>, Error> {
    let responses: Vec<ResponseId> = response.into_iter().collect();
    let overall = queries::overall_scores(db, &responses).await?;
    let cells = own.scores.iter().map(Cell::from).chain(overall.values().map(Cell::from));
    Ok(cells.filter_map(|cell| Some((cell.dimension(), cell.bin()?))).collect())
}

fn beside(sums: &Sums, dimension: DimensionId, bin: Option<i64>, levels: usize) -> Beside {
    let of = sums.of(dimension);
    let population = sums.population;
    Beside {
        population,
        figures: figures(dimension, &of, population, Some(population), levels),
        standing: bin.and_then(|bin| standing(&of.bins, bin)),
    }
}

/// Where a point stands among those that are counted in bins; `None` where there are none.
fn standing(bins: &BTreeMap<i64, i64>, own: i64) -> Option<Standing> {
    let all: i64 = bins.values().sum();
    let share = |owners: i64| to_six_decimals(owners as f64 / all as f64);
    let below = bins.range(..own).map(|(_, owners)| owners).sum();
    let at = bins.get(&own).copied().unwrap_or_default();
    (all > 0).then(|| Standing { below: share(below), at: share(at), above: share(all - below - at) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_standing_counts_who_is_below_at_and_above() {
        let bins = BTreeMap::from([(0, 1), (250, 4), (500, 2), (1000, 1)]);
        assert_eq!(standing(&bins, 250), Some(Standing { below: 0.125, at: 0.5, above: 0.375 }));
        assert_eq!(standing(&bins, 1000), Some(Standing { below: 0.875, at: 0.125, above: 0.0 }));
        assert_eq!(standing(&bins, 400), Some(Standing { below: 0.625, at: 0.0, above: 0.375 }));
        assert_eq!(standing(&BTreeMap::new(), 400), None);
    }

    proptest! {
        #[test]
        fn shares_add_up(bins in prop::collection::btree_map(0..=1000_i64, 1..50_i64, 1..30), own in 0..=1000_i64) {
            let found = standing(&bins, own).unwrap();
            prop_assert!((found.below + found.at + found.above - 1.0).abs() < 2e-6);
        }
    }
}
