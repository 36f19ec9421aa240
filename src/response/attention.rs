//! What of a round needs somebody's attention, and since when.

use std::collections::HashMap;

use ::entity::id::{InvitationId, OrganizationId, ResponseId, RoundId};
use ::entity::invitation::InvitationStatus;
use ::entity::invitation_event::EventKind;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::queries::{self, InvitedRow, TroubleRow};
use super::{SectionStanding, Standing, standings};
use crate::Cx;
use crate::auth::Permission;
use crate::db::{Page, Slice};
use crate::error::Error;
use crate::mail;
use crate::round::{self, Phase, invitation, working_days_after, working_days_before};

/// So many working days after a mail was sent, somebody who has not opened the link is told of.
const UNTIL_OPENED: u32 = 5;
/// So many working days after the link was opened, somebody who has answered nothing is told of.
const UNTIL_STARTED: u32 = 3;
/// So many working days after the last answer, somebody who has not submitted is told of.
const UNTIL_NEXT_ANSWER: u32 = 5;
/// So many working days before the round closes, everybody who has not submitted is told of.
const BEFORE_CLOSING: u32 = 3;

/// Why something needs attention; in the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttentionKind {
    /// Asked, and there is nobody to write to.
    NoContact,
    /// Asked, and not invited although there is somebody to write to by now.
    NotInvited,
    /// The mail could not be delivered, or had not left when the round closed; that of somebody whom they let in as well.
    MailFailed,
    /// The mail came back; that of somebody whom they let in as well.
    MailReturned,
    /// A mail should have left long ago.
    MailStuck,
    /// The mail was sent, and nobody has opened the link.
    NotOpened,
    /// Somebody has opened the link, and answered nothing.
    NotStarted,
    /// Something is answered, and nothing has been for a while.
    StandsStill,
    /// Opened for answers again, and not submitted since.
    Reopened,
    /// The round closes soon, and the response is not submitted, or not since it was opened again.
    DueSoon,
}

impl AttentionKind {
    /// Of a mail that did not arrive.
    fn of(trouble: EventKind) -> Self {
        if trouble == EventKind::Bounced { Self::MailReturned } else { Self::MailFailed }
    }
}

/// Where a page of the list begins: the kind, the time and the owner before.
pub type AttentionCursor = (u8, DateTime<Utc>, Uuid);

/// Something that needs attention, with what there is to know about it.
#[derive(Clone, Debug)]
pub struct Attention {
    /// Why.
    pub kind: AttentionKind,
    /// The owner.
    pub owner: OrganizationId,
    /// Since when it is so.
    pub since: DateTime<Utc>,
    /// When the round closes.
    pub closes_at: DateTime<Utc>,
    /// The invitation, where there is one.
    pub invitation: Option<invitation::Model>,
    /// What a mail server said of a mail that did not arrive, or that the round had closed before it left.
    pub mail_status: Option<String>,
    /// How far the response has come, where one is begun.
    pub standing: Option<Standing>,
}

impl Attention {
    /// The section at which they stand: the first in which something is missing that has to be answered, or else the first in which
    /// something is left.
    #[must_use]
    pub fn section(&self) -> Option<&SectionStanding> {
        let sections = &self.standing.as_ref()?.sections;
        let missing =
            |section: &&SectionStanding| section.shown().any(|question| !question.obstacles.is_empty());
        let left = |section: &&SectionStanding| section.shown().any(|question| !question.complete);
        sections.iter().find(missing).or_else(|| sections.iter().find(left))
    }

    /// Where the page after it begins.
    #[must_use]
    pub fn cursor(&self) -> AttentionCursor {
        (self.kind as u8, self.since, self.owner.0)
    }
}

