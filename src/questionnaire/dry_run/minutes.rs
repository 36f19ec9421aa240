//! How long it takes to read and to answer. `docs/versions.md` has the figures and where they are from.

use ::entity::LocalizedText;
use ::entity::question::QuestionKind;

use crate::questionnaire::content::{Choice, Kind as _, Question};
use crate::questionnaire::rules::{Absence, Answer, Cell, Scalar};

/// Words that adults read in a minute, silently and for information.
const WORDS_PER_MINUTE: f64 = 238.0;
/// Seconds for each further option of several.
const PER_OPTION: f64 = 2.0;
/// Seconds for a row that is added to a group.
const PER_ROW: f64 = 3.0;
/// Seconds to choose «don't know» or «not relevant».
const WAY_OUT: f64 = 3.0;

/// Seconds to read a question with all that stands beside it.
pub(super) fn to_read(question: &Question) -> f64 {
    let labels = |options: &[Choice]| options.iter().map(|option| words(&option.label)).sum::<usize>();
    let of_parts = question
        .parts
        .iter()
        .map(|part| words(&part.text) + part.help.as_ref().map_or(0, words) + labels(&part.options));
    let beside = [&question.help, &question.why].into_iter().flatten().map(words).sum::<usize>();
    let all = words(&question.text) + beside + labels(&question.options) + of_parts.sum::<usize>();
    number(all) * 60.0 / WORDS_PER_MINUTE
}

/// Seconds to answer it so, once it is read.
pub(super) fn to_answer(question: &Question, answer: &Answer) -> f64 {
    match answer {
        Answer::Single(cell) => of_cell(question.kind, cell),
        Answer::Choices(chosen) => PER_OPTION.mul_add(number(chosen.len()), PER_ROW),
        Answer::Rows { rows } => {
            let kind =
                if question.kind == QuestionKind::Matrix { question.kind } else { QuestionKind::Number };
            rows.values().map(|cell| of_cell(kind, cell)).sum()
        }
        Answer::Group { group } => {
            let kind = |field: &str| question.parts.iter().find(|part| part.code.as_str() == field);
            let cells = group.iter().flatten();
            let cells = cells.filter_map(|(field, cell)| Some(of_cell(kind(field)?.kind, cell)));
            cells.sum::<f64>() + PER_ROW * number(group.len())
        }
    }
}

fn of_cell(kind: QuestionKind, cell: &Cell) -> f64 {
    match cell {
        Cell::None(Absence::DontKnow | Absence::NotRelevant) => WAY_OUT,
        Cell::None(_) => 0.0,
        Cell::Known(value) => match kind {
            QuestionKind::Matrix => 4.0,
            _ if kind.is_choice() => 5.0,
            QuestionKind::Date => 8.0,
            QuestionKind::LongText => 60.0,
            QuestionKind::ShortText => 12.0,
            _ if matches!(value, Scalar::Number(_)) => 10.0,
            _ => 5.0,
        },
    }
}

fn words(text: &LocalizedText) -> usize {
    text.nb.split_whitespace().count()
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Code;

    #[test]
    fn an_ordinary_question_takes_about_ten_seconds() {
        let text = |nb: &str| LocalizedText { nb: nb.to_owned(), nn: None, en: None };
        let code = |raw: &str| Code::parse(raw).unwrap();
        let asked = text("Hvor stor del av tjenestene deres bruker innlogging i dag?");
        let mut question = Question::new(code("Q"), QuestionKind::SingleChoice, asked);
        let labels = ["Ingen av dem", "Noen få av dem", "De fleste av dem", "Alle sammen"];
        let option = |(place, label): (usize, &&str)| Choice {
            code: code(&format!("o{place}")),
            label: text(label),
            score: None,
        };
        question.options = labels.iter().enumerate().map(option).collect();
        let seconds = to_read(&question) + to_answer(&question, &Answer::from_text("o1"));
        assert!((9.0..12.0).contains(&seconds), "{seconds}");
        assert_eq!(to_answer(&question, &Answer::missing(Absence::DontKnow)), 3.0);
    }
}
