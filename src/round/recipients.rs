//! Whom a round asks.

use std::collections::{HashMap, HashSet};

use ::entity::id::{OrganizationId, StudyId};
use ::entity::{contact, organization};

use super::queries;
use crate::db::{Executor, Txn};
use crate::error::{Error, Problem, Refusals};
use crate::study::FrameFilter;
use crate::{registry, study};

/// Whom a round asks. Resolved when the round is made: what is seen then is who is asked.
#[derive(Clone, Debug)]
pub enum Recipients {
    /// Everyone in the study's frame for whom this holds.
    Frame(FrameFilter),
    /// These, all of whom must be in the frame.
    Owners(Vec<OrganizationId>),
}

impl Default for Recipients {
    fn default() -> Self {
        Self::Frame(FrameFilter::default())
    }
}

/// The owners that are meant, those retired left out.
///
/// # Errors
/// [`Error::Refused`] where there are none, and naming every one that is not in the frame.
pub(super) async fn resolve(
    txn: &Txn,
    study: StudyId,
    recipients: &Recipients,
) -> Result<Vec<OrganizationId>, Error> {
    let owners = match recipients {
        Recipients::Frame(filter) => study::frame_where(txn, study, filter).await?,
        Recipients::Owners(listed) => {
            let there: HashSet<OrganizationId> = study::frame(txn, study).await?.into_iter().collect();
            let mut refusals = Refusals::new();
            for (index, _) in listed.iter().enumerate().filter(|(_, owner)| !there.contains(owner)) {
                refusals.add(&format!("recipients.organizationIds.{index}"), Problem::NotInFrame);
            }
            refusals.done()?;
            let mut seen = HashSet::new();
            listed.iter().copied().filter(|owner| seen.insert(*owner)).collect()
        }
    };
    if owners.is_empty() {
        return Err(Error::refused("studyId", Problem::NobodyToInvite));
    }
    Ok(owners)
}

/// An owner to invite, and the person who is written to.
pub(super) struct Recipient {
    pub(super) owner: organization::Model,
    pub(super) contact: contact::Model,
}

/// Owners with whom to write to at each, in Norwegian order; and those that have nobody.
pub(super) async fn with_contacts(
    db: &impl Executor,
    owners: &[OrganizationId],
) -> Result<(Vec<Recipient>, Vec<organization::Model>), Error> {
    let contacts = registry::contact_for_mail(db, owners).await?;
    let mut contact_of: HashMap<OrganizationId, contact::Model> =
        contacts.into_iter().map(|contact| (contact.organization_id, contact)).collect();
    let (mut found, mut without) = (Vec::new(), Vec::new());
    for owner in queries::organizations(db, owners).await? {
        match contact_of.remove(&owner.id) {
            Some(contact) => found.push(Recipient { owner, contact }),
            None => without.push(owner),
        }
    }
    Ok((found, without))
}
