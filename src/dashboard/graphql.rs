//! Dashboards in the schema.

mod followed_up;
mod movers;
mod news;
mod own;
mod owners;
mod profile;
mod services;
mod trend;

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Object, SimpleObject};

use followed_up::FollowedUpComparison;
use movers::{MaturityChange, MaturityMover, MaturityMovers, MoverDirection};
pub use news::DashboardSubscription;
pub use own::OwnMaturityQuery;
use owners::{OwnerScoreFilter, OwnerScoreOrder};
pub use profile::MaturityProfile;
pub use services::ServicesDashboardQuery;
pub use trend::MaturityTrend;

use super::{Dashboard, DimensionFigures, GroupFigures, MoverPlace, Moving, OwnerList, Place, statistics};
use crate::Cx;
use crate::error::Refusals;
use crate::graphql::base::{self, Paged, Result};
use crate::maturity::graphql::{Dimension, MaturityLevel, OwnerMaturity};
use crate::maturity::{self, Explanations, Model};
use crate::registry::graphql::Organization;
use crate::results::graphql::cross::{CrossCategory, CrossVariableInput};
use crate::round::graphql::Round;

/// How mature the owners of a round are, with how much of it is known.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct MaturityDashboard {
    /// The round.
    round: Round,
    /// The answers are made up for a demonstration; say so wherever a figure is shown.
    synthetic: bool,
    /// Owners that the round is about: those that it asked, of the study's frame as it stood then. N of every figure.
    population: i32,
    /// Owners invited and not withdrawn.
    invited: i32,
    /// Owners that have submitted: n.
    responded: i32,
    /// `responded` / `population`; null where it is about nobody.
    response_rate: Option<f64>,
    /// Owners about whom something changed that is in none of these figures yet: 0, but for the time right after a large import, an
    /// upgrade or another model.
    pending: i32,
    /// One entry for each dimension of the model that the round is scored by, in order; empty where there is none.
    dimensions: Vec<DimensionSummary>,
    /// Over all dimensions; null where there is no model.
    overall: Option<OverallSummary>,
    #[graphql(skip)]
    model: Option<Arc<Model>>,
}

/// What a group of the owners of a round comes to.
#[derive(SimpleObject)]
pub struct MaturityGroup {
    /// Who is in it.
    category: CrossCategory,
    /// Owners of the group that the round is about: N. Null where one is in it by an answer, so that nobody knows how many of those who did
    /// not respond belong to it.
    population: Option<i32>,
    /// Owners of it invited and not withdrawn.
    invited: i32,
    /// Owners of it that have submitted: n.
    responded: i32,
    /// `responded` / `population`; null where `population` is null or 0.
    response_rate: Option<f64>,
    /// One entry for each dimension of the model that the round is scored by, in order; empty where there is none.
    dimensions: Vec<DimensionSummary>,
    /// Over all dimensions; null where there is no model.
    overall: Option<OverallSummary>,
}

/// The figures of a dimension over owners. Scores are from 0 to 1, rounded to six decimals where nothing else is said.
#[derive(SimpleObject)]
pub struct DimensionSummary {
    /// The dimension.
    dimension: Dimension,
    #[graphql(flatten)]
    figures: ScoreFigures,
    /// Items with a value, over all owners.
    observed: i32,
    /// Items answered «don't know», over all owners.
    dont_know: i32,
    /// Items that do not apply, over all owners.
    not_relevant: i32,
    /// Items that those who submitted did not answer.
    missing: i32,
    /// `dontKnow` of all items that apply, answered or not, 0 to 1; null where there are none.
    dont_know_share: Option<f64>,
}

/// The figures over all dimensions: of the arithmetic means of owners. Scores are from 0 to 1, rounded to six decimals where nothing else
/// is said.
#[derive(SimpleObject)]
pub struct OverallSummary {
    #[graphql(flatten)]
    figures: ScoreFigures,
}

