//! Behaviour, through the front door: HTTP, web sockets, mail, the command line, on both databases.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines,
    reason = "this is how a test says that it failed"
)]

mod answering;
mod auth;
mod browser;
mod cli;
mod connections;
mod contract;
mod dashboard;
mod demo;
mod durability;
mod exchange;
mod frames;
mod harness;
mod http;
mod library;
mod limits;
mod look_up;
mod mail;
mod maturity;
mod question_kinds;
mod questionnaire_files;
mod questionnaires;
mod registry;
mod results;
mod roles;
mod rounds;
mod rules;
mod schema;
mod services;
mod socket;
mod statements;
mod story;
mod tidy;
mod together;
mod versions;
mod world;
