use std::collections::BTreeSet;

use super::super::{Position, Reach, Scope, check, parse};
use super::*;

/// One of each, with what its texts are about.
fn every_kind() -> Vec<(FaultKind, Vec<String>)> {
    let mut kinds = of_reading();
    kinds.extend(of_checking());
    kinds.into_iter().map(|kind| (kind.clone(), about(&kind))).collect()
}

fn of_reading() -> Vec<FaultKind> {
    let word = || "Wort".to_owned();
    vec![
        FaultKind::NothingThere,
        FaultKind::TooLong { characters: 2345 },
        FaultKind::TooManyNodes { nodes: 678 },
        FaultKind::TooDeep,
        FaultKind::Strange { found: "!".to_owned() },
        FaultKind::Strange { found: "«".to_owned() },
        FaultKind::UnfinishedText,
        FaultKind::StrangeEscape,
        FaultKind::NotANumber,
        FaultKind::TooManyDigits,
        FaultKind::NameTooLong,
        FaultKind::BrokenReference,
        FaultKind::NameExpected,
        FaultKind::FactExpected,
        FaultKind::ValueExpected { found: None },
        FaultKind::ValueExpected { found: Some(word()) },
        FaultKind::OperatorExpected { found: word() },
        FaultKind::NotClosed,
        FaultKind::NotOpened,
        FaultKind::ChainedComparison,
        FaultKind::ListExpected,
        FaultKind::LiteralExpected,
        FaultKind::ArgumentsExpected { function: "count_of".to_owned() },
        FaultKind::UnknownFunction { name: word() },
        FaultKind::NotADate,
    ]
}

fn of_checking() -> Vec<FaultKind> {
    let code = || "Q77".to_owned();
    let mut kinds = vec![
        FaultKind::UnknownQuestion { code: code() },
        FaultKind::UnknownPart { reference: Reference { code: code(), part: Some("zz".to_owned()) } },
        FaultKind::NotEarlier { code: code() },
        FaultKind::LooksAtItself { code: code() },
        FaultKind::UnknownFact { name: "zz".to_owned() },
        FaultKind::UnknownOption { option: "zz".to_owned() },
        FaultKind::NothingInCommon,
        FaultKind::OptionExpected,
        FaultKind::QuestionExpected,
    ];
    for kind in TYPES {
        kinds.push(FaultKind::WrongType { wanted: vec![kind, Type::Number, Type::Date], found: kind });
        let fit = |operator| FaultKind::DoNotFit { operator, left: kind, right: Type::TextRows };
        kinds.extend(Operator::ALL.map(fit));
    }
    for function in Function::ALL {
        kinds.extend([0, 1, 2].map(|found| FaultKind::WrongNumberOfArguments { function, found }));
        kinds.push(FaultKind::NotOffered { function, code: code() });
    }
    kinds
}

const TYPES: [Type; 12] = [
    Type::Number,
    Type::Text,
    Type::Boolean,
    Type::Date,
    Type::Choice,
    Type::Choices,
    Type::NumberRows,
    Type::TextRows,
    Type::BooleanRows,
    Type::DateRows,
    Type::ChoiceRows,
    Type::Group,
];

