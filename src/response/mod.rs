//! Responses: answers saved as one types, and submissions that are kept for good.
//!
//! Invariants:
//! - a response belongs to one invitation, and only its respondent writes it;
//! - an answer that was acknowledged is committed;
//! - an answer is changed only by someone who knew its latest revision, so that colleagues never overwrite each other
//!   unseen; saving the same again changes nothing, and the same client key again is answered as the first time;
//! - of answers sent together each is saved or told for itself;
//! - a submission never changes (the database refuses it); what else follows from it happens in the same transaction,
//!   through [`OnSubmit`];
//! - what the owner submitted in an earlier round is no answer before it is confirmed ([`mod@earlier`]);
//! - what is submitted in an anonymous round belongs to nobody: it is kept apart, and what was written is deleted (`anonymous`);
//! - a response that is reopened keeps its submissions, and counts by the latest one until the next.

mod about;
mod again;
mod anonymous;
mod approvals;
mod attention;
mod carried;
mod check;
mod comments;
mod complete;
pub mod earlier;
mod find;
mod frozen;
pub mod graphql;
mod hand_overs;
mod input;
mod logic;
mod news;
mod plan;
mod queries;
pub mod receipt;
mod reopen;
mod room;
mod save;
mod share;
mod standing;
mod submit;
mod submitted;
mod uses;

pub use ::entity::{anonymous_response, answer, answer_comment, approval, reopening, response, submission};
pub use again::ClientKey;
pub use anonymous::{ForgetOnRenewal, settle_closed, settle_until};
pub use approvals::{Approval, approval as approval_now, decide};
pub use attention::{Attention, AttentionCursor, AttentionKind, attention};
pub use carried::{EarlierAnswer, NotCarried, WhyNotCarried};
pub use check::Given;
pub use comments::{NewComment, add_comment, change_comment, comments, delete_comment, settle_comment};
pub use earlier::{Earlier, confirm, earlier};
pub use find::{Answering, answering, by_id, own};
pub use frozen::{Frozen, FrozenAnswer, FrozenOrigin, FrozenState};
pub use hand_overs::{HandedOver, hand_overs, with_standing};
use logic::hidden_in;
pub use logic::{Outcome, outcome};
pub use news::{Known, News, listens_to, news};
pub use queries::{
    AnswersOf, OptionById, OriginOf, ReopeningsOf, ResponseById, StoredAnswer, SubmissionById, SubmissionsOf,
    of_submitted,
};
pub use receipt::{Receipt, receipt};
pub use reopen::reopen;
pub use save::{Clash, SaveAnswer, Saved, Saving, save};
use share::Share;
pub use standing::{QuestionStanding, SectionStanding, Standing};
use standing::{standing, standings};
pub use submit::{OnSubmit, Sent, Submitted, submit};
pub use submitted::{AsSubmitted, all_as_submitted, as_submitted};
pub use uses::AnswersGiven;
