//! What can be wrong with a rule.

use std::fmt;
use std::ops::Range;

use super::ast::{Function, Operator, Reference};
use super::types::Type;
use super::{DEEPEST, LONGEST_NAME, MOST_CHARACTERS, MOST_DIGITS, MOST_NODES};

/// Something wrong with a rule, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Characters (code points) of the text, from the first to the one after the last.
    pub span: Range<usize>,
    /// What it is.
    pub kind: FaultKind,
}

/// What can be wrong. The first half is found when a text is read, the second when a rule is checked against a scope.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    /// There is no rule in the text.
    NothingThere,
    /// More than [`MOST_CHARACTERS`], as written or as printed.
    TooLong {
        /// How many there are.
        characters: usize,
    },
    /// More than [`MOST_NODES`].
    TooManyNodes {
        /// How many there are.
        nodes: usize,
    },
    /// Deeper than [`DEEPEST`].
    TooDeep,
    /// Characters that mean nothing here.
    Strange {
        /// The characters.
        found: String,
    },
    /// A text without a quotation mark at its end.
    UnfinishedText,
    /// A backslash in a text before something other than `"` and `\`.
    StrangeEscape,
    /// Not a number: `1.`, `2a`.
    NotANumber,
    /// More than [`MOST_DIGITS`].
    TooManyDigits,
    /// More than [`LONGEST_NAME`] in a code or the name of a fact.
    NameTooLong,
    /// `${` without a code and `}` after it.
    BrokenReference,
    /// No name after the dot.
    NameExpected,
    /// `owner` alone.
    FactExpected,
    /// A value was expected.
    ValueExpected {
        /// What stands there; absent at the end.
        found: Option<String>,
    },
    /// An operator or the end was expected.
    OperatorExpected {
        /// What stands there.
        found: String,
    },
    /// A parenthesis that nothing closes.
    NotClosed,
    /// A parenthesis that nothing opened.
    NotOpened,
    /// `a < b < c`.
    ChainedComparison,
    /// A list in parentheses was expected after `in`.
    ListExpected,
    /// A list holds literals only, and at least one.
    LiteralExpected,
    /// The name of a function without parentheses after it.
    ArgumentsExpected {
        /// The name.
        function: String,
    },
    /// There is no such function.
    UnknownFunction {
        /// The name.
        name: String,
    },
    /// Not of the form `date("2026-05-31")`, or no such day in the years 1000 to 9999.
    NotADate,

    /// No question has the code.
    UnknownQuestion {
        /// The code.
        code: String,
    },
    /// The question has no such row, cell or field.
    UnknownPart {
        /// What was asked for.
        reference: Reference,
    },
    /// A question that does not come before the one that the rule belongs to.
    NotEarlier {
        /// Its code.
        code: String,
    },
    /// The rule looks at the question that it belongs to, and may not.
    LooksAtItself {
        /// Its code.
        code: String,
    },
    /// The owner has no such fact.
    UnknownFact {
        /// Its name, without `owner.`.
        name: String,
    },
    /// What it is compared with has no such option.
    UnknownOption {
        /// The code.
        option: String,
    },
    /// Another type is wanted here.
    WrongType {
        /// What would do.
        wanted: Vec<Type>,
        /// What it is.
        found: Type,
    },
    /// The operator does not take these together.
    DoNotFit {
        /// The operator.
        operator: Operator,
        /// Type of the left side.
        left: Type,
        /// Type of the right side.
        right: Type,
    },
    /// Two choices that have no option in common are never the same.
    NothingInCommon,
    /// Too few or too many arguments.
    WrongNumberOfArguments {
        /// The function.
        function: Function,
        /// How many there are.
        found: usize,
    },
    /// The code of an option, as a text, was expected.
    OptionExpected,
    /// A question, or a part of one, was expected.
    QuestionExpected,
    /// The question does not offer what the function asks for.
    NotOffered {
        /// [`Function::DontKnow`] or [`Function::NotRelevant`].
        function: Function,
        /// Code of the question.
        code: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {}: {}", self.span.start + 1, self.kind)
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(fixed) = self.fixed_text() {
            return f.write_str(fixed);
        }
        self.write_reading(f)?;
        self.write_checking(f)
    }
}

