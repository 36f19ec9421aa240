//! Who answers how: the same again, within what the questionnaire takes, and as the case has its archetypes.

use std::collections::BTreeMap;

use super::*;

/// Those of the case that were followed up, of each archetype.
fn followed_up(study: &Study, code: &str) -> bool {
    let Some((kind, archetype)) = study.archetype_of(code) else { return false };
    let place = archetype.owners.iter().position(|owner| owner == code);
    let many =
        BTreeMap::from([("platform", 5), ("pilot", 6), ("planned", 10), ("small", 2), ("supplier", 2)]);
    place < many.get(kind).copied()
}

fn all(study: &Study, questionnaire: &Questionnaire, round: usize) -> Vec<(String, bool, Vec<Answer>)> {
    let owners = study.archetypes.values().flat_map(|kind| &kind.owners);
    let one = |code: &String| {
        let followed_up = followed_up(study, code);
        let service = |id: &str, kind: &str| Service {
            id: id.to_owned(),
            name: format!("Tjeneste {id}"),
            kind: kind.to_owned(),
            status: "MAPPING".to_owned(),
            planned_on: Some("2026-05-01".to_owned()),
            ..Service::default()
        };
        let left = [service("1", "SUBMISSION"), service("2", "MESSAGE")];
        let who = Respondent { code, followed_up, left: &left };
        (code.clone(), followed_up, answers(study, questionnaire, &study.rounds[round], &who))
    };
    owners.map(one).collect()
}

/// The mean of what was answered in a dimension, as far as anything was.
fn mean(questionnaire: &Questionnaire, dimension: &str, of: &[&Vec<Answer>]) -> f64 {
    let section = questionnaire.sections.iter().find(|section| section.code == dimension).unwrap();
    let score = |answer: &Answer| {
        let question = section.questions.iter().find(|question| question.code == answer.question)?;
        let Said::Options(chosen) = &answer.said else { return None };
        question.options.iter().find(|choice| chosen.contains(&choice.code))?.score
    };
    let scores: Vec<f64> = of.iter().flat_map(|answers| answers.iter().filter_map(score)).collect();
    scores.iter().sum::<f64>() / as_f64(scores.len())
}

#[test]
fn the_same_seed_answers_the_same_and_another_otherwise() {
    let (mut study, questionnaire) = (Study::read().unwrap(), Questionnaire::read().unwrap());
    let first = all(&study, &questionnaire, 1);
    assert!(first == all(&study, &questionnaire, 1));
    assert!(first != all(&study, &questionnaire, 2));
    study.seed += 1;
    assert!(first != all(&study, &questionnaire, 1));
    // Written down once: answers do not change with the machine or the compiler.
    let drawn = draw(1, &["a", "b"]);
    assert!((0.0..1.0).contains(&drawn) && (drawn - draw(1, &["ab", ""])).abs() > 0.0);
}

#[test]
fn draws_lie_evenly() {
    let mut tenths = [0_u32; 10];
    for number in 0..10_000 {
        tenths[place(draw(7, &[&number.to_string()]), 10)] += 1;
    }
    assert!(tenths.iter().all(|count| (900..1_100).contains(count)), "{tenths:?}");
}

#[test]
fn nothing_is_answered_that_the_questionnaire_does_not_take() {
    let (study, questionnaire) = (Study::read().unwrap(), Questionnaire::read().unwrap());
    let questions: Vec<&Question> =
        questionnaire.sections.iter().flat_map(|section| &section.questions).collect();
    for (owner, _, said) in (0..3).flat_map(|round| all(&study, &questionnaire, round)) {
        for answer in &said {
            let question = questions.iter().find(|question| question.code == answer.question).unwrap();
            let field = question
                .parts
                .iter()
                .find(|part| answer.item.is_some() && Some(&part.code) == answer.part.as_ref());
            let options = field.map_or(&question.options, |field| &field.options);
            match &answer.said {
                Said::Options(chosen) => {
                    let known = |code: &String| options.iter().any(|choice| choice.code == *code);
                    assert!(!chosen.is_empty() && chosen.iter().all(known), "{owner}: {answer:?}");
                    let most = if question.kind == "MULTIPLE_CHOICE" { 3 } else { 1 };
                    assert!(chosen.len() <= most, "{owner}: {answer:?}");
                }
                Said::DontKnow => assert!(question.allows_dont_know, "{owner}: {answer:?}"),
                Said::Number(_) | Said::Text(_) | Said::Date(_) | Said::NotRelevant => {}
            }
        }
        let has = |code: &str| said.iter().any(|answer| answer.question == code);
        let required =
            questions.iter().filter(|question| !["Q17", "Q24", "Q40"].contains(&question.code.as_str()));
        assert!(required.into_iter().all(|question| has(&question.code)), "{owner}");
    }
}

