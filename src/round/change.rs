//! A round from plan to end: changed, paused, closed, opened again, given up.

use ::entity::id::RoundId;
use ::entity::round_history::RoundAction;
use ::entity::{Language, LocalizedText};
use chrono::{DateTime, Utc};

use super::mailing::links_expire_at;
use super::recipients::{self, Recipients};
use super::reminders::{PlannedReminder, check_reminders, is_too_late};
use super::{Phase, find, languages, leftover, phase, plan, queries, remembered, round, round_reminder};
use crate::Cx;
use crate::auth::Permission;
use crate::db::Txn;
use crate::error::{Error, Problem, Refusals};
use crate::events::Event;
use crate::history;

/// What to change about a round; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct RoundChange {
    /// What it is called.
    pub name: Option<LocalizedText>,
    /// When it opens; while it is planned.
    pub opens_at: Option<DateTime<Utc>>,
    /// When it closes; until it has closed.
    pub closes_at: Option<DateTime<Utc>>,
    /// Whom it asks; while it is planned.
    pub recipients: Option<Recipients>,
    /// Whether somebody must approve a response before it is submitted; while it is planned.
    pub needs_approval: Option<bool>,
    /// Whether whoever submits gets a mail that says so.
    pub sends_receipts: Option<bool>,
    /// Whether those who submitted are thanked when it has closed; also after it has.
    pub sends_thanks: Option<bool>,
    /// The reminders that are yet to come, in place of those that were planned.
    pub reminders: Option<Vec<PlannedReminder>>,
    /// How many mails leave in a minute, or as many as the mail server takes.
    pub mails_per_minute: Option<Option<i32>>,
    /// What its responses start from; while it is planned.
    pub start: Option<plan::Start>,
    /// The languages that it is offered in; while it is planned.
    pub languages: Option<Vec<Language>>,
}

/// Changes a round. A later closing makes its links last longer as well.
///
/// # Errors
/// [`Error::Refused`] where it has come too far for the change, or the times do not fit; then nothing is changed.
pub async fn change(cx: &Cx, id: RoundId, change: RoundChange) -> Result<round::Model, Error> {
    find::authorized(cx, id, Permission::ManageRounds).await?;
    let now = cx.now();
    let txn = cx.begin().await?;
    let (mut round, study) = queries::lock_round(&txn, id).await?.ok_or(Error::NotFound)?;
    check_stage(&change, phase(&round, now))?;
    check_times(&change, &round, now)?;
    let before = round.clone();
    let mut changes = Vec::new();
    if let Some(recipients) = &change.recipients {
        let owners = recipients::resolve(&txn, round.study_id, recipients).await?;
        let (was, is) = (queries::population_size(&txn, id).await?, owners.len() as u64);
        changes.push(remembered::recipients(was, is));
        queries::replace_population(&txn, id, owners).await?;
    }
    if let Some(start) = change.start {
        plan::check_start(&txn, start, round.study_id, round.version_id, now).await?;
        round.start_from = start.from;
        round.start_round_id = start.round;
    }
    if let Some(languages) = &change.languages {
        round.languages = Some(languages::to_offer(languages, study.language));
    }
    let closed_before = round.closes_at;
    let moved = [change.opens_at.is_some(), change.closes_at.is_some()];
    write_over(&mut round, &change);
    plan::check_anonymous(&round)?;
    match &change.reminders {
        Some(reminders) => {
            check_reminders(reminders, round.opens_at, round.closes_at, now)?;
            let rows: Vec<_> = reminders.iter().map(|reminder| plan::reminder_row(id, reminder)).collect();
            changes.extend(remembered::reminders(&queries::reminders(&txn, id).await?, &rows));
            queries::replace_reminders(&txn, id, rows).await?;
        }
        None => check_kept(moved, &round, &queries::reminders(&txn, id).await?)?,
    }
    changes.extend(history::between(remembered::fields(&before), remembered::fields(&round)));
    remembered::record(&cx.actor, now, &txn, &round, RoundAction::Changed, changes).await?;
    let round = store(&txn, round, closed_before).await?;
    done(txn, round).await
}

/// Changes what needs nothing else to be looked at.
fn write_over(round: &mut round::Model, change: &RoundChange) {
    if let Some(name) = &change.name {
        round.name.clone_from(name);
    }
    round.opens_at = change.opens_at.unwrap_or(round.opens_at);
    round.closes_at = change.closes_at.unwrap_or(round.closes_at);
    round.needs_approval = change.needs_approval.unwrap_or(round.needs_approval);
    round.sends_receipts = change.sends_receipts.unwrap_or(round.sends_receipts);
    round.sends_thanks = change.sends_thanks.unwrap_or(round.sends_thanks);
    round.mails_per_minute = change.mails_per_minute.unwrap_or(round.mails_per_minute);
}

