//! `trespor rescore`.

#![expect(clippy::print_stderr, reason = "this is where a person is told how far it has come")]

use std::path::Path;
use std::sync::Arc;

use ::entity::Language;
use ::entity::id::RoundId;
use anyhow::{Context as _, anyhow, bail};
use uuid::Uuid;

use super::arguments::Rescore;
use super::user::{in_words, require_schema};
use super::{answer, logging};
use crate::app::App;
use crate::auth::Actor;
use crate::clock::Clock;
use crate::config;
use crate::cx::Cx;
use crate::error::Error;
use crate::maturity::{self, Differing};

/// Scores a round again, or by another model.
pub(super) async fn run(settings: Option<&Path>, wanted: Rescore) -> anyhow::Result<()> {
    let settings = config::load(settings)?.settings;
    logging::start(&logging::for_a_command())?;
    let migrate_on_start = settings.database.migrate_on_start;
    let app = App::start(settings, Clock::default()).await?;
    let cx = Cx { language: Language::En, ..Cx::new(Arc::clone(&app), Actor::System) };
    let outcome = match require_schema(&app, migrate_on_start).await {
        Ok(()) => act(&cx, &wanted).await,
        Err(mismatch) => Err(mismatch),
    };
    drop(cx);
    app.db.clone().close().await;
    answer::print(&outcome?)
}

async fn act(cx: &Cx, wanted: &Rescore) -> anyhow::Result<String> {
    let raw = &wanted.round;
    let round = Uuid::parse_str(raw.strip_prefix("round_").unwrap_or(raw));
    let round =
        round.with_context(|| format!("--round {raw} is not the id of a round, such as round_018f…"))?;
    match wanted.model {
        Some(number) => adopt(cx, RoundId(round), number).await,
        None => rescore(cx, RoundId(round), wanted.check).await,
    }
}

async fn adopt(cx: &Cx, round: RoundId, number: i32) -> anyhow::Result<String> {
    match Box::pin(maturity::adopt(cx, round, number)).await {
        Ok(found) => Ok(format!(
            "The round is scored by model {number} from now on; {} responses were scored by it.\n",
            found.scored
        )),
        Err(Error::Refused(_)) => Err(anyhow!("--model {number}: the study of the round has no such model")),
        Err(error) => Err(about_round(error)),
    }
}

async fn rescore(cx: &Cx, round: RoundId, check: bool) -> anyhow::Result<String> {
    let differing = if check { Differing::Count } else { Differing::Store };
    let (mut after, mut same, mut others) = (None, 0, 0);
    loop {
        let found = Box::pin(maturity::rescore(cx, round, after, differing)).await.map_err(about_round)?;
        (same, others) = (same + found.same, others + found.differing);
        eprintln!("{} of {} responses", same + others, found.total);
        after = found.next;
        if after.is_none() {
            break;
        }
    }
    match (check, others) {
        (_, 0) => Ok(format!("{same} responses came out exactly as they are stored.\n")),
        (true, _) => bail!(
            "{others} of {} responses come out otherwise than they are stored; without --check, what they come out as is stored",
            same + others
        ),
        (false, _) => Ok(format!(
            "{others} responses came out otherwise and were stored, {same} were as they are stored.\n"
        )),
    }
}

fn about_round(error: Error) -> anyhow::Error {
    match error {
        Error::NotFound => anyhow!("there is no such round"),
        other => in_words(other),
    }
}
