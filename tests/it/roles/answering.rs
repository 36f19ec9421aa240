//! Who may what with responses, besides answering.

use serde_json::json;

use super::Meets::{Absent, SignIn};
use super::{ANALYSTS, Entry, RESPONDENT, entry};

pub(super) fn queries() -> Vec<Entry> {
    let none = format!("submission_{}", uuid::Uuid::now_v7().simple());
    vec![
        entry("answering", "{ answering { askedBy } }", json!({}), RESPONDENT),
        // Of one that there is not; `answering::receipts` has who sees one that there is.
        entry(
            "receipt",
            "query($id: ID) { receipt(submissionId: $id) { orgnr } }",
            json!({ "id": none }),
            [SignIn, Absent, Absent, Absent, Absent, Absent, Absent],
        ),
    ]
}

/// Of a response that is in progress: those who may are told that it is.
pub(super) fn mutations(response: &str) -> Vec<Entry> {
    let document = "mutation($input: ReopenResponseInput!) { reopenResponse(input: $input) { userErrors { code field } } }";
    let input = json!({ "responseId": response, "reason": "Tallene var for feil år" });
    let confirm = "mutation($input: ConfirmAnswersInput!) { confirmAnswers(input: $input) { userErrors { code field } } }";
    vec![
        entry("reopenResponse", document, json!({ "input": input }), ANALYSTS),
        entry("confirmAnswers", confirm, json!({ "input": { "answers": [] } }), RESPONDENT),
    ]
}
