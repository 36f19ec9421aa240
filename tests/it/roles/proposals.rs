//! Who may what with proposals of corrections.

use serde_json::json;

use super::Meets::{Absent, In, No, SignIn};
use super::{ANSWERING, Entry, entry};
use crate::world::World;

fn none(kind: &str) -> String {
    format!("{kind}_{}", uuid::Uuid::now_v7().simple())
}

pub(super) fn queries(world: &World) -> Vec<Entry> {
    vec![
        entry(
            "proposals",
            "query($id: ID!) { proposals(studyId: $id) { totalCount } }",
            json!({ "id": world.study }),
            [SignIn, In, No, In, In, In, Absent, In, In],
        ),
        // Of one that there is not; `together::proposals` has who sees one that there is.
        entry(
            "proposal",
            "query($id: ID!) { proposal(id: $id) { id } }",
            json!({ "id": none("proposal") }),
            [SignIn, Absent, Absent, Absent, Absent, Absent, Absent, Absent, Absent],
        ),
    ]
}

/// Of a service and a proposal that there are not: those who may are told so.
pub(super) fn mutations() -> Vec<Entry> {
    let (proposal, service) = (none("proposal"), none("service"));
    let decision = [SignIn, No, No, Absent, Absent, Absent, Absent, No, No];
    vec![
        entry(
            "proposeServiceChange",
            "mutation($input: ProposeServiceChangeInput!) { proposeServiceChange(input: $input) { userErrors { code field } } }",
            json!({ "input": { "serviceId": service, "runsOn": "Altinn 3" } }),
            ANSWERING,
        ),
        entry(
            "proposeNewService",
            "mutation($input: ProposeNewServiceInput!) { proposeNewService(input: $input) { userErrors { code field } } }",
            json!({ "input": { "code": "", "name": { "nb": "Ny" }, "kind": "LINK", "runsOn": "x" } }),
            ANSWERING,
        ),
        entry(
            "proposeServiceRetirement",
            "mutation($input: ProposeServiceRetirementInput!) { proposeServiceRetirement(input: $input) { userErrors { code field } } }",
            json!({ "input": { "serviceId": service, "word": "Nedlagt" } }),
            ANSWERING,
        ),
        entry(
            "withdrawProposal",
            "mutation($input: WithdrawProposalInput!) { withdrawProposal(input: $input) { userErrors { code field } } }",
            json!({ "input": { "proposalId": proposal } }),
            [SignIn, Absent, No, No, No, No, No, Absent, No],
        ),
        entry(
            "acceptProposal",
            "mutation($input: AcceptProposalInput!) { acceptProposal(input: $input) { userErrors { code field } } }",
            json!({ "input": { "proposalId": proposal, "contentHash": "x" } }),
            decision,
        ),
        entry(
            "refuseProposal",
            "mutation($input: RefuseProposalInput!) { refuseProposal(input: $input) { userErrors { code field } } }",
            json!({ "input": { "proposalId": proposal, "contentHash": "x", "reason": "x" } }),
            decision,
        ),
    ]
}
