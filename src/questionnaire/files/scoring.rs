use ::entity::id::{QuestionnaireId, StudyId};
use async_trait::async_trait;

use crate::Cx;
use crate::db::Txn;
use crate::error::{Error, Refusal};
use crate::questionnaire::content::Content;
use crate::questionnaire::written::maturity::Plan;

/// The later stage that keeps how answers are scored, of which files take along what belongs to their questionnaire.
#[async_trait]
pub trait Scoring: Send + Sync {
    /// What of the study's current model is measured by what this content of a questionnaire asks, and notes on what of it is not;
    /// nothing where the model is about other questionnaires only, and a plan without dimensions where it is about questions of this
    /// one that are no longer asked. Whoever calls has seen to it that they may.
    ///
    /// # Errors
    /// [`Error::Fault`] where the database fails.
    async fn of(
        &self,
        cx: &Cx,
        study: StudyId,
        questionnaire: QuestionnaireId,
        content: &Content,
    ) -> Result<Option<(Plan, Vec<Refusal>)>, Error>;

    /// Makes it the study's next model in this transaction, for a questionnaire that has the questions already. Whoever calls has
    /// seen to it that they may.
    ///
    /// # Errors
    /// [`Error::Refused`] with each question that the questionnaire does not have, by path under the plan.
    async fn make(
        &self,
        cx: &Cx,
        txn: &mut Txn,
        study: StudyId,
        questionnaire: QuestionnaireId,
        plan: Plan,
    ) -> Result<(), Error>;
}
