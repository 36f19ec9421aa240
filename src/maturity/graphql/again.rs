//! Scoring a round again, and by another model.

use std::sync::Arc;

use ::entity::id::{ResponseId, RoundId};
use async_graphql::{ComplexObject, Context, ID, InputObject, Object, SimpleObject};

use super::MaturityModel;
use super::score::{DimensionScore, OverallScore};
use crate::Cx;
use crate::error::{Error, Refusals};
use crate::graphql::base::{self, Paged, Result};
use crate::maturity::{self, Adopted, Compared, Comparison, Differing, Model, Rescored, score};
use crate::payload;
use crate::registry::graphql::Organization;
use crate::round::graphql::Round;

/// A round to score again.
#[derive(InputObject)]
struct RescoreRoundInput {
    /// The round.
    round_id: ID,
    /// Store nothing, and only count what comes out otherwise than it is stored.
    #[graphql(default)]
    check: bool,
    /// Go on after this response: what the call before gave as `next`. From the first one, where left out.
    after: Option<ID>,
}

impl RescoreRoundInput {
    fn parse(&self) -> std::result::Result<(RoundId, Option<ResponseId>, Differing), Error> {
        let mut refusals = Refusals::new();
        let round = refusals.check("roundId", base::parse_id("round", &self.round_id));
        let after = self.after.as_ref().map(|after| base::parse_id("response", after)).transpose();
        let after = refusals.check("after", after);
        let differing = if self.check { Differing::Count } else { Differing::Store };
        match (round, after) {
            (Some(round), Some(after)) => Ok((round, after, differing)),
            _ => Err(refusals.into()),
        }
    }
}

payload! {
    /// What came of scoring responses of a round again: up to a hundred for each call.
    RescoreRoundPayload {
        /// The round, and how far it has come.
        rescored: RescoredRound,
    }
}

/// How far scoring a round again has come.
#[derive(SimpleObject)]
pub struct RescoredRound {
    /// The round.
    round: Round,
    /// Responses of the round that were submitted.
    total: i32,
    /// Of those that this call looked at: scores that came out exactly as they are stored.
    same: i32,
    /// Of those that this call looked at: scores that came out otherwise, or were not there. Unless this was a check, they are stored.
    differing: i32,
    /// Send it as `after` to go on; null where no more are left.
    next: Option<ID>,
}

impl From<Rescored> for RescoredRound {
    fn from(found: Rescored) -> Self {
        Self {
            round: Round(found.round),
            total: count(found.total),
            same: count(found.same),
            differing: count(found.differing),
            next: found.next.map(|next| base::id("response", next.0)),
        }
    }
}

fn count(number: u64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// A model that a round is to be scored by.
#[derive(InputObject)]
struct AdoptMaturityModelInput {
    /// The round.
    round_id: ID,
    /// Number of the model in the study of the round.
    number: i32,
}

impl AdoptMaturityModelInput {
    fn parse(&self) -> std::result::Result<(RoundId, i32), Error> {
        let round = base::parse_id("round", &self.round_id);
        Ok((round.map_err(|problem| Error::refused("roundId", problem))?, self.number))
    }
}

payload! {
    /// What came of scoring a round by another model.
    AdoptMaturityModelPayload {
        /// The round.
        round: Round,
        /// The model.
        maturity_model: MaturityModel,
        /// Responses that were scored by it.
        scored: i32,
    }
}

/// Scoring rounds again.
#[derive(Default)]
pub struct RescoreMutation;

#[Object]
impl RescoreMutation {
    /// Scores responses of a round again from what was submitted, by the model that the round is scored by: up to a hundred, and then
    /// from `next` on. The same answers give the same scores, so that a difference means that what a score is computed from, or how, is
    /// no longer what it was.
    async fn rescore_round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: RescoreRoundInput,
    ) -> Result<RescoreRoundPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (round, after, differing) = input.parse()?;
            maturity::rescore(cx, round, after, differing).await
        });
        base::payload(cx, outcome.await, |found| RescoreRoundPayload::done(found.into()))
    }

    /// Scores a round by another model of its study from now on, what was submitted in it included: all of it, or nothing. The history of
    /// the round tells.
    async fn adopt_maturity_model(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: AdoptMaturityModelInput,
    ) -> Result<AdoptMaturityModelPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (round, number) = input.parse()?;
            maturity::adopt(cx, round, number).await
        });
        base::payload(cx, outcome.await, |Adopted { round, model, scored }| {
            AdoptMaturityModelPayload::done(Round(round), MaturityModel(model), count(scored))
        })
    }
}

/// A round by the model that it is scored by, and by another one on trial. Nothing of it is stored.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct MaturityComparison {
    /// The model that the round is scored by.
    before: MaturityModel,
    /// The one on trial.
    after: MaturityModel,
    #[graphql(skip)]
    of: Comparison,
}

