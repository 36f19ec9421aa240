//! What a round came to: figures, cross-tables, open answers and files, with everybody counted in one place.

mod anonymous;
mod cross;
mod export;
mod figures;
mod large;
mod left_out;
mod open;

use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::harness::{Client, TestApp};
use crate::world::{self, PUBLISH, SUBMIT, World, done, text};

const CREATE: &str = "mutation($input: CreateQuestionnaireInput!) { createQuestionnaire(input: $input) {
    questionnaireVersion { id sections { questions { id code options { id code } parts { id code kind options { id code } } } } }
    userErrors { code field message } } }";
const SAVE: &str = "mutation($answers: [SaveAnswerInput!]!) { saveAnswers(input: { answers: $answers }) {
    answers { revision } userErrors { code field message } } }";

/// The owners besides the first, Prøveetaten: number, name and mail.
const OTHERS: [(&str, &str, &str); 4] = [
    ("991825827", "Ålesund", "post@aa.example"),
    ("974760223", "Bergen", "post@b.example"),
    ("971032146", "Ås", "post@as.example"),
    ("974761076", "Tauseetaten", "post@t.example"),
];

fn words(text: &str) -> Value {
    json!({ "nb": text, "nn": text, "en": text })
}

pub(crate) fn option(code: &str, score: Option<f64>) -> Value {
    json!({ "code": code, "label": words(&code.to_uppercase()), "score": score })
}

pub(crate) fn question(code: &str, kind: &str, more: Value) -> Value {
    let mut question = json!({ "code": code, "kind": kind, "text": words(code), "required": false,
        "allowsDontKnow": true, "allowsNotRelevant": true });
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question
}

fn questions() -> Value {
    let options = json!([option("a", Some(0.5)), option("b", None), option("c", None)]);
    let part = |code: &str| json!({ "code": code, "text": words(code) });
    json!([
        question("intro", "INFORMATION", json!({ "allowsDontKnow": false, "allowsNotRelevant": false })),
        question("single", "SINGLE_CHOICE", json!({ "options": options })),
        question("multi", "MULTIPLE_CHOICE", json!({ "options": options })),
        question("number", "NUMBER", json!({ "format": { "unit": words("tjenester") } })),
        question("day", "DATE", json!({})),
        question("long", "LONG_TEXT", json!({})),
        question("matrix", "MATRIX", json!({ "options": options, "parts": [part("sign"), part("pay")] })),
        question("grid", "NUMBER_GRID", json!({ "parts": [part("form"), part("link")] })),
        question(
            "group",
            "REPEATING_GROUP",
            json!({ "parts": [
            { "code": "name", "kind": "SHORT_TEXT", "text": words("Navn") },
            { "code": "goal", "kind": "SINGLE_CHOICE", "text": words("Mål"), "options": [option("x", None), option("y", None)] },
            { "code": "volume", "kind": "NUMBER", "text": words("Volum") },
        ] })
        ),
        question("more", "LONG_TEXT", json!({ "visibleWhen": "single = \"a\"" })),
    ])
}

/// A round of five owners that is open, and who answers for whom.
pub(crate) struct Asked {
    pub(crate) world: World,
    version: Value,
    pub(crate) round: String,
    /// By the mail that the link came in.
    respondents: Vec<(String, Client)>,
}

impl Asked {
    async fn new(app: &TestApp) -> Self {
        Self::of(app, questions()).await
    }

    /// A round that asks these questions.
    pub(crate) async fn of(app: &TestApp, questions: Value) -> Self {
        let world = World::new(app).await;
        for (orgnr, name, mail) in OTHERS {
            let owner = world::register_owner(&world.analyst, orgnr, name, mail).await;
            world::add_to_frame(&world.analyst, &world.study, &[&owner]).await;
        }
        run(app, "UPDATE frame_member SET stratum = 'stat' WHERE organization_id IN (SELECT id FROM organization WHERE orgnr IN ('974760673', '991825827'))").await;
        run(app, "UPDATE organization SET sector = 'kommune' WHERE orgnr = '971032146'").await;
        let input = json!({
            "studyId": world.study, "code": "alle", "title": words("Alle"),
            "sections": [{ "code": "s", "title": words("Del"), "questions": questions }],
        });
        let version =
            done(&world.analyst, CREATE, json!({ "input": input })).await["questionnaireVersion"].clone();
        done(&world.analyst, PUBLISH, json!({ "id": version["id"] })).await;
        let mut asked = Self { world, version, round: String::new(), respondents: Vec::new() };
        asked.open(app, json!({})).await;
        asked
    }

    /// Opens a round with more said of it, and goes on with that one.
    pub(crate) async fn open(&mut self, app: &TestApp, more: Value) {
        let before = app.mails().await.len();
        let mut input = world::round(&self.world.study, &text(&self.version, "/id"));
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let opened = done(&self.world.analyst, world::OPEN_ROUND, json!({ "input": input })).await;
        self.round = text(&opened, "/round/id");
        self.respondents.clear();
        for mail in app.mails().await.split_off(before) {
            let client = world::follow(app, &mail.token_after("/svar/")).await;
            self.respondents.push((mail.to.clone(), client));
        }
    }

