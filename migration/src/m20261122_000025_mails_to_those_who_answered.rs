//! Mails to those who have answered: receipts when they submit, and thanks when the round has closed.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &[
    // Rounds that were made before send none: nobody was asked whether they should.
    "ALTER TABLE round ADD COLUMN sends_receipts {bool} NOT NULL DEFAULT false",
    "ALTER TABLE round ADD COLUMN sends_thanks {bool} NOT NULL DEFAULT false",
    "ALTER TABLE invitation ADD COLUMN thanked_at {time}",
    "CREATE INDEX round_to_thank ON round (closes_at) WHERE sends_thanks",
    "CREATE INDEX invitation_to_thank ON invitation (round_id) WHERE submitted_at IS NOT NULL AND thanked_at IS NULL",
];

// The earlier program knows no such mails, so that none of them may be left.
const DOWN: &[&str] = &[
    "DELETE FROM invitation_event WHERE mail IN ('receipt', 'thanks')",
    "DELETE FROM mail_text WHERE kind IN ('receipt', 'thanks')",
    "DELETE FROM mail_message WHERE kind IN ('receipt', 'thanks')",
    "DROP INDEX invitation_to_thank",
    "DROP INDEX round_to_thank",
    "ALTER TABLE invitation DROP COLUMN thanked_at",
    "ALTER TABLE round DROP COLUMN sends_thanks",
    "ALTER TABLE round DROP COLUMN sends_receipts",
];
