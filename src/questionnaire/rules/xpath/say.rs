use std::fmt::Write as _;

use super::super::ast::{Expression, Function, Node, Operator, Reference, Scalar};
use super::super::scope::{Options, Scope, Shape, Single};
use super::value::{self, Spoken};
use super::{DONT_KNOW, NOT_RELEVANT, form_name};

/// There are no words in XPath for something in a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaid {
    /// What there are no words for, as the rule has it.
    pub what: String,
}

/// XPath that is true where the rule is, and false where it is false or empty. The rule has been checked against the scope.
///
/// # Errors
/// [`Unsaid`] where there are no words for it.
pub fn holds(rule: &Expression, scope: &Scope, itself: Option<&str>) -> Result<String, Unsaid> {
    Ok(Speaker { scope, itself }.truth(rule, true)?.text)
}

/// XPath that is false where the rule is, and true where it is true or empty.
///
/// # Errors
/// [`Unsaid`] where there are no words for it.
pub fn is_not_false(rule: &Expression, scope: &Scope, itself: Option<&str>) -> Result<String, Unsaid> {
    let speaker = Speaker { scope, itself };
    // Where emptiness cannot come into it, the plain words do.
    let plain = speaker.truth(rule, true)?;
    if itself.is_some() && speaker.speaks_of_itself_only(rule) {
        // A constraint is not asked about an empty answer; it is asked about the choice «don't know».
        return Ok(plain.text);
    }
    Ok(format!("not({})", speaker.truth(rule, false)?.text))
}

/// How tightly what was said holds together.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(super) enum Hold {
    Or,
    And,
    Compare,
    Value,
}

/// Words, and how tightly they hold together.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) hold: Hold,
}

impl Said {
    pub(super) fn new(text: impl Into<String>, hold: Hold) -> Self {
        Self { text: text.into(), hold }
    }

    fn constant(is_true: bool) -> Self {
        Self::new(if is_true { "true()" } else { "false()" }, Hold::Value)
    }

    /// In parentheses where it must be.
    pub(super) fn within(&self, at_least: Hold) -> String {
        if self.hold >= at_least { self.text.clone() } else { format!("({})", self.text) }
    }
}

/// All of them, or any of them; without any, what that comes to.
pub(super) fn joined(parts: Vec<Said>, all: bool) -> Said {
    let (word, hold) = if all { (" and ", Hold::And) } else { (" or ", Hold::Or) };
    let mut parts = parts;
    parts.dedup_by(|one, other| one.text == other.text);
    match (parts.pop(), parts.is_empty()) {
        (None, _) => Said::constant(all),
        (Some(only), true) => only,
        (Some(last), false) => {
            let mut text = String::new();
            for part in parts {
                let _ = write!(text, "{}{word}", part.within(hold));
            }
            text.push_str(&last.within(hold));
            Said::new(text, hold)
        }
    }
}

pub(super) struct Speaker<'s> {
    pub(super) scope: &'s Scope,
    /// The name that is written `.`.
    pub(super) itself: Option<&'s str>,
}

