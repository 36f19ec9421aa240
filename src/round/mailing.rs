//! Writing to those who are invited: the text of the round in their language, with a link of its own in each mail.

use std::collections::HashMap;

use ::entity::id::{InvitationEventId, InvitationLinkId, RoundId};
use ::entity::invitation_event::EventKind;
use ::entity::mail_message::MailKind;
use ::entity::{Language, LocalizedText, contact, invitation_event, invitation_link, organization};
use chrono::{DateTime, Duration, Utc};

use super::texts::{Facts, Submitted, Text, default_text, has_link, letter};
use super::{TextKind, deadline, invitation, queries, round};
use crate::app::App;
use crate::auth::Secret;
use crate::db::{Executor, Txn};
use crate::error::Error;
use crate::mail::{self, Envelope, Unsubscribe};
use crate::value::Email;

/// How long after a round has closed its links still show the receipt.
const LINKS_OUTLIVE_ROUND: Duration = Duration::days(30);

/// Until when the links of a round are good.
pub(super) fn links_expire_at(closes_at: DateTime<Utc>) -> DateTime<Utc> {
    closes_at + LINKS_OUTLIVE_ROUND
}

/// What is said in the mails of a round.
pub(super) struct Texts {
    own: HashMap<(TextKind, Language), Text>,
}

impl Texts {
    /// As they are now.
    pub(super) async fn of(db: &impl Executor, round: RoundId) -> Result<Self, Error> {
        let own = queries::mail_texts(db, round).await?;
        let text = |row: ::entity::mail_text::Model| {
            ((row.kind, row.language), Text { subject: row.subject, body: row.body })
        };
        Ok(Self { own: own.into_iter().map(text).collect() })
    }

    /// What is said, the round's own text where there is one.
    pub(super) fn get(&self, kind: TextKind, language: Language) -> Text {
        self.own.get(&(kind, language)).cloned().unwrap_or_else(|| default_text(kind, language))
    }

    /// Whether the round has a text of its own.
    pub(super) fn is_own(&self, kind: TextKind, language: Language) -> bool {
        self.own.contains_key(&(kind, language))
    }
}

/// Somebody who is written to about an invitation.
pub struct Addressed {
    /// The invitation.
    pub invitation: invitation::Model,
    /// Whom it is for.
    pub owner: organization::Model,
    /// Who is written to.
    pub contact: contact::Model,
}

/// What all mails that leave together share.
pub(super) struct Mailing<'a> {
    pub(super) app: &'a App,
    pub(super) round: &'a round::Model,
    pub(super) study_name: &'a LocalizedText,
    pub(super) kind: TextKind,
    pub(super) texts: Texts,
}