#[ComplexObject]
impl MaturityComparison {
    /// The owners invited, in Norwegian order.
    async fn owners(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Paged<ComparedOwner>> {
        let page = base::page(first, after)?;
        let found =
            Box::pin(maturity::compared(Cx::of(ctx)?, &self.of, &page)).await.map_err(base::to_graphql)?;
        let models = [&self.before.0, &self.after.0].map(|model| Arc::new(model.clone()));
        let cursor = |row: &Compared| (row.owner().sort_key.clone(), row.owner().id.0);
        Ok(base::connection(&page, found, cursor, |row| ComparedOwner::of(row, &models)))
    }
}

/// An owner's scores as they are, and by a model on trial.
#[derive(SimpleObject)]
pub struct ComparedOwner {
    /// The owner.
    organization: Organization,
    /// Over all dimensions, as it is stored; null where it has not submitted.
    before: Option<OverallScore>,
    /// Over all dimensions, by the model on trial; null where it has not submitted.
    after: Option<OverallScore>,
    /// By how many levels it moves up, or down where it is below 0; null where one of the two is not known.
    moved: Option<i32>,
    /// One entry for each dimension of either model, by its code; empty where it has not submitted.
    dimensions: Vec<ComparedDimension>,
}

/// An owner's score in a dimension as it is, and by a model on trial.
#[derive(SimpleObject)]
pub struct ComparedDimension {
    /// Code of the dimension.
    code: String,
    /// As it is stored; null where the model has no such dimension.
    before: Option<DimensionScore>,
    /// By the model on trial; null where it has no such dimension.
    after: Option<DimensionScore>,
    /// By how many levels it moves up, or down where it is below 0; null where one of the two is not known.
    moved: Option<i32>,
}

impl ComparedOwner {
    fn of(row: Compared, [old, new]: &[Arc<Model>; 2]) -> Self {
        let Compared { before, overall_before, after } = row;
        let (scores, overall) = after.map(|after| (after.scores, after.overall)).unzip();
        let levels =
            overall_before.as_ref().and_then(|one| one.level).zip(overall.as_ref().and_then(|one| one.level));
        Self {
            organization: Organization(before.organization),
            before: overall_before.map(|row| OverallScore::of(&row, old)),
            after: overall.map(|row| OverallScore::of(&row, new)),
            moved: levels.map(|(before, after)| after - before),
            dimensions: ComparedDimension::all((before.scores, old), (scores.unwrap_or_default(), new)),
        }
    }
}

impl ComparedDimension {
    /// Those of the model on trial in its order, then those that only the other has.
    fn all(old: (Vec<score::Model>, &Model), new: (Vec<score::Model>, &Model)) -> Vec<Self> {
        let models = (old.1, new.1);
        let mut before = by_code(old);
        let mut all = Vec::new();
        for (code, after) in by_code(new) {
            let place = before.iter().position(|(known, _)| *known == code);
            let (_, before) = place.map(|place| before.remove(place)).unzip();
            all.push(Self::of(code, before, Some(after), models));
        }
        all.extend(before.into_iter().map(|(code, score)| Self::of(code, Some(score), None, models)));
        all
    }

    fn of(
        code: String,
        before: Option<score::Model>,
        after: Option<score::Model>,
        (old, new): (&Model, &Model),
    ) -> Self {
        let level = |score: &Option<score::Model>| score.as_ref().and_then(|score| score.level);
        let moved = level(&before).zip(level(&after)).map(|(before, after)| after - before);
        let before = before.and_then(|score| DimensionScore::of(score, old));
        let after = after.and_then(|score| DimensionScore::of(score, new));
        Self { code, before, after, moved }
    }
}

/// Scores with the codes of their dimensions, in the order of the model.
fn by_code((mut scores, model): (Vec<score::Model>, &Model)) -> Vec<(String, score::Model)> {
    let mut found = Vec::new();
    for dimension in &model.dimensions {
        if let Some(place) = scores.iter().position(|score| score.dimension_id == dimension.id) {
            found.push((dimension.code.clone(), scores.swap_remove(place)));
        }
    }
    found
}

/// Questions about models on trial.
#[derive(Default)]
pub struct MaturityComparisonQuery;

#[Object]
impl MaturityComparisonQuery {
    /// What would become of the scores of a round, owner by owner, if it were scored by another model of its study
    /// (`adoptMaturityModel`). Null for a round that is not yours, and where there is no such model. For those who write models.
    async fn compare_maturity_models(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The round.")] round_id: ID,
        #[graphql(desc = "Number of the model on trial.")] number: i32,
    ) -> Result<Option<MaturityComparison>> {
        let Ok(round) = base::parse_id("round", &round_id) else { return Ok(None) };
        let found = base::found(maturity::compare(Cx::of(ctx)?, round, number).await)?.flatten();
        Ok(found.map(|of| MaturityComparison {
            before: MaturityModel(of.before.clone()),
            after: MaturityModel(of.after.clone()),
            of,
        }))
    }
}
