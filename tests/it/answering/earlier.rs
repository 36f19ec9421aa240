//! Rounds that start from what was submitted before.

use serde_json::{Value, json};

use super::receipts::{checked, document};
use super::{answer, pair, save};
use crate::harness::{Client, TestApp, both};
use crate::world::{self, PUBLISH, Round, SAVE, SUBMIT, World, done, follow, refused, text};

const EARLIER: &str =
    "{ answering { standing { answered shown } response { answers { revision origin } } earlier {
    roundName versionNumber isSameVersion
    answers { question { code } item standing state options { code } number text }
    notCarriedOver { question item reason } } } }";
const CONFIRM: &str = "mutation($answers: [ConfirmAnswerInput!]!, $key: String) { confirmAnswers(input: { answers: $answers, clientKey: $key }) {
    answers { state options { code } revision origin } clashes { index } userErrors { code field message } } }";
const SUBMITTED: &str = "mutation { submitResponse(input: {}) { submission { content answers { question origin } } userErrors { code field message } } }";
const COPY: &str = "mutation($id: ID!) { copyQuestionnaire(input: { versionId: $id }) {
    questionnaireVersion { id } userErrors { code field message } } }";
const CHANGE: &str = "mutation($input: ChangeQuestionnaireInput!) { changeQuestionnaire(input: $input) {
    questionnaireVersion { id sections { questions { id code options { id code } } } } userErrors { code field message } } }";

/// Opens a round that starts from what was submitted before; its key, and its respondent.
async fn open_from_previous(app: &TestApp, world: &World, version: &str, more: Value) -> (String, Client) {
    let mut input = world::round(&world.study, version);
    input["startFrom"] = json!("PREVIOUS_SUBMISSION");
    input["name"]["nb"] = json!("Neste måling");
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let opened = done(&world.analyst, world::OPEN_ROUND, json!({ "input": input })).await;
    let link = app.mails().await.last().unwrap().token_after("/svar/");
    (text(&opened, "/round/id"), follow(app, &link).await)
}

async fn earlier(client: &Client) -> Value {
    client.query(EARLIER, json!({})).await.data()["answering"].clone()
}

async fn export(world: &World, file: &str, round: &str) -> String {
    let convention = if file.ends_with(".csv") { "&convention=international" } else { "" };
    let path = format!("/exports/{file}?roundId={round}{convention}");
    let response = world.analyst.request("GET", &path).send().await.unwrap();
    assert_eq!(response.status(), 200);
    response.text().await.unwrap()
}

/// A draft of the next version, with this made of its content, published.
async fn next_version(world: &World, edit: impl FnOnce(&mut Vec<Value>)) -> Value {
    let copied = done(&world.analyst, COPY, json!({ "id": world.version["id"] })).await;
    let mut input = world::questionnaire(&world.study, "modenhet");
    edit(input["sections"][0]["questions"].as_array_mut().unwrap());
    let id = text(&copied, "/questionnaireVersion/id");
    let input =
        json!({ "versionId": id, "baseRevision": 1, "title": input["title"], "sections": input["sections"] });
    let changed = done(&world.analyst, CHANGE, json!({ "input": input })).await;
    done(&world.analyst, PUBLISH, json!({ "id": id })).await;
    changed["questionnaireVersion"].clone()
}

