//! What differs between two versions, and what hangs on it.

use serde_json::{Value, json};

use super::{draft, refusal};
use crate::harness::{Client, both};
use crate::world::{self, SAVE, World, done, text};

const DIFFERENCE: &str = "query($from: ID!, $to: ID!) { questionnaireDifference(fromId: $from, toId: $to) {
    from { number } to { number } verdict
    changes { path what language before after similarity verdict reason answers dashboards } } }";
const COPY: &str = "mutation($id: ID!) { copyQuestionnaire(input: { versionId: $id }) {
    questionnaireVersion { id revision } userErrors { code field message } } }";
const CHANGE: &str = "mutation($input: ChangeQuestionnaireInput!) { changeQuestionnaire(input: $input) {
    questionnaireVersion { id revision } userErrors { code field message } } }";

/// A draft beside the published version, with this made of its content.
async fn changed(world: &World, edit: impl FnOnce(&mut Value)) -> String {
    let copied = done(&world.analyst, COPY, json!({ "id": world.version["id"] })).await;
    let id = text(&copied, "/questionnaireVersion/id");
    let mut input = world::questionnaire(&world.study, "modenhet");
    edit(&mut input);
    let (title, sections) = (input["title"].clone(), input["sections"].clone());
    let input = json!({ "versionId": id, "baseRevision": 1, "title": title, "sections": sections });
    done(&world.analyst, CHANGE, json!({ "input": input })).await;
    id
}

async fn difference(client: &Client, from: &Value, to: &str) -> Value {
    client.query(DIFFERENCE, json!({ "from": from, "to": to })).await.data()["questionnaireDifference"]
        .clone()
}

