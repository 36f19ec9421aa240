use ::entity::id::RoundId;
use ::entity::invitation::InvitationStatus;

use super::{find, queries};
use crate::Cx;
use crate::auth::Permission;
use crate::error::Error;

/// How far a round has come: how many invitations stand where. They add up to `invited`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// All that were not withdrawn.
    pub invited: i32,
    /// Mail not yet sent.
    pub queued: i32,
    /// Mail sent, link not used yet.
    pub sent: i32,
    /// Link used, nothing answered yet.
    pub opened: i32,
    /// Something answered, not submitted.
    pub started: i32,
    /// Submitted.
    pub submitted: i32,
    /// Mail could not be delivered, or came back.
    pub failed: i32,
    /// Declined.
    pub declined: i32,
}

/// Counts the invitations of a round.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs.
pub async fn progress(cx: &Cx, round: RoundId) -> Result<Progress, Error> {
    find::authorized(cx, round, Permission::ReadStudy).await?;
    Ok(count(queries::statuses(cx.db(), round).await?))
}

fn count(statuses: Vec<(InvitationStatus, i64)>) -> Progress {
    let mut progress = Progress::default();
    for (status, number) in statuses {
        let number = i32::try_from(number).unwrap_or(i32::MAX);
        progress.invited = progress.invited.saturating_add(number);
        match status {
            InvitationStatus::Queued => progress.queued = number,
            InvitationStatus::Sent => progress.sent = number,
            InvitationStatus::Opened => progress.opened = number,
            InvitationStatus::Started => progress.started = number,
            InvitationStatus::Submitted => progress.submitted = number,
            InvitationStatus::Failed | InvitationStatus::Bounced => {
                progress.failed = progress.failed.saturating_add(number);
            }
            InvitationStatus::Declined => progress.declined = number,
        }
    }
    progress
}
