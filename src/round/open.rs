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
    /// Chosen by the client: the same key again is the same round, so that a retry invites nobody twice.
    pub client_key: Option<String>,
}

/// A round that is open.
pub struct OpenedRound {
    /// The round.
    pub round: round::Model,
    /// How many owners are invited.
    pub invited: u64,
}

/// Opens a round at once: everyone in the study's frame is invited, and the mails are in the outbox when it returns.
///
/// # Errors
/// [`Error::Refused`] where the version is not published or not of this study, the time has passed, nobody is in the
/// frame, or owners have no primary contact (all of them are named).
pub async fn open(cx: &Cx, new: NewRound) -> Result<OpenedRound, Error> {
    study::authorize(cx, new.study, Permission::ManageRounds).await?;
    let now = cx.now();
    let mut txn = cx.begin().await?;
    let study = queries::lock_study(&txn, new.study).await?.ok_or(Error::NotFound)?;
    if let Some(round) = queries::round_by_client_key(&txn, new.study, new.client_key.as_deref()).await? {
        let invited = queries::invited(&txn, round.id).await?;
        return Ok(OpenedRound { round, invited });
    }
    if new.closes_at <= now {
        return Err(Error::refused("closesAt", Problem::InThePast));
    }
    check_version(&txn, &new).await?;
    let recipients = recipients(&txn, new.study).await?;
    let round = round::Model {
        id: RoundId::new(),
        study_id: new.study,
        version_id: new.version,
        name: new.name,
        opens_at: now,
        closes_at: new.closes_at,
        client_key: new.client_key,
        created_at: now,
    };
    let owners = recipients.iter().map(|recipient| recipient.owner.id).collect();
    queries::insert_round(&txn, &round, owners).await?;
    let invited = recipients.len() as u64;
    invite(&mut txn, cx, &round, &study.name, recipients).await?;
    txn.announce(Event::Round(round.id));
    txn.commit().await?;
    Ok(OpenedRound { round, invited })
}

async fn check_version(txn: &Txn, new: &NewRound) -> Result<(), Error> {
    match questionnaire::version_by_id(txn, new.version).await? {
        Some((version, study)) if study == new.study => match version.status {
            VersionStatus::Published => Ok(()),
            VersionStatus::Draft => Err(Error::refused("versionId", Problem::NotPublished)),
            VersionStatus::Retired => Err(Error::refused("versionId", Problem::VersionRetired)),
        },
        _ => Err(Error::refused("versionId", Problem::Unknown)),
    }
}

/// An owner to invite, and the person who is written to.
struct Recipient {
    owner: organization::Model,
    contact: contact::Model,
}

/// Everyone in the frame.
async fn recipients(txn: &Txn, study: StudyId) -> Result<Vec<Recipient>, Error> {
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
            Some(contact) => found.push(Recipient { owner, contact }),
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
    recipients: Vec<Recipient>,
) -> Result<(), Error> {
    let invitations: Vec<invitation::Model> =
        recipients.iter().map(|recipient| invitation(round, recipient)).collect();
    let secrets: Vec<Secret> = invitations.iter().map(|_| Secret::generate()).collect();
    let links = invitations
        .iter()
        .zip(&secrets)
        .map(|(invitation, secret)| link(round, invitation, secret))
        .collect();
    queries::insert_invitations(txn, invitations.clone(), links).await?;
    let sender = cx.app.mail.sender();
    for ((recipient, invitation), secret) in recipients.iter().zip(&invitations).zip(&secrets) {
        let Recipient { owner, contact } = recipient;
        let link = format!("{}/svar/{}", cx.app.settings.http.public_url, secret.text());
        let to = Email::parse(&contact.email);
        let envelope = Envelope {
            kind: MailKind::Invitation,
            to: to.map_err(|_| anyhow::anyhow!("a stored contact has no valid address"))?,
            to_name: Some(contact.name.clone()),
            language: invitation.language,
            about: Some(invitation.id.0),
            expires_at: Some(round.closes_at),
        };
        let letter = letter(
            &Invited { round, study_name, owner, contact, link: &link, sender: &sender },
            invitation.language,
        );
        mail::queue(txn, &cx.app, envelope, letter).await?;
    }
    Ok(())
}

/// A new invitation, in the language that the person or else the owner has chosen.
fn invitation(round: &round::Model, Recipient { owner, contact }: &Recipient) -> invitation::Model {
    invitation::Model {
        id: InvitationId::new(),
        round_id: round.id,
        organization_id: owner.id,
        contact_id: contact.id,
        status: InvitationStatus::Queued,
        language: contact.language.unwrap_or(owner.language),
        queued_at: round.created_at,
        sent_at: None,
        opened_at: None,
        started_at: None,
        submitted_at: None,
        revoked_at: None,
    }
}

fn link(round: &round::Model, invitation: &invitation::Model, secret: &Secret) -> invitation_link::Model {
    invitation_link::Model {
        id: InvitationLinkId::new(),
        invitation_id: invitation.id,
        token_hash: secret.hash(),
        created_at: round.created_at,
        expires_at: round.closes_at + LINKS_OUTLIVE_ROUND,
        revoked_at: None,
    }
}
