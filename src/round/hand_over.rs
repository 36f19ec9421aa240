//! Handing sections to a colleague, who gets a link that is good for them alone.

use std::collections::HashSet;

use ::entity::Language;
use ::entity::id::{InvitationLinkId, ParticipantId, SectionId};
use ::entity::invitation::InvitationStatus;
use ::entity::invitation_event::EventKind;
use ::entity::mail_message::MailKind;
use ::entity::participant::{ParticipantRole, ParticipantStatus, SectionIds};
use ::entity::{contact, invitation_link, study};
use chrono::Duration;

use super::invitations::{event, given_up, lock_own};
use super::languages::first_offered;
use super::mailing::{Texts, facts, links_expire_at};
use super::texts::{Facts, Handed, letter};
use super::{TextKind, invitation, participant, queries, require_open, round};
use crate::Cx;
use crate::auth::{RespondentActor, Secret};
use crate::db::Txn;
use crate::error::{Error, Problem, Refusals};
use crate::events::Event;
use crate::mail::{self, Envelope};
use crate::questionnaire::StoredVersion;
use crate::registry::contacts::{self, NewContact};
use crate::value::Email;

/// Most people who were ever let into one invitation.
const MOST: u64 = 30;
/// Most mails to one of them.
const MOST_MAILS: i32 = 10;
/// A link that was sent so lately and was not used is not sent again: a retry.
const AGAIN_AFTER: Duration = Duration::minutes(10);

/// What to hand to whom.
pub struct NewHandOver {
    /// The colleague's name, where nothing is known of the address.
    pub name: String,
    /// Their address.
    pub email: Email,
    /// Language of the mail; theirs or else that of the invitation, where not said or not offered.
    pub language: Option<Language>,
    /// Codes of the sections.
    pub sections: Vec<String>,
    /// What to say to them.
    pub word: Option<String>,
}

/// The invitation that somebody hands on, while it can be answered.
pub(super) struct Handing {
    invitation: invitation::Model,
    pub(super) round: round::Model,
    study: study::Model,
}

impl Handing {
    pub(super) async fn lock(cx: &Cx, txn: &Txn, respondent: &RespondentActor) -> Result<Self, Error> {
        let invitation = lock_own(txn, respondent).await?;
        let scoped = queries::round_and_study(txn, invitation.round_id).await?.ok_or(Error::NotFound)?;
        require_open(&scoped.round, cx.now()).map_err(|problem| Error::refused("", problem))?;
        match invitation.status {
            InvitationStatus::Submitted => Err(Error::refused("", Problem::AlreadySubmitted)),
            InvitationStatus::Declined => Err(Error::refused("", Problem::Declined)),
            _ => Ok(Self { invitation, round: scoped.round, study: scoped.study }),
        }
    }
}

/// Hands sections to a colleague, who becomes a contact of the owner where the address is not known. Handing to the same address again
/// puts the sections in place of those before; where they are the same, nothing is done, so that a retry sends no second mail.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but those who were invited; [`Error::Refused`] where the round is not open, the response is submitted,
/// a section is not there, it would be handed to oneself, or there is no room.
pub async fn hand_over(cx: &Cx, new: NewHandOver) -> Result<participant::Model, Error> {
    let respondent = cx.actor.require_invited()?;
    let mut txn = cx.begin().await?;
    let handing = Handing::lock(cx, &txn, respondent).await?;
    let version = cx.app.published.get(&txn, handing.round.version_id).await?;
    let sections = sections(&version, &new.sections)?;
    let NewHandOver { name, email, language, word, .. } = new;
    let person = LetIn { name, email, language, word, sections };
    let (row, person, changes) = let_in(cx, &txn, &handing, ParticipantRole::Colleague, person).await?;
    if !changes {
        return Ok(row);
    }
    let codes: Vec<&str> = chosen(&version, &row).map(|section| section.row.code.as_str()).collect();
    let happened = event(cx, row.invitation_id, EventKind::HandedOver, Some(codes.join(", ")));
    queries::insert_events(&txn, vec![happened]).await?;
    let row = send(cx, &mut txn, &handing, row, &person).await?;
    done(txn, handing.round, row).await
}

