//! Proposals: what those who answer say is wrong with what is on file of the owner's services, until somebody who may change the registry
//! accepts it or refuses it.
//!
//! Invariants:
//! - a proposal changes nothing in the registry; accepting does, by the registry's own operations and with its history, in the
//!   transaction that decides;
//! - one can propose only what the registry would take, and only of services of the owner that one answers for;
//! - of one invitation there is at most one open proposal for each service (an index keeps it): who proposes anew puts that in its place;
//! - a decision is about what was read: it names it by a hash of what is proposed and of what is on file ([`content_hash`]), so that
//!   neither another proposal nor a change to the registry is decided on unseen;
//! - a proposal is decided once, and what was decided is kept (the database refuses to change it).

mod decide;
mod find;
pub mod graphql;
mod propose;
mod queries;
mod seen;
mod withdraw;

pub use ::entity::proposal;
pub use decide::{Acceptance, accept, refuse};
pub use find::{ProposalFilter, by_id, list};
pub use propose::{NewProposal, Proposed, propose};
pub use queries::InvitationById;
pub use seen::{SeenField, content_hash, seen_fields};
pub use withdraw::withdraw;
