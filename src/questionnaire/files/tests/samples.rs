//! Questionnaires of every kind, made from a number.

use ::entity::LocalizedText;
use ::entity::question::QuestionKind;
use chrono::NaiveDate;
use proptest::prelude::*;

use crate::questionnaire::content::tests::KINDS;
use crate::questionnaire::content::{
    Choice, Content, Format, Kind as _, NumberFormat, Part, Question, RowSource, Section, ServiceFact,
};
use crate::questionnaire::files::json::Form;
use crate::questionnaire::rules;
use crate::questionnaire::written::maturity::{
    LevelRule, Plan, PlannedDimension, PlannedFact, PlannedItem, PlannedLevel, PlannedRating, PlannedStep,
    RegistryFact, scores,
};
use crate::value::{Code, LONG_TEXT, SHORT_TEXT, text};

const FIELD_KINDS: [QuestionKind; 7] = [
    QuestionKind::SingleChoice,
    QuestionKind::Scale,
    QuestionKind::DescribedLevels,
    QuestionKind::Number,
    QuestionKind::ShortText,
    QuestionKind::LongText,
    QuestionKind::Date,
];
const FACTS: [ServiceFact; 4] =
    [ServiceFact::Name, ServiceFact::Kind, ServiceFact::YearlyVolume, ServiceFact::PlannedOn];
const WORDS: [&str; 22] = [
    "Hva",
    "trenger",
    "dere",
    "é",
    "日本",
    "=1+1",
    "'",
    "\"x\"",
    "«vet ikke»",
    "${Q1}",
    "<b>",
    "&amp;",
    "\n",
    "\t",
    "-",
    "_x0041_",
    "'=a",
    "{a}",
    "‘x’",
    "😀",
    "100 %",
    "a\\b",
];

/// Questionnaires that can be saved, each with a maturity model or without.
pub(in crate::questionnaire::files) fn forms() -> impl Strategy<Value = Form> {
    any::<u64>().prop_map(|seed| Maker(seed).form())
}

/// Numbers that look like chance and are the same for the same beginning.
struct Maker(u64);

