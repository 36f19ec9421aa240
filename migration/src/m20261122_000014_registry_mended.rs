//! History of what studies say of owners; names that are found as Norwegians write them, with `å` as `aa` and `ø` as `oe`;
//! codes of other systems that are the same where they differ in case only.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &[
    // An entry that names a study is about the owner's place in its frame.
    "ALTER TABLE history_entry ADD COLUMN study_id {uuid}",
    "CREATE INDEX history_entry_by_study ON history_entry (study_id, id)",
    // As `value::folding::searchable` writes it from now on: what was folded, and the same with the letters of old spelling
    // written shorter.
    "UPDATE organization SET search_text = search_text || ' ' || replace(replace(search_text, 'aa', 'a'), 'oe', 'o')
      WHERE search_text <> replace(replace(search_text, 'aa', 'a'), 'oe', 'o')",
    "UPDATE service SET search_text = search_text || ' ' || replace(replace(search_text, 'aa', 'a'), 'oe', 'o')
      WHERE search_text <> replace(replace(search_text, 'aa', 'a'), 'oe', 'o')",
    "UPDATE library_entry SET search_text = search_text || ' ' || replace(replace(search_text, 'aa', 'a'), 'oe', 'o')
      WHERE search_text <> replace(replace(search_text, 'aa', 'a'), 'oe', 'o')",
    "DROP INDEX organization_by_platform_code",
    "CREATE UNIQUE INDEX organization_by_platform_code ON organization (lower(platform_code)) WHERE platform_code IS NOT NULL",
    "CREATE UNIQUE INDEX service_by_code ON service (organization_id, lower(code))",
    "CREATE UNIQUE INDEX capability_by_code ON capability (lower(code))",
];

/// The search texts stay: what is there more does no harm. The entries about frames go with the column that tells them from
/// those of the registry, which nobody may otherwise delete.
const DOWN: &[&str] = &[
    "DROP INDEX capability_by_code",
    "DROP INDEX service_by_code",
    "DROP INDEX organization_by_platform_code",
    "CREATE UNIQUE INDEX organization_by_platform_code ON organization (platform_code) WHERE platform_code IS NOT NULL",
    "{postgres}ALTER TABLE history_entry DISABLE TRIGGER frozen_history_entry_delete",
    "{sqlite}DROP TRIGGER frozen_history_entry_delete",
    "DELETE FROM history_entry WHERE study_id IS NOT NULL",
    "{postgres}ALTER TABLE history_entry ENABLE TRIGGER frozen_history_entry_delete",
    "{sqlite}CREATE TRIGGER frozen_history_entry_delete BEFORE DELETE ON history_entry FOR EACH ROW \
     WHEN (OLD.id IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'history cannot be changed'); END",
    "DROP INDEX history_entry_by_study",
    "ALTER TABLE history_entry DROP COLUMN study_id",
];
