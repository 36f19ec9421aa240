//! What was done to rounds, in the schema.

use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};

use super::Round;
use crate::Cx;
use crate::auth::AccountById;
use crate::auth::graphql::Account;
use crate::graphql::base::{self, Paged, Result};
use crate::history::graphql::{ByWhom, FieldChange};
use crate::round::{self, RoundById, round_history};

/// Something that was done to a round.
pub struct RoundHistoryEntry(round_history::Model);

/// Something that was done to a round.
#[Object]
impl RoundHistoryEntry {
    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// What kind of person or program it was.
    async fn by_whom(&self) -> ByWhom {
        self.0.by_whom.into()
    }

    /// The account, where it was one.
    async fn account(&self, ctx: &Context<'_>) -> Result<Option<Account>> {
        let Some(id) = self.0.account_id else { return Ok(None) };
        Ok(base::load(ctx, AccountById(id)).await?.map(|row| Account(row.into())))
    }

    /// Key of the round; it is gone where it was given up.
    async fn round_id(&self) -> ID {
        base::id("round", self.0.round_id.0)
    }

    /// The round; null where it was given up.
    async fn round(&self, ctx: &Context<'_>) -> Result<Option<Round>> {
        Ok(base::load(ctx, RoundById(self.0.round_id)).await?.map(Round))
    }

    /// What was done.
    async fn action(&self) -> RoundAction {
        self.0.action.into()
    }

    /// Which fields were changed. Of whom it asks and whom it has invited, how many they are.
    async fn changes(&self) -> Vec<FieldChange> {
        self.0.changes.0.iter().map(Into::into).collect()
    }
}

/// What was done to a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "round_history::RoundAction")]
pub enum RoundAction {
    /// It was planned.
    Planned,
    /// It was opened, at once or as planned, and invitations were sent.
    Opened,
    /// Something about it was changed; `closesAt` where it was extended.
    Changed,
    /// More owners were invited.
    OwnersInvited,
    /// It was paused.
    Paused,
    /// It was resumed.
    Resumed,
    /// It was closed before its time. That it closed when its time came is no entry.
    Closed,
    /// It was opened again.
    Reopened,
    /// It was given up before it opened.
    GivenUp,
}

/// Questions about what was done to rounds.
#[derive(Default)]
pub struct RoundHistoryQuery;

#[Object]
impl RoundHistoryQuery {
    /// What was done to the rounds of a study, those given up too, or to one of them; the latest first. Null for a study that is not
    /// yours. For those who run its rounds.
    async fn round_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The study.")] study_id: ID,
        #[graphql(desc = "Only what was done to this round.")] round_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<RoundHistoryEntry>>> {
        let page = base::page(first, after)?;
        let round = base::optional_id("round", round_id.as_ref())?;
        let Ok(study) = base::parse_id("study", &study_id) else { return Ok(None) };
        let found = base::found(round::history(Cx::of(ctx)?, study, round, &page).await)?;
        Ok(found.map(|found| base::connection(&page, found, |row| row.id.0, RoundHistoryEntry)))
    }
}
