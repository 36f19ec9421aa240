//! The saved documents for those who answer together, as people would send them.

use serde_json::{Value, json};

use super::{Together, last_mail, save};
use crate::harness::both;
use crate::world::{self, SUBMIT, done, text};

/// A saved document of `examples/`.
macro_rules! example {
    ($name:literal) => {
        include_str!(concat!("../../../examples/", $name, ".graphql"))
    };
}

const PER: &str = "per@prove.example";
const ODA: &str = "oda@prove.example";

both! {
    async fn the_documents_for_answering_together_do_what_they_say(app: TestApp) {
        let together = Together::with(&app, json!({ "needsApproval": true })).await;
        let kari = &together.kari;
        let input = json!({ "sectionCodes": ["drift"], "name": "Per Kollega", "email": PER });
        let handed = done(kari, example!("hand-over-sections"), json!({ "input": input })).await;
        assert_eq!(handed["handOver"]["sections"], json!([{ "code": "drift", "shown": 2, "answered": 0 }]));
        let per = world::follow(&app, &last_mail(&app, PER).await.token_after("/svar/")).await;
        save(&per, json!([together.number(0, 3.0, None)])).await;
        save(kari, json!([together.plan(1, None)])).await;
        let input = json!({ "questionId": together.question(1, 0), "text": "Er dette per år?", "clientKey": "a" });
        let said = done(&per, example!("add-comment"), json!({ "input": input })).await;
        assert_eq!((&said["comment"]["by"], &said["comment"]["byRespondent"]), (&json!("Per Kollega"), &json!(true)));

        let input = json!({ "name": "Oda Overordnet", "email": ODA });
        done(kari, example!("name-approver"), json!({ "input": input })).await;
        let oda = world::follow(&app, &last_mail(&app, ODA).await.token_after("/svar/")).await;
        let read = oda.query(example!("read-approval"), json!({ "language": "NB" })).await;
        let read = &read.data()["answering"];
        assert_eq!(read["approval"]["state"], "WAITING");
        let mut said: Vec<String> = read["response"]["answers"].as_array().unwrap().iter().map(|one| text(one, "/question/code")).collect();
        said.sort();
        assert_eq!(said, ["Q01", "Q02"]);
        done(&oda, example!("approve-response"), json!({ "contentHash": read["approval"]["contentHash"] })).await;
        done(kari, example!("submit-response"), json!({})).await;
    }

    async fn the_documents_for_earlier_answers_do_what_they_say(app: TestApp) {
        let together = Together::new(&app).await;
        save(&together.kari, json!([together.plan(1, None), together.number(0, 3.0, None)])).await;
        done(&together.kari, SUBMIT, json!({})).await;
        let mut input = world::round(&together.world.study, &text(&together.version, "/id"));
        input["startFrom"] = json!("PREVIOUS_SUBMISSION");
        done(&together.world.analyst, world::OPEN_ROUND, json!({ "input": input })).await;
        let kari = world::follow(&app, &last_mail(&app, "kari@prove.example").await.token_after("/svar/")).await;
        let read = kari.query(example!("read-earlier-answers"), json!({ "language": "NB" })).await;
        let earlier = &read.data()["answering"]["earlier"];
        assert_eq!((&earlier["isSameVersion"], &earlier["notCarriedOver"]), (&json!(true), &json!([])));
        let known = earlier["answers"].as_array().unwrap();
        let answers: Vec<Value> = known.iter().map(|one| json!({ "questionId": one["question"]["id"] })).collect();
        let confirmed = done(&kari, example!("confirm-answers"), json!({ "answers": answers, "clientKey": "a" })).await;
        let origins: Vec<String> = confirmed["answers"].as_array().unwrap().iter().map(|one| text(one, "/origin")).collect();
        assert_eq!(origins, ["CONFIRMED", "CONFIRMED"]);
        done(&kari, example!("submit-response"), json!({})).await;
    }
}
