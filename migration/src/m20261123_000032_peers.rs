//! What respondents may see of the others: points that are shown, and those that wait until enough of them can be shown at once.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &[
    "CREATE TABLE peer_point (
         round_id {uuid} NOT NULL REFERENCES round (id) ON DELETE CASCADE,
         organization_id {uuid} NOT NULL,
         dimension_id {uuid} NOT NULL,
         now_member {text},
         now_point {big},
         shown_member {text},
         shown_point {big},
         waiting {bool} NOT NULL,
         PRIMARY KEY (round_id, organization_id, dimension_id)
     )",
    "CREATE INDEX peer_point_waiting ON peer_point (round_id) WHERE waiting",
    "CREATE TABLE peer_figure (
         round_id {uuid} NOT NULL REFERENCES round (id) ON DELETE CASCADE,
         dimension_id {uuid} NOT NULL,
         member {text} NOT NULL,
         owners {big} NOT NULL,
         points {big} NOT NULL,
         PRIMARY KEY (round_id, dimension_id, member)
     )",
    // What there is already.
    "INSERT INTO figure_due (round_id, organization_id) SELECT round_id, organization_id FROM population_member",
];

const DOWN: &[&str] = &["DROP TABLE peer_figure", "DROP TABLE peer_point"];
