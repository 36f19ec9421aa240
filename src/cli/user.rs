//! `trespor user`.

use std::path::Path;
use std::sync::Arc;

use ::entity::Language;
use ::entity::id::StudyId;
use anyhow::{Context as _, anyhow};
use uuid::Uuid;

use super::arguments::{NewUser, PasswordFrom, UserCommand};
use super::password::{self, Chosen};
use super::{answer, logging};
use crate::app::App;
use crate::auth::{Actor, accounts};
use crate::clock::Clock;
use crate::config;
use crate::cx::Cx;
use crate::db::schema::{self, SchemaMismatch};
use crate::error::Error;

pub(super) async fn run(file: Option<&Path>, command: UserCommand) -> anyhow::Result<()> {
    let settings = config::load(file)?.settings;
    logging::start(&logging::for_a_command())?;
    let migrate_on_start = settings.database.migrate_on_start;
    let app = App::start(settings, Clock::default()).await?;
    let cx = Cx { language: Language::En, ..Cx::new(Arc::clone(&app), Actor::System) };
    let outcome = match require_schema(&app, migrate_on_start).await {
        Ok(()) => act(&cx, command).await,
        Err(mismatch) => Err(mismatch),
    };
    drop(cx);
    app.db.clone().close().await;
    answer::print(&outcome?)
}

/// Sets an empty database up, so that there can be a first account before the first start of the server. An older one
/// is left as it is: a server of the version that it fits may be running.
pub(super) async fn require_schema(app: &App, migrate_on_start: bool) -> anyhow::Result<()> {
    match schema::check(&app.db).await {
        Err(SchemaMismatch::Empty) => schema::prepare(&app.db, migrate_on_start).await.map(drop),
        checked => Ok(checked?),
    }
}

async fn act(cx: &Cx, command: UserCommand) -> anyhow::Result<String> {
    match command {
        UserCommand::Create(new) => create(cx, new).await,
        UserCommand::Reset { email, password } => reset(cx, &email, password).await,
        UserCommand::Disable { email } => disable(cx, &email).await,
        UserCommand::Enable { email } => enable(cx, &email).await,
        UserCommand::List => list(cx).await,
    }
}

async fn create(cx: &Cx, new: NewUser) -> anyhow::Result<String> {
    let role = match (new.study.as_deref(), new.role) {
        (Some(study), Some(role)) => Some((study_id(study)?, role.into())),
        _ => None,
    };
    let chosen = password::choose(new.password)?;
    let account = accounts::NewAccount {
        email: new.email,
        name: new.name,
        language: new.language.into(),
        system_admin: new.system_admin,
        password: Some(chosen.password.clone()),
        role,
    };
    let account = accounts::create(cx, account).await.map_err(in_words)?;
    Ok(format!("Made the account {}.\n{}", account.email, once(&chosen)))
}

async fn reset(cx: &Cx, email: &str, from: PasswordFrom) -> anyhow::Result<String> {
    let chosen = password::choose(from)?;
    let account = accounts::set_password(cx, email, &chosen.password).await.map_err(about(email))?;
    Ok(format!("{} has a new password and is signed out everywhere.\n{}", account.email, once(&chosen)))
}

async fn disable(cx: &Cx, email: &str) -> anyhow::Result<String> {
    let account = accounts::disable(cx, email).await.map_err(about(email))?;
    Ok(format!("{} is disabled and signed out everywhere.\n", account.email))
}

async fn enable(cx: &Cx, email: &str) -> anyhow::Result<String> {
    let account = accounts::enable(cx, email).await.map_err(about(email))?;
    Ok(format!("{} can sign in again.\n", account.email))
}

async fn list(cx: &Cx) -> anyhow::Result<String> {
    let accounts = accounts::list(cx).await.map_err(in_words)?;
    if accounts.is_empty() {
        return Ok("There are no accounts yet: make one with `trespor user create`.\n".to_owned());
    }
    let width = accounts.iter().map(|account| account.email.chars().count()).max().unwrap_or_default();
    let line = |account: &accounts::Account| {
        let admin = if account.system_admin { ", system administrator" } else { "" };
        let disabled = if account.disabled_at.is_some() { ", disabled" } else { "" };
        format!("{:width$}  {}{admin}{disabled}\n", account.email, account.name)
    };
    Ok(accounts.iter().map(line).collect())
}

/// The one time that a password is shown that nobody has chosen.
fn once(chosen: &Chosen) -> String {
    if chosen.generated { format!("Password, shown this once: {}\n", chosen.password) } else { String::new() }
}

/// A study by its id in the API, or by the UUID alone.
pub(super) fn study_id(raw: &str) -> anyhow::Result<StudyId> {
    let uuid = Uuid::parse_str(raw.strip_prefix("study_").unwrap_or(raw));
    uuid.map(StudyId).with_context(|| format!("--study {raw} is not the id of a study, such as study_018f…"))
}

/// What a use case that looks for an account by its address refuses.
fn about(email: &str) -> impl FnOnce(Error) -> anyhow::Error {
    move |error| match error {
        Error::NotFound => {
            anyhow!("no account has the address {email}: `trespor user list` shows those that there are")
        }
        error => in_words(error),
    }
}

/// What a use case refuses, in the words that a person at a terminal needs.
pub(super) fn in_words(error: Error) -> anyhow::Error {
    let Error::Refused(reasons) = error else {
        return match error {
            Error::Fault(fault) => fault.context("the database did not do it"),
            other => other.into(),
        };
    };
    let reasons: Vec<String> = reasons
        .iter()
        .map(|reason| {
            let message = reason.problem.message(Language::En);
            match reason.field.first().map(String::as_str) {
                None => message,
                Some("password") => format!("password: {message}"),
                Some("studyId") => format!("--study: {message}"),
                Some(field) => format!("--{field}: {message}"),
            }
        })
        .collect();
    anyhow!("{}", reasons.join("\n       "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Problem, Refusals};

    #[test]
    fn a_study_is_named_as_in_the_api_or_by_its_uuid() {
        let uuid = "018f0000-0000-7000-8000-000000000001";
        let id = StudyId(Uuid::parse_str(uuid).unwrap());
        for raw in [uuid, "study_018f0000000070008000000000000001"] {
            assert_eq!(study_id(raw).unwrap(), id);
        }
        assert!(study_id("round_018f0000000070008000000000000001").is_err());
    }

    #[test]
    fn every_reason_is_told_with_the_argument_it_is_about() {
        let mut refusals = Refusals::new();
        refusals.add("email", Problem::NotAnEmail);
        refusals.add("password", Problem::WeakPassword { min: 12 });
        let text = in_words(refusals.done().unwrap_err()).to_string();
        assert!(text.starts_with("--email: Write an e-mail address"), "{text}");
        assert!(text.contains("\n       password: The password is too easy to guess"), "{text}");
    }
}
