//! Open answers.

use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

use crate::graphql::base::{self, Result};
use crate::registry::OrganizationById;
use crate::registry::graphql::Organization;
use crate::response::ResponseById;
use crate::response::graphql::Response;
use crate::results;

/// A text that was answered, with who wrote it.
pub(super) struct OpenAnswer(pub(super) results::OpenAnswer);

/// A text that was answered, with who wrote it.
#[Object]
impl OpenAnswer {
    /// The owner that it was answered for.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        Ok(Organization(base::there(base::load(ctx, OrganizationById(self.0.of.owner)).await?)?))
    }

    /// The stratum that the owner is counted in; null where it has none, or is no longer in the frame.
    async fn stratum(&self) -> Option<&str> {
        self.0.of.stratum.as_deref()
    }

    /// When the response that it counts in was submitted.
    async fn submitted_at(&self) -> DateTime<Utc> {
        self.0.of.submitted_at
    }

    /// The row of a repeating group that it belongs to; null elsewhere.
    async fn item(&self) -> Option<&str> {
        Some(self.0.item.as_str()).filter(|item| !item.is_empty())
    }

    /// What was written.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// The response, with what else was answered.
    async fn response(&self, ctx: &Context<'_>) -> Result<Response> {
        Ok(Response(base::there(base::load(ctx, ResponseById(self.0.of.response)).await?)?))
    }
}

/// A text that was answered in an anonymous round.
#[derive(SimpleObject)]
pub(super) struct AnonymousAnswer {
    /// The same for all that one respondent wrote in the round, and for nobody else. It says nothing of who that is.
    respondent: ID,
    /// The row of a repeating group that it belongs to, by number; null elsewhere.
    item: Option<String>,
    /// What was written.
    text: String,
}

impl From<results::AnonymousAnswer> for AnonymousAnswer {
    fn from(answer: results::AnonymousAnswer) -> Self {
        let respondent = ID(answer.respondent.simple().to_string());
        Self { respondent, item: Some(answer.item).filter(|item| !item.is_empty()), text: answer.text }
    }
}
