use ::entity::id::{MaturityItemId, MaturityRatingId, OrganizationId, RoundId};
use ::entity::maturity_item::ItemKind;
use ::entity::maturity_rating::RatingState;

use super::again::Again;
use super::scoring::ROUNDING;
use super::store::store;
use super::{maturity_item, maturity_rating, queries};
use crate::auth::Permission;
use crate::db::Txn;
use crate::error::{Error, Problem, Refusals};
use crate::events::Event;
use crate::round::{self, ScopedRound};
use crate::value::share;
use crate::{Cx, history, study};

/// A rating to be given.
pub struct NewRating {
    /// The round.
    pub round: RoundId,
    /// The owner.
    pub owner: OrganizationId,
    /// What is rated: an item of one of the study's models.
    pub item: MaturityItemId,
    /// What it says.
    pub state: RatingState,
    /// The value, 0 to 1, where it says one.
    pub value: Option<f64>,
    /// Why.
    pub reason: String,
    /// The revision that whoever rates has seen; 0 where there was none.
    pub base_revision: i32,
}

/// Something that is rated, and how an owner was rated in a round.
pub struct OwnerRating {
    /// The item of the model.
    pub item: maturity_item::Model,
    /// Its ratings; the first one counts, the others came before it.
    pub given: Vec<maturity_rating::Model>,
}

/// Rates an owner in a round. If it has submitted and its round is scored by what is rated, its scores follow in the same transaction.
/// Nobody submits in the study meanwhile. What was rated before is kept.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs; [`Error::Forbidden`] for those who may not rate; [`Error::Refused`] in an anonymous
/// round, for an owner that the round does not ask, for what no model of the study rates, for a value that does not go with the state or is
/// none of the steps, and where somebody else has rated in the meantime.
pub async fn rate(cx: &Cx, new: NewRating) -> Result<OwnerRating, Error> {
    cx.actor.require_someone()?;
    let scoped = round::round_and_study(cx.db(), new.round).await?.ok_or(Error::NotFound)?;
    cx.actor.require_in(scoped.study.id, Permission::RateMaturity)?;
    let mut txn = cx.begin().await?;
    study::lock_models(&txn, scoped.study.id).await?;
    let item = ratable(&txn, &scoped, &new).await?;
    let code = item.code.clone().unwrap_or_default();
    let latest = queries::latest_rating(&txn, new.round, new.owner, &code).await?;
    let revision = latest.map_or(0, |latest| latest.revision);
    if revision != new.base_revision {
        return Err(Error::refused("baseRevision", Problem::ChangedSince));
    }
    let (by_whom, account_id) = history::whom(&cx.actor);
    let row = maturity_rating::Model {
        id: MaturityRatingId::new(),
        round_id: new.round,
        organization_id: new.owner,
        code,
        revision: revision + 1,
        state: new.state,
        value: new.value,
        reason: new.reason,
        by_whom,
        account_id,
        rated_at: cx.now(),
    };
    queries::insert_rating(&txn, row.clone()).await?;
    if score_again(cx, &mut txn, &scoped, &row).await? {
        txn.announce(Event::Round(new.round));
    }
    let given = queries::ratings_of(&txn, new.round, new.owner).await?;
    txn.commit().await?;
    Ok(owner_rating(item, &given))
}

/// What is to be rated, or everything that is wrong with it.
async fn ratable(txn: &Txn, scoped: &ScopedRound, new: &NewRating) -> Result<maturity_item::Model, Error> {
    let mut refusals = Refusals::new();
    if scoped.round.anonymous {
        refusals.add("roundId", Problem::NotWhereAnonymous);
    }
    if !queries::is_asked(txn, new.round, new.owner).await? {
        refusals.add("organizationId", Problem::Unknown);
    }
    let item = queries::rating_item(txn, scoped.study.id, new.item).await?;
    let item = refusals.check("ratingId", item.ok_or(Problem::Unknown));
    refusals.check("value", fits(new.state, new.value, item.as_ref()));
    match item {
        Some(item) if refusals.is_empty() => Ok(item),
        _ => Err(refusals.into()),
    }
}

