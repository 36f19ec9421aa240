//! The library: questions, sections and sets of dimensions that are kept for reuse, by every study of the installation.
//!
//! Invariants:
//! - what is kept was checked as far as it can be by itself; what its rules speak of is checked where it is put;
//! - what is taken from the library is a copy: later changes to the entry change no questionnaire.

mod entries;
mod entry;
pub mod graphql;
mod queries;
mod take;

pub use ::entity::library_entry;
pub use entries::{change, keep, list, remove};
pub use entry::Entry;
use entry::content;
pub use take::{Place, dimensions, take};
