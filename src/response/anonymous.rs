//! Responses of anonymous rounds. While one is written it belongs to an invitation, so that one can go on where one left off; what is
//! submitted is kept apart, and what was written is deleted in the same transaction. Nothing is left that says whose it was.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use ::entity::id::{AnonymousResponseId, InvitationId, RoundId};
use ::entity::invitation::InvitationStatus;
use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use super::frozen::Frozen;
use super::{anonymous_response, queries};
use crate::app::App;
use crate::db::Txn;
use crate::error::{Error, Problem};
use crate::round::{self, OnRenewed, invitation};
use crate::value::content_hash;

/// How often to look for rounds that have closed.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// So long after its closing nothing that was sent before is under way.
const AFTER_CLOSING: chrono::Duration = chrono::Duration::minutes(2);

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
    for answer in &mut answers {
        answer.revision = 1;
        answer.origin = None;
        if !answer.item.is_empty() {
            let number = (rows.len() + 1).to_string();
            answer.item.clone_from(rows.entry(answer.item.clone()).or_insert(number));
        }
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

/// Deletes what was written to an invitation of an anonymous round when it is sent anew: whoever gets the new link may be somebody else.
pub struct ForgetOnRenewal;

#[async_trait]
impl OnRenewed for ForgetOnRenewal {
    async fn renewed(&self, txn: &Txn, round: &round::round::Model, id: InvitationId) -> Result<(), Error> {
        if round.anonymous {
            queries::forget_written(txn, &[id]).await?;
        }
        Ok(())
    }
}

/// Removes what could still tie responses of anonymous rounds to anybody once they have closed for good: what was written and not
/// submitted, which nobody can submit any more, and the order in which responses came, by writing them anew. Returns how many rounds
/// those were. Any number of server processes may do so.
///
/// # Errors
/// [`Error::Busy`], or [`Error::Fault`] where the database fails.
pub async fn settle_closed(app: &Arc<App>) -> Result<usize, Error> {
    let mut settled = 0;
    loop {
        let now = app.clock.now();
        // Whoever began to save before it closed has been answered by then. Where there is none, nobody who writes is kept waiting.
        if !queries::is_any_to_settle(app.db.reader(), now - AFTER_CLOSING).await? {
            return Ok(settled);
        }
        let txn = Txn::begin(app).await?;
        let Some(round) = queries::lock_round_to_settle(&txn, now - AFTER_CLOSING).await? else {
            return Ok(settled);
        };
        let invitations = queries::lock_invitations(&txn, round).await?;
        queries::forget_written(&txn, &invitations).await?;
        queries::write_anew(&txn, round).await?;
        queries::mark_settled(&txn, round, now).await?;
        txn.commit().await?;
        settled += 1;
    }
}

/// Settles anonymous rounds until told to stop.
pub async fn settle_until(app: Arc<App>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(error) = settle_closed(&app).await {
            let error = format!("{:#}", anyhow::Error::from(error));
            tracing::error!(error, "anonymous rounds that have closed cannot be settled");
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
