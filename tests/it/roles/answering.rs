//! Who may what with responses, besides answering.

use serde_json::json;

use super::Meets::{Absent, In, No, SignIn};
use super::{ANALYSTS, Entry, RESPONDENT, entry};
use crate::harness::both;
use crate::world::{self, World, done, text};

pub(super) fn queries(invitation: &str) -> Vec<Entry> {
    let none = format!("submission_{}", uuid::Uuid::now_v7().simple());
    vec![
        entry("answering", "{ answering { askedBy } }", json!({}), RESPONDENT),
        // Those who read answers, and those who give them.
        entry(
            "comments",
            "query($id: ID!) { comments(invitationId: $id) { totalCount } }",
            json!({ "id": invitation }),
            [SignIn, In, No, In, In, In, Absent],
        ),
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
pub(super) fn mutations(response: &str, invitation: &str) -> Vec<Entry> {
    let document = "mutation($input: ReopenResponseInput!) { reopenResponse(input: $input) { userErrors { code field } } }";
    let input = json!({ "responseId": response, "reason": "Tallene var for feil år" });
    let confirm = "mutation($input: ConfirmAnswersInput!) { confirmAnswers(input: $input) { userErrors { code field } } }";
    let some = |document: &'static str, field: &'static str| {
        let none = format!("handOver_{}", uuid::Uuid::now_v7().simple());
        entry(
            field,
            document,
            json!({ "input": { "handOverId": none } }),
            [SignIn, Absent, No, No, No, No, No],
        )
    };
    let question = format!("question_{}", uuid::Uuid::now_v7().simple());
    // One that there is not; `together::comments` has who may what with one that there is.
    let comment = |document: &'static str, field: &'static str| {
        let none = format!("comment_{}", uuid::Uuid::now_v7().simple());
        let meets = [SignIn, Absent, Absent, Absent, Absent, Absent, Absent];
        entry(field, document, json!({ "id": none }), meets)
    };
    vec![
        entry("reopenResponse", document, json!({ "input": input }), ANALYSTS),
        entry("confirmAnswers", confirm, json!({ "input": { "answers": [] } }), RESPONDENT),
        entry(
            "handOverSections",
            "mutation($input: HandOverSectionsInput!) { handOverSections(input: $input) { userErrors { code field } } }",
            json!({ "input": { "name": "Per", "email": "per@prove.example", "sectionCodes": [] } }),
            RESPONDENT,
        ),
        some(
            "mutation($input: HandOverInput!) { takeBackHandOver(input: $input) { userErrors { code field } } }",
            "takeBackHandOver",
        ),
        some(
            "mutation($input: HandOverInput!) { renewHandOver(input: $input) { userErrors { code field } } }",
            "renewHandOver",
        ),
        // In a round that asks for no approval; `together::approval` has what comes of it in one that does.
        entry(
            "nameApprover",
            "mutation($input: NameApproverInput!) { nameApprover(input: $input) { userErrors { code field } } }",
            json!({ "input": { "name": "Oda", "email": "oda@prove.example" } }),
            RESPONDENT,
        ),
        entry(
            "askApprover",
            "mutation { askApprover(input: {}) { userErrors { code field } } }",
            json!({}),
            RESPONDENT,
        ),
        // Those who were invited do not approve themselves.
        entry(
            "approveResponse",
            "mutation { approveResponse(input: { contentHash: \"x\" }) { userErrors { code field } } }",
            json!({}),
            [SignIn, No, No, No, No, No, No],
        ),
        entry(
            "refuseResponse",
            "mutation { refuseResponse(input: { contentHash: \"x\", reason: \"x\" }) { userErrors { code field } } }",
            json!({}),
            [SignIn, No, No, No, No, No, No],
        ),
        entry(
            "addComment",
            "mutation($input: AddCommentInput!) { addComment(input: $input) { userErrors { code field } } }",
            json!({ "input": { "invitationId": invitation, "questionId": question, "text": "?" } }),
            [SignIn, In, No, In, In, In, Absent],
        ),
        comment(
            "mutation($id: ID!) { changeComment(input: { commentId: $id, text: \"x\" }) { userErrors { code field } } }",
            "changeComment",
        ),
        comment(
            "mutation($id: ID!) { deleteComment(input: { commentId: $id }) { userErrors { code field } } }",
            "deleteComment",
        ),
        comment(
            "mutation($id: ID!) { settleComment(input: { commentId: $id }) { userErrors { code field } } }",
            "settleComment",
        ),
    ]
}

both! {
    async fn a_respondent_sees_one_invitation_and_one_owner(app: TestApp) {
        let world = World::new(&app).await;
        let other = world::register_owner(&world.analyst, "991825827", "En annen", "ola@annen.example").await;
        world::add_to_frame(&world.analyst, &world.study, &[&other]).await;
        world::open_round(&world.analyst, &world.study, &text(&world.version, "/id")).await;
        let mails = app.mails().await;
        let mail_to = |address: &str| mails.iter().find(|mail| mail.to == address).expect("a mail").token_after("/svar/");
        let kari = world::follow(&app, &mail_to("kari@prove.example")).await;
        let ola = world::follow(&app, &mail_to("ola@annen.example")).await;
        let answers = json!([{ "questionId": world.question(), "state": "DONT_KNOW" }]);
        done(&ola, world::SAVE, json!({ "answers": answers })).await;
        let of_ola = ola.query("{ invitation { id round { id } } response { id } }", json!({})).await;
        let node = "query($id: ID!) { node(id: $id) { id } }";
        for pointer in ["/invitation/id", "/response/id"] {
            let id = text(of_ola.data(), pointer);
            assert_eq!(ola.query(node, json!({ "id": id })).await.data()["node"]["id"], id);
            assert_eq!(kari.query(node, json!({ "id": id })).await.data()["node"], json!(null), "{pointer}");
            assert_eq!(world.outsider.query(node, json!({ "id": id })).await.data()["node"], json!(null), "{pointer}");
        }
        assert_eq!(kari.query(node, json!({ "id": other })).await.data()["node"], json!(null));
        let made_up = format!("invitation_{}", uuid::Uuid::now_v7().simple());
        assert_eq!(kari.query(node, json!({ "id": made_up })).await.data()["node"], json!(null));
    }
}
