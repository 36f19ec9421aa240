//! From content to how it is written.

use ::entity::LocalizedText;

use super::{FormatInput, OptionInput, PartInput, QuestionInput, SectionInput, Written};
use crate::graphql::base::{Date, LocalizedTextInput};
use crate::questionnaire::content::{Choice, Content, Format, Kind as _, Part, Question, Section};

/// A questionnaire as it would be written.
#[must_use]
pub fn written(content: &Content) -> Written {
    Written { title: text(&content.title), sections: content.sections.iter().map(section).collect() }
}

/// A section as it would be written.
#[must_use]
pub fn section(section: &Section) -> SectionInput {
    SectionInput {
        code: section.code.to_string(),
        title: text(&section.title),
        questions: section.questions.iter().map(question).collect(),
    }
}

/// A question as it would be written.
#[must_use]
pub fn question(question: &Question) -> QuestionInput {
    QuestionInput {
        code: question.code.to_string(),
        kind: question.kind.into(),
        text: text(&question.text),
        help: question.help.as_ref().map(text),
        why: question.why.as_ref().map(text),
        visible_when: question.visible_when.as_ref().map(ToString::to_string),
        required: question.required,
        required_when: question.required_when.as_ref().map(ToString::to_string),
        valid_when: question.valid_when.as_ref().map(ToString::to_string),
        valid_message: question.valid_message.as_ref().map(text),
        allows_dont_know: question.allows_dont_know,
        allows_not_relevant: question.allows_not_relevant,
        options: question.options.iter().map(option).collect(),
        parts: question.parts.iter().map(|part| self::part(question, part)).collect(),
        format: format(&question.format),
    }
}

fn part(question: &Question, part: &Part) -> PartInput {
    PartInput {
        code: part.code.to_string(),
        kind: question.kind.has_fields().then(|| part.kind.into()),
        text: text(&part.text),
        help: part.help.as_ref().map(text),
        required: part.required,
        options: part.options.iter().map(option).collect(),
        format: format(&part.format),
    }
}

fn option(option: &Choice) -> OptionInput {
    OptionInput { code: option.code.to_string(), label: text(&option.label), score: option.score }
}

fn format(format: &Format) -> Option<FormatInput> {
    if *format == Format::default() {
        return None;
    }
    let number = format.number.clone().unwrap_or_default();
    Some(FormatInput {
        at_most: format.at_most,
        unit: number.unit.as_ref().map(text),
        least: number.least,
        most: number.most,
        whole: number.whole,
        earliest: format.earliest.map(Date),
        latest: format.latest.map(Date),
        longest: format.longest,
        rows_from: format.rows_from.map(Into::into),
        most_rows: format.most_rows,
        on_file: format.on_file.map(Into::into),
    })
}

fn text(text: &LocalizedText) -> LocalizedTextInput {
    text.into()
}
