//! Questionnaires: their versions, sections, questions and options.
//!
//! Invariants:
//! - a question's code and kind outlive versions; wording, place and options belong to a version;
//! - a published version never changes: the use cases refuse it, and so do triggers in the database;
//! - a rule speaks of earlier questions and of the owner only, and what it speaks of is there ([`visibility`]);
//! - the content hash of a published version is that of its canonical content ([`content`]).

pub mod content;
mod draft;
mod find;
pub mod graphql;
mod input;
mod publish;
mod published;
mod queries;
pub mod rules;
pub mod visibility;

pub use ::entity::{
    question, questionnaire, questionnaire_version, section, version_option, version_question,
};
pub use draft::{NewQuestionnaire, create};
pub use find::{list, version};
pub use publish::publish;
pub use published::PublishedVersions;
pub use queries::{
    ContentOf, QuestionById, QuestionnaireById, StoredQuestion, StoredSection, StoredVersion, VersionById,
    version_by_id,
};