fn check_stage(change: &RoundChange, phase: Phase) -> Result<(), Error> {
    let mut refusals = Refusals::new();
    if phase != Phase::Planned {
        for (field, changed) in [
            ("opensAt", change.opens_at.is_some()),
            ("recipients", change.recipients.is_some()),
            ("startFrom", change.start.is_some()),
            ("languages", change.languages.is_some()),
            ("needsApproval", change.needs_approval.is_some()),
        ] {
            if changed {
                refusals.add(field, Problem::RoundHasOpened);
            }
        }
    }
    if phase == Phase::Closed {
        for (field, changed) in
            [("closesAt", change.closes_at.is_some()), ("reminders", change.reminders.is_some())]
        {
            if changed {
                refusals.add(field, Problem::RoundClosed);
            }
        }
    }
    refusals.done()
}

fn check_times(change: &RoundChange, round: &round::Model, now: DateTime<Utc>) -> Result<(), Error> {
    let mut refusals = Refusals::new();
    if change.opens_at.is_some_and(|opens_at| opens_at < now) {
        refusals.add("opensAt", Problem::InThePast);
    }
    let opens_at = change.opens_at.unwrap_or(round.opens_at);
    let closes_at = change.closes_at.unwrap_or(round.closes_at);
    if change.closes_at.is_some_and(|closes_at| closes_at <= now) {
        refusals.add("closesAt", Problem::InThePast);
    } else if closes_at <= opens_at {
        let field = if change.closes_at.is_some() { "closesAt" } else { "opensAt" };
        refusals.add(field, Problem::ClosesTooEarly);
    }
    refusals.done()
}

/// Refuses the opening, or the closing, where it was moved so that reminders that stay could not leave any more.
fn check_kept(
    [opens, closes]: [bool; 2],
    round: &round::Model,
    reminders: &[round_reminder::Model],
) -> Result<(), Error> {
    let mut refusals = Refusals::new();
    let waiting: Vec<_> = reminders.iter().filter(|one| one.done_at.is_none()).collect();
    if opens && waiting.iter().any(|one| one.planned_for <= round.opens_at) {
        refusals.add("opensAt", Problem::RemindersDoNotFit);
    }
    if closes && waiting.iter().any(|one| is_too_late(one.planned_for, round.closes_at)) {
        refusals.add("closesAt", Problem::RemindersDoNotFit);
    }
    refusals.done()
}

/// Takes no answers and sends no mails until it is resumed.
///
/// # Errors
/// [`Error::Refused`] where the round is not open.
pub async fn pause(cx: &Cx, id: RoundId) -> Result<round::Model, Error> {
    find::authorized(cx, id, Permission::ManageRounds).await?;
    let (txn, mut round) = begin(cx, id).await?;
    match phase(&round, cx.now()) {
        Phase::Open => {
            round.paused_at = Some(cx.now());
            did(cx, &txn, &round, RoundAction::Paused).await?;
        }
        Phase::Paused => {}
        Phase::Planned => return Err(Error::refused("roundId", Problem::RoundNotOpen)),
        Phase::Closed => return Err(Error::refused("roundId", Problem::RoundClosed)),
    }
    let round = queries::update_round(&txn, round).await?;
    done(txn, round).await
}

/// Takes answers and sends mails again. What waited in the meantime leaves within a few minutes.
///
/// # Errors
/// [`Error::Refused`] where the round is closed.
pub async fn resume(cx: &Cx, id: RoundId) -> Result<round::Model, Error> {
    find::authorized(cx, id, Permission::ManageRounds).await?;
    let (txn, mut round) = begin(cx, id).await?;
    if phase(&round, cx.now()) == Phase::Closed {
        return Err(Error::refused("roundId", Problem::RoundClosed));
    }
    if round.paused_at.take().is_some() {
        did(cx, &txn, &round, RoundAction::Resumed).await?;
    }
    let round = queries::update_round(&txn, round).await?;
    done(txn, round).await
}

