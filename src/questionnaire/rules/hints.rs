//! What might make a rule true or false: for those who look for answers rather than judge them. Never certain, never needed.

use super::ast::{Expression, Function, Node, Operator, Reference, Scalar};
use super::environment::Environment;
use super::evaluate;

/// What a rule looks at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A question, or a part of one.
    Question(Reference),
    /// A fact of the owner by name, without `owner.`.
    Fact(String),
}

/// What to aim at.
#[derive(Clone, Debug, PartialEq)]
pub enum Aim {
    /// A value of the question or part.
    Value(Reference, Scalar),
    /// A sum of its rows.
    Total(f64),
    /// A number of rows or chosen options.
    Count(f64),
}

/// What must come to which truth for a rule to.
#[derive(Debug, PartialEq)]
pub enum Demands<'e> {
    /// All of these.
    All(Vec<(&'e Expression, bool)>),
    /// One of these is enough.
    One(Vec<(&'e Expression, bool)>),
    /// It cannot be taken apart.
    Plain,
}

impl Expression {
    /// How many literals, references, operators and calls it has: what evaluating it costs.
    #[must_use]
    pub fn size(&self) -> usize {
        self.children().iter().fold(1, |size, child| size + child.size())
    }

    /// The values that what it looks at is compared with.
    #[must_use]
    pub fn hints(&self) -> Vec<(Subject, Scalar)> {
        let mut found = Vec::new();
        self.gather_hints(&mut found);
        found
    }

    fn gather_hints(&self, found: &mut Vec<(Subject, Scalar)>) {
        let compares = match &self.node {
            Node::Operation { operator, .. } => {
                operator.compares() || matches!(operator, Operator::In | Operator::NotIn)
            }
            Node::Call { function, .. } => {
                matches!(function, Function::Any | Function::All | Function::CountOf)
            }
            _ => false,
        };
        if compares {
            let (mut subjects, mut values) = (Vec::new(), Vec::new());
            self.leaves(&mut subjects, &mut values);
            for subject in subjects {
                found.extend(values.iter().map(|value| (subject.clone(), value.clone())));
            }
        }
        for child in self.children() {
            child.gather_hints(found);
        }
    }

    fn leaves(&self, subjects: &mut Vec<Subject>, values: &mut Vec<Scalar>) {
        match &self.node {
            Node::Question(reference) => subjects.push(Subject::Question(reference.clone())),
            Node::Fact(name) => subjects.push(Subject::Fact(name.clone())),
            Node::Literal(value) => values.push(value.clone()),
            Node::Operation { .. } | Node::Call { .. } => {}
        }
        for child in self.children() {
            child.leaves(subjects, values);
        }
    }

    /// What a question may be answered so that a comparison with what is known already comes out even.
    #[must_use]
    pub fn aims(&self, code: &str, known: &Environment) -> Vec<Aim> {
        let mut found = Vec::new();
        self.gather_aims(code, known, &mut found);
        found
    }

    fn gather_aims(&self, code: &str, known: &Environment, found: &mut Vec<Aim>) {
        if let Node::Operation { operator, operands } = &self.node
            && let (true, [left, right]) = (operator.compares(), operands.as_slice())
        {
            for (subject, other) in [(left, right), (right, left)] {
                let is_about = |expression: &Self| {
                    expression.references().questions.iter().any(|reference| reference.code == code)
                };
                if is_about(subject) && !is_about(other) {
                    found.extend(evaluate(other, known).and_then(|value| aim(subject, value)));
                }
            }
        }
        for child in self.children() {
            child.gather_aims(code, known, found);
        }
    }

    /// What has to be true or false for it to be.
    #[must_use]
    pub fn demands(&self, truth: bool) -> Demands<'_> {
        let Node::Operation { operator, operands } = &self.node else { return Demands::Plain };
        let each = |truth: bool| operands.iter().map(|operand| (operand, truth)).collect();
        match operator {
            Operator::Not => Demands::All(each(!truth)),
            Operator::And if truth => Demands::All(each(true)),
            Operator::Or if !truth => Demands::All(each(false)),
            Operator::And | Operator::Or => Demands::One(each(truth)),
            _ => Demands::Plain,
        }
    }
}

fn aim(subject: &Expression, value: Scalar) -> Option<Aim> {
    match (&subject.node, value) {
        (Node::Question(reference), value) => Some(Aim::Value(reference.clone(), value)),
        (Node::Call { function: Function::Sum, .. }, Scalar::Number(total)) => Some(Aim::Total(total)),
        (Node::Call { function: Function::Count | Function::CountOf, .. }, Scalar::Number(many)) => {
            Some(Aim::Count(many))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Answer, Cell, parse};
    use super::*;

    #[test]
    fn values_are_found_beside_what_they_are_compared_with() {
        let rule =
            parse("Q1 + 2 > 7 and (owner.sector = \"stat\" or any(Q2.a, \"x\", \"y\")) and Q3 = Q4").unwrap();
        let found: Vec<String> = rule.hints().iter().map(|hint| format!("{hint:?}")).collect();
        assert_eq!(found.len(), 5, "{found:#?}");
        assert!(found.iter().any(|hint| hint.contains("Q1") && hint.contains('7')));
        assert!(found.iter().any(|hint| hint.contains("sector") && hint.contains("stat")));
        assert!(rule.size() > 10);
    }

    #[test]
    fn sums_and_counts_are_aimed_at_what_is_known() {
        let mut known = Environment::new(chrono::NaiveDate::default());
        known.answers.insert("Q1".to_owned(), Answer::Single(Cell::Known(Scalar::Number(12.0))));
        for (rule, wanted) in [
            ("sum(Q2) = Q1", vec![Aim::Total(12.0)]),
            ("Q1 / 3 >= count(Q2)", vec![Aim::Count(4.0)]),
            (
                "Q2 = Q1 + 1",
                vec![Aim::Value(Reference { code: "Q2".to_owned(), part: None }, Scalar::Number(13.0))],
            ),
            ("Q2 = Q2 + 1 or Q3 > 2", vec![]),
        ] {
            assert_eq!(parse(rule).unwrap().aims("Q2", &known), wanted, "{rule}");
        }
    }

    #[test]
    fn a_rule_is_taken_apart_by_what_it_needs() {
        let rule = parse("not (a = 1 or b = 2)").unwrap();
        let Demands::All(demands) = rule.demands(true) else { panic!("not") };
        let Demands::All(demands) = demands[0].0.demands(demands[0].1) else { panic!("or") };
        assert!(demands.len() == 2 && demands.iter().all(|(_, truth)| !truth));
        assert_eq!(demands[0].0.demands(false), Demands::Plain);
    }
}
