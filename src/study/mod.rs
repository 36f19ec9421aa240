//! Studies: who works in them with which role, and their frame (the population that is asked).
//!
//! Invariants: whoever makes a study is its first administrator, and it always keeps one; an owner is in a frame once.

mod frame;
pub mod graphql;
mod members;
mod queries;
mod studies;

pub use ::entity::{membership, study};
pub use frame::{add_to_frame, list_frame};
pub use members::{grant_role, list_members, revoke_role};
pub use queries::{StudyById, frame, lock_models, share_models};
pub use studies::{NewStudy, authorize, by_id, create, list};
