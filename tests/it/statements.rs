//! How many SQL statements an operation takes: no more for three of everything than for one.

use serde_json::{Value, json};

use crate::harness::{Client, Reply, TestApp, both};
use crate::world::{self, CREATE_MODEL, CREATE_QUESTIONNAIRE, PUBLISH, SUBMIT, done, text};

/// Numbers of owners that could exist.
const ORGNRS: [&str; 3] = ["974760673", "991825827", "974760223"];

const SAVE: &str = "mutation($answers: [SaveAnswerInput!]!) { saveAnswers(input: { answers: $answers }) {
    answers { state revision } userErrors { code field message } } }";
const DASHBOARD: &str = "query($id: ID!) { maturityDashboard(roundId: $id) { population dimensions { mean levels { owners } }
    owners { nodes { organization { name } scores { point level { name } } } } nonRespondents { nodes { name } } } }";
const INVITATIONS: &str =
    "query($id: ID!) { invitations(roundId: $id) { nodes { status organization { name contacts { email } }
    contact { name } round { name study { name } questionnaire { code } } } } }";
const VERSION: &str = "query($id: ID!) { questionnaireVersion(id: $id) { code title contentHash status
    sections { code title questions { code kind text help options { code label score } } } } }";
const OVERALL: &str = "query($id: ID!) { maturityDashboard(roundId: $id) { owners { nodes { overall { arithmetic level { name } } } } } }";
const COMPARED: &str = "query($id: ID!) { compareMaturityModels(roundId: $id, number: 1) { owners { nodes {
    organization { name } before { arithmetic } after { arithmetic } dimensions { code } } } } }";
const EXPLAINED: &str = "query($id: ID!, $owner: ID!, $dimension: ID!) {
    maturityExplanation(roundId: $id, organizationId: $owner, dimensionId: $dimension) { items { question { code } text } next { question { code } } } }";
const MEMBERS: &str =
    "query($id: ID!) { members(studyId: $id) { totalCount nodes { role since account { email name } } } }";

/// A round of a study with so many owners, sections, questions in each, dimensions, levels and members.
struct Made {
    admin: Client,
    study: String,
    version: Value,
    round: String,
    respondents: Vec<Client>,
}

async fn make(app: &TestApp, admin: &Client, count: usize) -> Made {
    let admin = admin.clone();
    let study = world::create_study(&admin).await;
    for number in 1..count {
        let email = format!("nummer{number}@etat.example");
        world::member(app, &email, &study, entity::membership::Role::Analyst).await;
    }
    for orgnr in &ORGNRS[..count] {
        let known = "query($search: String) { organizations(search: $search) { nodes { id } } }";
        let known = admin.query(known, json!({ "search": orgnr })).await;
        let owner = match known.data()["organizations"]["nodes"][0]["id"].as_str() {
            Some(id) => id.to_owned(),
            None => world::register_owner(&admin, orgnr, "Etaten", &format!("post@e{orgnr}.example")).await,
        };
        world::add_to_frame(&admin, &study, &[&owner]).await;
    }
    let draft = done(&admin, CREATE_QUESTIONNAIRE, json!({ "input": questionnaire(&study, count) })).await;
    let version = draft["questionnaireVersion"].clone();
    done(&admin, PUBLISH, json!({ "id": version["id"] })).await;
    done(&admin, CREATE_MODEL, json!({ "input": model(&study, &version) })).await;
    let round = world::open_round(&admin, &study, &text(&version, "/id")).await;
    let mails = app.mails().await;
    let mut respondents = Vec::new();
    for mail in mails.iter().rev().take(count) {
        respondents.push(world::follow(app, &mail.token_after("/svar/")).await);
    }
    Made { admin, study, version, round, respondents }
}

fn questionnaire(study: &str, count: usize) -> Value {
    let one = world::questionnaire(study, "mange");
    let mut input = one.clone();
    let section = |place: usize| {
        let mut section = one["sections"][0].clone();
        section["code"] = json!(format!("S{place}"));
        let question = |number: usize| {
            let mut question = section["questions"][0].clone();
            question["code"] = json!(format!("Q{place}{number}"));
            question
        };
        section["questions"] = (0..count).map(question).collect();
        section
    };
    input["sections"] = (0..count).map(section).collect();
    input
}

