//! The schema: what the stages offer, put together, and how an operation is run.
//!
//! `schema.graphql` at the top of the repository is what [`sdl`] prints; a test keeps them equal.

mod absent;
mod answer;
pub mod base;
pub mod documents;
pub mod execute;
pub mod limits;
mod node;
mod nulls;
mod variables;

use async_graphql::{MergedObject, MergedSubscription, Request, SDLExportOptions, SchemaBuilder};

use crate::Cx;
use crate::auth::graphql::{AuthMutation, AuthQuery};
use crate::dashboard::graphql::{
    DashboardQuery, DashboardSubscription, OwnMaturityQuery, ServicesDashboardQuery,
};
use crate::db::{self, Turns};
use crate::exchange::graphql::{ImportMutation, ImportQuery, ImportSubscription};
use crate::history::graphql::HistoryQuery;
use crate::library::graphql::{LibraryMutation, LibraryQuery};
use crate::maturity::graphql::{
    MaturityComparisonQuery, MaturityExplanationQuery, MaturityMutation, MaturityQuery,
    MaturityRatingMutation, MaturityRatingQuery, RescoreMutation,
};
use crate::proposal::graphql::{ProposalMutation, ProposalQuery};
use crate::questionnaire::graphql::{QuestionnaireMutation, QuestionnaireQuery};
use crate::registry::graphql::{LookUpQuery, RegistryMutation, RegistryQuery};
use crate::response::graphql::{
    AnsweringSubscription, ApprovalMutation, AttentionQuery, CommentMutation, CommentQuery, HandOverMutation,
    ResponseMutation, ResponseQuery,
};
use crate::results::graphql::ResultsQuery;
use crate::round::graphql::{RoundHistoryQuery, RoundMutation, RoundQuery, RoundSubscription};
use crate::study::graphql::{FrameMutation, FrameQuery, StudyMutation, StudyQuery};

/// Everything that can be asked.
#[derive(MergedObject, Default)]
pub struct Query(
    node::NodeQuery,
    AuthQuery,
    HistoryQuery,
    RegistryQuery,
    LookUpQuery,
    StudyQuery,
    FrameQuery,
    ImportQuery,
    QuestionnaireQuery,
    LibraryQuery,
    RoundQuery,
    RoundHistoryQuery,
    ResponseQuery,
    AttentionQuery,
    CommentQuery,
    ProposalQuery,
    ResultsQuery,
    MaturityQuery,
    MaturityExplanationQuery,
    MaturityRatingQuery,
    MaturityComparisonQuery,
    DashboardQuery,
    ServicesDashboardQuery,
    OwnMaturityQuery,
);

/// Everything that can be changed. Each field is one transaction; fields of one request run one after another.
#[derive(MergedObject, Default)]
pub struct Mutation(
    AuthMutation,
    RegistryMutation,
    StudyMutation,
    FrameMutation,
    ImportMutation,
    QuestionnaireMutation,
    LibraryMutation,
    RoundMutation,
    ResponseMutation,
    HandOverMutation,
    CommentMutation,
    ApprovalMutation,
    ProposalMutation,
    MaturityMutation,
    RescoreMutation,
    MaturityRatingMutation,
);

/// Everything that can be listened to.
#[derive(MergedSubscription, Default)]
pub struct Subscription(ImportSubscription, RoundSubscription, AnsweringSubscription, DashboardSubscription);

/// The schema of this server.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// Makes the schema. Limits are checked before a document reaches it, see [`limits`].
#[must_use]
pub fn schema() -> Schema {
    builder().finish()
}

/// The same schema for costly operations, see [`execute`].
fn schema_with_pauses() -> Schema {
    builder().extension(execute::Pauses).finish()
}

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription::default())
        // Suggestions take long for unknown names that are long; levels of fragments are bounded in `limits`.
        .disable_suggestions()
        .limit_recursive_depth(usize::MAX)
        .register_output_type::<node::Node>()
}

/// The schema in its definition language, as `schema.graphql` has it.
#[must_use]
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by()
        .prefer_single_line_descriptions();
    schema().sdl_with_options(options)
}

/// Gives an operation what its resolvers need: who asks, and loaders of its own, which load in its turns.
#[must_use]
fn per_request(request: Request, cx: &Cx) -> (Request, Turns) {
    let turns = Turns::default();
    let loaders = db::loaders(cx.db(), &turns);
    (request.data(cx.clone()).data(loaders), turns)
}
