use std::collections::HashMap;

use ::entity::id::{
    InvitationId, InvitationLinkId, OrganizationId, QuestionnaireVersionId, RoundId, StudyId,
};
use ::entity::invitation::InvitationStatus;
use ::entity::mail_message::MailKind;
use ::entity::questionnaire_version::VersionStatus;
use ::entity::{LocalizedText, contact, invitation_link, organization};
use chrono::{DateTime, Duration, Utc};

use super::letter::{Invited, letter};
use super::{invitation, queries, round};
use crate::auth::{Permission, Secret};
use crate::db::Txn;
use crate::error::{Error, Problem, Refusals};
use crate::events::Event;
use crate::mail::{self, Envelope};
use crate::value::Email;
use crate::{Cx, questionnaire, registry, study};

/// How long after a round has closed its links still show the receipt.
const LINKS_OUTLIVE_ROUND: Duration = Duration::days(30);

/// A round to be opened.
pub struct NewRound {
    /// The study.
    pub study: StudyId,
    /// What is asked.
    pub version: QuestionnaireVersionId,
    /// What it is called.
    pub name: LocalizedText,
    /// Answers are taken until then.
    pub closes_at: DateTime<Utc>,
}

/// Opens a round at once: everyone in the study's frame is invited, and the mails are in the outbox when it returns.
///
/// # Errors
/// [`Error::Refused`] where the version is not published or not of this study, the time has passed, nobody is in the
/// frame, or owners have no primary contact (all of them are named).
pub async fn open(cx: &Cx, new: NewRound) -> Result<round::Model, Error> {
    cx.actor.require_in(new.study, Permission::ManageRounds)?;
    let now = cx.now();
    if new.closes_at <= now {
        return Err(Error::refused("closesAt", Problem::InThePast));
    }
    let mut txn = cx.begin().await?;
    check_version(&txn, &new).await?;
    let study = queries::study(&txn, new.study).await?.ok_or(Error::NotFound)?;
    let recipients = recipients(&txn, new.study).await?;
    let row = round::Model {
        id: RoundId::new(),
        study_id: new.study,
        version_id: new.version,
        name: new.name,
        opens_at: now,
        closes_at: new.closes_at,
        created_at: now,
    };
    queries::insert_round(&txn, &row).await?;
    invite(&mut txn, cx, &row, &study.name, recipients).await?;
    txn.announce(Event::Round(row.id));
    txn.commit().await?;
    Ok(row)
}

async fn check_version(txn: &Txn, new: &NewRound) -> Result<(), Error> {
    match questionnaire::version_by_id(txn, new.version).await? {
        Some((version, study)) if study == new.study => match version.status {
            VersionStatus::Published => Ok(()),
            VersionStatus::Draft | VersionStatus::Retired => {
                Err(Error::refused("versionId", Problem::NotPublished))
            }
        },
        _ => Err(Error::refused("versionId", Problem::Unknown)),
    }
}

/// Everyone in the frame, with whom to write to.
async fn recipients(txn: &Txn, study: StudyId) -> Result<Vec<(organization::Model, contact::Model)>, Error> {
    let frame = study::frame(txn, study).await?;
    if frame.is_empty() {
        return Err(Error::refused("studyId", Problem::NobodyToInvite));
    }
    let contacts = registry::contact_for_mail(txn, &frame).await?;
    let mut contact_of: HashMap<OrganizationId, contact::Model> =
        contacts.into_iter().map(|contact| (contact.organization_id, contact)).collect();
    let mut refusals = Refusals::new();
    let mut found = Vec::new();
    for owner in queries::organizations(txn, &frame).await? {
        match contact_of.remove(&owner.id) {
            Some(contact) => found.push((owner, contact)),
            None => refusals.add("studyId", Problem::NoPrimaryContact { organization: owner.name.nb }),
        }
    }
    refusals.done()?;
    Ok(found)
}

async fn invite(
    txn: &mut Txn,
    cx: &Cx,
    round: &round::Model,
    study_name: &LocalizedText,
    recipients: Vec<(organization::Model, contact::Model)>,
) -> Result<(), Error> {
    let mut invitations = Vec::new();
    let mut links = Vec::new();
    let mut mails = Vec::new();
    for (owner, contact) in recipients {
        let language = contact.language.unwrap_or(owner.language);
        let invitation = invitation::Model {
            id: InvitationId::new(),
            round_id: round.id,
            organization_id: owner.id,
            contact_id: contact.id,
            status: InvitationStatus::Queued,
            language,
            queued_at: round.created_at,
            sent_at: None,
            opened_at: None,
            started_at: None,
            submitted_at: None,
            revoked_at: None,
        };
        let secret = Secret::generate();
        links.push(invitation_link::Model {
            id: InvitationLinkId::new(),
            invitation_id: invitation.id,
            token_hash: secret.hash(),
            created_at: round.created_at,
            expires_at: round.closes_at + LINKS_OUTLIVE_ROUND,
            revoked_at: None,
        });
        let link = format!("{}/svar/{}", cx.app.settings.http.public_url, secret.text());
        let to = Email::parse(&contact.email)
            .map_err(|_| anyhow::anyhow!("a stored contact has no valid address"))?;
        let envelope = Envelope {
            kind: MailKind::Invitation,
            to,
            to_name: Some(contact.name.clone()),
            language,
            about: Some(invitation.id.0),
        };
        mails.push((
            envelope,
            letter(&Invited { round, study_name, owner: &owner, contact: &contact, link: &link }, language),
        ));
        invitations.push(invitation);
    }
    queries::insert_invitations(txn, invitations, links).await?;
    for (envelope, letter) in mails {
        mail::queue(txn, &cx.app, envelope, letter).await?;
    }
    Ok(())
}
