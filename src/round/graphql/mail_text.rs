//! What the mails of a round say, in the schema.

use ::entity::id::{OrganizationId, RoundId};
use ::entity::{Language, mail_text};
use async_graphql::{Enum, ID, InputObject, SimpleObject};

use crate::error::{Error, Refusals};
use crate::graphql::base::{self, GqlLanguage};
use crate::round::{self, Text};
use crate::value::{LONG_TEXT, SHORT_TEXT, text};

/// What a mail of a round is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "mail_text::MailTextKind")]
pub enum MailTextKind {
    /// Asks to answer.
    Invitation,
    /// Reminds that an answer is missing.
    Reminder,
    /// Reminds shortly before the round closes.
    LastCall,
    /// Tells somebody that sections were handed to them.
    HandOver,
    /// Asks somebody to approve before the response is submitted.
    Approval,
    /// Tells whoever submitted that it arrived, with the number, the time and the hash.
    Receipt,
    /// Thanks those who answered, when the round has closed. It has no link.
    Thanks,
}

/// What a kind of mail says in a language. Placeholders such as `{owner.name}` are filled in for each who gets it; blocks are kept apart
/// by empty lines, and one that is nothing but `[words]({link})` is a button.
#[derive(SimpleObject)]
pub struct MailText {
    /// What the mail is for.
    kind: MailTextKind,
    /// The language.
    language: GqlLanguage,
    /// The subject.
    subject: String,
    /// The text.
    body: String,
    /// The round has it of its own; else it is what is there before anybody writes any.
    is_own: bool,
}

impl From<round::MailText> for MailText {
    fn from(found: round::MailText) -> Self {
        let round::MailText { kind, language, text: Text { subject, body }, is_own } = found;
        Self { kind: kind.into(), language: language.into(), subject, body, is_own }
    }
}

/// A mail as somebody would get it, with a link that leads nowhere.
#[derive(SimpleObject)]
pub struct MailPreview {
    /// Name of the person.
    to_name: String,
    /// Their address.
    to: String,
    /// In which language.
    language: GqlLanguage,
    /// The subject.
    subject: String,
    /// The part without markup.
    text: String,
    /// The part with markup: a whole page.
    html: String,
}

impl From<round::Preview> for MailPreview {
    fn from(preview: round::Preview) -> Self {
        let round::Preview { to_name, to, language, rendered } = preview;
        let crate::mail::Rendered { subject, text, html } = rendered;
        Self { to_name, to, language: language.into(), subject, text, html }
    }
}

/// What a kind of mail of a round shall say in a language.
#[derive(InputObject)]
pub(super) struct SetMailTextInput {
    /// The round.
    round_id: ID,
    /// What the mail is for.
    kind: MailTextKind,
    /// The language.
    language: GqlLanguage,
    /// The subject, at most 300 characters. With `body`; both left out for what is there before anybody writes any.
    subject: Option<String>,
    /// The text, at most 10 000 characters. Known placeholders: `{owner.name}`, `{contact.name}`, `{study.name}`, `{round.name}`, `{deadline}`,
    /// `{sender}` and `{link}`, which must be there, except in `THANKS`, which has none. In `HAND_OVER` also `{from.name}`, `{sections}` and `{word}`, in `APPROVAL` `{from.name}`
    /// and `{word}`, in `RECEIPT` `{submission.number}`, `{submission.time}` and `{submission.hash}`.
    body: Option<String>,
}

impl SetMailTextInput {
    pub(super) fn parse(self) -> Result<(RoundId, round::TextKind, Language, Option<Text>), Error> {
        let mut refusals = Refusals::new();
        let id = refusals.check("roundId", base::parse_id("round", &self.round_id));
        let text = match (self.subject, self.body) {
            (None, None) => Some(None),
            (subject, body) => {
                let subject = refusals.check("subject", text(&subject.unwrap_or_default(), SHORT_TEXT));
                let body = refusals.check("body", text(&body.unwrap_or_default(), LONG_TEXT));
                subject.zip(body).map(|(subject, body)| Some(Text { subject, body }))
            }
        };
        match (id, text) {
            (Some(id), Some(text)) => Ok((id, self.kind.into(), self.language.into(), text)),
            _ => Err(refusals.into()),
        }
    }
}

/// A mail to look at.
#[derive(InputObject)]
pub(super) struct MailPreviewInput {
    /// The round.
    round_id: ID,
    /// What the mail is for.
    kind: MailTextKind,
    /// The owner whose contact would get it; one that the round asks.
    organization_id: ID,
    /// In this language; their own where it is not said.
    language: Option<GqlLanguage>,
}

/// What a [`MailPreviewInput`] asks for.
pub(super) struct Wanted {
    pub(super) round: RoundId,
    pub(super) kind: round::TextKind,
    pub(super) owner: OrganizationId,
    pub(super) language: Option<Language>,
}

impl MailPreviewInput {
    pub(super) fn parse(&self) -> Result<Wanted, Error> {
        let mut refusals = Refusals::new();
        let round = refusals.check("roundId", base::parse_id("round", &self.round_id));
        let owner = refusals.check("organizationId", base::parse_id("organization", &self.organization_id));
        match (round, owner) {
            (Some(round), Some(owner)) => {
                let language = self.language.map(Into::into);
                Ok(Wanted { round, kind: self.kind.into(), owner, language })
            }
            _ => Err(refusals.into()),
        }
    }
}
