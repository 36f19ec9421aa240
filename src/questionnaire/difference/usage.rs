//! What hangs on questions in later stages.

use std::collections::{BTreeSet, HashMap};

use ::entity::id::{QuestionId, QuestionnaireVersionId, RoundId};
use async_trait::async_trait;

use crate::Cx;
use crate::error::Error;

/// What hangs on the questions of a version, each question, row and field for itself.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    /// How many answers were given to it.
    pub answers: HashMap<QuestionId, u64>,
    /// The rounds whose dashboards it counts in.
    pub dashboards: HashMap<QuestionId, BTreeSet<RoundId>>,
}

/// A later stage in which something hangs on questions.
#[async_trait]
pub trait Uses: Send + Sync {
    /// Adds what hangs there on the questions of a version, in rounds that ask it: a few statements, however many questions. Whoever
    /// calls has seen to it that they may.
    async fn uses(&self, cx: &Cx, version: QuestionnaireVersionId, usage: &mut Usage) -> Result<(), Error>;
}