/// What scores of owners come to.
#[derive(SimpleObject)]
pub struct ScoreFigures {
    /// n: owners of whom enough is known for a point.
    scored: i32,
    /// N: owners that the bounds are about: those that the round is about; of a group that one is in by an answer, those who gave it. In
    /// either case without those counted as `inapplicable`.
    population: i32,
    /// Owners who have submitted and to whom nothing applies that this is measured by: they have no score, and nothing about them is unknown.
    inapplicable: i32,
    /// Mean of the points, 0 to 1, rounded to six decimals; null where there is none.
    mean: Option<f64>,
    /// Standard deviation of the points, that of a sample (divided by n - 1); null of fewer than two.
    standard_deviation: Option<f64>,
    /// A quarter of the points lie below; to the third decimal, null where there is none.
    lower_quartile: Option<f64>,
    /// Half of the points lie below; to the third decimal, null where there is none.
    median: Option<f64>,
    /// Three quarters of the points lie below; to the third decimal, null where there is none.
    upper_quartile: Option<f64>,
    /// Where the mean of all N would lie with 95 % confidence, were the owners with a point drawn from them at random: by Student's t, with
    /// finite population correction where N is known. Null of fewer than two. What it leaves open is whether those who did not
    /// answer are like the others: `lower` and `upper` say how far that could go.
    interval: Option<Interval>,
    /// The mean over all owners is at least this: everything unknown, non-respondents included, counted as 0.
    /// Rounded to six decimals.
    lower: f64,
    /// The mean over all owners is at most this: everything unknown, non-respondents included, counted as 1.
    /// Rounded to six decimals.
    upper: f64,
    /// How many owners are at each level, from the lowest.
    levels: Vec<LevelCount>,
    /// How many owners have a point in each tenth of the scale, from the lowest: ten numbers that add up to `scored`. The last holds 1 too.
    tenths: Vec<i32>,
}

/// Where a figure lies, from 0 to 1.
#[derive(SimpleObject)]
pub struct Interval {
    /// From here.
    low: f64,
    /// To here.
    high: f64,
}

/// How many owners are at a level.
#[derive(SimpleObject)]
pub struct LevelCount {
    /// The level.
    level: MaturityLevel,
    /// Owners at it.
    owners: i32,
}

