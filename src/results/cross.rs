//! A cross-table, put together from what was counted. Pure.

use std::collections::HashMap;

use ::entity::LocalizedText;

use super::queries::Where;

/// How somebody stands to what a side of a cross-table goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// With a value, which the category names.
    Answered,
    /// Said «don't know».
    DontKnow,
    /// Said «not relevant».
    NotRelevant,
    /// Was not shown the question.
    NotShown,
    /// Was shown the question, and said nothing.
    NotAnswered,
    /// Has no response that counts.
    NonRespondent,
    /// It is not known of the owner.
    Unknown,
}

impl State {
    /// Its name as the statements have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::DontKnow => "dont_know",
            Self::NotRelevant => "not_relevant",
            Self::NotShown => "not_shown",
            Self::NotAnswered => "not_answered",
            Self::NonRespondent => "non_respondent",
            Self::Unknown => "unknown",
        }
    }

    /// Those that stand beside the values of a question, in order.
    pub(super) const OF_QUESTIONS: [Self; 5] =
        [Self::DontKnow, Self::NotRelevant, Self::NotShown, Self::NotAnswered, Self::NonRespondent];
}

/// A row or column of a cross-table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// How those in it stand.
    pub state: State,
    /// Of a value: the code of the option, or what is known of the owner.
    pub code: Option<String>,
    /// Of a value: what people call it.
    pub label: Option<LocalizedText>,
}

impl Category {
    /// A value.
    pub(super) fn value(code: &str, label: LocalizedText) -> Self {
        Self { state: State::Answered, code: Some(code.to_owned()), label: Some(label) }
    }

    /// Those that have none.
    pub(super) const fn without(state: State) -> Self {
        Self { state, code: None, label: None }
    }

    fn key(&self) -> (&str, Option<&str>) {
        (self.state.name(), self.code.as_deref())
    }
}

/// How owners spread over two variables at once. Where each owner stands in one row and in one column, rows, columns and the
/// whole add up; of a multiple choice an owner stands in as many as it chose options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossTable {
    /// Its rows, each with how many owners stand in it.
    pub rows: Vec<(Category, i64)>,
    /// Its columns, each with how many owners stand in it.
    pub columns: Vec<(Category, i64)>,
    /// How many owners stand in each cell, by row and then by column.
    pub cells: Vec<Vec<i64>>,
}

impl CrossTable {
    /// Puts a table together; what no category is there for is left out.
    pub(super) fn new(
        rows: Vec<Category>,
        columns: Vec<Category>,
        row_totals: &[(Where, i64)],
        column_totals: &[(Where, i64)],
        cells: &[(Where, Where, i64)],
    ) -> Self {
        let counted: HashMap<_, i64> =
            cells.iter().map(|(row, column, owners)| ((key(row), key(column)), *owners)).collect();
        let cell =
            |row: &Category, column: &Category| counted.get(&(row.key(), column.key())).copied().unwrap_or(0);
        let each = |row| columns.iter().map(|column| cell(row, column)).collect();
        let cells = rows.iter().map(each).collect();
        Self { rows: with_totals(rows, row_totals), columns: with_totals(columns, column_totals), cells }
    }
}

fn key((state, code): &Where) -> (&str, Option<&str>) {
    (state, code.as_deref())
}

fn with_totals(categories: Vec<Category>, totals: &[(Where, i64)]) -> Vec<(Category, i64)> {
    let totals: HashMap<_, i64> = totals.iter().map(|(found, owners)| (key(found), *owners)).collect();
    let with_total = |category: Category| {
        let total = totals.get(&category.key()).copied().unwrap_or(0);
        (category, total)
    };
    categories.into_iter().map(with_total).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    const CODES: [&str; 3] = ["a", "b", "c"];

    /// All categories of a question with three options.
    fn categories() -> Vec<Category> {
        let label = |code: &str| LocalizedText { nb: code.to_owned(), nn: None, en: None };
        let values = CODES.iter().map(|code| Category::value(code, label(code)));
        values.chain(State::OF_QUESTIONS.map(Category::without)).collect()
    }

    fn found(place: usize) -> Where {
        let category = &categories()[place];
        (category.state.name().to_owned(), category.code.clone())
    }

    fn counted<K: Ord>(each: impl Iterator<Item = K>) -> Vec<(K, i64)> {
        let mut counts: BTreeMap<K, i64> = BTreeMap::new();
        for one in each {
            *counts.entry(one).or_default() += 1;
        }
        counts.into_iter().collect()
    }

    proptest! {
        /// Each owner stands somewhere, and is counted once in its row, once in its column and once in the whole.
        #[test]
        fn everything_adds_up(owners in prop::collection::vec((0..8_usize, 0..8_usize), 0..200)) {
            let places = || owners.iter().map(|(row, column)| (found(*row), found(*column)));
            let cells: Vec<(Where, Where, i64)> =
                counted(places()).into_iter().map(|((row, column), owners)| (row, column, owners)).collect();
            let (rows, columns) =
                (counted(places().map(|(row, _)| row)), counted(places().map(|(_, column)| column)));
            let table = CrossTable::new(categories(), categories(), &rows, &columns, &cells);
            for (cells, (_, total)) in table.cells.iter().zip(&table.rows) {
                prop_assert_eq!(cells.iter().sum::<i64>(), *total);
            }
            for (place, (_, total)) in table.columns.iter().enumerate() {
                prop_assert_eq!(table.cells.iter().map(|cells| cells[place]).sum::<i64>(), *total);
            }
            let all = owners.len() as i64;
            prop_assert_eq!(table.rows.iter().map(|(_, total)| total).sum::<i64>(), all);
            prop_assert_eq!(table.columns.iter().map(|(_, total)| total).sum::<i64>(), all);
        }
    }
}
