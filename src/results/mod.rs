//! Results: what the answers of a round come to, and the answers themselves, to read and to take along.
//!
//! Invariants:
//! - what counts of a response is said in one place (`queries::counted`): its answers as they stand once it is submitted; the
//!   latest submission while it is written again; never what was not shown, nor what stands beneath an answered whole;
//! - every figure says of how many, and those it leaves out are counted apart: a value, «don't know», not relevant, not shown,
//!   not answered and no response add up to all that the round is about;
//! - what adds up was read at one time (`db::snapshot`): a response that is submitted meanwhile is in all of it or in none;
//! - a figure takes a bounded number of statements, and an export bounded memory, however many answers there are;
//! - what was answered in an anonymous round is shown once it has closed for good, and enough have answered;
//! - those who may see dashboards see figures; texts and exports show what single owners said, and need the permission to
//!   read answers.

mod cross;
mod cross_table;
pub mod export;
mod figures;
mod frequencies;
pub mod graphql;
mod left_out;
mod open_answers;
mod queries;
pub mod statistics;

pub use cross::{Category, CrossTable, State};
pub use cross_table::{Background, Variable, categories, cross_table};
pub use figures::{Counts, Days, Figures, QuestionFigures};
pub use frequencies::{Round, RoundFigures, frequencies, round_figures};
pub use left_out::LeftOutOnSubmit;
pub use open_answers::{AnonymousAnswer, OfOwner, OpenAnswer, TextCursor, anonymous_answers, open_answers};
