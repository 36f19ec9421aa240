//! Who may do what with the library.

use serde_json::json;

use super::Meets::{self, Absent, In, No, SignIn};
use super::{Entry, entry};
use crate::world::{World, done, text};

/// Those who design questionnaires, in whatever study.
const DESIGNERS: [Meets; 9] = [SignIn, No, No, In, In, In, In, No, No];

/// What is kept in it.
pub(super) struct Library {
    entry: String,
}

impl Library {
    pub(super) async fn fill(world: &World) -> Self {
        let keep = "mutation { keepInLibrary(input: { name: \"A\", question: { code: \"A\", kind: NUMBER, text: { nb: \"A\" } } }) { entry { id } userErrors { code } } }";
        Self { entry: text(&done(&world.analyst, keep, json!({})).await, "/entry/id") }
    }

    pub(super) fn queries(&self) -> Vec<Entry> {
        vec![entry("library", "{ library { totalCount } }", json!({}), DESIGNERS)]
    }

    pub(super) fn mutations(&self, world: &World) -> Vec<Entry> {
        let version = text(&world.version, "/id");
        vec![
            entry(
                "keepInLibrary",
                "mutation { keepInLibrary(input: { name: \"B\", question: { code: \"B\", kind: NUMBER, text: { nb: \"B\" } } }) { userErrors { code field } } }",
                json!({}),
                DESIGNERS,
            ),
            entry(
                "changeLibraryEntry",
                "mutation($id: ID!) { changeLibraryEntry(input: { entryId: $id, baseRevision: 99 }) { userErrors { code field } } }",
                json!({ "id": self.entry }),
                DESIGNERS,
            ),
            // Also those of the draft's study alone: to others there is no such draft.
            entry(
                "takeFromLibrary",
                "mutation($id: ID!, $version: ID!) { takeFromLibrary(input: { entryId: $id, versionId: $version, baseRevision: 1, sectionCode: \"plan\" }) { userErrors { code field } } }",
                json!({ "id": self.entry, "version": version }),
                [SignIn, No, No, In, In, In, Absent, No, No],
            ),
            // The entry is a question, which is told only to those who may make models.
            entry(
                "takeMaturityModelFromLibrary",
                "mutation($id: ID!, $version: ID!) { takeMaturityModelFromLibrary(input: { entryId: $id, versionId: $version }) { userErrors { code field } } }",
                json!({ "id": self.entry, "version": version }),
                [SignIn, No, No, In, In, In, Absent, No, No],
            ),
            // An entry that there is not, so that none is missed by those who come after.
            entry(
                "removeLibraryEntry",
                "mutation($id: ID!) { removeLibraryEntry(input: { entryId: $id }) { userErrors { code field } } }",
                json!({ "id": "libraryEntry_00000000000000000000000000000000" }),
                [SignIn, No, No, Absent, Absent, Absent, Absent, No, No],
            ),
        ]
    }
}
