//! Rounds and invitations.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &[
    "CREATE TABLE round (
         id {uuid} PRIMARY KEY,
         study_id {uuid} NOT NULL REFERENCES study (id) ON DELETE CASCADE,
         version_id {uuid} NOT NULL REFERENCES questionnaire_version (id),
         name {json} NOT NULL,
         opens_at {time} NOT NULL,
         closes_at {time} NOT NULL,
         client_key {text},
         created_at {time} NOT NULL,
         UNIQUE (study_id, client_key),
         CHECK (closes_at > opens_at)
     )",
    "CREATE TABLE population_member (
         round_id {uuid} NOT NULL REFERENCES round (id) ON DELETE CASCADE,
         organization_id {uuid} NOT NULL REFERENCES organization (id),
         PRIMARY KEY (round_id, organization_id)
     )",
    "CREATE INDEX population_member_by_organization ON population_member (organization_id)",
    "CREATE INDEX round_by_study ON round (study_id, opens_at)",
    "CREATE INDEX round_by_version ON round (version_id)",
    "CREATE TABLE invitation (
         id {uuid} PRIMARY KEY,
         round_id {uuid} NOT NULL REFERENCES round (id) ON DELETE CASCADE,
         organization_id {uuid} NOT NULL REFERENCES organization (id),
         contact_id {uuid} NOT NULL REFERENCES contact (id),
         status {text} NOT NULL CHECK (status IN ('queued', 'sent', 'opened', 'started', 'submitted', 'failed')),
         language {text} NOT NULL CHECK (language IN ('nb', 'nn', 'en')),
         queued_at {time} NOT NULL,
         sent_at {time},
         opened_at {time},
         started_at {time},
         submitted_at {time},
         revoked_at {time},
         UNIQUE (round_id, organization_id)
     )",
    "CREATE INDEX invitation_by_organization ON invitation (organization_id)",
    "CREATE INDEX invitation_by_contact ON invitation (contact_id)",
    "CREATE TABLE invitation_link (
         id {uuid} PRIMARY KEY,
         invitation_id {uuid} NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
         token_hash {bytes} NOT NULL UNIQUE,
         created_at {time} NOT NULL,
         expires_at {time} NOT NULL,
         revoked_at {time}
     )",
    "CREATE INDEX invitation_link_by_invitation ON invitation_link (invitation_id)",
];

const DOWN: &[&str] = &[
    "DROP TABLE invitation_link",
    "DROP TABLE invitation",
    "DROP TABLE population_member",
    "DROP TABLE round",
];
