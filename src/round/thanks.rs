//! Thanking those who answered, when the round has closed.

use std::sync::Arc;

use ::entity::id::RoundId;
use ::entity::invitation::InvitationStatus;
use ::entity::study;
use chrono::{DateTime, Duration, Utc};

use super::mailing::{Mailing, Texts};
use super::{Phase, TextKind, hours, invitation, phase, queries, round};
use crate::app::App;
use crate::db::Txn;
use crate::error::Error;
use crate::events::Event;
use crate::mail::Leave;

/// A round that was closed so lately may have been closed by mistake.
const AFTER_CLOSING: Duration = Duration::hours(1);

/// A closed round with somebody to thank, locked until they have been.
pub(super) struct Due {
    txn: Txn,
    round: round::Model,
    study: study::Model,
}

impl Due {
    /// One that is none of these, and that no other worker has taken. At hours that are not decent there is none.
    pub(super) async fn next(app: &Arc<App>, but: &[RoundId]) -> Result<Option<Self>, Error> {
        let now = app.clock.now();
        if hours::decent(now) > now {
            return Ok(None);
        }
        let txn = Txn::begin(app).await?;
        let found = queries::lock_round_to_thank(&txn, now - AFTER_CLOSING, but).await?;
        Ok(found.map(|(round, study)| Self { txn, round, study }))
    }

    /// Which it is.
    pub(super) fn round(&self) -> RoundId {
        self.round.id
    }

    /// Puts a mail into the outbox to each who has submitted and was not thanked before.
    pub(super) async fn send(self, app: &App) -> Result<(), Error> {
        let Self { mut txn, round, study } = self;
        let to = queries::to_thank(&txn, round.id).await?;
        let now = app.clock.now();
        queries::mark_thanked(&txn, to.iter().map(|one| one.invitation.id).collect(), now).await?;
        let texts = Texts::of(&txn, round.id).await?;
        let mailing = Mailing { app, round: &round, study_name: &study.name, kind: TextKind::Thanks, texts };
        let times = hours::spread(to.len(), mailing.turn(&txn).await?, round.mails_per_minute);
        mailing.queue(&mut txn, &to, &times).await?;
        txn.announce(Event::Round(round.id));
        txn.commit().await?;
        tracing::info!(round = %round.id.0, thanked = to.len(), "those who answered were thanked");
        Ok(())
    }
}

/// Whether thanks that wait leave now: not where they are no longer wanted. While the round is open again they wait for it to close.
pub(super) fn leave(round: &round::Model, invitation: &invitation::Model, now: DateTime<Utc>) -> Leave {
    if !round.sends_thanks {
        return Leave::Never("the round sends no thanks any more");
    }
    if invitation.status == InvitationStatus::Declined {
        return Leave::Never("the invitation was declined");
    }
    match phase(round, now) {
        Phase::Closed if now < round.closes_at + AFTER_CLOSING => {
            Leave::NotBefore(hours::decent(round.closes_at + AFTER_CLOSING))
        }
        Phase::Closed => Leave::Now,
        // It may be closed by hand before its time.
        Phase::Planned | Phase::Open | Phase::Paused => {
            Leave::NotBefore(hours::decent(round.closes_at.min(now) + AFTER_CLOSING))
        }
    }
}
