//! Who may run rounds, and who may answer in them.

use serde_json::json;

use super::Meets::{In, No, SignIn};
use super::{ANALYSTS, Entry, INVITED, entry};
use crate::world::{self, World, text};

/// A round beside the one that is answered in.
pub(super) struct Wave {
    round: String,
    invitation: String,
}

impl Wave {
    pub(super) async fn open(world: &World) -> Self {
        let round = world::open_round(&world.analyst, &world.study, &text(&world.version, "/id")).await;
        let document = "query($id: ID!) { invitations(roundId: $id) { nodes { id } } }";
        let reply = world.analyst.query(document, json!({ "id": round })).await;
        Self { invitation: text(reply.data(), "/invitations/nodes/0/id"), round }
    }

    pub(super) fn queries(&self, world: &World) -> Vec<Entry> {
        let document =
            "query($input: MailPreviewInput!) { mailPreview(input: $input) { userErrors { code field } } }";
        let attention = "query($id: ID!) { attention(roundId: $id) { totalCount } }";
        vec![
            entry("mailPreview", document, self.mail(world), ANALYSTS),
            entry(
                "roundHistory",
                "query($id: ID!) { roundHistory(studyId: $id) { totalCount } }",
                json!({ "id": world.study }),
                ANALYSTS,
            ),
            entry("attention", attention, json!({ "id": self.round }), ANALYSTS),
        ]
    }

    fn mail(&self, world: &World) -> serde_json::Value {
        json!({ "input": { "roundId": self.round, "kind": "REMINDER", "organizationId": world.organization } })
    }

    pub(super) fn mutations(&self, world: &World) -> Vec<Entry> {
        let mut planned = world::round(&world.study, &text(&world.version, "/id"));
        planned["opensAt"] = json!((chrono::Utc::now() + chrono::Duration::days(1)).to_rfc3339());
        let round = || json!({ "input": { "roundId": self.round } });
        let owners = json!({ "input": { "roundId": self.round, "organizationIds": [world.organization] } });
        let later = json!({ "input": { "roundId": self.round, "closesAt": planned["closesAt"] } });
        let text = json!({ "input": { "roundId": self.round, "kind": "REMINDER", "language": "NB" } });
        let invitation = || json!({ "input": { "invitationId": self.invitation } });
        macro_rules! mutation {
            ($field:literal, $input:literal) => {
                concat!(
                    "mutation($input: ",
                    $input,
                    "!) { ",
                    $field,
                    "(input: $input) { userErrors { code field } } }"
                )
            };
        }
        vec![
            entry(
                "createRound",
                mutation!("createRound", "CreateRoundInput"),
                json!({ "input": planned }),
                ANALYSTS,
            ),
            entry("changeRound", mutation!("changeRound", "ChangeRoundInput"), round(), ANALYSTS),
            entry("setMailText", mutation!("setMailText", "SetMailTextInput"), text, ANALYSTS),
            entry("sendTestMail", mutation!("sendTestMail", "MailPreviewInput"), self.mail(world), ANALYSTS),
            entry("pauseRound", mutation!("pauseRound", "RoundInput"), round(), ANALYSTS),
            entry("resumeRound", mutation!("resumeRound", "RoundInput"), round(), ANALYSTS),
            entry("sendReminders", mutation!("sendReminders", "SendRemindersInput"), round(), ANALYSTS),
            entry("inviteOwners", mutation!("inviteOwners", "InviteOwnersInput"), owners, ANALYSTS),
            entry(
                "withdrawInvitation",
                mutation!("withdrawInvitation", "InvitationInput"),
                invitation(),
                ANALYSTS,
            ),
            entry("renewInvitation", mutation!("renewInvitation", "InvitationInput"), invitation(), ANALYSTS),
            entry("withdrawInvitations", mutation!("withdrawInvitations", "RoundInput"), round(), ANALYSTS),
            entry("closeRound", mutation!("closeRound", "RoundInput"), round(), ANALYSTS),
            entry("reopenRound", mutation!("reopenRound", "ReopenRoundInput"), later, ANALYSTS),
            // It has opened, so that it stays.
            entry("deleteRound", mutation!("deleteRound", "RoundInput"), round(), ANALYSTS),
            // When their turn comes it is declined, and nobody who was let in is until it is accepted; `together` has that they may not.
            entry(
                "declineInvitation",
                mutation!("declineInvitation", "DeclineInvitationInput"),
                json!({ "input": {} }),
                [SignIn, In, No, No, No, No, No, SignIn, SignIn],
            ),
            entry(
                "acceptInvitation",
                "mutation { acceptInvitation(input: {}) { userErrors { code field } } }",
                json!({}),
                INVITED,
            ),
        ]
    }
}
