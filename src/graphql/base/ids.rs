use async_graphql::ID;
use uuid::Uuid;

use super::{Result, to_graphql};
use crate::error::{Error, Problem};

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
    id.map(|id| parse_id(kind, id)).transpose().map_err(no_id)
}

/// Reads a key that a query cannot do without.
///
/// # Errors
/// `INVALID_ID` for anything that is not a key of this kind.
pub fn required_id<T: From<Uuid>>(kind: &str, id: &ID) -> Result<T> {
    parse_id(kind, id).map_err(no_id)
}

fn no_id(problem: Problem) -> async_graphql::Error {
    to_graphql(Error::refused("", problem))
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
