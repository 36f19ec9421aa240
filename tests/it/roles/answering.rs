//! Who may what with responses, besides answering.

use serde_json::json;

use super::Meets::{Absent, In, No, SignIn};
use super::{ANALYSTS, ANSWERING, Entry, INVITED, RESPONDENT, entry};
use crate::harness::{Client, TestApp, both};
use crate::world::{self, Round, World, done, text};

/// A round that asks for approval; a colleague to whom its section was handed, and who is to approve.
pub(super) async fn open_round(app: &TestApp, world: &World) -> (Round, [Client; 2]) {
    let mut input = world::round(&world.study, &text(&world.version, "/id"));
    input["needsApproval"] = json!(true);
    let opened = done(&world.analyst, world::OPEN_ROUND, json!({ "input": input })).await;
    let link_of = async |email: &str| {
        let mails = app.mails().await;
        mails.iter().rfind(|mail| mail.to == email).expect("a mail").token_after("/svar/")
    };
    let link = link_of("kari@prove.example").await;
    let respondent = world::follow(app, &link).await;
    let hand = "mutation($input: HandOverSectionsInput!) { handOverSections(input: $input) { userErrors { code field } } }";
    let per = json!({ "name": "Per", "email": "per@prove.example", "sectionCodes": ["plan"] });
    done(&respondent, hand, json!({ "input": per })).await;
    let name =
        "mutation($input: NameApproverInput!) { nameApprover(input: $input) { userErrors { code field } } }";
    done(&respondent, name, json!({ "input": { "name": "Oda", "email": "oda@prove.example" } })).await;
    let colleague = world::follow(app, &link_of("per@prove.example").await).await;
    let approver = world::follow(app, &link_of("oda@prove.example").await).await;
    (Round { id: text(&opened, "/round/id"), link, respondent }, [colleague, approver])
}

pub(super) fn queries(invitation: &str) -> Vec<Entry> {
    let none = format!("submission_{}", uuid::Uuid::now_v7().simple());
    vec![
        entry("answering", "{ answering { askedBy } }", json!({}), RESPONDENT),
        // Before anything is submitted; `dashboard::own` has what is seen afterwards.
        entry(
            "ownMaturity",
            "{ ownMaturity { synthetic } }",
            json!({}),
            [SignIn, Absent, No, No, No, No, No, No, No],
        ),
        // Those who read answers, and those who give them.
        entry(
            "comments",
            "query($id: ID!) { comments(invitationId: $id) { totalCount } }",
            json!({ "id": invitation }),
            [SignIn, In, No, In, In, In, Absent, In, In],
        ),
        // Of one that there is not; `answering::receipts` has who sees one that there is.
        entry(
            "receipt",
            "query($id: ID) { receipt(submissionId: $id) { orgnr } }",
            json!({ "id": none }),
            [SignIn, Absent, Absent, Absent, Absent, Absent, Absent, Absent, Absent],
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
            [SignIn, Absent, No, No, No, No, No, No, No],
        )
    };
    let question = format!("question_{}", uuid::Uuid::now_v7().simple());
    // One that there is not; `together::comments` has who may what with one that there is.
    let comment = |document: &'static str, field: &'static str| {
        let none = format!("comment_{}", uuid::Uuid::now_v7().simple());
        let meets = [SignIn, Absent, Absent, Absent, Absent, Absent, Absent, Absent, Absent];
        entry(field, document, json!({ "id": none }), meets)
    };
    vec![
        entry("reopenResponse", document, json!({ "input": input }), ANALYSTS),
        entry("confirmAnswers", confirm, json!({ "input": { "answers": [] } }), ANSWERING),
        entry(
            "handOverSections",
            "mutation($input: HandOverSectionsInput!) { handOverSections(input: $input) { userErrors { code field } } }",
            json!({ "input": { "name": "Per", "email": "per@prove.example", "sectionCodes": [] } }),
            INVITED,
        ),
        some(
            "mutation($input: HandOverInput!) { takeBackHandOver(input: $input) { userErrors { code field } } }",
            "takeBackHandOver",
        ),
        some(
            "mutation($input: HandOverInput!) { renewHandOver(input: $input) { userErrors { code field } } }",
            "renewHandOver",
        ),
        // The one who is it already.
        entry(
            "nameApprover",
            "mutation($input: NameApproverInput!) { nameApprover(input: $input) { userErrors { code field } } }",
            json!({ "input": { "name": "Oda", "email": "oda@prove.example" } }),
            INVITED,
        ),
        entry(
            "askApprover",
            // Too long, so that the approver's link stays good.
            "mutation($word: String) { askApprover(input: { word: $word }) { userErrors { code field } } }",
            json!({ "word": "x".repeat(1001) }),
            INVITED,
        ),
        // Those who were invited do not approve themselves.
        entry(
            "approveResponse",
            "mutation { approveResponse(input: { contentHash: \"x\" }) { userErrors { code field } } }",
            json!({}),
            [SignIn, No, No, No, No, No, No, No, In],
        ),
        entry(
            "refuseResponse",
            "mutation { refuseResponse(input: { contentHash: \"x\", reason: \"x\" }) { userErrors { code field } } }",
            json!({}),
            [SignIn, No, No, No, No, No, No, No, In],
        ),
        entry(
            "addComment",
            "mutation($input: AddCommentInput!) { addComment(input: $input) { userErrors { code field } } }",
            json!({ "input": { "invitationId": invitation, "questionId": question, "text": "?" } }),
            [SignIn, In, No, In, In, In, Absent, In, No],
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
