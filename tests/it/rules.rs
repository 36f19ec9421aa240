//! Rules: when a question is shown, and what that does to submitting and to scores.

use serde_json::{Value, json};

use crate::harness::{Client, TestApp, both};
use crate::world::{
    self, CREATE_MODEL, CREATE_QUESTIONNAIRE, PUBLISH, SAVE, SUBMIT, World, done, refused, text,
};

fn pair(code: &str, field: &str) -> (String, String) {
    (code.to_owned(), field.to_owned())
}

/// A questionnaire with two questions, the second shown by a rule.
fn with_rule(world: &World, code: &str, rule: &str) -> Value {
    let mut input = world::questionnaire(&world.study, code);
    let mut second = input["sections"][0]["questions"][0].clone();
    second["code"] = json!("Q02");
    second["visibleWhen"] = json!(rule);
    input["sections"][0]["questions"].as_array_mut().unwrap().push(second);
    input
}

/// Publishes it, makes a model over both questions and opens a round; the version, the round and the owner.
pub(crate) async fn ask(app: &TestApp, world: &World, rule: &str) -> (Value, String, Client) {
    let draft =
        done(&world.analyst, CREATE_QUESTIONNAIRE, json!({ "input": with_rule(world, "regel", rule) })).await;
    let version = draft["questionnaireVersion"].clone();
    done(&world.analyst, PUBLISH, json!({ "id": version["id"] })).await;
    let mut model = world::model(&world.study, "");
    let item = |place: usize| json!({ "questionId": version["sections"][0]["questions"][place]["id"] });
    model["dimensions"][0]["items"] = json!([item(0), item(1)]);
    done(&world.analyst, CREATE_MODEL, json!({ "input": model })).await;
    let round = world::open_round(&world.analyst, &world.study, &text(&version, "/id")).await;
    let link = app.mails().await.last().unwrap().token_after("/svar/");
    (version, round, world::follow(app, &link).await)
}

/// Answers a question with the option in this place; the codes of the questions that are hidden then.
async fn answer(respondent: &Client, version: &Value, question: usize, option: usize) -> Vec<String> {
    let known = respondent.query("{ response { answers { question { id } revision } } }", json!({})).await;
    let question = &version["sections"][0]["questions"][question];
    let before = known.data()["response"]["answers"].as_array().cloned().unwrap_or_default();
    let before = before.iter().find(|answer| answer["question"]["id"] == question["id"]);
    let base = before.map(|answer| answer["revision"].clone());
    let answer = json!({
        "questionId": question["id"], "state": "ANSWERED", "optionIds": [question["options"][option]["id"]],
        "baseRevision": base,
    });
    let document = "mutation($answers: [SaveAnswerInput!]!) { saveAnswers(input: { answers: $answers }) {
        response { hiddenQuestions { code } } userErrors { code field message } } }";
    let saved = done(respondent, document, json!({ "answers": [answer] })).await;
    let hidden = saved["response"]["hiddenQuestions"].as_array().cloned().unwrap_or_default();
    hidden.iter().map(|question| text(question, "/code")).collect()
}

async fn figures(world: &World, round: &str) -> Value {
    let document =
        "query($id: ID!) { maturityDashboard(roundId: $id) { dimensions { mean missing dontKnow } } }";
    let reply = world.leader.query(document, json!({ "id": round })).await;
    reply.data()["maturityDashboard"]["dimensions"][0].clone()
}

