//! A rule once it has been read.

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::{Datelike, NaiveDate};

/// One value: a literal of a rule, an answer, or what a rule comes to. The code of an option is a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// A finite number.
    Number(f64),
    /// A text, or the code of an option.
    Text(String),
    /// True or false.
    Boolean(bool),
    /// A day in the years 1000 to 9999.
    Date(NaiveDate),
}

/// A question, or a part of one: a row of a matrix, a cell of a number grid, a field of a repeating group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// Code of the question.
    pub code: String,
    /// Code of the row, cell or field.
    pub part: Option<String>,
}

/// What an expression looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// Questions, and parts of questions.
    pub questions: BTreeSet<Reference>,
    /// Names of facts of the owner, without `owner.`.
    pub facts: BTreeSet<String>,
}

/// A rule as a tree. Two are equal where they say the same, wherever in a text they stood.
#[derive(Clone, Debug)]
pub struct Expression {
    pub(super) node: Node,
    pub(super) span: Range<usize>,
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

/// What an expression is made of. The items of a list stand after the subject among the operands of `in` and `not in`.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Literal(Scalar),
    Question(Reference),
    Fact(String),
    Operation { operator: Operator, operands: Vec<Expression> },
    Call { function: Function, arguments: Vec<Expression> },
}

/// The operators. `and` and `or` take two operands or more, `in` and `not in` a subject and its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// At least one is true.
    Or,
    /// All are true.
    And,
    /// The opposite.
    Not,
    /// The same value.
    Equal,
    /// Another value.
    Different,
    /// Below.
    Less,
    /// Not above.
    AtMost,
    /// Above.
    Greater,
    /// Not below.
    AtLeast,
    /// One of a list.
    In,
    /// None of a list.
    NotIn,
    /// Sum; days after a date.
    Add,
    /// Difference; days before a date; days between dates.
    Subtract,
    /// Product.
    Multiply,
    /// Quotient.
    Divide,
    /// The same number on the other side of zero.
    Negate,
}

impl Operator {
    /// Every operator.
    pub(super) const ALL: [Self; 16] = [
        Self::Or,
        Self::And,
        Self::Not,
        Self::Equal,
        Self::Different,
        Self::Less,
        Self::AtMost,
        Self::Greater,
        Self::AtLeast,
        Self::In,
        Self::NotIn,
        Self::Add,
        Self::Subtract,
        Self::Multiply,
        Self::Divide,
        Self::Negate,
    ];

    /// Its name in the JSON form; in a text too, except that `negate` is written `-`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Not => "not",
            Self::Equal => "=",
            Self::Different => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Negate => "negate",
        }
    }

    /// Whether it stands between a left and a right side that it compares.
    pub(super) fn compares(self) -> bool {
        matches!(
            self,
            Self::Equal | Self::Different | Self::Less | Self::AtMost | Self::Greater | Self::AtLeast
        )
    }

    /// Whether it needs values with an order.
    pub(super) fn orders(self) -> bool {
        self.compares() && !matches!(self, Self::Equal | Self::Different)
    }
}

/// The functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// Whether there is no value.
    Empty,
    /// Whether there is a value.
    Answered,
    /// Chosen options, answered rows, rows of a repeating group.
    Count,
    /// Whether some row or chosen option is one of these.
    Any,
    /// Whether every row or chosen option is one of these.
    All,
    /// How many rows or chosen options are one of these.
    CountOf,
    /// Sum of numbers.
    Sum,
    /// The smallest number or the first date.
    Min,
    /// The largest number or the last date.
    Max,
    /// The nearest whole number; halves go away from zero.
    Round,
    /// The number without its sign.
    Abs,
    /// Characters of a text.
    Length,
    /// The date in the environment.
    Today,
    /// Whether «don't know» was chosen.
    DontKnow,
    /// Whether «not relevant» was chosen.
    NotRelevant,
}

impl Function {
    /// Every function.
    pub(super) const ALL: [Self; 15] = [
        Self::Empty,
        Self::Answered,
        Self::Count,
        Self::Any,
        Self::All,
        Self::CountOf,
        Self::Sum,
        Self::Min,
        Self::Max,
        Self::Round,
        Self::Abs,
        Self::Length,
        Self::Today,
        Self::DontKnow,
        Self::NotRelevant,
    ];

    /// Its name in a text and in the JSON form.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Answered => "answered",
            Self::Count => "count",
            Self::Any => "any",
            Self::All => "all",
            Self::CountOf => "count_of",
            Self::Sum => "sum",
            Self::Min => "min",
            Self::Max => "max",
            Self::Round => "round",
            Self::Abs => "abs",
            Self::Length => "length",
            Self::Today => "today",
            Self::DontKnow => "dont_know",
            Self::NotRelevant => "not_relevant",
        }
    }

    /// The function of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.name() == name)
    }
}

impl Expression {
    /// Where it stands in the text it was read from, in characters (code points). For an expression that came as JSON:
    /// where it stands in the text that it prints.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The questions and facts that it looks at.
    #[must_use]
    pub fn references(&self) -> References {
        let mut found = References::default();
        self.gather(&mut found);
        found
    }

    fn gather(&self, found: &mut References) {
        match &self.node {
            Node::Question(reference) => {
                found.questions.insert(reference.clone());
            }
            Node::Fact(name) => {
                found.facts.insert(name.clone());
            }
            Node::Literal(_) | Node::Operation { .. } | Node::Call { .. } => {}
        }
        for child in self.children() {
            child.gather(found);
        }
    }

    /// Operands or arguments.
    pub(super) fn children(&self) -> &[Self] {
        match &self.node {
            Node::Operation { operands: children, .. } | Node::Call { arguments: children, .. } => children,
            Node::Literal(_) | Node::Question(_) | Node::Fact(_) => &[],
        }
    }

    /// The text, where it is a text literal.
    pub(super) fn as_text_literal(&self) -> Option<&str> {
        match &self.node {
            Node::Literal(Scalar::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// Reads `2026-05-31`; nothing else is a date.
pub(super) fn date_of(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, wanted| part.len() == wanted && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    is_date_in_range(date).then_some(date)
}

/// Whether it is in the years that rules know.
pub(super) fn is_date_in_range(date: NaiveDate) -> bool {
    (1000..=9999).contains(&date.year())
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn dates_have_one_form() {
        for good in ["2026-05-31", "1000-01-01", "9999-12-31", "2024-02-29"] {
            assert_eq!(date_of(good).unwrap().to_string(), good);
        }
        for bad in [
            "",
            "2026-5-31",
            "2026-02-30",
            "0999-01-01",
            "31.05.2026",
            "+2026-05-31",
            "2026-05-31-1",
            "2026-05",
        ] {
            assert_eq!(date_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn lists_what_a_rule_looks_at() {
        let rule = parse("Q1 > 0 and any(Q2, \"a\") or Q2.a = owner.size and Q1 < 5").unwrap();
        let found = rule.references();
        let questions: Vec<_> =
            found.questions.iter().map(|one| (one.code.as_str(), one.part.as_deref())).collect();
        assert_eq!(questions, [("Q1", None), ("Q2", None), ("Q2", Some("a"))]);
        assert_eq!(found.facts.into_iter().collect::<Vec<_>>(), ["size"]);
    }
}