/// Whether a value goes with what a rating says, and is one of the steps where there are any.
fn fits(state: RatingState, value: Option<f64>, item: Option<&maturity_item::Model>) -> Result<(), Problem> {
    let value = match (state, value) {
        (RatingState::Rated, Some(value)) => share(value)?,
        (RatingState::DontKnow | RatingState::NotRelevant, None) => return Ok(()),
        _ => return Err(Problem::RatedByValue),
    };
    let steps = item.and_then(|item| item.steps.as_ref()).map_or(&[][..], |steps| &steps.0);
    let is_step = steps.iter().any(|step| (step.value - value).abs() < ROUNDING);
    if steps.is_empty() || is_step { Ok(()) } else { Err(Problem::NotAStep) }
}

/// Scores an owner again, where it has submitted and its round is scored by what is rated. Whether it was.
async fn score_again(
    cx: &Cx,
    txn: &mut Txn,
    scoped: &ScopedRound,
    rating: &maturity_rating::Model,
) -> Result<bool, Error> {
    let round = &scoped.round;
    if queries::kept_model(txn, round.id).await?.is_none() {
        return Ok(false);
    }
    let Some(model) = queries::model_of(txn, scoped.study.id, round.id).await? else { return Ok(false) };
    let Some(response) = queries::submitted_of(txn, round.id, rating.organization_id).await? else {
        return Ok(false);
    };
    let again = Again::of(cx, txn, round, &model).await?;
    if again.items.iter().all(|item| item.code.as_deref() != Some(rating.code.as_str())) {
        return Ok(false);
    }
    let scored = again.scored(txn, vec![response]).await?;
    store(txn, round.id, scored).await?;
    Ok(true)
}

/// What is rated in a round, in the order of the model that it is scored by or of that with a number, and how an owner was rated: `None`
/// where there is no such model.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs; [`Error::Forbidden`] for those who may not read answers.
pub async fn ratings(
    cx: &Cx,
    round: RoundId,
    owner: OrganizationId,
    number: Option<i32>,
) -> Result<Option<Vec<OwnerRating>>, Error> {
    cx.actor.require_someone()?;
    let scoped = round::round_and_study(cx.db(), round).await?.ok_or(Error::NotFound)?;
    cx.actor.require_in(scoped.study.id, Permission::ReadAnswers)?;
    let model = match number {
        Some(number) => queries::model_by_number(cx.db(), scoped.study.id, number).await?,
        None => queries::model_of(cx.db(), scoped.study.id, round).await?,
    };
    let Some(model) = model else { return Ok(None) };
    let items = queries::items(cx.db(), model.row.id).await?;
    let given = queries::ratings_of(cx.db(), round, owner).await?;
    let rated = items.into_iter().filter(|item| item.kind == ItemKind::Rating);
    Ok(Some(rated.map(|item| owner_rating(item, &given)).collect()))
}

fn owner_rating(item: maturity_item::Model, given: &[maturity_rating::Model]) -> OwnerRating {
    let of_this = given.iter().filter(|rating| Some(&rating.code) == item.code.as_ref());
    let given = of_this.cloned().collect();
    OwnerRating { item, given }
}

#[cfg(test)]
mod tests {
    use super::*;
    use RatingState::{DontKnow, NotRelevant, Rated};

    #[test]
    fn only_what_is_rated_has_a_value() {
        assert_eq!(fits(Rated, Some(0.35), None), Ok(()));
        assert_eq!(fits(DontKnow, None, None), Ok(()));
        assert_eq!(fits(NotRelevant, None, None), Ok(()));
        for wrong in
            [fits(Rated, None, None), fits(DontKnow, Some(0.0), None), fits(NotRelevant, Some(1.0), None)]
        {
            assert_eq!(wrong, Err(Problem::RatedByValue));
        }
        assert!(fits(Rated, Some(1.5), None).is_err());
    }
}
