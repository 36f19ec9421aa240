//! Rounds and invitations in the schema.

pub mod history;
mod input;
pub mod invitation;
mod invitation_input;
pub mod link;
pub mod mail_text;
pub mod mutation;
pub mod progress;
pub mod query;

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

pub use history::RoundHistoryQuery;
pub use invitation::Invitation;
use mail_text::MailText;
pub use mutation::RoundMutation;
pub use progress::RoundSubscription;
pub use query::RoundQuery;

use super::{Phase, phase, round_reminder};
use crate::error::Error;
use crate::graphql::base::{self, GqlLanguage, Paged, Result};
use crate::questionnaire::VersionById;
use crate::questionnaire::graphql::QuestionnaireVersion;
use crate::registry::graphql::Organization;
use crate::study::StudyById;
use crate::study::graphql::Study;
use crate::{Cx, round};

/// One wave of a survey: a version asked of invited owners in a period.
pub struct Round(pub super::round::Model);

/// One wave of a survey: a version asked of invited owners in a period.
#[Object]
impl Round {
    /// Key.
    pub async fn id(&self) -> ID {
        base::id("round", self.0.id.0)
    }

    /// What it is called, in this language or else in that of the request.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        base::localized(ctx, &self.0.name, language)
    }

    /// Answers are taken, and invitations sent, from then.
    async fn opens_at(&self) -> DateTime<Utc> {
        self.0.opens_at
    }

    /// Answers are taken until then.
    async fn closes_at(&self) -> DateTime<Utc> {
        self.0.closes_at
    }

    /// Where it stands now.
    async fn status(&self, ctx: &Context<'_>) -> Result<RoundStatus> {
        Ok(match phase(&self.0, Cx::of(ctx)?.now()) {
            Phase::Planned => RoundStatus::Planned,
            Phase::Open => RoundStatus::Open,
            Phase::Paused => RoundStatus::Paused,
            Phase::Closed => RoundStatus::Closed,
        })
    }

    /// The study it belongs to.
    async fn study(&self, ctx: &Context<'_>) -> Result<Study> {
        Ok(Study(base::there(base::load(ctx, StudyById(self.0.study_id)).await?)?))
    }

    /// What is asked.
    async fn questionnaire(&self, ctx: &Context<'_>) -> Result<QuestionnaireVersion> {
        Ok(QuestionnaireVersion(base::there(base::load(ctx, VersionById(self.0.version_id)).await?)?))
    }

    /// When its invitations were put in the outbox; null while it is planned.
    async fn invited_at(&self) -> Option<DateTime<Utc>> {
        self.0.invited_at
    }

    /// Since when it is paused; null where it is not.
    async fn paused_at(&self) -> Option<DateTime<Utc>> {
        self.0.paused_at
    }

    /// How many mails leave in a minute; null for as many as the mail server takes.
    async fn mails_per_minute(&self) -> Option<i32> {
        self.0.mails_per_minute
    }

    /// The languages that it is offered in. The first one stands in where neither the contact nor the owner has chosen one of them; it is the
    /// study's, if that is offered.
    async fn languages(&self) -> Vec<GqlLanguage> {
        round::offered(&self.0).iter().copied().map(Into::into).collect()
    }

    /// What its responses start from.
    async fn start_from(&self) -> StartFrom {
        self.0.start_from.into()
    }

    /// The round whose submissions its responses start from; null where none is named, and for those who may not see it.
    async fn start_round(&self, ctx: &Context<'_>) -> Result<Option<Round>> {
        let Some(id) = self.0.start_round_id else { return Ok(None) };
        base::found(round::by_id(Cx::of(ctx)?, id).await.map(Round))
    }

    /// Whether what is submitted cannot be tied to who was invited. Nobody reads the answers before it has closed.
    async fn anonymous(&self) -> bool {
        self.0.anonymous
    }

    /// Whether somebody whom those who answer name must approve a response before it is submitted.
    async fn needs_approval(&self) -> bool {
        self.0.needs_approval
    }

    /// Whether whoever submits gets a mail that says so, with a link to the receipt.
    async fn sends_receipts(&self) -> bool {
        self.0.sends_receipts
    }

    /// Whether those who submitted are thanked by mail when it has closed.
    async fn sends_thanks(&self) -> bool {
        self.0.sends_thanks
    }

    /// The owners that it asks, invited or yet to be; null for respondents.
    async fn recipients(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<Organization>>> {
        let page = base::page(first, after)?;
        let found = base::found(round::population(Cx::of(ctx)?, self.0.id, &page).await)?;
        Ok(found.map(|found| base::connection(&page, found, |row| row.id.0, Organization)))
    }

    /// The reminders that are planned for it or were sent as planned, by time; null for respondents.
    async fn reminders(&self, ctx: &Context<'_>) -> Result<Option<Vec<RoundReminder>>> {
        let found = base::found(round::reminders(Cx::of(ctx)?, self.0.id).await)?;
        Ok(found.map(|rows| rows.into_iter().map(RoundReminder::from).collect()))
    }

    /// What its mails say, by kind and language; null for those who do not run it.
    async fn mail_texts(&self, ctx: &Context<'_>) -> Result<Option<Vec<MailText>>> {
        let found = match round::mail_texts(Cx::of(ctx)?, self.0.id).await {
            Err(Error::Forbidden) => None,
            found => base::found(found)?,
        };
        Ok(found.map(|texts| texts.into_iter().map(MailText::from).collect()))
    }
}

/// Where a round stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum RoundStatus {
    /// Not yet open.
    Planned,
    /// Takes answers.
    Open,
    /// Takes no answers and sends no mails for the time being.
    Paused,
    /// Takes no more answers.
    Closed,
}

/// What the responses of a round start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "super::StartFrom")]
pub enum StartFrom {
    /// Nothing.
    Nothing,
    /// What the owner submitted before to the same questionnaire, to be confirmed or changed. Nothing of it counts until it is.
    PreviousSubmission,
}

/// A reminder that is planned for a round.
#[derive(SimpleObject)]
pub struct RoundReminder {
    /// What it says.
    kind: ReminderKind,
    /// It leaves then, or at the first hour after that at which people work in Norway.
    planned_for: DateTime<Utc>,
    /// When its mails were put in the outbox; null where that is yet to come.
    done_at: Option<DateTime<Utc>>,
    /// How many owners were reminded; null where that is yet to come.
    reminded: Option<i32>,
}

impl From<round_reminder::Model> for RoundReminder {
    fn from(row: round_reminder::Model) -> Self {
        let round_reminder::Model { kind, planned_for, done_at, reminded, .. } = row;
        Self { kind: kind.into(), planned_for, done_at, reminded }
    }
}

/// What a reminder says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "round_reminder::ReminderKind")]
pub enum ReminderKind {
    /// That an answer is missing.
    Reminder,
    /// That an answer is missing, and there is little time left.
    LastCall,
}
