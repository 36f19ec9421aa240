//! What is known of an owner besides its answers: how analysts rated it, and what the registry knew of its services when it submitted.

use std::collections::HashMap;

use ::entity::maturity_item::{ItemKind, RegistryFact};
use ::entity::maturity_rating::RatingState;

use super::explain::ItemState;
use super::explanation::Share;
use super::model::written_fact;
use super::scoring::{Item, Observation};
use super::{maturity_item, maturity_rating, services_at_submission};
use crate::questionnaire::written::maturity::{PlannedFact, PlannedRating, PlannedStep};
use crate::value::Code;

/// What is known of an owner in a round besides its answers, as far as a model asks for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Beside {
    /// The rating that counts of each code.
    pub(super) ratings: HashMap<String, maturity_rating::Model>,
    /// Its services when it submitted; absent where it was not yet kept.
    pub(super) services: Option<services_at_submission::Model>,
}

/// A rating or a fact of the registry that a dimension is measured by: what it says, and what it gives to the score.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedBeside {
    /// The item of the model.
    pub item: maturity_item::Model,
    /// What is known of it.
    pub state: ItemState,
    /// Its weight in the dimension; 0 where it does not apply.
    pub weight: f64,
    /// What it is worth, 0 to 1.
    pub value: Option<f64>,
    /// What it gives to the score.
    pub share: Share,
    /// The rating that counts; absent for a fact, and where nobody rated.
    pub rating: Option<maturity_rating::Model>,
    /// The owner's services when it submitted; absent for a rating, and where it was not yet kept.
    pub services: Option<services_at_submission::Model>,
}

impl Beside {
    /// What is known of a rating or a fact.
    pub(super) fn observation(&self, item: &maturity_item::Model) -> Observation {
        match item.kind {
            ItemKind::Rating => self.rating(item).map_or(Observation::Missing, rated),
            ItemKind::Fact => match (item.fact, &self.services) {
                (Some(fact), Some(services)) => of_services(fact, services),
                _ => Observation::Missing,
            },
            ItemKind::Question => Observation::NotRelevant,
        }
    }

    fn rating(&self, item: &maturity_item::Model) -> Option<&maturity_rating::Model> {
        self.ratings.get(item.code.as_deref()?)
    }

    /// How an item came to its share of a score.
    pub(super) fn explained(
        &self,
        item: &maturity_item::Model,
        part: &Item,
        share: Share,
    ) -> ExplainedBeside {
        let (state, value) = match part.observation {
            Observation::Value(value) => (ItemState::Scored, Some(value)),
            Observation::DontKnow => (ItemState::DontKnow, None),
            Observation::NotRelevant => (ItemState::NotRelevant, None),
            Observation::Missing => (ItemState::Missing, None),
        };
        let is_fact = item.kind == ItemKind::Fact;
        ExplainedBeside {
            item: item.clone(),
            state,
            weight: if state == ItemState::NotRelevant { 0.0 } else { part.weight },
            value,
            share,
            rating: self.rating(item).cloned(),
            services: self.services.clone().filter(|_| is_fact),
        }
    }
}

fn rated(rating: &maturity_rating::Model) -> Observation {
    match (rating.state, rating.value) {
        (RatingState::Rated, Some(value)) => Observation::Value(value),
        (RatingState::NotRelevant, _) => Observation::NotRelevant,
        (RatingState::DontKnow | RatingState::Rated, _) => Observation::DontKnow,
    }
}

/// What a fact says: the share of services that had moved. An owner without any has nothing to move.
fn of_services(fact: RegistryFact, services: &services_at_submission::Model) -> Observation {
    if services.services == 0 {
        return Observation::NotRelevant;
    }
    match fact {
        RegistryFact::ServicesMoved => share(services.moved, services.services),
        RegistryFact::ServicesMovedByVolume => match services.moved_volume.zip(services.volume) {
            None => Observation::Missing,
            Some((moved, all)) => share(moved, all),
        },
    }
}

/// A part of a whole; nothing to be said of a part of nothing.
#[expect(clippy::cast_precision_loss, reason = "volumes above 2^53 are no different for it")]
fn share(part: i64, whole: i64) -> Observation {
    if whole == 0 { Observation::NotRelevant } else { Observation::Value(part as f64 / whole as f64) }
}

/// The ratings among these items, as they are written.
pub(super) fn ratings<'a>(
    items: impl Iterator<Item = &'a maturity_item::Model>,
) -> anyhow::Result<Vec<PlannedRating>> {
    let mut ratings = Vec::new();
    for item in items {
        let (Some(code), Some(name)) = (&item.code, &item.name) else { continue };
        let steps = item.steps.iter().flat_map(|steps| &steps.0);
        let steps = steps.map(|step| PlannedStep { name: step.name.clone(), value: step.value });
        ratings.push(PlannedRating {
            code: Code::parse(code).map_err(|_| anyhow::anyhow!("a stored code is broken"))?,
            name: name.clone(),
            description: item.description.clone(),
            steps: steps.collect(),
            weight: item.weight,
        });
    }
    Ok(ratings)
}

/// The facts among these items, as they are written.
pub(super) fn facts<'a>(items: impl Iterator<Item = &'a maturity_item::Model>) -> Vec<PlannedFact> {
    let fact = |item: &maturity_item::Model| {
        Some(PlannedFact { fact: written_fact(item.fact?), weight: item.weight })
    };
    items.filter_map(fact).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::entity::id::SubmissionId;
    use Observation::{Missing, NotRelevant, Value};

    #[test]
    fn services_say_what_share_of_them_has_moved() {
        let known = |services, moved, volumes: Option<(i64, i64)>| services_at_submission::Model {
            submission_id: SubmissionId::new(),
            services,
            moved,
            volume: volumes.map(|(all, _)| all),
            moved_volume: volumes.map(|(_, moved)| moved),
            until: volumes.map(|_| chrono::NaiveDate::default()),
        };
        for (services, plain, by_volume) in [
            (known(4, 1, Some((1000, 900))), Value(0.25), Value(0.9)),
            (known(3, 0, Some((10, 0))), Value(0.0), Value(0.0)),
            (known(2, 2, None), Value(1.0), Missing),
            (known(2, 1, Some((0, 0))), Value(0.5), NotRelevant),
            (known(0, 0, None), NotRelevant, NotRelevant),
        ] {
            let found = [RegistryFact::ServicesMoved, RegistryFact::ServicesMovedByVolume]
                .map(|fact| of_services(fact, &services));
            assert_eq!(found, [plain, by_volume], "{services:?}");
        }
    }
}
