//! A full study, made by the documents that people send: 60 owners, 8 dimensions, 40 questions, 45 responses.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use entity::Language;
use entity::membership::Role;
use mail_parser::MessageParser;
use serde_json::{Value, json};
use trespor::Cx;
use trespor::app::App;
use trespor::auth::{Actor, NewAccount, accounts};
use trespor::clock::Clock;
use trespor::graphql::base;

use crate::database::Database;

const OWNERS: usize = 60;
const RESPONSES: usize = 45;
const DIMENSIONS: usize = 8;
/// Questions of each dimension.
const QUESTIONS: usize = 5;
/// All writers answer at first as the owner with this number would.
pub(crate) const WRITERS: u64 = 3;
const PASSWORD: &str = "fire uvanlige ord paa rad";

macro_rules! example {
    ($name:literal) => {
        include_str!(concat!("../../examples/", $name, ".graphql"))
    };
}

/// What there is to ask for.
pub(crate) struct Study {
    /// An analyst's token, good for everything in the study.
    pub(crate) analyst: String,
    /// The round with responses.
    pub(crate) round: String,
    /// A submitted response.
    pub(crate) response: String,
    /// Service owners in a second round, who have answered every question and submitted nothing.
    pub(crate) writers: Vec<Writer>,
    /// The questions, each with its options.
    pub(crate) questions: Vec<(String, Vec<String>)>,
}

/// Somebody who is answering.
pub(crate) struct Writer {
    /// The token of their link.
    pub(crate) token: String,
}

/// Makes the study through the server, with so many writers.
pub(crate) async fn make(database: &Database, address: SocketAddr, writers: usize) -> anyhow::Result<Study> {
    let Begun { api, analyst, study, version, questions } = begin(database, address, OWNERS).await?;
    let mut mails = Mails::of(database);
    let round = open_round(&analyst, &study, &version).await?;
    let mut response = String::new();
    for (number, link) in (0..).zip(mails.next(OWNERS).await?.iter().take(RESPONSES)) {
        let owner = api.follow(link).await?;
        owner.run(example!("save-answers"), json!({ "answers": answers(&questions, number) })).await?;
        owner.run(example!("submit-response"), json!({})).await?;
        response = text(&owner.run("{ response { id } }", json!({})).await?, "/id")?;
    }
    open_round(&analyst, &study, &version).await?;
    let mut writing = Vec::new();
    for link in mails.next(OWNERS).await?.iter().take(writers) {
        let owner = api.follow(link).await?;
        owner.run(example!("save-answers"), json!({ "answers": answers(&questions, WRITERS) })).await?;
        writing.push(Writer { token: owner.token.unwrap_or_default() });
    }
    let analyst = analyst.token.unwrap_or_default();
    Ok(Study { analyst, round, response, writers: writing, questions })
}

/// Makes a study with an open round in which so many owners are asked, and follows the link of each: who they are, and what
/// each will answer, question by question.
pub(crate) async fn respondents(
    database: &Database,
    address: SocketAddr,
    owners: usize,
) -> anyhow::Result<Vec<(Writer, Vec<Value>)>> {
    let Begun { api, analyst, study, version, questions } = begin(database, address, owners).await?;
    open_round(&analyst, &study, &version).await?;
    let mut respondents = Vec::new();
    for (number, link) in (0..).zip(Mails::of(database).next(owners).await?) {
        let owner = api.follow(&link).await?;
        let given = list(&answers(&questions, number)).to_vec();
        respondents.push((Writer { token: owner.token.unwrap_or_default() }, given));
    }
    Ok(respondents)
}

/// A study with owners in its frame and a published questionnaire.
struct Begun {
    api: Api,
    analyst: Api,
    study: String,
    version: String,
    questions: Questions,
}

async fn begin(database: &Database, address: SocketAddr, owners: usize) -> anyhow::Result<Begun> {
    let url = format!("http://{address}");
    let api = Api { url: format!("{url}/graphql"), http: reqwest::Client::new(), token: None };
    let app = App::start(database.settings(&url)?, Clock::default()).await?;
    account(&Cx::new(app.clone(), Actor::System), "admin@etat.example", None).await?;
    let admin = api.sign_in("admin@etat.example").await?;
    let name =
        json!({ "nb": "Interessentanalyse", "nn": "Interessentanalyse", "en": "Stakeholder analysis" });
    let made = admin.run(example!("create-study"), json!({ "input": { "name": name } })).await?;
    let study = text(&made, "/study/id")?;
    account(&Cx::new(app.clone(), Actor::System), "analytiker@etat.example", Some(&study)).await?;
    app.db.clone().close().await;
    let analyst = api.sign_in("analytiker@etat.example").await?;
    register_owners(&analyst, &study, owners).await?;
    let (version, questions) = publish(&analyst, &study).await?;
    Ok(Begun { api, analyst, study, version, questions })
}

