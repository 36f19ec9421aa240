//! How a questionnaire stands in files: our own JSON form ([`json`]), and XLSForm ([`xlsform`]). No database, no clock.
//!
//! What always holds:
//! - whatever is wrong with a file is listed completely, each with its place, and nothing of the file is taken then;
//! - what is written reads back as exactly the same content.

pub mod json;
pub mod maturity;
mod shape;
#[cfg(test)]
mod tests;
pub mod xlsform;
