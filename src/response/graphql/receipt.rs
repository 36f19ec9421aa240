//! Receipts.

use ::entity::Language;
use async_graphql::{Enum, SimpleObject};
use chrono::{DateTime, Utc};

use super::earlier::AnswerOrigin;
use super::submission::Submission;
use crate::response;
use crate::response::receipt::{Said, Written, WrittenPart, WrittenQuestion, WrittenSection, WrittenState};

/// What was submitted, in words. Made of what was kept at the time and of the version that was asked, so that it says the same for good.
#[derive(SimpleObject)]
pub struct Receipt {
    /// The submission: its number, time and hash.
    submission: Submission,
    /// Title of the questionnaire.
    questionnaire_title: String,
    /// Number of its version.
    questionnaire_version: i32,
    /// SHA-256 (hexadecimal) of what was asked.
    questionnaire_hash: String,
    /// What the study was called.
    study_name: String,
    /// What the round was called.
    round_name: String,
    /// What the owner was called that it was answered for.
    organization_name: String,
    /// Nine-digit number of that owner.
    orgnr: String,
    /// Name of the person who submitted.
    submitted_by: String,
    /// Name of the one who approved it; null where nobody had to.
    approved_by: Option<String>,
    /// When it was approved; null where nobody had to.
    approved_at: Option<DateTime<Utc>>,
    /// What was asked, with the answers.
    sections: Vec<ReceiptSection>,
}

/// A section of a receipt.
#[derive(SimpleObject)]
struct ReceiptSection {
    /// Heading.
    title: String,
    /// Its questions in order, without texts that are only to be read.
    questions: Vec<ReceiptQuestion>,
}

/// A question in a receipt, with what was answered.
#[derive(SimpleObject)]
struct ReceiptQuestion {
    /// Its code.
    code: String,
    /// The question as asked.
    text: String,
    /// What came of it. Of a question with parts: answered, where something was answered to any of them.
    state: QuestionState,
    /// The answer in words; of several options each. Empty where there is none.
    answers: Vec<String>,
    /// What the answer is to what was said in an earlier round; null where the round starts from nothing, where there is no answer, and of
    /// what was answered part by part.
    origin: Option<AnswerOrigin>,
    /// Its rows, or the fields of each of its rows, in order; empty for others, and where the whole was answered at once.
    parts: Vec<ReceiptPart>,
}

/// A row of a question, or a field in one of its rows, with what was answered.
#[derive(SimpleObject)]
struct ReceiptPart {
    /// Its code.
    code: String,
    /// In a repeating group, what the row is called; null elsewhere.
    row: Option<String>,
    /// What it is called.
    text: String,
    /// What came of it.
    state: QuestionState,
    /// The answer in words. Empty where there is none.
    answers: Vec<String>,
    /// What the answer is to what was said in an earlier round; null where the round starts from nothing, and where there is no answer.
    origin: Option<AnswerOrigin>,
}

/// What came of a question that somebody was to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "WrittenState")]
pub(super) enum QuestionState {
    /// A value.
    Answered,
    /// «Don't know».
    DontKnow,
    /// «Not relevant».
    NotRelevant,
    /// Nothing, or nothing any more, though it is shown.
    NotAnswered,
    /// Rules hide it. What was answered before it was hidden is kept, but does not count.
    NotShown,
}

impl Receipt {
    pub(super) fn of(found: &response::Receipt, language: Language) -> Self {
        let written = found.written(language);
        let Written { title, version, version_hash, study, round, owner, orgnr, submitted_by, .. } = written;
        let (approved, sections) = (written.approved, written.sections);
        Self {
            submission: Submission(found.submission.clone()),
            questionnaire_title: title.text,
            questionnaire_version: version,
            questionnaire_hash: version_hash,
            study_name: study.text,
            round_name: round.text,
            organization_name: owner.text,
            orgnr,
            submitted_by,
            approved_at: approved.as_ref().map(|approved| approved.at),
            approved_by: approved.map(|approved| approved.by),
            sections: sections.into_iter().map(section).collect(),
        }
    }
}

fn section(written: WrittenSection) -> ReceiptSection {
    let questions = written.questions.into_iter().map(question).collect();
    ReceiptSection { title: written.title.text, questions }
}

fn question(written: WrittenQuestion) -> ReceiptQuestion {
    let WrittenQuestion { code, text, state, answers, origin, parts } = written;
    let parts = parts.into_iter().map(part).collect();
    let (state, origin) = (state.into(), origin.map(Into::into));
    ReceiptQuestion { code, text: text.text, state, answers: texts(answers), origin, parts }
}

fn part(written: WrittenPart) -> ReceiptPart {
    let WrittenPart { code, row, text, state, answers, origin } = written;
    let row = row.map(|row| row.text);
    let (state, origin) = (state.into(), origin.map(Into::into));
    ReceiptPart { code, row, text: text.text, state, answers: texts(answers), origin }
}

fn texts(said: Vec<Said>) -> Vec<String> {
    said.into_iter().map(|said| said.text).collect()
}