/// A person to let in.
pub(super) struct LetIn {
    pub(super) name: String,
    pub(super) email: Email,
    pub(super) language: Option<Language>,
    pub(super) word: Option<String>,
    pub(super) sections: Vec<SectionId>,
}

/// One who is let in as they shall be, who that is, and whether anything changes by it. One who is new is stored.
pub(super) async fn let_in(
    cx: &Cx,
    txn: &Txn,
    Handing { invitation, round, .. }: &Handing,
    role: ParticipantRole,
    new: LetIn,
) -> Result<(participant::Model, contact::Model, bool), Error> {
    let LetIn { name, email, language, word, sections } = new;
    let person = NewContact { name, email, language };
    let person = contacts::with_address(cx, txn, invitation.organization_id, person).await?;
    let person = person.ok_or_else(|| Error::refused("email", Problem::NoRoom { max: 100 }))?;
    if person.id == invitation.contact_id {
        return Err(Error::refused("email", Problem::HandOverToSelf));
    }
    let wanted = language.into_iter().chain(person.language).chain([invitation.language]);
    let language = first_offered(round, wanted);
    let sections = SectionIds(sections);
    let known = queries::participant_of(txn, invitation.id, role, person.id).await?;
    if let Some(before) = known {
        if before.revoked_at.is_none() && before.sections == sections {
            return Ok((before, person, false));
        }
        return Ok((
            participant::Model { sections, word, language, revoked_at: None, ..before },
            person,
            true,
        ));
    }
    if queries::count_participants(txn, invitation.id).await? >= MOST {
        return Err(Error::refused("email", Problem::NoRoom { max: 30 }));
    }
    let row = participant::Model {
        id: ParticipantId::new(),
        invitation_id: invitation.id,
        contact_id: person.id,
        role,
        sections,
        word,
        language,
        status: ParticipantStatus::Queued,
        mails: 0,
        queued_at: cx.now(),
        sent_at: None,
        opened_at: None,
        revoked_at: None,
        created_at: cx.now(),
    };
    queries::insert_participant(txn, row.clone()).await?;
    Ok((row, person, true))
}

/// The sections with these codes, in the order in which they are asked; refuses each that there is not.
fn sections(version: &StoredVersion, codes: &[String]) -> Result<Vec<SectionId>, Error> {
    let mut refusals = Refusals::new();
    let mut seen = HashSet::new();
    if codes.is_empty() {
        refusals.add("sectionCodes", Problem::Required);
    }
    for (place, code) in codes.iter().enumerate() {
        if !version.sections.iter().any(|section| section.row.code == *code) {
            refusals.add(&format!("sectionCodes.{place}"), Problem::Unknown);
        } else if !seen.insert(code) {
            refusals.add(&format!("sectionCodes.{place}"), Problem::Duplicate);
        }
    }
    refusals.done()?;
    let wanted = version.sections.iter().filter(|section| codes.contains(&section.row.code));
    Ok(wanted.map(|section| section.row.id).collect())
}

fn chosen<'a>(
    version: &'a StoredVersion,
    row: &participant::Model,
) -> impl Iterator<Item = &'a crate::questionnaire::StoredSection> {
    let sections: HashSet<SectionId> = row.sections.0.iter().copied().collect();
    version.sections.iter().filter(move |section| sections.contains(&section.row.id))
}

