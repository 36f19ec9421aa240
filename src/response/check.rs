//! Which answers a question takes. Pure.

use ::entity::answer::AnswerState;
use ::entity::id::VersionOptionId;
use ::entity::question::QuestionKind;
use chrono::NaiveDate;

use crate::error::Problem;
use crate::questionnaire::content::Kind;
use crate::questionnaire::{Answerable, fit};

/// Rows that a repeating group may have where it does not say so itself.
pub(super) const MOST_ROWS: i32 = 500;

/// An answer as it is given.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// Options, in the order of their keys.
    Options(Vec<VersionOptionId>),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// «Don't know».
    DontKnow,
    /// «Not relevant».
    NotRelevant,
    /// Nothing: what was answered is taken back.
    Nothing,
}

impl Given {
    /// What is said by it.
    #[must_use]
    pub fn state(&self) -> AnswerState {
        match self {
            Self::Options(_) | Self::Number(_) | Self::Text(_) | Self::Date(_) => AnswerState::Answered,
            Self::DontKnow => AnswerState::DontKnow,
            Self::NotRelevant => AnswerState::NotRelevant,
            Self::Nothing => AnswerState::NotAnswered,
        }
    }
}

/// Whether a question takes an answer.
///
/// # Errors
/// What is wrong with it: nothing or too much chosen, out of range, too long, or not for this question.
pub(super) fn check(asked: &Answerable<'_>, given: &Given) -> Result<(), Problem> {
    let allowed = |allowed| if allowed { Ok(()) } else { Err(Problem::NotAllowed) };
    match given {
        Given::Nothing => Ok(()),
        Given::DontKnow => allowed(asked.allows_dont_know),
        Given::NotRelevant => allowed(asked.allows_not_relevant),
        Given::Options(chosen) => check_options(asked, chosen),
        Given::Number(number) if asked.kind == QuestionKind::Number => fit::number(*number, asked.format),
        Given::Text(text) if asked.kind.takes_text() => fit::text(text, asked.kind, asked.format),
        Given::Date(day) if asked.kind == QuestionKind::Date => fit::date(*day, asked.format),
        Given::Number(_) | Given::Text(_) | Given::Date(_) => Err(Problem::OtherKindOfAnswer),
    }
}

