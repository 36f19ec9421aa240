//! The types of rules.

/// What kind of value something in a rule has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// A number.
    Number,
    /// A text.
    Text,
    /// True or false.
    Boolean,
    /// A day.
    Date,
    /// One option of a question, compared with codes.
    Choice,
    /// The chosen options of a multiple choice.
    Choices,
    /// Rows with a number each: a number grid, or a field of a repeating group.
    NumberRows,
    /// Rows with a text each.
    TextRows,
    /// Rows that are true or false.
    BooleanRows,
    /// Rows with a date each.
    DateRows,
    /// Rows with an option each: a matrix, or a field of a repeating group.
    ChoiceRows,
    /// The rows of a repeating group.
    Group,
}

impl Type {
    /// Its name in English, with an article where it takes one.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Text => "a text",
            Self::Boolean => "true or false",
            Self::Date => "a date",
            Self::Choice => "one option",
            Self::Choices => "a set of options",
            Self::NumberRows => "rows of numbers",
            Self::TextRows => "rows of texts",
            Self::BooleanRows => "rows of true or false",
            Self::DateRows => "rows of dates",
            Self::ChoiceRows => "rows of options",
            Self::Group => "the rows of a group",
        }
    }

    /// The type of a column of such values.
    pub(super) fn in_rows(self) -> Self {
        match self {
            Self::Number => Self::NumberRows,
            Self::Text => Self::TextRows,
            Self::Boolean => Self::BooleanRows,
            Self::Date => Self::DateRows,
            Self::Choice => Self::ChoiceRows,
            other => other,
        }
    }

    /// Whether it is one value rather than many.
    pub(super) fn is_single(self) -> bool {
        matches!(self, Self::Number | Self::Text | Self::Boolean | Self::Date | Self::Choice)
    }
}
