use std::collections::BTreeMap;

use ::entity::id::ServiceId;
use ::entity::{contact, organization};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::frozen::{About, Approved, FrozenAnswer, Owner};
use super::queries;
use crate::db::Executor;
use crate::error::Error;
use crate::round::ScopedRound;

/// Who submitted, for whom, when, and how many times that makes.
pub(super) struct By {
    pub(super) number: i32,
    pub(super) owner: organization::Model,
    pub(super) contact: contact::Model,
    pub(super) at: DateTime<Utc>,
}

/// What a submission is about, as it is called now.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub(super) async fn about(
    db: &impl Executor,
    scoped: &ScopedRound,
    by: &By,
    approved: Option<Approved>,
    answers: &[FrozenAnswer],
) -> Result<About, Error> {
    let owner = &by.owner;
    let services: Vec<ServiceId> = answers.iter().filter_map(|answer| service_of(&answer.item)).collect();
    let called: BTreeMap<ServiceId, _> =
        queries::service_names(db, owner.id, &services).await?.into_iter().collect();
    let row =
        |answer: &FrozenAnswer| Some((answer.item.clone(), called.get(&service_of(&answer.item)?)?.clone()));
    Ok(About {
        number: by.number,
        submitted_at: by.at,
        submitted_by: by.contact.name.clone(),
        study: scoped.study.name.clone(),
        round: scoped.round.name.clone(),
        owner: Owner {
            orgnr: owner.orgnr.clone(),
            name: owner.name.clone(),
            sector: owner.sector.clone(),
            stratum: owner.stratum.clone(),
        },
        rows: answers.iter().filter_map(row).collect(),
        approved,
    })
}

/// The service that a row is about, by its key in the schema.
fn service_of(item: &str) -> Option<ServiceId> {
    let key = item.strip_prefix("service_")?;
    Uuid::try_parse(key).ok().map(ServiceId)
}
