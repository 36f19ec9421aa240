//! What is sent about rounds.

use std::collections::HashSet;

use ::entity::Language;
use ::entity::id::{OrganizationId, RoundId};
use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::{DateTime, Utc};

use super::{ReminderKind, StartFrom};
use crate::error::{Error, Problem, Refusals};
use crate::graphql::base::{self, GqlLanguage, LocalizedTextInput};
use crate::round::{self, NewRound, PlannedReminder, Recipients, RoundChange, Start};
use crate::study::graphql::frame::FrameFilterInput;
use crate::value::{CLIENT_KEY, SHORT_TEXT, TextInput, moment, optional_text};

/// Most owners that can be named at once.
const MOST_OWNERS: usize = 1_000;
/// Most reminders of a round.
const MOST_REMINDERS: usize = 10;
/// Most mails in a minute.
const MOST_PER_MINUTE: i32 = 10_000;

type Parsed<T> = Result<T, Error>;

/// Whom a round asks: everyone in the study's frame, unless one of these is said.
#[derive(InputObject)]
pub(super) struct RecipientsInput {
    /// Those of the frame for whom all of this holds.
    filter: Option<FrameFilterInput>,
    /// These, at most 1000; all of them in the frame.
    organization_ids: Option<Vec<ID>>,
}

impl RecipientsInput {
    fn parse(self) -> Parsed<Recipients> {
        let mut refusals = Refusals::new();
        let recipients = match (self.filter, self.organization_ids) {
            (Some(_), Some(_)) => {
                refusals.add("", Problem::OnlyOne);
                Recipients::default()
            }
            (Some(filter), None) => Recipients::Frame(filter.into()),
            (None, Some(ids)) => Recipients::Owners(organizations(&mut refusals, "organizationIds", &ids)),
            (None, None) => Recipients::default(),
        };
        refusals.done()?;
        Ok(recipients)
    }
}

fn organizations(refusals: &mut Refusals, field: &str, ids: &[ID]) -> Vec<OrganizationId> {
    base::at_most(refusals, field, ids, MOST_OWNERS);
    if ids.is_empty() {
        refusals.add(field, Problem::Required);
    }
    let parsed = ids.iter().enumerate().filter_map(|(index, id)| {
        refusals.check(&format!("{field}.{index}"), base::parse_id("organization", id))
    });
    parsed.collect()
}

/// A reminder to plan.
#[derive(InputObject)]
pub(super) struct PlannedReminderInput {
    /// What it says.
    kind: ReminderKind,
    /// It leaves then, or at the first hour after that at which people work in Norway: 8 to 16 on working days.
    at: DateTime<Utc>,
}

fn reminders(refusals: &mut Refusals, sent: Vec<PlannedReminderInput>) -> Vec<PlannedReminder> {
    base::at_most(refusals, "reminders", &sent, MOST_REMINDERS);
    let parsed = sent.into_iter().enumerate().filter_map(|(index, reminder)| {
        let at = refusals.check(&format!("reminders.{index}.at"), moment(reminder.at))?;
        Some(PlannedReminder { kind: reminder.kind.into(), at })
    });
    parsed.collect()
}

fn per_minute(number: i32) -> Result<i32, Problem> {
    if (1..=MOST_PER_MINUTE).contains(&number) {
        Ok(number)
    } else {
        Err(Problem::OutOfRange { min: 1.0, max: f64::from(MOST_PER_MINUTE) })
    }
}