/// Closes an open round at once. One that is closed stays as it is.
///
/// # Errors
/// [`Error::Refused`] where the round is planned; [`delete`] gives it up.
pub async fn close(cx: &Cx, id: RoundId) -> Result<round::Model, Error> {
    find::authorized(cx, id, Permission::ManageRounds).await?;
    let now = cx.now();
    let (txn, mut round) = begin(cx, id).await?;
    match phase(&round, now) {
        Phase::Open | Phase::Paused => {
            let before = remembered::fields(&round);
            // A round lasts a moment at least, even one that is closed right when it opens.
            round.closes_at = now.max(round.opens_at + chrono::Duration::microseconds(1));
            round.paused_at = None;
            let changes = history::between(before, remembered::fields(&round));
            remembered::record(&cx.actor, now, &txn, &round, RoundAction::Closed, changes).await?;
        }
        Phase::Planned => return Err(Error::refused("roundId", Problem::RoundNotOpen)),
        Phase::Closed => {}
    }
    let round = queries::update_round(&txn, round).await?;
    done(txn, round).await
}

/// Takes answers again after the round has closed. Nobody is written to; [`remind`](super::remind) does that. Mails that still wait are
/// given up, reminders that were planned for the time until now, and those that would come after the new closing. An anonymous round
/// stays closed: its answers could be read by then, so that whoever answers next would be seen.
///
/// # Errors
/// [`Error::Refused`] where the round is not closed or is anonymous, or the new closing has passed.
pub async fn reopen(cx: &Cx, id: RoundId, closes_at: DateTime<Utc>) -> Result<round::Model, Error> {
    find::authorized(cx, id, Permission::ManageRounds).await?;
    let (mut txn, mut round) = begin(cx, id).await?;
    if phase(&round, cx.now()) != Phase::Closed {
        return Err(Error::refused("roundId", Problem::RoundNotClosed));
    }
    if round.anonymous {
        return Err(Error::refused("roundId", Problem::NotWhereAnonymous));
    }
    if closes_at <= cx.now() {
        return Err(Error::refused("closesAt", Problem::InThePast));
    }
    leftover::give_up(cx, &mut txn, &round).await?;
    let (closed_before, before) = (round.closes_at, remembered::fields(&round));
    round.closes_at = closes_at;
    round.paused_at = None;
    let reminders = queries::reminders(&txn, id).await?;
    let missed = |one: &&round_reminder::Model| {
        one.done_at.is_none() && (one.planned_for <= cx.now() || is_too_late(one.planned_for, closes_at))
    };
    queries::delete_reminders(&txn, reminders.iter().filter(missed).map(|one| one.id).collect()).await?;
    let mut changes = history::between(before, remembered::fields(&round));
    changes.extend(remembered::reminders(&reminders, &queries::reminders(&txn, id).await?));
    remembered::record(&cx.actor, cx.now(), &txn, &round, RoundAction::Reopened, changes).await?;
    let round = store(&txn, round, closed_before).await?;
    done(txn, round).await
}

/// Gives up a planned round: it is as if it had never been made.
///
/// # Errors
/// [`Error::Refused`] where it has opened.
pub async fn delete(cx: &Cx, id: RoundId) -> Result<(), Error> {
    find::authorized(cx, id, Permission::ManageRounds).await?;
    let (mut txn, round) = begin(cx, id).await?;
    if phase(&round, cx.now()) != Phase::Planned {
        return Err(Error::refused("roundId", Problem::RoundHasOpened));
    }
    let lost = history::to_nothing(remembered::fields(&round));
    remembered::record(&cx.actor, cx.now(), &txn, &round, RoundAction::GivenUp, lost).await?;
    queries::delete_round(&txn, id).await?;
    txn.announce(Event::Round(id));
    txn.commit().await
}

async fn did(cx: &Cx, txn: &Txn, round: &round::Model, action: RoundAction) -> Result<(), Error> {
    remembered::record(&cx.actor, cx.now(), txn, round, action, Vec::new()).await
}

async fn begin(cx: &Cx, id: RoundId) -> Result<(Txn, round::Model), Error> {
    let txn = cx.begin().await?;
    let (round, _) = queries::lock_round(&txn, id).await?.ok_or(Error::NotFound)?;
    Ok((txn, round))
}

async fn store(txn: &Txn, round: round::Model, closed_before: DateTime<Utc>) -> Result<round::Model, Error> {
    if round.closes_at > closed_before {
        queries::prolong_links(txn, round.id, links_expire_at(round.closes_at)).await?;
    }
    Ok(queries::update_round(txn, round).await?)
}

async fn done(mut txn: Txn, round: round::Model) -> Result<round::Model, Error> {
    txn.announce(Event::Round(round.id));
    txn.commit().await?;
    Ok(round)
}
