//! The outbox.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

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
         expires_at {time},
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