/// A round to open.
#[derive(InputObject)]
pub(super) struct OpenRoundInput {
    /// The study.
    study_id: ID,
    /// What is asked; a published version.
    version_id: ID,
    /// What it is called.
    name: LocalizedTextInput,
    /// Answers are taken until then.
    closes_at: DateTime<Utc>,
    /// Whom it asks; everyone in the study's frame where it is not said.
    recipients: Option<RecipientsInput>,
    /// Reminders that go out by themselves to those who have neither submitted nor declined, at most ten.
    #[graphql(default)]
    reminders: Vec<PlannedReminderInput>,
    /// How many mails leave in a minute; as many as the mail server takes where it is not said.
    mails_per_minute: Option<i32>,
    /// What its responses start from; nothing where it is not said.
    #[graphql(default_with = "StartFrom::Nothing")]
    start_from: StartFrom,
    /// From what was submitted in this earlier round of the same questionnaire, and in no other. Only with `PREVIOUS_SUBMISSION`; each
    /// owner's latest submission where it is not said.
    start_round_id: Option<ID>,
    /// The languages that it is offered in; all where it is not said. Mails are in the contact's, else the owner's, else the study's, else
    /// the first of these.
    languages: Option<Vec<GqlLanguage>>,
    /// Whether somebody whom those who answer name must approve a response before it is submitted; not where it is not said.
    needs_approval: Option<bool>,
    /// Whether what is submitted must not be tied to who was invited; not where it is not said. It stays so. Such a round asks for no
    /// approval, starts from nothing, and stays closed once it has closed.
    anonymous: Option<bool>,
    /// Whether whoever submits gets a mail that says so, with a link to the receipt; they do where it is not said, but not in
    /// an anonymous round.
    sends_receipts: Option<bool>,
    /// Whether those who submitted are thanked by mail when it has closed; not where it is not said.
    sends_thanks: Option<bool>,
    /// Chosen by you, at most 100 characters: the same key again is the same round, so that a retry after a lost reply
    /// invites nobody twice.
    client_key: Option<String>,
}

impl OpenRoundInput {
    pub(super) fn parse(self) -> Parsed<NewRound> {
        self.parse_with(None)
    }

    fn parse_with(self, opens_at: Option<DateTime<Utc>>) -> Parsed<NewRound> {
        let mut refusals = Refusals::new();
        let study = refusals.check("studyId", base::parse_id("study", &self.study_id));
        let version = refusals.check("versionId", base::parse_id("questionnaireVersion", &self.version_id));
        let name = refusals.nest("name", TextInput::from(self.name).parse(SHORT_TEXT))?;
        let opens_at = refusals.check("opensAt", opens_at.map(moment).transpose());
        let closes_at = refusals.check("closesAt", moment(self.closes_at));
        let recipients = self.recipients.map(RecipientsInput::parse).transpose();
        let recipients = refusals.nest("recipients", recipients)?;
        let reminders = reminders(&mut refusals, self.reminders);
        let pace = self.mails_per_minute.map(per_minute).transpose();
        let mails_per_minute = refusals.check("mailsPerMinute", pace);
        let client_key = refusals.check("clientKey", optional_text(self.client_key.as_deref(), CLIENT_KEY));
        let start = start(&mut refusals, self.start_from, self.start_round_id.as_ref());
        let languages = languages(&mut refusals, self.languages);
        let parsed = (study, version, name, opens_at, closes_at, recipients, mails_per_minute, client_key);
        let (
            Some(study),
            Some(version),
            Some(name),
            Some(opens_at),
            Some(closes_at),
            Some(recipients),
            Some(mails_per_minute),
            Some(client_key),
        ) = parsed
        else {
            return Err(refusals.into());
        };
        refusals.done()?;
        let recipients = recipients.unwrap_or_default();
        Ok(NewRound {
            anonymous: self.anonymous.unwrap_or(false),
            needs_approval: self.needs_approval.unwrap_or(false),
            sends_receipts: self.sends_receipts.unwrap_or(self.anonymous != Some(true)),
            sends_thanks: self.sends_thanks.unwrap_or(false),
            study,
            version,
            name,
            opens_at,
            closes_at,
            recipients,
            reminders,
            mails_per_minute,
            start,
            languages,
            client_key,
        })
    }
}

fn languages(refusals: &mut Refusals, sent: Option<Vec<GqlLanguage>>) -> Option<Vec<Language>> {
    if sent.as_ref().is_some_and(Vec::is_empty) {
        refusals.add("languages", Problem::Required);
    }
    sent.map(|languages| languages.into_iter().map(Into::into).collect())
}

fn start(refusals: &mut Refusals, from: StartFrom, round: Option<&ID>) -> Start {
    let round = round.map(|id| base::parse_id("round", id)).transpose();
    Start { from: from.into(), round: refusals.check("startRoundId", round).flatten() }
}

