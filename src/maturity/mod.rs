//! Maturity: how far an owner has come in each dimension, with how much of it is known.
//!
//! Invariants:
//! - a score is computed by [`scoring`], [`mod@overall`] and [`levels`] alone, from the answers of one submission and one model, and stored
//!   in the transaction that submits, with a hash of what went in; all of them are stored in one place (`store`);
//! - a dashboard reads stored scores and never computes one;
//! - a figure over owners says of how many, and what is missing widens its bounds instead of being left out.

mod adopt;
mod again;
mod compute;
mod dashboard;
mod explain;
pub mod explanation;
mod explanations;
pub mod graphql;
mod import;
mod in_files;
mod input;
pub mod levels;
mod model;
mod on_submit;
pub mod overall;
mod queries;
mod remembered;
mod rescore;
pub mod scoring;
mod store;
mod uses;

pub use ::entity::{dimension, maturity_item, maturity_level, maturity_model, overall_score, score};
pub use adopt::{Adopted, After, Compared, Comparison, adopt, compare, compared};
pub use dashboard::{OwnerScores, missing};
pub use explain::{ExplainedItem, Explanation, ItemState, NextQuestion, explain};
pub use explanations::Explanations;
pub use import::{import, take};
pub use in_files::ModelInFiles;
pub use model::{Model, NewDimension, NewItem, NewModel, create, find, written_rule};
pub use on_submit::ScoreOnSubmit;
pub use queries::{ItemOfModel, ItemsOf, OverallOf, items_with_questions, model_of, with_scores};
pub use remembered::Models;
pub use rescore::{Differing, Rescored, rescore};
pub use uses::DashboardsOf;
