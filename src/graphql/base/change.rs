use async_graphql::MaybeUndefined;

use crate::error::{Problem, Refusals};

/// Reads a field of a change that may be left out (it stays), be null (it is taken away), or have a value.
pub fn change<T, U>(
    refusals: &mut Refusals,
    field: &str,
    sent: MaybeUndefined<T>,
    read: impl FnOnce(T) -> Result<Option<U>, Problem>,
) -> Option<Option<U>> {
    match sent {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => refusals.check(field, read(value)),
    }
}
