//! Making a round: opened at once, or planned for later.

use std::collections::HashSet;

use ::entity::id::{OrganizationId, QuestionnaireVersionId, RoundId, RoundReminderId, StudyId};
use ::entity::questionnaire_version::VersionStatus;
use ::entity::round_history::RoundAction;
use ::entity::{Language, LocalizedText};
use chrono::{DateTime, Utc};

use super::invite::{invite, invite_all};
use super::recipients::{self, Recipients};
use super::reminders::{PlannedReminder, check_reminders};
use super::{StartFrom, languages, queries, remembered, round, round_reminder};
use crate::auth::Permission;
use crate::db::Txn;
use crate::error::{Error, Problem, Refusals};
use crate::events::Event;
use crate::history::{self, FieldChange};
use crate::{Cx, questionnaire, study};

/// A round to be made.
pub struct NewRound {
    /// The study.
    pub study: StudyId,
    /// What is asked.
    pub version: QuestionnaireVersionId,
    /// What it is called.
    pub name: LocalizedText,
    /// Answers are taken, and invitations sent, from then; at once where it is not said.
    pub opens_at: Option<DateTime<Utc>>,
    /// Answers are taken until then.
    pub closes_at: DateTime<Utc>,
    /// Whom it asks.
    pub recipients: Recipients,
    /// Reminders that are planned for it.
    pub reminders: Vec<PlannedReminder>,
    /// What is submitted cannot be tied to who was invited.
    pub anonymous: bool,
    /// A response is submitted only once somebody has approved it.
    pub needs_approval: bool,
    /// How many mails leave in a minute; as many as the mail server takes where it is not said.
    pub mails_per_minute: Option<i32>,
    /// Whoever submits gets a mail that says so.
    pub sends_receipts: bool,
    /// Those who submitted are thanked when it has closed.
    pub sends_thanks: bool,
    /// What its responses start from.
    pub start: Start,
    /// The languages that it is offered in; all where it is not said.
    pub languages: Option<Vec<Language>>,
    /// Chosen by the client: the same key again is the same round, so that a retry invites nobody twice.
    pub client_key: Option<String>,
}

/// What the responses of a round start from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Start {
    /// What it is.
    pub from: StartFrom,
    /// The round whose submissions they start from; the latest of each owner where none is named.
    pub round: Option<RoundId>,
}

/// A round that was made.
pub struct MadeRound {
    /// The round.
    pub round: round::Model,
    /// How many owners it asks.
    pub recipients: u64,
}

/// Makes a round. One that opens at once has its mails in the outbox when this returns; one that opens later sends them
/// then, to whoever is the contact by that time.
///
/// # Errors
/// [`Error::Refused`] where the version is not published or not of this study, the times do not fit, an anonymous round asks for approval
/// or starts from earlier answers, nobody would be asked,
/// or, for a round that opens at once, owners have no primary contact (all of them are named).
pub async fn make(cx: &Cx, new: NewRound) -> Result<MadeRound, Error> {
    study::authorize(cx, new.study, Permission::ManageRounds).await?;
    let now = cx.now();
    let mut txn = cx.begin().await?;
    let study = queries::lock_study(&txn, new.study).await?.ok_or(Error::NotFound)?;
    if let Some(round) = queries::round_by_client_key(&txn, new.study, new.client_key.as_deref()).await? {
        let recipients = queries::population_size(&txn, round.id).await?;
        return Ok(MadeRound { round, recipients });
    }
    check_times(&new, now)?;
    check_version(&txn, new.version, new.study).await?;
    check_start(&txn, new.start, new.study, new.version, now).await?;
    let owners = recipients::resolve(&txn, new.study, &new.recipients).await?;
    let asked = owners.len() as u64;
    let opens_now = new.opens_at.is_none();
    let reminders = new.reminders.clone();
    let round = planned(new, study.language, now);
    check_anonymous(&round)?;
    queries::insert_round(&txn, &round, owners.clone()).await?;
    let reminders: Vec<_> = reminders.iter().map(|reminder| reminder_row(round.id, reminder)).collect();
    queries::insert_reminders(&txn, reminders.clone()).await?;
    let mut set = history::from_nothing(remembered::fields(&round));
    set.extend(remembered::reminders(&[], &reminders));
    set.push(remembered::recipients(0, asked));
    let action = if opens_now { RoundAction::Opened } else { RoundAction::Planned };
    remembered::record(&cx.actor, now, &txn, &round, action, set).await?;
    let round = if opens_now {
        let recipients = everyone(&txn, &owners).await?;
        invite_all(&mut txn, &cx.app, &round, &study.name, recipients).await?
    } else {
        round
    };
    txn.announce(Event::Round(round.id));
    txn.commit().await?;
    Ok(MadeRound { round, recipients: asked })
}

