//! Checks a rule against what it speaks of: types, codes, and that it looks back only.

use super::ast::{Expression, Function, Node, Operator, Reference, Scalar};
use super::fault::{Fault, FaultKind};
use super::scope::{Position, Scope, Typed};
use super::types::Type;

/// What a rule decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Whether a question is shown.
    Visibility,
    /// Whether a question must be answered.
    Requirement,
    /// Whether an answer is good.
    Validity,
}

/// How far a rule may look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// At questions before this position.
    Before(Position),
    /// At questions up to this position, and at the one that stands there.
    Through(Position),
}

impl Purpose {
    /// How far a rule that belongs to the question at `position` may look. Only a validity rule may look at the question
    /// it belongs to.
    #[must_use]
    pub fn reach(self, position: Position) -> Reach {
        match self {
            Self::Visibility | Self::Requirement => Reach::Before(position),
            Self::Validity => Reach::Through(position),
        }
    }

    /// What the rule decides where it comes to `value`. Where that is empty: not shown, not required, valid.
    #[must_use]
    pub fn decide(self, value: Option<&Scalar>) -> bool {
        match value {
            Some(Scalar::Boolean(boolean)) => *boolean,
            _ => self == Self::Validity,
        }
    }
}

/// Lists everything wrong with a rule in this scope, in the order of its text. Where the list is empty,
/// [`super::evaluate()`] gives a value of the wanted type or none.
#[must_use]
pub fn check(expression: &Expression, wanted: Type, scope: &Scope, reach: Reach) -> Vec<Fault> {
    let mut checker = Checker { scope, reach, faults: Vec::new() };
    checker.expect(expression, &[wanted]);
    checker.faults.sort_by_key(|fault| (fault.span.start, fault.span.end));
    checker.faults
}

struct Checker<'s> {
    scope: &'s Scope,
    reach: Reach,
    faults: Vec<Fault>,
}

/// Whatever answers `None` has said why in `faults`.
impl<'s> Checker<'s> {
    fn fault<T>(&mut self, at: &Expression, kind: FaultKind) -> Option<T> {
        self.faults.push(Fault { span: at.span(), kind });
        None
    }

