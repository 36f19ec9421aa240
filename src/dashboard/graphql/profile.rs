//! One owner beside others, in the schema.

use std::sync::Arc;

use async_graphql::SimpleObject;

use super::ScoreFigures;
use super::trend::TrendBreak;
use crate::dashboard::{Beside, Break, Earlier, Profile, ProfilePart, Standing};
use crate::maturity::graphql::{Dimension, OwnerMaturity};
use crate::maturity::{Explanations, Model, OwnerScores};
use crate::round::graphql::Round;

/// An owner of a round beside its stratum, beside all owners, and beside itself before.
#[derive(SimpleObject)]
pub struct MaturityProfile {
    /// The round.
    round: Round,
    /// The answers are made up for a demonstration; say so wherever a figure is shown.
    synthetic: bool,
    /// The owner with its own scores.
    owner: OwnerMaturity,
    /// Its stratum in the study's frame, as it is now; null where it is not known.
    stratum: Option<String>,
    /// One entry for each dimension of the model that the round is scored by, in order; empty where there is none.
    dimensions: Vec<ProfileEntry>,
    /// Over all dimensions; null where there is no model.
    overall: Option<ProfileEntry>,
    /// The latest of the earlier rounds of the study that the owner has submitted in; null where there is none.
    earlier: Option<EarlierProfile>,
}

/// An owner beside others, in a dimension or over all.
#[derive(SimpleObject)]
pub(super) struct ProfileEntry {
    /// The dimension; null over all of them.
    dimension: Option<Dimension>,
    /// Beside the owners of its stratum; null where that is not known.
    stratum: Option<ProfileGroup>,
    /// Beside all owners that the round is about.
    all: ProfileGroup,
}

/// A group that an owner belongs to.
#[derive(SimpleObject)]
pub(super) struct ProfileGroup {
    /// What its owners come to.
    figures: ScoreFigures,
    /// Where the owner stands among those of them with a point; null where it has none.
    standing: Option<ProfileStanding>,
}

/// Where an owner stands among the owners of a group that have a point, itself included: shares of these, 0 to 1, that add up to 1. Points
/// are compared to the third decimal.
#[derive(SimpleObject)]
pub(super) struct ProfileStanding {
    /// Those with a lower point.
    below: f64,
    /// Those with the same point.
    at: f64,
    /// Those with a higher point.
    above: f64,
}

/// The same owner in an earlier round.
#[derive(SimpleObject)]
pub(super) struct EarlierProfile {
    /// The round.
    round: Round,
    /// The owner with its scores in that round. The same dimension has the same code.
    owner: OwnerMaturity,
    /// What is not to be compared with that round; empty where everything is.
    breaks: Vec<ProfileBreaks>,
}

/// Why scores are not to be compared with those of an earlier round.
#[derive(SimpleObject)]
pub(super) struct ProfileBreaks {
    /// The dimension; null over all of them.
    dimension: Option<Dimension>,
    /// Why.
    breaks: Vec<TrendBreak>,
}

impl From<Standing> for ProfileStanding {
    fn from(found: Standing) -> Self {
        Self { below: found.below, at: found.at, above: found.above }
    }
}

impl ProfileGroup {
    fn new(found: &Beside, model: &Model) -> Self {
        let standing = found.standing.map(ProfileStanding::from);
        Self { figures: ScoreFigures::new(&found.figures, found.population, model), standing }
    }
}

impl ProfileEntry {
    fn new(found: &ProfilePart, model: &Model) -> Self {
        let dimension = model.dimensions.iter().find(|dimension| Some(dimension.id) == found.dimension);
        Self {
            dimension: dimension.cloned().map(Dimension),
            stratum: found.stratum.as_ref().map(|beside| ProfileGroup::new(beside, model)),
            all: ProfileGroup::new(&found.all, model),
        }
    }
}

fn breaks(found: Vec<Break>) -> Vec<TrendBreak> {
    found.into_iter().map(TrendBreak::from).collect()
}

impl EarlierProfile {
    /// In the words of the model that the later round is scored by.
    fn new(mut found: Earlier, later: Option<&Arc<Model>>) -> Self {
        let dimensions = later.into_iter().flat_map(|model| &model.dimensions);
        let ended = |dimension: &crate::maturity::dimension::Model| {
            let breaks = breaks(found.breaks.dimensions.remove(&dimension.code)?);
            Some(ProfileBreaks { dimension: Some(Dimension(dimension.clone())), breaks })
        };
        let mut all: Vec<ProfileBreaks> = dimensions.filter_map(ended).collect();
        if !found.breaks.overall.is_empty() {
            all.push(ProfileBreaks { dimension: None, breaks: breaks(found.breaks.overall) });
        }
        let owner = owner(found.owner, found.model.as_ref(), found.round.id);
        Self { round: Round(found.round), owner, breaks: all }
    }
}

fn owner(row: OwnerScores, model: Option<&Arc<Model>>, round: ::entity::id::RoundId) -> OwnerMaturity {
    let explained = Explanations::of(round, row.response);
    OwnerMaturity::new(row, model, &explained)
}

impl From<Profile> for MaturityProfile {
    fn from(found: Profile) -> Self {
        let Profile { scoped, model, owner: own, stratum, parts, earlier } = found;
        let entries = model
            .iter()
            .flat_map(|model| parts.iter().map(|part| ProfileEntry::new(part, model)).collect::<Vec<_>>());
        let (overall, dimensions): (Vec<ProfileEntry>, Vec<_>) =
            entries.partition(|entry| entry.dimension.is_none());
        Self {
            synthetic: scoped.study.synthetic,
            owner: owner(own, model.as_ref(), scoped.round.id),
            round: Round(scoped.round),
            stratum,
            dimensions,
            overall: overall.into_iter().next(),
            earlier: earlier.map(|earlier| EarlierProfile::new(earlier, model.as_ref())),
        }
    }
}
