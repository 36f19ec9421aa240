//! `trespor migrate`.

use std::path::Path;

use anyhow::bail;

use super::arguments::Direction;
use super::{answer, logging};
use crate::config;
use crate::db::{Db, schema};

pub(super) async fn run(file: Option<&Path>, direction: Option<Direction>) -> anyhow::Result<()> {
    let settings = config::load(file)?.settings;
    logging::start(&logging::for_a_command())?;
    let db = Db::connect(&settings.database.url, 2).await?;
    let outcome = act(&db, direction.unwrap_or(Direction::Up)).await;
    db.close().await;
    answer::print(&outcome?)
}

async fn act(db: &Db, direction: Direction) -> anyhow::Result<String> {
    match direction {
        Direction::Up => Ok(match schema::migrate(db).await?.as_slice() {
            [] => "The database is up to date.\n".to_owned(),
            steps => format!("Taken: {}.\nThe database is up to date.\n", steps.join(", ")),
        }),
        Direction::Down { steps, yes } => down(db, steps, yes).await,
        Direction::Status => {
            let line = |(name, taken): (String, bool)| {
                format!("{}  {name}\n", if taken { "taken  " } else { "missing" })
            };
            Ok(schema::status(db).await?.into_iter().map(line).collect())
        }
    }
}

async fn down(db: &Db, steps: u32, yes: bool) -> anyhow::Result<String> {
    let status = schema::status(db).await?;
    let last: Vec<String> =
        status.into_iter().rev().filter(|(_, taken)| *taken).map(|(name, _)| name).collect();
    let last = &last[..last.len().min(usize::try_from(steps)?)];
    if last.is_empty() {
        return Ok("There is nothing to take back.\n".to_owned());
    }
    if !yes {
        bail!(
            "this takes back {}, and all data in the tables that these steps made is lost. Make a backup first, and \
             add --yes to do it",
            last.join(", ")
        );
    }
    let taken_back = schema::migrate_down(db, steps).await?;
    Ok(format!("Taken back: {}.\n", taken_back.join(", ")))
}
