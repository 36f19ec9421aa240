use super::{SectionStanding, queries, standing};
use crate::Cx;
use crate::error::Error;
use crate::round::{self, participant};

/// What was handed to a colleague, and how far they have come with it.
#[derive(Clone)]
pub struct HandedOver {
    /// Who, and what.
    pub row: participant::Model,
    /// How far each of the sections has come, in order.
    pub sections: Vec<SectionStanding>,
}

/// What those who were invited handed over, in the order in which they did, what was taken back included.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but those who were invited.
pub async fn hand_overs(cx: &Cx) -> Result<Vec<HandedOver>, Error> {
    let rows = round::hand_overs(cx).await?;
    if rows.is_empty() { Ok(Vec::new()) } else { with_standing(cx, rows).await }
}

/// Adds how far those have come who were handed something by whoever asks.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but those who were invited.
pub async fn with_standing(cx: &Cx, rows: Vec<participant::Model>) -> Result<Vec<HandedOver>, Error> {
    let invitation = cx.actor.require_invited()?.invitation_id;
    let response = queries::of_invitation(cx.db(), invitation).await?;
    let standing = standing(cx, invitation, response.map(|response| response.id)).await?;
    let with = |row: participant::Model| {
        let theirs = |section: &&SectionStanding| row.sections.0.contains(&section.id);
        let sections = standing.sections.iter().filter(theirs).cloned().collect();
        HandedOver { row, sections }
    };
    Ok(rows.into_iter().map(with).collect())
}
