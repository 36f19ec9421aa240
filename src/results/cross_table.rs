use ::entity::id::{QuestionId, RoundId};
use ::entity::question::QuestionKind;
use ::entity::{Language, LocalizedText};

use super::RoundFigures;
use super::cross::{Category, CrossTable, State};
use super::frequencies::{Round, readable};
use super::queries::{self, Side, Where};
use crate::Cx;
use crate::auth::Permission;
use crate::db;
use crate::error::{Error, Problem, Refusals};
use crate::questionnaire::Answerable;
use crate::questionnaire::content::Kind as _;
use crate::value::folding::sort_key;

/// What one side of a cross-table goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    /// A question with options, or a row of a matrix.
    Question(QuestionId),
    /// Something that is known of the owners.
    Background(Background),
}

/// What is known of owners whether they respond or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    /// The stratum in the study's frame.
    Stratum,
    /// The part of the public sector.
    Sector,
    /// Whether it was chosen for being followed up.
    FollowedUp,
    /// The language form that it has chosen.
    Language,
}

/// How the owners of a round spread over two variables at once: four statements, however many there are.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs; [`Error::Refused`] about `rows` and `columns` for a question that is not
/// asked, or has nothing that owners could be grouped by; for an anonymous round about what is known of owners, and about `roundId` where
/// its answers are not shown.
pub async fn cross_table(
    cx: &Cx,
    id: RoundId,
    rows: Variable,
    columns: Variable,
) -> Result<(RoundFigures, CrossTable), Error> {
    let round = readable(cx, id, Permission::ReadDashboards).await?;
    let mut refusals = Refusals::new();
    let row_side = refusals.check("rows", side(&round, rows));
    let column_side = refusals.check("columns", side(&round, columns));
    let (Some((row_side, asked_in_rows)), Some((column_side, asked_in_columns))) = (row_side, column_side)
    else {
        return Err(refusals.into());
    };
    let ids = questions(&[row_side, column_side]);
    let of = round.answers(Some(&ids));
    let db = cx.db().snapshot().await?;
    let (population, responded) = queries::base(&db, of).await?;
    let row_totals = queries::totals(&db, of, row_side).await?;
    let column_totals = queries::totals(&db, of, column_side).await?;
    let cells = queries::cells(&db, of, row_side, column_side).await?;
    let row_categories = categories(rows, asked_in_rows.as_ref(), &row_totals);
    let column_categories = categories(columns, asked_in_columns.as_ref(), &column_totals);
    let table = CrossTable::new(row_categories, column_categories, &row_totals, &column_totals, &cells);
    Ok((RoundFigures { round, population, responded }, table))
}

/// What a side asks the database for, and the question that it is about.
fn side(round: &Round, variable: Variable) -> Result<(Side, Option<Answerable<'_>>), Problem> {
    let study = round.scoped.study.id;
    if round.scoped.round.anonymous && matches!(variable, Variable::Background(_)) {
        return Err(Problem::NotWhereAnonymous);
    }
    let id = match variable {
        Variable::Background(Background::Stratum) => return Ok((Side::Stratum(study), None)),
        Variable::Background(Background::Sector) => return Ok((Side::Sector, None)),
        Variable::Background(Background::FollowedUp) => return Ok((Side::FollowedUp(study), None)),
        Variable::Background(Background::Language) => return Ok((Side::Language, None)),
        Variable::Question(id) => id,
    };
    let asked_in = |question: &&crate::questionnaire::StoredQuestion| {
        question.question.id == id || question.parts.iter().any(|part| part.question.id == id)
    };
    let question = round.version.questions().find(asked_in).ok_or(Problem::Unknown)?;
    let asked = question.answerable().find(|asked| asked.id == id).ok_or(Problem::NoCategories)?;
    let is_choice = asked.kind.is_choice() || asked.kind == QuestionKind::MultipleChoice;
    if !is_choice || asked.group.is_some() {
        return Err(Problem::NoCategories);
    }
    let whole = (question.question.id != id).then_some(question.question.id);
    Ok((Side::Question(id, whole), Some(asked)))
}

/// The questions whose answers two sides need.
fn questions(sides: &[Side]) -> Vec<QuestionId> {
    let of = |side: &Side| match side {
        Side::Question(id, whole) => [Some(*id), *whole],
        _ => [None, None],
    };
    let mut ids: Vec<QuestionId> = sides.iter().flat_map(of).flatten().collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The categories of a variable, in order: the values, then those without one. Of what is known of owners as a text there are those found.
#[must_use]
pub fn categories(
    variable: Variable,
    asked: Option<&Answerable<'_>>,
    found: &[(Where, i64)],
) -> Vec<Category> {
    let values = |wanted: &[(&str, LocalizedText)]| -> Vec<Category> {
        wanted.iter().map(|(code, label)| Category::value(code, label.clone())).collect()
    };
    let mut all = match (variable, asked) {
        (_, Some(asked)) => {
            let options = asked.options.iter();
            let mut all: Vec<Category> =
                options.map(|option| Category::value(&option.code, option.label.clone())).collect();
            all.extend(State::OF_QUESTIONS.map(Category::without));
            return all;
        }
        (Variable::Background(Background::FollowedUp), _) => {
            values(&[("yes", words("Ja", "Ja", "Yes")), ("no", words("Nei", "Nei", "No"))])
        }
        (Variable::Background(Background::Language), _) => {
            let [nb, nn, en] =
                [Language::Nb, Language::Nn, Language::En].map(|language| db::stored_name(&language));
            values(&[
                (nb.as_str(), words("Bokmål", "Bokmål", "Bokmål")),
                (nn.as_str(), words("Nynorsk", "Nynorsk", "Nynorsk")),
                (en.as_str(), words("Engelsk", "Engelsk", "English")),
            ])
        }
        _ => {
            let mut texts: Vec<&String> = found.iter().filter_map(|((_, code), _)| code.as_ref()).collect();
            texts.sort_by_cached_key(|text| (sort_key(text), (*text).clone()));
            texts.iter().map(|text| Category::value(text, words(text, text, text))).collect()
        }
    };
    all.push(Category::without(State::Unknown));
    all
}

fn words(nb: &str, nn: &str, en: &str) -> LocalizedText {
    LocalizedText { nb: nb.to_owned(), nn: Some(nn.to_owned()), en: Some(en.to_owned()) }
}
