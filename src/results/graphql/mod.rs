//! Results in the schema.

pub mod cross;
mod figures;
mod open;

use ::entity::id::{QuestionId, RoundId};
use async_graphql::{Context, ID, Object};

use self::cross::{CrossTableInput, CrossTablePayload};
use self::figures::RoundResults;
use self::open::{AnonymousAnswer, OpenAnswer};
use crate::Cx;
use crate::error::Error;
use crate::graphql::base::{self, Paged, Result};
use crate::value::Search;

/// A count as the schema has it.
fn count(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// The words that a text is looked up by.
fn words(search: Option<&str>) -> Result<Search> {
    let parsed = Search::parse(search.unwrap_or_default());
    parsed.map_err(|problem| base::to_graphql(Error::refused("search", problem)))
}

/// A round and a question, where these can be keys of such.
fn asked(round: &ID, question: &ID) -> Option<(RoundId, QuestionId)> {
    Some((base::parse_id("round", round).ok()?, base::parse_id("question", question).ok()?))
}

/// Questions about what was answered.
#[derive(Default)]
pub struct ResultsQuery;

#[Object]
impl ResultsQuery {
    /// What the answers of a round come to, question by question; null for a round that is not yours.
    async fn round_results(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The round.")] round_id: ID,
    ) -> Result<Option<RoundResults>> {
        let Ok(round) = base::parse_id("round", &round_id) else { return Ok(None) };
        base::found(super::round_figures(Cx::of(ctx)?, round).await.map(RoundResults::from))
    }

    /// How the owners of a round spread over two questions at once, or over a question and what is known of the owners.
    async fn cross_table(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] input: CrossTableInput,
    ) -> Result<CrossTablePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (round, rows, columns) = input.parse()?;
            super::cross_table(cx, round, rows, columns).await
        });
        base::payload(cx, outcome.await, |table| CrossTablePayload::done(table.into()))
    }

    /// The texts answered to a question, or to a field of a repeating group, in the Norwegian order of their owners; null for
    /// a round that is not yours. For those who may read answers.
    async fn open_answers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The round.")] round_id: ID,
        #[graphql(desc = "The question or field; one that takes texts.")] question_id: ID,
        #[graphql(desc = "Only texts that hold each of these words; case and accents do not matter.")]
        search: Option<String>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<OpenAnswer>>> {
        let page = base::page(first, after)?;
        let search = words(search.as_deref())?;
        let Some((round, question)) = asked(&round_id, &question_id) else { return Ok(None) };
        let found = base::found(super::open_answers(Cx::of(ctx)?, round, question, &search, &page).await)?;
        Ok(found.map(|found| base::connection(&page, found, super::OpenAnswer::cursor, OpenAnswer)))
    }

    /// The texts answered in an anonymous round to a question, or to a field of a repeating group, in no order that says anything; null
    /// for a round that is not yours. Shown once the round has closed and at least five have answered. For those who may read answers.
    async fn anonymous_answers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The round.")] round_id: ID,
        #[graphql(desc = "The question or field; one that takes texts.")] question_id: ID,
        #[graphql(desc = "Only texts that hold each of these words; case and accents do not matter.")]
        search: Option<String>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<AnonymousAnswer>>> {
        let page = base::page(first, after)?;
        let search = words(search.as_deref())?;
        let Some((round, question)) = asked(&round_id, &question_id) else { return Ok(None) };
        let found =
            base::found(super::anonymous_answers(Cx::of(ctx)?, round, question, &search, &page).await)?;
        Ok(found.map(|found| {
            base::connection(&page, found, super::AnonymousAnswer::cursor, AnonymousAnswer::from)
        }))
    }
}
