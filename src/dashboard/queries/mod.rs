//! What the dashboards read and keep.

mod kept;
mod movers;
mod owners;
mod peers;
mod population;
mod rounds;
mod services;
mod truth;

pub(super) use kept::{
    count_marked, counted, delete_marks, delete_marks_of_nothing, due, is_any_due, kept, lock_round_to_sum,
    marked, store_shares, store_sums, sums, sums_of,
};
pub(super) use movers::{before, movers};
pub(super) use owners::{Found, owners, with_scores};
pub(super) use peers::{
    peer_figures, peer_points, peer_points_in, store_peer_figures, store_points, waiting,
};
pub(super) use population::owners_of;
pub(super) use rounds::{earlier, opened, smallest_group};
pub(super) use services::{owners_counted, services_counted, services_of};
pub(super) use truth::{Facts, facts, overall_scores, scores, submissions};