async fn account(cx: &Cx, email: &str, study: Option<&str>) -> anyhow::Result<()> {
    let role = match study {
        Some(study) => {
            let study = base::parse_id("study", &study.into());
            Some((study.map_err(|problem| anyhow::anyhow!("{problem:?}"))?, Role::Analyst))
        }
        None => None,
    };
    let new = NewAccount {
        email: email.to_owned(),
        name: "Anna Analytiker".to_owned(),
        language: Language::Nb,
        system_admin: role.is_none(),
        password: Some(PASSWORD.to_owned()),
        role,
    };
    accounts::create(cx, new).await?;
    Ok(())
}

async fn register_owners(analyst: &Api, study: &str, owners: usize) -> anyhow::Result<()> {
    let mut ids = Vec::new();
    for (number, orgnr) in organization_numbers().take(owners).enumerate() {
        let name = format!("Etat for prøvesak nummer {number}");
        let input = json!({
            "orgnr": orgnr, "name": { "nb": name, "nn": name }, "language": "NB",
            "contacts": [{ "name": "Kari Kontakt", "email": format!("kontakt{number}@etat.example") }],
        });
        let made = analyst.run(example!("register-owner"), json!({ "input": input })).await?;
        ids.push(text(&made, "/organization/id")?);
    }
    for ids in ids.chunks(500) {
        let input = json!({ "studyId": study, "organizationIds": ids });
        analyst.run(example!("add-to-frame"), json!({ "input": input })).await?;
    }
    Ok(())
}

/// Numbers whose check digit fits.
fn organization_numbers() -> impl Iterator<Item = String> {
    (31_000_000_u32..).filter_map(|number| {
        let digits = number.to_string();
        let weights = [3, 2, 7, 6, 5, 4, 3, 2];
        let sum: u32 = digits.chars().filter_map(|c| c.to_digit(10)).zip(weights).map(|(d, w)| d * w).sum();
        match (11 - sum % 11) % 11 {
            10 => None,
            check => Some(format!("{digits}{check}")),
        }
    })
}

type Questions = Vec<(String, Vec<String>)>;

/// Publishes a questionnaire and makes the maturity model over its questions.
async fn publish(analyst: &Api, study: &str) -> anyhow::Result<(String, Questions)> {
    let both = |text: &str| json!({ "nb": text, "nn": text, "en": text });
    let option = |number: usize| json!({ "code": format!("o{number}"), "label": both("I noen grad"), "score": number as f64 / 4.0 });
    let question = |number: usize| {
        json!({
            "code": format!("Q{number:02}"), "kind": "SINGLE_CHOICE", "allowsDontKnow": true,
            "text": both("I hvor stor grad har dere oversikt over hvem som bruker tjenestene deres?"),
            "help": both("Tenk på de siste tolv månedene."),
            "options": (0..5).map(option).collect::<Vec<_>>(),
        })
    };
    let section = |number: usize| {
        let questions: Vec<Value> =
            (0..QUESTIONS).map(|place| question(number * QUESTIONS + place)).collect();
        json!({ "code": format!("S{number}"), "title": both("Oversikt"), "questions": questions })
    };
    let sections: Vec<Value> = (0..DIMENSIONS).map(section).collect();
    let input =
        json!({ "studyId": study, "code": "modenhet", "title": both("Modenhet"), "sections": sections });
    let draft = analyst.run(example!("create-questionnaire"), json!({ "input": input })).await?;
    let version = text(&draft, "/questionnaireVersion/id")?;
    analyst.run(example!("publish-questionnaire"), json!({ "versionId": version })).await?;
    let id = |value: &Value| value["id"].as_str().unwrap_or_default().to_owned();
    let mut questions = Questions::new();
    for section in list(&draft["questionnaireVersion"]["sections"]) {
        for question in list(&section["questions"]) {
            questions.push((id(question), list(&question["options"]).iter().map(id).collect()));
        }
    }
    let dimension = |(number, part): (usize, &[(String, Vec<String>)])| {
        let items: Vec<Value> = part.iter().map(|(question, _)| json!({ "questionId": question })).collect();
        json!({ "code": format!("D{number}"), "name": both("Oversikt over brukere"), "items": items })
    };
    let dimensions: Vec<Value> = questions.chunks(QUESTIONS).enumerate().map(dimension).collect();
    let level = |from: f64| json!({ "name": both("På vei"), "fromValue": from });
    let levels: Vec<Value> = [0.0, 0.25, 0.5, 0.75].map(level).into();
    let input = json!({ "studyId": study, "dimensions": dimensions, "levels": levels });
    analyst.run(example!("create-maturity-model"), json!({ "input": input })).await?;
    Ok((version, questions))
}

