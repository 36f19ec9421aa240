//! From how it is written to content, with everything that is wrong with it.

use ::entity::LocalizedText;

use super::{FormatInput, OptionInput, PartInput, QuestionInput, SectionInput, Written};
use crate::error::{Error, Problem, Refusals};
use crate::graphql::base::{self, LocalizedTextInput};
use crate::questionnaire::content::{
    Choice, Content, Format, Kind as _, NumberFormat, Part, Question, Section,
};
use crate::questionnaire::rules::{self, Expression};
use crate::value::{Code, LONG_TEXT, SHORT_TEXT, TextInput, share};

/// Sections of a version.
const SECTIONS: usize = 100;
/// Questions of a section.
const QUESTIONS: usize = 500;
/// Questions of a version, with their rows and fields.
const QUESTIONS_IN_ALL: usize = 2_000;
/// Options and parts of a question.
const CHOICES: usize = 100;

impl Written {
    /// Reads the whole.
    ///
    /// # Errors
    /// [`Error::Refused`] with everything that is wrong, by path (`sections.0.questions.2.text.nb`).
    pub fn parse(self) -> Result<Content, Error> {
        let mut refusals = Refusals::new();
        let title = refusals.nest("title", TextInput::from(self.title).parse(SHORT_TEXT))?;
        base::at_most(&mut refusals, "sections", &self.sections, SECTIONS);
        let questions = self.sections.iter().flat_map(|section| &section.questions);
        if questions.map(|question| 1 + question.parts.len()).sum::<usize>() > QUESTIONS_IN_ALL {
            refusals.add("sections", Problem::TooMany { max: QUESTIONS_IN_ALL });
        }
        let mut sections = Vec::new();
        for (index, section) in self.sections.into_iter().enumerate() {
            sections.extend(refusals.nest(&format!("sections.{index}"), section.parse())?);
        }
        match title {
            Some(title) if refusals.is_empty() => Ok(Content { title, sections }),
            _ => Err(refusals.into()),
        }
    }
}

impl SectionInput {
    /// Reads a section.
    ///
    /// # Errors
    /// [`Error::Refused`] with everything that is wrong, by path.
    pub fn parse(self) -> Result<Section, Error> {
        let mut refusals = Refusals::new();
        let code = refusals.check("code", Code::parse(&self.code));
        let title = refusals.nest("title", TextInput::from(self.title).parse(SHORT_TEXT))?;
        base::at_most(&mut refusals, "questions", &self.questions, QUESTIONS);
        let mut questions = Vec::new();
        for (index, question) in self.questions.into_iter().enumerate() {
            questions.extend(refusals.nest(&format!("questions.{index}"), question.parse())?);
        }
        match (code, title) {
            (Some(code), Some(title)) if refusals.is_empty() => Ok(Section { code, title, questions }),
            _ => Err(refusals.into()),
        }
    }
}

impl QuestionInput {
    /// Reads a question.
    ///
    /// # Errors
    /// [`Error::Refused`] with everything that is wrong, by path.
    pub fn parse(self) -> Result<Question, Error> {
        let mut refusals = Refusals::new();
        let kind = ::entity::question::QuestionKind::from(self.kind);
        let code = refusals.check("code", Code::parse(&self.code));
        let text = refusals.nest("text", TextInput::from(self.text).parse(LONG_TEXT))?;
        let help = optional(&mut refusals, "help", self.help)?;
        let why = optional(&mut refusals, "why", self.why)?;
        let visible_when = rule(&mut refusals, "visibleWhen", self.visible_when.as_deref());
        let required_when = rule(&mut refusals, "requiredWhen", self.required_when.as_deref());
        let valid_when = rule(&mut refusals, "validWhen", self.valid_when.as_deref());
        let valid_message = optional(&mut refusals, "validMessage", self.valid_message)?;
        let options = options(&mut refusals, self.options)?;
        base::at_most(&mut refusals, "parts", &self.parts, CHOICES);
        let mut parts = Vec::new();
        for (index, part) in self.parts.into_iter().enumerate() {
            parts.extend(refusals.nest(&format!("parts.{index}"), part.parse(kind))?);
        }
        let format = refusals.nest("format", self.format.unwrap_or_default().parse())?;
        let (Some(code), Some(text), Some(format), true) = (code, text, format, refusals.is_empty()) else {
            return Err(refusals.into());
        };
        Ok(Question {
            code,
            kind,
            text,
            help,
            why,
            visible_when,
            required: self.required && kind.is_answered(),
            required_when,
            valid_when,
            valid_message,
            allows_dont_know: self.allows_dont_know,
            allows_not_relevant: self.allows_not_relevant,
            options,
            parts,
            format,
        })
    }
}

