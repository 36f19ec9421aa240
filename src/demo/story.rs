use std::collections::BTreeSet;
use std::sync::Arc;

use ::entity::Language;
use ::entity::membership::Role;
use anyhow::{Context as _, ensure};
use chrono::Duration;
use serde_json::{Value, json};

use super::access::Access;
use super::api::{Api, text};
use super::links::Links;
use super::rounds::{Keys, Rounds};
use super::study::{QUESTIONNAIRE, Questionnaire, Study};
use super::tables;
use crate::Cx;
use crate::app::App;
use crate::auth::{self, Actor, NewAccount, accounts};
use crate::graphql::base;

/// A saved document of `examples/`.
macro_rules! example {
    ($name:literal) => {
        include_str!(concat!("../../examples/", $name, ".graphql"))
    };
}
pub(super) use example;

/// How long before its first round the study is made.
const PREPARATION: Duration = Duration::days(7);

/// Makes the example study, from the first account to the round that is open now, and says how to get in. The clock is the
/// machine's again when this returns, whatever comes of it.
pub(super) async fn tell(
    app: &Arc<App>,
    say: &impl Fn(&str) -> anyhow::Result<()>,
) -> anyhow::Result<Access> {
    let told = tell_in_time(app, say).await;
    app.clock.follow_machine();
    told
}

async fn tell_in_time(app: &Arc<App>, say: &impl Fn(&str) -> anyhow::Result<()>) -> anyhow::Result<Access> {
    let (study, questionnaire) = (Study::read()?, Questionnaire::read()?);
    let now = app.clock.now();
    let times: Vec<_> = study.rounds.iter().map(|round| round.time.at(now)).collect();
    ensure!(
        times.is_sorted_by(|before, after| before.1 < after.0),
        "the rounds of the example study are not over yet by the clock of this machine, which shows {now}: set it right"
    );
    let (begin, _) = times.first().copied().context("a study without rounds")?;
    app.clock.move_to(begin - PREPARATION);

    let api = Api::new(app);
    say("Making accounts and a study …")?;
    let people = people(app, &api, &study.study).await?;
    let desk = api.with_token(sign_in(&api, &people.analyst).await?);
    say("Importing owners, services and the frame …")?;
    tables::first(&desk, &people.study, say).await?;
    say("Publishing the questionnaire and its maturity model …")?;
    let version = publish(&desk, &people.study).await?;
    let asked = desk.run(example!("read-questionnaire"), json!({ "versionId": version })).await?;
    let mut rounds = Rounds {
        study: &study,
        questionnaire: &questionnaire,
        api: &api,
        followed_up: followed_up(&desk, &people.study).await?,
        keys: Keys::of(&asked)?,
        study_id: people.study.clone(),
        version,
        links: Links::default(),
    };

    let (mut keys, mut waiting) = (Vec::new(), None);
    for (plan, (opens, _)) in study.rounds.iter().zip(times) {
        say(&format!("Round «{}» …", plan.name["en"].as_str().unwrap_or_default()))?;
        app.clock.move_to(opens);
        let desk = api.with_token(sign_in(&api, &people.analyst).await?);
        tables::later(&desk, &plan.tables).await?;
        let told = rounds.tell(plan, &desk, now, say).await?;
        keys.push(told.id);
        waiting = told.waiting;
    }
    let (service_owner_name, link) = waiting.context("everybody has answered")?;
    Ok(Access {
        admin: people.admin,
        analyst: people.analyst,
        leader: people.leader,
        service_owner: format!("/svar/{link}"),
        service_owner_name,
        study: people.study,
        rounds: keys,
    })
}

/// Who is there from the beginning, each with address and password, and the study's key.
struct People {
    study: String,
    admin: (String, String),
    analyst: (String, String),
    leader: (String, String),
}

async fn people(app: &Arc<App>, api: &Api, study: &Value) -> anyhow::Result<People> {
    let admin = account(app, "admin@demo.example", "Ada Admin", None).await?;
    let desk = api.with_token(sign_in(api, &admin).await?);
    let made = desk.run(example!("create-study"), json!({ "input": study })).await?;
    let study = text(&made, "/study/id")?;
    let analyst =
        account(app, "analyst@demo.example", "Anna Analytiker", Some((&study, Role::Analyst))).await?;
    let leader = account(app, "leader@demo.example", "Leif Leder", Some((&study, Role::Leader))).await?;
    Ok(People { study, admin, analyst, leader })
}

/// As `trespor user create` does.
async fn account(
    app: &Arc<App>,
    email: &str,
    name: &str,
    role: Option<(&str, Role)>,
) -> anyhow::Result<(String, String)> {
    let password = auth::generate_password();
    let role = match role {
        None => None,
        Some((study, role)) => {
            let study =
                base::parse_id("study", &study.into()).map_err(|problem| anyhow::anyhow!("{problem:?}"))?;
            Some((study, role))
        }
    };
    let new = NewAccount {
        email: email.to_owned(),
        name: name.to_owned(),
        language: Language::Nb,
        system_admin: role.is_none(),
        password: Some(password.clone()),
        role,
    };
    accounts::create(&Cx::new(Arc::clone(app), Actor::System), new).await?;
    Ok((email.to_owned(), password))
}

async fn sign_in(api: &Api, (email, password): &(String, String)) -> anyhow::Result<String> {
    let answer = api.run(example!("sign-in"), json!({ "email": email, "password": password })).await?;
    text(&answer, "/tokens/accessToken")
}

/// Publishes the questionnaire in the file and the maturity model over its questions; the key of the published version.
async fn publish(desk: &Api, study: &str) -> anyhow::Result<String> {
    let input = json!({ "studyId": study, "format": "JSON", "document": QUESTIONNAIRE });
    let draft = desk.run(example!("import-questionnaire"), json!({ "input": input })).await?;
    let version = text(&draft, "/questionnaireVersion/id")?;
    desk.run(example!("publish-questionnaire"), json!({ "versionId": version })).await?;
    let model = json!({ "studyId": study, "document": QUESTIONNAIRE });
    desk.run(example!("import-maturity-model"), json!({ "input": model })).await?;
    Ok(version)
}

/// The owners that were followed up, by the codes that the platform has for them.
async fn followed_up(desk: &Api, study: &str) -> anyhow::Result<BTreeSet<String>> {
    let found = desk.run(example!("followed-up"), json!({ "studyId": study })).await?;
    let members = found["nodes"].as_array().into_iter().flatten();
    members.map(|member| text(member, "/organization/platformCode")).collect()
}