fn lines(difference: &Value) -> Vec<String> {
    let line = |change: &Value| {
        let path: Vec<_> =
            change["path"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let (what, verdict) = (text(change, "/what"), text(change, "/verdict"));
        format!("{} {what} {verdict} {} {}", path.join("."), change["answers"], change["dashboards"])
    };
    difference["changes"].as_array().into_iter().flatten().map(line).collect()
}

both! {
    async fn each_change_says_what_it_does_and_what_it_touches(app: TestApp) {
        let world = World::new(&app).await;
        let round = world.open_round(&app).await;
        let answer = json!([{ "questionId": world.question(), "state": "DONT_KNOW" }]);
        done(&round.respondent, SAVE, json!({ "answers": answer })).await;
        let to = changed(&world, |input| {
            let questions = input["sections"][0]["questions"].as_array_mut().unwrap();
            questions[0]["text"]["nb"] = json!("Har dere en plann?");
            questions[0]["text"]["nn"] = json!("Har de ikkje ein plan?");
            questions[0]["options"].as_array_mut().unwrap().remove(1);
            let mut new = questions[0].clone();
            new["code"] = json!("Q02");
            questions.push(new);
        }).await;
        let found = difference(&world.leader, &world.version["id"], &to).await;
        assert_eq!(lines(&found), [
            "questions.Q01.text.nb TEXT_CHANGED SAFE 1 1",
            "questions.Q01.text.nn TEXT_CHANGED BREAKS_TREND 1 1",
            "questions.Q01.options.draft OPTION_REMOVED NEEDS_MAPPING 1 1",
            "questions.Q02 QUESTION_ADDED SAFE 0 0",
        ]);
        assert_eq!((&found["verdict"], &found["from"]["number"], &found["to"]["number"]), (&json!("BREAKS_TREND"), &json!(1), &json!(2)));
        let first = &found["changes"][0];
        assert_eq!((&first["before"], &first["after"]), (&json!("Har dere en plan?"), &json!("Har dere en plann?")));
        assert_eq!((&first["language"], &first["similarity"]), (&json!("NB"), &json!(0.75)));
        // From the draft, which nobody is asked, nothing is touched.
        let back = difference(&world.leader, &json!(to), &text(&world.version, "/id")).await;
        assert_eq!(lines(&back), [
            "questions.Q01.text.nb TEXT_CHANGED SAFE 0 0",
            "questions.Q01.text.nn TEXT_CHANGED BREAKS_TREND 0 0",
            "questions.Q01.options.draft OPTION_ADDED NEEDS_MAPPING 0 0",
            "questions.Q02 QUESTION_REMOVED BREAKS_TREND 0 0",
        ]);
    }

    async fn rows_and_sections_touch_what_was_answered_in_them(app: TestApp) {
        let world = World::new(&app).await;
        let row = |code: &str| json!({ "code": code, "text": { "nb": code, "nn": code } });
        let option = |code: &str| json!({ "code": code, "label": { "nb": code, "nn": code } });
        let matrix = json!({
            "code": "M", "kind": "MATRIX", "text": { "nb": "Bruker dere?", "nn": "Brukar de?" },
            "parts": [row("sign"), row("pay")], "options": [option("yes"), option("no")],
        });
        let from = draft(&world, "matrise", json!([matrix])).await;
        done(&world.analyst, world::PUBLISH, json!({ "id": from })).await;
        world::open_round(&world.analyst, &world.study, &from).await;
        let link = app.mails().await.last().unwrap().token_after("/svar/");
        let respondent = world::follow(&app, &link).await;
        let parts = "query($id: ID!) { questionnaireVersion(id: $id) { sections { questions { parts { id } options { id } } } } }";
        let parts = world.analyst.query(parts, json!({ "id": from })).await;
        let asked = &parts.data()["questionnaireVersion"]["sections"][0]["questions"][0];
        let answer = |part: &Value| json!({ "questionId": part["id"], "state": "ANSWERED", "optionIds": [asked["options"][0]["id"]] });
        let answers: Vec<Value> = asked["parts"].as_array().unwrap().iter().map(answer).collect();
        done(&respondent, SAVE, json!({ "answers": answers })).await;
        let copied = done(&world.analyst, COPY, json!({ "id": from })).await;
        let to = text(&copied, "/questionnaireVersion/id");
        let mut less = matrix;
        less["parts"] = json!([row("sign")]);
        less["allowsDontKnow"] = json!(true);
        let sections = json!([{ "code": "plan", "title": { "nb": "Planer", "nn": "Plan" }, "questions": [less] }]);
        let input = json!({ "versionId": to, "baseRevision": 1, "title": { "nb": "Nytt", "nn": "Modenskap", "en": "Maturity" }, "sections": sections });
        done(&world.analyst, CHANGE, json!({ "input": input })).await;
        let found = difference(&world.analyst, &json!(from), &to).await;
        assert_eq!(lines(&found), [
            "title.nb TITLE_CHANGED SAFE 2 0",
            "sections.plan.title.nb SECTION_TITLE_CHANGED SAFE 2 0",
            "questions.M.allowsDontKnow DONT_KNOW_CHANGED NEEDS_MAPPING 2 0",
            "questions.M.parts.pay PART_REMOVED BREAKS_TREND 1 0",
        ]);
    }

    async fn the_reasons_come_in_the_language_of_the_request(app: TestApp) {
        let world = World::new(&app).await;
        let to = changed(&world, |input| input["sections"][0]["questions"][0]["required"] = json!(false)).await;
        let mut reasons = std::collections::HashSet::new();
        for language in ["nb", "nn", "en"] {
            let request = world.analyst.request("POST", "/graphql").header("accept-language", language);
            let variables = json!({ "from": world.version["id"], "to": to });
            let reply = crate::harness::Reply::of(request.json(&json!({ "query": DIFFERENCE, "variables": variables }))).await;
            reasons.insert(text(reply.data(), "/questionnaireDifference/changes/0/reason"));
        }
        assert_eq!(reasons.len(), 3, "{reasons:?}");
    }

    async fn only_versions_of_one_questionnaire_that_are_theirs_are_compared(app: TestApp) {
        let world = World::new(&app).await;
        let same = difference(&world.analyst, &world.version["id"], &text(&world.version, "/id")).await;
        assert_eq!((&same["changes"], &same["verdict"]), (&json!([]), &json!(null)));
        let other = world::publish(&world.analyst, &world.study, "annet").await;
        let variables = json!({ "from": world.version["id"], "to": other["id"] });
        assert_eq!(refusal(&world.analyst, DIFFERENCE, variables).await, "BAD_USER_INPUT");
        let study = world::create_study(&world.system_admin).await;
        let foreign = world::publish(&world.system_admin, &study, "fremmed").await;
        for (from, to) in [(&world.version["id"], &foreign["id"]), (&foreign["id"], &world.version["id"])] {
            assert_eq!(difference(&world.analyst, from, to.as_str().unwrap()).await, json!(null));
        }
        assert_eq!(difference(&world.analyst, &json!("x"), "y").await, json!(null));
    }

    async fn many_changes_take_no_more_statements_than_one(app: TestApp) {
        let world = World::new(&app).await;
        let one = changed(&world, |input| input["title"]["nb"] = json!("Noe annet")).await;
        let many = changed(&world, |input| {
            let questions = input["sections"][0]["questions"].as_array_mut().unwrap();
            for number in 2..30 {
                let mut new = questions[0].clone();
                new["code"] = json!(format!("Q{number:02}"));
                questions.push(new);
            }
        }).await;
        let statements = async |to: &str| {
            let variables = json!({ "from": world.version["id"], "to": to });
            world.analyst.query(DIFFERENCE, variables).await.sql_statements.unwrap()
        };
        let (one, many) = (statements(&one).await, statements(&many).await);
        assert_eq!(one, many);
        assert!(one <= 10, "{one}");
    }
}
