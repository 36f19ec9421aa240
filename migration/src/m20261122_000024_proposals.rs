//! What those who answer say is wrong with what is on file of their services, until somebody has decided. Of one invitation there is one
//! open proposal for each service, and what was decided does not change.

use crate::sql;

crate::sql::migration! { up: UP, down: DOWN, frozen: &[], kept: KEPT }

const UP: &[&str] = &[
    "CREATE TABLE proposal (
         id {uuid} PRIMARY KEY,
         invitation_id {uuid} NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
         kind {text} NOT NULL CHECK (kind IN ('change', 'new', 'retire')),
         service_id {uuid} REFERENCES service (id),
         code {text},
         changes {json} NOT NULL,
         word {text},
         contact_id {uuid} NOT NULL REFERENCES contact (id),
         state {text} NOT NULL CHECK (state IN ('open', 'accepted', 'accepted_in_part', 'refused', 'withdrawn')),
         accepted {json},
         reason {text},
         account_id {uuid} REFERENCES account (id),
         created_at {time} NOT NULL,
         proposed_at {time} NOT NULL,
         decided_at {time},
         CHECK ((kind = 'new') = (code IS NOT NULL)),
         CHECK (kind = 'new' OR service_id IS NOT NULL),
         CHECK (kind <> 'retire' OR word IS NOT NULL),
         CHECK ((state = 'open') = (decided_at IS NULL)),
         CHECK ((state IN ('accepted', 'accepted_in_part')) = (accepted IS NOT NULL)),
         CHECK (state NOT IN ('refused', 'accepted_in_part') OR reason IS NOT NULL)
     )",
    "CREATE INDEX proposal_by_invitation ON proposal (invitation_id, id)",
    "CREATE INDEX proposal_by_service ON proposal (service_id)",
    "CREATE INDEX proposal_by_contact ON proposal (contact_id)",
    "CREATE INDEX proposal_by_account ON proposal (account_id)",
    "CREATE UNIQUE INDEX proposal_open_for_service ON proposal (invitation_id, service_id) WHERE state = 'open' AND kind <> 'new'",
    "CREATE UNIQUE INDEX proposal_open_for_code ON proposal (invitation_id, lower(code)) WHERE state = 'open' AND kind = 'new'",
];

const DOWN: &[&str] = &["DROP TABLE proposal"];

const KEPT: &[sql::Kept] = &[sql::Kept {
    table: "proposal",
    keys: &[&["id"]],
    condition: "ROW.state <> 'open'",
    fixed: &[
        "id",
        "invitation_id",
        "kind",
        "service_id",
        "code",
        "changes",
        "word",
        "contact_id",
        "state",
        "accepted",
        "reason",
        "account_id",
        "created_at",
        "proposed_at",
        "decided_at",
    ],
    message: "what was decided of a proposal cannot be changed",
}];
