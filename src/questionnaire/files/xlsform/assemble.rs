use std::collections::{BTreeMap, HashSet};

use super::Row;
use super::choices::{List, code_of};
use super::columns::Table;
use super::fields::{self, Required, Type, leave_out, type_of};
use super::findings::{Findings, Place};
use super::rows::{Block, Item};
use super::unfit::Unfit;
use crate::error::Problem;
use crate::graphql::base::LocalizedTextInput;
use crate::questionnaire::rules::Reference;
use crate::questionnaire::rules::xpath::{DONT_KNOW, NOT_RELEVANT, Named, Names, Takes};
use crate::questionnaire::written::{FormatInput, QuestionInput, QuestionKind};

/// A section with where it stands.
pub(super) struct Part {
    pub(super) place: Place,
    pub(super) code: String,
    pub(super) title: LocalizedTextInput,
    pub(super) questions: Vec<Asked>,
}

/// A question with where everything of it stands.
pub(super) struct Asked {
    pub(super) place: Place,
    pub(super) input: QuestionInput,
    /// What the form calls it.
    pub(super) name: Option<String>,
    /// Rows of the choices of its options.
    pub(super) options: Vec<u32>,
    /// Row of each of its parts, and rows of their options.
    pub(super) parts: Vec<(u32, Vec<u32>)>,
    /// What must hold for it to be shown: its own words and those of the groups around it.
    pub(super) relevant: Vec<(Place, String)>,
    pub(super) required_while: Option<(Place, String)>,
    pub(super) constraint: Option<(Place, String)>,
    /// The words that set the bounds of each part, or of all rows.
    pub(super) part_constraints: Vec<Option<Constraint>>,
    pub(super) carried: Carried,
}

/// Words that an answer must keep to.
pub(super) struct Constraint {
    pub(super) place: Place,
    pub(super) words: String,
    /// What the form calls whose answer it is.
    pub(super) name: Option<String>,
}

/// Rules that stand beside the XPath in columns of our own.
#[derive(Clone, Default)]
pub(super) struct Carried {
    pub(super) relevant: Option<(Place, String)>,
    pub(super) required: Option<(Place, String)>,
    pub(super) constraint: Option<(Place, String)>,
}

/// Makes sections and questions of rows.
pub(super) struct Assembler<'a, 's> {
    pub(super) table: &'a Table<'s>,
    pub(super) lists: &'a BTreeMap<String, List>,
    pub(super) findings: &'a mut Findings,
    pub(super) names: Names,
    /// Names and codes of questions of which something is not known, as they do not fit.
    pub(super) doubtful: HashSet<String>,
    /// Lists that questions choose from.
    pub(super) used: HashSet<String>,
    /// Heading of what stands outside every group.
    pub(super) title: LocalizedTextInput,
}

/// Cells of a question that something is made of.
pub(super) const ROW: [&str; 20] = [
    "type",
    "name",
    "label",
    "hint",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "appearance",
    "trespor_code",
    "trespor_kind",
    "trespor_relevant",
    "trespor_required_when",
    "trespor_constraint",
    "trespor_allows",
    "trespor_why_nb",
    "trespor_why_nn",
    "trespor_why_en",
    "trespor_longest",
    "trespor_at_most",
];
/// Cells of a number besides.
pub(super) const NUMBER: [&str; 5] =
    ["trespor_unit_nb", "trespor_unit_nn", "trespor_unit_en", "trespor_least", "trespor_most"];

impl Assembler<'_, '_> {
    pub(super) fn sections(&mut self, items: Vec<Item<'_>>) -> Vec<Part> {
        let mut sections: Vec<Part> = Vec::new();
        let mut gathering = false;
        for item in items {
            match item {
                Item::Block(block) if !block.repeats && self.table_kind(&block).is_none() => {
                    gathering = false;
                    sections.push(self.section(block));
                }
                item => {
                    let mut questions = Vec::new();
                    let row = row_of(&item);
                    self.questions(vec![item], &[], &mut questions);
                    if questions.is_empty() {
                        continue;
                    }
                    if !gathering {
                        let place = self.table.place(row, "type");
                        self.findings.note(&place, &Unfit::Gathered);
                        let code = format!("section_{}", sections.len() + 1);
                        sections.push(Part { place, code, title: self.title.clone(), questions: Vec::new() });
                        gathering = true;
                    }
                    if let Some(section) = sections.last_mut() {
                        section.questions.extend(questions);
                    }
                }
            }
        }
        sections
    }

