//! Who may compare, try out and test versions of questionnaires.

use serde_json::json;

use super::{ANALYSTS, Entry, STUDY, entry};
use crate::world::{World, text};

pub(super) fn queries(world: &World) -> Vec<Entry> {
    let version = text(&world.version, "/id");
    vec![
        entry(
            "questionnaireDifference",
            "query($id: ID!) { questionnaireDifference(fromId: $id, toId: $id) { verdict } }",
            json!({ "id": version }),
            STUDY,
        ),
        entry(
            "questionnairePreview",
            "query($id: ID!) { questionnairePreview(input: { versionId: $id }) { preview { title } userErrors { code field } } }",
            json!({ "id": version }),
            STUDY,
        ),
        // It costs the server something.
        entry(
            "questionnaireDryRun",
            "query($id: ID!) { questionnaireDryRun(versionId: $id, respondents: 1) { respondents } }",
            json!({ "id": version }),
            ANALYSTS,
        ),
        entry(
            "questionnairePublishability",
            "query($id: ID!) { questionnairePublishability(versionId: $id) { canBePublished } }",
            json!({ "id": version }),
            ANALYSTS,
        ),
    ]
}
