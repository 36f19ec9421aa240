//! What is remembered of a round: who did what to it, when, and from what to what.

use ::entity::id::{RoundHistoryId, RoundId, StudyId};
use ::entity::round_history::{self, RoundAction};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Text, queries, round, round_reminder};
use crate::auth::{Actor, Permission};
use crate::db::{Page, Slice, Txn, stored_name};
use crate::error::Error;
use crate::history::{self, FieldChange, FieldChanges, Fields};
use crate::{Cx, study};

/// Writes down what was done to a round, in the transaction that does it. A change of nothing is none.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub(super) async fn record(
    actor: &Actor,
    at: DateTime<Utc>,
    txn: &Txn,
    round: &round::Model,
    action: RoundAction,
    changes: Vec<FieldChange>,
) -> Result<(), Error> {
    if changes.is_empty() && action == RoundAction::Changed {
        return Ok(());
    }
    let (by_whom, account_id) = history::whom(actor);
    let row = round_history::Model {
        id: RoundHistoryId::new(),
        study_id: round.study_id,
        round_id: round.id,
        at,
        by_whom,
        account_id,
        action,
        changes: FieldChanges(changes),
    };
    Ok(queries::insert_history(txn, row).await?)
}

/// Writes down that something about a round was changed that belongs to a later stage, in the transaction that changes it. Called by that
/// stage, inside a use case of its own.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub async fn changed(cx: &Cx, txn: &Txn, round: &round::Model, change: FieldChange) -> Result<(), Error> {
    record(&cx.actor, cx.now(), txn, round, RoundAction::Changed, vec![change]).await
}

/// What is remembered of a round, besides whom it asks and its reminders.
pub(super) fn fields(round: &round::Model) -> Fields {
    vec![
        ("name", json!(round.name)),
        ("opensAt", time(round.opens_at)),
        ("closesAt", time(round.closes_at)),
        ("mailsPerMinute", json!(round.mails_per_minute)),
        ("startFrom", json!(stored_name(&round.start_from))),
        ("startRound", json!(round.start_round_id)),
        ("languages", json!(round.languages)),
        ("needsApproval", json!(round.needs_approval)),
        ("anonymous", json!(round.anonymous)),
        ("sendsReceipts", json!(round.sends_receipts)),
        ("sendsThanks", json!(round.sends_thanks)),
    ]
}

/// A number of owners that became another.
pub(super) fn recipients(before: u64, after: u64) -> FieldChange {
    FieldChange { field: "recipients".to_owned(), from: json!(before), to: json!(after) }
}

/// The reminders to come by time, as they were and as they are; nothing where they are the same, in whatever order they were sent.
pub(super) fn reminders(
    before: &[round_reminder::Model],
    after: &[round_reminder::Model],
) -> Option<FieldChange> {
    let written = |rows: &[round_reminder::Model]| -> Value {
        let mut to_come: Vec<_> = rows.iter().filter(|row| row.done_at.is_none()).collect();
        to_come.sort_unstable_by_key(|row| row.planned_for);
        to_come
            .into_iter()
            .map(|row| json!({ "kind": stored_name(&row.kind), "at": time(row.planned_for) }))
            .collect()
    };
    let (from, to) = (written(before), written(after));
    (from != to).then(|| FieldChange { field: "reminders".to_owned(), from, to })
}

/// What a mail said, and says since; none where it is what is there before anybody writes any.
pub(super) fn mail_text(field: String, before: Option<&Text>, after: Option<&Text>) -> Option<FieldChange> {
    let written = |text: Option<&Text>| match text {
        Some(Text { subject, body }) => json!({ "subject": subject, "body": body }),
        None => Value::Null,
    };
    let (from, to) = (written(before), written(after));
    (from != to).then_some(FieldChange { field, from, to })
}

fn time(at: DateTime<Utc>) -> Value {
    json!(at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

/// What was done to the rounds of a study, those given up too, or to one of them; the latest first.
///
/// # Errors
/// [`Error::NotFound`] for a study that is not theirs, [`Error::Forbidden`] for those who do not run its rounds.
pub async fn history(
    cx: &Cx,
    study: StudyId,
    round: Option<RoundId>,
    page: &Page<Uuid>,
) -> Result<Slice<round_history::Model>, Error> {
    study::authorize(cx, study, Permission::ManageRounds).await?;
    Ok(queries::history(cx.db(), study, round, page).await?)
}
