//! How a questionnaire stands in files: our own JSON form ([`json`]). Pure: no database, no clock.
//!
//! What always holds:
//! - whatever is wrong with a file is listed completely, each with its place, and nothing of the file is taken then;
//! - what is written reads back as exactly the same content.

pub mod json;
pub mod maturity;
mod shape;
#[cfg(test)]
mod tests;
