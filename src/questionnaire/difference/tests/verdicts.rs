//! What each kind of change does to a series of answers, as `docs/versions.md` has it.

use ::entity::question::QuestionKind::{
    self, Date, DescribedLevels, Matrix, MultipleChoice, Number, NumberGrid, RepeatingGroup, Scale,
    ShortText, SingleChoice,
};
use ::entity::{Language, LocalizedText};

use super::super::Verdict::{BreaksTrend, NeedsMapping, Safe};
use super::super::samples::{code, of_one, question, text};
use super::super::{About, Reason, Verdict, difference};
use crate::questionnaire::content::{Choice, NumberFormat, Part, Question, Section};
use crate::questionnaire::rules;

type Edit = fn(&mut Question);

fn option(raw: &str) -> Choice {
    Choice { code: code(raw), label: text("Vi har en plan"), score: Some(0.5) }
}

fn part(raw: &str) -> Part {
    let (kind, options, format) = (SingleChoice, vec![option("a"), option("b")], Default::default());
    Part { code: code(raw), kind, text: text("Innlogging"), help: None, required: false, options, format }
}

fn number(question: &mut Question) -> &mut NumberFormat {
    question.format.number.get_or_insert_default()
}

/// A question of this kind with something of everything.
fn full(kind: QuestionKind) -> Question {
    let mut asked = question("Q", kind);
    asked.text = text("Hvor mange tjenester har dere i drift?");
    asked.help = Some(text("Regn med alle tjenester."));
    asked.why = Some(text("Vi planlegger."));
    asked.options = vec![option("a"), option("b"), option("c")];
    asked.parts = vec![part("x"), part("y")];
    asked.valid_when = rules::parse("Q > 0").ok();
    *number(&mut asked) =
        NumberFormat { unit: Some(text("kroner")), least: Some(1.0), most: Some(9.0), whole: true };
    asked.format.at_most = Some(2);
    asked.format.most_rows = Some(5);
    asked.format.longest = Some(50);
    asked.format.earliest = chrono::NaiveDate::from_ymd_opt(2026, 1, 1);
    asked.format.latest = chrono::NaiveDate::from_ymd_opt(2026, 12, 31);
    asked
}

/// The verdict on a change, and on the change back.
fn verdicts(kind: QuestionKind, edit: Edit) -> (Verdict, Verdict) {
    let before = of_one(full(kind));
    let mut after = before.clone();
    edit(&mut after.sections[0].questions[0]);
    let one = |from, to| {
        let found = difference(from, to);
        assert_eq!(found.len(), 1, "{found:#?}");
        found[0].verdict()
    };
    (one(&before, &after), one(&after, &before))
}

fn check(table: &[(QuestionKind, Edit, Verdict, Verdict)]) {
    for (place, (kind, edit, there, back)) in table.iter().enumerate() {
        assert_eq!(verdicts(*kind, *edit), (*there, *back), "row {place}, {kind:?}");
    }
}

#[test]
fn words() {
    check(&[
        (Number, |q| q.text.nb = "Hvor mange tjenster har dere i drift".to_owned(), Safe, Safe),
        (
            Number,
            |q| q.text.nb = "Hvor mange tjenester har dere ikke i drift?".to_owned(),
            BreaksTrend,
            BreaksTrend,
        ),
        (Number, |q| q.text.nn = Some("Kor mange tenester har de i drift?".to_owned()), Safe, Safe),
        (Number, |q| q.help = Some(text("Regn bare med store tjenester.")), NeedsMapping, NeedsMapping),
        (Number, |q| q.help = None, NeedsMapping, NeedsMapping),
        (Number, |q| q.why = Some(text("Noe helt annet.")), Safe, Safe),
        (Number, |q| q.valid_message = Some(text("Skriv et tall.")), Safe, Safe),
        (SingleChoice, |q| q.options[0].label = text("Vi har et utkast"), NeedsMapping, NeedsMapping),
        (SingleChoice, |q| q.options[0].label = text("Vi har en plan."), Safe, Safe),
        (DescribedLevels, |q| q.options[0].label = text("Vi har et utkast"), BreaksTrend, BreaksTrend),
        (Matrix, |q| q.parts[0].text = text("Betaling"), BreaksTrend, BreaksTrend),
        (Number, |q| number(q).unit = Some(text("Kroner")), Safe, Safe),
        (Number, |q| number(q).unit = Some(text("kronor")), BreaksTrend, BreaksTrend),
        (Number, |q| number(q).unit = None, BreaksTrend, BreaksTrend),
    ]);
}

