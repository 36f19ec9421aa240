//! What every stage's `graphql.rs` stands on: ids, texts, paging, refusals and payloads.

use std::borrow::Cow;
use std::sync::Arc;

use ::entity::{Language, LocalizedText};
use async_graphql::connection::{CursorType, OpaqueCursor, PageInfo};
use async_graphql::dataloader::Loader;
use async_graphql::{
    Context, Enum, ErrorExtensions as _, ID, InputObject, OutputType, SimpleObject, TypeName,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Cx;
use crate::db::{Batch, BatchError, Loaders};
use crate::error::{Code, Error, Problem, Refusal, Refusals};
use crate::value::TextInput;

pub use async_graphql::Result;

impl Cx {
    /// The context that the request was given.
    ///
    /// # Errors
    /// An internal error where there is none, which is a fault of ours.
    pub fn of<'a>(ctx: &Context<'a>) -> Result<&'a Self> {
        ctx.data::<Self>()
    }
}

/// A language that Trespor speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "Language", remote = "Language")]
pub enum GqlLanguage {
    /// Norwegian bokmål.
    Nb,
    /// Norwegian nynorsk.
    Nn,
    /// English.
    En,
}

/// Text in several languages, as it is written.
#[derive(Clone, Debug, InputObject)]
pub struct LocalizedTextInput {
    /// Bokmål; always needed.
    pub nb: String,
    /// Nynorsk.
    pub nn: Option<String>,
    /// English.
    pub en: Option<String>,
}

impl From<LocalizedTextInput> for TextInput {
    fn from(input: LocalizedTextInput) -> Self {
        Self { nb: input.nb, nn: input.nn, en: input.en }
    }
}

/// Loads one thing together with those that other objects of the request ask for.
///
/// # Errors
/// An internal error where the database fails.
pub async fn load<K>(ctx: &Context<'_>, key: K) -> Result<Option<<Batch as Loader<K>>::Value>>
where
    K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
    Batch: Loader<K, Error = BatchError>,
{
    ctx.data::<Loaders>()?
        .load_one(key)
        .await
        .map_err(|error| to_graphql(Error::Fault(anyhow::anyhow!(error))))
}

/// Loads several things at once, in the order of their keys; every one of them must be there.
///
/// # Errors
/// An internal error where one is not, or where the database fails.
pub async fn load_all<K>(ctx: &Context<'_>, keys: Vec<K>) -> Result<Vec<<Batch as Loader<K>>::Value>>
where
    K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
    Batch: Loader<K, Error = BatchError>,
{
    let loaded = ctx.data::<Loaders>()?.load_many(keys.iter().cloned()).await;
    let loaded = loaded.map_err(|error| to_graphql(Error::Fault(anyhow::anyhow!(error))))?;
    keys.iter().map(|key| there(loaded.get(key).cloned())).collect()
}

/// What a foreign key says must be there.
///
/// # Errors
/// An internal error where it is not, which is a fault of ours.
pub fn there<T>(loaded: Option<T>) -> Result<T> {
    loaded.ok_or_else(|| {
        to_graphql(Error::Fault(anyhow::anyhow!("a row that a foreign key names was not found")))
    })
}

/// The text in the language that was asked for, or else in the language of the request.
pub fn localized(ctx: &Context<'_>, text: &LocalizedText, language: Option<GqlLanguage>) -> Result<String> {
    let language = match language {
        Some(language) => language.into(),
        None => Cx::of(ctx)?.language,
    };
    Ok(text.in_language(language).to_owned())
}

/// A key as clients see it: the kind and the UUID, e.g. `organization_018f…`.
pub fn id(kind: &str, key: Uuid) -> ID {
    ID(format!("{kind}_{}", key.simple()))
}

/// Takes a key apart; `None` for anything that we did not give out.
#[must_use]
pub fn split_id(id: &ID) -> Option<(&str, Uuid)> {
    let (kind, key) = id.split_once('_')?;
    // Only the form that we give out: 32 hexadecimal digits.
    let key = Uuid::parse_str(key).ok().filter(|_| key.len() == 32)?;
    Some((kind, key))
}

/// Reads a key of this kind.
///
/// # Errors
/// [`Problem::NotAnId`] for anything else.
pub fn parse_id<T: From<Uuid>>(kind: &str, id: &ID) -> std::result::Result<T, Problem> {
    match split_id(id) {
        Some((found, key)) if found == kind => Ok(key.into()),
        _ => Err(Problem::NotAnId),
    }
}

/// Reads an optional key among the arguments of a query.
///
/// # Errors
/// `INVALID_ID` for anything that is not a key of this kind.
pub fn optional_id<T: From<Uuid>>(kind: &str, id: Option<&ID>) -> Result<Option<T>> {
    id.map(|id| parse_id(kind, id)).transpose().map_err(|_| coded("not an id of this kind", "INVALID_ID"))
}

/// Reads a key that a query cannot do without.
///
/// # Errors
/// `INVALID_ID` for anything that is not a key of this kind.
pub fn required_id<T: From<Uuid>>(kind: &str, id: &ID) -> Result<T> {
    parse_id(kind, id).map_err(|_| coded("not an id of this kind", "INVALID_ID"))
}

/// Refuses a list that is longer than can be taken at once.
pub fn at_most<T>(refusals: &mut Refusals, field: &str, list: &[T], max: usize) {
    if list.len() > max {
        refusals.add(field, Problem::TooMany { max });
    }
}

/// Why a mutation did not do what was asked. Nothing was changed.
#[derive(Clone, Debug, SimpleObject)]
pub struct UserError {
    /// For programs; new codes may come.
    pub code: Code,
    /// For people, in the language of the request; says what to do.
    pub message: String,
    /// Path of the field inside `input`; empty where it is about the whole.
    pub field: Vec<String>,
}

/// The payload of a mutation: what it changed, or why it did not.
pub trait Payload {
    /// Nothing was changed, for these reasons.
    fn refused(user_errors: Vec<UserError>) -> Self;
}

/// Declares the payload of a mutation: its fields are null where `userErrors` has entries.
#[macro_export]
macro_rules! payload {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: Option<$type>,)*
            /// Why it was not done; empty where it was.
            pub user_errors: Vec<$crate::graphql::base::UserError>,
        }

        impl $name {
            /// It was done.
            #[must_use]
            pub fn done($($field: $type),*) -> Self {
                Self { $($field: Some($field),)* user_errors: Vec::new() }
            }
        }

        impl $crate::graphql::base::Payload for $name {
            fn refused(user_errors: Vec<$crate::graphql::base::UserError>) -> Self {
                Self { $($field: None,)* user_errors }
            }
        }
    };
}

