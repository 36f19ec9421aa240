//! What the bare server answers, in the shape and order of the GraphQL documents that ours is asked.

use serde::Serialize;
use uuid::Uuid;

/// The answer to `{ __typename }`.
pub(super) const TYPENAME: &str = r#"{"data":{"__typename":"Query"}}"#;

#[derive(Serialize)]
pub(super) struct Data<T> {
    pub(super) data: T,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DashboardData {
    pub(super) maturity_dashboard: Dashboard,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dashboard {
    pub(super) round: Round,
    pub(super) synthetic: bool,
    pub(super) population: i64,
    pub(super) invited: i64,
    pub(super) responded: i64,
    pub(super) response_rate: Option<f64>,
    pub(super) dimensions: Vec<DimensionSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) owners: Option<Nodes<Owner>>,
}

#[derive(Serialize)]
pub(super) struct Round {
    pub(super) name: String,
    pub(super) status: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DimensionSummary {
    pub(super) dimension: CodeAndName,
    pub(super) scored: i64,
    pub(super) population: i64,
    pub(super) mean: Option<f64>,
    pub(super) lower: f64,
    pub(super) upper: f64,
    pub(super) dont_know: i64,
    pub(super) missing: i64,
    pub(super) levels: Vec<LevelCount>,
}

#[derive(Serialize)]
pub(super) struct CodeAndName {
    pub(super) code: String,
    pub(super) name: String,
}

#[derive(Serialize)]
pub(super) struct LevelCount {
    pub(super) level: Level,
    pub(super) owners: i64,
}

#[derive(Serialize)]
pub(super) struct Level {
    pub(super) number: i32,
    pub(super) name: String,
}

#[derive(Serialize)]
pub(super) struct Nodes<T> {
    pub(super) nodes: Vec<T>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Owner {
    pub(super) organization: Name,
    pub(super) submitted_at: Option<String>,
    pub(super) scores: Vec<Score>,
}

#[derive(Serialize)]
pub(super) struct Name {
    pub(super) name: String,
}

#[derive(Serialize)]
pub(super) struct Score {
    pub(super) point: Option<f64>,
    pub(super) lower: Option<f64>,
    pub(super) upper: Option<f64>,
    pub(super) coverage: f64,
    pub(super) level: Option<Number>,
}

#[derive(Serialize)]
pub(super) struct Number {
    pub(super) number: i32,
}

#[derive(Serialize)]
pub(super) struct NodeData<T> {
    pub(super) node: T,
}

#[derive(Serialize)]
pub(super) struct Response {
    pub(super) status: String,
    pub(super) answers: Vec<AnswerRead>,
}

#[derive(Serialize)]
pub(super) struct AnswerRead {
    pub(super) question: Code,
    pub(super) state: String,
    pub(super) options: Vec<Code>,
    pub(super) revision: i32,
}

#[derive(Serialize, Clone)]
pub(super) struct Code {
    pub(super) code: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SaveData {
    pub(super) save_answers: Saved,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Saved {
    pub(super) answers: Vec<AnswerSaved>,
    pub(super) user_errors: [(); 0],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AnswerSaved {
    pub(super) question: Id,
    pub(super) state: String,
    pub(super) options: Vec<Id>,
    pub(super) revision: i32,
    pub(super) answered_at: String,
}

#[derive(Serialize)]
pub(super) struct Id {
    pub(super) id: String,
}

impl Id {
    /// A key as our clients see it.
    pub(super) fn of(kind: &str, key: Uuid) -> Self {
        Self { id: format!("{kind}_{}", key.simple()) }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SubmitData {
    pub(super) submit_response: Submitted,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Submitted {
    pub(super) submission: SubmittedAs,
    pub(super) user_errors: [(); 0],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SubmittedAs {
    pub(super) number: i32,
    pub(super) submitted_at: String,
    pub(super) content_hash: String,
}
