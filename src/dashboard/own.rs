//! How a respondent's owner stands, beside the others as far as they may be seen.

use ::entity::id::DimensionId;
use ::entity::{overall_score, score};

use super::peers::{PeerFigure, figure, overall_of};
use super::queries;
use super::shares::stratum;
use crate::Cx;
use crate::error::Error;
use crate::maturity::{self, Model};
use crate::round::{self, ScopedRound};

/// What an owner came to in a round, for those who answered for it.
pub struct OwnMaturity {
    /// The round and its study.
    pub scoped: ScopedRound,
    /// The model that the round is scored by.
    pub model: Model,
    /// One for each dimension that there is a score in, in the order of the model.
    pub dimensions: Vec<OwnDimension>,
    /// Over all dimensions; absent where the round was scored before such a score was kept.
    pub overall: Option<(overall_score::Model, Peers)>,
    /// The least number of owners that a figure of the others is about.
    pub smallest_group: i32,
}

/// An owner's score in a dimension, beside the others.
pub struct OwnDimension {
    /// Its score.
    pub score: score::Model,
    /// What the others come to.
    pub peers: Peers,
}

/// What the others come to: absent where there are too few of them to be seen. Their own owner is one of them.
#[derive(Clone, Copy, Debug)]
pub struct Peers {
    /// All owners that are shown.
    pub everybody: Option<PeerFigure>,
    /// Those of the same stratum.
    pub stratum: Option<PeerFigure>,
}

/// How the respondent's owner stands by what it submitted last; `None` where it has not submitted, and where nothing is scored.
///
/// # Errors
/// [`Error::Unauthenticated`] for nobody, [`Error::Forbidden`] for those who were not invited themselves.
pub async fn own(cx: &Cx) -> Result<Option<OwnMaturity>, Error> {
    let respondent = cx.actor.require_invited()?;
    let (round, owner) = (respondent.round_id, respondent.organization_id);
    let db = cx.db().snapshot().await?;
    let scoped = round::round_and_study(&db, round).await?.ok_or(Error::NotFound)?;
    let facts = queries::facts(&db, round, &[owner]).await?.pop();
    let Some(facts) = facts.filter(|facts| facts.responded) else { return Ok(None) };
    let Some(response) = facts.response else { return Ok(None) };
    let Some(model) = maturity::model_of(&db, scoped.study.id, round).await? else { return Ok(None) };
    let scores = queries::scores(&db, &[response]).await?.remove(&response).unwrap_or_default();
    let overall = queries::overall_scores(&db, &[response]).await?.remove(&response);
    let shown = queries::peer_figures(&db, round).await?;
    let smallest_group = scoped.study.smallest_group;
    let own_stratum = stratum(&facts);
    let known = facts.stratum.is_some();
    let peers = |dimension: DimensionId| {
        let strata = shown.get(&dimension);
        let own = strata.and_then(|strata| strata.get(&own_stratum)).filter(|_| known);
        Peers {
            everybody: figure(strata.into_iter().flat_map(|strata| strata.values()), smallest_group.into()),
            stratum: figure(own, smallest_group.into()),
        }
    };
    let score_in = |dimension| scores.iter().find(|score| score.dimension_id == dimension).cloned();
    let dimensions = model.dimensions.iter().filter_map(|dimension| {
        Some(OwnDimension { score: score_in(dimension.id)?, peers: peers(dimension.id) })
    });
    let dimensions = dimensions.collect();
    let overall = overall.map(|overall| (overall, peers(overall_of(model.row.id))));
    Ok(Some(OwnMaturity { dimensions, overall, smallest_group, scoped, model }))
}
