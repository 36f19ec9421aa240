//! What every stage's `graphql.rs` stands on: ids, texts, paging, loading, refusals and payloads.

mod change;
mod dates;
mod ids;
mod load;
mod paging;
mod payload;
mod text;

pub use async_graphql::Result;
pub use change::change;
pub use dates::{Date, Month};
pub use ids::{id, optional_id, parse_id, required_id, split_id};
pub use load::{load, load_all, there};
pub use paging::{DEFAULT_PAGE, MAX_PAGE, Paged, PagedEdge, connection, page, page_of};
pub use payload::{
    Payload, UserError, at_most, found, message_in, payload, to_graphql, user_error, user_errors,
};
pub use text::{GqlLanguage, LocalizedTextChange, LocalizedTextInput, localized};

use async_graphql::Context;

use crate::Cx;

impl Cx {
    /// The context that the request was given.
    ///
    /// # Errors
    /// An internal error where there is none, which is a fault of ours.
    pub fn of<'a>(ctx: &Context<'a>) -> Result<&'a Self> {
        ctx.data::<Self>()
    }

    /// As [`Cx::of`], for what nobody may do without being somebody: refused before the input is even read.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` for nobody.
    pub fn of_somebody<'a>(ctx: &Context<'a>) -> Result<&'a Self> {
        let cx = Self::of(ctx)?;
        cx.actor.require_someone().map_err(to_graphql)?;
        Ok(cx)
    }
}
