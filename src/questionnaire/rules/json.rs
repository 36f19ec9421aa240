//! The JSON form of a rule, which clients evaluate. `docs/rules.md` describes it.

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Number;

use super::ast::{Expression, Function, Node, Operator, Reference, Scalar, date_of};
use super::{DEEPEST, parse};

/// One node as it stands in JSON. A plain record, where serde reads every field at most once: trying one form after the
/// other would take time exponential in the depth.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Form {
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    boolean: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fact: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    op: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    args: Option<Vec<Self>>,
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = to_form(self).ok_or_else(|| S::Error::custom("a number that is not finite"))?;
        form.serialize(serializer)
    }
}

/// Takes what [`super::parse()`] could have given and refuses everything else. Spans are those of the printed text.
impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = Form::deserialize(deserializer)?;
        let tree = from_form(form, DEEPEST).map_err(D::Error::custom)?;
        // A tree is good where its text is: then it is within the limits, and names and operands are as they must be.
        match parse(&tree.to_string()) {
            Ok(read) if read == tree => Ok(read),
            Ok(_) => Err(D::Error::custom("not a rule: operands or names are not as they must be")),
            Err(faults) => {
                let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
                Err(D::Error::custom(format!("not a rule: {}", faults.join("; "))))
            }
        }
    }
}

fn to_form(expression: &Expression) -> Option<Form> {
    let below = |children: &[Expression]| children.iter().map(to_form).collect::<Option<Vec<_>>>();
    let form = Form::default();
    Some(match &expression.node {
        Node::Literal(Scalar::Number(number)) => Form { number: Some(number_form(*number)?), ..form },
        Node::Literal(Scalar::Text(text)) => Form { text: Some(text.clone()), ..form },
        Node::Literal(Scalar::Boolean(boolean)) => Form { boolean: Some(*boolean), ..form },
        Node::Literal(Scalar::Date(date)) => Form { date: Some(date.to_string()), ..form },
        Node::Question(Reference { code, part }) => {
            Form { code: Some(code.clone()), part: part.clone(), ..form }
        }
        Node::Fact(name) => Form { fact: Some(name.clone()), ..form },
        Node::Operation { operator, operands } => {
            Form { op: Some(operator.name().to_owned()), args: Some(below(operands)?), ..form }
        }
        Node::Call { function, arguments } => {
            Form { call: Some(function.name().to_owned()), args: Some(below(arguments)?), ..form }
        }
    })
}

/// Whole numbers without a decimal point, as a browser would write them.
fn number_form(number: f64) -> Option<Number> {
    match number.to_string().parse::<i64>() {
        Ok(whole) => Some(whole.into()),
        Err(_) => Number::from_f64(number),
    }
}

fn from_form(form: Form, levels: usize) -> Result<Expression, &'static str> {
    let Some(levels) = levels.checked_sub(1) else {
        return Err("not a rule: nested too deep");
    };
    if !form.says_one_thing() {
        return Err(
            "one of number, text, boolean, date, ref, fact, op and call is expected, with what belongs to it",
        );
    }
    let below =
        || form.args.into_iter().flatten().map(|one| from_form(one, levels)).collect::<Result<_, _>>();
    let node = if let Some(number) = form.number {
        Node::Literal(Scalar::Number(number.as_f64().ok_or("not a number")?))
    } else if let Some(text) = form.text {
        Node::Literal(Scalar::Text(text))
    } else if let Some(boolean) = form.boolean {
        Node::Literal(Scalar::Boolean(boolean))
    } else if let Some(date) = form.date {
        Node::Literal(Scalar::Date(date_of(&date).ok_or("not a date")?))
    } else if let Some(code) = form.code {
        Node::Question(Reference { code, part: form.part })
    } else if let Some(name) = form.fact {
        Node::Fact(name)
    } else if let Some(name) = form.op {
        let operator = Operator::ALL.into_iter().find(|operator| operator.name() == name);
        Node::Operation { operator: operator.ok_or("no such operator")?, operands: below()? }
    } else {
        let function = form.call.as_deref().and_then(Function::named).ok_or("no such function")?;
        Node::Call { function, arguments: below()? }
    };
    Ok(Expression { node, span: 0..0 })
}

impl Form {
    fn says_one_thing(&self) -> bool {
        let leaves = [
            self.number.is_some(),
            self.text.is_some(),
            self.boolean.is_some(),
            self.date.is_some(),
            self.code.is_some(),
            self.fact.is_some(),
        ];
        let branches = [self.op.is_some(), self.call.is_some()];
        let things = leaves.iter().chain(&branches).filter(|there| **there).count();
        things == 1
            && self.args.is_some() == branches.contains(&true)
            && (self.part.is_none() || self.code.is_some())
    }
}
