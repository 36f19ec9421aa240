//! The outbox.

use sea_orm_migration::prelude::*;

use crate::sql;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, DOWN).await
    }
}

const UP: &[&str] = &[
    "CREATE TABLE mail_message (
         id {uuid} PRIMARY KEY,
         kind {text} NOT NULL CHECK (kind IN ('invitation', 'password_reset')),
         recipient {text} NOT NULL,
         about {uuid},
         sealed {bytes},
         status {text} NOT NULL CHECK (status IN ('queued', 'delivered', 'failed')),
         attempts {int} NOT NULL CHECK (attempts >= 0),
         due_at {time} NOT NULL,
         leased_until {time},
         lease {uuid},
         last_error {text},
         created_at {time} NOT NULL,
         finished_at {time},
         CHECK (status <> 'queued' OR sealed IS NOT NULL)
     )",
    "CREATE INDEX mail_message_due ON mail_message (due_at) WHERE status = 'queued'",
    "CREATE INDEX mail_message_about ON mail_message (about)",
];

const DOWN: &[&str] = &["DROP TABLE mail_message"];
