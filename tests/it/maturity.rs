//! Maturity over HTTP: scores over all dimensions, ratings and facts of the registry, levels by a gate, how a score came about, scoring again and by another model.

mod besides;
mod explanation;
mod levels;
mod many;
mod overall;
mod rescore;
mod waiting;

use serde_json::{Value, json};

use crate::harness::{Client, TestApp};
use crate::world::{self, CREATE_QUESTIONNAIRE, PUBLISH, SAVE, SUBMIT, World, done, text};

const OVERALL: &str = "query($id: ID!) { maturityDashboard(roundId: $id) { owners { nodes { overall {
    arithmetic lower upper geometric geometricLower geometricUpper coverage defined applicable
    level { number } provenLevel { number } possibleLevel { number } } } } } }";

/// What somebody says to a question.
#[derive(Clone, Copy)]
enum Said {
    /// The option with this place, of those that are worth 0, 0.5 and 1.
    Option(usize),
    DontKnow,
    NotRelevant,
}
use Said::{DontKnow, NotRelevant, Option as Chose};

/// A published version that asks these questions, none of which has to be answered.
struct Asked {
    version: Value,
}

impl Asked {
    async fn publish(world: &World, code: &str, questions: &[&str]) -> Self {
        let mut input = world::questionnaire(&world.study, code);
        let one = input["sections"][0]["questions"][0].clone();
        let question = |code: &&str| {
            let mut question = one.clone();
            question["code"] = json!(code);
            question["required"] = json!(false);
            question["allowsNotRelevant"] = json!(true);
            question
        };
        input["sections"][0]["questions"] = questions.iter().map(question).collect();
        Self::publish_input(world, &input).await
    }

    async fn publish_input(world: &World, input: &Value) -> Self {
        let draft = done(&world.analyst, CREATE_QUESTIONNAIRE, json!({ "input": input })).await;
        let version = draft["questionnaireVersion"].clone();
        done(&world.analyst, PUBLISH, json!({ "id": version["id"] })).await;
        Self { version }
    }

    fn question(&self, code: &str) -> &Value {
        let questions = self.version["sections"][0]["questions"].as_array().unwrap();
        questions.iter().find(|question| question["code"] == code).unwrap()
    }

    /// What a model takes of a dimension that is measured by these questions, with their weights.
    fn dimension(&self, code: &str, weight: f64, items: &[(&str, f64)]) -> Value {
        let item = |(question, weight): &(&str, f64)| json!({ "questionId": self.question(question)["id"], "weight": weight });
        let items: Vec<Value> = items.iter().map(item).collect();
        json!({ "code": code, "name": { "nb": code, "nn": code }, "weight": weight, "items": items })
    }

    /// Opens a round that asks it of the world's owner; the round and who answers.
    async fn open(&self, app: &TestApp, world: &World) -> (String, Client) {
        let round = world::open_round(&world.analyst, &world.study, &text(&self.version, "/id")).await;
        let mails = app.mails().await;
        let link = mails.last().expect("an invitation").token_after("/svar/");
        (round, world::follow(app, &link).await)
    }

    async fn submit(&self, respondent: &Client, said: &[(&str, Said)]) {
        let answer = |(code, said): &(&str, Said)| {
            let question = self.question(code);
            match said {
                Chose(place) => {
                    json!({ "questionId": question["id"], "state": "ANSWERED", "optionIds": [question["options"][place]["id"]] })
                }
                DontKnow => json!({ "questionId": question["id"], "state": "DONT_KNOW" }),
                NotRelevant => json!({ "questionId": question["id"], "state": "NOT_RELEVANT" }),
            }
        };
        let answers: Vec<Value> = said.iter().map(answer).collect();
        done(respondent, SAVE, json!({ "answers": answers })).await;
        done(respondent, SUBMIT, json!({})).await;
    }
}

/// A model of the world's study with these dimensions.
fn model(world: &World, dimensions: &[Value]) -> Value {
    let mut input = world::model(&world.study, "");
    input["dimensions"] = json!(dimensions);
    input
}

/// The overall score of the only owner of a round.
async fn overall(world: &World, round: &str) -> Value {
    let reply = world.leader.query(OVERALL, json!({ "id": round })).await;
    reply.data()["maturityDashboard"]["owners"]["nodes"][0]["overall"].clone()
}

/// Fails where a figure is further from what was worked out by hand than it is written there.
fn near(found: &Value, pointer: &str, wanted: f64) {
    let number = found.pointer(pointer).and_then(Value::as_f64);
    assert!(
        number.is_some_and(|number| (number - wanted).abs() < 1e-9),
        "{pointer} is not {wanted} in {found:#}"
    );
}
