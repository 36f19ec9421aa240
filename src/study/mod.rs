//! Studies: who works in them with which role, their frame (the population that is asked), and where its owners stand.
//!
//! Invariants: whoever makes a study is its first administrator, and it always keeps one; an owner is in a frame once;
//! what is said of it there is written to [`history`](crate::history) in the transaction that says it.

mod frame;
pub mod graphql;
pub mod many;
mod members;
mod positions;
mod queries;
mod remembered;
mod studies;

pub use ::entity::stakeholder_position::{Attitude, Extent};
pub use ::entity::{frame_member, membership, stakeholder_position, study};
pub use frame::{
    FrameChange, FrameFilter, Framed, add_to_frame, describe_frame_member, list_frame, list_frame_members,
    remove_from_frame,
};
pub use members::{grant_role, list_members, revoke_role};
pub use positions::{Position, PowerInterest, power_interest, set_position};
pub use queries::{OwnersAt, StudyById, frame, frame_where, hold_frame, lock_models, share_models};
pub use remembered::Said;
pub use studies::{NewStudy, StudyChange, authorize, by_id, change, create, list};
