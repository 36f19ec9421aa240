use std::borrow::Cow;
use std::collections::HashSet;

use super::unfit::Unfit;
use crate::error::{Error, Problem, Refusal};

/// Where something stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) sheet: Cow<'static, str>,
    /// As a spreadsheet shows it; absent where it is about the whole sheet.
    pub(super) row: Option<u32>,
    /// What the header says.
    pub(super) column: Option<String>,
}

impl Place {
    pub(super) fn row(sheet: &'static str, row: u32) -> Self {
        Self { sheet: sheet.into(), row: Some(row), column: None }
    }

    /// A sheet as a whole.
    pub(super) fn sheet(sheet: impl Into<Cow<'static, str>>) -> Self {
        Self { sheet: sheet.into(), row: None, column: None }
    }

    pub(super) fn at(&self, column: &str) -> Self {
        Self { column: Some(column.to_owned()), ..self.clone() }
    }

    /// As the path of a refusal: sheet, row, column.
    fn path(&self) -> Vec<String> {
        let row = self.row.map(|row| row.to_string());
        [Some(self.sheet.to_string()), row, self.column.clone()].into_iter().flatten().collect()
    }
}

/// Everything that was found in a form.
#[derive(Debug, Default)]
pub(super) struct Findings {
    faults: Vec<Refusal>,
    notes: Vec<Refusal>,
    /// Cells that cannot be read: whatever else would be said of them comes of that.
    unread: HashSet<Vec<String>>,
    /// How often nothing more was said of them.
    unsaid: usize,
    /// Names of questions are among them, so that nobody is blamed for speaking of what is not there.
    pub(super) lacks_names: bool,
    /// What was found already: several questions may use the same list, and several rules the same row.
    seen: HashSet<String>,
}

impl Findings {
    pub(super) fn fault(&mut self, place: &Place, problem: Problem) {
        let fault = Refusal { field: place.path(), problem };
        if self.unread.contains(&fault.field) {
            self.unsaid += 1;
            return;
        }
        if self.seen.insert(format!("{fault:?}")) {
            self.faults.push(fault);
        }
    }

    /// What stands in a cell cannot be read.
    pub(super) fn unread(&mut self, place: &Place, problem: Problem) {
        self.fault(place, problem);
        self.unread.insert(place.path());
    }

    pub(super) fn unfit(&mut self, place: &Place, unfit: &Unfit) {
        self.fault(place, unfit.problem());
    }

    pub(super) fn note(&mut self, place: &Place, unfit: &Unfit) {
        let note = Refusal { field: place.path(), problem: unfit.problem() };
        if self.seen.insert(format!("{note:?}")) {
            self.notes.push(note);
        }
    }

    /// Notes in the order of the sheets.
    pub(super) fn done(mut self) -> Result<Vec<Refusal>, Error> {
        self.faults.sort_by_key(order);
        self.notes.sort_by_key(order);
        if self.faults.is_empty() { Ok(self.notes) } else { Err(Error::Refused(self.faults)) }
    }

    /// How much was found wrong so far, also where it was said already.
    pub(super) fn faults(&self) -> usize {
        self.faults.len() + self.unsaid
    }
}

fn order(finding: &Refusal) -> (usize, u32) {
    let sheets = [super::SETTINGS, super::SURVEY, super::CHOICES];
    let sheet = finding.field.first().and_then(|name| sheets.iter().position(|sheet| sheet == name));
    let row = finding.field.get(1).and_then(|row| row.parse().ok());
    (sheet.unwrap_or(sheets.len()), row.unwrap_or_default())
}