/// What of a round needs attention: each owner by each reason there is, reason by reason, what has been so for longest first. Nothing
/// of a round that is closed, and of a planned one only who cannot be written to. At most seventeen statements for every five
/// thousand owners.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs, [`Error::Forbidden`] for those who do not run it.
pub async fn attention(
    cx: &Cx,
    id: RoundId,
    kinds: Option<&[AttentionKind]>,
    page: &Page<AttentionCursor>,
) -> Result<Slice<Attention>, Error> {
    cx.actor.require_someone()?;
    let scoped = round::round_and_study(cx.db(), id).await?.ok_or(Error::NotFound)?;
    cx.actor.require_in(scoped.study.id, Permission::ManageRounds)?;
    let round = scoped.round;
    let mut found = uninvited(cx, &round).await?;
    if matches!(round::phase(&round, cx.now()), Phase::Open | Phase::Paused) {
        found.extend(invited(cx, &round).await?);
    }
    found.retain(|one| kinds.is_none_or(|kinds| kinds.contains(&one.kind)));
    found.sort_unstable_by_key(Found::cursor);
    let total = found.len() as u64;
    let most = usize::try_from(page.first).unwrap_or(usize::MAX).saturating_add(1);
    let follows = |one: &Found| page.after.is_none_or(|after| one.cursor() > after);
    let shown: Vec<Found> = found.into_iter().filter(follows).take(most).collect();
    Ok(Slice { rows: with_facts(cx, &round, shown).await?, total })
}

/// An entry before what there is to know about it is read.
struct Found {
    kind: AttentionKind,
    owner: OrganizationId,
    since: DateTime<Utc>,
    invitation: Option<InvitationId>,
    response: Option<ResponseId>,
    mail_status: Option<String>,
}

impl Found {
    fn cursor(&self) -> AttentionCursor {
        (self.kind as u8, self.since, self.owner.0)
    }
}

async fn uninvited(cx: &Cx, round: &round::round::Model) -> Result<Vec<Found>, Error> {
    let phase = round::phase(round, cx.now());
    if phase == Phase::Closed {
        return Ok(Vec::new());
    }
    let since = round.invited_at.unwrap_or(round.created_at);
    let mut found = Vec::new();
    for row in queries::uninvited(cx.db(), round.id).await? {
        let kind = if row.has_contact { AttentionKind::NotInvited } else { AttentionKind::NoContact };
        // Before it opens, nobody is invited.
        if kind == AttentionKind::NoContact || phase != Phase::Planned {
            let owner = row.owner;
            found.push(Found { kind, owner, since, invitation: None, response: None, mail_status: None });
        }
    }
    Ok(found)
}

async fn invited(cx: &Cx, round: &round::round::Model) -> Result<Vec<Found>, Error> {
    let rows = queries::invited(cx.db(), round.id).await?;
    let sent = queries::last_sent(cx.db(), round.id).await?;
    let stuck = stuck(cx, round.id, &rows).await?;
    let answered = queries::last_answers(cx.db(), round.id).await?;
    let reopened = queries::last_reopenings(cx.db(), round.id).await?;
    let mut troubles = latest(queries::troubles(cx.db(), round.id).await?);
    let mut lost = latest(queries::troubles_of_let_in(cx.db(), round.id).await?);
    let due_from = working_days_before(round.closes_at, BEFORE_CLOSING);
    let mut found = Vec::new();
    for row in rows {
        let trouble = troubles.remove(&row.id);
        let lost = lost.remove(&row.id);
        // How far a response has come is for nobody but those who write it.
        let response = row.response_id.filter(|_| !round.anonymous);
        let latest = Latest {
            answer: response.and_then(|response| answered.get(&response).copied()),
            reopening: response.and_then(|response| reopened.get(&response).copied()),
            trouble: trouble.as_ref().map(|trouble| (trouble.kind, trouble.at)),
            sent: sent.get(&row.id).copied(),
        };
        let mail_status = trouble.and_then(|trouble| trouble.detail);
        let waits = stuck.get(&row.id).map(|since| (AttentionKind::MailStuck, *since));
        let due = (cx.now() >= due_from).then_some((AttentionKind::DueSoon, due_from.max(row.queued_at)));
        // Nor whether it is begun.
        let is_told = |kind: AttentionKind| !(round.anonymous && kind == AttentionKind::NotStarted);
        let why = judge(&row, &latest, cx.now()).filter(|(kind, _)| is_told(*kind));
        let why = why.into_iter().chain(not_arrived(&row, &latest));
        let first = found.len();
        let (owner, invitation) = (row.organization_id, Some(row.id));
        for (kind, since) in why.chain(waits).chain(due) {
            let about_mail = matches!(kind, AttentionKind::MailFailed | AttentionKind::MailReturned);
            let mail_status = mail_status.clone().filter(|_| about_mail);
            found.push(Found { kind, owner, since, invitation, response, mail_status });
        }
        // Whoever was invited comes before those whom they let in; each reason is told once.
        let told = |kind| found[first..].iter().any(|one| one.kind == kind);
        if let Some(TroubleRow { kind, at: since, detail: mail_status, .. }) = lost
            && !told(AttentionKind::of(kind))
        {
            found.push(Found {
                kind: AttentionKind::of(kind),
                owner,
                since,
                invitation,
                response,
                mail_status,
            });
        }
    }
    Ok(found)
}