/// Puts a mail with a new link into the outbox, and stores what is known of the one it goes to.
pub(super) async fn send(
    cx: &Cx,
    txn: &mut Txn,
    handing: &Handing,
    mut row: participant::Model,
    person: &contact::Model,
) -> Result<participant::Model, Error> {
    let (now, round) = (cx.now(), &handing.round);
    if row.mails >= MOST_MAILS {
        return Err(Error::refused("", Problem::TooManyMails { max: 10 }));
    }
    row.mails += 1;
    row.queued_at = now;
    row.status = ParticipantStatus::Queued;
    let secret = Secret::generate();
    let link = invitation_link::Model {
        id: InvitationLinkId::new(),
        invitation_id: row.invitation_id,
        token_hash: secret.hash(),
        created_at: now,
        expires_at: links_expire_at(round.closes_at),
        revoked_at: None,
        participant_id: Some(row.id),
    };
    queries::insert_links(txn, vec![link]).await?;
    let mut queued = event(cx, row.invitation_id, EventKind::MailQueued, None);
    let (mail, text) = match row.role {
        ParticipantRole::Colleague => (MailKind::HandOver, TextKind::HandOver),
        ParticipantRole::Approver => (MailKind::Approval, TextKind::Approval),
    };
    queued.mail = Some(mail);
    queries::insert_events(txn, vec![queued]).await?;
    let facts = facts_of(cx, txn, handing, &row, person, &secret).await?;
    let to = Email::parse(&person.email);
    let envelope = Envelope {
        kind: mail,
        to: to.map_err(|_| anyhow::anyhow!("a stored contact has no valid address"))?,
        to_name: Some(person.name.clone()),
        language: row.language,
        about: Some(row.id.0),
        unsubscribe: None,
        not_before: None,
        expires_at: None,
    };
    let text = Texts::of(txn, round.id).await?.get(text, row.language);
    mail::queue(txn, &cx.app, envelope, letter(&text, &facts)).await?;
    Ok(queries::update_participant(txn, row).await?)
}

/// What is put into the mail to somebody who was handed sections.
async fn facts_of(
    cx: &Cx,
    txn: &Txn,
    handing: &Handing,
    row: &participant::Model,
    person: &contact::Model,
    secret: &Secret,
) -> Result<Facts, Error> {
    let Handing { invitation, round, study } = handing;
    let owners = queries::organizations(txn, &[invitation.organization_id]).await?;
    let owner = owners.first().ok_or(Error::NotFound)?;
    let by = queries::contact(txn, invitation.contact_id).await?.ok_or(Error::NotFound)?;
    let version = cx.app.published.get(txn, round.version_id).await?;
    let titles: Vec<&str> =
        chosen(&version, row).map(|section| section.row.title.in_language(row.language)).collect();
    let link = format!("{}/svar/{}", cx.app.settings.http.public_url, secret.text());
    let mut facts = facts(&cx.app, round, &study.name, (owner, person), row.language, link);
    let word = row.word.clone().unwrap_or_default();
    facts.handed = Some(Handed { by: by.name, sections: titles.join(", "), word });
    Ok(facts)
}

pub(super) async fn done(
    mut txn: Txn,
    round: round::Model,
    row: participant::Model,
) -> Result<participant::Model, Error> {
    txn.announce(Event::Round(round.id));
    txn.announce(Event::Answering(row.invitation_id));
    txn.commit().await?;
    Ok(row)
}

/// One who was let into the invitation that the respondent has.
async fn own(
    txn: &Txn,
    respondent: &RespondentActor,
    id: ParticipantId,
) -> Result<participant::Model, Error> {
    let row = queries::participant(txn, id).await?;
    let is_own = |row: &participant::Model| {
        row.invitation_id == respondent.invitation_id && row.role == ParticipantRole::Colleague
    };
    row.filter(is_own).ok_or(Error::NotFound)
}

