//! How much work a dry run may be. Counted, not timed, so that the same run ends in the same place everywhere.

use crate::questionnaire::rules::{Answer, Cell, Scalar};

/// Bytes of text that are as much work to make and to look at as one part of a rule.
const TEXT: usize = 1_000;

/// Work that is left, in parts of rules evaluated and answers drawn.
pub(super) struct Budget {
    left: usize,
    spent: bool,
}

impl Budget {
    pub(super) fn new(work: usize) -> Self {
        Self { left: work, spent: false }
    }

    /// Takes so much of it; `false` where it is spent.
    pub(super) fn spend(&mut self, work: usize) -> bool {
        match self.left.checked_sub(work).filter(|_| !self.spent) {
            Some(left) => self.left = left,
            None => self.spent = true,
        }
        !self.spent
    }

    /// Whether more was asked of it than was left.
    pub(super) fn is_spent(&self) -> bool {
        self.spent
    }
}

/// What an answer costs beyond being drawn: its rows, and its texts by their length.
pub(super) fn weight(answer: &Answer) -> usize {
    match answer {
        Answer::Single(cell) => of_cell(cell),
        Answer::Choices(chosen) => chosen.len(),
        Answer::Rows { rows } => rows.values().map(of_cell).sum(),
        Answer::Group { group } => {
            group.iter().flat_map(|row| row.values()).map(|cell| 1 + of_cell(cell)).sum()
        }
    }
}

fn of_cell(cell: &Cell) -> usize {
    match cell {
        Cell::Known(Scalar::Text(text)) => text.len() / TEXT,
        Cell::Known(_) | Cell::None(_) => 0,
    }
}
