use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::connection::{CursorType, OpaqueCursor, PageInfo};
use async_graphql::{OutputType, SimpleObject, TypeName};
use serde::{Deserialize, Serialize};

use super::Result;
use super::payload::{Told, coded};
use crate::db::{Page, Slice};

/// Longest page of a connection.
pub const MAX_PAGE: i32 = 100;
/// Length of a page where none is asked for.
pub const DEFAULT_PAGE: i32 = 25;

const OUT_OF_RANGE: [&str; 3] = [
    "Be om 1 til 100 om gangen (`first`).",
    "Be om 1 til 100 om gongen (`first`).",
    "Ask for 1 to 100 at a time (`first`).",
];
const NO_CURSOR: [&str; 3] = [
    "`after` er ingen plass i denne listen. Begynn fra starten av den.",
    "`after` er ingen plass i denne lista. Byrj frå starten av henne.",
    "`after` is no place in this list. Begin at its start.",
];
const OTHER_CURSOR: [&str; 3] = [
    "`after` er en plass i en annen liste, eller i denne med en annen rekkefølge. Begynn fra starten av listen.",
    "`after` er ein plass i ei anna liste, eller i denne med ei anna rekkjefølgje. Byrj frå starten av lista.",
    "`after` is a place in another list, or in this one in another order. Begin at its start.",
];

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
        return Err(coded(Told::Argument(OUT_OF_RANGE), "PAGE_OUT_OF_RANGE"));
    }
    let after = match after {
        None => None,
        Some(raw) => {
            let cursor = OpaqueCursor::<C>::decode_cursor(&raw)
                .map_err(|_| coded(Told::Argument(NO_CURSOR), "INVALID_CURSOR"))?;
            Some(cursor.0)
        }
    };
    Ok(Page { first: u64::from(first.unsigned_abs()), after })
}

/// As [`page`], of a list whose cursors say which list it is and how it is sorted.
///
/// # Errors
/// As [`page`]; `INVALID_CURSOR` too where the cursor is of another list, or of one that is sorted otherwise (`is_ours`).
pub fn page_of<C>(first: Option<i32>, after: Option<String>, is_ours: impl Fn(&C) -> bool) -> Result<Page<C>>
where
    C: Serialize + for<'de> Deserialize<'de> + Send + Sync,
{
    let page = page(first, after)?;
    if page.after.as_ref().is_some_and(|after| !is_ours(after)) {
        return Err(coded(Told::Argument(OTHER_CURSOR), "INVALID_CURSOR"));
    }
    Ok(page)
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
