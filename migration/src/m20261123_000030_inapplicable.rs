//! Figures count the owners that a dimension does not apply to. What is kept of them does not say so yet: every owner is summed anew.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &[
    "INSERT INTO figure_due (round_id, organization_id) SELECT round_id, organization_id FROM population_member",
];

// What is kept reads without the count as well; it is taken out once more when an owner changes.
const DOWN: &[&str] = &[];