/// Where the case says where an archetype lies (case/questionnaire.md), the answers of the sprint do: «D3–D4 60–80» as it says,
/// «high» as 60 and more, «medium» as 40 to 60, «low» as 40 and less.
#[test]
fn archetypes_are_as_the_case_has_them() {
    let (study, questionnaire) = (Study::read().unwrap(), Questionnaire::read().unwrap());
    let everybody = all(&study, &questionnaire, 1);
    let of = |kind: &str| -> Vec<&Vec<Answer>> {
        let owners = &study.archetypes[kind].owners;
        everybody.iter().filter(|(code, ..)| owners.contains(code)).map(|(.., said)| said).collect()
    };
    let expected = [
        ("platform", "D5", 0.6, 1.0),
        ("platform", "D6", 0.6, 1.0),
        ("platform", "D7", 0.6, 1.0),
        ("pilot", "D2", 0.6, 1.0),
        ("pilot", "D8", 0.4, 0.6),
        ("planned", "D3", 0.6, 0.8),
        ("planned", "D4", 0.6, 0.8),
        ("small", "D6", 0.0, 0.4),
        ("small", "D7", 0.0, 0.4),
        ("supplier", "D3", 0.0, 0.4),
    ];
    for (kind, dimension, least, most) in expected {
        let mean = mean(&questionnaire, dimension, &of(kind));
        assert!((least..=most).contains(&mean), "{kind} {dimension}: {mean}");
    }
    let (yes, no): (Vec<_>, Vec<_>) = everybody.iter().partition(|(_, followed_up, _)| *followed_up);
    for dimension in ["D1", "D2"] {
        let mean = |of: &[&(String, bool, Vec<Answer>)]| {
            mean(&questionnaire, dimension, &of.iter().map(|(.., said)| said).collect::<Vec<_>>())
        };
        assert!(mean(&yes) > mean(&no) + 0.2, "{dimension}: {} and {}", mean(&yes), mean(&no));
    }
}

#[test]
fn small_owners_say_much_oftener_that_they_do_not_know() {
    let (study, questionnaire) = (Study::read().unwrap(), Questionnaire::read().unwrap());
    let everybody = all(&study, &questionnaire, 1);
    let share = |kind: &str| {
        let owners = &study.archetypes[kind].owners;
        let asked = everybody.iter().filter(|(code, ..)| owners.contains(code)).flat_map(|(.., said)| said);
        let asked: Vec<&Answer> = asked.filter(|answer| answer.question != "Q23").collect();
        let unknown = asked.iter().filter(|answer| answer.said == Said::DontKnow).count();
        as_f64(unknown) / as_f64(asked.len())
    };
    assert!(share("small") > 3.0 * share("platform"), "{} {}", share("small"), share("platform"));
    assert!(share("small") > 0.12 && share("supplier") > 0.1, "{} {}", share("small"), share("supplier"));
}

/// What `is_asked` says is what the questionnaire says.
#[test]
fn what_is_asked_follows_the_rules_of_the_questionnaire() {
    let file: serde_json::Value = serde_json::from_str(super::super::study::QUESTIONNAIRE).unwrap();
    let questions = file["sections"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|section| section["questions"].as_array().unwrap());
    let rules: Vec<(&str, &str)> = questions
        .filter_map(|question| Some((question["code"].as_str()?, question["visibleWhen"].as_str()?)))
        .collect();
    let expected = [
        ("Q14", "Q13 > 0"),
        ("Q17", "Q13 > 0"),
        ("Q22", "Q21 != \"a\" or dont_know(Q21)"),
        ("Q24", "any(Q23, \"p\", \"m\")"),
    ];
    assert_eq!(rules, expected);
}