/// Answers a mutation: refusals arrive in `userErrors`, everything else that went wrong in `errors`.
///
/// # Errors
/// See [`to_graphql`].
pub fn payload<T, P: Payload>(
    cx: &Cx,
    outcome: std::result::Result<T, Error>,
    done: impl FnOnce(T) -> P,
) -> Result<P> {
    match outcome {
        Ok(value) => Ok(done(value)),
        Err(Error::Refused(reasons)) => {
            Ok(P::refused(reasons.into_iter().map(|reason| user_error(cx, reason)).collect()))
        }
        Err(Error::NotFound) => Ok(P::refused(vec![user_error(cx, Refusal::new("", Problem::Unknown))])),
        Err(other) => Err(to_graphql(other)),
    }
}

fn user_error(cx: &Cx, refusal: Refusal) -> UserError {
    UserError {
        code: refusal.problem.code(),
        message: refusal.problem.message(cx.language),
        field: refusal.field,
    }
}

/// Answers a look-up at the root: what is not there, or not theirs, is null.
///
/// # Errors
/// See [`to_graphql`].
pub fn found<T>(outcome: std::result::Result<T, Error>) -> Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(to_graphql(other)),
    }
}

/// The one place where an [`Error`] becomes an entry of `errors`, with a code in `extensions`. A fault is logged here
/// and says nothing of its cause.
#[must_use]
pub fn to_graphql(error: Error) -> async_graphql::Error {
    let code = match &error {
        Error::Unauthenticated => "UNAUTHENTICATED",
        Error::Forbidden => "FORBIDDEN",
        Error::NotFound => "NOT_FOUND",
        Error::Refused(_) => "BAD_USER_INPUT",
        Error::Fault(cause) => {
            tracing::error!(cause = format!("{cause:#}"), "a request failed");
            "INTERNAL_ERROR"
        }
    };
    let message = match &error {
        Error::Refused(reasons) => {
            reasons.iter().map(|r| r.problem.message(Language::En)).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    };
    async_graphql::Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

/// Longest page of a connection.
pub const MAX_PAGE: i32 = 100;
/// Length of a page where none is asked for.
pub const DEFAULT_PAGE: i32 = 25;

/// A page of a connection: `first` entries after a cursor.
#[derive(Clone, Debug)]
pub struct Page<C> {
    /// How many, 1 to [`MAX_PAGE`].
    pub first: u64,
    /// After which entry; from the beginning where absent.
    pub after: Option<C>,
}

/// Reads the arguments of a connection.
///
/// # Errors
/// `PAGE_OUT_OF_RANGE` where `first` is not 1 to 100, `INVALID_CURSOR` where `after` is not a cursor of this list.
pub fn page<C>(first: Option<i32>, after: Option<String>) -> Result<Page<C>>
where
    C: Serialize + for<'de> Deserialize<'de> + Send + Sync,
{
    let first = first.unwrap_or(DEFAULT_PAGE);
    if !(1..=MAX_PAGE).contains(&first) {
        return Err(coded("`first` must be from 1 to 100", "PAGE_OUT_OF_RANGE"));
    }
    let after = match after {
        None => None,
        Some(raw) => {
            let cursor = OpaqueCursor::<C>::decode_cursor(&raw)
                .map_err(|_| coded("`after` is not a cursor that this list gave out", "INVALID_CURSOR"))?;
            Some(cursor.0)
        }
    };
    Ok(Page { first: u64::from(first.unsigned_abs()), after })
}

fn coded(message: &str, code: &'static str) -> async_graphql::Error {
    async_graphql::Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

/// A part of a list that was asked for with one entry more than the page holds, to know whether more follow.
pub struct Slice<T> {
    /// The entries, at most one more than the page.
    pub rows: Vec<T>,
    /// How many the whole list has.
    pub total: u64,
}

/// A page of a list, with what is needed to ask for the next one.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub struct Paged<T: OutputType> {
    /// The entries of the page, each with its cursor.
    edges: Vec<PagedEdge<T>>,
    /// The entries of the page.
    nodes: Vec<Arc<T>>,
    /// Whether more follow, and after which cursor.
    page_info: PageInfo,
    /// How many entries the whole list has.
    total_count: i32,
}

/// An entry of a page.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub struct PagedEdge<T: OutputType> {
    /// Send it as `after` for what follows this entry.
    cursor: String,
    /// The entry.
    node: Arc<T>,
}

impl<T: OutputType> TypeName for Paged<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", T::type_name()).into()
    }
}

