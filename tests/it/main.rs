//! Behaviour, through the front door: HTTP, web sockets, mail, the command line, on both databases.

mod answering;
mod auth;
mod cli;
mod contract;
mod durability;
mod harness;
mod http;
mod limits;
mod mail;
mod registry;
mod roles;
mod schema;
mod socket;
mod story;
mod tidy;
mod world;
