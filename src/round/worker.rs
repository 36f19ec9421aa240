//! The worker: opens planned rounds, sends planned reminders when their time has come, and thanks those who answered.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use ::entity::id::RoundId;
use futures_util::FutureExt as _;
use tokio_util::sync::CancellationToken;

use super::{invite, reminders, thanks};
use crate::app::App;
use crate::error::Error;

/// How often to look for what is due.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Pause after something went wrong.
const AFTER_A_FAULT: Duration = Duration::from_secs(30);

/// Opens rounds, reminds and thanks until told to stop. Any number of server processes may do so: each takes what no other has.
pub async fn work_until(app: Arc<App>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let rest = match AssertUnwindSafe(run_due(&app)).catch_unwind().await {
            Ok(Ok(_)) => LOOK_EVERY,
            Ok(Err(Error::Busy)) => AFTER_A_FAULT,
            Ok(Err(error)) => {
                let error = format!("{:#}", anyhow::Error::from(error));
                tracing::error!(error, "what is planned for rounds cannot be done");
                AFTER_A_FAULT
            }
            Err(_) => {
                tracing::error!("the worker of rounds broke off, and is started again");
                AFTER_A_FAULT
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(rest) => {}
        }
    }
}

/// Opens every round, sends every reminder and thanks for every round that is due now; returns how many those were. A round that cannot be dealt with
/// keeps no other waiting.
///
/// # Errors
/// The first thing that went wrong, when all the others have been dealt with: [`Error::Busy`], or [`Error::Fault`] where the
/// database fails.
pub async fn run_due(app: &Arc<App>) -> Result<usize, Error> {
    let mut run = Run::default();
    while let Some(due) = invite::Due::next(app, &run.failed).await? {
        let round = due.round();
        run.note(round, due.open(app).await);
    }
    while let Some(due) = reminders::Due::next(app, &run.failed).await? {
        let round = due.round();
        run.note(round, due.send(app).await);
    }
    while let Some(due) = thanks::Due::next(app, &run.failed).await? {
        let round = due.round();
        run.note(round, due.send(app).await);
    }
    run.trouble.map_or(Ok(run.done), Err)
}

/// What came of one look at what is due.
#[derive(Default)]
struct Run {
    done: usize,
    failed: Vec<RoundId>,
    trouble: Option<Error>,
}

impl Run {
    fn note(&mut self, round: RoundId, outcome: Result<(), Error>) {
        match outcome {
            Ok(()) => self.done += 1,
            Err(error) => {
                self.failed.push(round);
                self.trouble.get_or_insert(error);
            }
        }
    }
}