impl<T: OutputType> TypeName for PagedEdge<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", T::type_name()).into()
    }
}

/// Makes a page of a slice.
pub fn connection<C, R, T>(
    page: &Page<C>,
    slice: Slice<R>,
    cursor: impl Fn(&R) -> C,
    node: impl Fn(R) -> T,
) -> Paged<T>
where
    C: Serialize + for<'de> Deserialize<'de> + Send + Sync,
    T: OutputType,
{
    let size = usize::try_from(page.first).unwrap_or(usize::MAX);
    let has_next_page = slice.rows.len() > size;
    let edge =
        |row: R| PagedEdge { cursor: OpaqueCursor(cursor(&row)).encode_cursor(), node: Arc::new(node(row)) };
    let edges: Vec<PagedEdge<T>> = slice.rows.into_iter().take(size).map(edge).collect();
    let page_info = PageInfo {
        has_previous_page: page.after.is_some(),
        has_next_page,
        start_cursor: edges.first().map(|edge| edge.cursor.clone()),
        end_cursor: edges.last().map(|edge| edge.cursor.clone()),
    };
    let nodes = edges.iter().map(|edge| Arc::clone(&edge.node)).collect();
    Paged { edges, nodes, page_info, total_count: i32::try_from(slice.total).unwrap_or(i32::MAX) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::entity::id::{OrganizationId, StudyId};

    #[test]
    fn an_id_is_good_for_its_own_kind_only() {
        let key = Uuid::now_v7();
        let written = id("organization", key);
        assert_eq!(parse_id::<OrganizationId>("organization", &written), Ok(OrganizationId(key)));
        assert_eq!(parse_id::<StudyId>("study", &written), Err(Problem::NotAnId));
        for bad in ["", "organization", "organization_", "organization_x", &format!("organization_{key}")] {
            assert_eq!(
                parse_id::<OrganizationId>("organization", &ID::from(bad)),
                Err(Problem::NotAnId),
                "{bad}"
            );
        }
    }
}
