//! Answering together: sections handed to colleagues.

mod approval;
mod comments;
mod decisions;
mod examples;
mod hand_over;
mod limits;
mod live;
mod lost;
mod newer;
mod proposals;

use serde_json::{Value, json};

use crate::harness::{Client, Received, TestApp};
use crate::world::{self, CREATE_QUESTIONNAIRE, PUBLISH, SAVE, World, done, text};

const HAND_OVER: &str = "mutation($input: HandOverSectionsInput!) { handOverSections(input: $input) { handOver {
    id name email language word state openedAt takenBackAt sections { code shown answered } } userErrors { code field message } } }";
const TAKE_BACK: &str =
    "mutation($input: HandOverInput!) { takeBackHandOver(input: $input) { handOver { state }
    userErrors { code field message } } }";
const RENEW: &str =
    "mutation($input: HandOverInput!) { renewHandOver(input: $input) { handOver { state queuedAt }
    userErrors { code field message } } }";
const HAND_OVERS: &str =
    "{ answering { handOvers { name state sections { code shown answered } } standing { shown answered } } }";

/// A round that asks in two sections; whether the second asks its last question hangs on the first.
struct Together {
    world: World,
    version: Value,
    round: String,
    /// The link of the one who was invited.
    link: String,
    kari: Client,
}

fn pair(code: &str, field: &str) -> (String, String) {
    (code.to_owned(), field.to_owned())
}

impl Together {
    async fn new(app: &TestApp) -> Self {
        Self::with(app, json!({})).await
    }

    /// With more said of the round.
    async fn with(app: &TestApp, more: Value) -> Self {
        let world = World::new(app).await;
        let mut input = world::questionnaire(&world.study, "sammen");
        let number = |code: &str| json!({ "code": code, "kind": "NUMBER", "text": { "nb": "Hvor mange?", "nn": "Kor mange?" }, "required": true });
        let mut hidden = number("Q03");
        hidden["visibleWhen"] = json!("Q01 = \"agreed\"");
        let rows = json!({ "code": "Q04", "kind": "MATRIX", "text": { "nb": "Hva?", "nn": "Kva?" }, "required": false,
            "options": [{ "code": "yes", "label": { "nb": "Ja", "nn": "Ja" } }, { "code": "no", "label": { "nb": "Nei", "nn": "Nei" } }],
            "parts": [{ "code": "sign", "text": { "nb": "Signering", "nn": "Signering" } }] });
        let second = json!({ "code": "drift", "title": { "nb": "Drift", "nn": "Drift" },
            "questions": [number("Q02"), hidden, rows] });
        input["sections"].as_array_mut().unwrap().push(second);
        let document = CREATE_QUESTIONNAIRE.replace("options {", "parts { id code } options {");
        let version =
            done(&world.analyst, &document, json!({ "input": input })).await["questionnaireVersion"].clone();
        done(&world.analyst, PUBLISH, json!({ "id": version["id"] })).await;
        let mut input = world::round(&world.study, &text(&version, "/id"));
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let opened = done(&world.analyst, world::OPEN_ROUND, json!({ "input": input })).await;
        let round = text(&opened, "/round/id");
        let link = app.mails().await.last().unwrap().token_after("/svar/");
        let kari = world::follow(app, &link).await;
        Self { world, version, round, link, kari }
    }

    /// Key of a question, by where it stands.
    fn question(&self, section: usize, question: usize) -> String {
        text(&self.version, &format!("/sections/{section}/questions/{question}/id"))
    }

    /// That there is a plan, with the option in this place.
    fn plan(&self, place: usize, base: Option<i32>) -> Value {
        let option = text(&self.version, &format!("/sections/0/questions/0/options/{place}/id"));
        json!({ "questionId": self.question(0, 0), "state": "ANSWERED", "optionIds": [option], "baseRevision": base })
    }

    fn number(&self, question: usize, number: f64, base: Option<i32>) -> Value {
        json!({ "questionId": self.question(1, question), "state": "ANSWERED", "number": number, "baseRevision": base })
    }

    /// Hands a section to a colleague, who follows the link.
    async fn hand(&self, app: &TestApp, section: &str, email: &str) -> (String, String, Client) {
        let made = done(&self.kari, HAND_OVER, to(email, &[section])).await;
        let link = last_mail(app, email).await.token_after("/svar/");
        let client = world::follow(app, &link).await;
        (text(&made, "/handOver/id"), link, client)
    }

    /// Steps of what became of the invitation.
    async fn timeline(&self) -> Vec<String> {
        let document =
            "query($id: ID!) { invitations(roundId: $id) { nodes { timeline { kind mail detail } } } }";
        let reply = self.world.analyst.query(document, json!({ "id": self.round })).await;
        let events = reply.data()["invitations"]["nodes"][0]["timeline"].as_array().unwrap().clone();
        let told = |event: &Value| {
            let more = [event["mail"].as_str(), event["detail"].as_str()];
            let more: String = more.into_iter().flatten().map(|more| format!(" {more}")).collect();
            format!("{}{more}", text(event, "/kind"))
        };
        events.iter().map(told).collect()
    }
}

fn to(email: &str, sections: &[&str]) -> Value {
    json!({ "input": { "name": "Per Kollega", "email": email, "sectionCodes": sections } })
}

async fn mails_to(app: &TestApp, email: &str) -> Vec<Received> {
    app.mails().await.into_iter().filter(|mail| mail.to == email).collect()
}

async fn last_mail(app: &TestApp, email: &str) -> Received {
    mails_to(app, email).await.pop().expect("a mail")
}

async fn save(client: &Client, answers: Value) -> Value {
    done(client, SAVE, json!({ "answers": answers })).await["answers"].clone()
}
