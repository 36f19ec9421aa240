//! What a kind of question takes: anything else that is written beside it would be lost, so it is refused.

use ::entity::question::QuestionKind;

use super::{Format, Kind, Part, Question};
use crate::error::{Problem, Refusals};

/// Refuses everything that does not belong to the question's kind.
pub(super) fn check(refusals: &mut Refusals, path: &str, question: &Question) {
    let kind = question.kind;
    let mut refuse = |field: &str, unfit: bool| {
        if unfit {
            refusals.add(&format!("{path}.{field}"), Problem::NotForThisKind);
        }
    };
    refuse("options", !question.options.is_empty() && !kind.has_options());
    refuse("parts", !question.parts.is_empty() && !kind.has_parts());
    if !kind.is_answered() {
        refuse("requiredWhen", question.required_when.is_some());
        refuse("validWhen", question.valid_when.is_some());
        refuse("allowsDontKnow", question.allows_dont_know);
        refuse("allowsNotRelevant", question.allows_not_relevant);
    }
    refuse("validMessage", question.valid_message.is_some() && question.valid_when.is_none());
    refuse("format.onFile", question.format.on_file.is_some());
    format(&mut refuse, kind, &question.format);
    if question.required_when.is_some() && !question.required && kind.is_answered() {
        refusals.add(&format!("{path}.requiredWhen"), Problem::RequiredFirst);
    }
    if kind.has_parts() {
        for (place, field) in question.parts.iter().enumerate() {
            part(refusals, &format!("{path}.parts.{place}"), question, field);
        }
    }
}

fn part(refusals: &mut Refusals, path: &str, question: &Question, part: &Part) {
    let mut refuse = |field: &str, unfit: bool| {
        if unfit {
            refusals.add(&format!("{path}.{field}"), Problem::NotForThisKind);
        }
    };
    if !question.kind.has_fields() {
        refuse("required", part.required);
        refuse("options", !part.options.is_empty());
        refuse("format", part.format != Format::default());
        return;
    }
    refuse("kind", !part.kind.fits_in_group());
    refuse("options", !part.options.is_empty() && !part.kind.has_options());
    refuse("format.onFile", part.format.on_file.is_some() && question.format.rows_from.is_none());
    format(&mut refuse, part.kind, &part.format);
}

fn format(refuse: &mut impl FnMut(&str, bool), kind: QuestionKind, format: &Format) {
    refuse("format.atMost", format.at_most.is_some() && kind != QuestionKind::MultipleChoice);
    if let Some(number) = format.number.as_ref().filter(|_| !kind.takes_numbers()) {
        refuse("format.unit", number.unit.is_some());
        refuse("format.least", number.least.is_some());
        refuse("format.most", number.most.is_some());
        refuse("format.whole", number.whole);
    }
    refuse("format.earliest", format.earliest.is_some() && kind != QuestionKind::Date);
    refuse("format.latest", format.latest.is_some() && kind != QuestionKind::Date);
    refuse("format.longest", format.longest.is_some() && !kind.takes_text());
    refuse("format.rowsFrom", format.rows_from.is_some() && !kind.has_fields());
    refuse("format.mostRows", format.most_rows.is_some() && !kind.has_fields());
}
