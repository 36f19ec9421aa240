//! Versions of a questionnaire: what differs between two, what a respondent would see, what synthetic respondents find.

mod difference;
mod dry_run;
mod preview;
mod publishing;

use serde_json::{Value, json};

use crate::harness::Client;
use crate::world::{self, CREATE_QUESTIONNAIRE, World, done, text};

/// A draft that asks these questions; its key.
async fn draft(world: &World, code: &str, questions: Value) -> String {
    let mut input = world::questionnaire(&world.study, code);
    input["sections"][0]["questions"] = questions;
    let draft = done(&world.analyst, CREATE_QUESTIONNAIRE, json!({ "input": input })).await;
    text(&draft, "/questionnaireVersion/id")
}

/// The codes of the errors of a query.
async fn refusal(client: &Client, document: &str, variables: Value) -> String {
    client.query(document, variables).await.code().to_owned()
}
