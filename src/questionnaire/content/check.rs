use std::collections::HashSet;
use std::hash::Hash;

use super::{Content, Format, Kind, Naming, NumberFormat, Question, takes};
use crate::error::{Problem, Refusal, Refusals};
use crate::questionnaire::{logic, piping};

impl Content {
    /// What must hold for a draft to be saved: codes are unique, nothing is written where its kind has no use for it, rules fit
    /// what they speak of, and the facts named in texts are there. Paths are those of what was sent.
    pub fn check_draft(&self, refusals: &mut Refusals) {
        let mut sections = HashSet::new();
        let mut questions = HashSet::new();
        for (at, section) in self.sections.iter().enumerate() {
            unique(refusals, &mut sections, &section.code, &format!("sections.{at}"));
            for (number, question) in section.questions.iter().enumerate() {
                let path = format!("sections.{at}.questions.{number}");
                unique(refusals, &mut questions, &question.code, &path);
                check_codes(refusals, &path, question);
                takes::check(refusals, &path, question);
            }
        }
        logic::check_rules(self, refusals);
        for text in self.texts(Naming::Places) {
            piping::check(refusals, &text);
        }
    }

    /// What must hold besides for a version to be published: something is asked, a choice has at least two options, what has rows
    /// or fields has one, whole numbers have room between their limits, no question is hidden whatever is answered, none that must be
    /// answered refuses every answer, and every text is there in bokmål and nynorsk (språklova § 13: forms exist in both at the same
    /// time).
    pub fn check_publishable(&self, refusals: &mut Refusals) {
        for text in self.texts(Naming::Codes).iter().filter(|text| text.text.nn.is_none()) {
            refusals.add(&format!("{}.nn", text.path), Problem::TranslationMissing);
        }
        if !self.questions().any(|question| question.kind.is_answered()) {
            refusals.add("sections", Problem::AsksNothing);
        }
        for question in self.questions() {
            let path = format!("questions.{}", question.code);
            if question.kind.has_options() && question.options.len() < 2 {
                refusals.add(&format!("{path}.options"), Problem::TooFewOptions);
            }
            check_room(refusals, &path, &question.format);
            if question.kind.has_parts() && question.parts.is_empty() {
                refusals.add(&format!("{path}.parts"), Problem::Required);
            }
            for part in &question.parts {
                check_room(refusals, &format!("{path}.parts.{}", part.code), &part.format);
            }
            for part in
                question.parts.iter().filter(|part| question.kind.has_fields() && part.kind.has_options())
            {
                if part.options.len() < 2 {
                    refusals.add(&format!("{path}.parts.{}.options", part.code), Problem::TooFewOptions);
                }
            }
        }
        logic::check_possible(self, refusals);
    }

    /// What a version can be published with, but had better not be: texts without English.
    #[must_use]
    pub fn warnings(&self) -> Vec<Refusal> {
        let missing = self.texts(Naming::Codes).into_iter().filter(|text| text.text.en.is_none());
        missing.map(|text| Refusal::new(&format!("{}.en", text.path), Problem::EnglishMissing)).collect()
    }
}

fn check_room(refusals: &mut Refusals, path: &str, format: &Format) {
    let Some(NumberFormat { least: Some(least), most: Some(most), whole: true, .. }) = format.number else {
        return;
    };
    if least.ceil() > most.floor() {
        refusals.add(&format!("{path}.format.most"), Problem::NothingFits);
    }
}

fn check_codes(refusals: &mut Refusals, path: &str, question: &Question) {
    let mut options = HashSet::new();
    for (place, option) in question.options.iter().enumerate() {
        unique(refusals, &mut options, &option.code, &format!("{path}.options.{place}"));
    }
    let mut parts = HashSet::new();
    for (place, part) in question.parts.iter().enumerate() {
        let path = format!("{path}.parts.{place}");
        unique(refusals, &mut parts, &part.code, &path);
        let mut options = HashSet::new();
        for (place, option) in part.options.iter().enumerate() {
            unique(refusals, &mut options, &option.code, &format!("{path}.options.{place}"));
        }
    }
}

fn unique<T: Eq + Hash>(refusals: &mut Refusals, seen: &mut HashSet<T>, code: T, path: &str) {
    if !seen.insert(code) {
        refusals.add(&format!("{path}.code"), Problem::Duplicate);
    }
}
