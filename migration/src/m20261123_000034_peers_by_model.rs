//! What respondents may see of the others is kept by model, with who is shown at all: it begins anew.

crate::sql::migration! { up: ANEW, down: ANEW, frozen: &[] }

const ANEW: &[&str] = &[
    "DELETE FROM peer_figure",
    "DELETE FROM peer_point",
    "INSERT INTO figure_due (round_id, organization_id) SELECT round_id, organization_id FROM population_member",
];
