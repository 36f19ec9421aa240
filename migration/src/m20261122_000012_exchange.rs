//! Files that were sent, and what becomes of importing them.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &[
    "CREATE TABLE upload (
         id {uuid} PRIMARY KEY,
         account_id {uuid} NOT NULL REFERENCES account (id),
         name {text} NOT NULL,
         bytes {big} NOT NULL CHECK (bytes >= 0),
         complete {bool} NOT NULL,
         created_at {time} NOT NULL
     )",
    "CREATE INDEX upload_by_account ON upload (account_id, created_at)",
    "CREATE TABLE upload_part (
         upload_id {uuid} NOT NULL REFERENCES upload (id) ON DELETE CASCADE,
         number {int} NOT NULL CHECK (number >= 0),
         data {bytes} NOT NULL,
         PRIMARY KEY (upload_id, number)
     )",
    "CREATE TABLE import_job (
         id {uuid} PRIMARY KEY,
         account_id {uuid} NOT NULL REFERENCES account (id),
         upload_id {uuid} REFERENCES upload (id) ON DELETE SET NULL,
         kind {text} NOT NULL CHECK (kind IN
             ('owners', 'contacts', 'services', 'volumes', 'capabilities', 'needs', 'frame')),
         study_id {uuid} REFERENCES study (id) ON DELETE CASCADE,
         file_name {text} NOT NULL,
         sheet {text},
         columns {json} NOT NULL,
         dry_run {bool} NOT NULL,
         client_key {text},
         status {text} NOT NULL CHECK (status IN
             ('queued', 'reading', 'applying', 'done', 'refused', 'cancelled', 'failed')),
         rows_read {big} NOT NULL CHECK (rows_read >= 0),
         rows_new {big} NOT NULL CHECK (rows_new >= 0),
         rows_changed {big} NOT NULL CHECK (rows_changed >= 0),
         rows_unchanged {big} NOT NULL CHECK (rows_unchanged >= 0),
         rows_refused {big} NOT NULL CHECK (rows_refused >= 0),
         problems {json} NOT NULL,
         attempts {int} NOT NULL CHECK (attempts >= 0),
         lease {uuid},
         leased_until {time},
         created_at {time} NOT NULL,
         finished_at {time},
         CHECK ((kind = 'frame') = (study_id IS NOT NULL)),
         CHECK ((status IN ('queued', 'reading', 'applying')) = (finished_at IS NULL))
     )",
    "CREATE UNIQUE INDEX import_job_by_client_key ON import_job (account_id, client_key) WHERE client_key IS NOT NULL",
    "CREATE INDEX import_job_waiting ON import_job (id) WHERE finished_at IS NULL",
    "CREATE INDEX import_job_by_upload ON import_job (upload_id)",
    "CREATE TABLE import_row (
         import_id {uuid} NOT NULL REFERENCES import_job (id) ON DELETE CASCADE,
         number {big} NOT NULL CHECK (number > 0),
         fate {text} NOT NULL CHECK (fate IN ('new', 'changed', 'unchanged', 'refused')),
         row_key {text} NOT NULL,
         changes {json} NOT NULL,
         problems {json} NOT NULL,
         PRIMARY KEY (import_id, number)
     )",
    "CREATE INDEX import_row_by_fate ON import_row (import_id, fate, number)",
];

const DOWN: &[&str] =
    &["DROP TABLE import_row", "DROP TABLE import_job", "DROP TABLE upload_part", "DROP TABLE upload"];
