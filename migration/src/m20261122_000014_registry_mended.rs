//! History of what studies say of owners; names that are found as Norwegians write them, with `å` as `aa` and `ø` as `oe`;
//! codes of other systems that are the same where they differ in case only.

use crate::sql::InTheWay;

crate::sql::migration! { up: UP, down: DOWN, frozen: &[], kept: &[], in_the_way: &[SAME_CODES] }

const SAME_CODES: InTheWay = InTheWay {
    rows: "SELECT line FROM (
        SELECT 'owner ' || orgnr || ': platform code ' || platform_code AS line FROM organization
         WHERE lower(platform_code) IN (SELECT lower(platform_code) FROM organization
                WHERE platform_code IS NOT NULL GROUP BY lower(platform_code) HAVING COUNT(*) > 1)
        UNION ALL
        SELECT 'owner ' || owner.orgnr || ': service ' || one.code AS line FROM service one
          JOIN organization owner ON owner.id = one.organization_id
         WHERE EXISTS (SELECT 1 FROM service other WHERE other.organization_id = one.organization_id
                AND other.id <> one.id AND lower(other.code) = lower(one.code))
        UNION ALL
        SELECT 'capability ' || code AS line FROM capability
         WHERE lower(code) IN (SELECT lower(code) FROM capability GROUP BY lower(code) HAVING COUNT(*) > 1)
        ) everything ORDER BY lower(line), line",
    message: "codes that differ in small and capital letters only are the same from now on; give all but one of each \
        another code, and begin anew (UPDATE service SET code = 'new' WHERE code = 'Old' AND organization_id = (SELECT id FROM \
        organization WHERE orgnr = '…'); UPDATE capability SET code = 'new' WHERE code = 'Old'; UPDATE organization SET \
        platform_code = 'new' WHERE orgnr = '…'):",
};

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