fn count(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

impl From<statistics::Interval> for Interval {
    fn from(found: statistics::Interval) -> Self {
        Self { low: found.low, high: found.high }
    }
}

impl ScoreFigures {
    fn new(figures: &DimensionFigures, population: i64, model: &Model) -> Self {
        let levels = model.levels.iter().zip(&figures.levels);
        let levels = levels.map(|(level, owners)| LevelCount {
            level: MaturityLevel(level.clone()),
            owners: count(*owners),
        });
        let spread = figures.spread.as_ref();
        Self {
            scored: count(figures.scored),
            population: count((population - figures.inapplicable).max(0)),
            inapplicable: count(figures.inapplicable),
            mean: spread.map(|spread| spread.mean),
            standard_deviation: spread.and_then(|spread| spread.standard_deviation),
            lower_quartile: spread.map(|spread| spread.lower_quartile),
            median: spread.map(|spread| spread.median),
            upper_quartile: spread.map(|spread| spread.upper_quartile),
            interval: spread.and_then(|spread| spread.interval).map(Interval::from),
            lower: figures.lower,
            upper: figures.upper,
            levels: levels.collect(),
            tenths: figures.tenths.into_iter().map(count).collect(),
        }
    }
}

impl DimensionSummary {
    fn new(figures: &DimensionFigures, population: i64, model: &Model) -> Option<Self> {
        let dimension = model.dimensions.iter().find(|dimension| dimension.id == figures.dimension)?;
        let applicable = figures.observed + figures.dont_know + figures.missing;
        Some(Self {
            dimension: Dimension(dimension.clone()),
            figures: ScoreFigures::new(figures, population, model),
            observed: count(figures.observed),
            dont_know: count(figures.dont_know),
            not_relevant: count(figures.not_relevant),
            missing: count(figures.missing),
            dont_know_share: share(figures.dont_know, applicable).map(statistics::to_six_decimals),
        })
    }
}

/// The figures of a group by the model of its round.
struct Summaries {
    dimensions: Vec<DimensionSummary>,
    overall: Option<OverallSummary>,
}

impl Summaries {
    fn of(figures: &GroupFigures, model: Option<&Model>) -> Self {
        let everybody = figures.population.unwrap_or(figures.responded);
        let each = figures.dimensions.iter();
        let overall = figures.overall.as_ref().zip(model);
        let overall = overall.map(|(figures, model)| ScoreFigures::new(figures, everybody, model));
        Self {
            dimensions: each
                .filter_map(|figures| DimensionSummary::new(figures, everybody, model?))
                .collect(),
            overall: overall.map(|figures| OverallSummary { figures }),
        }
    }
}

impl From<Dashboard> for MaturityDashboard {
    fn from(found: Dashboard) -> Self {
        let (population, responded) = (found.all.population.unwrap_or_default(), found.all.responded);
        let Summaries { dimensions, overall } = Summaries::of(&found.all, found.model.as_deref());
        Self {
            round: Round(found.scoped.round),
            synthetic: found.scoped.study.synthetic,
            population: count(population),
            invited: count(found.all.invited),
            responded: count(responded),
            response_rate: share(responded, population),
            pending: count(found.pending),
            dimensions,
            overall,
            model: found.model,
        }
    }
}

#[ComplexObject]
impl MaturityDashboard {
    /// The same figures by group. Each owner is in one of them, or, where several options of a question may be chosen, in one for each that
    /// it chose. Questions that owners can be grouped by are choices whose options have no score.
    async fn groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the groups go by.")] by: CrossVariableInput,
    ) -> Result<Vec<MaturityGroup>> {
        let mut refusals = Refusals::new();
        let Some(by) = by.parse(&mut refusals, "by") else { return Err(base::to_graphql(refusals.into())) };
        let found =
            Box::pin(super::groups(Cx::of(ctx)?, self.round.0.id, by)).await.map_err(base::to_graphql)?;
        let (Dashboard { model, .. }, groups) = found;
        let group = |(category, figures): (_, GroupFigures)| {
            let Summaries { dimensions, overall } = Summaries::of(&figures, model.as_deref());
            MaturityGroup {
                category: CrossCategory::from(category),
                population: figures.population.map(count),
                invited: count(figures.invited),
                responded: count(figures.responded),
                response_rate: figures.population.and_then(|all| share(figures.responded, all)),
                dimensions,
                overall,
            }
        };
        Ok(groups.into_iter().map(group).collect())
    }

    /// Those that the study follows up beside the others: for each dimension, and last over all of them. Empty where there is no model.
    async fn followed_up(&self, ctx: &Context<'_>) -> Result<Vec<FollowedUpComparison>> {
        let found =
            Box::pin(super::followed_up(Cx::of(ctx)?, self.round.0.id)).await.map_err(base::to_graphql)?;
        Ok(found.iter().map(|found| FollowedUpComparison::new(found, self.model.as_deref())).collect())
    }

    /// Owners by how much their points have changed since an earlier round.
    async fn movers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "An earlier round of the study; the one that opened right before where not said.")]
        compared_to: Option<ID>,
        #[graphql(
            desc = "In this dimension of the model that the round is scored by; over all of them where not said."
        )]
        dimension_id: Option<ID>,
        #[graphql(desc = "Which change comes first; the largest rise where not said.")] direction: Option<
            MoverDirection,
        >,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor, of the same list.")] after: Option<String>,
    ) -> Result<MaturityMovers> {
        let moving = Moving {
            round: self.round.0.id,
            since: base::optional_id("round", compared_to.as_ref())?,
            dimension: base::optional_id("dimension", dimension_id.as_ref())?,
            down: direction == Some(MoverDirection::Down),
        };
        let page = base::page_of(first, after, |place: &MoverPlace| place.of == moving)?;
        let found = Box::pin(super::movers(Cx::of(ctx)?, moving, &page)).await.map_err(base::to_graphql)?;
        Ok(MaturityMovers {
            compared_to: found.since.map(Round),
            breaks: found.breaks.into_iter().map(trend::TrendBreak::from).collect(),
            change: MaturityChange::of(&found.change),
            owners: base::connection(&page, found.owners, |mover| mover.place(moving), MaturityMover::from),
        })
    }

    /// The owners invited, with their scores: a heat map, and who is behind a figure. In Norwegian order where no other is asked for.
    async fn owners(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor, of a list of the same round in the same order.")] after: Option<
            String,
        >,
        #[graphql(desc = "Which of them; all where not said.")] filter: Option<OwnerScoreFilter>,
        #[graphql(desc = "In which order; by name where not said.")] order_by: Option<OwnerScoreOrder>,
    ) -> Result<Paged<OwnerMaturity>> {
        let order = order_by.map(OwnerScoreOrder::parse).transpose()?.unwrap_or_default();
        let page = base::page_of(first, after, |place: &Place| {
            (place.round, place.order) == (self.round.0.id, order)
        })?;
        let total = self.total(self.invited).filter(|_| filter.is_none());
        let pick = filter.map(OwnerScoreFilter::parse).transpose()?.unwrap_or_default();
        let list = OwnerList { pick, order, total };
        let (cx, model) = (Cx::of(ctx)?, self.model.as_ref());
        let found = Box::pin(super::owners(cx, self.round.0.id, model.map(Arc::as_ref), &list, &page)).await;
        let found = found.map_err(base::to_graphql)?;
        let responses = found.rows.iter().filter_map(|(_, row)| row.response);
        let explained = Explanations::of(self.round.0.id, responses);
        let owner = |(_, row)| OwnerMaturity::new(row, model, &explained);
        Ok(base::connection(&page, found, |(place, _)| place.clone(), owner))
    }

    /// The owners of the population that have not submitted, in Norwegian order.
    async fn non_respondents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Paged<Organization>> {
        let page = base::page(first, after)?;
        let total = self.total(self.population - self.responded);
        let found = maturity::missing(Cx::of(ctx)?, self.round.0.id, &page, total).await;
        let found = found.map_err(base::to_graphql)?;
        Ok(base::connection(&page, found, |row| (row.sort_key.clone(), row.id.0), Organization))
    }
}