/// A dimension for each section.
fn model(study: &str, version: &Value) -> Value {
    let sections = version["sections"].as_array().unwrap();
    let mut input = world::model(study, "");
    let dimension = |(place, section): (usize, &Value)| {
        let item = |question: &Value| json!({ "questionId": question["id"] });
        let items: Vec<Value> = section["questions"].as_array().unwrap().iter().map(item).collect();
        json!({ "code": format!("D{place}"), "name": { "nb": "D", "nn": "D" }, "items": items })
    };
    input["dimensions"] = sections.iter().enumerate().map(dimension).collect();
    input
}

/// Statements of saving every answer, submitting, the dashboard, the invitations, the version, the members, the overall scores, another
/// model on trial, and of how a score came about.
async fn counts(app: &TestApp, made: &Made) -> [u64; 9] {
    let questions = made.version["sections"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|section| section["questions"].as_array().cloned().unwrap_or_default());
    let answer = |question: Value| {
        let chosen = &question["options"][1]["id"];
        json!({ "questionId": question["id"], "state": "ANSWERED", "optionIds": [chosen] })
    };
    let answers: Vec<Value> = questions.map(answer).collect();
    // The worker of figures reads the questionnaire, which is remembered from then on: now, not some time.
    app.figures_kept().await;
    // The first of each round: later ones find the model adopted.
    let respondent = &made.respondents[0];
    let saved = statements(&respondent.query(SAVE, json!({ "answers": answers })).await);
    let submitted = statements(&respondent.query(SUBMIT, json!({})).await);
    for other in &made.respondents[1..] {
        other.query(SAVE, json!({ "answers": answers })).await.data();
        other.query(SUBMIT, json!({})).await.data();
    }
    // What is not in the sums yet is read by owner besides.
    app.figures_kept().await;
    let by_round = json!({ "id": made.round });
    let scores = "query($id: ID!) { maturityDashboard(roundId: $id) { dimensions { dimension { id } } owners { nodes { organization { id } } } } }";
    let scores = made.admin.query(scores, by_round.clone()).await;
    let key = |pointer: &str| text(scores.data(), &format!("/maturityDashboard/{pointer}/id"));
    let explained = json!({ "id": made.round, "owner": key("owners/nodes/0/organization"), "dimension": key("dimensions/0/dimension") });
    let dashboard = made.admin.query(DASHBOARD, by_round.clone()).await;
    let listed = dashboard.data()["maturityDashboard"]["owners"]["nodes"].as_array().map(Vec::len);
    assert_eq!(listed, Some(made.respondents.len()), "all of them are there");
    [
        saved,
        submitted,
        of_query(&made.admin, DASHBOARD, by_round.clone()).await,
        of_query(&made.admin, INVITATIONS, by_round.clone()).await,
        of_query(&made.admin, VERSION, json!({ "id": made.version["id"] })).await,
        of_query(&made.admin, MEMBERS, json!({ "id": made.study })).await,
        of_query(&made.admin, OVERALL, by_round.clone()).await,
        of_query(&made.admin, COMPARED, by_round).await,
        of_query(&made.admin, EXPLAINED, explained).await,
    ]
}

async fn of_query(client: &Client, document: &str, variables: Value) -> u64 {
    statements(&client.query(document, variables).await)
}

fn statements(reply: &Reply) -> u64 {
    reply.data();
    reply.sql_statements.unwrap()
}

both! {
    async fn three_of_everything_take_no_more_statements_than_one(app: TestApp) {
        let admin = app.admin().await;
        let one = counts(&app, &make(&app, &admin, 1).await).await;
        let three = counts(&app, &make(&app, &admin, 3).await).await;
        assert_eq!(one, AGREED, "more statements than agreed");
        assert_eq!(one, three, "is there a loop over rows?");
    }
}

/// What was agreed for each of [`counts`]; seven of those of submitting are the mail about it.
const AGREED: [u64; 9] = [11, 28, 10, 11, 7, 5, 9, 18, 10];
