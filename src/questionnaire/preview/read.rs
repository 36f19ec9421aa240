//! From answers as they are tried to answers as rules see them, with everything that is wrong with them.

use std::collections::{BTreeMap, HashMap, HashSet};

use ::entity::question::QuestionKind;

use super::{Given, Tried};
use crate::error::{Error, Problem, Refusals};
use crate::questionnaire::content::{Choice, Content, Format, Kind as _, Part, Question};
use crate::questionnaire::fit;
use crate::questionnaire::rules::{Absence, Answer, Cell, Scalar};

/// Reads answers by code.
///
/// # Errors
/// [`Error::Refused`] with everything that is wrong, by path (`answers.2.options.0`).
pub fn read(content: &Content, tried: &[Tried]) -> Result<BTreeMap<String, Answer>, Error> {
    let asked = Asked::all_of(content);
    let mut refusals = Refusals::new();
    let mut seen = HashSet::new();
    let mut gathered: HashMap<&str, Gathered> = HashMap::new();
    let mut rows_of: HashMap<&str, HashSet<&str>> = HashMap::new();
    for (place, one) in tried.iter().enumerate() {
        let path = format!("answers.{place}");
        let Some(asked) = asked.get(&one.code) else {
            refusals.add(&format!("{path}.code"), Problem::Unknown);
            continue;
        };
        if !seen.insert((&one.code, &one.item)) {
            refusals.add(&format!("{path}.code"), Problem::Duplicate);
        }
        match (asked.is_field(), &one.item) {
            (true, None) => refusals.add(&format!("{path}.item"), Problem::Required),
            (false, Some(_)) => refusals.add(&format!("{path}.item"), Problem::NotForThisKind),
            _ => {}
        }
        asked.check(&mut refusals, &path, &one.given);
        if let Some(item) = one.item.as_deref().filter(|_| asked.is_field()) {
            let rows = rows_of.entry(asked.question.code.as_str()).or_default();
            let is_new = rows.insert(item);
            let most = asked.question.format.most_rows.and_then(|most| usize::try_from(most).ok());
            if let Some(max) = most.filter(|max| is_new && rows.len() > *max) {
                refusals.add(&format!("{path}.item"), Problem::NoRoom { max });
            }
        }
        gathered.entry(asked.question.code.as_str()).or_default().add(asked, one);
    }
    refusals.done()?;
    let answers = content.questions().filter_map(|question| {
        let gathered = gathered.remove(question.code.as_str())?;
        Some((question.code.to_string(), gathered.answer(question)?))
    });
    Ok(answers.collect())
}

/// Something that is answered for itself.
struct Asked<'a> {
    question: &'a Question,
    part: Option<&'a Part>,
}

impl<'a> Asked<'a> {
    fn all_of(content: &'a Content) -> HashMap<String, Self> {
        let mut all = HashMap::new();
        for question in content.questions() {
            all.insert(question.code.to_string(), Self { question, part: None });
            for part in &question.parts {
                all.insert(question.part_code(part), Self { question, part: Some(part) });
            }
        }
        all
    }

    fn is_field(&self) -> bool {
        self.part.is_some() && self.question.kind.has_fields()
    }

    fn kind(&self) -> QuestionKind {
        self.part.map_or(self.question.kind, |part| part.kind)
    }