impl FaultKind {
    fn fixed_text(&self) -> Option<&'static str> {
        Some(match self {
            Self::NothingThere => "there is no rule here",
            Self::UnfinishedText => "the text has no quotation mark at its end",
            Self::StrangeEscape => "only \\\" and \\\\ may follow a backslash in a text",
            Self::NotANumber => "this is not a number",
            Self::BrokenReference => "write the code of a question between ${ and }",
            Self::NameExpected => "a name is expected after the dot",
            Self::FactExpected => "name a fact of the owner: owner.name",
            Self::ValueExpected { found: None } => "the rule ends where a value is expected",
            Self::NotClosed => "this parenthesis is not closed",
            Self::NotOpened => "this parenthesis was not opened",
            Self::ChainedComparison => "a comparison cannot be compared again; use and",
            Self::ListExpected => "a list in parentheses is expected after in",
            Self::LiteralExpected => {
                "a list holds numbers, texts, dates, true and false, and at least one of them"
            }
            Self::NotADate => "a date is written date(\"2026-05-31\"), in the years 1000 to 9999",
            Self::NothingInCommon => "these choices have no option in common",
            Self::OptionExpected => "the code of an option is expected, in quotation marks",
            Self::QuestionExpected => "a question or a part of one is expected",
            _ => return None,
        })
    }

    fn write_reading(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { characters } => {
                write!(f, "a rule has at most {MOST_CHARACTERS} characters; this has {characters}")
            }
            Self::TooManyNodes { nodes } => {
                write!(f, "a rule has at most {MOST_NODES} values and operators; this has {nodes}")
            }
            Self::TooDeep => write!(f, "a rule is nested at most {DEEPEST} deep"),
            Self::Strange { found } => write!(f, "`{found}` means nothing in a rule"),
            Self::TooManyDigits => write!(f, "a number has at most {MOST_DIGITS} digits"),
            Self::NameTooLong => write!(f, "a name has at most {LONGEST_NAME} characters"),
            Self::ValueExpected { found: Some(found) } => {
                write!(f, "a value is expected instead of `{found}`")
            }
            Self::OperatorExpected { found } => {
                write!(f, "an operator such as and, or or = is expected before `{found}`")
            }
            Self::ArgumentsExpected { function } => {
                write!(f, "`{function}` is a function and needs parentheses; ${{{function}}} is a question")
            }
            Self::UnknownFunction { name } => write!(f, "there is no function `{name}`"),
            _ => Ok(()),
        }
    }

    fn write_checking(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownQuestion { code } => write!(f, "there is no question `{code}`"),
            Self::UnknownPart { reference: Reference { code, part } } => {
                write!(f, "question `{code}` has no part `{}`", part.as_deref().unwrap_or_default())
            }
            Self::NotEarlier { code } => {
                write!(f, "question `{code}` does not come before the one that the rule belongs to")
            }
            Self::LooksAtItself { code } => write!(f, "this rule may not look at its own question `{code}`"),
            Self::UnknownFact { name } => write!(f, "the owner has no fact `{name}`"),
            Self::UnknownOption { option } => write!(f, "there is no option `{option}`"),
            Self::WrongType { wanted, found } => {
                let wanted: Vec<_> = wanted.iter().map(|one| one.name()).collect();
                write!(f, "{} is expected here; this is {}", wanted.join(" or "), found.name())
            }
            Self::DoNotFit { operator, left, right } => {
                let (name, left, right) = (operator.name(), left.name(), right.name());
                write!(f, "`{name}` does not take {left} and {right}")
            }
            Self::WrongNumberOfArguments { function, found } => {
                write!(f, "`{}` does not take {found} arguments", function.name())
            }
            Self::NotOffered { function, code } => {
                write!(f, "question `{code}` does not offer what `{}` asks for", function.name())
            }
            _ => Ok(()),
        }
    }
}
