//! Random contents, for tests.

use ::entity::LocalizedText;
use ::entity::question::QuestionKind;

use crate::questionnaire::content::tests::KINDS;
use crate::questionnaire::content::{
    Choice, Content, Format, Kind as _, NumberFormat, Part, Question, RowSource, Section, ServiceFact,
};
use crate::questionnaire::random::Random;
use crate::questionnaire::rules::{self, Expression};
use crate::value::Code;

const FIELDS: [QuestionKind; 3] = [QuestionKind::SingleChoice, QuestionKind::Number, QuestionKind::Date];

pub(super) fn code(raw: &str) -> Code {
    Code::parse(raw).unwrap()
}

pub(super) fn text(nb: &str) -> LocalizedText {
    LocalizedText { nb: nb.to_owned(), nn: None, en: None }
}

pub(super) fn question(raw: &str, kind: QuestionKind) -> Question {
    Question::new(code(raw), kind, text("Hva?"))
}

/// One section with one question.
pub(super) fn of_one(question: Question) -> Content {
    let section = Section { code: code("s"), title: text("Del"), questions: vec![question] };
    Content { title: text("Modenhet"), sections: vec![section] }
}

/// A content of sections A to D and questions Q0 to Q9, whose kinds are always the same.
pub(in crate::questionnaire) fn content(seed: u64) -> Content {
    Sample(Random::new(seed)).content()
}

struct Sample(Random);

impl Sample {
    fn content(&mut self) -> Content {
        let mut numbers: Vec<usize> = (0..10).collect();
        self.0.shuffle(&mut numbers);
        numbers.truncate(2 + self.0.below(9));
        let mut sections: Vec<Section> = Vec::new();
        for code in self.some_codes(&["A", "B", "C", "D"], 1) {
            let many = self.0.below(4);
            let numbers: Vec<usize> = numbers.split_off(numbers.len().saturating_sub(many));
            let questions = numbers.into_iter().map(|number| self.question(number)).collect();
            sections.push(Section { code, title: self.text(), questions });
        }
        Content { title: self.text(), sections }
    }

    fn question(&mut self, number: usize) -> Question {
        let kind = KINDS[number % KINDS.len()];
        let parts = if kind.has_parts() { self.some_codes(&["x", "y", "z"], 0) } else { Vec::new() };
        let rule = self.rule();
        Question {
            help: self.maybe(Self::text),
            why: self.maybe(Self::text),
            visible_when: self.maybe(Self::rule),
            required: self.0.percent(50),
            required_when: self.maybe(Self::rule),
            valid_message: self.maybe(Self::text),
            valid_when: Some(rule).filter(|_| self.0.percent(50)),
            allows_dont_know: self.0.percent(50),
            allows_not_relevant: self.0.percent(50),
            options: if kind.has_options() { self.options() } else { Vec::new() },
            parts: parts.into_iter().map(|code| self.part(kind, code)).collect(),
            format: self.format(kind),
            ..Question::new(code(&format!("Q{number}")), kind, self.text())
        }
    }

    fn part(&mut self, kind: QuestionKind, code: Code) -> Part {
        // The kind of a field follows from its code, as it never changes.
        let own = kind.kind_of_rows().unwrap_or(FIELDS[code.as_str().len() % FIELDS.len()]);
        let fields = kind.has_fields();
        let on_file = self.maybe(|_| ServiceFact::Status);
        Part {
            code,
            kind: own,
            text: self.text(),
            help: self.maybe(Self::text),
            required: fields && self.0.percent(50),
            options: if fields && own.has_options() { self.options() } else { Vec::new() },
            format: if fields { Format { on_file, ..self.format(own) } } else { Format::default() },
        }
    }

    fn options(&mut self) -> Vec<Choice> {
        let codes = self.some_codes(&["a", "b", "c", "d"], 0);
        let score = |sample: &mut Self| *sample.0.one_of(&[0.0, 0.5, 1.0]).unwrap();
        codes.into_iter().map(|code| Choice { code, label: self.text(), score: self.maybe(score) }).collect()
    }

    fn format(&mut self, kind: QuestionKind) -> Format {
        let small = |sample: &mut Self| i32::try_from(sample.0.below(4)).unwrap() + 1;
        let day = |year: i32| chrono::NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let number = NumberFormat {
            unit: self.maybe(Self::text),
            least: self.maybe(small).map(f64::from),
            most: self.maybe(small).map(|most| f64::from(most) + 10.0),
            whole: self.0.percent(50),
        };
        Format {
            at_most: self.maybe(small).filter(|_| kind == QuestionKind::MultipleChoice),
            number: Some(number).filter(|number| kind.takes_numbers() && *number != NumberFormat::default()),
            earliest: self.maybe(|sample| day(2020 + small(sample))).filter(|_| kind == QuestionKind::Date),
            latest: self.maybe(|sample| day(2030 + small(sample))).filter(|_| kind == QuestionKind::Date),
            longest: self.maybe(small).filter(|_| kind.takes_text()),
            rows_from: self.maybe(|_| RowSource::Services).filter(|_| kind.has_fields()),
            most_rows: self.maybe(small).filter(|_| kind.has_fields()),
            on_file: None,
        }
    }

    fn maybe<T>(&mut self, make: impl Fn(&mut Self) -> T) -> Option<T> {
        let made = make(self);
        self.0.percent(50).then_some(made)
    }

    fn text(&mut self) -> LocalizedText {
        let words = |sample: &mut Self| {
            (*sample.0.one_of(&["Har dere en plan?", "Hvor mange?", "Ja", "Nei, ikke ennå"]).unwrap())
                .to_owned()
        };
        LocalizedText { nb: words(self), nn: self.maybe(words), en: self.maybe(words) }
    }

    fn rule(&mut self) -> Expression {
        rules::parse(self.0.one_of(&["Q1 = 1", "Q2 > 3", "answered(Q3)", "owner.sector = \"stat\""]).unwrap())
            .unwrap()
    }

    /// At least so many of these codes, in any order.
    fn some_codes(&mut self, all: &[&str], least: usize) -> Vec<Code> {
        let mut codes: Vec<Code> = all.iter().map(|raw| code(raw)).collect();
        self.0.shuffle(&mut codes);
        codes.truncate(least + self.0.below(all.len() + 1 - least));
        codes
    }
}
