use ::entity::id::QuestionnaireVersionId;
use tokio::sync::Semaphore;

use super::{MOST_WORK, Report, Setup, dry_run};
use crate::Cx;
use crate::auth::Permission;
use crate::error::{Error, Problem};
use crate::questionnaire::{find, queries};

/// Respondents that may be sent through at once.
pub const MOST_RESPONDENTS: i32 = 5_000;

/// Dry runs under way in this process; others wait for their turn.
static PLACES: Semaphore = Semaphore::const_new(2);

/// Sends synthetic respondents through a version, a draft too. Takes a thread of its own, and no more work than [`MOST_WORK`].
///
/// # Errors
/// [`Error::NotFound`] where there is no such version, or it is not theirs; [`Error::Refused`] for too many respondents, or none.
pub async fn run(
    cx: &Cx,
    version: QuestionnaireVersionId,
    respondents: i32,
    seed: i32,
) -> Result<Report, Error> {
    let version = find::authorized(cx, version, Permission::EditQuestionnaires).await?;
    let range = 1..=MOST_RESPONDENTS;
    let Some(respondents) = u32::try_from(respondents).ok().filter(|_| range.contains(&respondents)) else {
        let problem = Problem::OutOfRange { min: 1.0, max: MOST_RESPONDENTS.into() };
        return Err(Error::refused("respondents", problem));
    };
    let stored = queries::with_content(cx.db(), vec![version]).await?.pop().ok_or(Error::NotFound)?;
    let content = stored.content()?;
    let today = cx.now().with_timezone(&chrono_tz::Europe::Oslo).date_naive();
    let setup = Setup { respondents, seed: u64::from(seed.cast_unsigned()), today, work: MOST_WORK };
    in_turn(move || dry_run(&content, setup)).await
}

/// Does work of this kind on a thread of its own, when there is a place for it.
///
/// # Errors
/// [`Error::Fault`] where it breaks down.
pub async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let place = PLACES.acquire().await.map_err(anyhow::Error::from)?;
    let work = move || {
        // Kept until the work is done, also where nobody waits for it any more.
        let _place = place;
        work()
    };
    Ok(tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?)
}
