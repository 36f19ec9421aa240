//! What can be looked up by its key alone; the rest is reached through it.

use async_graphql::{Context, ID, Interface, Object};

use super::base::{self, Result};
use crate::Cx;
use crate::exchange::graphql::Import;
use crate::questionnaire::graphql::QuestionnaireVersion;
use crate::registry::graphql::{Capability, Organization, Service};
use crate::response::graphql::Response;
use crate::round::graphql::{Invitation, Round};
use crate::study::graphql::Study;
use crate::{exchange, questionnaire, registry, response, round, study};

/// What can be looked up by its key alone.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Key, the same for as long as the thing exists."))]
pub(super) enum Node {
    /// A service owner.
    Organization(Organization),
    /// A service.
    Service(Service),
    /// A capability of the platform.
    Capability(Capability),
    /// A study.
    Study(Study),
    /// An import.
    Import(Import),
    /// A version of a questionnaire.
    QuestionnaireVersion(QuestionnaireVersion),
    /// A round.
    Round(Round),
    /// An invitation.
    Invitation(Invitation),
    /// A response.
    Response(Response),
}

/// Look-ups by key.
#[derive(Default)]
pub(super) struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Whatever has this key; null where there is no such thing, or it is not yours.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "Its key.")] id: ID) -> Result<Option<Node>> {
        let cx = Cx::of(ctx)?;
        let Some((kind, key)) = base::split_id(&id) else {
            return Ok(None);
        };
        let found = match kind {
            "organization" => registry::by_id(cx, key.into()).await.map(|row| Organization(row).into()),
            "service" => registry::services::by_id(cx, key.into()).await.map(|row| Service(row).into()),
            "capability" => {
                registry::capabilities::by_id(cx, key.into()).await.map(|row| Capability(row).into())
            }
            "study" => study::by_id(cx, key.into()).await.map(|row| Study(row).into()),
            "import" => exchange::by_id(cx, key.into()).await.map(|row| Import(row).into()),
            "questionnaireVersion" => {
                questionnaire::version(cx, key.into()).await.map(|row| QuestionnaireVersion(row).into())
            }
            "round" => round::by_id(cx, key.into()).await.map(|row| Round(row).into()),
            "invitation" => round::invitation_by_id(cx, key.into()).await.map(|row| Invitation(row).into()),
            "response" => response::by_id(cx, key.into()).await.map(|row| Response(row).into()),
            _ => return Ok(None),
        };
        base::found(found)
    }
}
