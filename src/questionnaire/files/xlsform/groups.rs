use super::Row;
use super::assemble::{Asked, Assembler, NUMBER, ROW};
use super::choices::List;
use super::fields::{self, Required, leave_out};
use super::findings::Place;
use super::rows::{Block, Item};
use super::unfit::Unfit;
use crate::graphql::base::LocalizedTextInput;
use crate::questionnaire::rules::Reference;
use crate::questionnaire::rules::xpath::Takes;
use crate::questionnaire::written::{FormatInput, OptionInput, PartInput, QuestionKind};

/// What must be the same in all rows: type, requirement and constraint.
type Alike = (Option<String>, Option<String>, Option<String>);

/// Cells of a row of a table that something is made of, or that are refused.
const TABLE_ROW: [&str; 9] =
    ["type", "name", "label", "hint", "required", "constraint", "appearance", "relevant", "trespor_code"];

impl Assembler<'_, '_> {
    pub(super) fn repeat(&mut self, block: Block<'_>, conditions: &[(Place, String)]) -> Asked {
        let row = block.row;
        let own = ["trespor_required", "trespor_rows_from", "trespor_most_rows"];
        leave_out(self.table, row, &[&ROW[..], &own].concat(), self.findings);
        let mut asked = self.blank(row, QuestionKind::RepeatingGroup, conditions);
        asked.input.required = self.table.cell(row, "trespor_required") == Some("yes");
        asked.constraint = self.cell(row, "constraint");
        asked.input.format = Some(FormatInput {
            rows_from: fields::row_source(self.table, row, self.findings),
            most_rows: fields::number(self.table, row, "trespor_most_rows", self.findings),
            ..FormatInput::default()
        });
        let reference = Reference { code: asked.input.code.clone(), part: None };
        self.name(row, reference, Takes::Rows, &List::default());
        for row in self.rows_within(block.items) {
            self.field(row, &mut asked);
        }
        asked
    }

