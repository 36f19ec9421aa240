use ::entity::id::QuestionnaireVersionId;
use async_trait::async_trait;

use super::queries;
use crate::Cx;
use crate::error::Error;
use crate::questionnaire::difference::{Usage, Uses};

/// Answers hang on the questions of a version.
pub struct AnswersGiven;

#[async_trait]
impl Uses for AnswersGiven {
    async fn uses(&self, cx: &Cx, version: QuestionnaireVersionId, usage: &mut Usage) -> Result<(), Error> {
        for (question, given) in queries::count_answers(cx.db(), version).await? {
            *usage.answers.entry(question).or_default() += given.unsigned_abs();
        }
        Ok(())
    }
}
