//! Rounds in which somebody must approve before a response is submitted.

crate::sql::migration! { up: UP, down: DOWN, frozen: FROZEN }

const UP: &[&str] = &[
    // As in the migration of the kinds of questions: SQLite cannot change a CHECK.
    "{sqlite} PRAGMA writable_schema = ON",
    "{sqlite} UPDATE sqlite_schema SET sql = replace(sql, '''hand_over'', ''receipt''', '''hand_over'', ''approval'', ''receipt''') \
         WHERE type = 'table' AND name IN ('mail_message', 'mail_text')",
    "{sqlite} PRAGMA writable_schema = RESET",
    "{postgres} ALTER TABLE mail_message DROP CONSTRAINT mail_message_kind_check",
    "{postgres} ALTER TABLE mail_message ADD CONSTRAINT mail_message_kind_check CHECK (kind IN ('invitation', 'password_reset', \
         'reminder', 'last_call', 'hand_over', 'approval', 'receipt', 'thanks', 'test'))",
    "{postgres} ALTER TABLE mail_text DROP CONSTRAINT mail_text_kind_check",
    "{postgres} ALTER TABLE mail_text ADD CONSTRAINT mail_text_kind_check CHECK (kind IN ('invitation', 'reminder', 'last_call', \
         'hand_over', 'approval', 'receipt', 'thanks'))",
    "ALTER TABLE round ADD COLUMN needs_approval {bool} NOT NULL DEFAULT false",
    "CREATE TABLE approval (
         id {uuid} PRIMARY KEY,
         invitation_id {uuid} NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
         participant_id {uuid} NOT NULL REFERENCES participant (id) ON DELETE CASCADE,
         approved {bool} NOT NULL,
         reason {text},
         content_hash {text} NOT NULL,
         decided_at {time} NOT NULL,
         CHECK (approved OR reason IS NOT NULL)
     )",
    "CREATE INDEX approval_by_invitation ON approval (invitation_id, id)",
    "CREATE INDEX approval_by_participant ON approval (participant_id)",
];

const DOWN: &[&str] = &[
    "DROP TABLE approval",
    "ALTER TABLE round DROP COLUMN needs_approval",
    "DELETE FROM invitation_event WHERE kind IN ('approved', 'not_approved') OR mail = 'approval'",
    "DELETE FROM mail_text WHERE kind = 'approval'",
    "DELETE FROM mail_message WHERE kind = 'approval'",
    "DELETE FROM invitation_link WHERE participant_id IN (SELECT id FROM participant WHERE role = 'approver')",
    "DELETE FROM participant WHERE role = 'approver'",
    "{sqlite} PRAGMA writable_schema = ON",
    "{sqlite} UPDATE sqlite_schema SET sql = replace(sql, '''hand_over'', ''approval'', ''receipt''', '''hand_over'', ''receipt''') \
         WHERE type = 'table' AND name IN ('mail_message', 'mail_text')",
    "{sqlite} PRAGMA writable_schema = RESET",
    "{postgres} ALTER TABLE mail_message DROP CONSTRAINT mail_message_kind_check",
    "{postgres} ALTER TABLE mail_message ADD CONSTRAINT mail_message_kind_check CHECK (kind IN ('invitation', 'password_reset', \
         'reminder', 'last_call', 'hand_over', 'receipt', 'thanks', 'test'))",
    "{postgres} ALTER TABLE mail_text DROP CONSTRAINT mail_text_kind_check",
    "{postgres} ALTER TABLE mail_text ADD CONSTRAINT mail_text_kind_check CHECK (kind IN ('invitation', 'reminder', 'last_call', \
         'hand_over', 'receipt', 'thanks'))",
];

const FROZEN: &[crate::sql::Frozen] = &[crate::sql::Frozen {
    table: "approval",
    condition: "ROW.id IS NOT NULL",
    lock: None,
    message: "what an approver decided cannot be changed",
    on: &["UPDATE"],
}];
