use ::entity::Language;
use ::entity::id::{InvitationId, InvitationLinkId};
use ::entity::invitation_event::EventKind;

use super::invitations::event;
use super::{hand_over, invitation, queries, visits};
use crate::Cx;
use crate::app::App;
use crate::auth::{Actor, Issued, Secret};
use crate::error::{Error, Problem};
use crate::events::Event;

/// What following a personal link gives.
pub struct Opened {
    /// A token that is good for this one invitation.
    pub token: Issued,
    /// Language of the mail that had the link.
    pub language: Language,
}

/// Exchanges the token of a personal link for one to call the API with. The link stays good. Anybody who has the
/// link may: that is what it is for.
///
/// # Errors
/// [`Error::Refused`] with [`Problem::LinkInvalid`] for an unknown, expired or withdrawn link; not said which.
pub async fn open_invitation(cx: &Cx, token: &str) -> Result<Opened, Error> {
    let now = cx.now();
    let invalid = || Error::refused("token", Problem::LinkInvalid);
    let hash = Secret::parse(token).ok_or_else(invalid)?.hash();
    let (link, found) = queries::by_link(cx.db(), &hash, now).await?.ok_or_else(invalid)?;
    let token = cx.app.auth.respondent_token(found.id, link.id, now)?;
    if let Some(participant) = link.participant_id {
        let language = hand_over::open(cx, found, participant).await?.ok_or_else(invalid)?.language;
        if visits::is_to_note(cx, link.id).await? {
            let txn = cx.begin().await?;
            queries::note_opening(&txn, link.id, now).await?;
            txn.commit().await?;
        }
        return Ok(Opened { token, language });
    }
    let is_first = found.opened_at.is_none();
    let opened = if is_first || visits::is_to_note(cx, link.id).await? {
        let mut txn = cx.begin().await?;
        let opened = queries::mark_opened(&txn, found.id, now).await?.ok_or_else(invalid)?;
        queries::note_opening(&txn, link.id, now).await?;
        if is_first {
            queries::insert_events(&txn, vec![event(cx, opened.id, EventKind::Opened, None)]).await?;
            txn.announce(Event::Round(opened.round_id));
        }
        txn.commit().await?;
        opened
    } else {
        found
    };
    Ok(Opened { token, language: opened.language })
}

/// The respondent that a token speaks for, as the database says now: one statement.
///
/// # Errors
/// [`Error::Unauthenticated`] where the link or the invitation is no longer good.
pub async fn respondent_actor(
    app: &App,
    invitation: InvitationId,
    link: InvitationLinkId,
) -> Result<Actor, Error> {
    let found = queries::respondent(app.db.reader(), invitation, link, app.clock.now()).await?;
    found.map(Actor::Respondent).ok_or(Error::Unauthenticated)
}

/// The invitation that the respondent came by.
///
/// # Errors
/// [`Error::Forbidden`] for those who are no respondent.
pub async fn own_invitation(cx: &Cx) -> Result<invitation::Model, Error> {
    let respondent = cx.actor.require_respondent()?;
    queries::invitation_by_id(cx.db(), respondent.invitation_id).await?.ok_or(Error::NotFound)
}
