//! Dashboards: what the scores and answers of a round come to, for all its owners and for groups of them.
//!
//! Invariants:
//! - figures are read from sums that are kept (`keep`), so that a round of a hundred thousand owners takes as many statements and reads as
//!   many rows as one of sixty;
//! - whoever changes something leaves a mark and goes on: nobody queues for a sum. Who reads adds what is marked to what is kept, so that
//!   figures are never behind;
//! - sums are whole numbers (`sums`): the same owners come to the same figures, in whatever order they came, went and came again;
//! - every figure says of how many (n), out of how many (N), and what is not known widens its bounds.

mod change;
mod difference;
pub mod export;
mod followed_up;
pub mod graphql;
mod keep;
mod movers;
mod overview;
mod own;
mod owners;
mod peers;
mod profile;
mod queries;
pub mod services;
mod shares;
mod show_peers;
pub mod statistics;
mod sums;
mod trend;

pub use change::MeanChange;
pub use difference::{Difference, GroupMean};
pub use followed_up::{FollowedUp, followed_up};
pub use keep::{keep_until, keep_up};
pub use movers::{Mover, MoverPlace, Movers, Moving, movers};
pub use overview::{Dashboard, GroupFigures, dashboard, groups};
pub use own::{OwnDimension, OwnMaturity, Peers, own};
pub use owners::{Measure, OwnerList, OwnerOrder, OwnerPick, Place, ScorePick, owners};
pub use peers::PeerFigure;
pub use profile::{Beside, Earlier, Profile, ProfilePart, Standing, profile};
pub use statistics::DimensionFigures;
pub use trend::{Break, Breaks, TrendRound, trend};
