//! The languages that a round is offered in.

use serde_json::{Value, json};

use super::{CHANGE, CREATE, Study, code, invitations};
use crate::harness::both;
use crate::world::{done, refused, text};

const CREATE_STUDY: &str = "mutation($input: CreateStudyInput!) { createStudy(input: $input) { study { language } userErrors { code field message } } }";
const LANGUAGES: &str = "query($id: ID!) { round(id: $id) { languages } }";

both! {
    async fn people_are_written_to_in_a_language_that_the_round_is_offered_in(app: TestApp) {
        let mut study = Study::new(&app).await;
        let plan = |languages: Value| study.round(json!({ "opensAt": "2031-02-05T08:00:00Z", "languages": languages }));
        let errors = refused(&study.world.analyst, CREATE, json!({ "input": plan(json!([])) })).await;
        assert_eq!(code(&errors), [("REQUIRED", "languages")]);
        let made = done(&study.world.analyst, CREATE, json!({ "input": plan(json!(["EN", "EN"])) })).await;
        let id = text(&made, "/round/id");
        let of = async |client: &crate::harness::Client| {
            client.query(LANGUAGES, json!({ "id": id })).await.data()["round"]["languages"].clone()
        };
        assert_eq!(of(&study.world.analyst).await, json!(["EN"]));
        // The study's own stands in for what is not offered. The owners have chosen nynorsk.
        done(&study.world.analyst, CHANGE, json!({ "input": { "roundId": id, "languages": ["EN", "NB"] } })).await;
        assert_eq!(of(&study.world.analyst).await, json!(["NB", "EN"]));
        let preview = "query($input: MailPreviewInput!) { mailPreview(input: $input) { mail { language } userErrors { code field message } } }";
        let input = json!({ "roundId": id, "kind": "INVITATION", "organizationId": study.second });
        let seen = study.world.analyst.query(preview, json!({ "input": input })).await;
        assert_eq!(seen.data()["mailPreview"]["mail"]["language"], "NB");
        study.later(&app, "2031-02-05T08:00:00Z").await;
        let mails = app.mails().await;
        assert!(mails.iter().all(|mail| mail.text.contains("Svarene lagres")), "{}", mails[0].text);
        let document = "query($id: ID!) { invitations(roundId: $id) { nodes { language } } }";
        let sent = study.world.analyst.query(document, json!({ "id": id })).await;
        assert_eq!(sent.data()["invitations"]["nodes"], json!([{ "language": "NB" }, { "language": "NB" }]));
        assert_eq!(invitations(&study.world.analyst, &id).await.len(), 2);
        let errors = refused(&study.world.analyst, CHANGE, json!({ "input": { "roundId": id, "languages": ["NN"] } })).await;
        assert_eq!(code(&errors), [("ROUND_HAS_OPENED", "languages")]);
        // Where nothing is said, all are offered, and each owner is written to in its own.
        let all = study.open(json!({})).await;
        let seen = study.world.analyst.query(LANGUAGES, json!({ "id": all })).await;
        assert_eq!(seen.data()["round"]["languages"], json!(["NB", "NN", "EN"]));
        let sent = study.world.analyst.query(document, json!({ "id": all })).await;
        assert_eq!(sent.data()["invitations"]["nodes"][0]["language"], "NN");
    }

    async fn another_language_of_a_study_counts_for_rounds_that_are_made_from_then_on(app: TestApp) {
        let study = Study::new(&app).await;
        let (admin, analyst) = (&study.world.admin, &study.world.analyst);
        let of = async |id: &str| analyst.query(LANGUAGES, json!({ "id": id })).await.data()["round"]["languages"].clone();
        let plan = async || {
            let made = done(analyst, CREATE, json!({ "input": study.round(json!({ "opensAt": "2031-02-05T08:00:00Z" })) })).await;
            text(&made, "/round/id")
        };
        let before = plan().await;
        let change = |more: Value| {
            let mut input = json!({ "studyId": study.world.study });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            json!({ "input": input })
        };
        let document = "mutation($input: ChangeStudyInput!) { changeStudy(input: $input) { study { language name } userErrors { code field message } } }";
        for wanted in ["EN", "EN"] {
            let changed = done(admin, document, change(json!({ "language": wanted }))).await;
            assert_eq!(changed["study"], json!({ "language": "EN", "name": "Interessentanalyse" }));
        }
        let renamed = done(admin, document, change(json!({ "name": { "nb": "Analysen" } }))).await;
        assert_eq!(renamed["study"], json!({ "language": "EN", "name": "Analysen" }));
        assert_eq!(code(&refused(admin, document, change(json!({ "name": { "nb": " " } }))).await), [("REQUIRED", "name.nb")]);
        // A round that is planned keeps what it was planned with, until its languages are changed.
        assert_eq!(of(&before).await, json!(["NB", "NN", "EN"]));
        assert_eq!(of(&plan().await).await, json!(["EN", "NB", "NN"]));
        done(analyst, CHANGE, json!({ "input": { "roundId": before, "languages": ["NB", "EN"] } })).await;
        assert_eq!(of(&before).await, json!(["EN", "NB"]));
    }

    async fn a_study_has_a_language(app: TestApp) {
        let admin = app.admin().await;
        for (input, wanted) in [
            (json!({ "name": { "nb": "A" } }), "NB"), (json!({ "name": { "nb": "B" }, "language": "NN" }), "NN"),
        ] {
            assert_eq!(done(&admin, CREATE_STUDY, json!({ "input": input })).await["study"]["language"], wanted);
        }
    }
}
