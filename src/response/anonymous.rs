//! Responses of anonymous rounds. While one is written it belongs to an invitation, so that one can go on where one left off; what is
//! submitted is kept apart, and what was written is deleted in the same transaction. Nothing is left that says whose it was.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use ::entity::id::{AnonymousResponseId, InvitationId, RoundId};
use ::entity::invitation::InvitationStatus;
use tokio_util::sync::CancellationToken;

use super::frozen::Frozen;
use super::{anonymous_response, queries};
use crate::app::App;
use crate::db::Txn;
use crate::error::{Error, Problem};
use crate::round::{self, invitation};
use crate::value::content_hash;

/// How often to look for drafts that nobody can submit any more.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Keeps what is submitted apart from who submits it, and deletes what they wrote, comments too.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub(super) async fn keep(
    txn: &Txn,
    round_id: RoundId,
    invitation: InvitationId,
    content: Frozen,
) -> Result<anonymous_response::Model, Error> {
    let content = without_traces(content);
    let row = anonymous_response::Model {
        id: AnonymousResponseId::random(),
        round_id,
        content_hash: content_hash(&content)?,
        content: serde_json::to_value(&content).map_err(anyhow::Error::from)?,
    };
    queries::insert_anonymous(txn, &row).await?;
    queries::forget_written(txn, &[invitation]).await?;
    round::mark_answered(txn, invitation).await?;
    Ok(row)
}

/// What says nothing of whom it is about: neither names nor times, and rows of repeating groups by number, as their keys may be those of
/// services. Pure.
fn without_traces(content: Frozen) -> Frozen {
    let Frozen { questionnaire, mut answers, not_shown, about: _ } = content;
    let mut rows: HashMap<String, String> = HashMap::new();
    for answer in answers.iter_mut().filter(|answer| !answer.item.is_empty()) {
        let number = (rows.len() + 1).to_string();
        answer.item.clone_from(rows.entry(answer.item.clone()).or_insert(number));
        answer.origin = None;
    }
    Frozen { questionnaire, answers, not_shown, about: None }
}

/// Refuses to go on with an invitation of an anonymous round that is answered: what was submitted is nobody's, so that it cannot be
/// changed, and a second response must not be begun.
///
/// # Errors
/// [`Error::Refused`] where it is.
pub(super) fn not_answered_yet(
    round: &round::round::Model,
    invitation: &invitation::Model,
) -> Result<(), Error> {
    if round.anonymous && invitation.status == InvitationStatus::Submitted {
        return Err(Error::refused("", Problem::AlreadySubmitted));
    }
    Ok(())
}

/// Deletes what was written and not submitted in anonymous rounds that have closed: nobody can submit it any more. Returns how many
/// responses those were.
///
/// # Errors
/// [`Error::Busy`], or [`Error::Fault`] where the database fails.
pub async fn forget_drafts(app: &Arc<App>) -> Result<usize, Error> {
    let left = queries::left_behind(app.db.reader(), app.clock.now()).await?;
    if left.is_empty() {
        return Ok(0);
    }
    let txn = Txn::begin(app).await?;
    queries::forget_written(&txn, &left).await?;
    txn.commit().await?;
    Ok(left.len())
}

/// Forgets drafts until told to stop.
pub async fn forget_until(app: Arc<App>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(error) = forget_drafts(&app).await {
            let error = format!("{:#}", anyhow::Error::from(error));
            tracing::error!(error, "drafts of anonymous rounds cannot be deleted");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_says_whose_it_was() {
        let service = "service_01930000000070008000000000000001";
        let answer = |question: &str, item: &str| json!({ "question": question, "item": item, "state": "answered", "options": [], "text": "x", "revision": 2 });
        let owner = json!({ "orgnr": "974760673", "name": { "nb": "Etaten" } });
        let about = json!({ "number": 1, "submitted_at": "2026-11-22T10:00:00Z", "submitted_by": "Kari", "study": { "nb": "S" },
            "round": { "nb": "R" }, "owner": owner, "rows": { service: { "nb": "Skjema" } } });
        let content = json!({ "questionnaire": "h", "not_shown": ["Q9"], "about": about, "answers": [
            answer("Q1", ""), answer("Q2.name", "own"), answer("Q2.name", service), answer("Q2.volume", "own"),
        ] });
        let kept = without_traces(serde_json::from_value(content).unwrap());
        let text = kept.text().unwrap();
        for trace in ["Kari", "974760673", "Etaten", "2026", service, "\"own\"", "Skjema"] {
            assert!(!text.contains(trace), "{trace} in {text}");
        }
        let rows: Vec<&str> = kept.answers.iter().map(|answer| answer.item.as_str()).collect();
        assert_eq!(rows, ["", "1", "2", "1"]);
        assert_eq!(kept.not_shown.unwrap(), ["Q9"]);
    }
}