    /// Four of five answer, each in their own way; the last says nothing at all.
    async fn answered(app: &TestApp) -> Self {
        let asked = Self::new(app).await;
        asked.answer_by_four().await;
        asked
    }

    async fn answer_by_four(&self) {
        let asked = self;
        let chosen = |code: &str| json!([asked.option("single", code)]);
        let option = |code: &str| asked.option("multi", code);
        let first = json!([
            asked.answer("single", json!({ "optionIds": chosen("a") })),
            asked.answer("multi", json!({ "optionIds": [option("a"), option("b")] })),
            asked.answer("number", json!({ "number": 4 })),
            asked.answer("day", json!({ "date": "2026-02-10" })),
            asked.answer("long", json!({ "text": "=Vi trenger signering på Ås" })),
            asked.answer("matrix.sign", json!({ "optionIds": [asked.option("matrix", "a")] })),
            asked.answer("matrix.pay", json!({ "state": "DONT_KNOW" })),
            asked.answer("grid.form", json!({ "number": 1.5 })),
            asked.answer("group.name", json!({ "item": "r1", "text": "Skjema" })),
            asked.answer(
                "group.goal",
                json!({ "item": "r1", "optionIds": [asked.option("group.goal", "x")] })
            ),
            asked.answer("group.volume", json!({ "item": "r2", "state": "DONT_KNOW" })),
            asked.answer("more", json!({ "text": "Mer" })),
        ]);
        asked.submit("kari@prove.example", first).await;
        // What is typed and then hidden does not count, nor what stands beneath a whole that is answered.
        let aalesund = asked.client("post@aa.example");
        done(
            aalesund,
            SAVE,
            json!({ "answers": [
            asked.answer("single", json!({ "optionIds": chosen("a") })),
            asked.answer("more", json!({ "text": "Teller ikke" })),
            asked.answer("matrix.sign", json!({ "optionIds": [asked.option("matrix", "b")] })),
        ] }),
        )
        .await;
        let second = json!([
            asked.answer("single", json!({ "optionIds": chosen("b"), "baseRevision": 1 })),
            asked.answer("multi", json!({ "optionIds": [option("a")] })),
            asked.answer("number", json!({ "number": 10 })),
            asked.answer("long", json!({ "text": "Ingenting å melde" })),
            asked.answer("matrix", json!({ "state": "DONT_KNOW" })),
            asked.answer("group", json!({ "state": "NOT_RELEVANT" })),
        ]);
        asked.submit("post@aa.example", second).await;
        let third = json!([
            asked.answer("single", json!({ "state": "DONT_KNOW" })),
            asked.answer("multi", json!({ "state": "NOT_RELEVANT" })),
            asked.answer("number", json!({ "number": 4 })),
            asked.answer("day", json!({ "date": "2026-02-28" })),
        ]);
        asked.submit("post@b.example", third).await;
        asked.submit("post@as.example", json!([asked.answer("day", json!({ "date": "2026-04-01" }))])).await;
    }

    pub(crate) fn client(&self, mail: &str) -> &Client {
        let found = self.respondents.iter().find(|(to, _)| to == mail);
        found.map(|(_, client)| client).unwrap_or_else(|| panic!("no mail to {mail}"))
    }

    pub(crate) async fn submit(&self, mail: &str, answers: Value) {
        done(self.client(mail), SAVE, json!({ "answers": answers })).await;
        done(self.client(mail), SUBMIT, json!({})).await;
    }

    /// An answer to a question, or to a part of one (`matrix.sign`), with these fields.
    pub(crate) fn answer(&self, code: &str, more: Value) -> Value {
        let mut answer = json!({ "questionId": self.find(code)["id"], "state": "ANSWERED" });
        answer.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        answer
    }

    pub(crate) fn find(&self, code: &str) -> Value {
        let (code, part) = code.split_once('.').map_or((code, None), |(code, part)| (code, Some(part)));
        let with = |list: &Value, code: &str| {
            let mut list = list.as_array().unwrap().iter();
            list.find(|one| one["code"] == code).unwrap_or_else(|| panic!("no {code}")).clone()
        };
        let question = with(&self.version["sections"][0]["questions"], code);
        part.map_or(question.clone(), |part| with(&question["parts"], part))
    }

    /// The key of an option; those of a matrix belong to the whole.
    pub(crate) fn option(&self, question: &str, code: &str) -> Value {
        let options = self.find(question)["options"].as_array().cloned().unwrap();
        options.into_iter().find(|option| option["code"] == code).unwrap()["id"].clone()
    }

    /// Opens a response again, as an analyst will be able to.
    async fn reopen(&self, app: &TestApp, mail: &str) {
        run(
            app,
            &format!(
                "UPDATE response SET status = 'in_progress' WHERE invitation_id IN (SELECT i.id FROM invitation i \
                 JOIN contact c ON c.id = i.contact_id JOIN round r ON r.id = i.round_id WHERE c.email = '{mail}')"
            ),
        )
        .await;
    }
}

/// Changes the database behind the program's back.
pub(crate) async fn run(app: &TestApp, sql: &str) {
    let txn = app.system().begin().await.unwrap();
    txn.execute_unprepared(sql).await.unwrap();
    txn.commit().await.unwrap();
}