    fn rows_within<'r>(&mut self, items: Vec<Item<'r>>) -> Vec<&'r Row> {
        let mut rows = Vec::new();
        for item in items {
            match item {
                Item::Row(row) => rows.push(row),
                Item::Block(block) => {
                    self.findings.unfit(&self.table.place(block.row, "type"), &Unfit::Inside);
                    self.doubt_all(&block);
                }
            }
        }
        rows
    }

    fn doubt_all(&mut self, block: &Block<'_>) {
        self.doubt(block.row);
        for item in &block.items {
            match item {
                Item::Row(row) => self.doubt(row),
                Item::Block(block) => self.doubt_all(block),
            }
        }
    }

    fn field(&mut self, row: &Row, asked: &mut Asked) {
        let Some(found) = self.type_of(row) else { return };
        let own = ["trespor_on_file", "trespor_longest"];
        let taken = [
            "type",
            "name",
            "label",
            "hint",
            "required",
            "constraint",
            "appearance",
            "trespor_code",
            "trespor_kind",
        ];
        leave_out(self.table, row, &[&taken[..], &own, &NUMBER, &["relevant"]].concat(), self.findings);
        if let Some((place, _)) = self.cell(row, "relevant") {
            self.findings.unfit(&place, &Unfit::RuleOfPart);
        }
        let list = self.list(row, found.list.as_ref());
        asked.input.allows_dont_know |= list.dont_know.is_some();
        asked.input.allows_not_relevant |= list.not_relevant.is_some();
        let required = fields::required(self.table, row);
        if let Required::While(place, _) = &required {
            self.findings.unfit(place, &Unfit::RuleOfPart);
        }
        let mut format = self.format(row, found.whole);
        format.on_file = fields::on_file(self.table, row, self.findings);
        let (rows, options): (Vec<u32>, Vec<OptionInput>) = list.options.iter().cloned().unzip();
        let part = self.part(row, &asked.input.code);
        asked.input.parts.push(PartInput {
            kind: Some(found.kind),
            required: matches!(required, Required::Always),
            options,
            format: Some(format),
            ..part
        });
        asked.parts.push((row.number, rows));
        asked.part_constraints.push(self.constraint(row));
        self.name_part(row, asked, if found.list.is_some() { Takes::One } else { Takes::Value }, &list);
    }

    fn part(&mut self, row: &Row, question: &str) -> PartInput {
        let code = self.code(row);
        let code = code.strip_prefix(question).and_then(|rest| rest.strip_prefix('.')).unwrap_or(&code);
        let empty = || LocalizedTextInput { nb: String::new(), nn: None, en: None };
        PartInput {
            code: code.to_owned(),
            kind: None,
            text: self.table.text(row, "label").unwrap_or_else(empty),
            help: self.table.text(row, "hint"),
            required: false,
            options: Vec::new(),
            format: None,
        }
    }

    fn name_part(&mut self, row: &Row, asked: &Asked, takes: Takes, list: &List) {
        let part = asked.input.parts.last().map(|part| part.code.clone());
        self.name(row, Reference { code: asked.input.code.clone(), part }, takes, list);
    }

    /// A matrix or a number grid.
    pub(super) fn rows_of(
        &mut self,
        block: Block<'_>,
        kind: QuestionKind,
        conditions: &[(Place, String)],
    ) -> Asked {
        let row = block.row;
        let own: &[&str] = if kind == QuestionKind::NumberGrid { &NUMBER } else { &[] };
        leave_out(self.table, row, &[&ROW[..], own].concat(), self.findings);
        let mut asked = self.blank(row, kind, conditions);
        asked.constraint = self.cell(row, "constraint");
        let mut first = None;
        for (at, inner) in self.rows_within(block.items).into_iter().enumerate() {
            if at == 0 && self.table.cell(inner, "appearance") == Some("label") {
                // The header of the table; its label is the question where the group has none.
                if asked.input.text.nb.is_empty()
                    && let Some(text) = self.table.text(inner, "label")
                {
                    asked.input.text = text;
                }
                continue;
            }
            self.row_of(inner, row, &mut asked, &mut first);
        }
        asked
    }

    /// A row of a matrix or number grid, which must be as the first is.
    fn row_of(&mut self, row: &Row, group: &Row, asked: &mut Asked, first: &mut Option<Alike>) {
        let Some(found) = self.type_of(row) else { return };
        leave_out(self.table, row, &TABLE_ROW, self.findings);
        if let Some((place, _)) = self.cell(row, "relevant") {
            self.findings.unfit(&place, &Unfit::RuleOfPart);
        }
        let is_matrix = asked.input.kind == QuestionKind::Matrix;
        let fits = match is_matrix {
            true => found.kind == QuestionKind::SingleChoice,
            false => found.kind == QuestionKind::Number,
        };
        let cell = |key| self.table.cell(row, key).map(str::to_owned);
        let alike = (cell("type"), cell("required"), cell("constraint"));
        let list = self.list(row, found.list.as_ref());
        if !fits || first.as_ref().is_some_and(|first| *first != alike) {
            self.findings.unfit(&self.table.place(row, "type"), &Unfit::RowsDiffer);
            self.doubt(row);
            return;
        }
        if first.is_none() {
            *first = Some(alike);
            asked.set_required(fields::required(self.table, row));
            asked.input.allows_dont_know |= list.dont_know.is_some();
            asked.input.allows_not_relevant |= list.not_relevant.is_some();
            (asked.options, asked.input.options) = list.options.iter().cloned().unzip();
            asked.part_constraints.push(self.constraint(row));
            if !is_matrix {
                asked.input.format = Some(self.format(group, found.whole));
            }
        }
        let part = self.part(row, &asked.input.code);
        asked.input.parts.push(part);
        asked.parts.push((row.number, Vec::new()));
        self.name_part(row, asked, if is_matrix { Takes::One } else { Takes::Value }, &list);
    }
}
