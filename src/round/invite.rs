//! Inviting: an invitation and a mail with a personal link for each owner.

use std::sync::Arc;

use ::entity::id::{InvitationId, RoundId};
use ::entity::invitation::InvitationStatus;
use ::entity::round_history::RoundAction;
use ::entity::{LocalizedText, study};

use super::languages::language_of;
use super::mailing::{Addressed, Mailing, Texts};
use super::recipients::{self, Recipient};
use super::{TextKind, hours, invitation, queries, remembered, round};
use crate::app::App;
use crate::auth::Actor;
use crate::db::Txn;
use crate::error::Error;
use crate::events::Event;
use crate::history::FieldChange;

/// Invites everybody whom a round asks, and marks that it has.
pub(super) async fn invite_all(
    txn: &mut Txn,
    app: &App,
    round: &round::Model,
    study_name: &LocalizedText,
    recipients: Vec<Recipient>,
) -> Result<round::Model, Error> {
    invite(txn, app, round, study_name, recipients).await?;
    Ok(queries::mark_invited(txn, round.clone(), app.clock.now()).await?)
}

/// Invites these owners; none of them has an invitation yet.
pub(super) async fn invite(
    txn: &mut Txn,
    app: &App,
    round: &round::Model,
    study_name: &LocalizedText,
    recipients: Vec<Recipient>,
) -> Result<(), Error> {
    let now = app.clock.now();
    let to: Vec<Addressed> = recipients
        .into_iter()
        .map(|recipient| {
            let invitation = invitation(round, &recipient, now);
            Addressed { invitation, owner: recipient.owner, contact: recipient.contact }
        })
        .collect();
    queries::insert_invitations(txn, to.iter().map(|one| one.invitation.clone()).collect()).await?;
    let texts = Texts::of(txn, round.id).await?;
    let mailing = Mailing { app, round, study_name, kind: TextKind::Invitation, texts };
    let times = hours::at_once(to.len(), mailing.turn(txn).await?, round.mails_per_minute);
    mailing.queue(txn, &to, &times).await
}

/// A new invitation, in the language that the person or else the owner has chosen, as far as it is offered.
fn invitation(
    round: &round::Model,
    Recipient { owner, contact }: &Recipient,
    now: chrono::DateTime<chrono::Utc>,
) -> invitation::Model {
    invitation::Model {
        id: InvitationId::new(),
        round_id: round.id,
        organization_id: owner.id,
        contact_id: contact.id,
        status: InvitationStatus::Queued,
        language: language_of(round, contact, owner),
        queued_at: now,
        sent_at: None,
        opened_at: None,
        started_at: None,
        submitted_at: None,
        declined_at: None,
        decline_reason: None,
        reminded_at: None,
        thanked_at: None,
        revoked_at: None,
    }
}

/// A planned round whose time has come, locked until it has been opened.
pub(super) struct Due {
    txn: Txn,
    round: round::Model,
    study: study::Model,
}

impl Due {
    /// One that is none of these, and that no other worker has taken.
    pub(super) async fn next(app: &Arc<App>, but: &[RoundId]) -> Result<Option<Self>, Error> {
        let txn = Txn::begin(app).await?;
        let found = queries::lock_round_to_invite(&txn, app.clock.now(), but).await?;
        Ok(found.map(|(round, study)| Self { txn, round, study }))
    }

    /// Which it is.
    pub(super) fn round(&self) -> RoundId {
        self.round.id
    }

    /// Opens it, and invites whoever has a contact. Those without are told of in the list of what needs attention.
    pub(super) async fn open(self, app: &App) -> Result<(), Error> {
        let Self { mut txn, round, study } = self;
        let owners = queries::uninvited(&txn, round.id).await?;
        let (recipients, without) = recipients::with_contacts(&txn, &owners).await?;
        let (invited, without) = (recipients.len(), without.len());
        let opened = remembered::recipients(0, invited as u64);
        let opened = vec![FieldChange { field: "invited".to_owned(), ..opened }];
        let now = app.clock.now();
        remembered::record(&Actor::System, now, &txn, &round, RoundAction::Opened, opened).await?;
        invite_all(&mut txn, app, &round, &study.name, recipients).await?;
        txn.announce(Event::Round(round.id));
        txn.commit().await?;
        tracing::info!(round = %round.id.0, invited, without, "a round opened");
        Ok(())
    }
}