fn planned(new: NewRound, language: Language, now: DateTime<Utc>) -> round::Model {
    let offered = new.languages.as_deref().unwrap_or(&languages::ALL);
    round::Model {
        id: RoundId::new(),
        study_id: new.study,
        version_id: new.version,
        name: new.name,
        opens_at: new.opens_at.unwrap_or(now),
        closes_at: new.closes_at,
        client_key: new.client_key,
        invited_at: None,
        paused_at: None,
        mails_per_minute: new.mails_per_minute,
        start_from: new.start.from,
        start_round_id: new.start.round,
        languages: Some(languages::to_offer(offered, language)),
        anonymous: new.anonymous,
        settled_at: None,
        needs_approval: new.needs_approval,
        sends_receipts: new.sends_receipts,
        sends_thanks: new.sends_thanks,
        created_at: now,
    }
}

/// Refuses what would tie responses of an anonymous round to owners.
pub(super) fn check_anonymous(round: &round::Model) -> Result<(), Error> {
    let mut refusals = Refusals::new();
    for (field, ties) in [
        ("needsApproval", round.needs_approval),
        ("startFrom", round.start_from != StartFrom::Nothing),
        ("sendsReceipts", round.sends_receipts),
    ] {
        if round.anonymous && ties {
            refusals.add(field, Problem::NotWhereAnonymous);
        }
    }
    refusals.done()
}

fn check_times(new: &NewRound, now: DateTime<Utc>) -> Result<(), Error> {
    let mut refusals = Refusals::new();
    let opens_at = new.opens_at.unwrap_or(now);
    if opens_at < now {
        refusals.add("opensAt", Problem::InThePast);
    }
    if new.closes_at <= now {
        refusals.add("closesAt", Problem::InThePast);
    } else if new.closes_at <= opens_at {
        refusals.add("closesAt", Problem::ClosesTooEarly);
    }
    refusals.done()?;
    check_reminders(&new.reminders, opens_at, new.closes_at, now)
}

pub(super) fn reminder_row(round: RoundId, reminder: &PlannedReminder) -> round_reminder::Model {
    round_reminder::Model {
        id: RoundReminderId::new(),
        round_id: round,
        kind: reminder.kind,
        planned_for: reminder.at,
        done_at: None,
        reminded: None,
    }
}

/// Refuses a version that is not published, or of another study.
pub(super) async fn check_version(
    txn: &Txn,
    version: QuestionnaireVersionId,
    study: StudyId,
) -> Result<(), Error> {
    match questionnaire::version_by_id(txn, version).await? {
        Some((version, of)) if of == study => match version.status {
            VersionStatus::Published => Ok(()),
            VersionStatus::Draft => Err(Error::refused("versionId", Problem::NotPublished)),
            VersionStatus::Retired => Err(Error::refused("versionId", Problem::VersionRetired)),
        },
        _ => Err(Error::refused("versionId", Problem::Unknown)),
    }
}

