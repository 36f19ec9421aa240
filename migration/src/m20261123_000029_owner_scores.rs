//! The scores of owners in an order that can be read from any place, and figures that are counted anew.
//!
//! `owner_score` holds what owners of a round are sorted and picked out by. It follows the scores by triggers: each store of scores writes
//! `overall_score` last. Numbers are to the sixth decimal, as in figures, so that who is picked out by a figure is who was counted in it.
//! There is an index for each order that they are listed in, from the lowest and from the highest, and by name within the same value.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

/// What a response has in each dimension.
macro_rules! of_dimensions {
    () => {
        "INSERT INTO owner_score (response_id, dimension_id, round_id, organization_id, sort_key, point, lower, openness, coverage, dont_know, level)
             SELECT s.response_id, s.dimension_id, i.round_id, i.organization_id, o.sort_key,
                    CAST(ROUND(CAST(s.point AS numeric), 6) AS double precision), CAST(ROUND(CAST(s.lower AS numeric), 6) AS double precision),
                    CAST(ROUND(CAST(s.upper - s.lower AS numeric), 6) AS double precision),
                    CAST(ROUND(CAST(s.coverage AS numeric), 6) AS double precision), s.dont_know, s.level
             FROM score s JOIN response r ON r.id = s.response_id JOIN invitation i ON i.id = r.invitation_id
                  JOIN organization o ON o.id = i.organization_id"
    };
}

/// What a response has over all dimensions, which no dimension stands for.
macro_rules! over_all {
    ($none:literal) => {
        concat!(
            "INSERT INTO owner_score (response_id, dimension_id, round_id, organization_id, sort_key, point, lower, openness, coverage, dont_know, level)
             SELECT s.response_id, ", $none, ", i.round_id, i.organization_id, o.sort_key,
                    CAST(ROUND(CAST(s.arithmetic AS numeric), 6) AS double precision), CAST(ROUND(CAST(s.lower AS numeric), 6) AS double precision),
                    CAST(ROUND(CAST(s.upper - s.lower AS numeric), 6) AS double precision),
                    CAST(ROUND(CAST(s.coverage AS numeric), 6) AS double precision),
                    (SELECT COALESCE(SUM(e.dont_know), 0) FROM score e JOIN dimension d ON d.id = e.dimension_id
                     WHERE e.response_id = s.response_id AND d.model_id = s.model_id),
                    s.level
             FROM overall_score s JOIN response r ON r.id = s.response_id JOIN invitation i ON i.id = r.invitation_id
                  JOIN organization o ON o.id = i.organization_id"
        )
    };
}

/// What a trigger of SQLite does when scores have been stored.
macro_rules! follow {
    ($when:literal, $event:literal) => {
        concat!(
            "{sqlite}CREATE TRIGGER owner_score_",
            $when,
            " AFTER ",
            $event,
            " ON overall_score FOR EACH ROW BEGIN
                 DELETE FROM owner_score WHERE response_id = NEW.response_id; ",
            of_dimensions!(),
            " WHERE s.response_id = NEW.response_id; ",
            over_all!("zeroblob(16)"),
            " WHERE s.response_id = NEW.response_id;
             END"
        )
    };
}

const UP: &[&str] = &[
    "CREATE TABLE owner_score (
         response_id {uuid} NOT NULL REFERENCES response (id) ON DELETE CASCADE,
         dimension_id {uuid} NOT NULL,
         round_id {uuid} NOT NULL,
         organization_id {uuid} NOT NULL,
         sort_key {bytes} NOT NULL,
         point {real},
         lower {real},
         openness {real},
         coverage {real} NOT NULL,
         dont_know {real} NOT NULL,
         level {int},
         PRIMARY KEY (response_id, dimension_id)
     )",
    of_dimensions!(),
    concat!("{sqlite}", over_all!("zeroblob(16)")),
    concat!("{postgres}", over_all!("CAST('00000000-0000-0000-0000-000000000000' AS uuid)")),
    "CREATE UNIQUE INDEX owner_score_by_owner ON owner_score (organization_id, round_id, dimension_id)",
    "CREATE INDEX owner_score_by_point ON owner_score (round_id, dimension_id, point, sort_key, organization_id)",
    "CREATE INDEX owner_score_by_point_down ON owner_score (round_id, dimension_id, point DESC, sort_key, organization_id)",
    "CREATE INDEX owner_score_by_lower ON owner_score (round_id, dimension_id, lower, sort_key, organization_id)",
    "CREATE INDEX owner_score_by_lower_down ON owner_score (round_id, dimension_id, lower DESC, sort_key, organization_id)",
    "CREATE INDEX owner_score_by_openness ON owner_score (round_id, dimension_id, openness, sort_key, organization_id)",
    "CREATE INDEX owner_score_by_openness_down ON owner_score (round_id, dimension_id, openness DESC, sort_key, organization_id)",
    "CREATE INDEX owner_score_by_coverage ON owner_score (round_id, dimension_id, coverage, sort_key, organization_id)",
    "CREATE INDEX owner_score_by_coverage_down ON owner_score (round_id, dimension_id, coverage DESC, sort_key, organization_id)",
    "CREATE INDEX owner_score_by_dont_know ON owner_score (round_id, dimension_id, dont_know, sort_key, organization_id)",
    "CREATE INDEX owner_score_by_dont_know_down ON owner_score (round_id, dimension_id, dont_know DESC, sort_key, organization_id)",
    follow!("insert", "INSERT"),
    follow!("update", "UPDATE"),
    "{sqlite}CREATE TRIGGER owner_score_named AFTER UPDATE ON organization FOR EACH ROW WHEN OLD.sort_key <> NEW.sort_key
         BEGIN UPDATE owner_score SET sort_key = NEW.sort_key WHERE organization_id = NEW.id; END",
    concat!(
        "{postgres}CREATE FUNCTION owner_score_follows() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
             DELETE FROM owner_score WHERE response_id = NEW.response_id; ",
        of_dimensions!(), " WHERE s.response_id = NEW.response_id; ",
        over_all!("CAST('00000000-0000-0000-0000-000000000000' AS uuid)"), " WHERE s.response_id = NEW.response_id;
             RETURN NULL;
         END $$"
    ),
    "{postgres}CREATE TRIGGER owner_score_follows AFTER INSERT OR UPDATE ON overall_score FOR EACH ROW
         EXECUTE FUNCTION owner_score_follows()",
    "{postgres}CREATE FUNCTION owner_score_named() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
             UPDATE owner_score SET sort_key = NEW.sort_key WHERE organization_id = NEW.id;
             RETURN NULL;
         END $$",
    "{postgres}CREATE TRIGGER owner_score_named AFTER UPDATE ON organization FOR EACH ROW
         WHEN (OLD.sort_key <> NEW.sort_key) EXECUTE FUNCTION owner_score_named()",
    // Figures hold more than they did: they are made anew.
    "DELETE FROM figure",
    "DELETE FROM figure_share",
    "INSERT INTO figure_due (round_id, organization_id) SELECT round_id, organization_id FROM population_member",
];

const DOWN: &[&str] = &[
    "{sqlite}DROP TRIGGER owner_score_insert",
    "{sqlite}DROP TRIGGER owner_score_update",
    "{sqlite}DROP TRIGGER owner_score_named",
    "{postgres}DROP FUNCTION owner_score_follows CASCADE",
    "{postgres}DROP FUNCTION owner_score_named CASCADE",
    "DROP TABLE owner_score",
    "DELETE FROM figure",
    "DELETE FROM figure_share",
    "INSERT INTO figure_due (round_id, organization_id) SELECT round_id, organization_id FROM population_member",
];
