use std::collections::HashSet;

use ::entity::question::QuestionKind;

use super::choices::words;
use super::fields::name_of;
use super::findings::{Findings, Place};
use super::unfit::Unfit;
use super::write::{Cells, put, put_own_text, put_text};
use super::{CHOICES, SURVEY};
use crate::questionnaire::content::{Choice, Content, Format, Kind as _, Part, Question, Section};
use crate::questionnaire::rules::xpath::{
    self, DONT_KNOW, NOT_RELEVANT, Named, Names, Takes, Unsaid, of_itself,
};
use crate::questionnaire::rules::{Expression, MOST_DIGITS, Reference, Scope};
use crate::questionnaire::written;

/// Writes the rows of the sheets.
pub(super) struct Writer<'a> {
    scope: &'a Scope,
    findings: &'a mut Findings,
    pub(super) survey: Vec<Cells>,
    pub(super) choices: Vec<Cells>,
    /// Lists that are there, with what they hold.
    lists: Vec<(String, Vec<Choice>, Vec<&'static str>)>,
    /// Names of questions and parts, which no group may have.
    taken: HashSet<String>,
    /// What its names mean, to see how what is written will be read.
    names: Names,
}

impl<'a> Writer<'a> {
    pub(super) fn new(scope: &'a Scope, findings: &'a mut Findings) -> Self {
        let (survey, choices) = (Vec::new(), Vec::new());
        Self {
            scope,
            findings,
            survey,
            choices,
            lists: Vec::new(),
            taken: HashSet::new(),
            names: Names::new(),
        }
    }

    pub(super) fn content(&mut self, content: &Content) {
        // The names that the form itself has.
        self.taken = ["meta", "data"].map(str::to_owned).into();
        for question in content.questions() {
            self.taken.insert(self.name(question).to_lowercase());
            self.names.extend(names_of(question, self.name(question)));
        }
        for section in &content.sections {
            if section.questions.is_empty() {
                let left_out = Unfit::EmptySection(section.code.to_string());
                self.findings.note(&Place::sheet(SURVEY), &left_out);
            } else {
                self.section(section);
            }
        }
    }

    fn section(&mut self, section: &Section) {
        let mut name = section.code.to_string();
        while !self.taken.insert(name.to_lowercase()) {
            name.push('_');
        }
        let mut cells = begin("begin group", &name);
        put_text(&mut cells, "label", &section.title);
        put(&mut cells, "trespor_code", (name != section.code.as_str()).then(|| section.code.to_string()));
        self.survey.push(cells);
        for question in &section.questions {
            self.question(question);
        }
        self.end("end group");
    }

    fn end(&mut self, kind: &str) {
        self.survey.push(Cells::from([("type".to_owned(), kind.to_owned())]));
    }

    /// Where the next row will stand.
    fn place(&self, column: &str) -> Place {
        let row = u32::try_from(self.survey.len() + 2).unwrap_or(u32::MAX);
        Place::row(SURVEY, row).at(column)
    }

    fn name(&self, question: &Question) -> String {
        xpath::form_name(question.code.as_str(), self.scope)
    }

    fn question(&mut self, question: &Question) {
        let name = self.name(question);
        let is_renamed = name != question.code.as_str();
        if is_renamed {
            self.findings.note(&self.place("name"), &Unfit::ReservedName(name.clone()));
        }
        let states = states(question);
        let mut cells = match question.kind {
            QuestionKind::Matrix => begin("begin group", &name),
            QuestionKind::NumberGrid => begin("begin group", &name),
            QuestionKind::RepeatingGroup => begin("begin repeat", &name),
            kind => {
                let list = kind.has_options().then(|| self.list(&name, &question.options, &states));
                self.typed(kind, list.as_deref(), &question.format, &name)
            }
        };
        put(&mut cells, "trespor_code", is_renamed.then(|| question.code.to_string()));
        put_text(&mut cells, "label", &question.text);
        if let Some(help) = &question.help {
            put_text(&mut cells, "hint", help);
        }
        put_own_text(&mut cells, "trespor_why", question.why.as_ref());
        if !question.kind.has_options() && !states.is_empty() {
            put(&mut cells, "trespor_allows", Some(states.join(" ")));
            self.findings.note(&self.place("trespor_allows"), &Unfit::OnlyHere);
        }
        self.relevant(question, &mut cells);
        self.constraint(question, &mut cells);
        if let Some(message) = &question.valid_message {
            put_text(&mut cells, "constraint_message", message);
        }
        if question.kind.has_parts() {
            self.with_parts(question, cells, &states);
        } else {
            let required = self.required(question, &mut cells);
            put(&mut cells, "required", required);
            self.survey.push(cells);
        }
    }

