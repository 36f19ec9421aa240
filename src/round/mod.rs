//! Rounds: a published version asked of the owners in a study's frame, by personal links sent by mail.
//!
//! Invariants:
//! - only a published version is asked, and an owner is invited once in a round;
//! - of a link only a hash is stored; the mail that carries it is sealed until it is sent. Each mail has a link of its own, and all of
//!   them are good until the invitation is withdrawn or renewed, or a month after the round has closed;
//! - following a link by GET uses nothing up: only [`open_invitation`], which a browser calls by POST, marks it opened. That its
//!   address was fetched is noted ([`link_fetched`]), a bounded number of times;
//! - where a round stands follows from its times ([`phase`]); no worker has to wake up for answers to be taken or refused;
//! - nobody is reminded who has submitted or declined, nor twice within twenty hours, nor outside of working hours in Norway;
//! - whether a mail is still wanted is asked right before it leaves ([`InvitationMail`]): none leaves whose link a newer one ended, and what
//!   becomes of an earlier mail says nothing of where the newer one stands;
//! - who did what to a round is written down in the transaction that does it ([`history`]), and the database keeps it;
//! - whoever was handed a part by those who were invited has a link that is good for that part, until it is taken back ([`hand_over()`]);
//! - whoever submits is told so by mail, if the round does that, once for each submission ([`receipt_mail()`]);
//! - those who submitted are thanked when a round has closed, if it does that, once, and at decent hours;
//! - what becomes of an invitation is written down in the transaction in which it does ([`timeline`]); of one in an anonymous round
//!   only that it was answered, not when ([`mark_answered`]).

mod answering;
mod approver;
mod change;
mod deadline;
mod default_texts;
mod delivery;
mod find;
pub mod graphql;
mod hand_over;
mod hours;
mod invitations;
mod invite;
mod languages;
mod leftover;
mod mail_texts;
mod mailing;
mod plan;
mod progress;
mod queries;
mod receipt_mail;
mod recipients;
mod remembered;
mod reminders;
mod texts;
mod thanks;
mod visits;
mod worker;

pub use ::entity::mail_text::MailTextKind as TextKind;
pub use ::entity::round::StartFrom;
pub use ::entity::round_reminder::ReminderKind;
pub use ::entity::{invitation, invitation_event, participant, round, round_history, round_reminder};
pub use answering::{Opened, open_invitation, own_invitation, respondent_actor};
pub use approver::{NewApprover, approver, ask_approver, name_approver};
pub use change::{RoundChange, change, close, delete, pause, reopen, resume};
pub use delivery::InvitationMail;
pub use find::{by_id, invitation_by_id, invitations, list, population};
pub use hand_over::{NewHandOver, hand_over, hand_overs, renew_hand_over, take_back};
pub use hours::{working_days_after, working_days_before};
pub use invitations::{
    OnRenewed, accept, decline, mark_decided, mark_reopened, renew, timeline, withdraw, withdraw_all,
};
pub use languages::offered;
pub use mail_texts::{MailText, Preview, mail_texts, preview, send_test, set_mail_text};
pub use mailing::Addressed;
pub use plan::{MadeRound, NewRound, Start, invite_more, make};
pub use progress::{Progress, progress};
pub use queries::{
    RoundById, ScopedRound, mark_answered, mark_started, mark_submitted, round_and_study, without_invitation,
};
pub use receipt_mail::{Received, receipt_mail};
pub use recipients::Recipients;
pub use remembered::{changed, history};
pub use reminders::{PlannedReminder, Reminded, remind, reminders};
pub use texts::{Text, default_text};
pub use visits::{Link, Visitor, link_fetched, links};
pub use worker::{run_due, work_until};

use chrono::{DateTime, Utc};

use crate::error::Problem;

/// Where a round stands at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Not yet open.
    Planned,
    /// Takes answers.
    Open,
    /// Would take answers, but was paused.
    Paused,
    /// Takes no more answers.
    Closed,
}

/// Where a round stands: open from its opening, that moment included, until its closing, that moment excluded, except while it
/// is paused.
#[must_use]
pub fn phase(round: &round::Model, now: DateTime<Utc>) -> Phase {
    if now < round.opens_at {
        Phase::Planned
    } else if now >= round.closes_at {
        Phase::Closed
    } else if round.paused_at.is_some() {
        Phase::Paused
    } else {
        Phase::Open
    }
}

/// Whether answers are taken now.
///
/// # Errors
/// What keeps the round from taking them.
pub fn require_open(round: &round::Model, now: DateTime<Utc>) -> Result<(), Problem> {
    match phase(round, now) {
        Phase::Open => Ok(()),
        Phase::Planned => Err(Problem::RoundNotOpen),
        Phase::Paused => Err(Problem::RoundPaused),
        Phase::Closed => Err(Problem::RoundClosed),
    }
}

#[cfg(test)]
mod tests {
    use ::entity::LocalizedText;
    use ::entity::id::{QuestionnaireVersionId, RoundId, StudyId};

    use super::*;

    #[test]
    fn opening_and_closing_are_exact() {
        let at = |raw: &str| raw.parse::<DateTime<Utc>>().unwrap();
        let mut round = round::Model {
            id: RoundId::new(),
            study_id: StudyId::new(),
            version_id: QuestionnaireVersionId::new(),
            name: LocalizedText { nb: "Måling".to_owned(), nn: None, en: None },
            opens_at: at("2026-10-25T00:30:00Z"),
            closes_at: at("2026-10-25T01:30:00Z"),
            client_key: None,
            invited_at: None,
            paused_at: None,
            mails_per_minute: None,
            start_from: StartFrom::Nothing,
            start_round_id: None,
            languages: None,
            anonymous: false,
            settled_at: None,
            needs_approval: false,
            sends_receipts: true,
            sends_thanks: false,
            created_at: at("2026-10-01T00:00:00Z"),
        };
        // The night in which 2.30 comes twice in Norway: it is the moment that counts, not what the clock on the wall shows.
        for (now, wanted, while_paused) in [
            ("2026-10-25T00:29:59.999999Z", Phase::Planned, Phase::Planned),
            ("2026-10-25T00:30:00Z", Phase::Open, Phase::Paused),
            ("2026-10-25T01:29:59.999999Z", Phase::Open, Phase::Paused),
            ("2026-10-25T01:30:00Z", Phase::Closed, Phase::Closed),
        ] {
            round.paused_at = None;
            assert_eq!(phase(&round, at(now)), wanted, "{now}");
            round.paused_at = Some(round.created_at);
            assert_eq!(phase(&round, at(now)), while_paused, "{now}, paused");
        }
    }
}
