//! Whatever owners answer, each stands in one place.

use ::entity::id::{QuestionnaireId, QuestionnaireVersionId, SectionId, VersionOptionId, VersionQuestionId};
use ::entity::{LocalizedText, question, version_question};
use proptest::prelude::*;

use super::*;
use crate::questionnaire::StoredPart;
use crate::questionnaire::content::{Format, Part, Question};
use crate::value::Code;

fn text(text: &str) -> LocalizedText {
    LocalizedText { nb: text.to_owned(), nn: None, en: None }
}

fn lasting(code: &str, kind: QuestionKind) -> question::Model {
    question::Model {
        id: QuestionId::new(),
        questionnaire_id: QuestionnaireId::new(),
        parent_id: None,
        code: code.to_owned(),
        kind,
        created_at: chrono::DateTime::UNIX_EPOCH,
    }
}

/// A question of this kind with two rows or fields, where it has such.
fn asked(kind: QuestionKind) -> StoredQuestion {
    let row = version_question::Model {
        id: VersionQuestionId::new(),
        version_id: QuestionnaireVersionId::new(),
        section_id: SectionId::new(),
        question_id: QuestionId::new(),
        parent_id: None,
        position: 0,
        text: text("Q"),
        help: None,
        why: None,
        format: Format::default(),
        required: false,
        required_when: None,
        valid_when: None,
        valid_message: None,
        visible_when: None,
        allows_dont_know: true,
        allows_not_relevant: true,
    };
    let of_rows = kind.kind_of_rows().unwrap_or(QuestionKind::SingleChoice);
    let part = |code: &str| StoredPart {
        asked: Part {
            code: Code::parse(code).unwrap(),
            kind: of_rows,
            text: text(code),
            help: None,
            required: false,
            options: Vec::new(),
            format: Format::default(),
        },
        question: lasting(&format!("Q.{code}"), of_rows),
        options: Vec::new(),
    };
    let option = |(position, code): (i32, &str)| version_option::Model {
        id: VersionOptionId::new(),
        version_question_id: row.id,
        code: code.to_owned(),
        position,
        label: text(code),
        score: None,
    };
    let parts = if kind.has_parts() { vec![part("a"), part("b")] } else { Vec::new() };
    StoredQuestion {
        asked: Question::new(Code::parse("Q").unwrap(), kind, text("Q")),
        question: lasting("Q", kind),
        options: [(0, "x"), (1, "y")].map(option).into(),
        parts,
        row,
    }
}

const STATES: [&str; 4] = ["", "answered", "dont_know", "not_relevant"];

/// What an owner may have done.
#[derive(Clone, Debug)]
struct Owner {
    responded: bool,
    hidden: bool,
    /// Places in [`STATES`]: to the whole, and to each part in each of two rows.
    whole: usize,
    parts: [[usize; 2]; 2],
}

fn owners() -> impl Strategy<Value = Vec<Owner>> {
    let owner = (any::<bool>(), any::<bool>(), 0..4_usize, any::<[[u8; 2]; 2]>());
    let owner = owner.prop_map(|(responded, hidden, whole, parts)| Owner {
        responded,
        hidden,
        whole,
        parts: parts.map(|rows| rows.map(|state| usize::from(state % 4))),
    });
    prop::collection::vec(owner, 0..60)
}

/// Counts as the statements do: what was not shown does not count, nor what stands beneath an answered whole.
fn counted(question: &StoredQuestion, owners: &[Owner]) -> Tally {
    let kind = question.asked.kind;
    let mut tally = Tally { population: owners.len() as i64, ..Tally::default() };
    let whole_id = question.question.id;
    for owner in owners.iter().filter(|owner| owner.responded) {
        tally.responded += 1;
        if owner.hidden {
            for asked in question.answerable() {
                *tally.not_shown.entry(asked.id).or_default() += 1;
            }
            continue;
        }
        // Of what has parts, the whole has no value.
        let whole = if kind.has_parts() && owner.whole == 1 { 0 } else { owner.whole };
        if whole > 0 {
            *tally.states.entry((whole_id, STATES[whole].to_owned())).or_default() += 1;
            continue;
        }
        let rows = if kind.has_fields() { 2 } else { 1 };
        let mut rows_said = 0;
        for row in 0..rows {
            let mut is_said = false;
            for (part, states) in question.parts.iter().zip(owner.parts) {
                if states[row] > 0 {
                    is_said = true;
                    let key = (part.question.id, STATES[states[row]].to_owned());
                    *tally.states.entry(key).or_default() += 1;
                }
            }
            rows_said += i64::from(is_said);
        }
        if rows_said > 0 {
            let wholes = tally.wholes.entry(whole_id).or_default();
            wholes.rows += rows_said;
            wholes.owners += 1;
        }
    }
    tally
}

fn adds_up(counts: Counts, base: i64) -> Result<(), TestCaseError> {
    let Counts { answered, dont_know, not_relevant, not_shown, not_answered, non_respondents, .. } = counts;
    let places = [answered, dont_know, not_relevant, not_shown, not_answered, non_respondents];
    prop_assert!(places.iter().all(|count| *count >= 0), "{:?}", counts);
    prop_assert_eq!(places.iter().sum::<i64>(), counts.base);
    prop_assert_eq!(counts.base, base);
    Ok(())
}

proptest! {
    #[test]
    fn each_owner_stands_in_one_place(owners in owners()) {
        let all = owners.len() as i64;
        for kind in [QuestionKind::SingleChoice, QuestionKind::Matrix, QuestionKind::NumberGrid, QuestionKind::RepeatingGroup] {
            let question = asked(kind);
            let figures = counted(&question, &owners).figures(&question);
            adds_up(figures.whole.counts, all)?;
            prop_assert_eq!(figures.parts.len(), question.parts.len());
            for part in &figures.parts {
                adds_up(part.counts, figures.rows.unwrap_or(all))?;
            }
            let shown = owners.iter().filter(|owner| owner.responded && !owner.hidden).count() as i64;
            let hidden = owners.iter().filter(|owner| owner.responded && owner.hidden).count() as i64;
            prop_assert_eq!(figures.whole.counts.not_shown, hidden);
            prop_assert_eq!(figures.whole.counts.responded, shown + hidden);
        }
    }
}

#[test]
fn days_are_put_in_months() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let found = days(&[(day("2026-03-31"), 2), (day("2026-01-05"), 1), (day("2026-03-01"), 1)]).unwrap();
    assert_eq!((found.n, found.earliest, found.latest), (4, day("2026-01-05"), day("2026-03-31")));
    assert_eq!(found.months, [(day("2026-01-01"), 1), (day("2026-03-01"), 3)]);
    assert_eq!(days(&[]), None);
}
