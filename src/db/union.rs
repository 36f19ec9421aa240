use sea_orm::sea_query::{Alias, Asterisk, Query, SelectStatement, UnionType};

/// Parts of a union, below the databases' limit (500 on SQLite).
pub(crate) const MOST_PARTS: usize = 200;

/// One statement for several, at most [`MOST_PARTS`], each of which sorts and cuts what it gives; nothing where there are none. What
/// comes of all is in no order.
pub(crate) fn union_of(parts: impl IntoIterator<Item = SelectStatement>) -> Option<SelectStatement> {
    // SQLite sorts and cuts the parts of a union only where each is a query of its own.
    let of_its_own = |part: SelectStatement| {
        Query::select().column(Asterisk).from_subquery(part, Alias::new("part")).to_owned()
    };
    let mut parts = parts.into_iter().map(of_its_own);
    let mut all = parts.next()?;
    for part in parts {
        all.union(UnionType::All, part);
    }
    Some(all)
}
