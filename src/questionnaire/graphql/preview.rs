//! What a respondent would see.

use ::entity::LocalizedText;
use async_graphql::SimpleObject;

use super::version::QuestionnaireVersion;
use crate::error::Problem;
use crate::payload;
use crate::questionnaire::content::{Choice, Format, Kind as _, Part, Question};
use crate::questionnaire::piping;
use crate::questionnaire::preview::Previewed;
use crate::questionnaire::written::QuestionKind;

payload! {
    /// What came of trying answers out.
    QuestionnairePreviewPayload {
        /// What would be seen.
        preview: QuestionnairePreview,
    }
}

/// What a respondent would see who has answered so, in one language, with the facts of the owner put in.
#[derive(SimpleObject)]
pub struct QuestionnairePreview {
    /// The version.
    version: QuestionnaireVersion,
    /// The title.
    title: String,
    /// The sections in which something is shown, in order.
    sections: Vec<PreviewSection>,
    /// Codes of the questions that are not shown, in order.
    hidden: Vec<String>,
    /// Whether it could be submitted so: nothing is missing, and every answer does.
    can_be_submitted: bool,
}

/// A section as it is shown.
#[derive(SimpleObject)]
struct PreviewSection {
    /// Stable short name, unique in the version.
    code: String,
    /// Heading.
    title: String,
    /// The questions that are shown, in order.
    questions: Vec<PreviewQuestion>,
}

/// A question as it is shown.
#[derive(SimpleObject)]
struct PreviewQuestion {
    /// Stable short name, the same in all versions.
    code: String,
    /// What kind of answer it takes.
    kind: QuestionKind,
    /// The question as asked.
    text: String,
    /// Help beside it.
    help: Option<String>,
    /// Why it is asked.
    why: Option<String>,
    /// Must be answered, with these answers.
    required: bool,
    /// What of it must be answered and is not: itself, its rows (`Q23.sign`), or fields in a row by its place (`Q30.0.volume`).
    missing: Vec<String>,
    /// What is said where it is answered, but not as it must be; null where the answer does.
    refusal: Option<String>,
    /// «Don't know» may be chosen.
    allows_dont_know: bool,
    /// «Not relevant» may be chosen.
    allows_not_relevant: bool,
    /// What can be chosen, in order; in a matrix for each row.
    options: Vec<PreviewOption>,
    /// Its rows or fields, in order.
    parts: Vec<PreviewPart>,
    /// What a number is counted in.
    unit: Option<String>,
}

/// A row or field as it is shown.
#[derive(SimpleObject)]
struct PreviewPart {
    /// Stable short name, unique in the question.
    code: String,
    /// What kind of answer it takes.
    kind: QuestionKind,
    /// What it is called.
    text: String,
    /// Help beside it.
    help: Option<String>,
    /// Of a field: must be answered in each row that has an answer.
    required: bool,
    /// Of a field: what can be chosen, in order.
    options: Vec<PreviewOption>,
    /// Of a field: what a number is counted in.
    unit: Option<String>,
}

/// An option as it is shown.
#[derive(SimpleObject)]
struct PreviewOption {
    /// Stable short name, unique in the question.
    code: String,
    /// What the respondent reads.
    label: String,
}

impl QuestionnairePreview {
    pub(super) fn of(seen: Previewed) -> Self {
        let outcome = &seen.preview.outcome;
        let is_shown = |question: &&Question| !outcome.hidden.contains(question.code.as_str());
        let words = Words(&seen);
        let section = |section: &crate::questionnaire::content::Section| {
            let questions: Vec<_> =
                section.questions.iter().filter(is_shown).map(|question| words.question(question)).collect();
            let title = words.text(&section.title);
            (!questions.is_empty()).then(|| PreviewSection {
                code: section.code.to_string(),
                title,
                questions,
            })
        };
        let hidden = seen.content.questions().filter(|question| !is_shown(question));
        Self {
            version: QuestionnaireVersion(seen.version.clone()),
            title: words.text(&seen.content.title),
            sections: seen.content.sections.iter().filter_map(section).collect(),
            hidden: hidden.map(|question| question.code.to_string()).collect(),
            can_be_submitted: seen.preview.missing.is_empty() && outcome.invalid.is_empty(),
        }
    }
}

/// Texts in one language, with facts put in.
struct Words<'a>(&'a Previewed);

impl Words<'_> {
    fn text(&self, text: &LocalizedText) -> String {
        piping::filled(text.in_language(self.0.language), &self.0.facts)
    }

    fn some_text(&self, text: Option<&LocalizedText>) -> Option<String> {
        text.map(|text| self.text(text))
    }

    fn question(&self, question: &Question) -> PreviewQuestion {
        let code = question.code.to_string();
        let preview = &self.0.preview;
        let refusal = preview.outcome.invalid.contains(&code).then(|| {
            let own = self.some_text(question.valid_message.as_ref());
            own.unwrap_or_else(|| Problem::AnswerUnfit.message(self.0.language))
        });
        PreviewQuestion {
            kind: question.kind.into(),
            text: self.text(&question.text),
            help: self.some_text(question.help.as_ref()),
            why: self.some_text(question.why.as_ref()),
            required: preview.outcome.required.contains(&code),
            missing: preview.missing.get(&code).cloned().unwrap_or_default(),
            refusal,
            allows_dont_know: question.allows_dont_know,
            allows_not_relevant: question.allows_not_relevant,
            options: self.options(&question.options),
            parts: question.parts.iter().map(|part| self.part(question, part)).collect(),
            unit: self.unit(&question.format),
            code,
        }
    }

    fn part(&self, question: &Question, part: &Part) -> PreviewPart {
        let format = if question.kind.has_fields() { &part.format } else { &question.format };
        PreviewPart {
            code: part.code.to_string(),
            kind: part.kind.into(),
            text: self.text(&part.text),
            help: self.some_text(part.help.as_ref()),
            required: part.required,
            options: self.options(&part.options),
            unit: self.unit(format),
        }
    }

    fn options(&self, options: &[Choice]) -> Vec<PreviewOption> {
        let shown = |option: &Choice| PreviewOption {
            code: option.code.to_string(),
            label: self.text(&option.label),
        };
        options.iter().map(shown).collect()
    }

    fn unit(&self, format: &Format) -> Option<String> {
        self.some_text(format.number.as_ref().and_then(|number| number.unit.as_ref()))
    }
}
