//! Much that is said of owners at once, in a handful of statements, each remembered as if it were said alone. Called by later
//! stages, inside their own use cases: they authorize.

use super::remembered::{self, Said};
use super::{queries, stakeholder_position};
use crate::Cx;
use crate::db::Txn;
use crate::error::Error;
use crate::history;

/// What a study says of one owner among many.
pub struct FrameWrite {
    /// As it is, read and locked in the same transaction; absent where the owner is new in the frame.
    pub before: Option<Said>,
    /// As it shall be.
    pub after: Said,
}

/// Writes what a study says of owners, of new ones and of such as are in its frame.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub async fn write_frame(cx: &Cx, txn: &Txn, writes: Vec<FrameWrite>) -> Result<(), Error> {
    let (mut members, mut positions, mut taken_back, mut entries) = (vec![], vec![], vec![], vec![]);
    for FrameWrite { before, after } in writes {
        entries.extend(remembered::entry_of_saying(cx, before.as_ref(), &after));
        let was = before.as_ref().and_then(|before| before.position.as_ref());
        match after.position {
            Some(position) if !was.is_some_and(|was| says_the_same(was, &position)) => {
                positions.push(position);
            }
            None if was.is_some() => taken_back.push((after.member.study_id, after.member.organization_id)),
            _ => {}
        }
        members.push(after.member);
    }
    queries::store_frame(txn, members).await?;
    queries::forget_positions(txn, &taken_back).await?;
    queries::store_positions(txn, positions).await?;
    history::record_all(txn, entries).await
}

fn says_the_same(one: &stakeholder_position::Model, other: &stakeholder_position::Model) -> bool {
    let said = |position: &stakeholder_position::Model| {
        (position.influence, position.interest, position.attitude, position.expectations.clone())
    };
    said(one) == said(other)
}
