//! Signing in and out, tokens, passwords and accounts, as clients see them.

mod accounts;
mod guessing;
mod people;
mod resets;
mod sessions;
