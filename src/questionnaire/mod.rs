//! Questionnaires: their versions, sections, questions and options.
//!
//! Invariants:
//! - a question's code and kind outlive versions; wording, place and options belong to a version;
//! - a published version never changes: the use cases refuse it, and so do triggers in the database;
//! - a rule speaks of earlier questions and of the owner only, and what it speaks of is there ([`logic`]);
//! - the content hash of a published version is that of its canonical content ([`content`]).

mod answerable;
pub mod content;
pub mod difference;
mod draft;
pub mod dry_run;
mod examine;
pub mod files;
mod find;
pub mod fit;
pub mod graphql;
pub mod logic;
pub mod missing;
pub mod piping;
pub mod preview;
mod publish;
mod published;
mod queries;
mod random;
pub mod rules;
pub mod written;

pub use ::entity::{
    question, questionnaire, questionnaire_version, section, version_option, version_question,
};
pub use answerable::Answerable;
pub use draft::{NewQuestionnaire, change, copy, create, delete};
pub use examine::{Examined, examine, publishability};
pub use files::{
    AsFile, Destination, FileFormat, FromFile, Import, Maturity, Scoring, Source, export, import, read, write,
};
pub use find::{content_of, list, version};
pub use publish::{Publishing, publish, retire};
pub use published::PublishedVersions;
pub use queries::{
    ContentOf, QuestionById, QuestionnaireById, StoredPart, StoredQuestion, StoredSection, StoredVersion,
    VersionById, version_by_id,
};
