//! Who may see how scores came about, and who may score again.

use serde_json::json;

use super::{ANALYSTS, Entry, STUDY, entry};
use crate::harness::TestApp;
use crate::world::{self, World, done, text};

/// A round with a score.
pub(super) struct Scored {
    round: String,
    dimension: String,
}

impl Scored {
    pub(super) async fn submit(app: &TestApp, world: &World) -> Self {
        let round = world.open_round(app).await;
        let answers =
            json!([{ "questionId": world.question(), "state": "ANSWERED", "optionIds": [world.option(1)] }]);
        done(&round.respondent, world::SAVE, json!({ "answers": answers })).await;
        done(&round.respondent, world::SUBMIT, json!({})).await;
        let model = "query($id: ID!) { maturityModel(studyId: $id) { dimensions { id } } }";
        let model = world.analyst.query(model, json!({ "id": world.study })).await;
        Self { round: round.id, dimension: text(model.data(), "/maturityModel/dimensions/0/id") }
    }

    /// What was chosen shows what single owners said, and nobody but those who write models tries another one.
    pub(super) fn queries(&self, world: &World) -> Vec<Entry> {
        vec![
            entry(
                "maturityExplanation",
                "query($round: ID!, $owner: ID!, $dimension: ID!) { maturityExplanation(roundId: $round, organizationId: $owner, dimensionId: $dimension) { isCurrent } }",
                json!({ "round": self.round, "owner": world.organization, "dimension": self.dimension }),
                ANALYSTS,
            ),
            entry(
                "maturityRatings",
                "query($round: ID!, $owner: ID!) { maturityRatings(roundId: $round, organizationId: $owner) { rating { code } } }",
                json!({ "round": self.round, "owner": world.organization }),
                ANALYSTS,
            ),
            entry(
                "maturityProfile",
                "query($round: ID!, $owner: ID!) { maturityProfile(roundId: $round, organizationId: $owner) { synthetic } }",
                json!({ "round": self.round, "owner": world.organization }),
                STUDY,
            ),
            entry(
                "compareMaturityModels",
                "query($round: ID!) { compareMaturityModels(roundId: $round, number: 1) { after { number } } }",
                json!({ "round": self.round }),
                ANALYSTS,
            ),
        ]
    }

    pub(super) fn mutations(&self, world: &World) -> Vec<Entry> {
        let round = json!({ "id": self.round });
        let rating = json!({ "roundId": self.round, "organizationId": world.organization, "reason": "Derfor.", "value": 1,
            "ratingId": format!("maturityRating_{}", "0".repeat(32)) });
        vec![
            entry(
                "rescoreRound",
                "mutation($id: ID!) { rescoreRound(input: { roundId: $id }) { userErrors { code field } } }",
                round.clone(),
                ANALYSTS,
            ),
            entry(
                "adoptMaturityModel",
                "mutation($id: ID!) { adoptMaturityModel(input: { roundId: $id, number: 1 }) { userErrors { code field } } }",
                round,
                ANALYSTS,
            ),
            entry(
                "rateMaturity",
                "mutation($input: RateMaturityInput!) { rateMaturity(input: $input) { userErrors { code field } } }",
                json!({ "input": rating }),
                ANALYSTS,
            ),
        ]
    }
}
