//! Mails that still wait when a round opens again.

use std::collections::HashMap;

use ::entity::id::{InvitationId, ParticipantId};
use ::entity::invitation_event::{self, EventKind};
use uuid::Uuid;

use super::delivery::ROUND_CLOSED;
use super::invitations::event;
use super::{queries, round};
use crate::Cx;
use crate::db::Txn;
use crate::error::Error;
use crate::events::Event;
use crate::mail::{self, MailKind};

/// Mails that leave, or wait, whether the round is open or not.
const TO_THOSE_WHO_ANSWERED: [MailKind; 2] = [MailKind::Receipt, MailKind::Thanks];

/// Gives up what waits of a round's mails, as if it had been asked for while the round was closed: nobody is written to because a round
/// opens again. Those to whom it was the first mail need attention then.
pub(super) async fn give_up(cx: &Cx, txn: &mut Txn, round: &round::Model) -> Result<(), Error> {
    let invitations = queries::invitation_ids(txn, round.id).await?.into_iter().map(|id| (id.0, id));
    let participants: HashMap<Uuid, InvitationId> =
        queries::participants_of_round(txn, round.id).await?.into_iter().map(|(id, of)| (id.0, of)).collect();
    let about: HashMap<Uuid, InvitationId> =
        invitations.chain(participants.iter().map(|(id, of)| (*id, *of))).collect();
    let keys: Vec<Uuid> = about.keys().copied().collect();
    let dropped =
        mail::give_up_all(txn, &keys, &TO_THOSE_WHO_ANSWERED, "the round had closed", cx.now()).await?;
    let (mut events, mut invited, mut let_in) = (Vec::new(), Vec::new(), Vec::new());
    for (key, kind) in dropped {
        let Some(id) = about.get(&key) else { continue };
        let (mail, detail) = (Some(kind), Some(ROUND_CLOSED.to_owned()));
        let happened = event(cx, *id, EventKind::MailDropped, detail);
        events.push(invitation_event::Model { mail, account_id: None, ..happened });
        if participants.contains_key(&key) {
            let_in.push(ParticipantId(key));
            txn.announce(Event::Answering(*id));
        } else {
            invited.push(*id);
        }
    }
    queries::mark_dropped(txn, &invited).await?;
    queries::mark_participants_dropped(txn, &let_in).await?;
    Ok(queries::insert_events(txn, events).await?)
}
