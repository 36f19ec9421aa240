//! Approving before submitting, in the schema.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::Response;
use super::hand_over::{HandOverState, state_of};
use crate::Cx;
use crate::error::{Error, Refusals};
use crate::graphql::base::{self, GqlLanguage, Result};
use crate::payload;
use crate::registry::ContactById;
use crate::response::{self, approval};
use crate::round::{self, NewApprover, participant};
use crate::value::{Email, SHORT_TEXT, optional_text, text};

/// Longest word to an approver, and longest reason, in characters.
const WORD: usize = 1_000;

/// Where a response stands with being approved.
pub struct Approval(pub(super) response::Approval);

/// Where a response stands with being approved.
#[Object]
impl Approval {
    /// Where it stands.
    async fn state(&self) -> ApprovalState {
        match (self.0.needed, &self.0.approver, self.0.decisions.last()) {
            (false, _, _) => ApprovalState::NotNeeded,
            (true, None, _) => ApprovalState::NobodyNamed,
            (true, Some(_), _) if self.0.valid().is_some() => ApprovalState::Approved,
            (true, Some(named), Some(latest)) if latest.participant_id == named.id && latest.approved => {
                ApprovalState::Void
            }
            (true, Some(named), Some(latest)) if latest.participant_id == named.id => {
                ApprovalState::NotApproved
            }
            (true, Some(_), _) => ApprovalState::Waiting,
        }
    }

    /// Who is to approve; null where nobody is named.
    async fn approver(&self) -> Option<Approver> {
        self.0.approver.clone().map(Approver)
    }

    /// What stands for the answers as they are now; the approver sends it with what they decide, so that they decide on what they have read.
    async fn content_hash(&self) -> &str {
        &self.0.content_hash
    }

    /// What was decided, the first one first. Each is kept.
    async fn decisions(&self) -> Vec<ApprovalDecision> {
        let one = |row: &approval::Model| ApprovalDecision {
            approved: row.approved,
            reason: row.reason.clone(),
            decided_at: row.decided_at,
            is_of_these_answers: row.content_hash == self.0.content_hash,
        };
        self.0.decisions.iter().map(one).collect()
    }
}

/// Where a response stands with being approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ApprovalState {
    /// The round asks for no approval.
    NotNeeded,
    /// Nobody is named who is to approve.
    NobodyNamed,
    /// The approver has not decided.
    Waiting,
    /// It is approved, and can be submitted.
    Approved,
    /// The approver said no.
    NotApproved,
    /// It was approved, and an answer was changed since.
    Void,
}

/// What an approver decided.
#[derive(SimpleObject)]
pub struct ApprovalDecision {
    /// Whether they approved.
    approved: bool,
    /// Why, where they did not.
    reason: Option<String>,
    /// When.
    decided_at: DateTime<Utc>,
    /// Whether the answers are still those that it was about.
    is_of_these_answers: bool,
}

/// Somebody who is to approve.
pub struct Approver(participant::Model);

/// Somebody who is to approve.
#[Object]
impl Approver {
    /// Their name: as it is registered, where the address was known.
    async fn name(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(base::there(base::load(ctx, ContactById(self.0.contact_id)).await?)?.name)
    }

    /// Their address; null for themselves.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        if Cx::of(ctx)?.actor.require_invited().is_err() {
            return Ok(None);
        }
        Ok(Some(base::there(base::load(ctx, ContactById(self.0.contact_id)).await?)?.email))
    }

    /// What became of the latest mail to them.
    async fn state(&self) -> HandOverState {
        state_of(&self.0)
    }

    /// When they were last asked.
    async fn asked_at(&self) -> DateTime<Utc> {
        self.0.queued_at
    }
}

/// Who is to approve.
#[derive(InputObject)]
struct NameApproverInput {
    /// Their name. Where the address is known, they keep the name that is registered.
    name: String,
    /// Their address.
    email: String,
    /// Language of the mail; theirs or else that of the invitation, where it is not said or the round is not offered in it.
    language: Option<GqlLanguage>,
    /// What you want to say to them, at most 1000 characters.
    word: Option<String>,
}