/// Takes back what a colleague was handed: their links stop at once, what they answered stays. A second time changes nothing.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but those who were invited, [`Error::NotFound`] for what they did not hand over.
pub async fn take_back(cx: &Cx, id: ParticipantId) -> Result<participant::Model, Error> {
    let respondent = cx.actor.require_invited()?;
    let txn = cx.begin().await?;
    let invitation = lock_own(&txn, respondent).await?;
    let mut row = own(&txn, respondent, id).await?;
    if row.revoked_at.is_some() {
        return Ok(row);
    }
    row.revoked_at = Some(cx.now());
    queries::revoke_links_of(&txn, id, cx.now()).await?;
    let row = queries::update_participant(&txn, row).await?;
    queries::insert_events(&txn, vec![event(cx, invitation.id, EventKind::TakenBack, None)]).await?;
    let round = queries::round_by_id(&txn, invitation.round_id).await?.ok_or(Error::NotFound)?;
    done(txn, round, row).await
}

/// Sends a colleague a new link to what they were handed; the earlier ones stop working. One that was sent within the last ten minutes
/// and was not used is not sent again.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but those who were invited, [`Error::NotFound`] for what they did not hand over;
/// [`Error::Refused`] where it was taken back, or the round is not open.
pub async fn renew_hand_over(cx: &Cx, id: ParticipantId) -> Result<participant::Model, Error> {
    let respondent = cx.actor.require_invited()?;
    let mut txn = cx.begin().await?;
    let handing = Handing::lock(cx, &txn, respondent).await?;
    let row = own(&txn, respondent, id).await?;
    if row.revoked_at.is_some() {
        return Err(Error::refused("handOverId", Problem::HandOverTakenBack));
    }
    if !ready_again(cx, &row) {
        return Ok(row);
    }
    end_links(cx, &txn, &row).await?;
    let person = queries::contact(&txn, row.contact_id).await?.ok_or(Error::NotFound)?;
    let row = send(cx, &mut txn, &handing, row, &person).await?;
    done(txn, handing.round, row).await
}

/// Ends the links of somebody who is sent a new one; mails that wait with one of those are given up.
pub(super) async fn end_links(cx: &Cx, txn: &Txn, row: &participant::Model) -> Result<(), Error> {
    queries::revoke_links_of(txn, row.id, cx.now()).await?;
    let kinds = mail::give_up(txn, row.id.0, "a newer link was sent", cx.now()).await?;
    let events = kinds.into_iter().map(|kind| given_up(cx, row.invitation_id, kind));
    Ok(queries::insert_events(txn, events.collect()).await?)
}

/// Whether somebody may be written to again: not where they were lately, and have not come since.
pub(super) fn ready_again(cx: &Cx, row: &participant::Model) -> bool {
    let is_waiting = matches!(row.status, ParticipantStatus::Queued | ParticipantStatus::Sent);
    !is_waiting || cx.now() - row.queued_at >= AGAIN_AFTER
}

/// What was handed to whom, in the order in which it was, what was taken back included.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but those who were invited.
pub async fn hand_overs(cx: &Cx) -> Result<Vec<participant::Model>, Error> {
    let respondent = cx.actor.require_invited()?;
    Ok(queries::participants(cx.db(), respondent.invitation_id, ParticipantRole::Colleague).await?)
}

/// Marks that somebody used the link to what they were handed; `None` where that was taken back, or the invitation is declined.
pub(super) async fn open(
    cx: &Cx,
    invitation: invitation::Model,
    id: ParticipantId,
) -> Result<Option<participant::Model>, Error> {
    let good = |row: Option<participant::Model>| row.filter(|row| row.revoked_at.is_none());
    if invitation.declined_at.is_some() {
        return Ok(None);
    }
    let row = good(queries::participant(cx.db(), id).await?);
    if row.as_ref().is_none_or(|row| row.status == ParticipantStatus::Opened) {
        return Ok(row);
    }
    let mut txn = cx.begin().await?;
    // Before the participant, whose row others write as a whole once they have the invitation.
    queries::lock_invitation(&txn, invitation.id).await?;
    queries::mark_participant_opened(&txn, id, cx.now()).await?;
    let row = good(queries::participant(&txn, id).await?);
    txn.announce(Event::Answering(invitation.id));
    txn.commit().await?;
    Ok(row)
}
