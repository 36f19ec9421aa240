//! Rounds: a published version asked of the owners in a study's frame, by personal links sent by mail.
//!
//! Invariants:
//! - only a published version is asked, and an owner is invited once in a round;
//! - of a link only a hash is stored; the mail that carries it is sealed until it is sent;
//! - following a link by GET uses nothing up: only [`open_invitation`], which a browser calls by POST, marks it opened;
//! - an invitation's status only moves forward, but for a response that is reopened.

mod answering;
mod delivery;
mod find;
pub mod graphql;
mod letter;
mod open;
mod progress;
mod queries;

pub use ::entity::{invitation, round};
pub use answering::{Opened, open_invitation, own_invitation, respondent_actor};
pub use delivery::InvitationMail;
pub use find::{by_id, invitation_by_id, invitations, list};
pub use open::{NewRound, OpenedRound, open};
pub use progress::{Progress, progress};
pub use queries::{RoundById, ScopedRound, mark_reopened, mark_started, mark_submitted, round_and_study};

use chrono::{DateTime, Utc};

/// Where a round stands at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Not yet open.
    Planned,
    /// Takes answers.
    Open,
    /// Takes no more answers.
    Closed,
}

/// Where a round stands: open from its opening, that moment included, until its closing, that moment excluded.
#[must_use]
pub fn phase(round: &round::Model, now: DateTime<Utc>) -> Phase {
    if now < round.opens_at {
        Phase::Planned
    } else if now < round.closes_at {
        Phase::Open
    } else {
        Phase::Closed
    }
}
