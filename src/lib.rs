//! Trespor: stakeholder analysis for platform migrations, as a GraphQL API.
//!
//! One folder for each stage of the flow of data, in this order; a stage may use those before it, never those
//! after it: [`registry`], [`study`], [`exchange`], [`questionnaire`], [`library`], [`round`], [`response`], [`proposal`], [`results`], [`maturity`].
//! Beside them what all of them stand on: [`auth`], [`mail`], [`brreg`], [`db`], [`config`], [`error`], [`table`], [`value`]; and what
//! puts them together:
//! [`graphql`], [`http`], [`cli`]. `ARCHITECTURE.md` has the map and the invariants.

// Each stage adds roots to the schema, and each root makes the futures that resolve them a level deeper.
#![recursion_limit = "256"]

pub mod app;
pub mod auth;
pub mod brreg;
pub mod cli;
pub mod clock;
pub mod config;
pub mod cx;
pub mod dashboard;
pub mod db;
pub mod demo;
pub mod error;
pub mod events;
pub mod exchange;
pub mod graphql;
pub mod history;
pub mod http;
pub mod library;
pub mod mail;
pub mod maturity;
mod private_file;
pub mod proposal;
pub mod questionnaire;
pub mod registry;
pub mod response;
pub mod results;
pub mod round;
pub mod study;
pub mod table;
pub mod value;

pub use cx::Cx;
