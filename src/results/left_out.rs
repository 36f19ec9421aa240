use std::collections::HashSet;

use ::entity::answer::AnswerState;
use ::entity::answer_left_out::{self, LeftOut};
use ::entity::id::QuestionId;
use async_trait::async_trait;

use super::queries;
use crate::db::Txn;
use crate::error::Error;
use crate::questionnaire::StoredQuestion;
use crate::response::{OnSubmit, Submitted};

/// Writes which questions of a response do not count, and why, in place of what its earlier submission said.
pub struct LeftOutOnSubmit;

#[async_trait]
impl OnSubmit for LeftOutOnSubmit {
    async fn submitted(&self, txn: &mut Txn, submitted: &Submitted) -> Result<(), Error> {
        let response_id = submitted.response.id;
        let row = |(question_id, reason)| answer_left_out::Model { response_id, question_id, reason };
        let rows = left_out(submitted).into_iter().map(row).collect();
        Ok(queries::replace_left_out(txn, response_id, rows).await?)
    }
}

/// The questions, rows and fields that do not count, each with its reason, in the order in which they are asked.
fn left_out(submitted: &Submitted) -> Vec<(QuestionId, LeftOut)> {
    let said = submitted.answers.iter().filter(|answer| answer.row.state != AnswerState::NotAnswered);
    let said: HashSet<QuestionId> = said.map(|answer| answer.row.question_id).collect();
    let of = |question: &StoredQuestion| -> Vec<(QuestionId, LeftOut)> {
        let key = question.question.id;
        if submitted.hidden.contains(&key) {
            question.answerable().map(|asked| (asked.id, LeftOut::NotShown)).collect()
        } else if said.contains(&key) {
            question.parts.iter().map(|part| (part.question.id, LeftOut::WholeAnswered)).collect()
        } else {
            Vec::new()
        }
    };
    submitted.version.questions().flat_map(of).collect()
}
