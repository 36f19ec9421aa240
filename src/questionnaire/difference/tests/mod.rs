//! What is found between two contents, by examples and by random ones.

mod mutants;
mod properties;
mod verdicts;
