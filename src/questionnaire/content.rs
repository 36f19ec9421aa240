//! The content of a version as a value: checked, compared and hashed without a database.

use std::collections::HashSet;

use ::entity::LocalizedText;
use ::entity::question::QuestionKind;
use serde::Serialize;

use super::rules::Expression;
use super::visibility;
use crate::error::{Problem, Refusals};
use crate::value::Code;

/// Everything that a version asks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Content {
    /// Title shown to respondents.
    pub title: LocalizedText,
    /// Sections in order.
    pub sections: Vec<Section>,
}

/// A part of a version.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Section {
    /// Unique in the version.
    #[serde(serialize_with = "as_text")]
    pub code: Code,
    /// Heading.
    pub title: LocalizedText,
    /// Questions in order.
    pub questions: Vec<Question>,
}

/// A question as a version words it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Question {
    /// Unique in the questionnaire.
    #[serde(serialize_with = "as_text")]
    pub code: Code,
    /// What kind of answer it takes.
    #[serde(serialize_with = "kind_name")]
    pub kind: QuestionKind,
    /// The question as asked.
    pub text: LocalizedText,
    /// Help beside it.
    pub help: Option<LocalizedText>,
    /// When it is shown; always, where absent.
    #[serde(serialize_with = "rule_text", skip_serializing_if = "Option::is_none")]
    pub visible_when: Option<Expression>,
    /// Must be answered before submitting, where it is shown.
    pub required: bool,
    /// «Don't know» may be chosen.
    pub allows_dont_know: bool,
    /// «Not relevant» may be chosen.
    pub allows_not_relevant: bool,
    /// What can be chosen, in order.
    pub options: Vec<Choice>,
}

/// An option of a choice question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Choice {
    /// Unique in the question.
    #[serde(serialize_with = "as_text")]
    pub code: Code,
    /// What the respondent reads.
    pub label: LocalizedText,
    /// What it is worth, 0 to 1.
    pub score: Option<f64>,
}

fn as_text<S: serde::Serializer>(code: &Code, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(code.as_str())
}

fn rule_text<S: serde::Serializer>(rule: &Option<Expression>, serializer: S) -> Result<S::Ok, S::Error> {
    match rule {
        Some(rule) => serializer.collect_str(rule),
        None => serializer.serialize_none(),
    }
}

fn kind_name<S: serde::Serializer>(kind: &QuestionKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match kind {
        QuestionKind::SingleChoice => "single_choice",
    })
}

impl Content {
    /// What must hold for a draft to be saved: codes are unique, and rules fit what they speak of.
    pub fn check_draft(&self, refusals: &mut Refusals) {
        let mut sections = HashSet::new();
        let mut questions = HashSet::new();
        for (at, section) in self.sections.iter().enumerate() {
            if !sections.insert(&section.code) {
                refusals.add(&format!("sections.{at}.code"), Problem::Duplicate);
            }
            for (number, question) in section.questions.iter().enumerate() {
                let path = format!("sections.{at}.questions.{number}");
                if !questions.insert(&question.code) {
                    refusals.add(&format!("{path}.code"), Problem::Duplicate);
                }
                let mut options = HashSet::new();
                for (place, option) in question.options.iter().enumerate() {
                    if !options.insert(&option.code) {
                        refusals.add(&format!("{path}.options.{place}.code"), Problem::Duplicate);
                    }
                }
            }
        }
        visibility::check_rules(self, refusals);
    }

    /// What must hold besides for a version to be published: something is asked, a choice has at least two options, no
    /// question is hidden whatever is answered, and every text is there in bokmål and nynorsk (språklova § 13: forms exist in both at the same time).
    pub fn check_publishable(&self, refusals: &mut Refusals) {
        let bilingual = |refusals: &mut Refusals, path: &str, text: &LocalizedText| {
            if text.nn.is_none() {
                refusals.add(&format!("{path}.nn"), Problem::TranslationMissing);
            }
        };
        bilingual(refusals, "title", &self.title);
        if self.sections.iter().all(|section| section.questions.is_empty()) {
            refusals.add("sections", Problem::Required);
        }
        for section in &self.sections {
            let path = format!("sections.{}", section.code);
            bilingual(refusals, &format!("{path}.title"), &section.title);
            for question in &section.questions {
                let path = format!("questions.{}", question.code);
                bilingual(refusals, &format!("{path}.text"), &question.text);
                if let Some(help) = &question.help {
                    bilingual(refusals, &format!("{path}.help"), help);
                }
                if question.options.len() < 2 {
                    refusals.add(&format!("{path}.options"), Problem::TooFewOptions);
                }
                for option in &question.options {
                    bilingual(refusals, &format!("{path}.options.{}.label", option.code), &option.label);
                }
            }
        }
        visibility::check_shown(self, refusals);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::value::content_hash;

    fn text(nb: &str, nn: Option<&str>) -> LocalizedText {
        LocalizedText { nb: nb.to_owned(), nn: nn.map(str::to_owned), en: None }
    }

    fn code(raw: &str) -> Code {
        Code::parse(raw).unwrap()
    }

    fn content() -> Content {
        let choice = |raw, score| Choice { code: code(raw), label: text("Ja", Some("Ja")), score };
        Content {
            title: text("Modenhet", Some("Modenskap")),
            sections: vec![Section {
                code: code("a"),
                title: text("Del", Some("Del")),
                questions: vec![Question {
                    code: code("Q01"),
                    kind: QuestionKind::SingleChoice,
                    text: text("Hva?", Some("Kva?")),
                    help: None,
                    visible_when: None,
                    required: true,
                    allows_dont_know: true,
                    allows_not_relevant: false,
                    options: vec![choice("y", Some(1.0)), choice("n", None)],
                }],
            }],
        }
    }

    fn paths(check: impl Fn(&mut Refusals)) -> Vec<String> {
        let mut refusals = Refusals::new();
        check(&mut refusals);
        match refusals.done() {
            Err(Error::Refused(reasons)) => reasons.iter().map(|r| r.field.join(".")).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn lists_everything_that_keeps_a_version_from_being_published() {
        assert!(paths(|r| content().check_publishable(r)).is_empty());
        let mut bad = content();
        bad.title.nn = None;
        bad.sections[0].questions[0].text.nn = None;
        bad.sections[0].questions[0].options.pop();
        assert_eq!(
            paths(|r| bad.check_publishable(r)),
            ["title.nn", "questions.Q01.text.nn", "questions.Q01.options"]
        );
        bad.sections.clear();
        assert_eq!(paths(|r| bad.check_publishable(r)), ["title.nn", "sections"]);
    }

    #[test]
    fn lists_codes_that_are_there_twice() {
        let mut bad = content();
        let again = bad.sections[0].clone();
        bad.sections.push(again);
        bad.sections[0].questions[0].options[1].code = code("y");
        assert_eq!(
            paths(|r| bad.check_draft(r)),
            ["sections.0.questions.0.options.1.code", "sections.1.code", "sections.1.questions.0.code"]
        );
    }

    #[test]
    fn the_hash_follows_the_content() {
        let first = content_hash(&content()).unwrap();
        assert_eq!(first, content_hash(&content()).unwrap());
        let mut other = content();
        other.sections[0].questions[0].options[0].score = Some(0.5);
        assert_ne!(first, content_hash(&other).unwrap());
    }
}