    fn section(&mut self, block: Block<'_>) -> Part {
        let row = block.row;
        let code = self.code(row);
        leave_out(
            self.table,
            row,
            &["type", "name", "label", "relevant", "trespor_code", "appearance"],
            self.findings,
        );
        if let Some(appearance) = self.table.cell(row, "appearance")
            && appearance != "field-list"
        {
            self.findings.note(&self.table.place(row, "appearance"), &Unfit::CellLeftOut);
        }
        let named = || LocalizedTextInput { nb: code.clone(), nn: None, en: None };
        let title = self.table.text(row, "label").unwrap_or_else(named);
        let conditions: Vec<_> = self.cell(row, "relevant").into_iter().collect();
        let mut questions = Vec::new();
        self.questions(block.items, &conditions, &mut questions);
        Part { place: self.table.place(row, "type"), code, title, questions }
    }

    fn questions(&mut self, items: Vec<Item<'_>>, conditions: &[(Place, String)], into: &mut Vec<Asked>) {
        for item in items {
            match item {
                Item::Row(row) => into.extend(self.question(row, conditions)),
                Item::Block(block) if block.repeats => into.push(self.repeat(block, conditions)),
                Item::Block(block) => match self.table_kind(&block) {
                    Some(kind) => into.push(self.rows_of(block, kind, conditions)),
                    None => {
                        let name = self.table.cell(block.row, "name").unwrap_or_default().to_owned();
                        self.findings.note(&self.table.place(block.row, "type"), &Unfit::Flattened(name));
                        let own = self.cell(block.row, "relevant");
                        let all: Vec<_> = conditions.iter().cloned().chain(own).collect();
                        self.questions(block.items, &all, into);
                    }
                },
            }
        }
    }

