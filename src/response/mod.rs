//! Responses: answers saved as one types, and submissions that are kept for good.
//!
//! Invariants:
//! - a response belongs to one invitation, and only its respondent writes it;
//! - an answer that was acknowledged is committed;
//! - an answer is changed only by someone who knew its latest revision, so that colleagues never overwrite each other
//!   unseen; saving the same again changes nothing;
//! - a submission never changes (the database refuses it); what else follows from it happens in the same transaction,
//!   through [`OnSubmit`].

mod check;
mod complete;
mod find;
mod frozen;
pub mod graphql;
mod input;
mod logic;
mod queries;
mod save;
mod submit;
mod uses;

pub use ::entity::{answer, response, submission};
pub use check::Given;
pub use find::{by_id, own};
use logic::hidden_in;
pub use logic::{Outcome, answers_that_count, outcome};
pub use queries::{
    AnswersOf, LatestSubmissionOf, OptionById, ResponseById, StoredAnswer, of_submitted, owner_of,
};
pub use save::{SaveAnswer, save};
pub use submit::{OnSubmit, Submitted, submit};
pub use uses::AnswersGiven;
