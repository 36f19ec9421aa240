//! The main job in five documents, as README has it, on both databases: with three owners, one question and two answers.

use serde_json::{Value, json};

use crate::harness::both;
use crate::world::{self, done, text};

/// A saved document of `examples/`.
macro_rules! example {
    ($name:literal) => {
        include_str!(concat!("../../../examples/", $name, ".graphql"))
    };
}

const SMALL: &str = include_str!("small.json");

both! {
    async fn the_documents_for_the_main_job_do_what_they_say(app: TestApp) {
        let data: Value = serde_json::from_str(SMALL).unwrap();
        let admin = app.admin().await;
        let study = done(&admin, example!("create-study"), json!({ "input": data["study"] })).await;
        let study = text(&study, "/study/id");

        let mut ids = Vec::new();
        for owner in data["owners"].as_array().unwrap() {
            let owner = done(&admin, example!("register-owner"), json!({ "input": owner })).await;
            ids.push(text(&owner, "/organization/id"));
        }
        done(&admin, example!("add-to-frame"), json!({ "input": { "studyId": study, "organizationIds": ids } })).await;

        let mut input = data["questionnaire"].clone();
        input["studyId"] = json!(study);
        let draft = done(&admin, example!("create-questionnaire"), json!({ "input": input })).await;
        let version = text(&draft, "/questionnaireVersion/id");
        done(&admin, example!("publish-questionnaire"), json!({ "versionId": version })).await;
        let mut dimension = data["maturityModel"]["dimension"].clone();
        let question = text(&draft, "/questionnaireVersion/sections/0/questions/0/id");
        dimension["items"] = json!([{ "questionId": question }]);
        let model = json!({ "studyId": study, "dimensions": [dimension], "levels": data["maturityModel"]["levels"] });
        done(&admin, example!("create-maturity-model"), json!({ "input": model })).await;

        let closes = (app.app.clock.now() + chrono::Duration::days(30)).to_rfc3339();
        let input = json!({ "studyId": study, "versionId": version, "name": data["round"]["name"], "closesAt": closes });
        let round = done(&admin, example!("open-round"), json!({ "input": input })).await;
        let mails = app.mails().await;
        for (place, (state, option)) in [("ANSWERED", Some("draft")), ("DONT_KNOW", None)].into_iter().enumerate() {
            let address = text(&data, &format!("/owners/{place}/contacts/0/email"));
            let mail = mails.iter().find(|mail| mail.to == address).unwrap();
            let respondent = world::follow(&app, &mail.token_after("/svar/")).await;
            let invitation = respondent.query(example!("read-invitation"), json!({})).await;
            let asked = &invitation.data()["invitation"]["round"]["questionnaire"]["sections"][0]["questions"][0];
            let chosen = asked["options"].as_array().unwrap().iter().filter(|one| Some(one["code"].as_str().unwrap()) == option);
            let options: Vec<&Value> = chosen.map(|one| &one["id"]).collect();
            let answers = json!([{ "questionId": asked["id"], "state": state, "optionIds": options }]);
            done(&respondent, example!("save-answers"), json!({ "answers": answers })).await;
            done(&respondent, example!("submit-response"), json!({})).await;
        }

        let reply = admin.query(example!("read-dashboard"), json!({ "roundId": text(&round, "/round/id") })).await;
        let dashboard = &reply.data()["maturityDashboard"];
        assert_eq!((&dashboard["population"], &dashboard["responded"]), (&json!(3), &json!(2)));
        assert_eq!(dashboard["synthetic"], true);
        // One owner has a score; one said «don't know» and one has not answered, so that the mean may be anything from 1/6 to 5/6.
        let dimension = &dashboard["dimensions"][0];
        let figures = ["scored", "mean", "lower", "upper", "dontKnow"].map(|name| dimension[name].clone());
        assert_eq!(json!(figures), json!([1, 0.5, 0.166667, 0.833333, 1]));
        let waiting = json!({ "totalCount": 1, "nodes": [{ "name": "Ålesund prøvekommune" }] });
        assert_eq!(dashboard["nonRespondents"], waiting);
    }
}
