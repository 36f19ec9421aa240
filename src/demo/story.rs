use std::path::Path;
use std::sync::Arc;

use ::entity::Language;
use ::entity::membership::Role;
use anyhow::Context as _;
use mail_parser::MessageParser;
use serde_json::{Value, json};

use super::access::Access;
use super::api::{Api, text};
use crate::app::App;
use crate::auth::{self, Actor, NewAccount, accounts};
use crate::graphql::base;
use crate::{Cx, mail};

/// A saved document of `examples/`.
macro_rules! example {
    ($name:literal) => {
        include_str!(concat!("../../examples/", $name, ".graphql"))
    };
}

const DATA: &str = include_str!("../../examples/demo.json");

/// Makes the demo study, from the first account to the first figures, and says how to get in.
pub(super) async fn tell(
    app: &Arc<App>,
    say: &impl Fn(&str) -> anyhow::Result<()>,
) -> anyhow::Result<Access> {
    let data: Value = serde_json::from_str(DATA).context("examples/demo.json")?;
    let api = Api::new(app);

    say("Making accounts and a study …")?;
    let admin = account(app, "admin@demo.example", "Ada Admin", None).await?;
    let study = api
        .with_token(sign_in(&api, &admin).await?)
        .run(example!("create-study"), json!({ "input": data["study"] }))
        .await?;
    let study = text(&study, "/study/id")?;
    let analyst =
        account(app, "analyst@demo.example", "Anna Analytiker", Some((&study, Role::Analyst))).await?;
    let leader = account(app, "leader@demo.example", "Leif Leder", Some((&study, Role::Leader))).await?;

    let desk = api.with_token(sign_in(&api, &analyst).await?);
    say("Registering service owners …")?;
    let owners = register_owners(&desk, &study, &data).await?;
    say("Publishing a questionnaire …")?;
    let questionnaire = publish(&desk, &study, &data).await?;
    say("Opening a round and sending the invitations …")?;
    let round = open_round(&desk, &study, &questionnaire, &data).await?;
    mail::deliver_due(app).await?;

    say("Answering as service owners …")?;
    for answer in data["answers"].as_array().into_iter().flatten() {
        let owner = answer["owner"].as_u64().and_then(|index| owners.get(usize::try_from(index).ok()?));
        respond(&api, app, owner.context("an answer of no owner")?, answer).await?;
    }
    let dashboard = api
        .with_token(sign_in(&api, &leader).await?)
        .run(example!("read-dashboard"), json!({ "roundId": round }))
        .await?;
    say(&format!("The round has {} of {} responses.", dashboard["responded"], dashboard["population"]))?;

    let waiting = owners.last().context("no owners")?;
    Ok(Access {
        admin,
        analyst,
        leader,
        service_owner: format!("/svar/{}", link_token(app, &waiting.email)?),
        service_owner_name: waiting.name.clone(),
        round,
    })
}

struct Owner {
    id: String,
    name: String,
    email: String,
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

async fn register_owners(desk: &Api, study: &str, data: &Value) -> anyhow::Result<Vec<Owner>> {
    let mut owners = Vec::new();
    for new in data["owners"].as_array().into_iter().flatten() {
        let owner = desk.run(example!("register-owner"), json!({ "input": new })).await?;
        owners.push(Owner {
            id: text(&owner, "/organization/id")?,
            name: text(&owner, "/organization/name")?,
            email: text(&owner, "/organization/contacts/0/email")?,
        });
    }
    let ids: Vec<&str> = owners.iter().map(|owner| owner.id.as_str()).collect();
    desk.run(example!("add-to-frame"), json!({ "input": { "studyId": study, "organizationIds": ids } }))
        .await?;
    Ok(owners)
}

/// Writes the questionnaire and the maturity model over its questions; the key of the published version.
async fn publish(desk: &Api, study: &str, data: &Value) -> anyhow::Result<String> {
    let mut input = data["questionnaire"].clone();
    input["studyId"] = json!(study);
    let draft = desk.run(example!("create-questionnaire"), json!({ "input": input })).await?;
    let version = text(&draft, "/questionnaireVersion/id")?;
    desk.run(example!("publish-questionnaire"), json!({ "versionId": version })).await?;
    let mut dimension = data["maturityModel"]["dimension"].clone();
    dimension["items"] =
        json!([{ "questionId": text(&draft, "/questionnaireVersion/sections/0/questions/0/id")? }]);
    let model =
        json!({ "studyId": study, "dimensions": [dimension], "levels": data["maturityModel"]["levels"] });
    desk.run(example!("create-maturity-model"), json!({ "input": model })).await?;
    Ok(version)
}

async fn open_round(desk: &Api, study: &str, version: &str, data: &Value) -> anyhow::Result<String> {
    let days = data["round"]["opensForDays"].as_i64().unwrap_or(30);
    let input = json!({
        "studyId": study,
        "versionId": version,
        "name": data["round"]["name"],
        "closesAt": (desk.now() + chrono::Duration::days(days)).to_rfc3339(),
    });
    let opened = desk.run(example!("open-round"), json!({ "input": input })).await?;
    text(&opened, "/round/id")
}

/// Follows the link in an owner's mail, answers and submits.
async fn respond(api: &Api, app: &App, owner: &Owner, answer: &Value) -> anyhow::Result<()> {
    let opened =
        api.run(example!("open-invitation"), json!({ "token": link_token(app, &owner.email)? })).await?;
    let respondent = api.with_token(text(&opened, "/accessToken")?);
    let invitation = respondent.run(example!("read-invitation"), json!({})).await?;
    let question = &invitation["round"]["questionnaire"]["sections"][0]["questions"][0];
    let chosen = question["options"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|option| option["code"] == answer["option"]);
    let options: Vec<&Value> = chosen.map(|option| &option["id"]).collect();
    let answers = json!([{ "questionId": question["id"], "state": answer["state"], "optionIds": options }]);
    respondent.run(example!("save-answers"), json!({ "answers": answers })).await?;
    respondent.run(example!("submit-response"), json!({})).await?;
    Ok(())
}

/// The token of the link in the mail to this address, as it lies in the mail folder.
fn link_token(app: &App, email: &str) -> anyhow::Result<String> {
    let folder: &Path = &app.settings.mail.folder;
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let bytes = std::fs::read(entry?.path())?;
        let Some(message) = MessageParser::default().parse(&bytes) else {
            continue;
        };
        let to_them = message.to().and_then(|to| to.first()).and_then(|to| to.address()) == Some(email);
        let Some(body) = message.body_text(0).filter(|_| to_them) else {
            continue;
        };
        if let Some((_, link)) = body.split_once("/svar/") {
            return Ok(link.split_whitespace().next().unwrap_or_default().to_owned());
        }
    }
    anyhow::bail!("no invitation to {email} in {}", folder.display())
}
