//! Studies, who works in them, and how they sign in.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &[
    "CREATE TABLE account (
         id {uuid} PRIMARY KEY,
         email {text} NOT NULL,
         email_key {text} NOT NULL UNIQUE,
         name {text} NOT NULL,
         language {text} NOT NULL CHECK (language IN ('nb', 'nn', 'en')),
         password_hash {text} NOT NULL,
         system_admin {bool} NOT NULL,
         disabled_at {time},
         created_at {time} NOT NULL
     )",
    "CREATE TABLE study (
         id {uuid} PRIMARY KEY,
         name {json} NOT NULL,
         smallest_group {int} NOT NULL CHECK (smallest_group BETWEEN 2 AND 100),
         synthetic {bool} NOT NULL,
         created_at {time} NOT NULL
     )",
    "CREATE TABLE membership (
         study_id {uuid} NOT NULL REFERENCES study (id) ON DELETE CASCADE,
         account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
         role {text} NOT NULL CHECK (role IN ('admin', 'analyst', 'leader')),
         created_at {time} NOT NULL,
         PRIMARY KEY (study_id, account_id)
     )",
    "CREATE INDEX membership_by_account ON membership (account_id)",
    "CREATE TABLE session (
         id {uuid} PRIMARY KEY,
         account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
         address_key {text} NOT NULL,
         created_at {time} NOT NULL,
         expires_at {time} NOT NULL,
         revoked_at {time}
     )",
    "CREATE INDEX session_by_account ON session (account_id, address_key)",
    "CREATE TABLE refresh_token (
         token_hash {bytes} PRIMARY KEY,
         session_id {uuid} NOT NULL REFERENCES session (id) ON DELETE CASCADE,
         created_at {time} NOT NULL,
         used_at {time}
     )",
    "CREATE INDEX refresh_token_by_session ON refresh_token (session_id)",
    "CREATE TABLE password_reset (
         token_hash {bytes} PRIMARY KEY,
         account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
         created_at {time} NOT NULL,
         expires_at {time} NOT NULL,
         used_at {time}
     )",
    "CREATE INDEX password_reset_by_account ON password_reset (account_id)",
    "CREATE TABLE throttle (
         bucket {text} PRIMARY KEY,
         failures {int} NOT NULL CHECK (failures >= 0),
         window_started_at {time} NOT NULL
     )",
];

const DOWN: &[&str] = &[
    "DROP TABLE throttle",
    "DROP TABLE password_reset",
    "DROP TABLE refresh_token",
    "DROP TABLE session",
    "DROP TABLE membership",
    "DROP TABLE study",
    "DROP TABLE account",
];