/// Refuses to start from a round of another study or questionnaire, or from one that has not opened.
pub(super) async fn check_start(
    txn: &Txn,
    start: Start,
    study: StudyId,
    version: QuestionnaireVersionId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let Some(id) = start.round else { return Ok(()) };
    let refused = |problem| Err(Error::refused("startRoundId", problem));
    if start.from == StartFrom::Nothing {
        return refused(Problem::NotAllowed);
    }
    let earlier = queries::round_by_id(txn, id).await?.filter(|earlier| earlier.study_id == study);
    let Some(earlier) = earlier else { return refused(Problem::Unknown) };
    if earlier.opens_at > now {
        return refused(Problem::RoundNotOpen);
    }
    let then = questionnaire::version_by_id(txn, earlier.version_id).await?;
    let now = questionnaire::version_by_id(txn, version).await?;
    let questionnaire = |found: Option<(questionnaire::questionnaire_version::Model, StudyId)>| {
        found.map(|(version, _)| version.questionnaire_id)
    };
    if questionnaire(then) == questionnaire(now) { Ok(()) } else { refused(Problem::OtherQuestionnaire) }
}

/// Owners with their contacts; refused where one of them has none.
async fn everyone(txn: &Txn, owners: &[OrganizationId]) -> Result<Vec<recipients::Recipient>, Error> {
    let (found, without) = recipients::with_contacts(txn, owners).await?;
    let mut refusals = Refusals::new();
    for owner in without {
        refusals.add("studyId", Problem::NoPrimaryContact { organization: owner.name.nb });
    }
    refusals.done()?;
    Ok(found)
}

/// Invites owners to a round that has invited others already: those of its population that had no contact, and others of the
/// frame, who are counted from then on. Those invited already are left alone, those withdrawn too. Returns how many
/// were invited.
///
/// # Errors
/// [`Error::Refused`] where the round has not opened or has closed, and naming every owner that is not in the frame or has no primary
/// contact; then nobody is invited.
pub async fn invite_more(
    cx: &Cx,
    id: RoundId,
    owners: &[OrganizationId],
) -> Result<(round::Model, u64), Error> {
    super::find::authorized(cx, id, Permission::ManageRounds).await?;
    let mut txn = cx.begin().await?;
    let (round, study) = queries::lock_round(&txn, id).await?.ok_or(Error::NotFound)?;
    match super::phase(&round, cx.now()) {
        super::Phase::Planned => return Err(Error::refused("roundId", Problem::RoundNotOpen)),
        super::Phase::Closed => return Err(Error::refused("roundId", Problem::RoundClosed)),
        super::Phase::Open | super::Phase::Paused => {}
    }
    let frame: HashSet<OrganizationId> = study::frame(&txn, round.study_id).await?.into_iter().collect();
    let mut refusals = Refusals::new();
    for (index, _) in owners.iter().enumerate().filter(|(_, owner)| !frame.contains(owner)) {
        refusals.add(&format!("organizationIds.{index}"), Problem::NotInFrame);
    }
    let asked: HashSet<OrganizationId> = owners.iter().copied().collect();
    let invited = queries::invited_owners(&txn, id).await?;
    let new: Vec<OrganizationId> =
        asked.intersection(&frame).copied().filter(|owner| !invited.contains(owner)).collect();
    let (found, without) = recipients::with_contacts(&txn, &new).await?;
    for owner in without {
        let place = owners.iter().position(|id| *id == owner.id).unwrap_or_default();
        let problem = Problem::NoPrimaryContact { organization: owner.name.nb };
        refusals.add(&format!("organizationIds.{place}"), problem);
    }
    refusals.done()?;
    let number = found.len() as u64;
    let before = invited.len() as u64;
    if number > 0 {
        let change = remembered::recipients(before, before + number);
        let change = FieldChange { field: "invited".to_owned(), ..change };
        let action = RoundAction::OwnersInvited;
        remembered::record(&cx.actor, cx.now(), &txn, &round, action, vec![change]).await?;
    }
    queries::add_population(&txn, id, new).await?;
    invite(&mut txn, &cx.app, &round, &study.name, found).await?;
    txn.announce(Event::Round(id));
    txn.commit().await?;
    Ok((round, number))
}
