//! Where the owners of a population stand.

use ::entity::id::StudyId;
use async_graphql::{Context, Enum, Object, SimpleObject};
use chrono::{DateTime, Utc};

use crate::graphql::base::{self, Result};
use crate::registry::graphql::Organization;
use crate::study::{self, OwnersAt, stakeholder_position};

/// How much there is of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "study::Extent")]
pub enum Extent {
    /// None.
    None,
    /// Little.
    Small,
    /// Some.
    Medium,
    /// Much.
    Large,
}

/// What an owner thinks of the move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "study::Attitude")]
pub enum Attitude {
    /// Works against it.
    Against,
    /// Has doubts.
    Sceptical,
    /// Neither for nor against.
    Neutral,
    /// Is for it.
    Positive,
    /// Pushes it on.
    Driving,
}

/// Where an owner stands in a study: how much it can do, how much it cares, and what it thinks.
pub struct StakeholderPosition(pub stakeholder_position::Model);

/// Where an owner stands in a study: how much it can do, how much it cares, and what it thinks.
#[Object]
impl StakeholderPosition {
    /// How much it can do to the outcome.
    async fn influence(&self) -> Extent {
        self.0.influence.into()
    }

    /// How much the outcome matters to it.
    async fn interest(&self) -> Extent {
        self.0.interest.into()
    }

    /// What it thinks of the move; null where nobody knows.
    async fn attitude(&self) -> Option<Attitude> {
        self.0.attitude.map(Into::into)
    }

    /// What it expects.
    async fn expectations(&self) -> Option<&str> {
        self.0.expectations.as_deref()
    }

    /// The last change.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at
    }
}

/// How many owners of a population stand where.
#[derive(SimpleObject)]
pub struct PowerInterest {
    /// Owners in the population.
    pub population: i32,
    /// Owners of which somebody has said where they stand.
    pub positioned: i32,
    /// The fields of influence and interest that have any, at most 16; the most influence first, then the most interest.
    pub fields: Vec<PowerInterestField>,
}

impl PowerInterest {
    pub(super) fn new(study: StudyId, found: study::PowerInterest) -> Self {
        let field = |(influence, interest, owners): (study::Extent, study::Extent, i64)| PowerInterestField {
            at: OwnersAt { study, influence, interest },
            owners,
        };
        Self {
            population: count(found.population),
            positioned: count(found.fields.iter().map(|(_, _, owners)| owners).sum()),
            fields: found.fields.into_iter().map(field).collect(),
        }
    }
}

/// How many owners have so much influence and interest.
pub struct PowerInterestField {
    at: OwnersAt,
    owners: i64,
}

/// How many owners have so much influence and interest.
#[Object]
impl PowerInterestField {
    /// How much they can do to the outcome.
    async fn influence(&self) -> Extent {
        self.at.influence.into()
    }

    /// How much the outcome matters to them.
    async fn interest(&self) -> Extent {
        self.at.interest.into()
    }

    /// How many they are.
    async fn owners(&self) -> i32 {
        count(self.owners)
    }

    /// Who they are, in Norwegian order: at most 100. `frameMembers` has them all, page by page.
    async fn organizations(&self, ctx: &Context<'_>) -> Result<Vec<Organization>> {
        let owners = base::load(ctx, self.at).await?.unwrap_or_default();
        Ok(owners.into_iter().map(Organization).collect())
    }
}

fn count(owners: i64) -> i32 {
    i32::try_from(owners).unwrap_or(i32::MAX)
}
