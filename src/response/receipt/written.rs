use std::collections::{BTreeMap, BTreeSet, HashMap};

use ::entity::version_question::Format;
use ::entity::{Language, LocalizedText, version_option};
use chrono::NaiveDate;

use super::Receipt;
use super::words::Words;
use crate::questionnaire::content::Kind as _;
use crate::questionnaire::{StoredPart, StoredQuestion, piping};
use crate::registry::TEXT_FACTS;
use crate::response::frozen::{Approved, Frozen, FrozenAnswer, FrozenOrigin, FrozenState, Owner};

/// A text, and the language that it is in: bokmål stands in where a translation is missing. `None` for what the respondent wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The text.
    pub text: String,
    /// The language that it is in.
    pub language: Option<Language>,
}

/// A receipt in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Title of what was asked.
    pub title: Said,
    /// Number of its version.
    pub version: i32,
    /// SHA-256 (hexadecimal) of the version.
    pub version_hash: String,
    /// The study.
    pub study: Said,
    /// The round.
    pub round: Said,
    /// For whom it was answered.
    pub owner: Said,
    /// Nine-digit number of that.
    pub orgnr: String,
    /// Who submitted.
    pub submitted_by: String,
    /// Who approved it, and when; absent where nobody had to.
    pub approved: Option<Approved>,
    /// What was asked, section by section, with the answers.
    pub sections: Vec<WrittenSection>,
}

/// A section with its questions.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenSection {
    /// Heading.
    pub title: Said,
    /// Its questions, without texts that are only to be read.
    pub questions: Vec<WrittenQuestion>,
}

/// A question with what was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenQuestion {
    /// Its code.
    pub code: String,
    /// The question as asked.
    pub text: Said,
    /// What came of it.
    pub state: WrittenState,
    /// The answer; of several options each.
    pub answers: Vec<Said>,
    /// What the answer is to what was said in an earlier round; absent where the round starts from nothing, and of what has parts.
    pub origin: Option<FrozenOrigin>,
    /// What was answered to its rows or fields; empty where it has none, and where the whole was answered at once.
    pub parts: Vec<WrittenPart>,
}

/// A row of a question, or a field in one of its rows, with what was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenPart {
    /// Its code.
    pub code: String,
    /// In a repeating group, what the row is called.
    pub row: Option<Said>,
    /// What it is called.
    pub text: Said,
    /// What came of it.
    pub state: WrittenState,
    /// The answer.
    pub answers: Vec<Said>,
    /// What the answer is to what was said in an earlier round; absent where the round starts from nothing.
    pub origin: Option<FrozenOrigin>,
}

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenState {
    /// A value.
    Answered,
    /// «Don't know».
    DontKnow,
    /// «Not relevant».
    NotRelevant,
    /// Nothing, though it was shown.
    NotAnswered,
    /// It was not shown.
    NotShown,
}

impl From<FrozenState> for WrittenState {
    fn from(state: FrozenState) -> Self {
        match state {
            FrozenState::Answered => Self::Answered,
            FrozenState::DontKnow => Self::DontKnow,
            FrozenState::NotRelevant => Self::NotRelevant,
        }
    }
}

/// Puts a receipt in words.
pub(super) fn written(receipt: &Receipt, language: Language) -> Written {
    let Receipt { frozen, about, version, .. } = receipt;
    let writer = Writer::new(frozen, &about.owner, &about.rows, language);
    let section = |section: &crate::questionnaire::StoredSection| {
        let asked = section.questions.iter().filter(|question| question.asked.kind.is_answered());
        WrittenSection {
            title: writer.said(&section.row.title),
            questions: asked.map(|question| writer.question(question)).collect(),
        }
    };
    Written {
        title: writer.said(&version.row.title),
        version: version.row.number,
        version_hash: version.row.content_hash.clone().unwrap_or_default(),
        study: plain(&about.study, language),
        round: plain(&about.round, language),
        owner: plain(&about.owner.name, language),
        orgnr: about.owner.orgnr.clone(),
        submitted_by: about.submitted_by.clone(),
        approved: about.approved.clone(),
        sections: version.sections.iter().map(section).collect(),
    }
}

/// A text in a language, or else in bokmål.
fn plain(text: &LocalizedText, language: Language) -> Said {
    let there = match language {
        Language::Nb => true,
        Language::Nn => text.nn.is_some(),
        Language::En => text.en.is_some(),
    };
    let language_of_text = if there { language } else { Language::Nb };
    Said { text: text.in_language(language).to_owned(), language: Some(language_of_text) }
}

struct Writer<'a> {
    given: HashMap<&'a str, Vec<&'a FrozenAnswer>>,
    hidden: BTreeSet<&'a str>,
    facts: BTreeMap<&'static str, String>,
    rows: &'a BTreeMap<String, LocalizedText>,
    language: Language,
}