    /// A row of a type, with the bounds of its format beside what is said later.
    fn typed(&mut self, kind: QuestionKind, list: Option<&str>, format: &Format, name: &str) -> Cells {
        let whole = format.number.as_ref().is_some_and(|number| number.whole);
        let (of_type, appearance) = match (kind, list) {
            (QuestionKind::MultipleChoice, Some(list)) => (format!("select_multiple {list}"), ""),
            (QuestionKind::Scale, Some(list)) => (format!("select_one {list}"), "likert"),
            (_, Some(list)) => (format!("select_one {list}"), ""),
            (QuestionKind::Number, _) if whole => ("integer".to_owned(), ""),
            (QuestionKind::Number, _) => ("decimal".to_owned(), ""),
            (QuestionKind::LongText, _) => ("text".to_owned(), "multiline"),
            (QuestionKind::Date, _) => ("date".to_owned(), ""),
            (QuestionKind::Information, _) => ("note".to_owned(), ""),
            _ => ("text".to_owned(), ""),
        };
        let mut cells = begin(&of_type, name);
        put(&mut cells, "appearance", Some(appearance.to_owned()));
        let is_levels = kind == QuestionKind::DescribedLevels;
        put(&mut cells, "trespor_kind", is_levels.then(|| kind_name(kind)).flatten());
        cells
    }