impl Maker {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(most).unwrap()).unwrap()
    }

    fn often(&mut self) -> bool {
        self.below(3) > 0
    }

    fn seldom(&mut self) -> bool {
        self.below(4) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn some<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.seldom().then(|| make(self))
    }

    fn words(&mut self, max: usize) -> String {
        let many = 1 + self.below(6);
        let words: Vec<&str> = (0..many).map(|_| self.pick(&WORDS)).collect();
        text(&words.join(" "), max).unwrap_or_else(|_| "x".to_owned())
    }

    fn text(&mut self, max: usize) -> LocalizedText {
        let nb = self.words(max);
        let nn = self.often().then(|| self.words(max));
        let en = self.often().then(|| self.words(max));
        LocalizedText { nb, nn, en }
    }

    fn share(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "any share will do")]
        let share = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        let round = self.pick(&[0.0, 0.25, 0.5, 1.0]);
        if self.seldom() { share } else { round }
    }

    fn number(&mut self) -> f64 {
        let round = self.pick(&[-1e15, -3.5, 0.0, 0.1, 7.0, 2_000.0, 1e15]);
        if self.seldom() { self.share() * 1_000.0 } else { round }
    }

    fn day(&mut self) -> NaiveDate {
        let days = u64::try_from(self.below(100_000)).unwrap();
        NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Days::new(days)
    }

    fn choices(&mut self) -> Vec<Choice> {
        let many = 1 + self.below(4);
        (0..many)
            .map(|at| Choice {
                code: code(&format!("{}{at}", self.pick(&["a", "o-", "v_"]))),
                label: self.text(LONG_TEXT),
                score: self.some(Self::share),
            })
            .collect()
    }

    fn format(&mut self, kind: QuestionKind) -> Format {
        let mut format = Format::default();
        if kind == QuestionKind::MultipleChoice {
            format.at_most = self.some(|maker| i32::try_from(1 + maker.below(100)).unwrap());
        }
        if kind.takes_numbers() {
            let (one, other) = (self.some(Self::number), self.some(Self::number));
            let (least, most) = match (one, other) {
                (Some(one), Some(other)) => (Some(one.min(other)), Some(one.max(other))),
                either => either,
            };
            let unit = self.some(|maker| maker.text(SHORT_TEXT));
            let number = NumberFormat { unit, least, most, whole: self.seldom() };
            format.number = (number != NumberFormat::default()).then_some(number);
        }
        if kind == QuestionKind::Date {
            let (one, other) = (self.day(), self.day());
            format.earliest = self.seldom().then_some(one.min(other));
            format.latest = self.seldom().then_some(one.max(other));
        }
        if kind.takes_text() {
            format.longest = self.some(|maker| i32::try_from(1 + maker.below(10_000)).unwrap());
        }
        if kind.has_fields() {
            format.rows_from = self.often().then_some(RowSource::Services);
            format.most_rows = self.some(|maker| i32::try_from(1 + maker.below(500)).unwrap());
        }
        format
    }

    fn parts(&mut self, question: QuestionKind, rows_from: bool) -> Vec<Part> {
        let many = 1 + self.below(4);
        (0..many)
            .map(|at| {
                let kind = question.kind_of_rows().unwrap_or_else(|| self.pick(&FIELD_KINDS));
                let is_field = question.has_fields();
                let mut format = if is_field { self.format(kind) } else { Format::default() };
                format.on_file = (is_field && rows_from && self.often()).then(|| self.pick(&FACTS));
                Part {
                    code: code(&format!("p{at}")),
                    kind,
                    text: self.text(LONG_TEXT),
                    help: self.some(|maker| maker.text(LONG_TEXT)),
                    required: is_field && self.seldom(),
                    options: if is_field && kind.has_options() { self.choices() } else { Vec::new() },
                    format,
                }
            })
            .collect()
    }

    fn question(&mut self, number: usize, earlier: &[Question]) -> Question {
        let kind = self.pick(&KINDS);
        let words = self.text(LONG_TEXT);
        let mut question = Question::new(code(&format!("Q{number}")), kind, words);
        question.help = self.some(|maker| maker.text(LONG_TEXT));
        question.why = self.some(|maker| maker.text(LONG_TEXT));
        question.format = self.format(kind);
        if kind.has_options() {
            question.options = self.choices();
        }
        if kind.has_parts() {
            question.parts = self.parts(kind, question.format.rows_from.is_some());
        }
        question.visible_when = self.some(|maker| maker.rule(earlier)).flatten();
        if kind.is_answered() {
            question.required = self.often();
            question.allows_dont_know = self.seldom();
            question.allows_not_relevant = self.seldom();
            if question.required {
                question.required_when = self.some(|maker| maker.rule(earlier)).flatten();
            }
            let with_itself = [earlier, std::slice::from_ref(&question)].concat();
            question.valid_when = self.some(|maker| maker.rule(&with_itself)).flatten();
            if question.valid_when.is_some() {
                question.valid_message = self.some(|maker| maker.text(LONG_TEXT));
            }
        }
        question
    }

    /// A rule over some of these questions.
    fn rule(&mut self, over: &[Question]) -> Option<rules::Expression> {
        let mut parts = Vec::new();
        for question in over.iter().rev().take(1 + self.below(3)) {
            parts.extend(self.condition(question));
        }
        let joined = parts.join(self.pick(&[" and ", " or "]));
        rules::parse(&joined).ok()
    }

    fn condition(&mut self, question: &Question) -> Option<String> {
        let name = &question.code;
        let option = question.options.first().map(|option| option.code.to_string()).unwrap_or_default();
        let part = question.parts.first().map(|part| part.code.to_string()).unwrap_or_default();
        let templates: &[&str] = match question.kind {
            QuestionKind::SingleChoice | QuestionKind::Scale | QuestionKind::DescribedLevels => &[
                "Q = \"O\"",
                "Q != \"O\"",
                "not Q = \"O\"",
                "Q in (\"O\")",
                "answered(Q)",
                "not (Q not in (\"O\") or empty(Q))",
            ],
            QuestionKind::MultipleChoice => &[
                "any(Q, \"O\")",
                "all(Q, \"O\")",
                "count(Q) <= 3",
                "count_of(Q, \"O\") = 1",
                "not any(Q, \"O\")",
                "empty(Q)",
            ],
            QuestionKind::Number => &[
                "Q > 0",
                "Q = 7",
                "not (Q < 3.5)",
                "Q + 1 >= Q * 2 - 3",
                "Q in (1, 2)",
                "round(Q / 2) != 3",
                "Q >= 1",
                "-Q < 4",
            ],
            QuestionKind::ShortText | QuestionKind::LongText => {
                &["length(Q) > 3", "Q = \"ja\"", "Q != \"it's\"", "answered(Q)"]
            }
            QuestionKind::Date => {
                &["Q >= date(\"2026-01-01\")", "Q < today()", "Q + 30 > today()", "answered(Q)"]
            }
            QuestionKind::Matrix => {
                &["any(Q, \"O\")", "Q.P = \"O\"", "count_of(Q, \"O\") >= 2", "all(Q, \"O\")"]
            }
            QuestionKind::NumberGrid => &["sum(Q) = 7", "Q.P > 2", "max(Q) > 0", "answered(Q.P)"],
            QuestionKind::RepeatingGroup => &["count(Q) >= 2", "empty(Q)", "answered(Q)"],
            QuestionKind::Information => return None,
        };
        let mut rule =
            self.pick(templates).replace('O', &option).replace('P', &part).replace('Q', name.as_str());
        if question.allows_dont_know && self.seldom() {
            rule = format!("({rule} or dont_know({name}))");
        }
        if self.below(9) == 0 {
            rule = format!("({rule} or owner.sector = \"stat\")");
        }
        Some(rule)
    }

    fn form(&mut self) -> Form {
        let mut sections = Vec::new();
        let mut asked: Vec<Question> = Vec::new();
        for at in 0..1 + self.below(3) {
            let mut questions = Vec::new();
            for _ in 0..1 + self.below(5) {
                let question = self.question(asked.len(), &asked);
                asked.push(question.clone());
                questions.push(question);
            }
            sections.push(Section {
                code: code(&format!("part{at}")),
                title: self.text(SHORT_TEXT),
                questions,
            });
        }
        let content = Content { title: self.text(SHORT_TEXT), sections };
        asked.retain(|question| scores(question.kind, None));
        let maturity = (!asked.is_empty() && self.often()).then(|| self.plan(&asked));
        Form { code: code("skjema-1"), content, maturity }
    }

    fn rating(&mut self) -> PlannedRating {
        let description = self.often().then(|| self.text(LONG_TEXT));
        let step = |value| PlannedStep { name: self.text(SHORT_TEXT), value };
        let steps = [0.0, 0.5, 1.0].map(step).into();
        let steps = if self.often() { steps } else { Vec::new() };
        PlannedRating {
            code: code("R1"),
            name: self.text(SHORT_TEXT),
            description,
            steps,
            weight: self.share() + 0.5,
        }
    }

    fn plan(&mut self, asked: &[Question]) -> Plan {
        let items = asked
            .iter()
            .map(|one| PlannedItem { question: one.code.to_string(), weight: self.share() + 0.5 });
        let items = items.collect();
        let gate = self.often();
        let level = gate.then_some(1);
        let ratings = if self.often() { vec![self.rating()] } else { Vec::new() };
        let fact = RegistryFact::ServicesMovedByVolume;
        let facts =
            if self.often() { vec![PlannedFact { fact, weight: self.share() + 0.5 }] } else { Vec::new() };
        let dimension = PlannedDimension {
            code: code("D1"),
            name: self.text(SHORT_TEXT),
            weight: 12.5,
            level,
            items,
            ratings,
            facts,
        };
        let level = |from_value| PlannedLevel { name: self.text(SHORT_TEXT), from_value };
        let (levels, level_rule) = if gate {
            ([0.0, 0.4].map(level).into(), LevelRule::Iso33020)
        } else {
            ([0.0, 0.3, 0.7].map(level).into(), LevelRule::Thresholds)
        };
        Plan { coverage_needed: self.share(), dimensions: vec![dimension], levels, level_rule }
    }
}

pub(super) fn code(raw: &str) -> Code {
    Code::parse(raw).unwrap()
}
