//! The language of a study where nobody has chosen one, and the languages that a round is offered in.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &[
    "ALTER TABLE study ADD COLUMN language {text} NOT NULL DEFAULT 'nb' CHECK (language IN ('nb', 'nn', 'en'))",
    // All of them where it is not said: those made before.
    "ALTER TABLE round ADD COLUMN languages {json}",
];

const DOWN: &[&str] = &["ALTER TABLE round DROP COLUMN languages", "ALTER TABLE study DROP COLUMN language"];