    fn expect(&mut self, expression: &Expression, wanted: &[Type]) -> Option<Typed<'s>> {
        let typed = self.typed(expression)?;
        if wanted.contains(&typed.kind) {
            return Some(typed);
        }
        self.fault(expression, FaultKind::WrongType { wanted: wanted.to_vec(), found: typed.kind })
    }

    fn typed(&mut self, expression: &Expression) -> Option<Typed<'s>> {
        match &expression.node {
            Node::Literal(scalar) => Some(literal_type(scalar).into()),
            Node::Question(reference) => self.question(expression, reference),
            Node::Fact(name) => match self.scope.facts.get(name) {
                Some(shape) => Some(shape.typed()),
                None => self.fault(expression, FaultKind::UnknownFact { name: name.clone() }),
            },
            Node::Operation { operator, operands } => self.operation(expression, *operator, operands),
            Node::Call { function, arguments } => self.call(expression, *function, arguments),
        }
    }

    fn question(&mut self, at: &Expression, reference: &Reference) -> Option<Typed<'s>> {
        let code = reference.code.clone();
        let Some(question) = self.scope.questions.get(&code) else {
            return self.fault(at, FaultKind::UnknownQuestion { code });
        };
        let (Reach::Before(limit) | Reach::Through(limit)) = self.reach;
        if question.position > limit {
            return self.fault(at, FaultKind::NotEarlier { code });
        }
        if question.position == limit && matches!(self.reach, Reach::Before(_)) {
            return self.fault(at, FaultKind::LooksAtItself { code });
        }
        match self.scope.typed(reference) {
            Some(typed) => Some(typed),
            None => self.fault(at, FaultKind::UnknownPart { reference: reference.clone() }),
        }
    }

    fn operation(
        &mut self,
        at: &Expression,
        operator: Operator,
        operands: &[Expression],
    ) -> Option<Typed<'s>> {
        match (operator, operands) {
            (Operator::And | Operator::Or | Operator::Not, _) => {
                for operand in operands {
                    self.expect(operand, &[Type::Boolean]);
                }
                Some(Type::Boolean.into())
            }
            (Operator::Negate, [operand]) => self.expect(operand, &[Type::Number]),
            (Operator::In | Operator::NotIn, [subject, list @ ..]) => {
                self.membership(operator, subject, list);
                Some(Type::Boolean.into())
            }
            (_, [left, right]) if operator.compares() => {
                self.comparison(at, operator, left, right);
                Some(Type::Boolean.into())
            }
            (_, [left, right]) => self.arithmetic(at, operator, left, right),
            _ => None,
        }
    }

    fn comparison(
        &mut self,
        at: &Expression,
        operator: Operator,
        left: &Expression,
        right: &Expression,
    ) -> Option<()> {
        let (left_type, right_type) = (self.typed(left), self.typed(right));
        let (left_type, right_type) = (left_type?, right_type?);
        self.comparable(at, operator, (left, left_type), (right, right_type))
    }

    fn comparable(
        &mut self,
        at: &Expression,
        operator: Operator,
        (left, left_type): (&Expression, Typed<'s>),
        (right, right_type): (&Expression, Typed<'s>),
    ) -> Option<()> {
        let (left_kind, right_kind) = (left_type.kind, right_type.kind);
        let unfit = FaultKind::DoNotFit { operator, left: left_kind, right: right_kind };
        if operator.orders() {
            let ordered = left_kind == right_kind && matches!(left_kind, Type::Number | Type::Date);
            return if ordered { Some(()) } else { self.fault(at, unfit) };
        }
        match (left_type.options, right_type.options) {
            (Some(left), Some(right)) if left_kind.is_single() && right_kind.is_single() => {
                if left.is_disjoint(right) { self.fault(at, FaultKind::NothingInCommon) } else { Some(()) }
            }
            (Some(_), None) if left_kind.is_single() && right.as_text_literal().is_some() => {
                self.option(right, left_type)
            }
            (None, Some(_)) if right_kind.is_single() && left.as_text_literal().is_some() => {
                self.option(left, right_type)
            }
            _ if left_kind == right_kind && left_kind.is_single() => Some(()),
            _ => self.fault(at, unfit),
        }
    }

    /// A text literal that is one of the options.
    fn option(&mut self, literal: &Expression, typed: Typed<'s>) -> Option<()> {
        let Some(option) = literal.as_text_literal() else {
            return self.fault(literal, FaultKind::OptionExpected);
        };
        if typed.options.is_some_and(|options| options.contains(option)) {
            return Some(());
        }
        self.fault(literal, FaultKind::UnknownOption { option: option.to_owned() })
    }

    fn membership(&mut self, operator: Operator, subject: &Expression, list: &[Expression]) -> Option<()> {
        const SINGLE: [Type; 5] = [Type::Number, Type::Text, Type::Boolean, Type::Date, Type::Choice];
        let subject_type = self.expect(subject, &SINGLE)?;
        for item in list {
            if let Some(item_type) = self.typed(item) {
                self.comparable(item, operator, (subject, subject_type), (item, item_type));
            }
        }
        Some(())
    }

    fn arithmetic(
        &mut self,
        at: &Expression,
        operator: Operator,
        left: &Expression,
        right: &Expression,
    ) -> Option<Typed<'s>> {
        let (left, right) = (self.typed(left), self.typed(right));
        let (left, right) = (left?.kind, right?.kind);
        let kind = match (left, operator, right) {
            (Type::Number, _, Type::Number) => Type::Number,
            (Type::Date, Operator::Add | Operator::Subtract, Type::Number)
            | (Type::Number, Operator::Add, Type::Date) => Type::Date,
            (Type::Date, Operator::Subtract, Type::Date) => Type::Number,
            _ => return self.fault(at, FaultKind::DoNotFit { operator, left, right }),
        };
        Some(kind.into())
    }

    fn call(&mut self, at: &Expression, function: Function, arguments: &[Expression]) -> Option<Typed<'s>> {
        let found = arguments.len();
        let fits = match function {
            Function::Today => found == 0,
            Function::Any | Function::All | Function::CountOf => found >= 2,
            Function::Sum | Function::Min | Function::Max => found >= 1,
            _ => found == 1,
        };
        let Some((first, others)) = arguments.split_first().filter(|_| fits) else {
            if fits {
                return Some(Type::Date.into());
            }
            return self.fault(at, FaultKind::WrongNumberOfArguments { function, found });
        };
        match function {
            Function::Empty | Function::Answered => self.typed(first).map(|_| Type::Boolean.into()),
            Function::Count => self.count(first),
            Function::Any | Function::All | Function::CountOf => self.options(function, first, others),
            Function::Sum | Function::Min | Function::Max => self.over_values(function, first, others),
            Function::Round | Function::Abs => self.expect(first, &[Type::Number]),
            Function::Length => self.expect(first, &[Type::Text]).map(|_| Type::Number.into()),
            Function::Today => Some(Type::Date.into()),
            Function::DontKnow | Function::NotRelevant => self.absence(function, first),
        }
    }

    fn count(&mut self, argument: &Expression) -> Option<Typed<'s>> {
        const MANY: [Type; 7] = [
            Type::Choices,
            Type::NumberRows,
            Type::TextRows,
            Type::BooleanRows,
            Type::DateRows,
            Type::ChoiceRows,
            Type::Group,
        ];
        self.expect(argument, &MANY).map(|_| Type::Number.into())
    }

    fn options(
        &mut self,
        function: Function,
        subject: &Expression,
        codes: &[Expression],
    ) -> Option<Typed<'s>> {
        let subject_type = self.expect(subject, &[Type::Choices, Type::ChoiceRows])?;
        for code in codes {
            self.option(code, subject_type);
        }
        let kind = if function == Function::CountOf { Type::Number } else { Type::Boolean };
        Some(kind.into())
    }

    /// Either all rows of something, or values one by one.
    fn over_values(
        &mut self,
        function: Function,
        first: &Expression,
        others: &[Expression],
    ) -> Option<Typed<'s>> {
        let dates = function != Function::Sum;
        let mut wanted = vec![Type::Number];
        if dates {
            wanted.push(Type::Date);
        }
        if others.is_empty() {
            wanted.push(Type::NumberRows);
            if dates {
                wanted.push(Type::DateRows);
            }
        }
        let kind = match self.expect(first, &wanted)?.kind {
            Type::NumberRows | Type::Number => Type::Number,
            _ => Type::Date,
        };
        for other in others {
            self.expect(other, &[kind]);
        }
        Some(kind.into())
    }

    fn absence(&mut self, function: Function, argument: &Expression) -> Option<Typed<'s>> {
        let Node::Question(reference) = &argument.node else {
            return self.fault(argument, FaultKind::QuestionExpected);
        };
        self.typed(argument)?;
        let question = self.scope.questions.get(&reference.code)?;
        // A field of a repeating group has as many answers as the group has rows.
        if reference.part.is_some() && question.shape.rows().is_none() {
            return self.fault(argument, FaultKind::QuestionExpected);
        }
        let offered = match function {
            Function::DontKnow => question.allows_dont_know,
            _ => question.allows_not_relevant,
        };
        if !offered {
            return self.fault(argument, FaultKind::NotOffered { function, code: reference.code.clone() });
        }
        Some(Type::Boolean.into())
    }
}

fn literal_type(scalar: &Scalar) -> Type {
    match scalar {
        Scalar::Number(_) => Type::Number,
        Scalar::Text(_) => Type::Text,
        Scalar::Boolean(_) => Type::Boolean,
        Scalar::Date(_) => Type::Date,
    }
}
