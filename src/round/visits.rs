//! What becomes of personal links: fetched by whatever follows addresses, opened by people.

use std::sync::Arc;

use ::entity::id::{InvitationEventId, InvitationId, InvitationLinkId};
use ::entity::invitation_event::EventKind;
use ::entity::{invitation_event, invitation_link, link_visit};
use chrono::{DateTime, Duration, Utc};

use super::{find, queries};
use crate::Cx;
use crate::app::App;
use crate::auth::Secret;
use crate::db::Txn;
use crate::error::Error;
use crate::events::Event;

/// What is seen of a link within this time counts once.
const ONCE_IN: Duration = Duration::minutes(1);
/// No more than so many fetches of a link are noted.
const MOST_FETCHES: i32 = 100;
/// A page that a person has fetched opens the invitation within this time.
const UNTIL_OPENED: Duration = Duration::minutes(5);

/// By whom the address of a link was followed, as far as that can be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visitor {
    /// By nobody so far.
    Nobody,
    /// The page was fetched moments ago; whether it opens the invitation is not known yet.
    NotKnownYet,
    /// The page was fetched, and never opened the invitation.
    Machine,
    /// The page was fetched, and opened the invitation.
    Person,
    /// The page was fetched without opening the invitation, and later a page opened it.
    MachineThenPerson,
}

/// A personal link, and what became of it.
#[derive(Clone, Debug)]
pub struct Link {
    /// The link.
    pub row: invitation_link::Model,
    /// What became of it; none where nothing did.
    pub visit: Option<link_visit::Model>,
}

impl Link {
    /// By whom it was followed.
    #[must_use]
    pub fn visitor(&self, now: DateTime<Utc>) -> Visitor {
        let visit = self.visit.as_ref();
        match (visit.and_then(|visit| visit.fetched_at), visit.and_then(|visit| visit.opened_at)) {
            (None, None) => Visitor::Nobody,
            (Some(fetched), None) if now < fetched + UNTIL_OPENED => Visitor::NotKnownYet,
            (Some(_), None) => Visitor::Machine,
            (Some(fetched), Some(opened)) if fetched + UNTIL_OPENED < opened => Visitor::MachineThenPerson,
            (_, Some(_)) => Visitor::Person,
        }
    }
}

/// Notes that the address of a link was fetched: at most once a minute, and the first time in the timeline of its invitation too. A link
/// that is not good leaves nothing behind.
///
/// # Errors
/// [`Error::Busy`] or [`Error::Fault`] where the database cannot note it.
pub async fn link_fetched(app: &Arc<App>, secret: &Secret) -> Result<(), Error> {
    let now = app.clock.now();
    let Some((link, invitation)) = queries::by_link(app.db.reader(), &secret.hash(), now).await? else {
        return Ok(());
    };
    let known = queries::visit(app.db.reader(), link.id).await?;
    let enough = known.as_ref().is_some_and(|visit| visit.fetches >= MOST_FETCHES);
    if enough || is_lately(known.as_ref().and_then(|visit| visit.last_fetched_at), now) {
        return Ok(());
    }
    let mut txn = Txn::begin(app).await?;
    if queries::note_fetch(&txn, link.id, now, now - ONCE_IN).await? {
        let event = invitation_event::Model {
            id: InvitationEventId::new(),
            invitation_id: invitation.id,
            at: now,
            kind: EventKind::LinkFetched,
            mail: None,
            detail: None,
            account_id: None,
        };
        queries::insert_events(&txn, vec![event]).await?;
        txn.announce(Event::Round(invitation.round_id));
    }
    txn.commit().await
}

/// Whether there is something to note of a link that a person opens the invitation by.
pub(super) async fn is_to_note(cx: &Cx, link: InvitationLinkId) -> Result<bool, Error> {
    let known = queries::visit(cx.db(), link).await?;
    Ok(!is_lately(known.and_then(|visit| visit.last_opened_at), cx.now()))
}

fn is_lately(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last.is_some_and(|last| now < last + ONCE_IN)
}

/// The links of an invitation and what became of them, the oldest first.
///
/// # Errors
/// [`Error::NotFound`] where there is no such invitation, or it is not theirs.
pub async fn links(cx: &Cx, id: InvitationId) -> Result<Vec<Link>, Error> {
    find::invitation_to_manage(cx, id).await?;
    let rows = queries::links(cx.db(), id).await?;
    Ok(rows.into_iter().map(|(row, visit)| Link { row, visit }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_whom_a_link_was_followed_shows_in_what_came_of_it() {
        let at = |minute: i64| DateTime::<Utc>::UNIX_EPOCH + Duration::minutes(minute);
        for (fetched, opened, now, wanted) in [
            (None, None, 0, Visitor::Nobody),
            (Some(0), None, 4, Visitor::NotKnownYet),
            (Some(0), None, 5, Visitor::Machine),
            (Some(0), Some(0), 4, Visitor::Person),
            (Some(0), Some(5), 90, Visitor::Person),
            (Some(0), Some(6), 90, Visitor::MachineThenPerson),
            // A page that the browser had kept.
            (None, Some(0), 90, Visitor::Person),
            (Some(9), Some(0), 90, Visitor::Person),
        ] {
            let row = invitation_link::Model {
                id: InvitationLinkId::new(),
                invitation_id: InvitationId::new(),
                token_hash: Vec::new(),
                created_at: at(0),
                expires_at: at(0),
                revoked_at: None,
                participant_id: None,
            };
            let visit = link_visit::Model {
                link_id: row.id,
                fetched_at: fetched.map(at),
                last_fetched_at: fetched.map(at),
                fetches: i32::from(fetched.is_some()),
                opened_at: opened.map(at),
                last_opened_at: opened.map(at),
            };
            let visit = (fetched.is_some() || opened.is_some()).then_some(visit);
            assert_eq!(Link { row, visit }.visitor(at(now)), wanted, "{fetched:?} {opened:?} {now}");
        }
    }
}