impl PartInput {
    fn parse(self, of: ::entity::question::QuestionKind) -> Result<Part, Error> {
        let mut refusals = Refusals::new();
        let code = refusals.check("code", Code::parse(&self.code));
        let kind = match (of.kind_of_rows(), self.kind.map(Into::into)) {
            (Some(of_rows), None) => Some(of_rows),
            (Some(of_rows), Some(said)) if of_rows == said => Some(of_rows),
            (Some(_), Some(_)) => refusals.check("kind", Err(Problem::NotForThisKind)),
            (None, Some(said)) => Some(said),
            (None, None) => refusals.check("kind", Err(Problem::Required)),
        };
        let text = refusals.nest("text", TextInput::from(self.text).parse(LONG_TEXT))?;
        let help = optional(&mut refusals, "help", self.help)?;
        let options = options(&mut refusals, self.options)?;
        let format = refusals.nest("format", self.format.unwrap_or_default().parse())?;
        match (code, kind, text, format) {
            (Some(code), Some(kind), Some(text), Some(format)) if refusals.is_empty() => {
                Ok(Part { code, kind, text, help, required: self.required, options, format })
            }
            _ => Err(refusals.into()),
        }
    }
}

impl OptionInput {
    fn parse(self) -> Result<Choice, Error> {
        let mut refusals = Refusals::new();
        let code = refusals.check("code", Code::parse(&self.code));
        let label = refusals.nest("label", TextInput::from(self.label).parse(LONG_TEXT))?;
        let score = self.score.and_then(|score| refusals.check("score", share(score)));
        match (code, label) {
            (Some(code), Some(label)) if refusals.is_empty() => Ok(Choice { code, label, score }),
            _ => Err(refusals.into()),
        }
    }
}

impl FormatInput {
    fn parse(self) -> Result<Format, Error> {
        let mut refusals = Refusals::new();
        let unit = match self.unit {
            Some(unit) => refusals.nest("unit", TextInput::from(unit).parse(SHORT_TEXT))?,
            None => None,
        };
        let number = NumberFormat {
            unit,
            least: finite(&mut refusals, "least", self.least),
            most: finite(&mut refusals, "most", self.most),
            whole: self.whole,
        };
        if number.least.zip(number.most).is_some_and(|(least, most)| least > most) {
            refusals.add("most", Problem::BelowLeast);
        }
        if self.earliest.zip(self.latest).is_some_and(|(earliest, latest)| earliest.0 > latest.0) {
            refusals.add("latest", Problem::BeforeEarliest);
        }
        let format = Format {
            at_most: within(&mut refusals, "atMost", self.at_most, 100),
            number: (number != NumberFormat::default()).then_some(number),
            earliest: self.earliest.map(|day| day.0),
            latest: self.latest.map(|day| day.0),
            longest: within(&mut refusals, "longest", self.longest, 10_000),
            rows_from: self.rows_from.map(Into::into),
            most_rows: within(&mut refusals, "mostRows", self.most_rows, 500),
            on_file: self.on_file.map(Into::into),
        };
        refusals.done()?;
        Ok(format)
    }
}

fn within(refusals: &mut Refusals, field: &str, number: Option<i32>, most: i32) -> Option<i32> {
    if number.is_some_and(|number| !(1..=most).contains(&number)) {
        refusals.add(field, Problem::OutOfRange { min: 1.0, max: most.into() });
    }
    number
}

/// Numbers that stay exact in JSON and in a browser.
fn finite(refusals: &mut Refusals, field: &str, number: Option<f64>) -> Option<f64> {
    const MOST: f64 = 1e15;
    if number.is_some_and(|number| !(-MOST..=MOST).contains(&number)) {
        refusals.add(field, Problem::OutOfRange { min: -MOST, max: MOST });
    }
    number
}

fn options(refusals: &mut Refusals, written: Vec<OptionInput>) -> Result<Vec<Choice>, Error> {
    base::at_most(refusals, "options", &written, CHOICES);
    let mut options = Vec::new();
    for (index, option) in written.into_iter().enumerate() {
        options.extend(refusals.nest(&format!("options.{index}"), option.parse())?);
    }
    Ok(options)
}

fn optional(
    refusals: &mut Refusals,
    field: &str,
    text: Option<LocalizedTextInput>,
) -> Result<Option<LocalizedText>, Error> {
    match text {
        Some(text) => refusals.nest(field, TextInput::from(text).parse(LONG_TEXT)),
        None => Ok(None),
    }
}

fn rule(refusals: &mut Refusals, field: &str, text: Option<&str>) -> Option<Expression> {
    match rules::parse(text?) {
        Ok(rule) => Some(rule),
        Err(faults) => {
            for fault in faults {
                refusals.add(field, fault.into());
            }
            None
        }
    }
}
