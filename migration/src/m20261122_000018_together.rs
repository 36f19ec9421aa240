//! Answering together: people whom those who were invited let in, with links of their own, and comments on questions.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &[
    "CREATE TABLE participant (
         id {uuid} PRIMARY KEY,
         invitation_id {uuid} NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
         contact_id {uuid} NOT NULL REFERENCES contact (id),
         role {text} NOT NULL CHECK (role IN ('colleague', 'approver')),
         sections {json} NOT NULL,
         word {text},
         language {text} NOT NULL CHECK (language IN ('nb', 'nn', 'en')),
         status {text} NOT NULL CHECK (status IN ('queued', 'sent', 'opened', 'failed', 'bounced')),
         mails {int} NOT NULL CHECK (mails >= 0),
         queued_at {time} NOT NULL,
         sent_at {time},
         opened_at {time},
         revoked_at {time},
         created_at {time} NOT NULL,
         UNIQUE (invitation_id, role, contact_id)
     )",
    "CREATE INDEX participant_by_contact ON participant (contact_id)",
    "ALTER TABLE invitation_link ADD COLUMN participant_id {uuid} REFERENCES participant (id) ON DELETE CASCADE",
    "CREATE INDEX invitation_link_by_participant ON invitation_link (participant_id)",
    "CREATE TABLE answer_comment (
         id {uuid} PRIMARY KEY,
         invitation_id {uuid} NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
         question_id {uuid} NOT NULL REFERENCES question (id),
         contact_id {uuid} REFERENCES contact (id),
         account_id {uuid} REFERENCES account (id),
         text {text} NOT NULL,
         client_key {text},
         created_at {time} NOT NULL,
         changed_at {time},
         settled_at {time},
         UNIQUE (invitation_id, client_key),
         CHECK ((contact_id IS NULL) <> (account_id IS NULL))
     )",
    "CREATE INDEX answer_comment_by_invitation ON answer_comment (invitation_id, id)",
    "CREATE INDEX answer_comment_by_question ON answer_comment (question_id)",
    "CREATE INDEX answer_comment_by_contact ON answer_comment (contact_id)",
    "CREATE INDEX answer_comment_by_account ON answer_comment (account_id)",
];

// The earlier schema knows nothing of links that are good for a part only, so that none of them may be left.
const DOWN: &[&str] = &[
    "DROP TABLE answer_comment",
    "DELETE FROM invitation_link WHERE participant_id IS NOT NULL",
    "DELETE FROM invitation_event WHERE kind IN ('handed_over', 'taken_back') OR mail = 'hand_over'",
    "DELETE FROM mail_text WHERE kind = 'hand_over'",
    "DELETE FROM mail_message WHERE kind = 'hand_over'",
    "DROP INDEX invitation_link_by_participant",
    "ALTER TABLE invitation_link DROP COLUMN participant_id",
    "DROP TABLE participant",
];
