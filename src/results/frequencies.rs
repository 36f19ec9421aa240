use std::collections::HashMap;
use std::sync::Arc;

use ::entity::id::{QuestionId, RoundId};
use ::entity::question::QuestionKind;

use super::figures::{QuestionFigures, Tally};
use super::queries::{self, Of};
use crate::Cx;
use crate::auth::Permission;
use crate::db::{Page, Slice};
use crate::error::{Error, Problem};
use crate::questionnaire::content::Kind as _;
use crate::questionnaire::{StoredQuestion, StoredVersion};
use crate::round::{self, ScopedRound};

/// So many must have answered an anonymous round before its answers are shown.
const FEWEST: usize = 5;

/// A round whose answers are read, and what it asks.
pub struct Round {
    /// The round and its study.
    pub scoped: ScopedRound,
    /// What is asked.
    pub version: Arc<StoredVersion>,
}

impl Round {
    /// The answers that count of these questions, rows and fields, or of all.
    pub(super) fn answers<'a>(&self, questions: Option<&'a [QuestionId]>) -> Of<'a> {
        Of {
            round: self.scoped.round.id,
            anonymous: self.scoped.round.anonymous,
            questionnaire: self.version.row.questionnaire_id,
            questions,
            owners: None,
        }
    }
}

/// A round, for those who have this permission in its study.
pub(super) async fn authorized(cx: &Cx, id: RoundId, permission: Permission) -> Result<Round, Error> {
    cx.actor.require_someone()?;
    let scoped = round::round_and_study(cx.db(), id).await?.ok_or(Error::NotFound)?;
    cx.actor.require_in(scoped.study.id, permission)?;
    let version = cx.app.published.get(cx.db(), scoped.round.version_id).await?;
    Ok(Round { scoped, version })
}

/// As [`authorized`], for what was answered. That of an anonymous round is shown to nobody before it has closed for good, as one could
/// see whose answers come when; nor where so few have answered that one could guess.
///
/// # Errors
/// As [`authorized`]; [`Error::Refused`] where it is not shown.
pub(super) async fn readable(cx: &Cx, id: RoundId, permission: Permission) -> Result<Round, Error> {
    let round = authorized(cx, id, permission).await?;
    if !round.scoped.round.anonymous {
        return Ok(round);
    }
    if round::phase(&round.scoped.round, cx.now()) != round::Phase::Closed {
        return Err(Error::refused("roundId", Problem::AnonymousUntilClosed));
    }
    let (_, responded) = queries::base(cx.db(), round.answers(None)).await?;
    if usize::try_from(responded).unwrap_or(0) < FEWEST {
        return Err(Error::refused("roundId", Problem::TooFewAnonymous { min: FEWEST }));
    }
    Ok(round)
}

/// How many owners a round is about, and how many have responded.
pub struct RoundFigures {
    /// The round.
    pub round: Round,
    /// Owners that it is about: N.
    pub population: i64,
    /// Those whose response counts.
    pub responded: i64,
}

/// How many owners a round is about, and how many have responded: what every figure of it rests on.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs.
pub async fn round_figures(cx: &Cx, id: RoundId) -> Result<RoundFigures, Error> {
    let round = authorized(cx, id, Permission::ReadDashboards).await?;
    let (population, responded) = queries::base(cx.db(), round.answers(None)).await?;
    Ok(RoundFigures { round, population, responded })
}

/// The figures of the questions of a round, in the order in which they are asked: a page of them, or of those with these
/// codes. Texts to read are left out. At most seven statements, however many answers there are.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs; [`Error::Refused`] for an anonymous one whose answers are not shown.
pub async fn frequencies(
    cx: &Cx,
    id: RoundId,
    codes: Option<&[String]>,
    page: &Page<usize>,
) -> Result<Slice<(usize, QuestionFigures)>, Error> {
    let round = readable(cx, id, Permission::ReadDashboards).await?;
    let wanted = |question: &StoredQuestion| {
        question.asked.kind.is_answered() && codes.is_none_or(|codes| codes.contains(&question.question.code))
    };
    let asked: Vec<(usize, &StoredQuestion)> =
        round.version.questions().enumerate().filter(|(_, question)| wanted(question)).collect();
    let total = asked.len() as u64;
    let most = usize::try_from(page.first + 1).unwrap_or(usize::MAX);
    let follows = |(place, _): &(usize, &StoredQuestion)| page.after.is_none_or(|after| *place > after);
    let asked: Vec<(usize, &StoredQuestion)> = asked.into_iter().filter(follows).take(most).collect();
    let tally = tally(cx, &round, &asked).await?;
    let rows = asked.into_iter().map(|(place, question)| (place, tally.figures(question))).collect();
    Ok(Slice { rows, total })
}

/// What was counted of these questions.
async fn tally(cx: &Cx, round: &Round, asked: &[(usize, &StoredQuestion)]) -> Result<Tally, Error> {
    let answerable = || asked.iter().flat_map(|(_, question)| question.answerable());
    let ids: Vec<QuestionId> = answerable().map(|asked| asked.id).collect();
    let of = round.answers(Some(&ids));
    let any = |kind: QuestionKind| answerable().any(|asked| asked.kind == kind);
    let db = cx.db().snapshot().await?;
    let (population, responded) = queries::base(&db, round.answers(None)).await?;
    let mut tally = Tally { population, responded, ..Tally::default() };
    for (question, state, given) in queries::states(&db, of).await? {
        tally.states.insert((question, state), given);
    }
    tally.not_shown = queries::unshown(&db, of).await?.into_iter().collect();
    if answerable().any(|asked| asked.kind.has_options()) {
        let chosen = queries::options(&db, of).await?;
        tally.options = chosen.into_iter().map(|(question, code, given)| ((question, code), given)).collect();
    }
    if asked.iter().any(|(_, question)| question.asked.kind.has_parts()) {
        tally.wholes = queries::wholes(&db, of).await?.into_iter().collect();
    }
    if any(QuestionKind::Number) {
        tally.numbers = by_question(queries::numbers(&db, of).await?);
    }
    if any(QuestionKind::Date) {
        tally.dates = by_question(queries::dates(&db, of).await?);
    }
    Ok(tally)
}

fn by_question<T>(rows: Vec<(QuestionId, T, i64)>) -> HashMap<QuestionId, Vec<(T, i64)>> {
    let mut sorted: HashMap<QuestionId, Vec<(T, i64)>> = HashMap::new();
    for (question, value, often) in rows {
        sorted.entry(question).or_default().push((value, often));
    }
    sorted
}