fn check_options(asked: &Answerable<'_>, chosen: &[VersionOptionId]) -> Result<(), Problem> {
    let many = asked.kind == QuestionKind::MultipleChoice;
    if !many && !asked.kind.is_choice() {
        return Err(Problem::OtherKindOfAnswer);
    }
    if chosen.is_empty() {
        return Err(Problem::Required);
    }
    let known = chosen.iter().all(|chosen| asked.options.iter().any(|option| option.id == *chosen));
    if !known || (!many && chosen.len() > 1) {
        return Err(Problem::NotAllowed);
    }
    match fit::at_most(asked.format) {
        Some(max) if chosen.len() > max => Err(Problem::TooManyChosen { max }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::entity::id::{QuestionId, VersionQuestionId};
    use ::entity::version_question::{Format, NumberFormat};
    use ::entity::{LocalizedText, version_option};

    fn option(code: &str) -> version_option::Model {
        version_option::Model {
            id: VersionOptionId::new(),
            version_question_id: VersionQuestionId::new(),
            code: code.to_owned(),
            position: 0,
            label: LocalizedText { nb: "Ja".to_owned(), nn: None, en: None },
            score: None,
        }
    }

    /// What a question of this kind says to an answer.
    fn says(
        kind: QuestionKind,
        options: &[version_option::Model],
        format: Format,
        given: Given,
    ) -> Result<(), Problem> {
        let id = QuestionId::new();
        let (allows_dont_know, allows_not_relevant) = (true, false);
        let (code, format) = ("Q01", &format);
        let asked = Answerable {
            id,
            code,
            kind,
            options,
            format,
            allows_dont_know,
            allows_not_relevant,
            group: None,
        };
        check(&asked, &given)
    }

    #[test]
    fn a_choice_takes_options_of_its_own() {
        use QuestionKind::{MultipleChoice, Scale, ShortText, SingleChoice};
        let options = [option("a"), option("b"), option("c")];
        let [a, b, c] = [options[0].id, options[1].id, options[2].id];
        let two = || Format { at_most: Some(2), ..Format::default() };
        let table = [
            (SingleChoice, Format::default(), vec![a], Ok(())),
            (Scale, Format::default(), vec![b], Ok(())),
            (SingleChoice, Format::default(), vec![], Err(Problem::Required)),
            (SingleChoice, Format::default(), vec![a, b], Err(Problem::NotAllowed)),
            (SingleChoice, Format::default(), vec![VersionOptionId::new()], Err(Problem::NotAllowed)),
            (MultipleChoice, Format::default(), vec![a, b, c], Ok(())),
            (MultipleChoice, two(), vec![a, b], Ok(())),
            (MultipleChoice, two(), vec![a, b, c], Err(Problem::TooManyChosen { max: 2 })),
            (MultipleChoice, two(), vec![a, VersionOptionId::new()], Err(Problem::NotAllowed)),
            (ShortText, Format::default(), vec![a], Err(Problem::OtherKindOfAnswer)),
        ];
        for (kind, format, chosen, wanted) in table {
            assert_eq!(says(kind, &options, format, Given::Options(chosen)), wanted, "{kind:?}");
        }
        assert_eq!(says(SingleChoice, &options, Format::default(), Given::DontKnow), Ok(()));
        assert_eq!(
            says(SingleChoice, &options, Format::default(), Given::NotRelevant),
            Err(Problem::NotAllowed)
        );
        assert_eq!(says(SingleChoice, &options, Format::default(), Given::Nothing), Ok(()));
    }

    #[test]
    fn numbers_texts_and_days_keep_to_their_format() {
        use QuestionKind::{Date, LongText, Matrix, Number, ShortText};
        let number = Format {
            number: Some(NumberFormat { least: Some(0.0), most: Some(10.0), whole: true, unit: None }),
            ..Format::default()
        };
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let days = Format {
            earliest: Some(day("2026-01-01")),
            latest: Some(day("2026-12-31")),
            ..Format::default()
        };
        let short = Format { longest: Some(3), ..Format::default() };
        let text = |text: &str| Given::Text(text.to_owned());
        let table = [
            (Number, &number, Given::Number(10.0), Ok(())),
            (Number, &number, Given::Number(-1.0), Err(Problem::TooSmall { least: 0.0 })),
            (Number, &number, Given::Number(11.0), Err(Problem::TooLarge { most: 10.0 })),
            (Number, &number, Given::Number(0.5), Err(Problem::NotWhole)),
            (Number, &Format::default(), Given::Number(-0.5), Ok(())),
            (Number, &number, text("3"), Err(Problem::OtherKindOfAnswer)),
            (ShortText, &short, text("æøå"), Ok(())),
            (LongText, &short, text("æøåa"), Err(Problem::TooLong { max: 3 })),
            (ShortText, &Format::default(), text(&"a".repeat(301)), Err(Problem::TooLong { max: 300 })),
            (Date, &days, Given::Date(day("2026-05-31")), Ok(())),
            (
                Date,
                &days,
                Given::Date(day("2025-12-31")),
                Err(Problem::TooEarly { earliest: "01.01.2026".to_owned() }),
            ),
            (
                Date,
                &days,
                Given::Date(day("2027-01-01")),
                Err(Problem::TooLate { latest: "31.12.2026".to_owned() }),
            ),
            (Matrix, &Format::default(), Given::Number(1.0), Err(Problem::OtherKindOfAnswer)),
            (Matrix, &Format::default(), Given::DontKnow, Ok(())),
        ];
        for (kind, format, given, wanted) in table {
            assert_eq!(says(kind, &[], format.clone(), given.clone()), wanted, "{kind:?} {given:?}");
        }
        let nan = says(Number, &[], Format::default(), Given::Number(f64::NAN));
        assert!(matches!(nan, Err(Problem::OutOfRange { .. })));
    }
}
