use std::fmt::Display;

use ::entity::LocalizedText;

use super::{Choice, Content, Question};

/// How paths name sections, questions, parts and options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// By their places, as they were sent: `sections.0.questions.2.text`.
    Places,
    /// By their codes: `questions.Q03.text`.
    Codes,
}

/// A text that people read, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Text<'a> {
    /// Its path, without the language.
    pub path: String,
    /// What it says.
    pub text: &'a LocalizedText,
}

impl Content {
    /// Every text that respondents read, in order.
    #[must_use]
    pub fn texts(&self, naming: Naming) -> Vec<Text<'_>> {
        let mut texts = Texts { naming, found: Vec::new() };
        texts.add("title", &self.title);
        for (at, section) in self.sections.iter().enumerate() {
            let path = texts.name("", "sections", at, &section.code);
            texts.add(&format!("{path}.title"), &section.title);
            for (number, question) in section.questions.iter().enumerate() {
                let path = match naming {
                    Naming::Places => format!("{path}.questions.{number}"),
                    Naming::Codes => format!("questions.{}", question.code),
                };
                texts.question(&path, question);
            }
        }
        texts.found
    }
}

struct Texts<'a> {
    naming: Naming,
    found: Vec<Text<'a>>,
}

impl<'a> Texts<'a> {
    fn name(&self, before: &str, what: &str, place: usize, code: &dyn Display) -> String {
        let dot = if before.is_empty() { "" } else { "." };
        match self.naming {
            Naming::Places => format!("{before}{dot}{what}.{place}"),
            Naming::Codes => format!("{before}{dot}{what}.{code}"),
        }
    }

    fn add(&mut self, path: &str, text: &'a LocalizedText) {
        self.found.push(Text { path: path.to_owned(), text });
    }

    fn add_some(&mut self, path: &str, text: Option<&'a LocalizedText>) {
        if let Some(text) = text {
            self.add(path, text);
        }
    }

    fn question(&mut self, path: &str, question: &'a Question) {
        self.add(&format!("{path}.text"), &question.text);
        self.add_some(&format!("{path}.help"), question.help.as_ref());
        self.add_some(&format!("{path}.why"), question.why.as_ref());
        self.add_some(&format!("{path}.validMessage"), question.valid_message.as_ref());
        self.options(path, &question.options);
        self.add_some(&format!("{path}.format.unit"), unit(&question.format));
        for (place, part) in question.parts.iter().enumerate() {
            let path = self.name(path, "parts", place, &part.code);
            self.add(&format!("{path}.text"), &part.text);
            self.add_some(&format!("{path}.help"), part.help.as_ref());
            self.options(&path, &part.options);
            self.add_some(&format!("{path}.format.unit"), unit(&part.format));
        }
    }

    fn options(&mut self, path: &str, options: &'a [Choice]) {
        for (place, option) in options.iter().enumerate() {
            let path = self.name(path, "options", place, &option.code);
            self.add(&format!("{path}.label"), &option.label);
        }
    }
}

fn unit(format: &super::Format) -> Option<&LocalizedText> {
    format.number.as_ref()?.unit.as_ref()
}
