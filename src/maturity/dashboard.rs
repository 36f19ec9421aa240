use ::entity::id::{DimensionId, ResponseId, RoundId};
use chrono::{DateTime, Utc};

use super::{Model, dimension, queries, score};
use crate::Cx;
use crate::auth::Permission;
use crate::db::{Page, Slice};
use crate::error::Error;
use crate::registry::{NameCursor, organization};
use crate::round::{self, ScopedRound};

/// The figures of a round.
pub struct Dashboard {
    /// The round and its study.
    pub scoped: ScopedRound,
    /// The model that the round is scored by; `None` where the study has none.
    pub model: Option<Model>,
    /// Owners that the round is about: N of every figure.
    pub population: i64,
    /// Owners invited and not withdrawn.
    pub invited: i64,
    /// Owners that have submitted: n.
    pub responded: i64,
    /// One for each dimension of the model, in order.
    pub dimensions: Vec<DimensionFigures>,
}

/// The figures of a dimension over the owners of a round.
#[derive(Clone, Debug, PartialEq)]
pub struct DimensionFigures {
    /// The dimension.
    pub dimension: dimension::Model,
    /// Owners with a published point.
    pub scored: i64,
    /// Mean of the published points; absent where there is none.
    pub mean: Option<f64>,
    /// The mean over all owners could be anything from here …
    pub lower: f64,
    /// … to here: with everything unknown, non-respondents included, counted as 0 and as 1.
    pub upper: f64,
    /// Items answered «don't know», over all owners.
    pub dont_know: i64,
    /// Items not answered by those who submitted.
    pub missing: i64,
    /// Owners at each level of the model, from the lowest.
    pub levels: Vec<i64>,
}

/// Sums of stored scores, as the database adds them up.
#[derive(Clone, Debug, Default)]
pub(super) struct Sums {
    pub(super) dimension: Option<DimensionId>,
    pub(super) scored: i64,
    pub(super) bounded: i64,
    pub(super) point: f64,
    pub(super) lower: f64,
    pub(super) upper: f64,
    pub(super) dont_know: i64,
    pub(super) missing: i64,
    pub(super) levels: Vec<i64>,
}

/// The figures of a round, from stored scores.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs.
pub async fn dashboard(cx: &Cx, id: RoundId) -> Result<Dashboard, Error> {
    let scoped = authorized(cx, id).await?;
    let (population, invited, responded) = queries::counts(cx.db(), &scoped.round).await?;
    let model = queries::model_of(cx.db(), scoped.study.id, id).await?;
    let dimensions = match &model {
        None => Vec::new(),
        Some(model) => {
            let sums = queries::sums(cx.db(), id, model).await?;
            let figures = |dimension: &dimension::Model| {
                let found = sums.iter().find(|sum| sum.dimension == Some(dimension.id)).cloned();
                figures(dimension, found.unwrap_or_default(), population, model.levels.len())
            };
            model.dimensions.iter().map(figures).collect()
        }
    };
    Ok(Dashboard { scoped, model, population, invited, responded, dimensions })
}

/// Owners without bounds (no response, or nothing that applies) are anywhere between 0 and 1.
fn figures(dimension: &dimension::Model, sums: Sums, population: i64, levels: usize) -> DimensionFigures {
    let all = population.max(1) as f64;
    let unknown = (population - sums.bounded).max(0) as f64;
    let mut counts = sums.levels;
    counts.resize(levels, 0);
    DimensionFigures {
        dimension: dimension.clone(),
        scored: sums.scored,
        mean: (sums.scored > 0).then(|| to_six_decimals(sums.point / sums.scored as f64)),
        lower: to_six_decimals(sums.lower / all),
        upper: to_six_decimals((sums.upper + unknown) / all),
        dont_know: sums.dont_know,
        missing: sums.missing,
        levels: counts,
    }
}

/// A share, 0 to 1, to the sixth decimal: a database adds in whatever order it reads, so that the last digits of a sum
/// would differ from one request to the next.
fn to_six_decimals(value: f64) -> f64 {
    ((value * 1e6).round() / 1e6).clamp(0.0, 1.0)
}

/// An owner of the round with its scores.
pub struct OwnerScores {
    /// The owner.
    pub organization: organization::Model,
    /// Its response, where it has submitted.
    pub response: Option<ResponseId>,
    /// When it submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Its scores, in the order of the dimensions; empty where it has not submitted.
    pub scores: Vec<score::Model>,
}

/// The owners invited to a round with their scores, in Norwegian order: a bounded number of statements, however many.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs.
pub async fn owners(cx: &Cx, id: RoundId, page: &Page<NameCursor>) -> Result<Slice<OwnerScores>, Error> {
    let scoped = authorized(cx, id).await?;
    Ok(queries::owners(cx.db(), &scoped.round, page).await?)
}

/// The owners of the population that have not submitted, in Norwegian order.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs.
pub async fn missing(
    cx: &Cx,
    id: RoundId,
    page: &Page<NameCursor>,
) -> Result<Slice<organization::Model>, Error> {
    let scoped = authorized(cx, id).await?;
    Ok(queries::missing(cx.db(), &scoped.round, page).await?)
}

async fn authorized(cx: &Cx, id: RoundId) -> Result<ScopedRound, Error> {
    cx.actor.require_someone()?;
    let scoped = round::round_and_study(cx.db(), id).await?.ok_or(Error::NotFound)?;
    cx.actor.require_in(scoped.study.id, Permission::ReadDashboards)?;
    Ok(scoped)
}
