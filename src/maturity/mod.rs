//! Maturity: how far an owner has come in each dimension, with how much of it is known.
//!
//! Invariants:
//! - a score is computed by [`scoring`] alone, from the answers of one submission and one model, and stored in the
//!   transaction that submits, with a hash of what went in;
//! - a dashboard reads stored scores and never computes one;
//! - a figure over owners says of how many, and what is missing widens its bounds instead of being left out.

mod dashboard;
pub mod graphql;
mod import;
mod in_files;
mod input;
mod model;
mod on_submit;
mod queries;
pub mod scoring;
mod uses;

pub use ::entity::{dimension, maturity_item, maturity_level, maturity_model, score};
pub use dashboard::{OwnerScores, missing, owners};
pub use import::{import, take};
pub use in_files::ModelInFiles;
pub use model::{Model, NewDimension, NewItem, NewModel, create, find};
pub use on_submit::ScoreOnSubmit;
pub use queries::{ItemOfModel, ItemsOf, items_with_questions, model_of};
pub use uses::DashboardsOf;