async fn open_round(analyst: &Api, study: &str, version: &str) -> anyhow::Result<String> {
    let closes = chrono::Utc::now() + chrono::Duration::days(14);
    let input = json!({
        "studyId": study, "versionId": version, "name": { "nb": "Første måling", "nn": "Første måling" },
        "closesAt": closes.to_rfc3339(),
        // The plain statements that are measured beside it send no mail either; and the next mails are invitations.
        "sendsReceipts": false,
    });
    text(&analyst.run(example!("open-round"), json!({ "input": input })).await?, "/round/id")
}

/// An answer to each question; one in seven is «don't know», and owners differ.
fn answers(questions: &Questions, owner: u64) -> Value {
    let answer = |(number, (question, options)): (u64, &(String, Vec<String>))| {
        if (number + owner).is_multiple_of(7) {
            return json!({ "questionId": question, "state": "DONT_KNOW" });
        }
        let option = &options[(chosen(number, owner) % options.len() as u64) as usize];
        json!({ "questionId": question, "state": "ANSWERED", "optionIds": [option] })
    };
    (0..).zip(questions).map(answer).collect()
}

/// The number of the option that an owner chooses, to be counted on from the first when it is past the last.
pub(crate) fn chosen(question: u64, owner: u64) -> u64 {
    question * 3 + owner * 7
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value, pointer: &str) -> anyhow::Result<String> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.map(str::to_owned).with_context(|| format!("no text at {pointer} in {value}"))
}

/// Somebody who calls the API.
#[derive(Clone)]
struct Api {
    url: String,
    http: reqwest::Client,
    token: Option<String>,
}

impl Api {
    /// Runs a document with one root field, and returns that.
    async fn run(&self, document: &str, variables: Value) -> anyhow::Result<Value> {
        let request = self.http.post(&self.url).json(&json!({ "query": document, "variables": variables }));
        let request = match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let answer: Value = request.send().await?.json().await?;
        let field = answer["data"].as_object().and_then(|data| data.values().next()).cloned();
        let field = field.with_context(|| format!("no data: {answer}"))?;
        ensure!(answer.get("errors").is_none() && list(&field["userErrors"]).is_empty(), "refused: {answer}");
        Ok(field)
    }

    async fn sign_in(&self, email: &str) -> anyhow::Result<Self> {
        let who = json!({ "email": email, "password": PASSWORD });
        let token = text(&self.run(example!("sign-in"), who).await?, "/tokens/accessToken")?;
        Ok(Self { token: Some(token), ..self.clone() })
    }

    async fn follow(&self, link: &str) -> anyhow::Result<Self> {
        let opened = self.run(example!("open-invitation"), json!({ "token": link })).await?;
        Ok(Self { token: Some(text(&opened, "/accessToken")?), ..self.clone() })
    }
}

/// The folder that the server writes mails to.
struct Mails {
    folder: std::path::PathBuf,
    seen: Vec<std::path::PathBuf>,
}

impl Mails {
    fn of(database: &Database) -> Self {
        Self { folder: database.folder().join("mail"), seen: Vec::new() }
    }

    /// The personal links in the next mails, once so many have come.
    async fn next(&mut self, count: usize) -> anyhow::Result<Vec<String>> {
        let begun = Instant::now();
        loop {
            let arrived: Vec<_> = match fs::read_dir(&self.folder) {
                Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<_>>()?,
                Err(_) => Vec::new(),
            };
            let is_new = |path: &std::path::PathBuf| {
                path.extension().is_some_and(|extension| extension == "eml") && !self.seen.contains(path)
            };
            let new: Vec<_> = arrived.into_iter().filter(is_new).collect();
            if new.len() >= count {
                let links = new.iter().map(|path| link_in(path)).collect();
                self.seen.extend(new);
                return links;
            }
            if begun.elapsed() > Duration::from_secs(60) {
                bail!("only {} of {count} mails have come", new.len());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

fn link_in(path: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(path)?;
    let message = MessageParser::default().parse(&bytes).context("not a mail")?;
    let body = message.body_text(0).context("a mail without text")?;
    let (_, link) = body.split_once("/svar/").context("a mail without a link")?;
    Ok(link.split_whitespace().next().unwrap_or_default().to_owned())
}