#[test]
fn who_answers_and_how() {
    check(&[
        (Number, |q| q.required = false, NeedsMapping, NeedsMapping),
        (Number, |q| q.required_when = rules::parse("P = 1").ok(), NeedsMapping, NeedsMapping),
        (Number, |q| q.visible_when = rules::parse("P = 1").ok(), BreaksTrend, BreaksTrend),
        (Number, |q| q.valid_when = None, Safe, NeedsMapping),
        (Number, |q| q.valid_when = rules::parse("Q > 1").ok(), NeedsMapping, NeedsMapping),
        (Number, |q| q.allows_dont_know = true, NeedsMapping, BreaksTrend),
        (Number, |q| q.allows_not_relevant = true, NeedsMapping, BreaksTrend),
        (RepeatingGroup, |q| q.parts[0].required = true, NeedsMapping, NeedsMapping),
        (RepeatingGroup, |q| q.parts[0].kind = Number, BreaksTrend, BreaksTrend),
    ]);
}

#[test]
fn options_and_parts() {
    check(&[
        (SingleChoice, |q| q.options.push(option("d")), NeedsMapping, NeedsMapping),
        (Scale, |q| q.options.push(option("d")), BreaksTrend, BreaksTrend),
        (Matrix, |q| q.options.push(option("d")), NeedsMapping, NeedsMapping),
        (MultipleChoice, |q| q.options.reverse(), Safe, Safe),
        (Scale, |q| q.options.reverse(), BreaksTrend, BreaksTrend),
        (DescribedLevels, |q| q.options.swap(0, 1), BreaksTrend, BreaksTrend),
        (Matrix, |q| q.options.reverse(), BreaksTrend, BreaksTrend),
        (SingleChoice, |q| q.options[0].score = Some(1.0), BreaksTrend, BreaksTrend),
        (SingleChoice, |q| q.options[0].score = None, BreaksTrend, BreaksTrend),
        (Matrix, |q| q.parts.push(part("z")), Safe, BreaksTrend),
        (NumberGrid, |q| q.parts.push(part("z")), NeedsMapping, BreaksTrend),
        (Matrix, |q| q.parts.reverse(), Safe, Safe),
        (MultipleChoice, |q| q.format.at_most = Some(3), BreaksTrend, BreaksTrend),
    ]);
}

#[test]
fn limits() {
    check(&[
        (Number, |q| number(q).least = Some(0.0), Safe, NeedsMapping),
        (Number, |q| number(q).least = None, Safe, NeedsMapping),
        (Number, |q| number(q).most = Some(10.0), Safe, NeedsMapping),
        (Number, |q| number(q).most = None, Safe, NeedsMapping),
        (Number, |q| number(q).whole = false, Safe, NeedsMapping),
        (Date, |q| q.format.earliest = chrono::NaiveDate::from_ymd_opt(2025, 1, 1), Safe, NeedsMapping),
        (Date, |q| q.format.latest = chrono::NaiveDate::from_ymd_opt(2027, 1, 1), Safe, NeedsMapping),
        (ShortText, |q| q.format.longest = None, Safe, NeedsMapping),
        (RepeatingGroup, |q| q.format.most_rows = Some(9), Safe, NeedsMapping),
        (
            RepeatingGroup,
            |q| q.format.rows_from = Some(crate::questionnaire::content::RowSource::Services),
            NeedsMapping,
            NeedsMapping,
        ),
    ]);
}

#[test]
fn questions_and_sections() {
    let before = of_one(full(Number));
    let mut after = before.clone();
    after.sections[0].questions.push(question("Ny", Date));
    after.sections.push(Section { code: code("t"), title: text("Til slutt"), questions: Vec::new() });
    let verdicts = |from, to| -> Vec<_> {
        difference(from, to)
            .into_iter()
            .map(|change| (change.path.join("."), change.verdict(), change.about))
            .collect()
    };
    let (section, new) = (About::Section("t".to_owned()), About::Question("Ny".to_owned()));
    assert_eq!(
        verdicts(&before, &after),
        [("sections.t".to_owned(), Safe, section.clone()), ("questions.Ny".to_owned(), Safe, new.clone())]
    );
    assert_eq!(
        verdicts(&after, &before),
        [("sections.t".to_owned(), Safe, section), ("questions.Ny".to_owned(), BreaksTrend, new)]
    );
    let mut after = before.clone();
    after.title = LocalizedText { nb: "Noe annet".to_owned(), nn: None, en: None };
    assert_eq!(verdicts(&before, &after), [("title.nb".to_owned(), Safe, About::Everything)]);
}

#[test]
fn every_reason_is_told_in_three_languages() {
    for reason in Reason::ALL {
        let texts = [Language::Nb, Language::Nn, Language::En].map(|language| reason.in_language(language));
        assert!(texts.iter().all(|text| text.ends_with('.')), "{reason:?}");
        assert!(texts[0] != texts[1] && texts[1] != texts[2], "{reason:?}");
    }
}
