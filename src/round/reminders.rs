//! Reminding those who have neither submitted nor declined.

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
        } else if hours::decent(reminder.at) >= closes_at {
            refusals.add(&field, Problem::ReminderTooLate);
        } else if reminders.iter().take(index).any(|before| before.at == reminder.at) {
            refusals.add(&field, Problem::Duplicate);
        }
    }
    refusals.done()
}

/// Reminds at once, or at the first decent moment, those of a round who have neither submitted nor declined; only these
/// owners, where any are named. Whoever was reminded within the last twenty hours is left out, so that a retry reminds nobody
/// twice.
///
/// # Errors
/// [`Error::Refused`] where the round is not open.
pub async fn remind(
    cx: &Cx,
    id: RoundId,
    kind: ReminderKind,
    only: &[OrganizationId],
) -> Result<Reminded, Error> {
    find::authorized(cx, id, Permission::ManageRounds).await?;
    let mut txn = cx.begin().await?;
    let (round, study) = queries::lock_round(&txn, id).await?.ok_or(Error::NotFound)?;
    require_open(&round, cx.now()).map_err(|problem| Error::refused("roundId", problem))?;
    let leaves_at = hours::decent(cx.now());
    if leaves_at >= round.closes_at {
        return Err(Error::refused("roundId", Problem::ReminderTooLate));
    }
    let reminded = send(&mut txn, &cx.app, &round, &study, kind, only).await?;
    txn.announce(Event::Round(id));
    txn.commit().await?;
    Ok(Reminded { round, reminded, leaves_at })
}

/// Sends one planned reminder whose time has come, if there is one; whether there was one. At hours that are not decent there
/// is none.
pub(super) async fn send_one(app: &Arc<App>) -> Result<bool, Error> {
    let now = app.clock.now();
    if hours::decent(now) > now {
        return Ok(false);
    }
    let mut txn = Txn::begin(app).await?;
    let Some((round, study)) = queries::lock_round_to_remind(&txn, now).await? else { return Ok(false) };
    let Some(planned) = queries::due_reminder(&txn, round.id, now).await? else { return Ok(false) };
    let reminded = send(&mut txn, app, &round, &study, planned.kind, &[]).await?;
    queries::finish_reminder(&txn, planned, now, i32::try_from(reminded).unwrap_or(i32::MAX)).await?;
    txn.announce(Event::Round(round.id));
    txn.commit().await?;
    tracing::info!(round = %round.id.0, reminded, "a planned reminder was sent");
    Ok(true)
}

async fn send(
    txn: &mut Txn,
    app: &App,
    round: &round::Model,
    study: &study::Model,
    kind: ReminderKind,
    only: &[OrganizationId],
) -> Result<u64, Error> {
    let now = app.clock.now();
    let waiting = queries::to_remind(txn, round.id, now - LEAST_BETWEEN).await?;
    let wanted = |one: &Addressed| only.is_empty() || only.contains(&one.owner.id);
    let to: Vec<Addressed> = waiting.into_iter().filter(wanted).collect();
    queries::mark_reminded(txn, to.iter().map(|one| one.invitation.id).collect(), now).await?;
    let kind = match kind {
        ReminderKind::Reminder => TextKind::Reminder,
        ReminderKind::LastCall => TextKind::LastCall,
    };
    let texts = Texts::of(txn, round.id).await?;
    let mailing = Mailing { app, round, study_name: &study.name, kind, texts };
    mailing.queue(txn, &to, &hours::spread(to.len(), now, round.mails_per_minute)).await?;
    Ok(to.len() as u64)
}

/// The reminders of a round, by time.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs.
pub async fn reminders(cx: &Cx, id: RoundId) -> Result<Vec<round_reminder::Model>, Error> {
    find::authorized(cx, id, Permission::ReadStudy).await?;
    Ok(queries::reminders(cx.db(), id).await?)
}