impl<'a> Writer<'a> {
    fn new(
        frozen: &'a Frozen,
        owner: &'a Owner,
        rows: &'a BTreeMap<String, LocalizedText>,
        language: Language,
    ) -> Self {
        let mut given: HashMap<&str, Vec<&FrozenAnswer>> = HashMap::new();
        for answer in &frozen.answers {
            given.entry(&answer.question).or_default().push(answer);
        }
        let known = [
            Some(owner.name.in_language(language).to_owned()),
            Some(owner.orgnr.clone()),
            owner.sector.clone(),
            owner.stratum.clone(),
        ];
        let facts = TEXT_FACTS.into_iter().zip(known);
        Self {
            given,
            hidden: frozen.not_shown.iter().flatten().map(String::as_str).collect(),
            facts: facts.filter_map(|(name, value)| Some((name, value?))).collect(),
            rows,
            language,
        }
    }

    /// A text of the questionnaire, with the facts of the owner put in.
    fn said(&self, text: &LocalizedText) -> Said {
        let said = plain(text, self.language);
        Said { text: piping::filled(&said.text, &self.facts), ..said }
    }

    fn question(&self, question: &StoredQuestion) -> WrittenQuestion {
        let code = question.question.code.as_str();
        let whole = self.given.get(code).and_then(|given| given.first()).copied();
        let mut written = WrittenQuestion {
            code: code.to_owned(),
            text: self.said(&question.row.text),
            state: WrittenState::NotAnswered,
            answers: Vec::new(),
            origin: None,
            parts: Vec::new(),
        };
        if self.hidden.contains(code) {
            written.state = WrittenState::NotShown;
        } else if let Some(answer) = whole {
            written.state = answer.state.into();
            written.answers = self.answers(answer, &question.options, &question.row.format);
            written.origin = answer.origin;
        } else {
            written.parts = self.parts(question);
            if written.parts.iter().any(|part| part.state != WrittenState::NotAnswered) {
                written.state = WrittenState::Answered;
            }
        }
        written
    }

    fn parts(&self, question: &StoredQuestion) -> Vec<WrittenPart> {
        if !question.asked.kind.has_fields() {
            let part = |part| self.part(part, &question.options, &question.row.format, "", None);
            return question.parts.iter().map(part).collect();
        }
        let answers = question.parts.iter().filter_map(|part| self.given.get(part.question.code.as_str()));
        let items: BTreeSet<&str> = answers.flatten().map(|answer| answer.item.as_str()).collect();
        let mut parts = Vec::new();
        for (place, item) in items.into_iter().enumerate() {
            let row = self.row(item, place + 1);
            for part in &question.parts {
                parts.push(self.part(part, &part.options, &part.asked.format, item, Some(row.clone())));
            }
        }
        parts
    }

    /// What a row is called: as its service, or by its place.
    fn row(&self, item: &str, place: usize) -> Said {
        match self.rows.get(item) {
            Some(name) => plain(name, self.language),
            None => Said {
                text: format!("{} {place}", Words::of(self.language).row),
                language: Some(self.language),
            },
        }
    }

    fn part(
        &self,
        part: &StoredPart,
        options: &[version_option::Model],
        format: &Format,
        item: &str,
        row: Option<Said>,
    ) -> WrittenPart {
        let code = part.question.code.as_str();
        let given = self.given.get(code).into_iter().flatten().find(|answer| answer.item == item);
        WrittenPart {
            code: code.to_owned(),
            row,
            text: self.said(&part.asked.text),
            state: given.map_or(WrittenState::NotAnswered, |answer| answer.state.into()),
            answers: given.map(|answer| self.answers(answer, options, format)).unwrap_or_default(),
            origin: given.and_then(|answer| answer.origin),
        }
    }

    fn answers(
        &self,
        answer: &FrozenAnswer,
        options: &[version_option::Model],
        format: &Format,
    ) -> Vec<Said> {
        let chosen = options.iter().filter(|option| answer.options.contains(&option.code));
        let mut answers: Vec<Said> = chosen.map(|option| self.said(&option.label)).collect();
        let own = |text: String| Said { text, language: None };
        answers.extend(answer.number.map(|number| self.number(number, format)));
        answers.extend(answer.text.clone().map(own));
        answers.extend(answer.date.map(|date| day(date, self.language)));
        answers
    }

    fn number(&self, number: f64, format: &Format) -> Said {
        let mut text = number.to_string();
        if self.language != Language::En {
            text = text.replace('.', ",");
        }
        let unit = format.number.as_ref().and_then(|number| number.unit.as_ref());
        let Some(unit) = unit.map(|unit| self.said(unit)) else {
            return Said { text, language: Some(self.language) };
        };
        Said { text: format!("{text} {}", unit.text), language: unit.language }
    }
}

fn day(date: NaiveDate, language: Language) -> Said {
    let text = match language {
        Language::Nb | Language::Nn => date.format("%d.%m.%Y"),
        Language::En => date.format("%-d %B %Y"),
    };
    Said { text: text.to_string(), language: Some(language) }
}
