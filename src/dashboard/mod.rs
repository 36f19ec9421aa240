//! Dashboards: what the scores and answers of a round come to, for all its owners and for groups of them.
//!
//! Invariants:
//! - figures are read from sums that are kept (`keep`), so that a round of a hundred thousand owners takes as many statements and reads as
//!   many rows as one of sixty;
//! - whoever changes something leaves a mark and goes on: nobody queues for a sum. Who reads adds what is marked to what is kept, so that
//!   figures are never behind;
//! - sums are whole numbers (`sums`): the same owners come to the same figures, in whatever order they came, went and came again;
//! - every figure says of how many (n), out of how many (N), and what is not known widens its bounds.

pub mod export;
pub mod graphql;
mod keep;
mod overview;
mod own;
mod peers;
mod queries;
pub mod services;
mod shares;
mod show_peers;
pub mod statistics;
mod sums;
mod trend;

pub use keep::{keep_until, keep_up};
pub use overview::{Dashboard, GroupFigures, dashboard, groups};
pub use own::{OwnDimension, OwnMaturity, Peers, own};
pub use peers::PeerFigure;
pub use statistics::DimensionFigures;
pub use trend::{Break, TrendRound, trend};
