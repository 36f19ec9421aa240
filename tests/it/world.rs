//! A small study with everybody in it, made through the API: what most tests begin with.

use entity::Language;
use entity::membership::Role;
use serde_json::{Value, json};
use trespor::auth::{NewAccount, accounts};
use trespor::graphql::base;

use crate::harness::{Client, TestApp};

const PASSWORD: &str = "fire uvanlige ord paa rad";

/// Everybody and everything.
pub(crate) struct World {
    /// May do everything.
    pub(crate) system_admin: Client,
    /// Administrator of the study.
    pub(crate) admin: Client,
    /// Analyst of the study.
    pub(crate) analyst: Client,
    /// Leader of the study.
    pub(crate) leader: Client,
    /// Analyst of another study.
    pub(crate) outsider: Client,
    /// Key of the analyst's account.
    pub(crate) analyst_account: String,
    /// The study.
    pub(crate) study: String,
    /// The owner that is asked.
    pub(crate) organization: String,
    /// The published version, with its content.
    pub(crate) version: Value,
}

/// A round in such a study.
pub(crate) struct Round {
    /// Its key.
    pub(crate) id: String,
    /// Token of the owner's personal link.
    pub(crate) link: String,
    /// The owner.
    pub(crate) respondent: Client,
}

impl World {
    /// Makes accounts, a study, an owner, a published questionnaire with one question, and a maturity model.
    pub(crate) async fn new(app: &TestApp) -> Self {
        let system_admin = app.admin().await;
        let study = create_study(&system_admin).await;
        let other = create_study(&system_admin).await;
        let admin = member(app, "admin@studie.example", &study, Role::Admin).await;
        let analyst = member(app, "analytiker@studie.example", &study, Role::Analyst).await;
        let leader = member(app, "leder@studie.example", &study, Role::Leader).await;
        let outsider = member(app, "analytiker@annen.example", &other, Role::Analyst).await;
        let me = analyst.query("{ viewer { account { id } } }", json!({})).await;
        let analyst_account = text(me.data(), "/viewer/account/id");
        let organization = register_owner(&analyst, "974760673", "Prøveetaten", "kari@prove.example").await;
        add_to_frame(&analyst, &study, &[&organization]).await;
        let version = publish(&analyst, &study, "modenhet").await;
        create_model(&analyst, &study, &version).await;
        Self { system_admin, admin, analyst, leader, outsider, analyst_account, study, organization, version }
    }

    /// Signs analyst and leader in anew: tokens do not outlive a jump of the clock.
    pub(crate) async fn sign_in(&mut self, app: &TestApp) {
        self.analyst = app.sign_in("analytiker@studie.example", PASSWORD).await;
        self.leader = app.sign_in("leder@studie.example", PASSWORD).await;
    }

    /// Opens a round, takes the owner's link out of the mail and follows it.
    pub(crate) async fn open_round(&self, app: &TestApp) -> Round {
        let version = text(&self.version, "/id");
        let id = open_round(&self.analyst, &self.study, &version).await;
        let mails = app.mails().await;
        let link = mails.last().expect("an invitation").token_after("/svar/");
        let respondent = follow(app, &link).await;
        Round { id, link, respondent }
    }

    /// Key of the only question.
    pub(crate) fn question(&self) -> String {
        text(&self.version, "/sections/0/questions/0/id")
    }

    /// Key of the option with this place.
    pub(crate) fn option(&self, place: usize) -> String {
        text(&self.version, &format!("/sections/0/questions/0/options/{place}/id"))
    }
}

/// The text at a JSON pointer.
pub(crate) fn text(value: &Value, pointer: &str) -> String {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.unwrap_or_else(|| panic!("no text at {pointer} in {value}")).to_owned()
}

/// Runs a mutation that must be done, and returns its payload.
pub(crate) async fn done(client: &Client, document: &str, variables: Value) -> Value {
    let reply = client.query(document, variables).await;
    let payload = reply.data().as_object().and_then(|data| data.values().next()).cloned().unwrap_or_default();
    assert_eq!(payload["userErrors"], json!([]), "{document}: {payload}");
    payload
}

/// The (code, field) pairs of the refusals of a mutation.
pub(crate) async fn refused(client: &Client, document: &str, variables: Value) -> Vec<(String, String)> {
    let reply = client.query(document, variables).await;
    let payload = reply.data().as_object().and_then(|data| data.values().next()).cloned().unwrap_or_default();
    let errors = payload["userErrors"].as_array().cloned().unwrap_or_default();
    let field = |error: &Value| {
        let parts = error["field"].as_array().into_iter().flatten().filter_map(Value::as_str);
        parts.collect::<Vec<_>>().join(".")
    };
    errors.iter().map(|error| (text(error, "/code"), field(error))).collect()
}

/// Makes an account with a role, and signs in with it.
pub(crate) async fn member(app: &TestApp, email: &str, study: &str, role: Role) -> Client {
    let new = NewAccount {
        email: email.to_owned(),
        name: "Navn Navnesen".to_owned(),
        language: Language::Nb,
        system_admin: false,
        password: Some(PASSWORD.to_owned()),
        role: Some((base::parse_id("study", &study.into()).unwrap(), role)),
    };
    accounts::create(&app.system(), new).await.unwrap();
    app.sign_in(email, PASSWORD).await
}

pub(crate) async fn create_study(admin: &Client) -> String {
    let document = "mutation($input: CreateStudyInput!) { createStudy(input: $input) { study { id } userErrors { code field message } } }";
    let name = json!({ "nb": "Interessentanalyse", "nn": "Interessentanalyse" });
    text(&done(admin, document, json!({ "input": { "name": name } })).await, "/study/id")
}

