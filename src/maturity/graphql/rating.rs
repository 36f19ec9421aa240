//! What maturity is measured by besides answers: ratings by analysts, and facts of the registry.

use ::entity::id::{MaturityItemId, OrganizationId, RoundId};
use ::entity::maturity_item::{RegistryFact as StoredFact, Step};
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};

use crate::Cx;
use crate::auth::AccountById;
use crate::auth::graphql::Account;
use crate::error::{Error, Refusals};
use crate::graphql::base::{self, Date, GqlLanguage, Result};
use crate::history::graphql::ByWhom;
use crate::maturity::model::written_fact;
use crate::maturity::{self, NewRating, maturity_item, maturity_rating, services_at_submission};
use crate::payload;
use crate::questionnaire::written::maturity::RegistryFact;
use crate::value::{LONG_TEXT, text};

/// Something that analysts rate, and a dimension is measured by.
pub struct MaturityRating(pub(super) maturity_item::Model);

/// Something that analysts rate, and a dimension is measured by.
#[Object]
impl MaturityRating {
    /// Key.
    async fn id(&self) -> ID {
        base::id("maturityRating", self.0.id.0)
    }

    /// Stable short name, unique in the model. Ratings are given by it: another model that has it too takes them over.
    async fn code(&self) -> &str {
        self.0.code.as_deref().unwrap_or_default()
    }

    /// What is rated, in this language or else in that of the request.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        let name = self.0.name.as_ref().map(|name| base::localized(ctx, name, language));
        name.unwrap_or_else(|| Ok(String::new()))
    }

    /// What 0 and 1 stand for, or whatever else helps to rate, in this language or else in that of the request.
    async fn description(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<Option<String>> {
        self.0.description.as_ref().map(|text| base::localized(ctx, text, language)).transpose()
    }

    /// Its steps from the lowest; empty where any value from 0 to 1 can be given.
    async fn steps(&self) -> Vec<MaturityRatingStep> {
        self.0.steps.iter().flat_map(|steps| &steps.0).cloned().map(MaturityRatingStep).collect()
    }

    /// Weight in the dimension, at least 0.
    async fn weight(&self) -> f64 {
        self.0.weight
    }
}

/// A step of a rating.
pub struct MaturityRatingStep(Step);

/// A step of a rating.
#[Object]
impl MaturityRatingStep {
    /// What it is called, in this language or else in that of the request.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        base::localized(ctx, &self.0.name, language)
    }

    /// What it is worth, 0 to 1.
    async fn value(&self) -> f64 {
        self.0.value
    }
}

/// A fact of the registry that a dimension is measured by.
#[derive(SimpleObject)]
pub struct MaturityFact {
    /// The fact.
    fact: RegistryFact,
    /// Weight in the dimension, at least 0.
    weight: f64,
}

impl MaturityFact {
    pub(super) fn of(fact: StoredFact, weight: f64) -> Self {
        Self { fact: written_fact(fact), weight }
    }
}

/// What a rating says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "maturity_rating::RatingState")]
pub enum RatingState {
    /// A value.
    Rated,
    /// It was looked into, and cannot be told: counts as unknown.
    DontKnow,
    /// It does not apply to the owner: does not count.
    NotRelevant,
}

/// How somebody rated an owner in a round. Never changed: another one follows it.
pub struct GivenRating(pub(super) maturity_rating::Model);

/// How somebody rated an owner in a round. Never changed: another one follows it.
#[Object]
impl GivenRating {
    /// 1, 2, 3 …; the highest counts.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// What it says.
    async fn state(&self) -> RatingState {
        self.0.state.into()
    }

    /// The value, 0 to 1; null where it is not `RATED`.
    async fn value(&self) -> Option<f64> {
        self.0.value
    }

    /// Why.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// What kind of person or program it was.
    async fn by_whom(&self) -> ByWhom {
        self.0.by_whom.into()
    }

    /// The account, where it was one.
    async fn account(&self, ctx: &Context<'_>) -> Result<Option<Account>> {
        let Some(id) = self.0.account_id else { return Ok(None) };
        Ok(base::load(ctx, AccountById(id)).await?.map(|row| Account(row.into())))
    }

    /// When.
    async fn rated_at(&self) -> DateTime<Utc> {
        self.0.rated_at
    }
}

/// Something that is rated, and how an owner was rated in a round.
#[derive(SimpleObject)]
pub struct OwnerRating {
    /// What is rated.
    rating: MaturityRating,
    /// How it was rated last, which is what counts; null where nobody has.
    current: Option<GivenRating>,
    /// How it was rated before, the latest first.
    earlier: Vec<GivenRating>,
}

impl From<maturity::OwnerRating> for OwnerRating {
    fn from(found: maturity::OwnerRating) -> Self {
        let mut given = found.given.into_iter().map(GivenRating);
        let current = given.next();
        Self { rating: MaturityRating(found.item), current, earlier: given.collect() }
    }
}

