use ::entity::id::{ResponseId, RoundId};
use chrono::{DateTime, Utc};

use super::{queries, score};
use crate::Cx;
use crate::auth::Permission;
use crate::db::{Page, Slice};
use crate::error::Error;
use crate::registry::{NameCursor, organization};
use crate::round::{self, ScopedRound};

/// An owner of the round with its scores.
pub struct OwnerScores {
    /// The owner.
    pub organization: organization::Model,
    /// Its response, where it has submitted.
    pub response: Option<ResponseId>,
    /// When it submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Its scores, in the order of the dimensions; empty where it has not submitted.
    pub scores: Vec<score::Model>,
}

/// The owners of the population that have not submitted, in Norwegian order; `total` of them, counted where that is not known.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs.
pub async fn missing(
    cx: &Cx,
    id: RoundId,
    page: &Page<NameCursor>,
    total: Option<u64>,
) -> Result<Slice<organization::Model>, Error> {
    let scoped = authorized(cx, id).await?;
    Ok(queries::missing(cx.db(), &scoped.round, page, total).await?)
}

async fn authorized(cx: &Cx, id: RoundId) -> Result<ScopedRound, Error> {
    cx.actor.require_someone()?;
    let scoped = round::round_and_study(cx.db(), id).await?.ok_or(Error::NotFound)?;
    cx.actor.require_in(scoped.study.id, Permission::ReadDashboards)?;
    Ok(scoped)
}