    /// Whether a group is a matrix or a number grid.
    fn table_kind(&self, block: &Block<'_>) -> Option<QuestionKind> {
        match self.table.cell(block.row, "trespor_kind") {
            Some("MATRIX") => return Some(QuestionKind::Matrix),
            Some("NUMBER_GRID") => return Some(QuestionKind::NumberGrid),
            _ => {}
        }
        let appearance = self.table.cell(block.row, "appearance").unwrap_or_default();
        let looks = |item: Option<&Item<'_>>, as_what: &str| match item {
            Some(Item::Row(row)) => self.table.cell(row, "appearance") == Some(as_what),
            _ => false,
        };
        let is_table = appearance.split_whitespace().any(|word| word == "table-list")
            || (looks(block.items.first(), "label") && looks(block.items.get(1), "list-nolabel"));
        is_table.then_some(QuestionKind::Matrix)
    }

    pub(super) fn code(&mut self, row: &Row) -> String {
        if let Some(code) = self.table.cell(row, "trespor_code") {
            return code.to_owned();
        }
        let name = self.table.cell(row, "name").unwrap_or_default();
        let code = code_of(name);
        if code != name {
            self.findings.note(&self.table.place(row, "name"), &Unfit::Renamed(code.clone()));
        }
        code
    }

    pub(super) fn cell(&self, row: &Row, key: &str) -> Option<(Place, String)> {
        Some((self.table.place(row, key), self.table.cell(row, key)?.to_owned()))
    }

    pub(super) fn constraint(&self, row: &Row) -> Option<Constraint> {
        let (place, words) = self.cell(row, "constraint")?;
        Some(Constraint { place, words, name: self.table.cell(row, "name").map(str::to_owned) })
    }

    pub(super) fn list(&mut self, row: &Row, name: Option<&String>) -> List {
        let Some(name) = name else { return List::default() };
        self.used.insert(name.clone());
        let list = self.lists.get(name).cloned();
        if list.is_none() {
            self.findings.unfit(&self.table.place(row, "type"), &Unfit::NoList(name.clone()));
        }
        if list.as_ref().is_none_or(|list| list.is_broken) {
            self.doubt(row);
        }
        list.unwrap_or_default()
    }

    pub(super) fn blank(&mut self, row: &Row, kind: QuestionKind, conditions: &[(Place, String)]) -> Asked {
        let table = self.table;
        let own = self.cell(row, "relevant");
        let allows: Vec<&str> =
            table.cell(row, "trespor_allows").unwrap_or_default().split_whitespace().collect();
        if allows.iter().any(|state| ![DONT_KNOW, NOT_RELEVANT].contains(state)) {
            let known = format!("{DONT_KNOW}, {NOT_RELEVANT}");
            self.findings.fault(&table.place(row, "trespor_allows"), Problem::NotOneOf { known });
        }
        let empty = || LocalizedTextInput { nb: String::new(), nn: None, en: None };
        let input = QuestionInput {
            code: self.code(row),
            kind,
            text: table.text(row, "label").unwrap_or_else(empty),
            help: table.text(row, "hint"),
            why: table.own_text(row, "trespor_why"),
            visible_when: None,
            required: false,
            required_when: None,
            valid_when: None,
            valid_message: table.text(row, "constraint_message"),
            allows_dont_know: allows.contains(&DONT_KNOW),
            allows_not_relevant: allows.contains(&NOT_RELEVANT),
            options: Vec::new(),
            parts: Vec::new(),
            format: None,
        };
        let carried = Carried {
            relevant: self.cell(row, "trespor_relevant"),
            required: self.cell(row, "trespor_required_when"),
            constraint: self.cell(row, "trespor_constraint"),
        };
        Asked {
            place: table.place(row, "type"),
            name: table.cell(row, "name").map(str::to_owned),
            input,
            options: Vec::new(),
            parts: Vec::new(),
            relevant: conditions.iter().cloned().chain(own).collect(),
            required_while: None,
            constraint: None,
            part_constraints: Vec::new(),
            carried,
        }
    }

    /// Others may speak of what stands in this row, but what it is cannot be told.
    pub(super) fn doubt(&mut self, row: &Row) {
        let names = [self.table.cell(row, "name"), self.table.cell(row, "trespor_code")];
        for name in names.into_iter().flatten() {
            let whole = name.split_once('.').map_or(name, |(whole, _)| whole);
            self.doubtful.extend([name, whole].map(str::to_owned));
            self.doubtful.extend([name, whole].map(code_of));
        }
    }

    /// The type of a question; nothing where it has none that fits.
    pub(super) fn type_of(&mut self, row: &Row) -> Option<Type> {
        let before = self.findings.faults();
        let found = type_of(self.table, row, self.findings);
        if self.findings.faults() > before {
            self.doubt(row);
        }
        found
    }

    fn question(&mut self, row: &Row, conditions: &[(Place, String)]) -> Option<Asked> {
        let found = self.type_of(row)?;
        let takes_number = found.kind == QuestionKind::Number;
        let taken = if takes_number { [&ROW[..], &NUMBER[..]].concat() } else { ROW.to_vec() };
        leave_out(self.table, row, &taken, self.findings);
        let mut asked = self.blank(row, found.kind, conditions);
        let list = self.list(row, found.list.as_ref());
        asked.input.allows_dont_know |= list.dont_know.is_some();
        asked.input.allows_not_relevant |= list.not_relevant.is_some();
        asked.set_required(fields::required(self.table, row));
        asked.constraint = self.cell(row, "constraint");
        asked.input.format = Some(self.format(row, found.whole));
        (asked.options, asked.input.options) = list.options.iter().cloned().unzip();
        let takes = match found.kind {
            QuestionKind::MultipleChoice => Takes::Several,
            _ if found.list.is_some() => Takes::One,
            _ => Takes::Value,
        };
        if found.kind != QuestionKind::Information {
            self.name(row, Reference { code: asked.input.code.clone(), part: None }, takes, &list);
        }
        Some(asked)
    }

    pub(super) fn format(&mut self, row: &Row, whole: bool) -> FormatInput {
        FormatInput {
            unit: self.table.own_text(row, "trespor_unit"),
            least: fields::number(self.table, row, "trespor_least", self.findings),
            most: fields::number(self.table, row, "trespor_most", self.findings),
            longest: fields::number(self.table, row, "trespor_longest", self.findings),
            at_most: fields::number(self.table, row, "trespor_at_most", self.findings),
            whole,
            ..FormatInput::default()
        }
    }

    pub(super) fn name(&mut self, row: &Row, reference: Reference, takes: Takes, list: &List) {
        let Some(name) = self.table.cell(row, "name") else { return };
        let named = Named {
            reference,
            takes,
            options: list.codes.clone(),
            dont_know: list.dont_know.clone(),
            not_relevant: list.not_relevant.clone(),
        };
        self.names.insert(name.to_owned(), named);
    }
}

impl Asked {
    pub(super) fn set_required(&mut self, required: Required) {
        self.input.required = !matches!(required, Required::Never);
        if let Required::While(place, words) = required {
            self.required_while = Some((place, words));
        }
    }
}

fn row_of<'r>(item: &Item<'r>) -> &'r Row {
    match item {
        Item::Row(row) => row,
        Item::Block(block) => block.row,
    }
}
