//! Brings the figures up to date behind what changes them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use ::entity::id::{OrganizationId, RoundId};
use ::entity::round;
use tokio_util::sync::CancellationToken;

use super::queries;
use super::shares::{Groups, shares};
use super::show_peers::show_peers;
use super::sums::{BySums, Share, add_to_all};
use crate::app::App;
use crate::db::{Executor, Txn};
use crate::error::Error;
use crate::questionnaire::StoredVersion;

/// How often to look for what has changed.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Pause after something went wrong.
const AFTER_A_FAULT: Duration = Duration::from_secs(30);
/// Marks that are dealt with in one transaction: those who write are kept waiting for no longer than this takes.
const AT_ONCE: u64 = 500;
/// Pause between two such transactions where there is more to do. SQLite lets those who wait in another process look only every tenth of a
/// second whether they may write: without a pause they would wait until all is done.
const IN_BETWEEN: Duration = Duration::from_millis(120);

/// Brings the figures of all rounds up to date until told to stop. Any number of server processes may do so: each takes a round that no
/// other has.
pub async fn keep_until(app: Arc<App>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let rest = match keep_up(&app).await {
            Ok(_) => LOOK_EVERY,
            Err(error) => {
                let error = format!("{:#}", anyhow::Error::from(error));
                tracing::error!(error, "figures cannot be brought up to date");
                AFTER_A_FAULT
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(rest) => {}
        }
    }
}

/// Brings the figures of all rounds up to date; returns how many changes that were. Who reads figures sees these changes already before
/// (`overview::current`): what is done here keeps that cheap.
///
/// # Errors
/// The first thing that went wrong, when all other rounds have been dealt with: [`Error::Busy`], or [`Error::Fault`] where the database fails.
pub async fn keep_up(app: &Arc<App>) -> Result<usize, Error> {
    let (mut done, mut failed, mut trouble) = (0, Vec::new(), None);
    // Nobody who writes is kept waiting where there is nothing to do.
    while queries::is_any_due(app.db.reader(), &failed).await? {
        let txn = Txn::begin(app).await?;
        let Some(round) = queries::lock_round_to_sum(&txn, &failed).await? else {
            queries::delete_marks_of_nothing(&txn).await?;
            txn.commit().await?;
            break;
        };
        match bring_up_to_date(app, txn, &round).await {
            Ok(changes) => {
                done += changes;
                if changes as u64 >= AT_ONCE {
                    tokio::time::sleep(IN_BETWEEN).await;
                }
            }
            // A round that cannot be dealt with keeps no other waiting.
            Err(error) => {
                failed.push(round.id);
                trouble.get_or_insert(error);
            }
        }
    }
    trouble.map_or(Ok(done), Err)
}

/// Brings the figures of a round up to date by some of its marks; returns how many.
async fn bring_up_to_date(app: &Arc<App>, txn: Txn, round: &round::Model) -> Result<usize, Error> {
    let version = app.published.get(&txn, round.version_id).await?;
    let due = queries::due(&txn, round.id, AT_ONCE).await?;
    let owners: BTreeSet<OrganizationId> = due.iter().map(|due| due.owner).collect();
    let change = Change::of(&txn, &version, round.id, owners, Groups::All).await?;
    let before = queries::sums(&txn, round.id).await?;
    let mut after = before.clone();
    change.apply(&mut after);
    queries::store_sums(&txn, round.id, &before, &after).await?;
    queries::store_shares(&txn, round.id, &change.is).await?;
    if let Some(model) = app.models.kept(&txn, round.id).await? {
        let smallest = queries::smallest_group(&txn, round.study_id).await?;
        show_peers(&txn, round.id, &model, &change.is, smallest.into()).await?;
    }
    let marks: Vec<i64> = due.iter().map(|due| due.id).collect();
    queries::delete_marks(&txn, &marks).await?;
    txn.commit().await?;
    Ok(marks.len())
}

/// What the sums of a round do not know yet.
#[derive(Debug, Default)]
pub(super) struct Change {
    /// What they have in them of owners.
    was: Vec<Share>,
    /// What they should have instead; of owners that the round does not ask any more, nothing.
    is: BTreeMap<OrganizationId, Option<Share>>,
}

impl Change {
    /// What has changed about these owners.
    pub(super) async fn of(
        db: &impl Executor,
        version: &StoredVersion,
        round: RoundId,
        owners: BTreeSet<OrganizationId>,
        groups: Groups,
    ) -> Result<Self, Error> {
        let owners: Vec<OrganizationId> = owners.into_iter().collect();
        if owners.is_empty() {
            return Ok(Self::default());
        }
        let mut now = shares(db, version, round, &owners, groups).await?;
        let counted = queries::counted(db, round, &owners).await?;
        let was = counted.into_values().collect();
        let is = owners.into_iter().map(|owner| (owner, now.remove(&owner))).collect();
        Ok(Self { was, is })
    }

    /// Brings sums up to date.
    pub(super) fn apply(&self, sums: &mut BySums) {
        self.was.iter().for_each(|share| add_to_all(sums, share, -1));
        self.is.values().flatten().for_each(|share| add_to_all(sums, share, 1));
    }
}