impl MaturityDashboard {
    /// So many as the figures say, where they know of everybody.
    fn total(&self, owners: i32) -> Option<u64> {
        u64::try_from(owners).ok().filter(|_| self.pending == 0)
    }
}

/// Questions about dashboards.
#[derive(Default)]
pub struct DashboardQuery;

#[Object]
impl DashboardQuery {
    /// How mature the owners of a round are; null for a round that is not yours.
    async fn maturity_dashboard(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The round.")] round_id: ID,
    ) -> Result<Option<MaturityDashboard>> {
        let Ok(round) = base::parse_id("round", &round_id) else {
            return Ok(None);
        };
        base::found(Box::pin(super::dashboard(Cx::of(ctx)?, round)).await.map(MaturityDashboard::from))
    }

    /// How mature an owner is beside its stratum, beside all owners and beside itself before; null for a round that is not yours, and for an
    /// owner that it does not ask.
    async fn maturity_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The round.")] round_id: ID,
        #[graphql(desc = "The owner.")] organization_id: ID,
    ) -> Result<Option<MaturityProfile>> {
        let round = base::parse_id("round", &round_id);
        let owner = base::parse_id("organization", &organization_id);
        let (Ok(round), Ok(owner)) = (round, owner) else { return Ok(None) };
        let found = base::found(Box::pin(super::profile(Cx::of(ctx)?, round, owner)).await)?;
        Ok(found.flatten().map(MaturityProfile::from))
    }

    /// How the owners' maturity goes from round to round of a study; null for a study that is not yours.
    async fn maturity_trend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The study.")] study_id: ID,
    ) -> Result<Option<MaturityTrend>> {
        let Ok(study) = base::parse_id("study", &study_id) else { return Ok(None) };
        let found = base::found(Box::pin(super::trend(Cx::of(ctx)?, study)).await)?;
        Ok(found.map(MaturityTrend::from))
    }
}
