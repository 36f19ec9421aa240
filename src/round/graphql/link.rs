//! Personal links and what became of them, in the schema.

use async_graphql::{Enum, SimpleObject};
use chrono::{DateTime, Utc};

use crate::round;

/// A personal link that was sent, and what became of it. What is seen of it within a minute counts once.
#[derive(SimpleObject)]
pub struct InvitationLink {
    /// When it was made.
    created_at: DateTime<Utc>,
    /// Until when it is good.
    expires_at: DateTime<Utc>,
    /// Since when it no longer is; null where it was not withdrawn.
    withdrawn_at: Option<DateTime<Utc>>,
    /// By whom it was followed, as far as that can be known.
    visitor: LinkVisitor,
    /// When its address was first fetched, by whomever; null where it was not.
    first_fetched_at: Option<DateTime<Utc>>,
    /// When its address was last fetched, by whomever.
    last_fetched_at: Option<DateTime<Utc>>,
    /// In how many minutes its address was fetched; no more than 100 are counted.
    fetches: i32,
    /// When the page first opened the invitation by it; null where it did not.
    first_opened_at: Option<DateTime<Utc>>,
    /// When the page last opened the invitation by it.
    last_opened_at: Option<DateTime<Utc>>,
}

impl InvitationLink {
    pub(super) fn of(link: round::Link, now: DateTime<Utc>) -> Self {
        let visitor = link.visitor(now).into();
        let round::Link { row, visit } = link;
        let visit = visit.as_ref();
        Self {
            created_at: row.created_at,
            expires_at: row.expires_at,
            withdrawn_at: row.revoked_at,
            visitor,
            first_fetched_at: visit.and_then(|visit| visit.fetched_at),
            last_fetched_at: visit.and_then(|visit| visit.last_fetched_at),
            fetches: visit.map_or(0, |visit| visit.fetches),
            first_opened_at: visit.and_then(|visit| visit.opened_at),
            last_opened_at: visit.and_then(|visit| visit.last_opened_at),
        }
    }
}

/// By whom a link was followed, as far as that can be known: a page that a person sees opens the invitation within five minutes of being
/// fetched, and so does one in a machine that runs pages as a browser does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "round::Visitor")]
pub enum LinkVisitor {
    /// By nobody so far.
    Nobody,
    /// It was fetched less than five minutes ago, and has not opened the invitation.
    NotKnownYet,
    /// It was fetched, and never opened the invitation: a mail scanner, a preview, or a browser in which the page did not run.
    Machine,
    /// It opened the invitation.
    Person,
    /// It was fetched without opening the invitation, and opened it more than five minutes later.
    MachineThenPerson,
}
