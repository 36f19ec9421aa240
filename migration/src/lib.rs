//! The schema, step by step, on SQLite and PostgreSQL alike.
//!
//! A migration is plain SQL that both databases read, with the types that they name differently in braces (see
//! `sql`). Every migration runs in one transaction, has a way down, and is tested up, down and up on both.
//! To add one, add a file `m<date>_<number>_<what>.rs` and a line in [`Migrator`].

pub use sea_orm_migration::{MigrationTrait, MigratorTrait};

mod m20261121_000001_accounts;
mod m20261121_000002_mail;
mod m20261121_000003_registry;
mod m20261121_000004_questionnaires;
mod m20261121_000005_rounds;
mod m20261121_000006_responses;
mod m20261121_000007_maturity;
mod m20261122_000008_registry_in_full;
mod m20261122_000009_rules;
mod m20261122_000010_question_kinds;
mod m20261122_000011_library;
mod m20261122_000012_exchange;
mod m20261122_000013_for_good;
mod m20261122_000014_registry_mended;
mod m20261122_000015_rounds_in_full;
mod m20261122_000016_answering;
mod m20261122_000017_answers_left_out;
mod m20261122_000018_together;
mod m20261122_000019_approval;
mod m20261122_000020_link_visits;
mod m20261122_000021_earlier_answers;
mod m20261122_000022_round_history;
mod m20261122_000023_languages;
mod m20261122_000024_proposals;
mod m20261122_000025_mails_to_those_who_answered;
mod m20261122_000026_anonymous;
mod m20261122_000027_overall;
mod m20261122_000028_figures;
mod m20261123_000029_owner_scores;
mod m20261123_000030_measured_otherwise;
mod m20261123_000032_peers;
mod m20261123_000034_peers_by_model;
mod sql;

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_accounts::Migration),
            Box::new(m20261121_000002_mail::Migration),
            Box::new(m20261121_000003_registry::Migration),
            Box::new(m20261121_000004_questionnaires::Migration),
            Box::new(m20261121_000005_rounds::Migration),
            Box::new(m20261121_000006_responses::Migration),
            Box::new(m20261121_000007_maturity::Migration),
            Box::new(m20261122_000008_registry_in_full::Migration),
            Box::new(m20261122_000009_rules::Migration),
            Box::new(m20261122_000010_question_kinds::Migration),
            Box::new(m20261122_000011_library::Migration),
            Box::new(m20261122_000012_exchange::Migration),
            Box::new(m20261122_000013_for_good::Migration),
            Box::new(m20261122_000014_registry_mended::Migration),
            Box::new(m20261122_000015_rounds_in_full::Migration),
            Box::new(m20261122_000016_answering::Migration),
            Box::new(m20261122_000017_answers_left_out::Migration),
            Box::new(m20261122_000018_together::Migration),
            Box::new(m20261122_000019_approval::Migration),
            Box::new(m20261122_000020_link_visits::Migration),
            Box::new(m20261122_000021_earlier_answers::Migration),
            Box::new(m20261122_000022_round_history::Migration),
            Box::new(m20261122_000023_languages::Migration),
            Box::new(m20261122_000024_proposals::Migration),
            Box::new(m20261122_000025_mails_to_those_who_answered::Migration),
            Box::new(m20261122_000026_anonymous::Migration),
            Box::new(m20261122_000027_overall::Migration),
            Box::new(m20261122_000028_figures::Migration),
            Box::new(m20261123_000029_owner_scores::Migration),
            Box::new(m20261123_000030_measured_otherwise::Migration),
            Box::new(m20261123_000032_peers::Migration),
            Box::new(m20261123_000034_peers_by_model::Migration),
        ]
    }
}