/// The first of each invitation.
fn latest(troubles: Vec<TroubleRow>) -> HashMap<InvitationId, TroubleRow> {
    let mut found = HashMap::new();
    for trouble in troubles {
        found.entry(trouble.invitation_id).or_insert(trouble);
    }
    found
}

/// The invitations about which a mail should have left long ago, to whoever was invited or to somebody whom they let in, and since when.
async fn stuck(
    cx: &Cx,
    round: RoundId,
    rows: &[InvitedRow],
) -> Result<HashMap<InvitationId, DateTime<Utc>>, Error> {
    let mut invitations: HashMap<Uuid, InvitationId> = rows.iter().map(|row| (row.id.0, row.id)).collect();
    let helpers = queries::let_in(cx.db(), round).await?;
    invitations.extend(helpers.into_iter().map(|(helper, invitation)| (helper.0, invitation)));
    let about: Vec<Uuid> = invitations.keys().copied().collect();
    let mut stuck: HashMap<InvitationId, DateTime<Utc>> = HashMap::new();
    for (about, since) in mail::stuck(cx.db(), &about, cx.now()).await? {
        if let Some(id) = invitations.get(&about) {
            stuck.entry(*id).and_modify(|first| *first = since.min(*first)).or_insert(since);
        }
    }
    Ok(stuck)
}

/// When something last happened that an invitation does not say itself.
#[derive(Clone, Copy, Debug, Default)]
struct Latest {
    answer: Option<DateTime<Utc>>,
    reopening: Option<DateTime<Utc>>,
    /// A mail did not arrive.
    trouble: Option<(EventKind, DateTime<Utc>)>,
    /// A mail server took a mail.
    sent: Option<DateTime<Utc>>,
}

/// Why an invitation that somebody has opened needs attention by its mails: the last one did not arrive, and nothing was answered since.
fn not_arrived(row: &InvitedRow, latest: &Latest) -> Option<(AttentionKind, DateTime<Utc>)> {
    if !matches!(row.status, InvitationStatus::Opened | InvitationStatus::Started) {
        return None;
    }
    let (kind, since) = latest.trouble?;
    let kind = AttentionKind::of(kind);
    let better = latest.sent.max(latest.answer).max(row.opened_at);
    better.is_none_or(|better| better <= since).then_some((kind, since))
}

/// Why an invitation needs attention by where it stands, and since when; at most one reason.
fn judge(row: &InvitedRow, latest: &Latest, now: DateTime<Utc>) -> Option<(AttentionKind, DateTime<Utc>)> {
    let trouble = latest.trouble.map(|(_, at)| at);
    let (kind, since, patience) = match row.status {
        InvitationStatus::Failed => (AttentionKind::MailFailed, trouble, 0),
        InvitationStatus::Bounced => (AttentionKind::MailReturned, trouble, 0),
        InvitationStatus::Sent => (AttentionKind::NotOpened, row.sent_at, UNTIL_OPENED),
        InvitationStatus::Opened => (AttentionKind::NotStarted, row.opened_at, UNTIL_STARTED),
        InvitationStatus::Started if row.submitted_at.is_some() => {
            (AttentionKind::Reopened, latest.reopening, 0)
        }
        InvitationStatus::Started => {
            (AttentionKind::StandsStill, latest.answer.or(row.started_at), UNTIL_NEXT_ANSWER)
        }
        InvitationStatus::Queued | InvitationStatus::Submitted | InvitationStatus::Declined => return None,
    };
    let since = since.unwrap_or(row.queued_at);
    (working_days_after(since, patience) <= now).then_some((kind, since))
}