/// A round to plan.
#[derive(InputObject)]
pub(super) struct CreateRoundInput {
    /// The study.
    study_id: ID,
    /// What is asked; a published version.
    version_id: ID,
    /// What it is called.
    name: LocalizedTextInput,
    /// Answers are taken, and invitations sent, from then.
    opens_at: DateTime<Utc>,
    /// Answers are taken until then.
    closes_at: DateTime<Utc>,
    /// Whom it asks; everyone in the study's frame where it is not said. Who that is, is settled now, and can be changed until it
    /// opens.
    recipients: Option<RecipientsInput>,
    /// Reminders that go out by themselves to those who have neither submitted nor declined, at most ten.
    #[graphql(default)]
    reminders: Vec<PlannedReminderInput>,
    /// How many mails leave in a minute; as many as the mail server takes where it is not said.
    mails_per_minute: Option<i32>,
    /// What its responses start from; nothing where it is not said.
    #[graphql(default_with = "StartFrom::Nothing")]
    start_from: StartFrom,
    /// From what was submitted in this earlier round of the same questionnaire, and in no other. Only with `PREVIOUS_SUBMISSION`; each
    /// owner's latest submission where it is not said.
    start_round_id: Option<ID>,
    /// The languages that it is offered in; all where it is not said. Mails are in the contact's, else the owner's, else the study's, else
    /// the first of these.
    languages: Option<Vec<GqlLanguage>>,
    /// Whether somebody whom those who answer name must approve a response before it is submitted; not where it is not said.
    needs_approval: Option<bool>,
    /// Whether what is submitted must not be tied to who was invited; not where it is not said. It stays so. Such a round asks for no
    /// approval, starts from nothing, and stays closed once it has closed.
    anonymous: Option<bool>,
    /// Whether whoever submits gets a mail that says so, with a link to the receipt; they do where it is not said, but not in
    /// an anonymous round.
    sends_receipts: Option<bool>,
    /// Whether those who submitted are thanked by mail when it has closed; not where it is not said.
    sends_thanks: Option<bool>,
    /// Chosen by you, at most 100 characters: the same key again is the same round.
    client_key: Option<String>,
}

impl CreateRoundInput {
    pub(super) fn parse(self) -> Parsed<NewRound> {
        let Self { study_id, version_id, name, opens_at, closes_at, recipients, reminders, .. } = self;
        let (mails_per_minute, client_key) = (self.mails_per_minute, self.client_key);
        let (start_from, start_round_id, languages) = (self.start_from, self.start_round_id, self.languages);
        let opened = OpenRoundInput {
            needs_approval: self.needs_approval,
            anonymous: self.anonymous,
            sends_receipts: self.sends_receipts,
            sends_thanks: self.sends_thanks,
            study_id,
            version_id,
            name,
            closes_at,
            recipients,
            reminders,
            mails_per_minute,
            start_from,
            start_round_id,
            languages,
            client_key,
        };
        opened.parse_with(Some(opens_at))
    }
}

/// What to change about a round; what is left out stays.
#[derive(InputObject)]
pub(super) struct ChangeRoundInput {
    /// The round.
    round_id: ID,
    /// What it is called.
    name: Option<LocalizedTextInput>,
    /// When it opens; only while it is planned.
    opens_at: Option<DateTime<Utc>>,
    /// When it closes; until it has closed.
    closes_at: Option<DateTime<Utc>>,
    /// Whom it asks; only while it is planned.
    recipients: Option<RecipientsInput>,
    /// Whether somebody must approve a response before it is submitted; only while it is planned.
    needs_approval: Option<bool>,
    /// Whether whoever submits gets a mail that says so.
    sends_receipts: Option<bool>,
    /// Whether those who submitted are thanked by mail when it has closed. Where it has closed already, they are now.
    sends_thanks: Option<bool>,
    /// The reminders that are yet to come, in place of those that were planned.
    reminders: Option<Vec<PlannedReminderInput>>,
    /// How many mails leave in a minute; null for as many as the mail server takes.
    mails_per_minute: MaybeUndefined<i32>,
    /// What its responses start from; only while it is planned.
    start_from: Option<StartFrom>,
    /// From what was submitted in this earlier round; only together with `startFrom`.
    start_round_id: Option<ID>,
    /// The languages that it is offered in; only while it is planned.
    languages: Option<Vec<GqlLanguage>>,
}