both! {
    async fn everything_wrong_with_a_rule_is_told_where_it_is_written(app: TestApp) {
        let world = World::new(&app).await;
        let path = "sections.0.questions.1.visibleWhen";
        for (rule, expected) in [
            ("Q01 = \"nope\"", vec![pair("RULE_FAULT", path)]),
            ("Q99 = \"a\" or Q02 = \"none\"", vec![pair("RULE_FAULT", path), pair("RULE_FAULT", path)]),
            ("Q01 >", vec![pair("RULE_FAULT", path)]),
            ("owner.weather = \"rain\"", vec![pair("RULE_FAULT", path)]),
            // A closed set, in small letters.
            ("owner.language = \"NB\"", vec![pair("RULE_FAULT", path)]),
            ("owner.language in (\"nb\", \"se\") or owner.sector = \"stat\"", vec![pair("RULE_FAULT", path)]),
        ] {
            let input = json!({ "input": with_rule(&world, "feil", rule) });
            assert_eq!(refused(&world.analyst, CREATE_QUESTIONNAIRE, input).await, expected, "{rule}");
        }
        let mut messages = std::collections::HashSet::new();
        for language in ["nb", "nn", "en"] {
            let request = world.analyst.request("POST", "/graphql").header("accept-language", language);
            let body = json!({ "query": CREATE_QUESTIONNAIRE, "variables": { "input": with_rule(&world, "feil", "Q99 = 1") } });
            let reply = crate::harness::Reply::of(request.json(&body)).await;
            messages.insert(text(reply.data(), "/createQuestionnaire/userErrors/0/message"));
        }
        assert_eq!(messages.len(), 3, "{messages:?}");
        // What can never be shown is found when it is published.
        let input = json!({ "input": with_rule(&world, "aldri", "Q01 = \"none\" and Q01 = \"agreed\"") });
        let draft = done(&world.analyst, CREATE_QUESTIONNAIRE, input).await;
        let id = json!({ "id": draft["questionnaireVersion"]["id"] });
        assert_eq!(refused(&world.analyst, PUBLISH, id).await, [pair("NEVER_SHOWN", "questions.Q02.visibleWhen")]);
    }

    async fn what_is_hidden_need_not_be_answered_and_does_not_count(app: TestApp) {
        let world = World::new(&app).await;
        let (version, round, respondent) = ask(&app, &world, "Q01 != \"none\"").await;
        assert_eq!(answer(&respondent, &version, 0, 1).await, Vec::<String>::new());
        assert_eq!(refused(&respondent, SUBMIT, json!({})).await, [pair("ANSWER_MISSING", "answers.Q02")]);
        // What was typed before it was hidden is kept, and comes back with the question.
        assert_eq!(answer(&respondent, &version, 1, 2).await, Vec::<String>::new());
        assert_eq!(answer(&respondent, &version, 0, 0).await, ["Q02"]);
        let kept = respondent.query("{ response { answers { question { code } } hiddenQuestions { code } } }", json!({})).await;
        assert_eq!(kept.data()["response"]["answers"].as_array().map(Vec::len), Some(2));
        assert_eq!(kept.data()["response"]["hiddenQuestions"], json!([{ "code": "Q02" }]));
        done(&respondent, SUBMIT, json!({})).await;
        // Only the first question counts: «none» is worth nothing. Nothing is missing.
        assert_eq!(figures(&world, &round).await, json!({ "mean": 0.0, "missing": 0, "dontKnow": 0 }));
    }

    async fn facts_of_the_owner_decide_too(app: TestApp) {
        let world = World::new(&app).await;
        let change = "mutation($input: ChangeOrganizationInput!) { changeOrganization(input: $input) { userErrors { code } } }";
        done(&world.analyst, change, json!({ "input": { "organizationId": world.organization, "sector": "kommune" } })).await;
        let (version, round, respondent) = ask(&app, &world, "owner.sector = \"stat\" or dont_know(Q01)").await;
        assert_eq!(answer(&respondent, &version, 0, 2).await, ["Q02"]);
        let question = &version["sections"][0]["questions"][0];
        let unsure = json!([{ "questionId": question["id"], "state": "DONT_KNOW", "baseRevision": 1 }]);
        done(&respondent, SAVE, json!({ "answers": unsure })).await;
        assert_eq!(answer(&respondent, &version, 1, 2).await, Vec::<String>::new(), "it is shown to those who do not know");
        done(&respondent, SUBMIT, json!({})).await;
        assert_eq!(figures(&world, &round).await["dontKnow"], 1);
    }

    async fn rules_are_given_to_clients_as_text_and_as_json(app: TestApp) {
        let world = World::new(&app).await;
        let (version, ..) = ask(&app, &world, "not(Q01=\"none\")").await;
        let document = "query($id: ID!) { questionnaireVersion(id: $id) { sections { questions { visibleWhen { text json } } } } }";
        let reply = world.analyst.query(document, json!({ "id": version["id"] })).await;
        let questions = &reply.data()["questionnaireVersion"]["sections"][0]["questions"];
        assert_eq!(questions[0]["visibleWhen"], json!(null));
        assert_eq!(questions[1]["visibleWhen"], json!({
            "text": "not Q01 = \"none\"",
            "json": { "op": "not", "args": [{ "op": "=", "args": [{ "ref": "Q01" }, { "text": "none" }] }] },
        }));
    }
}
