//! What is asked about rounds.

use async_graphql::{Context, ID, Object};

use super::mail_text::{MailPreview, MailPreviewInput, Wanted};
use super::{Invitation, Round};
use crate::graphql::base::{self, Paged, Result};
use crate::{Cx, payload, round};

/// Questions about rounds.
#[derive(Default)]
pub struct RoundQuery;

#[Object]
impl RoundQuery {
    /// The rounds of a study, oldest first; null for a study that is not yours.
    async fn rounds(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The study.")] study_id: ID,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<Round>>> {
        let page = base::page(first, after)?;
        let Ok(study) = base::parse_id("study", &study_id) else {
            return Ok(None);
        };
        let found = base::found(round::list(Cx::of(ctx)?, study, &page).await)?;
        Ok(found.map(|found| base::connection(&page, found, |row| row.id.0, Round)))
    }

    /// One round; null where there is none, or it is not yours.
    async fn round(&self, ctx: &Context<'_>, #[graphql(desc = "Its key.")] id: ID) -> Result<Option<Round>> {
        let Ok(id) = base::parse_id("round", &id) else {
            return Ok(None);
        };
        base::found(round::by_id(Cx::of(ctx)?, id).await.map(Round))
    }

    /// The invitations of a round, in the order in which they were made; null for a round that is not yours.
    async fn invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The round.")] round_id: ID,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<Invitation>>> {
        let page = base::page(first, after)?;
        let Ok(id) = base::parse_id("round", &round_id) else {
            return Ok(None);
        };
        let found = base::found(round::invitations(Cx::of(ctx)?, id, &page).await)?;
        Ok(found.map(|found| base::connection(&page, found, |row| row.id.0, Invitation)))
    }

    /// The invitation that you came by. For respondents.
    async fn invitation(&self, ctx: &Context<'_>) -> Result<Option<Invitation>> {
        base::found(round::own_invitation(Cx::of(ctx)?).await.map(Invitation))
    }

    /// A mail of a round as an owner would get it now.
    async fn mail_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which mail, to whom.")] input: MailPreviewInput,
    ) -> Result<MailPreviewPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let Wanted { round, kind, owner, language } = input.parse()?;
            round::preview(cx, round, kind, owner, language).await
        });
        base::payload(cx, outcome.await, |preview| MailPreviewPayload::done(preview.into()))
    }
}

payload! {
    /// A mail to look at, or why there is none.
    MailPreviewPayload {
        /// The mail.
        mail: MailPreview,
    }
}