impl ChangeRoundInput {
    pub(super) fn parse(self) -> Parsed<(RoundId, RoundChange)> {
        let mut refusals = Refusals::new();
        let id = refusals.check("roundId", base::parse_id("round", &self.round_id));
        let name = self.name.map(|name| TextInput::from(name).parse(SHORT_TEXT)).transpose();
        let name = refusals.nest("name", name)?;
        let opens_at = refusals.check("opensAt", self.opens_at.map(moment).transpose());
        let closes_at = refusals.check("closesAt", self.closes_at.map(moment).transpose());
        let recipients =
            refusals.nest("recipients", self.recipients.map(RecipientsInput::parse).transpose())?;
        let reminders = self.reminders.map(|sent| reminders(&mut refusals, sent));
        if self.start_from.is_none() && self.start_round_id.is_some() {
            refusals.add("startFrom", Problem::Required);
        }
        let start = self.start_from.map(|from| start(&mut refusals, from, self.start_round_id.as_ref()));
        let languages = languages(&mut refusals, self.languages);
        let mails_per_minute =
            base::change(&mut refusals, "mailsPerMinute", self.mails_per_minute, |number| {
                per_minute(number).map(Some)
            });
        let (Some(id), Some(name), Some(opens_at), Some(closes_at), Some(recipients)) =
            (id, name, opens_at, closes_at, recipients)
        else {
            return Err(refusals.into());
        };
        refusals.done()?;
        let (needs_approval, sends_receipts) = (self.needs_approval, self.sends_receipts);
        let change = RoundChange {
            sends_thanks: self.sends_thanks,
            name,
            opens_at,
            closes_at,
            recipients,
            needs_approval,
            sends_receipts,
            reminders,
            mails_per_minute,
            start,
            languages,
        };
        Ok((id, change))
    }
}

/// A round.
#[derive(InputObject)]
pub(super) struct RoundInput {
    /// The round.
    round_id: ID,
}

impl RoundInput {
    pub(super) fn parse(&self) -> Parsed<RoundId> {
        round(&self.round_id)
    }
}

fn round(id: &ID) -> Parsed<RoundId> {
    base::parse_id("round", id).map_err(|problem| Error::refused("roundId", problem))
}

/// A round to open again.
#[derive(InputObject)]
pub(super) struct ReopenRoundInput {
    /// The round.
    round_id: ID,
    /// Answers are taken until then.
    closes_at: DateTime<Utc>,
}

impl ReopenRoundInput {
    pub(super) fn parse(&self) -> Parsed<(RoundId, DateTime<Utc>)> {
        let closes_at = moment(self.closes_at).map_err(|problem| Error::refused("closesAt", problem))?;
        Ok((round(&self.round_id)?, closes_at))
    }
}

/// Owners to invite to a round that has invited others.
#[derive(InputObject)]
pub(super) struct InviteOwnersInput {
    /// The round.
    round_id: ID,
    /// The owners, at most 1000; all of them in the study's frame.
    organization_ids: Vec<ID>,
}

impl InviteOwnersInput {
    pub(super) fn parse(&self) -> Parsed<(RoundId, Vec<OrganizationId>)> {
        let mut refusals = Refusals::new();
        let owners = organizations(&mut refusals, "organizationIds", &self.organization_ids);
        refusals.done()?;
        Ok((round(&self.round_id)?, owners))
    }
}

/// A reminder to send.
#[derive(InputObject)]
pub(super) struct SendRemindersInput {
    /// The round.
    round_id: ID,
    /// What it says.
    #[graphql(default_with = "ReminderKind::Reminder")]
    kind: ReminderKind,
    /// Only to these, at most 1000.
    organization_ids: Option<Vec<ID>>,
}

impl SendRemindersInput {
    pub(super) fn parse(&self) -> Parsed<(RoundId, round::ReminderKind, HashSet<OrganizationId>)> {
        let mut refusals = Refusals::new();
        let only = self.organization_ids.as_deref();
        let only = only.map(|ids| organizations(&mut refusals, "organizationIds", ids));
        refusals.done()?;
        let only = only.into_iter().flatten().collect();
        Ok((round(&self.round_id)?, self.kind.into(), only))
    }
}