impl NameApproverInput {
    fn parse(self) -> std::result::Result<NewApprover, Error> {
        let mut refusals = Refusals::new();
        let name = refusals.check("name", text(&self.name, SHORT_TEXT));
        let email = refusals.check("email", Email::parse(&self.email));
        let word = refusals.check("word", optional_text(self.word.as_deref(), WORD));
        let language = self.language.map(Into::into);
        match (name, email, word) {
            (Some(name), Some(email), Some(word)) => Ok(NewApprover { name, email, language, word }),
            _ => Err(refusals.into()),
        }
    }
}

/// What to say to the approver.
#[derive(InputObject)]
struct AskApproverInput {
    /// What you want to say to them, at most 1000 characters.
    word: Option<String>,
}

/// What is approved.
#[derive(InputObject)]
struct ApproveResponseInput {
    /// `answering { approval { contentHash } }` as you read it.
    content_hash: String,
}

/// What is not approved, and why.
#[derive(InputObject)]
struct RefuseResponseInput {
    /// `answering { approval { contentHash } }` as you read it.
    content_hash: String,
    /// Why, at most 1000 characters. Those who answer read it.
    reason: String,
}

payload! {
    /// What came of naming an approver.
    NameApproverPayload {
        /// Who is to approve.
        approver: Approver,
    }
}

payload! {
    /// What came of asking the approver.
    AskApproverPayload {
        /// Who is to approve.
        approver: Approver,
    }
}

payload! {
    /// What came of approving.
    ApproveResponsePayload {
        /// The response.
        response: Response,
    }
}

payload! {
    /// What came of not approving.
    RefuseResponsePayload {
        /// The response.
        response: Response,
    }
}

/// Approving.
#[derive(Default)]
pub struct ApprovalMutation;

#[Object]
impl ApprovalMutation {
    /// Names the one who is to approve before you submit, in place of whoever was, and asks them by mail. The same address again changes nothing.
    /// For respondents who have the whole invitation.
    async fn name_approver(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: NameApproverInput,
    ) -> Result<NameApproverPayload> {
        let cx = Cx::of_somebody(ctx)?;
        cx.actor.require_invited().map_err(base::to_graphql)?;
        let outcome = Box::pin(async { round::name_approver(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| NameApproverPayload::done(Approver(row)))
    }

    /// Asks the approver again by mail, with a new link; the earlier ones stop working. Nothing is sent where they were asked within the last ten
    /// minutes and have not come since. For respondents who have the whole invitation.
    async fn ask_approver(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: AskApproverInput,
    ) -> Result<AskApproverPayload> {
        let cx = Cx::of_somebody(ctx)?;
        cx.actor.require_invited().map_err(base::to_graphql)?;
        let outcome = Box::pin(async {
            let word = optional_text(input.word.as_deref(), WORD);
            round::ask_approver(cx, word.map_err(|problem| Error::refused("word", problem))?).await
        });
        base::payload(cx, outcome.await, |row| AskApproverPayload::done(Approver(row)))
    }

    /// Approves the answers as you read them. Any change to them after that makes it void. For the approver.
    async fn approve_response(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ApproveResponseInput,
    ) -> Result<ApproveResponsePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = response::decide(cx, &input.content_hash, None).await;
        base::payload(cx, outcome, |row| ApproveResponsePayload::done(Response(row)))
    }

    /// Says that the answers as you read them are not to be submitted, and why. For the approver.
    async fn refuse_response(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: RefuseResponseInput,
    ) -> Result<RefuseResponsePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let reason = text(&input.reason, WORD).map_err(|problem| Error::refused("reason", problem))?;
            response::decide(cx, &input.content_hash, Some(reason)).await
        });
        base::payload(cx, outcome.await, |row| RefuseResponsePayload::done(Response(row)))
    }
}
