//! What holds for every rule, every text and all answers.

use proptest::prelude::*;
use serde_json::Value;

use super::super::parse::read;
use super::super::*;
use super::answers::environment;
use super::reference::run;
use super::samples::{boolean, readable, scope, soup};

const LAST: Reach = Reach::Through(Position(99));

fn as_json(value: Option<Scalar>) -> Value {
    value.map_or(Value::Null, |scalar| serde_json::to_value(Cell::Known(scalar)).unwrap())
}

/// A rule that cannot be read again may only be so for being too large.
fn is_too_large(faults: &[Fault]) -> bool {
    faults.iter().all(|fault| {
        matches!(fault.kind, FaultKind::TooLong { .. } | FaultKind::TooManyNodes { .. } | FaultKind::TooDeep)
    })
}

fn reads_in_proportion(text: &str) -> Result<(), TestCaseError> {
    let (result, steps) = read(text);
    prop_assert!(steps <= 30 * (text.chars().count() + 1), "{steps} steps for {text:?}");
    let end = text.chars().count();
    match result {
        Ok(expression) => prop_assert_eq!(parse(&expression.to_string()), Ok(expression)),
        Err(faults) => {
            prop_assert!(!faults.is_empty());
            prop_assert!(
                faults.iter().all(|fault| fault.span.start <= fault.span.end && fault.span.end <= end)
            );
            prop_assert!(faults.iter().all(|fault| !fault.to_string().ends_with(": ")));
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn what_is_printed_reads_back(expression in readable()) {
        match parse(&expression.to_string()) {
            Ok(read) => prop_assert_eq!(read, expression),
            Err(faults) => prop_assert!(is_too_large(&faults), "{} {:?}", expression, faults),
        }
    }

    #[test]
    fn json_reads_back(expression in readable()) {
        let json = serde_json::to_string(&expression).unwrap();
        match serde_json::from_str::<Expression>(&json) {
            Ok(read) => {
                prop_assert_eq!(&read, &expression);
                prop_assert_eq!(serde_json::to_string(&read).unwrap(), json);
            }
            Err(_) => prop_assert!(is_too_large(&parse(&expression.to_string()).unwrap_err())),
        }
    }

    #[test]
    fn any_text_is_read_in_proportion(text in "\\PC{0,300}") {
        reads_in_proportion(&text)?;
    }

    #[test]
    fn any_soup_is_read_in_proportion(text in soup()) {
        reads_in_proportion(&text)?;
    }

    #[test]
    fn a_piece_cut_out_is_read_in_proportion(expression in boolean(3), from in 0..200_usize, many in 0..20_usize) {
        let text = expression.to_string();
        let cut: String = text.chars().enumerate().filter(|(at, _)| !(from..from + many).contains(at)).map(|(_, c)| c).collect();
        reads_in_proportion(&cut)?;
    }

    #[test]
    fn checking_and_evaluating_take_whatever_was_read(expression in readable(), environment in environment()) {
        let _ = check(&expression, Type::Boolean, &scope(), LAST);
        let _ = evaluate(&expression, &environment);
        let _ = can_hold(&expression, &scope());
    }

    #[test]
    fn agrees_with_the_plain_evaluator(expression in boolean(3), environment in environment()) {
        prop_assert_eq!(check(&expression, Type::Boolean, &scope(), LAST), vec![]);
        let json = serde_json::to_value(&expression).unwrap();
        let plain = run(&json, &serde_json::to_value(&environment).unwrap());
        let value = evaluate(&expression, &environment);
        prop_assert!(matches!(value, None | Some(Scalar::Boolean(_))));
        prop_assert_eq!(as_json(value), plain, "{} in {:?}", expression, environment);
    }

    #[test]
    fn never_means_never(expression in boolean(3), environments in prop::collection::vec(environment(), 20)) {
        if !can_hold(&expression, &scope()) {
            for environment in environments {
                prop_assert_ne!(evaluate(&expression, &environment), Some(Scalar::Boolean(true)), "{}", expression);
            }
        }
    }

    #[test]
    fn an_answer_more_never_changes_what_was_certain(expression in boolean(2), environment in environment()) {
        // Only for what neither asks whether something is empty nor counts what is there so far.
        let text = expression.to_string();
        let asks = ["empty", "answered", "count", "sum", "min", "max", "dont_know", "not_relevant", "R"];
        if asks.iter().any(|word| text.contains(word)) {
            return Ok(());
        }
        let full = evaluate(&expression, &environment);
        for code in environment.answers.keys() {
            let mut fewer = environment.clone();
            fewer.answers.remove(code);
            let before = evaluate(&expression, &fewer);
            prop_assert!(before.is_none() || before == full, "{} without {}", expression, code);
        }
    }
}
