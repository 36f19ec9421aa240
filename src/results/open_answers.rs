use ::entity::id::{OrganizationId, QuestionId, ResponseId, RoundId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::frequencies::{Round, authorized, readable};
use super::queries::{self, OpenRow};
use crate::Cx;
use crate::auth::Permission;
use crate::db::{Page, Slice};
use crate::error::{Error, Problem};
use crate::questionnaire::content::Kind as _;
use crate::value::Search;
use crate::value::folding::searchable;

/// Where a page of texts begins: the sort key and the key of the owner before, and its row.
pub type TextCursor = (Vec<u8>, Uuid, String);

/// Texts that are looked through at once.
const CHUNK: u64 = 500;

/// A text that was answered, with whose it is.
#[derive(Clone, Debug)]
pub struct OpenAnswer {
    /// Whose it is.
    pub of: OfOwner,
    /// The row of a repeating group that it belongs to; empty elsewhere.
    pub item: String,
    /// What was written.
    pub text: String,
    place: TextCursor,
}

/// Whose a text is.
#[derive(Clone, Debug)]
pub struct OfOwner {
    /// The owner that it was answered for.
    pub owner: OrganizationId,
    /// The stratum that the owner is counted in.
    pub stratum: Option<String>,
    /// The response that it counts in.
    pub response: ResponseId,
    /// When that was submitted.
    pub submitted_at: DateTime<Utc>,
}

impl OpenAnswer {
    /// Where the page after it begins.
    #[must_use]
    pub fn cursor(&self) -> TextCursor {
        self.place.clone()
    }

    fn of(row: OpenRow) -> Result<Self, Error> {
        let place = row.place();
        let of = row.owner.ok_or_else(|| Error::Fault(anyhow::anyhow!("a text that is nobody's")))?;
        Ok(Self { of, item: row.item, text: row.text, place })
    }
}

/// A text that was answered in an anonymous round.
#[derive(Clone, Debug)]
pub struct AnonymousAnswer {
    /// The same for all that one respondent wrote, and for nobody else.
    pub respondent: Uuid,
    /// The row of a repeating group that it belongs to, by number; empty elsewhere.
    pub item: String,
    /// What was written.
    pub text: String,
}

impl AnonymousAnswer {
    /// Where the page after it begins.
    #[must_use]
    pub fn cursor(&self) -> TextCursor {
        (Vec::new(), self.respondent, self.item.clone())
    }
}

/// The texts answered to a question, or to a field of a repeating group, in the Norwegian order of their owners. A search
/// looks through all of them, some hundred at a time; without one, two statements give a page.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs; [`Error::Forbidden`] for those who may not read answers;
/// [`Error::Refused`] about `questionId` for a question that is not asked in the round, or takes no texts, and about `roundId` for an
/// anonymous round.
pub async fn open_answers(
    cx: &Cx,
    round: RoundId,
    question: QuestionId,
    search: &Search,
    page: &Page<TextCursor>,
) -> Result<Slice<OpenAnswer>, Error> {
    let round = authorized(cx, round, Permission::ReadAnswers).await?;
    if round.scoped.round.anonymous {
        return Err(Error::refused("roundId", Problem::NotWhereAnonymous));
    }
    let Slice { rows, total } = texts(cx, &round, question, search, page).await?;
    Ok(Slice { rows: rows.into_iter().map(OpenAnswer::of).collect::<Result<_, _>>()?, total })
}

/// As [`open_answers`] for anonymous rounds: in no order that says anything.
///
/// # Errors
/// As [`open_answers`], about `roundId` for rounds that are not anonymous, and for those whose answers are not shown.
pub async fn anonymous_answers(
    cx: &Cx,
    round: RoundId,
    question: QuestionId,
    search: &Search,
    page: &Page<TextCursor>,
) -> Result<Slice<AnonymousAnswer>, Error> {
    let round = readable(cx, round, Permission::ReadAnswers).await?;
    if !round.scoped.round.anonymous {
        return Err(Error::refused("roundId", Problem::NotAnonymous));
    }
    let Slice { rows, total } = texts(cx, &round, question, search, page).await?;
    let anonymous = |OpenRow { key, item, text, .. }| AnonymousAnswer { respondent: key, item, text };
    Ok(Slice { rows: rows.into_iter().map(anonymous).collect(), total })
}

async fn texts(
    cx: &Cx,
    round: &Round,
    question: QuestionId,
    search: &Search,
    page: &Page<TextCursor>,
) -> Result<Slice<OpenRow>, Error> {
    let asked = round.version.answerable().find(|asked| asked.id == question);
    let asked = asked.ok_or(Error::refused("questionId", Problem::Unknown))?;
    if !asked.kind.takes_text() {
        return Err(Error::refused("questionId", Problem::NoTexts));
    }
    let (ids, study) = ([question], round.scoped.study.id);
    let of = round.answers(Some(&ids));
    if *search == Search::default() {
        let total = queries::count_texts(cx.db(), of).await?;
        let rows = queries::texts(cx.db(), of, study, page.after.as_ref(), page.first + 1).await?;
        return Ok(Slice { rows, total });
    }
    let mut found = Slice { rows: Vec::new(), total: 0 };
    let mut after: Option<TextCursor> = None;
    loop {
        let rows = queries::texts(cx.db(), of, study, after.as_ref(), CHUNK).await?;
        let is_last = (rows.len() as u64) < CHUNK;
        for answer in rows {
            let place = answer.place();
            if search.fits(&searchable([answer.text.as_str()])) {
                found.total += 1;
                let follows = page.after.as_ref().is_none_or(|after| place > *after);
                if follows && (found.rows.len() as u64) <= page.first {
                    found.rows.push(answer);
                }
            }
            after = Some(place);
        }
        if is_last {
            return Ok(found);
        }
    }
}