impl Mailing<'_> {
    /// When the first of these mails may leave: now, or where the round sends so many a minute, the minute after the last that
    /// waits already.
    pub(super) async fn turn(&self, txn: &Txn) -> Result<DateTime<Utc>, Error> {
        let now = self.app.clock.now();
        if self.round.mails_per_minute.is_none() {
            return Ok(now);
        }
        let invitations: Vec<_> =
            queries::invitation_ids(txn, self.round.id).await?.into_iter().map(|id| id.0).collect();
        // Thanks may wait until the round closes anew.
        let but: &[MailKind] = if self.kind == TextKind::Thanks { &[] } else { &[MailKind::Thanks] };
        let last = mail::last_due(txn, &invitations, but).await?;
        Ok(last.map_or(now, |last| now.max(last + Duration::minutes(1))))
    }

    /// Puts a mail to each into the outbox, each with a new link if such mails have one, to leave at the time beside it.
    pub(super) async fn queue(
        &self,
        txn: &mut Txn,
        to: &[Addressed],
        times: &[DateTime<Utc>],
    ) -> Result<(), Error> {
        self.queue_with(txn, to, times, None).await
    }

    /// The same; in a mail about what was submitted, with that.
    pub(super) async fn queue_with(
        &self,
        txn: &mut Txn,
        to: &[Addressed],
        times: &[DateTime<Utc>],
        submitted: Option<&Submitted>,
    ) -> Result<(), Error> {
        let now = self.app.clock.now();
        let secrets: Vec<Option<Secret>> =
            to.iter().map(|_| has_link(self.kind).then(Secret::generate)).collect();
        let links = to.iter().zip(&secrets).filter_map(|(one, secret)| {
            secret.as_ref().map(|secret| self.link(&one.invitation, secret, now))
        });
        queries::insert_links(txn, links.collect()).await?;
        let events = to.iter().map(|one| invitation_event::Model {
            id: InvitationEventId::new(),
            invitation_id: one.invitation.id,
            at: now,
            kind: EventKind::MailQueued,
            mail: Some(mail_kind(self.kind)),
            detail: None,
            account_id: None,
        });
        queries::insert_events(txn, events.collect()).await?;
        for ((one, secret), time) in to.iter().zip(&secrets).zip(times) {
            self.queue_one(txn, one, secret.as_ref(), *time, submitted).await?;
        }
        Ok(())
    }

    async fn queue_one(
        &self,
        txn: &mut Txn,
        to: &Addressed,
        secret: Option<&Secret>,
        not_before: DateTime<Utc>,
        submitted: Option<&Submitted>,
    ) -> Result<(), Error> {
        let Addressed { invitation, owner, contact } = to;
        let language = invitation.language;
        let page = &self.app.settings.http.public_url;
        let link = secret.map(|secret| format!("{page}/svar/{}", secret.text()));
        let shown = link.clone().unwrap_or_default();
        let facts = facts(self.app, self.round, self.study_name, (owner, contact), language, shown);
        let facts = Facts { submitted: submitted.cloned(), ..facts };
        let address = Email::parse(&contact.email);
        let envelope = Envelope {
            kind: mail_kind(self.kind),
            to: address.map_err(|_| anyhow::anyhow!("a stored contact has no valid address"))?,
            to_name: Some(contact.name.clone()),
            language,
            about: Some(invitation.id.0),
            unsubscribe: Some(link.map_or(Unsubscribe::ByMail, Unsubscribe::Page)),
            not_before: Some(not_before),
            // Whether it is of use is asked right before it leaves: a round can be extended.
            expires_at: None,
        };
        let letter = letter(&self.texts.get(self.kind, language), &facts);
        mail::queue(txn, self.app, envelope, letter).await?;
        Ok(())
    }

    fn link(
        &self,
        invitation: &invitation::Model,
        secret: &Secret,
        now: DateTime<Utc>,
    ) -> invitation_link::Model {
        invitation_link::Model {
            id: InvitationLinkId::new(),
            invitation_id: invitation.id,
            token_hash: secret.hash(),
            created_at: now,
            expires_at: links_expire_at(self.round.closes_at),
            revoked_at: None,
            participant_id: None,
        }
    }
}

/// What is put into a mail to somebody.
pub(super) fn facts(
    app: &App,
    round: &round::Model,
    study_name: &LocalizedText,
    (owner, contact): (&organization::Model, &contact::Model),
    language: Language,
    link: String,
) -> Facts {
    Facts {
        owner: owner.name.in_language(language).to_owned(),
        contact: contact.name.clone(),
        study: study_name.in_language(language).to_owned(),
        round: round.name.in_language(language).to_owned(),
        deadline: deadline::until(round.closes_at, language),
        sender: app.mail.sender(),
        link,
        handed: None,
        submitted: None,
    }
}

fn mail_kind(kind: TextKind) -> MailKind {
    match kind {
        TextKind::Invitation => MailKind::Invitation,
        TextKind::Reminder => MailKind::Reminder,
        TextKind::LastCall => MailKind::LastCall,
        TextKind::HandOver => MailKind::HandOver,
        TextKind::Approval => MailKind::Approval,
        TextKind::Receipt => MailKind::Receipt,
        TextKind::Thanks => MailKind::Thanks,
    }
}