impl Speaker<'_> {
    /// Words that are true where the expression is certainly `wanted`.
    pub(super) fn truth(&self, expression: &Expression, wanted: bool) -> Result<Said, Unsaid> {
        match &expression.node {
            Node::Literal(Scalar::Boolean(boolean)) => Ok(Said::constant(*boolean == wanted)),
            Node::Operation { operator, operands } => self.operation(expression, *operator, operands, wanted),
            Node::Call { function, arguments } => self.call(expression, *function, arguments, wanted),
            _ => Err(unsaid(expression)),
        }
    }

    fn operation(
        &self,
        whole: &Expression,
        operator: Operator,
        operands: &[Expression],
        wanted: bool,
    ) -> Result<Said, Unsaid> {
        match (operator, operands) {
            (Operator::And | Operator::Or, _) => {
                let parts = operands.iter().map(|operand| self.truth(operand, wanted));
                Ok(joined(parts.collect::<Result<_, _>>()?, (operator == Operator::And) == wanted))
            }
            (Operator::Not, [operand]) => self.truth(operand, !wanted),
            (Operator::In | Operator::NotIn, [subject, list @ ..]) => {
                let is_in = (operator == Operator::In) == wanted;
                let comparison = if is_in { Operator::Equal } else { Operator::Different };
                let parts = list.iter().map(|item| self.comparison(whole, comparison, subject, item));
                Ok(joined(parts.collect::<Result<_, _>>()?, !is_in))
            }
            (_, [left, right]) if operator.compares() => {
                let operator = if wanted { operator } else { opposite(operator) };
                self.comparison(whole, operator, left, right)
            }
            _ => Err(unsaid(whole)),
        }
    }

    fn comparison(
        &self,
        whole: &Expression,
        operator: Operator,
        left: &Expression,
        right: &Expression,
    ) -> Result<Said, Unsaid> {
        let (said, other) = (self.value(left)?, self.value(right)?);
        if said.is_truth || other.is_truth {
            return Err(unsaid(whole));
        }
        let sides = format!("{} {} {}", said.words, operator.name(), other.words);
        let mut parts = Vec::new();
        let is_plain = operator == Operator::Equal && (said.is_text_literal || other.is_text_literal);
        let is_different = operator == Operator::Different;
        let is_between_names = operator == Operator::Equal && said.is_text && other.is_text;
        for known in said.known.iter().chain(&other.known) {
            if known.always || is_different || (is_between_names && !is_plain) {
                parts.extend(known.said.clone());
            }
        }
        parts.push(Said::new(sides, Hold::Compare));
        Ok(joined(parts, true))
    }

    fn call(
        &self,
        whole: &Expression,
        function: Function,
        arguments: &[Expression],
        wanted: bool,
    ) -> Result<Said, Unsaid> {
        let Some((Node::Question(reference), codes)) =
            arguments.split_first().map(|(first, codes)| (&first.node, codes))
        else {
            return Err(unsaid(whole));
        };
        let codes: Vec<&str> = codes.iter().filter_map(Expression::as_text_literal).collect();
        match function {
            Function::Answered => self.answered(whole, reference, wanted),
            Function::Empty => self.answered(whole, reference, !wanted),
            Function::DontKnow => Ok(self.state(reference, DONT_KNOW, wanted)),
            Function::NotRelevant => Ok(self.state(reference, NOT_RELEVANT, wanted)),
            Function::Any | Function::All => self.chosen(whole, function, reference, &codes, wanted),
            _ => Err(unsaid(whole)),
        }
    }

    fn chosen(
        &self,
        whole: &Expression,
        function: Function,
        reference: &Reference,
        codes: &[&str],
        wanted: bool,
    ) -> Result<Said, Unsaid> {
        let shape = self.scope.questions.get(&reference.code).map(|question| &question.shape);
        match (shape, &reference.part) {
            (Some(Shape::Choices(options)), None) => {
                Ok(self.chosen_of_several(function, reference, options, codes, wanted))
            }
            (Some(Shape::Matrix { rows, .. }), None) => {
                let each = rows.iter().map(|row| {
                    let row = Reference { code: reference.code.clone(), part: Some(row.clone()) };
                    self.one_of(&row, codes, wanted)
                });
                Ok(joined(each.collect(), (function == Function::All) == wanted))
            }
            _ => Err(unsaid(whole)),
        }
    }

    fn chosen_of_several(
        &self,
        function: Function,
        reference: &Reference,
        options: &Options,
        codes: &[&str],
        wanted: bool,
    ) -> Said {
        let name = self.name(reference);
        // `all` of some is none of the others.
        let looked_at: Vec<&str> = match function {
            Function::Any => codes.to_vec(),
            _ => options.iter().map(String::as_str).filter(|option| !codes.contains(option)).collect(),
        };
        let selected = |code: &&str| Said::new(format!("selected({name}, {})", quoted(code)), Hold::Value);
        let said: Vec<Said> = looked_at.iter().map(selected).collect();
        if (function == Function::Any) == wanted {
            return joined(said, false);
        }
        let mut parts = self.known(reference);
        parts.extend(said.into_iter().map(|one| Said::new(format!("not({})", one.text), Hold::Value)));
        joined(parts, true)
    }

    /// One choice being one of these, or certainly being none of them.
    fn one_of(&self, reference: &Reference, codes: &[&str], wanted: bool) -> Said {
        let name = self.name(reference);
        let compare =
            |sign: &str, code: &str| Said::new(format!("{name} {sign} {}", quoted(code)), Hold::Compare);
        if wanted {
            return joined(codes.iter().map(|code| compare("=", code)).collect(), false);
        }
        let mut parts = self.known(reference);
        parts.extend(codes.iter().map(|code| compare("!=", code)));
        joined(parts, true)
    }

    fn answered(&self, whole: &Expression, reference: &Reference, wanted: bool) -> Result<Said, Unsaid> {
        let question = self.scope.questions.get(&reference.code).ok_or_else(|| unsaid(whole))?;
        let references = match (&question.shape, &reference.part) {
            (Shape::Group { .. }, _) => return Err(unsaid(whole)),
            (Shape::Matrix { rows, .. } | Shape::Grid { rows, .. }, None) => {
                let part = |row: &String| Reference { code: reference.code.clone(), part: Some(row.clone()) };
                rows.iter().map(part).collect()
            }
            _ => vec![reference.clone()],
        };
        let each = references.iter().map(|one| match wanted {
            true => joined(self.known(one), true),
            false => joined(self.unknown(one), false),
        });
        Ok(joined(each.collect(), !wanted))
    }

    /// Words for a choice that stands for an answer state. Where a form has no such choice, nobody chooses it.
    fn state(&self, reference: &Reference, state: &str, wanted: bool) -> Said {
        match self.choices(reference) {
            Some(is_set) => self.is_state(reference, state, is_set, wanted),
            None => Said::constant(!wanted),
        }
    }

    fn is_state(&self, reference: &Reference, state: &str, is_set: bool, wanted: bool) -> Said {
        let name = self.name(reference);
        match (is_set, wanted) {
            (true, true) => Said::new(format!("selected({name}, '{state}')"), Hold::Value),
            (true, false) => Said::new(format!("not(selected({name}, '{state}'))"), Hold::Value),
            (false, true) => Said::new(format!("{name} = '{state}'"), Hold::Compare),
            (false, false) => Said::new(format!("{name} != '{state}'"), Hold::Compare),
        }
    }

    /// Words that are all true where there is a value.
    pub(super) fn known(&self, reference: &Reference) -> Vec<Said> {
        self.about_value(reference, true)
    }

    fn unknown(&self, reference: &Reference) -> Vec<Said> {
        self.about_value(reference, false)
    }

    fn about_value(&self, reference: &Reference, is_known: bool) -> Vec<Said> {
        let sign = if is_known { "!=" } else { "=" };
        let mut parts = vec![Said::new(format!("{} {sign} ''", self.name(reference)), Hold::Compare)];
        let question = self.scope.questions.get(&reference.code);
        if let (Some(question), Some(is_set)) = (question, self.choices(reference)) {
            let states =
                [(question.allows_dont_know, DONT_KNOW), (question.allows_not_relevant, NOT_RELEVANT)];
            let offered = states.iter().filter(|(offers, _)| *offers);
            parts.extend(offered.map(|(_, state)| self.is_state(reference, state, is_set, !is_known)));
        }
        parts
    }

    /// Whether it is chosen from choices, and then whether several of them can be.
    fn choices(&self, reference: &Reference) -> Option<bool> {
        let shape = &self.scope.questions.get(&reference.code)?.shape;
        match (shape, &reference.part) {
            (Shape::Choices(_), None) => Some(true),
            (Shape::Single(Single::Choice(_)), None) | (Shape::Matrix { .. }, Some(_)) => Some(false),
            _ => None,
        }
    }

    pub(super) fn name(&self, reference: &Reference) -> String {
        match &reference.part {
            None if self.itself == Some(reference.code.as_str()) => ".".to_owned(),
            None => format!("${{{}}}", form_name(&reference.code, self.scope)),
            Some(part) => format!("${{{}.{part}}}", reference.code),
        }
    }

    fn speaks_of_itself_only(&self, rule: &Expression) -> bool {
        let found = rule.references();
        found.facts.is_empty()
            && found.questions.iter().all(|one| {
                one.part.is_none() && self.itself == Some(one.code.as_str()) && self.known(one).len() == 1
            })
    }

    fn value(&self, expression: &Expression) -> Result<Spoken, Unsaid> {
        value::spoken(self, expression)
    }
}

pub(super) fn unsaid(expression: &Expression) -> Unsaid {
    Unsaid { what: expression.to_string() }
}

fn opposite(operator: Operator) -> Operator {
    match operator {
        Operator::Equal => Operator::Different,
        Operator::Different => Operator::Equal,
        Operator::Less => Operator::AtLeast,
        Operator::AtMost => Operator::Greater,
        Operator::Greater => Operator::AtMost,
        Operator::AtLeast => Operator::Less,
        other => other,
    }
}

/// A text with the quotation marks that it does not hold itself. XPath has no way to write one that holds both.
pub(super) fn quoted(text: &str) -> String {
    if text.contains('\'') { format!("\"{text}\"") } else { format!("'{text}'") }
}
