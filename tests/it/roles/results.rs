//! Who may read what a round came to.

use serde_json::json;

use super::{ANALYSTS, Entry, STUDY, entry};
use crate::world::{self, CREATE_QUESTIONNAIRE, PUBLISH, World, done, text};

/// A round that asks for a text.
pub(super) struct Results {
    round: String,
    question: String,
}

impl Results {
    pub(super) async fn prepare(world: &World) -> Self {
        let mut input = world::questionnaire(&world.study, "tekst");
        input["sections"][0]["questions"] = json!([{ "code": "T01", "kind": "LONG_TEXT", "text": { "nb": "Hva?", "nn": "Kva?" }, "required": false }]);
        let draft = done(&world.analyst, CREATE_QUESTIONNAIRE, json!({ "input": input })).await;
        let version = text(&draft, "/questionnaireVersion/id");
        done(&world.analyst, PUBLISH, json!({ "id": version })).await;
        let round = world::open_round(&world.analyst, &world.study, &version).await;
        Self { round, question: text(&draft, "/questionnaireVersion/sections/0/questions/0/id") }
    }

    pub(super) fn queries(&self) -> Vec<Entry> {
        let background = json!({ "background": "SECTOR" });
        vec![
            entry(
                "roundResults",
                "query($id: ID!) { roundResults(roundId: $id) { questions { totalCount } } }",
                json!({ "id": self.round }),
                STUDY,
            ),
            entry(
                "crossTable",
                "query($input: CrossTableInput!) { crossTable(input: $input) { userErrors { code field } } }",
                json!({ "input": { "roundId": self.round, "rows": background, "columns": background } }),
                STUDY,
            ),
            // Texts show what single owners said.
            entry(
                "openAnswers",
                "query($round: ID!, $question: ID!) { openAnswers(roundId: $round, questionId: $question) { totalCount } }",
                json!({ "round": self.round, "question": self.question }),
                ANALYSTS,
            ),
            entry(
                "anonymousAnswers",
                "query($round: ID!, $question: ID!) { anonymousAnswers(roundId: $round, questionId: $question) { totalCount } }",
                json!({ "round": self.round, "question": self.question }),
                ANALYSTS,
            ),
        ]
    }
}
