use ::entity::id::QuestionnaireVersionId;
use async_trait::async_trait;

use super::queries;
use crate::Cx;
use crate::error::Error;
use crate::questionnaire::difference::{Usage, Uses};

/// Dashboards hang on the questions of a version.
pub struct DashboardsOf;

#[async_trait]
impl Uses for DashboardsOf {
    async fn uses(&self, cx: &Cx, version: QuestionnaireVersionId, usage: &mut Usage) -> Result<(), Error> {
        for (question, round) in queries::questions_in_dashboards(cx.db(), version).await? {
            usage.dashboards.entry(question).or_default().insert(round);
        }
        Ok(())
    }
}