pub(crate) const REGISTER: &str = "mutation($input: RegisterOrganizationInput!) { registerOrganization(input: $input) { organization { id } userErrors { code field message } } }";

pub(crate) async fn register_owner(analyst: &Client, orgnr: &str, name: &str, email: &str) -> String {
    let input = json!({
        "orgnr": orgnr, "name": { "nb": name }, "language": "NN",
        "contacts": [{ "name": "Kari Kontakt", "email": email }],
    });
    text(&done(analyst, REGISTER, json!({ "input": input })).await, "/organization/id")
}

pub(crate) async fn add_to_frame(analyst: &Client, study: &str, organizations: &[&str]) {
    let document = "mutation($input: AddToFrameInput!) { addToFrame(input: $input) { frameSize userErrors { code field message } } }";
    done(analyst, document, json!({ "input": { "studyId": study, "organizationIds": organizations } })).await;
}

pub(crate) const CREATE_QUESTIONNAIRE: &str =
    "mutation($input: CreateQuestionnaireInput!) { createQuestionnaire(input: $input) {
    questionnaireVersion { id status sections { questions { id code options { id code score } } } }
    userErrors { code field message } } }";
pub(crate) const IMPORT_QUESTIONNAIRE: &str =
    "mutation($input: ImportQuestionnaireInput!) { importQuestionnaire(input: $input) {
    questionnaireVersion { id number revision } notes { code field } userErrors { code field message } } }";
pub(crate) const IMPORT_MODEL: &str =
    "mutation($input: ImportMaturityModelInput!) { importMaturityModel(input: $input) {
    maturityModel { number dimensions { code } levels { fromValue } } userErrors { code field message } } }";
pub(crate) const PUBLISH: &str = "mutation($id: ID!) { publishQuestionnaire(input: { versionId: $id }) {
    questionnaireVersion { id status contentHash } userErrors { code field message } } }";

/// A questionnaire with one scored question.
pub(crate) fn questionnaire(study: &str, code: &str) -> Value {
    let option = |code: &str, label: &str, score: f64| json!({ "code": code, "label": { "nb": label, "nn": label }, "score": score });
    json!({
        "studyId": study, "code": code, "title": { "nb": "Modenhet", "nn": "Modenskap", "en": "Maturity" },
        "sections": [{ "code": "plan", "title": { "nb": "Plan", "nn": "Plan" }, "questions": [{
            "code": "Q01", "kind": "SINGLE_CHOICE", "required": true, "allowsDontKnow": true,
            "text": { "nb": "Har dere en plan?", "nn": "Har de ein plan?", "en": "Have you a plan?" },
            "options": [option("none", "Nei", 0.0), option("draft", "Utkast", 0.5), option("agreed", "Ja", 1.0)],
        }] }],
    })
}

pub(crate) async fn publish(analyst: &Client, study: &str, code: &str) -> Value {
    let draft = done(analyst, CREATE_QUESTIONNAIRE, json!({ "input": questionnaire(study, code) })).await;
    let version = draft["questionnaireVersion"].clone();
    done(analyst, PUBLISH, json!({ "id": version["id"] })).await;
    version
}

pub(crate) const CREATE_MODEL: &str =
    "mutation($input: CreateMaturityModelInput!) { createMaturityModel(input: $input) {
    maturityModel { id number } userErrors { code field message } } }";

/// A model with one dimension and three levels over the only question.
pub(crate) fn model(study: &str, question: &str) -> Value {
    let level = |name: &str, from: f64| json!({ "name": { "nb": name, "nn": name }, "fromValue": from });
    json!({
        "studyId": study,
        "dimensions": [{ "code": "D1", "name": { "nb": "Planlegging", "nn": "Planlegging" }, "items": [{ "questionId": question }] }],
        "levels": [level("Ikke startet", 0.0), level("I gang", 0.25), level("Klar", 0.75)],
    })
}

pub(crate) async fn create_model(analyst: &Client, study: &str, version: &Value) {
    let question = text(version, "/sections/0/questions/0/id");
    done(analyst, CREATE_MODEL, json!({ "input": model(study, &question) })).await;
}

pub(crate) const OPEN_ROUND: &str = "mutation($input: OpenRoundInput!) { openRound(input: $input) { round { id status } invited userErrors { code field message } } }";

pub(crate) fn round(study: &str, version: &str) -> Value {
    let closes = chrono::Utc::now() + chrono::Duration::days(14);
    json!({ "studyId": study, "versionId": version, "name": { "nb": "Første måling" }, "closesAt": closes.to_rfc3339() })
}

pub(crate) async fn open_round(analyst: &Client, study: &str, version: &str) -> String {
    text(&done(analyst, OPEN_ROUND, json!({ "input": round(study, version) })).await, "/round/id")
}

pub(crate) const OPEN_INVITATION: &str = "mutation($token: String!) { openInvitation(input: { token: $token }) { accessToken expiresAt userErrors { code field message } } }";

/// Follows a personal link.
pub(crate) async fn follow(app: &TestApp, link: &str) -> Client {
    let opened = done(&app.anonymous(), OPEN_INVITATION, json!({ "token": link })).await;
    app.client(text(&opened, "/accessToken"))
}

pub(crate) const SAVE: &str =
    "mutation($answers: [SaveAnswerInput!]!) { saveAnswers(input: { answers: $answers }) {
    answers { question { code } state options { code } revision } userErrors { code field message } } }";
pub(crate) const SUBMIT: &str = "mutation { submitResponse(input: {}) { submission { number submittedAt contentHash } userErrors { code field message } } }";
