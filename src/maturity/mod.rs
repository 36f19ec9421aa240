//! Maturity: how far an owner has come in each dimension, with how much of it is known.
//!
//! Invariants:
//! - a score is computed by [`scoring`], [`mod@overall`] and [`levels`] alone, from the answers of one submission, what is known
//!   besides them (ratings, and the registry as it was then) and one model, and stored in the transaction that submits or rates, with a
//!   hash of what went in; all of them are stored in one place (`store`);
//! - a rating is never changed, and neither is what was kept of the registry with a submission;
//! - a dashboard reads stored scores and never computes one;
//! - a figure over owners says of how many, and what is missing widens its bounds instead of being left out.

mod adopt;
mod again;
mod beside;
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
mod rate;
mod remembered;
mod rescore;
pub mod scoring;
mod store;
mod uses;

pub use ::entity::{
    dimension, maturity_item, maturity_level, maturity_model, maturity_rating, overall_score, score,
    services_at_submission,
};
pub use adopt::{Adopted, After, Compared, Comparison, adopt, compare, compared};
use beside::Beside;
pub use beside::ExplainedBeside;
pub use dashboard::{OwnerScores, missing};
pub use explain::{ExplainedItem, Explanation, ItemState, NextQuestion, explain};
pub use explanations::Explanations;
pub use import::{import, take};
pub use in_files::ModelInFiles;
pub use model::{Model, NewDimension, NewItem, NewModel, create, find, written_rule};
pub use on_submit::ScoreOnSubmit;
pub use queries::{ItemOfModel, ItemsOf, OverallOf, items_with_questions, model_of, with_scores};
pub use rate::{NewRating, OwnerRating, rate, ratings};
pub use remembered::Models;
pub use rescore::{Differing, Rescored, rescore};
pub use uses::DashboardsOf;