both! {
    async fn an_earlier_answer_counts_once_it_is_confirmed(app: TestApp) {
        let world = World::new(&app).await;
        let version = text(&world.version, "/id");
        let first = world.open_round(&app).await;
        assert_eq!(earlier(&first.respondent).await["earlier"], Value::Null);
        save(&first.respondent, answer(&world, 1, None)).await;
        done(&first.respondent, SUBMIT, json!({})).await;

        let (round, respondent) = open_from_previous(&app, &world, &version, json!({})).await;
        let before = earlier(&respondent).await;
        assert_eq!(before["earlier"], json!({ "roundName": "Første måling", "versionNumber": 1, "isSameVersion": true,
            "answers": [{ "question": { "code": "Q01" }, "item": null, "standing": "UNCONFIRMED", "state": "ANSWERED",
                "options": [{ "code": "draft" }], "number": null, "text": null }],
            "notCarriedOver": [] }));
        assert_eq!((&before["standing"], &before["response"]), (&json!({ "answered": 0, "shown": 1 }), &Value::Null));
        assert_eq!(refused(&respondent, SUBMIT, json!({})).await, [pair("ANSWER_MISSING", "answers.Q01")]);

        let wanted = json!({ "answers": [{ "questionId": world.question() }], "key": "k" });
        for _ in 0..2 {
            let confirmed = done(&respondent, CONFIRM, wanted.clone()).await;
            assert_eq!(confirmed["answers"], json!([{ "state": "ANSWERED", "options": [{ "code": "draft" }], "revision": 1, "origin": "CONFIRMED" }]));
        }
        let after = earlier(&respondent).await;
        assert_eq!(after["earlier"]["answers"][0]["standing"], "CONFIRMED");
        assert_eq!(after["standing"], json!({ "answered": 1, "shown": 1 }));
        // Changed, it is something else; to confirm it over that is a clash.
        save(&respondent, answer(&world, 2, Some(1))).await;
        let after = earlier(&respondent).await;
        assert_eq!((&after["earlier"]["answers"][0]["standing"], &after["response"]["answers"][0]["origin"]), (&json!("CHANGED"), &json!("CHANGED")));
        let again = json!({ "answers": [{ "questionId": world.question() }] });
        assert_eq!(refused(&respondent, CONFIRM, again).await, [pair("ANSWER_CHANGED", "answers.0.baseRevision")]);
        save(&respondent, answer(&world, 1, Some(2))).await;
        // The submission says which is which, and so do the files of answers, also while it is written again.
        let submitted = done(&respondent, SUBMITTED, json!({})).await["submission"].clone();
        assert_eq!(submitted["answers"], json!([{ "question": "Q01", "origin": "CONFIRMED" }]));
        assert!(text(&submitted, "/content").contains("\"origin\":\"confirmed\""), "{submitted}");
        for is_again in [false, true] {
            if is_again {
                let response = respondent.query("{ response { id } }", json!({})).await;
                let reopen = "mutation($id: ID!) { reopenResponse(input: { responseId: $id, reason: \"Feil\" }) { userErrors { code field message } } }";
                done(&world.analyst, reopen, json!({ "id": text(response.data(), "/response/id") })).await;
                save(&respondent, answer(&world, 0, Some(3))).await;
            }
            let wide = export(&world, "answers.csv", &round).await;
            let mut lines = wide.trim_start_matches('\u{feff}').lines();
            assert!(lines.next().unwrap().ends_with("Q01,Q01.origin"), "{wide}");
            assert!(lines.next().unwrap().ends_with("draft,confirmed"), "{wide}");
            let long: Value = serde_json::from_str(&export(&world, "answers.json", &round).await).unwrap();
            assert_eq!(long["answers"][0]["origin"], "confirmed");
        }
        // A round that starts from nothing has none of this.
        let wide = export(&world, "answers.csv", &first.id).await;
        assert!(!wide.contains("origin"), "{wide}");
    }

    async fn what_it_starts_from_is_settled_with_the_first_answer(app: TestApp) {
        let world = World::new(&app).await;
        let version = text(&world.version, "/id");
        let Round { respondent: first, id: named, .. } = world.open_round(&app).await;
        save(&first, answer(&world, 1, None)).await;
        done(&first, SUBMIT, json!({})).await;
        let (_, second) = open_from_previous(&app, &world, &version, json!({ "startRoundId": named })).await;
        let option = async |client: &Client| text(&earlier(client).await, "/earlier/answers/0/options/0/code");
        let submit_again = async |place: usize, base: i32| {
            let response = first.query("{ response { id } }", json!({})).await;
            let reopen = "mutation($id: ID!, $why: String!) { reopenResponse(input: { responseId: $id, reason: $why }) { userErrors { code field message } } }";
            done(&world.analyst, reopen, json!({ "id": text(response.data(), "/response/id"), "why": format!("{base}") })).await;
            save(&first, answer(&world, place, Some(base))).await;
            done(&first, SUBMIT, json!({})).await;
        };
        assert_eq!(option(&second).await, "draft");
        submit_again(2, 1).await;
        assert_eq!(option(&second).await, "agreed");
        done(&second, CONFIRM, json!({ "answers": [{ "questionId": world.question() }] })).await;
        submit_again(0, 2).await;
        assert_eq!(option(&second).await, "agreed");
        // Of a round that is named nothing else is taken, and only of a fitting one.
        for (more, wanted) in [
            (json!({ "startFrom": "NOTHING", "startRoundId": named }), ("NOT_ALLOWED", "startRoundId")),
            (json!({ "startRoundId": format!("round_{}", uuid::Uuid::now_v7().simple()) }), ("NOT_FOUND", "startRoundId")),
        ] {
            let mut input = world::round(&world.study, &version);
            input["startFrom"] = json!("PREVIOUS_SUBMISSION");
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            assert_eq!(refused(&world.analyst, world::OPEN_ROUND, json!({ "input": input })).await, [pair(wanted.0, wanted.1)]);
        }
    }

    async fn what_no_longer_means_the_same_is_not_carried_over(app: TestApp) {
        let world = World::new(&app).await;
        // The first version asks Q01; the second asks more, the third asks some of it differently.
        let question = |code: &str, kind: &str| json!({ "code": code, "kind": kind, "required": false,
            "text": { "nb": format!("Hva er {code}?"), "nn": format!("Kva er {code}?") } });
        let more = |questions: &mut Vec<Value>| {
            let option = |code: &str, label: &str| json!({ "code": code, "label": { "nb": label, "nn": label } });
            let mut choice = question("Q02", "MULTIPLE_CHOICE");
            choice["options"] = json!([option("a", "Første ledd"), option("b", "Andre ledd"), option("c", "Tredje ledd")]);
            let mut other = choice.clone();
            other["code"] = json!("Q03");
            other["text"] = json!({ "nb": "Hvilke gjelder?", "nn": "Kva for nokre gjeld?" });
            questions.extend([choice, other, question("Q04", "NUMBER"), question("Q05", "SHORT_TEXT"), question("Q06", "SHORT_TEXT")]);
        };
        let second = next_version(&world, more).await;
        let opened = world::open_round(&world.analyst, &world.study, &text(&second, "/id")).await;
        assert!(opened.starts_with("round_"));
        let link = app.mails().await.last().unwrap().token_after("/svar/");
        let respondent = follow(&app, &link).await;
        let questions = second["sections"][0]["questions"].as_array().unwrap();
        let id = |place: usize| text(&questions[place], "/id");
        let option = |place: usize, option: usize| text(&questions[place], &format!("/options/{option}/id"));
        let answers = json!([
            { "questionId": id(0), "state": "DONT_KNOW" },
            { "questionId": id(1), "state": "ANSWERED", "optionIds": [option(1, 0), option(1, 2)] },
            { "questionId": id(2), "state": "ANSWERED", "optionIds": [option(2, 1)] },
            { "questionId": id(3), "state": "ANSWERED", "number": 12 },
            { "questionId": id(4), "state": "ANSWERED", "text": "Noe" },
            { "questionId": id(5), "state": "ANSWERED", "text": "Annet" },
        ]);
        done(&respondent, SAVE, json!({ "answers": answers })).await;
        done(&respondent, SUBMIT, json!({})).await;
        let third = next_version(&world, |questions| {
            more(questions);
            questions[1]["options"].as_array_mut().unwrap().remove(2);
            questions[2]["options"][0]["label"]["nb"] = json!("Noe helt annet enn før");
            questions[4]["text"] = json!({ "nb": "Hvem bestemmer over økonomien hos dere?", "nn": "Kven bestemmer?" });
            questions.remove(5);
        }).await;
        let (_, respondent) = open_from_previous(&app, &world, &text(&third, "/id"), json!({})).await;
        let found = earlier(&respondent).await["earlier"].clone();
        assert_eq!((&found["versionNumber"], &found["isSameVersion"]), (&json!(2), &json!(false)));
        let carried: Vec<String> = found["answers"].as_array().unwrap().iter().map(|one| text(one, "/question/code")).collect();
        assert_eq!(carried, ["Q01", "Q03", "Q04"]);
        assert_eq!((&found["answers"][0]["state"], &found["answers"][2]["number"]), (&json!("DONT_KNOW"), &json!(12.0)));
        assert_eq!(found["notCarriedOver"], json!([
            { "question": "Q02", "item": null, "reason": "NO_LONGER_TAKEN" },
            { "question": "Q05", "item": null, "reason": "ASKED_DIFFERENTLY" },
            { "question": "Q06", "item": null, "reason": "NO_LONGER_ASKED" },
        ]));
        // One that is not carried over cannot be confirmed; answered, it is new.
        let wanted = json!({ "answers": [{ "questionId": id(4) }, { "questionId": id(3) }] });
        assert_eq!(refused(&respondent, CONFIRM, wanted).await, [pair("NOT_FOUND", "answers.0.questionId")]);
        done(&respondent, SAVE, json!({ "answers": [{ "questionId": id(4), "state": "ANSWERED", "text": "Noe" }] })).await;
        let origins = earlier(&respondent).await["response"]["answers"].clone();
        assert_eq!(origins, json!([{ "revision": 1, "origin": "CONFIRMED" }, { "revision": 1, "origin": "NEW" }]));
    }

    async fn a_receipt_says_what_is_as_before_and_what_is_not(app: TestApp) {
        let world = World::new(&app).await;
        let version = text(&world.version, "/id");
        let submit = "mutation { submitResponse(input: {}) { submission { id contentHash } userErrors { code field message } } }";
        let origin = async |client: &Client| {
            let reply = client.query("{ receipt { sections { questions { origin parts { origin } } } } }", json!({})).await;
            reply.data()["receipt"]["sections"][0]["questions"][0]["origin"].clone()
        };
        let printed = async |client: &Client, submitted: &Value| {
            let path = format!("/receipts/{}.html?language=nb", text(submitted, "/submission/id"));
            let (_, _, page) = document(client, &path).await;
            let seen = checked(&page);
            assert_eq!(seen["computed"], submitted["submission"]["contentHash"]);
            text(&seen, "/text")
        };
        let said = ["Bekreftet: det samme som sist", "Endret siden sist", "Nytt svar"];
        let said_in = |page: &str| said.into_iter().filter(|words| page.contains(words)).collect::<Vec<_>>();
        let first = world.open_round(&app).await;
        save(&first.respondent, answer(&world, 1, None)).await;
        let submitted = done(&first.respondent, submit, json!({})).await;
        assert!(said_in(&printed(&first.respondent, &submitted).await).is_empty());
        assert_eq!(origin(&first.respondent).await, Value::Null);

        let (_, respondent) = open_from_previous(&app, &world, &version, json!({})).await;
        done(&respondent, CONFIRM, json!({ "answers": [{ "questionId": world.question() }] })).await;
        let submitted = done(&respondent, submit, json!({})).await;
        assert_eq!(said_in(&printed(&respondent, &submitted).await), [said[0]]);
        assert_eq!(origin(&respondent).await, json!("CONFIRMED"));
        let response = respondent.query("{ response { id } }", json!({})).await;
        let reopen = "mutation($id: ID!) { reopenResponse(input: { responseId: $id, reason: \"Feil\" }) { userErrors { code field message } } }";
        done(&world.analyst, reopen, json!({ "id": text(response.data(), "/response/id") })).await;
        save(&respondent, answer(&world, 2, Some(1))).await;
        let again = done(&respondent, submit, json!({})).await;
        assert_eq!(said_in(&printed(&respondent, &again).await), [said[1]]);
        assert_eq!(said_in(&printed(&respondent, &submitted).await), [said[0]], "what was submitted stays");
    }
}