/// Has every kind by name, so that a new one is not forgotten: add it to the samples too.
fn about(kind: &FaultKind) -> Vec<String> {
    let words: &[&dyn ToString] = match kind {
        FaultKind::NothingThere | FaultKind::UnfinishedText | FaultKind::NotANumber => &[],
        FaultKind::NameExpected | FaultKind::NothingInCommon => &[],
        FaultKind::OptionExpected | FaultKind::QuestionExpected | FaultKind::WrongType { .. } => &[],
        FaultKind::NotClosed | FaultKind::NotOpened | FaultKind::ValueExpected { found: None } => &[],
        FaultKind::TooLong { characters } => &[characters, &MOST_CHARACTERS],
        FaultKind::TooManyNodes { nodes } => &[nodes, &MOST_NODES],
        FaultKind::TooDeep => &[&DEEPEST],
        FaultKind::TooManyDigits => &[&MOST_DIGITS],
        FaultKind::NameTooLong => &[&LONGEST_NAME],
        FaultKind::StrangeEscape => &[&"\\\"", &"\\\\"],
        FaultKind::BrokenReference => &[&"${", &"}"],
        FaultKind::FactExpected => &[&"owner."],
        FaultKind::ChainedComparison => &[&"and"],
        FaultKind::ListExpected => &[&"in"],
        FaultKind::LiteralExpected => &[&"true", &"false"],
        FaultKind::NotADate => &[&"date(\"2026-05-31\")", &1000, &9999],
        FaultKind::Strange { found }
        | FaultKind::ValueExpected { found: Some(found) }
        | FaultKind::OperatorExpected { found } => &[found],
        FaultKind::ArgumentsExpected { function } => &[function, &format!("${{{function}}}")],
        FaultKind::UnknownFunction { name } | FaultKind::UnknownFact { name } => &[name],
        FaultKind::UnknownQuestion { code }
        | FaultKind::NotEarlier { code }
        | FaultKind::LooksAtItself { code } => &[code],
        FaultKind::UnknownPart { reference: Reference { code, part } } => {
            &[code, &part.clone().unwrap_or_default()]
        }
        FaultKind::UnknownOption { option } => &[option],
        FaultKind::DoNotFit { operator, .. } => &[&operator.name()],
        FaultKind::WrongNumberOfArguments { function, found } => &[&function.name(), found],
        FaultKind::NotOffered { function, code } => &[&function.name(), code],
    };
    words.iter().map(|word| word.to_string()).collect()
}

#[test]
fn every_kind_has_three_texts_about_the_same() {
    for (kind, words) in every_kind() {
        let texts = [Language::Nb, Language::Nn, Language::En].map(|one| kind.in_language(one));
        assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), 3, "{texts:?}");
        for text in &texts {
            assert!(!text.trim().is_empty(), "{kind:?}");
            assert!(!text.ends_with('.'), "{text}");
            let own = words.iter().fold(text.clone(), |rest, word| rest.replace(word, ""));
            assert!(!own.contains('!'), "{text}");
            assert!(words.iter().all(|word| text.contains(word.as_str())), "{text}: {words:?}");
        }
    }
}

#[test]
fn english_is_what_display_gives() {
    for (kind, _) in every_kind() {
        assert_eq!(kind.in_language(Language::En), kind.to_string());
    }
}

#[test]
fn reads_as_norwegians_write() {
    let kind =
        FaultKind::WrongType { wanted: vec![Type::Number, Type::Date, Type::NumberRows], found: Type::Text };
    assert_eq!(
        kind.in_language(Language::Nb),
        "bruk et tall, en dato eller rader med tall her, ikke en tekst"
    );
    assert_eq!(
        kind.in_language(Language::Nn),
        "bruk eit tal, ein dato eller rader med tal her, ikkje ein tekst"
    );
    let kind = FaultKind::WrongNumberOfArguments { function: Function::Any, found: 1 };
    assert_eq!(
        kind.in_language(Language::Nn),
        "skriv minst 2 verdiar i parentesen etter «any» (minst éin er), ikkje 1 verdi"
    );
    assert_eq!(quoted("«a"), "`«a`");
}

#[test]
fn functions_take_what_the_texts_say() {
    for function in Function::ALL {
        for count in 0..4 {
            let rule = format!("{}({})", function.name(), vec!["1"; count].join(", "));
            let faults =
                check(&parse(&rule).unwrap(), Type::Number, &Scope::default(), Reach::Before(Position(0)));
            let refused =
                faults.iter().any(|fault| matches!(fault.kind, FaultKind::WrongNumberOfArguments { .. }));
            assert_eq!(refused, !taken_by(function).contains(&count), "{rule}");
        }
    }
}
