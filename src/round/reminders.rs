//! Reminding those who have neither submitted nor declined.

use std::collections::HashSet;
use std::sync::Arc;

use ::entity::id::{OrganizationId, RoundId};
use ::entity::round_reminder::ReminderKind;
use ::entity::study;
use chrono::{DateTime, Duration, Utc};

use super::mailing::{Addressed, Mailing, Texts};
use super::{TextKind, find, hours, queries, require_open, round, round_reminder};
use crate::Cx;
use crate::app::App;
use crate::auth::Permission;
use crate::db::Txn;
use crate::error::{Error, Problem, Refusals};
use crate::events::Event;

/// Nobody is reminded twice within this time, whoever asks for it and however often.
const LEAST_BETWEEN: Duration = Duration::hours(20);

/// A reminder that is planned for a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedReminder {
    /// What it says.
    pub kind: ReminderKind,
    /// It leaves then, or at the first decent moment after.
    pub at: DateTime<Utc>,
}

/// What came of reminding.
#[derive(Clone, Debug)]
pub struct Reminded {
    /// The round.
    pub round: round::Model,
    /// How many owners a mail is on its way to.
    pub reminded: u64,
    /// When the first of the mails leaves.
    pub leaves_at: DateTime<Utc>,
}

/// Refuses reminders that could not leave while the round is open.
pub(super) fn check_reminders(
    reminders: &[PlannedReminder],
    opens_at: DateTime<Utc>,
    closes_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let mut refusals = Refusals::new();
    for (index, reminder) in reminders.iter().enumerate() {
        let field = format!("reminders.{index}.at");
        if reminder.at <= opens_at.max(now) {
            refusals.add(&field, Problem::ReminderTooEarly);
        } else if is_too_late(reminder.at, closes_at) {
            refusals.add(&field, Problem::ReminderTooLate);
        } else if reminders.iter().take(index).any(|before| before.at == reminder.at) {
            refusals.add(&field, Problem::Duplicate);
        }
    }
    refusals.done()
}

/// Whether a reminder that is planned for then could not leave before the round closes.
pub(super) fn is_too_late(planned_for: DateTime<Utc>, closes_at: DateTime<Utc>) -> bool {
    hours::decent(planned_for) >= closes_at
}

/// Reminds at once, or at the first decent moment, those of a round who have neither submitted nor declined; only these
/// owners, where any are named. Whoever was reminded within the last twenty hours is left out, so that a retry reminds nobody
/// twice.
///
/// # Errors
/// [`Error::Refused`] where the round is not open, or closes before the last of the mails could leave.
pub async fn remind(
    cx: &Cx,
    id: RoundId,
    kind: ReminderKind,
    only: HashSet<OrganizationId>,
) -> Result<Reminded, Error> {
    find::authorized(cx, id, Permission::ManageRounds).await?;
    let mut txn = cx.begin().await?;
    let (round, study) = queries::lock_round(&txn, id).await?.ok_or(Error::NotFound)?;
    require_open(&round, cx.now()).map_err(|problem| Error::refused("roundId", problem))?;
    let now = cx.now();
    if is_too_late(now, round.closes_at) {
        return Err(Error::refused("roundId", Problem::ReminderTooLate));
    }
    let mut to = queries::to_remind(&txn, id, now - LEAST_BETWEEN, now).await?;
    to.retain(|one| only.is_empty() || only.contains(&one.owner.id));
    let times = send(&mut txn, &cx.app, &round, &study, kind, &to).await?;
    let leaves_at = times.first().copied().unwrap_or_else(|| hours::decent(now));
    if times.last().copied().unwrap_or(leaves_at) >= round.closes_at {
        return Err(Error::refused("roundId", Problem::ReminderTooLate));
    }
    txn.announce(Event::Round(id));
    txn.commit().await?;
    Ok(Reminded { round, reminded: to.len() as u64, leaves_at })
}

/// A planned reminder whose time has come, locked until it has been sent.
pub(super) struct Due {
    txn: Txn,
    round: round::Model,
    study: study::Model,
    planned: round_reminder::Model,
}

impl Due {
    /// One of a round that is none of these, and that no other worker has taken. At hours that are not decent there is none.
    pub(super) async fn next(app: &Arc<App>, but: &[RoundId]) -> Result<Option<Self>, Error> {
        let now = app.clock.now();
        if hours::decent(now) > now {
            return Ok(None);
        }
        let txn = Txn::begin(app).await?;
        let Some((round, study)) = queries::lock_round_to_remind(&txn, now, but).await? else {
            return Ok(None);
        };
        let due = queries::due_reminder(&txn, round.id, now).await?;
        Ok(due.map(|planned| Self { txn, round, study, planned }))
    }

    /// Whose reminder it is.
    pub(super) fn round(&self) -> RoundId {
        self.round.id
    }

    /// Sends it. Those invited within the last twenty hours are left out like those reminded.
    pub(super) async fn send(self, app: &App) -> Result<(), Error> {
        let Self { mut txn, round, study, planned } = self;
        let now = app.clock.now();
        let lately = now - LEAST_BETWEEN;
        let to = queries::to_remind(&txn, round.id, lately, lately).await?;
        send(&mut txn, app, &round, &study, planned.kind, &to).await?;
        let reminded = i32::try_from(to.len()).unwrap_or(i32::MAX);
        queries::finish_reminder(&txn, planned, now, reminded).await?;
        txn.announce(Event::Round(round.id));
        txn.commit().await?;
        tracing::info!(round = %round.id.0, reminded, "a planned reminder was sent");
        Ok(())
    }
}

/// Reminds these; says when each of the mails leaves.
async fn send(
    txn: &mut Txn,
    app: &App,
    round: &round::Model,
    study: &study::Model,
    kind: ReminderKind,
    to: &[Addressed],
) -> Result<Vec<DateTime<Utc>>, Error> {
    let now = app.clock.now();
    queries::mark_reminded(txn, to.iter().map(|one| one.invitation.id).collect(), now).await?;
    let kind = match kind {
        ReminderKind::Reminder => TextKind::Reminder,
        ReminderKind::LastCall => TextKind::LastCall,
    };
    let texts = Texts::of(txn, round.id).await?;
    let mailing = Mailing { app, round, study_name: &study.name, kind, texts };
    let times = hours::spread(to.len(), mailing.turn(txn).await?, round.mails_per_minute);
    mailing.queue(txn, to, &times).await?;
    Ok(times)
}

/// The reminders of a round, by time.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs.
pub async fn reminders(cx: &Cx, id: RoundId) -> Result<Vec<round_reminder::Model>, Error> {
    find::authorized(cx, id, Permission::ReadStudy).await?;
    Ok(queries::reminders(cx.db(), id).await?)
}
