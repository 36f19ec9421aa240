//! Handing sections to colleagues, in the schema.

use ::entity::id::ParticipantId;
use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::{DateTime, Utc};

use super::answering::SectionProgress;
use crate::Cx;
use crate::error::{Error, Refusals};
use crate::graphql::base::{self, GqlLanguage, Result};
use crate::payload;
use crate::registry::{ContactById, contact};
use crate::response::{HandedOver, with_standing};
use crate::round::{self, NewHandOver, participant};
use crate::value::{Email, SHORT_TEXT, optional_text, text};

/// Longest word to a colleague, in characters.
const WORD: usize = 1_000;
/// Most sections that can be named at once.
const MOST_SECTIONS: usize = 100;

/// What was handed to a colleague.
pub struct HandOver(pub(super) HandedOver);

/// What was handed to a colleague.
#[Object]
impl HandOver {
    /// Key.
    async fn id(&self) -> ID {
        base::id("handOver", self.0.row.id.0)
    }

    /// Name of the colleague: as it is registered, where the address was known.
    async fn name(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(self.person(ctx).await?.name)
    }

    /// Their address.
    async fn email(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(self.person(ctx).await?.email)
    }

    /// Language of the mail.
    async fn language(&self) -> GqlLanguage {
        self.0.row.language.into()
    }

    /// The sections, in order, and how far they have come.
    async fn sections(&self) -> Vec<SectionProgress> {
        self.0.sections.iter().cloned().map(SectionProgress).collect()
    }

    /// What was said to them.
    async fn word(&self) -> Option<&str> {
        self.0.row.word.as_deref()
    }

    /// Where it stands.
    async fn state(&self) -> HandOverState {
        state_of(&self.0.row)
    }

    /// When something was first handed to them.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// When the latest mail to them was put in the outbox.
    async fn queued_at(&self) -> DateTime<Utc> {
        self.0.row.queued_at
    }

    /// When they first used a link.
    async fn opened_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.opened_at
    }

    /// When it was taken back; null where it is theirs.
    async fn taken_back_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.revoked_at
    }
}

impl HandOver {
    async fn person(&self, ctx: &Context<'_>) -> Result<contact::Model> {
        base::there(base::load(ctx, ContactById(self.0.row.contact_id)).await?)
    }
}

/// Where it stands with somebody who was let in.
pub(super) fn state_of(row: &participant::Model) -> HandOverState {
    if row.revoked_at.is_some() {
        return HandOverState::TakenBack;
    }
    match row.status {
        participant::ParticipantStatus::Queued => HandOverState::Queued,
        participant::ParticipantStatus::Sent => HandOverState::Sent,
        participant::ParticipantStatus::Opened => HandOverState::Opened,
        participant::ParticipantStatus::Failed => HandOverState::Failed,
        participant::ParticipantStatus::Bounced => HandOverState::Bounced,
    }
}

/// Where it stands with what was handed to a colleague.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum HandOverState {
    /// The mail is in the outbox.
    Queued,
    /// A mail server took the mail.
    Sent,
    /// The colleague used the link.
    Opened,
    /// The mail could not be delivered, or was not sent, as the round had closed or the response was submitted or declined.
    Failed,
    /// A mail server took the mail, and later sent word that it did not arrive.
    Bounced,
    /// It was taken back: the links no longer work.
    TakenBack,
}

/// What to hand to whom.
#[derive(InputObject)]
struct HandOverSectionsInput {
    /// Codes of the sections.
    section_codes: Vec<String>,
    /// The colleague's name. Where the address is known, they keep the name that is registered.
    name: String,
    /// Their address.
    email: String,
    /// Language of the mail; theirs or else that of the invitation, where it is not said or the round is not offered in it.
    language: Option<GqlLanguage>,
    /// What you want to say to them, at most 1000 characters.
    word: Option<String>,
}

impl HandOverSectionsInput {
    fn parse(self) -> std::result::Result<NewHandOver, Error> {
        let mut refusals = Refusals::new();
        base::at_most(&mut refusals, "sectionCodes", &self.section_codes, MOST_SECTIONS);
        let name = refusals.check("name", text(&self.name, SHORT_TEXT));
        let email = refusals.check("email", Email::parse(&self.email));
        let word = refusals.check("word", optional_text(self.word.as_deref(), WORD));
        let language = self.language.map(Into::into);
        match (name, email, word) {
            (Some(name), Some(email), Some(word)) if refusals.is_empty() => {
                Ok(NewHandOver { name, email, language, sections: self.section_codes, word })
            }
            _ => Err(refusals.into()),
        }
    }
}

/// Which hand-over.
#[derive(InputObject)]
struct HandOverInput {
    /// Its key.
    hand_over_id: ID,
}

impl HandOverInput {
    fn parse(&self) -> std::result::Result<ParticipantId, Error> {
        let id = base::parse_id("handOver", &self.hand_over_id);
        id.map_err(|problem| Error::refused("handOverId", problem))
    }
}

payload! {
    /// What came of handing over.
    HandOverSectionsPayload {
        /// What the colleague has now.
        hand_over: HandOver,
    }
}

payload! {
    /// What came of taking back.
    TakeBackHandOverPayload {
        /// What was taken back.
        hand_over: HandOver,
    }
}

payload! {
    /// What came of sending a new link.
    RenewHandOverPayload {
        /// What it is for.
        hand_over: HandOver,
    }
}

/// Handing over.
#[derive(Default)]
pub struct HandOverMutation;

#[Object]
impl HandOverMutation {
    /// Hands sections to a colleague: they get a mail with a link that is good for these sections alone. Handing to the same address again
    /// puts other sections in place of those before; the same ones again change nothing, and send no mail. For respondents who have the whole
    /// invitation.
    async fn hand_over_sections(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: HandOverSectionsInput,
    ) -> Result<HandOverSectionsPayload> {
        let cx = Cx::of_somebody(ctx)?;
        cx.actor.require_invited().map_err(base::to_graphql)?;
        let outcome = Box::pin(async { told(cx, round::hand_over(cx, input.parse()?).await?).await }).await;
        base::payload(cx, outcome, HandOverSectionsPayload::done)
    }

    /// Takes back what a colleague was handed: their link stops at once, what they answered stays. For respondents who have the whole
    /// invitation.
    async fn take_back_hand_over(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: HandOverInput,
    ) -> Result<TakeBackHandOverPayload> {
        let cx = Cx::of_somebody(ctx)?;
        cx.actor.require_invited().map_err(base::to_graphql)?;
        let outcome = Box::pin(async { told(cx, round::take_back(cx, input.parse()?).await?).await }).await;
        base::payload(cx, outcome, TakeBackHandOverPayload::done)
    }

    /// Sends a colleague a new link to what they were handed; the earlier ones stop working. One that was sent within the last ten minutes
    /// and was not used is not sent again, so that a retry sends no second mail. For respondents who have the whole invitation.
    async fn renew_hand_over(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: HandOverInput,
    ) -> Result<RenewHandOverPayload> {
        let cx = Cx::of_somebody(ctx)?;
        cx.actor.require_invited().map_err(base::to_graphql)?;
        let outcome =
            Box::pin(async { told(cx, round::renew_hand_over(cx, input.parse()?).await?).await }).await;
        base::payload(cx, outcome, RenewHandOverPayload::done)
    }
}

/// What was handed over, with how far it has come.
async fn told(cx: &Cx, row: participant::Model) -> std::result::Result<HandOver, Error> {
    let told = with_standing(cx, vec![row]).await?.pop().ok_or(Error::NotFound)?;
    Ok(HandOver(told))
}