/// What the registry knew of an owner's services when it submitted.
pub struct ServicesAtSubmission(pub(super) services_at_submission::Model);

/// What the registry knew of an owner's services when it submitted.
#[Object]
impl ServicesAtSubmission {
    /// Services that were the owner's and had not come to their end.
    async fn services(&self) -> i32 {
        i32::try_from(self.0.services).unwrap_or(i32::MAX)
    }

    /// Those of them that had moved.
    async fn moved(&self) -> i32 {
        i32::try_from(self.0.moved).unwrap_or(i32::MAX)
    }

    /// How often the services were used in the twelve months up to `until`, as a whole number that may be larger than an `Int`; null where
    /// it was not known of any.
    async fn volume(&self) -> Option<f64> {
        self.0.volume.map(whole)
    }

    /// How often those were used that had moved; null where it was not known of any.
    async fn moved_volume(&self) -> Option<f64> {
        self.0.moved_volume.map(whole)
    }

    /// The first day of the last of the twelve months, which is the latest that was known of any service; null where none was.
    async fn until(&self) -> Option<Date> {
        self.0.until.map(Date)
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown, not computed with")]
fn whole(volume: i64) -> f64 {
    volume as f64
}

/// How an owner is to be rated.
#[derive(InputObject)]
struct RateMaturityInput {
    /// The round.
    round_id: ID,
    /// The owner: one that the round is about or has invited, whether it has submitted or not.
    organization_id: ID,
    /// What is rated: a rating of any model of the study. It counts for all models with a rating of that code.
    rating_id: ID,
    /// What it says.
    #[graphql(default_with = "RatingState::Rated")]
    state: RatingState,
    /// The value, 0 to 1, where it is `RATED`; where the rating has steps, that of one of them.
    value: Option<f64>,
    /// Why, at most 10,000 characters.
    reason: String,
    /// The `revision` that you have seen of the rating that counts; 0 where there is none yet.
    #[graphql(default)]
    base_revision: i32,
}

impl RateMaturityInput {
    fn parse(&self) -> std::result::Result<NewRating, Error> {
        let mut refusals = Refusals::new();
        let round = refusals.check("roundId", base::parse_id::<RoundId>("round", &self.round_id));
        let owner = base::parse_id::<OrganizationId>("organization", &self.organization_id);
        let owner = refusals.check("organizationId", owner);
        let item = base::parse_id::<MaturityItemId>("maturityRating", &self.rating_id);
        let item = refusals.check("ratingId", item);
        let reason = refusals.check("reason", text(&self.reason, LONG_TEXT));
        match (round, owner, item, reason) {
            (Some(round), Some(owner), Some(item), Some(reason)) => Ok(NewRating {
                round,
                owner,
                item,
                state: self.state.into(),
                value: self.value,
                reason,
                base_revision: self.base_revision,
            }),
            _ => Err(refusals.into()),
        }
    }
}

payload! {
    /// What came of rating an owner.
    RateMaturityPayload {
        /// What is rated, and how.
        rating: OwnerRating,
    }
}

/// Rating owners.
#[derive(Default)]
pub struct MaturityRatingMutation;

#[Object]
impl MaturityRatingMutation {
    /// Rates an owner in a round, with a reason. Where it has submitted and its round is scored by a model with this rating, its scores
    /// follow at once. What was rated before is kept. Not in an anonymous round.
    async fn rate_maturity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: RateMaturityInput,
    ) -> Result<RateMaturityPayload> {
        let cx = Cx::of_somebody(ctx)?;
        // Not in place: what is kept of it while it waits would take room in everything that calls it.
        let outcome = Box::pin(async { maturity::rate(cx, input.parse()?).await });
        base::payload(cx, outcome.await, |found| RateMaturityPayload::done(found.into()))
    }
}

/// Questions about ratings.
#[derive(Default)]
pub struct MaturityRatingQuery;

#[Object]
impl MaturityRatingQuery {
    /// What is rated in a round, in the order of the model that it is scored by or of another one of its study, and how an owner was rated.
    /// Null for a round that is not yours, and where there is no such model. For those who may read answers.
    async fn maturity_ratings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The round.")] round_id: ID,
        #[graphql(desc = "The owner.")] organization_id: ID,
        #[graphql(desc = "By the model with this number instead of that which the round is scored by.")]
        number: Option<i32>,
    ) -> Result<Option<Vec<OwnerRating>>> {
        let round = base::parse_id("round", &round_id);
        let owner = base::parse_id("organization", &organization_id);
        let (Ok(round), Ok(owner)) = (round, owner) else { return Ok(None) };
        let found = Box::pin(maturity::ratings(Cx::of(ctx)?, round, owner, number)).await;
        let found = base::found(found)?.flatten();
        Ok(found.map(|all| all.into_iter().map(OwnerRating::from).collect()))
    }
}
