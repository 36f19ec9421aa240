//! What synthetic respondents met.

use async_graphql::{Json, SimpleObject};

use crate::questionnaire::dry_run::{DeadEnd, Hindrance, Path, Report, Unreached};
use crate::questionnaire::rules::Answer;

/// What synthetic respondents met in a version.
#[derive(SimpleObject)]
pub(super) struct QuestionnaireDryRun {
    /// How many walked through.
    respondents: i32,
    /// Whether the work was more than a dry run may be, so that fewer walked through than were asked for.
    cut_short: bool,
    /// Questions that nobody was shown, in the order in which they are asked.
    unreachable: Vec<UnreachableQuestion>,
    /// Where somebody could not go on, in the order in which they are asked.
    dead_ends: Vec<DryRunDeadEnd>,
    /// How many different sets of questions were asked of those who came through.
    distinct_paths: i32,
    /// The ten most frequent of these. How frequent they are says nothing of real respondents: these look for what is rare.
    paths: Vec<DryRunPath>,
    /// The one that takes the least time; null where nobody came through.
    shortest: Option<DryRunPath>,
    /// The one that takes the most; null where nobody came through.
    longest: Option<DryRunPath>,
}

/// A question that nobody was shown.
#[derive(SimpleObject)]
struct UnreachableQuestion {
    /// Its code.
    code: String,
    /// True where its rule holds for no answers whatever; false where such answers were merely not found.
    proven: bool,
}

/// A place where a respondent cannot go on.
#[derive(SimpleObject)]
struct DryRunDeadEnd {
    /// The code of the question; null where no question was asked at all.
    code: Option<String>,
    /// What hinders.
    kind: Hindrance,
    /// True where every answer was tried after those of the example, by an owner of whom just so much is known, on the day of the dry run;
    /// false where an answer was merely not found.
    proven: bool,
    /// How many met it.
    respondents: i32,
    /// Answers after which it is met: those that its rules look at.
    example: Vec<DryRunAnswer>,
}

/// An answer of a synthetic respondent.
#[derive(SimpleObject)]
struct DryRunAnswer {
    /// The code of the question.
    code: String,
    /// The answer, as `docs/rules.md` writes answers.
    value: Json<Answer>,
}

/// Questions that were asked of somebody.
#[derive(SimpleObject)]
struct DryRunPath {
    /// Their codes, in order.
    questions: Vec<String>,
    /// How many questions that is.
    asked: i32,
    /// How many were asked just these.
    respondents: i32,
    /// How many minutes it takes to read and answer them, estimated (`docs/versions.md` says how), to one decimal.
    minutes: f64,
}

impl From<Report> for QuestionnaireDryRun {
    fn from(report: Report) -> Self {
        Self {
            respondents: count(report.respondents),
            cut_short: report.cut_short,
            unreachable: report.unreached.into_iter().map(Into::into).collect(),
            dead_ends: report.dead_ends.into_iter().map(Into::into).collect(),
            distinct_paths: count(report.distinct_paths),
            paths: report.paths.into_iter().map(Into::into).collect(),
            shortest: report.shortest.map(Into::into),
            longest: report.longest.map(Into::into),
        }
    }
}

impl From<Unreached> for UnreachableQuestion {
    fn from(Unreached { code, proven }: Unreached) -> Self {
        Self { code, proven }
    }
}

impl From<DeadEnd> for DryRunDeadEnd {
    fn from(end: DeadEnd) -> Self {
        let example =
            end.example.into_iter().map(|(code, answer)| DryRunAnswer { code, value: Json(answer) });
        Self {
            code: end.code,
            kind: end.hindrance,
            proven: end.proven,
            respondents: count(end.respondents),
            example: example.collect(),
        }
    }
}

impl From<Path> for DryRunPath {
    fn from(path: Path) -> Self {
        Self {
            asked: count(path.questions.len()),
            questions: path.questions,
            respondents: count(path.respondents),
            minutes: (path.minutes * 10.0).round() / 10.0,
        }
    }
}

fn count(number: impl TryInto<i32>) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}
