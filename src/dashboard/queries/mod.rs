//! What the dashboards read and keep.

mod kept;
mod owners;
mod peers;
mod rounds;
mod services;
mod truth;

pub(super) use kept::{
    Due, counted, delete_marks, delete_marks_of_nothing, due, is_any_due, lock_round_to_sum, store_shares,
    store_sums, sums, sums_of,
};
pub(super) use owners::owners_of;
pub(super) use peers::{peer_figures, peer_points, store_peer_figures, store_points, waiting};
pub(super) use rounds::{opened, smallest_group};
pub(super) use services::{owners_counted, services_counted, services_of};
pub(super) use truth::{Facts, facts, overall_scores, scores, submissions};