async fn with_facts(
    cx: &Cx,
    round: &round::round::Model,
    found: Vec<Found>,
) -> Result<Vec<Attention>, Error> {
    let ids: Vec<InvitationId> = found.iter().filter_map(|one| one.invitation).collect();
    let invitations = queries::invitations(cx.db(), &ids).await?;
    let mut begun: Vec<(ResponseId, OrganizationId)> =
        found.iter().filter_map(|one| Some((one.response?, one.owner))).collect();
    begun.sort_unstable();
    begun.dedup();
    let standings = standings(cx, round.version_id, &begun).await?;
    let whole = |one: Found| Attention {
        kind: one.kind,
        owner: one.owner,
        since: one.since,
        closes_at: round.closes_at,
        invitation: one.invitation.and_then(|id| invitations.get(&id).cloned()),
        mail_status: one.mail_status,
        standing: one.response.and_then(|response| standings.get(&response).cloned()),
    };
    Ok(found.into_iter().map(whole).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_is_counted_in_working_days() {
        let at = |raw: &str| raw.parse::<DateTime<Utc>>().unwrap();
        let friday = at("2026-11-20T09:00:00Z");
        let row = |status, submitted| InvitedRow {
            id: InvitationId::new(),
            organization_id: OrganizationId::new(),
            status,
            queued_at: friday,
            sent_at: Some(friday),
            opened_at: Some(friday),
            started_at: Some(friday),
            submitted_at: submitted,
            response_id: None,
        };
        use InvitationStatus::{Bounced, Declined, Failed, Opened, Queued, Sent, Started, Submitted};
        let nothing = Latest::default();
        let answered = Latest { answer: Some(at("2026-11-23T09:00:00Z")), ..nothing };
        let returned = Latest { trouble: Some((EventKind::Bounced, at("2026-11-21T09:00:00Z"))), ..nothing };
        for (status, submitted, latest, now, wanted) in [
            (Queued, None, nothing, "2026-12-20T09:00:00Z", None),
            (Sent, None, nothing, "2026-11-27T08:59:59Z", None),
            (Sent, None, nothing, "2026-11-27T09:00:00Z", Some((AttentionKind::NotOpened, friday))),
            (Opened, None, nothing, "2026-11-25T08:59:59Z", None),
            (Opened, None, nothing, "2026-11-25T09:00:00Z", Some((AttentionKind::NotStarted, friday))),
            (Started, None, nothing, "2026-11-27T09:00:00Z", Some((AttentionKind::StandsStill, friday))),
            (Started, None, answered, "2026-11-27T09:00:00Z", None),
            (Started, Some(friday), nothing, "2026-11-20T09:00:00Z", Some((AttentionKind::Reopened, friday))),
            (Failed, None, nothing, "2026-11-20T09:00:00Z", Some((AttentionKind::MailFailed, friday))),
            (
                Bounced,
                None,
                returned,
                "2026-11-21T09:00:00Z",
                Some((AttentionKind::MailReturned, at("2026-11-21T09:00:00Z"))),
            ),
            (Submitted, Some(friday), nothing, "2026-12-20T09:00:00Z", None),
            (Declined, None, nothing, "2026-12-20T09:00:00Z", None),
        ] {
            assert_eq!(judge(&row(status, submitted), &latest, at(now)), wanted, "{status:?} at {now}");
        }
        // A mail that did not arrive although somebody had opened an earlier one; until a later one does, or something is answered.
        let monday = Some(at("2026-11-23T09:00:00Z"));
        let told = Some((AttentionKind::MailReturned, at("2026-11-21T09:00:00Z")));
        for (status, latest, wanted) in [
            (Opened, returned, told),
            (Started, Latest { sent: Some(at("2026-11-21T09:00:00Z")), ..returned }, told),
            (Started, Latest { sent: monday, ..returned }, None),
            (Started, Latest { answer: monday, ..returned }, None),
            (Opened, nothing, None),
            (Bounced, returned, None),
        ] {
            assert_eq!(not_arrived(&row(status, None), &latest), wanted, "{status:?} {latest:?}");
        }
    }
}