    fn list(&mut self, wanted: &str, options: &[Choice], states: &[&'static str]) -> String {
        let same = |(_, other, their_states): &&(String, Vec<Choice>, Vec<&'static str>)| {
            other == options && their_states == states
        };
        if let Some((name, ..)) = self.lists.iter().find(same) {
            return name.clone();
        }
        let mut name = wanted.replace('.', "_");
        while self.lists.iter().any(|(other, ..)| *other == name) {
            name.push('_');
        }
        self.lists.push((name.clone(), options.to_vec(), states.to_vec()));
        if options.is_empty() {
            self.findings.note(&self.place("type"), &Unfit::Nothing);
        }
        for option in options {
            let row = u32::try_from(self.choices.len() + 2).unwrap_or(u32::MAX);
            if states.contains(&option.code.as_str()) {
                self.findings.note(&Place::row(CHOICES, row).at("name"), &Unfit::ReservedCode);
            }
            let mut cells = choice(&name, option.code.as_str());
            put_text(&mut cells, "label", &option.label);
            put(&mut cells, "trespor_score", option.score.map(|score| score.to_string()));
            self.choices.push(cells);
        }
        for state in states {
            let mut cells = choice(&name, &state_name(state, options));
            let label = words(state);
            let label = ::entity::LocalizedText { nb: label.nb, nn: label.nn, en: label.en };
            put_text(&mut cells, "label", &label);
            put(&mut cells, "trespor_state", Some((*state).to_owned()));
            self.choices.push(cells);
        }
        name
    }

    fn relevant(&mut self, question: &Question, cells: &mut Cells) {
        if let Some(rule) = &question.visible_when {
            let said = self.say(rule, "trespor_relevant", cells);
            put(cells, "relevant", said);
        }
    }

    /// The words for a rule. Where they would be read as another one, the rule goes into a column of our own.
    fn say(&mut self, rule: &Expression, column: &str, cells: &mut Cells) -> Option<String> {
        match xpath::holds(rule, self.scope, None) {
            Ok(said) => {
                let is_read_back = self.read_back(&said, None).as_ref() == Some(rule);
                put(cells, column, (!is_read_back).then(|| rule.to_string()));
                Some(said)
            }
            Err(Unsaid { what }) => {
                put(cells, column, Some(rule.to_string()));
                self.findings.note(&self.place(column), &Unfit::NoXpath(what));
                None
            }
        }
    }

    fn read_back(&self, words: &str, itself: Option<&str>) -> Option<Expression> {
        xpath::read(words, &self.names, itself).ok().map(|reading| reading.rule)
    }

    fn required(&mut self, question: &Question, cells: &mut Cells) -> Option<String> {
        if !question.kind.is_answered() {
            return None;
        }
        let Some(rule) = &question.required_when else {
            return Some(if question.required { "yes" } else { "no" }.to_owned());
        };
        Some(self.say(rule, "trespor_required_when", cells).unwrap_or_else(|| "yes".to_owned()))
    }

    fn constraint(&mut self, question: &Question, cells: &mut Cells) {
        let (own, name) = (question.code.to_string(), self.name(question));
        let mut parts = Vec::new();
        if !question.kind.has_parts() {
            parts = self.bounds(question.kind, &question.format, cells);
        }
        if let Some(rule) = &question.valid_when {
            let column = "trespor_constraint";
            let bounds = self.read_back(&parts.join(" and "), Some(&name));
            if question.kind.has_parts() {
                self.findings.note(&self.place(column), &Unfit::OnlyHere);
            } else {
                match xpath::is_not_false(rule, self.scope, Some(&own)) {
                    Ok(said) => parts.push(format!("({said})")),
                    Err(Unsaid { what }) => {
                        self.findings.note(&self.place(column), &Unfit::NoXpath(what));
                    }
                }
            }
            let itself = Reference { code: own.clone(), part: None };
            let whole =
                self.read_back(&parts.join(" and "), Some(&name)).map(|whole| of_itself(&whole, &itself));
            let expected = bounds.map(|bounds| of_itself(&bounds, &itself).0).unwrap_or_default();
            let is_read_back = whole == Some((expected, Some(rule.clone())));
            put(cells, column, (!is_read_back).then(|| rule.to_string()));
        }
        put(cells, "constraint", Some(parts.join(" and ")));
    }

    /// The words for what a format asks for; what they cannot say exactly goes into columns of our own.
    fn bounds(&mut self, kind: QuestionKind, format: &Format, cells: &mut Cells) -> Vec<String> {
        let mut parts = Vec::new();
        if let Some(number) = &format.number {
            put_own_text(cells, "trespor_unit", number.unit.as_ref());
            for (bound, sign, column) in
                [(number.least, ">=", "trespor_least"), (number.most, "<=", "trespor_most")]
            {
                let Some(text) = bound.map(|bound| bound.to_string()) else { continue };
                if text.chars().filter(char::is_ascii_digit).count() > MOST_DIGITS {
                    put(cells, column, Some(text));
                    self.findings.note(&self.place(column), &Unfit::OnlyHere);
                } else {
                    parts.push(format!(". {sign} {text}"));
                }
            }
        }
        parts.extend(format.earliest.map(|day| format!(". >= date('{day}')")));
        parts.extend(format.latest.map(|day| format!(". <= date('{day}')")));
        parts.extend(format.longest.map(|most| format!("string-length(.) <= {most}")));
        if kind == QuestionKind::MultipleChoice {
            parts.extend(format.at_most.map(|most| format!("count-selected(.) <= {most}")));
        }
        parts
    }

    fn with_parts(&mut self, question: &Question, mut cells: Cells, states: &[&'static str]) {
        let is_repeat = question.kind.has_fields();
        match question.kind {
            QuestionKind::Matrix => put(&mut cells, "appearance", Some("table-list".to_owned())),
            QuestionKind::NumberGrid => put(&mut cells, "appearance", Some("field-list".to_owned())),
            _ => {}
        }
        if question.parts.is_empty() {
            self.findings.note(&self.place("type"), &Unfit::Nothing);
        }
        put(&mut cells, "trespor_kind", (!is_repeat).then(|| kind_name(question.kind)).flatten());
        let required = self.required(question, &mut cells);
        let mut row_bounds = Vec::new();
        if is_repeat {
            // There is no cell for the words here.
            let rule = question.required_when.as_ref().map(ToString::to_string);
            put(&mut cells, "trespor_required_when", rule);
            put(
                &mut cells,
                "trespor_required",
                Some(if question.required { "yes" } else { "no" }.to_owned()),
            );
            let format = &question.format;
            let rows_from = format.rows_from.map(written::RowSource::from);
            put(&mut cells, "trespor_rows_from", rows_from.and_then(name_of));
            put(&mut cells, "trespor_most_rows", format.most_rows.map(|most| most.to_string()));
            for column in ["trespor_rows_from", "trespor_most_rows"] {
                if cells.contains_key(column) {
                    self.findings.note(&self.place(column), &Unfit::OnlyHere);
                }
            }
        } else {
            row_bounds = self.bounds(question.kind, &question.format, &mut cells);
        }
        self.survey.push(cells);
        for part in &question.parts {
            if is_repeat {
                self.field(question, part, states);
            } else {
                self.row(question, part, states, required.clone(), &row_bounds);
            }
        }
        self.end(if is_repeat { "end repeat" } else { "end group" });
    }

    fn row(
        &mut self,
        question: &Question,
        part: &Part,
        states: &[&'static str],
        required: Option<String>,
        bounds: &[String],
    ) {
        let name = question.part_code(part);
        let list = (question.kind == QuestionKind::Matrix)
            .then(|| self.list(question.code.as_str(), &question.options, states));
        let mut cells = self.typed(part.kind, list.as_deref(), &question.format, &name);
        put_text(&mut cells, "label", &part.text);
        if let Some(help) = &part.help {
            put_text(&mut cells, "hint", help);
        }
        put(&mut cells, "required", required);
        put(&mut cells, "constraint", Some(bounds.join(" and ")));
        self.survey.push(cells);
    }

    fn field(&mut self, question: &Question, part: &Part, states: &[&'static str]) {
        let name = question.part_code(part);
        let list = part.kind.has_options().then(|| self.list(&name, &part.options, states));
        let mut cells = self.typed(part.kind, list.as_deref(), &part.format, &name);
        put_text(&mut cells, "label", &part.text);
        if let Some(help) = &part.help {
            put_text(&mut cells, "hint", help);
        }
        put(&mut cells, "required", Some(if part.required { "yes" } else { "no" }.to_owned()));
        let bounds = self.bounds(part.kind, &part.format, &mut cells);
        put(&mut cells, "constraint", Some(bounds.join(" and ")));
        let on_file = part.format.on_file.map(written::ServiceFact::from);
        if on_file.is_some() {
            self.findings.note(&self.place("trespor_on_file"), &Unfit::OnlyHere);
        }
        put(&mut cells, "trespor_on_file", on_file.and_then(name_of));
        self.survey.push(cells);
    }
}

fn begin(kind: &str, name: &str) -> Cells {
    Cells::from([("type".to_owned(), kind.to_owned()), ("name".to_owned(), name.to_owned())])
}

fn choice(list: &str, name: &str) -> Cells {
    Cells::from([("list_name".to_owned(), list.to_owned()), ("name".to_owned(), name.to_owned())])
}

fn kind_name(kind: QuestionKind) -> Option<String> {
    name_of(written::QuestionKind::from(kind))
}

fn states(question: &Question) -> Vec<&'static str> {
    let states = [(question.allows_dont_know, DONT_KNOW), (question.allows_not_relevant, NOT_RELEVANT)];
    states.into_iter().filter_map(|(allowed, state)| allowed.then_some(state)).collect()
}

/// What the choice that stands for an answer state is called: no option beside it is called so.
fn state_name(state: &str, options: &[Choice]) -> String {
    let mut name = state.to_owned();
    while options.iter().any(|option| option.code.as_str() == name) {
        name.push('_');
    }
    name
}

/// What the name of a question and those of its parts will mean to whoever reads them.
fn names_of(question: &Question, name: String) -> Vec<(String, Named)> {
    let states = states(question);
    let state = |state: &str, kind: QuestionKind, options: &[Choice]| {
        (kind.has_options() && states.contains(&state)).then(|| state_name(state, options))
    };
    let named = |part: Option<&Part>, kind: QuestionKind, options: &[Choice]| {
        let takes = match kind {
            QuestionKind::MultipleChoice => Takes::Several,
            QuestionKind::RepeatingGroup => Takes::Rows,
            kind if kind.has_options() => Takes::One,
            _ => Takes::Value,
        };
        let code = |option: &Choice| (option.code.to_string(), option.code.to_string());
        Named {
            reference: Reference {
                code: question.code.to_string(),
                part: part.map(|part| part.code.to_string()),
            },
            takes,
            options: options.iter().map(code).collect(),
            dont_know: state(DONT_KNOW, kind, options),
            not_relevant: state(NOT_RELEVANT, kind, options),
        }
    };
    let mut names = Vec::new();
    if !matches!(question.kind, QuestionKind::Matrix | QuestionKind::NumberGrid | QuestionKind::Information) {
        names.push((name, named(None, question.kind, &question.options)));
    }
    for part in &question.parts {
        let options = if question.kind.has_fields() { &part.options } else { &question.options };
        names.push((question.part_code(part), named(Some(part), part.kind, options)));
    }
    names
}
