//! Rounds from plan to end: planned openings, pauses, planned reminders, withdrawn and declined invitations, texts of
//! mails, and a ledger of what became of each invitation.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &[
    // As in the migration of the kinds of questions: SQLite cannot change a CHECK.
    "{sqlite} PRAGMA writable_schema = ON",
    "{sqlite} UPDATE sqlite_schema SET sql = replace(sql, '''submitted'', ''failed'')', \
         '''submitted'', ''failed'', ''declined'', ''bounced'')') WHERE type = 'table' AND name = 'invitation'",
    "{sqlite} UPDATE sqlite_schema SET sql = replace(replace(sql, 'kind IN (''invitation'', ''password_reset'')', \
         'kind IN (''invitation'', ''password_reset'', ''reminder'', ''last_call'', ''hand_over'', ''receipt'', ''thanks'', ''test'')'), \
         'status IN (''queued'', ''delivered'', ''failed'')', 'status IN (''queued'', ''delivered'', ''failed'', ''dropped'')') \
         WHERE type = 'table' AND name = 'mail_message'",
    "{sqlite} PRAGMA writable_schema = RESET",
    "{postgres} ALTER TABLE invitation DROP CONSTRAINT invitation_status_check",
    "{postgres} ALTER TABLE invitation ADD CONSTRAINT invitation_status_check CHECK (status IN ('queued', 'sent', 'opened', \
         'started', 'submitted', 'failed', 'declined', 'bounced'))",
    "{postgres} ALTER TABLE mail_message DROP CONSTRAINT mail_message_kind_check",
    "{postgres} ALTER TABLE mail_message ADD CONSTRAINT mail_message_kind_check CHECK (kind IN ('invitation', 'password_reset', \
         'reminder', 'last_call', 'hand_over', 'receipt', 'thanks', 'test'))",
    "{postgres} ALTER TABLE mail_message DROP CONSTRAINT mail_message_status_check",
    "{postgres} ALTER TABLE mail_message ADD CONSTRAINT mail_message_status_check CHECK (status IN ('queued', 'delivered', \
         'failed', 'dropped'))",
    "ALTER TABLE round ADD COLUMN invited_at {time}",
    "ALTER TABLE round ADD COLUMN paused_at {time}",
    "ALTER TABLE round ADD COLUMN mails_per_minute {int} CHECK (mails_per_minute >= 1)",
    // Until now everybody was invited as the round was made.
    "UPDATE round SET invited_at = created_at",
    "CREATE INDEX round_to_invite ON round (opens_at) WHERE invited_at IS NULL",
    "ALTER TABLE invitation ADD COLUMN declined_at {time}",
    "ALTER TABLE invitation ADD COLUMN decline_reason {text}",
    "ALTER TABLE invitation ADD COLUMN reminded_at {time}",
    "CREATE TABLE round_reminder (
         id {uuid} PRIMARY KEY,
         round_id {uuid} NOT NULL REFERENCES round (id) ON DELETE CASCADE,
         kind {text} NOT NULL CHECK (kind IN ('reminder', 'last_call')),
         planned_for {time} NOT NULL,
         done_at {time},
         reminded {int} CHECK (reminded >= 0),
         UNIQUE (round_id, planned_for),
         CHECK ((done_at IS NULL) = (reminded IS NULL))
     )",
    "CREATE INDEX round_reminder_due ON round_reminder (planned_for) WHERE done_at IS NULL",
    "CREATE TABLE mail_text (
         round_id {uuid} NOT NULL REFERENCES round (id) ON DELETE CASCADE,
         kind {text} NOT NULL CHECK (kind IN ('invitation', 'reminder', 'last_call', 'hand_over', 'receipt', 'thanks')),
         language {text} NOT NULL CHECK (language IN ('nb', 'nn', 'en')),
         subject {text} NOT NULL,
         body {text} NOT NULL,
         PRIMARY KEY (round_id, kind, language)
     )",
    "CREATE TABLE invitation_event (
         id {uuid} PRIMARY KEY,
         invitation_id {uuid} NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
         at {time} NOT NULL,
         kind {text} NOT NULL CHECK (kind IN ('mail_queued', 'mail_sent', 'mail_failed', 'mail_dropped', 'bounced', 'link_fetched', \
              'opened', 'started', 'handed_over', 'taken_back', 'submitted', 'approved', 'not_approved', 'declined', 'accepted', \
              'reopened', 'withdrawn', 'renewed')),
         mail {text},
         detail {text},
         account_id {uuid} REFERENCES account (id)
     )",
    "CREATE INDEX invitation_event_by_invitation ON invitation_event (invitation_id, id)",
    "CREATE INDEX invitation_event_by_account ON invitation_event (account_id)",
];

// What the earlier schema has no room for is lost on the way down.
const DOWN: &[&str] = &[
    "DROP TABLE invitation_event",
    "DROP TABLE mail_text",
    "DROP TABLE round_reminder",
    "UPDATE invitation SET status = 'opened' WHERE status = 'declined'",
    "UPDATE invitation SET status = 'failed' WHERE status = 'bounced'",
    "DELETE FROM mail_message WHERE status = 'dropped' OR kind NOT IN ('invitation', 'password_reset')",
    "ALTER TABLE invitation DROP COLUMN reminded_at",
    "ALTER TABLE invitation DROP COLUMN decline_reason",
    "ALTER TABLE invitation DROP COLUMN declined_at",
    "DROP INDEX round_to_invite",
    "ALTER TABLE round DROP COLUMN mails_per_minute",
    "ALTER TABLE round DROP COLUMN paused_at",
    "ALTER TABLE round DROP COLUMN invited_at",
    "{sqlite} PRAGMA writable_schema = ON",
    "{sqlite} UPDATE sqlite_schema SET sql = replace(sql, ', ''declined'', ''bounced'')', ')') WHERE type = 'table' AND name = 'invitation'",
    "{sqlite} UPDATE sqlite_schema SET sql = replace(replace(sql, \
         ', ''reminder'', ''last_call'', ''hand_over'', ''receipt'', ''thanks'', ''test'')', ')'), ', ''dropped'')', ')') \
         WHERE type = 'table' AND name = 'mail_message'",
    "{sqlite} PRAGMA writable_schema = RESET",
    "{postgres} ALTER TABLE invitation DROP CONSTRAINT invitation_status_check",
    "{postgres} ALTER TABLE invitation ADD CONSTRAINT invitation_status_check CHECK (status IN ('queued', 'sent', 'opened', \
         'started', 'submitted', 'failed'))",
    "{postgres} ALTER TABLE mail_message DROP CONSTRAINT mail_message_kind_check",
    "{postgres} ALTER TABLE mail_message ADD CONSTRAINT mail_message_kind_check CHECK (kind IN ('invitation', 'password_reset'))",
    "{postgres} ALTER TABLE mail_message DROP CONSTRAINT mail_message_status_check",
    "{postgres} ALTER TABLE mail_message ADD CONSTRAINT mail_message_status_check CHECK (status IN ('queued', 'delivered', 'failed'))",
];