    fn options(&self) -> &'a [Choice] {
        self.part.filter(|_| self.is_field()).map_or(&self.question.options, |part| &part.options)
    }

    fn format(&self) -> &'a Format {
        self.part.filter(|_| self.is_field()).map_or(&self.question.format, |part| &part.format)
    }

    fn check(&self, refusals: &mut Refusals, path: &str, given: &Given) {
        let kind = self.kind();
        if !kind.is_answered() {
            return refusals.add(&format!("{path}.code"), Problem::NotForThisKind);
        }
        let fits = match given {
            Given::DontKnow | Given::NotRelevant => {
                let allowed = if *given == Given::DontKnow {
                    self.question.allows_dont_know
                } else {
                    self.question.allows_not_relevant
                };
                if allowed { Ok(()) } else { Err(("state", Problem::NotAllowed)) }
            }
            Given::Options(chosen) => return self.check_options(refusals, path, chosen),
            Given::Number(number) if kind == QuestionKind::Number => {
                fit::number(*number, self.format()).map_err(|problem| ("number", problem))
            }
            Given::Text(text) if kind.takes_text() => {
                fit::text(text, kind, self.format()).map_err(|problem| ("text", problem))
            }
            Given::Date(day) if kind == QuestionKind::Date => {
                fit::date(*day, self.format()).map_err(|problem| ("date", problem))
            }
            Given::Number(_) => Err(("number", Problem::NotForThisKind)),
            Given::Text(_) => Err(("text", Problem::NotForThisKind)),
            Given::Date(_) => Err(("date", Problem::NotForThisKind)),
        };
        if let Err((field, problem)) = fits {
            refusals.add(&format!("{path}.{field}"), problem);
        }
    }

    fn check_options(&self, refusals: &mut Refusals, path: &str, chosen: &[String]) {
        let many = self.kind() == QuestionKind::MultipleChoice;
        if !many && !self.kind().is_choice() {
            return refusals.add(&format!("{path}.options"), Problem::NotForThisKind);
        }
        if chosen.is_empty() {
            return refusals.add(&format!("{path}.options"), Problem::Required);
        }
        let mut seen = HashSet::new();
        for (place, code) in chosen.iter().enumerate() {
            let path = format!("{path}.options.{place}");
            if !self.options().iter().any(|option| option.code.as_str() == code) {
                refusals.add(&path, Problem::Unknown);
            } else if !seen.insert(code) {
                refusals.add(&path, Problem::Duplicate);
            }
        }
        let most = if many { fit::at_most(self.format()) } else { Some(1) };
        if let Some(max) = most.filter(|max| chosen.len() > *max) {
            refusals.add(&format!("{path}.options"), Problem::TooManyChosen { max });
        }
    }
}

/// What was answered to a question, its rows and its fields.
#[derive(Default)]
struct Gathered {
    whole: Option<Answer>,
    rows: BTreeMap<String, Cell>,
    group: BTreeMap<String, BTreeMap<String, Cell>>,
}

impl Gathered {
    fn add(&mut self, asked: &Asked<'_>, tried: &Tried) {
        match (asked.part, &tried.item) {
            (Some(part), Some(item)) => {
                let row = self.group.entry(item.clone()).or_default();
                row.insert(part.code.to_string(), cell(&tried.given));
            }
            (Some(part), None) => {
                self.rows.insert(part.code.to_string(), cell(&tried.given));
            }
            (None, _) => {
                self.whole = Some(match &tried.given {
                    Given::Options(chosen) if asked.kind() == QuestionKind::MultipleChoice => {
                        Answer::Choices(chosen.iter().cloned().collect())
                    }
                    given => Answer::Single(cell(given)),
                });
            }
        }
    }

    /// «Don't know» for the whole stands for all its parts.
    fn answer(mut self, question: &Question) -> Option<Answer> {
        if self.whole.is_some() || !question.kind.has_parts() {
            return self.whole;
        }
        if question.kind.has_fields() {
            return Some(Answer::Group { group: self.group.into_values().collect() });
        }
        for part in &question.parts {
            self.rows.entry(part.code.to_string()).or_insert(Cell::None(Absence::NotAnswered));
        }
        Some(Answer::Rows { rows: self.rows })
    }
}

fn cell(given: &Given) -> Cell {
    Cell::Known(match given {
        Given::DontKnow => return Cell::None(Absence::DontKnow),
        Given::NotRelevant => return Cell::None(Absence::NotRelevant),
        Given::Options(chosen) => Scalar::Text(chosen.first().cloned().unwrap_or_default()),
        Given::Number(number) => Scalar::Number(*number),
        Given::Text(text) => Scalar::Text(text.clone()),
        Given::Date(day) => Scalar::Date(*day),
    })
}
