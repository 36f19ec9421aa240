//! Who may do what: every root field of the schema, for every role. A field without an entry here fails the test, and
//! so does an entry without a field.

mod accounts;
mod answering;
mod library;
mod maturity;
mod proposals;
mod registry;
mod results;
mod rounds;
mod versions;

use serde_json::{Value, json};

use crate::harness::socket::{Heard, Socket};
use crate::harness::{Client, Reply, TestApp, both};
use crate::world::{self, Round, World, done, text};

/// What a role meets.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Meets {
    /// It is let in; what comes of it is another test's matter.
    In,
    /// It is told to sign in.
    SignIn,
    /// It is told that it may not.
    No,
    /// To it, there is no such thing.
    Absent,
}
use Meets::{Absent, In, No, SignIn};
use library::Library;
use maturity::Scored;
use registry::{Belongings, EDITORS};
use results::Results;
use rounds::Wave;

/// One root field: a document that asks for it, its variables, and what each role meets, in the order of [`ROLES`].
struct Entry {
    field: &'static str,
    document: &'static str,
    variables: Value,
    meets: [Meets; 9],
}

const REVOKE: &str =
    "mutation($input: RevokeRoleInput!) { revokeRole(input: $input) { userErrors { code field } } }";

/// The last two were let in by the respondent: to answer in a section, and to approve.
const ROLES: [&str; 9] = [
    "nobody",
    "respondent",
    "leader",
    "analyst",
    "admin",
    "system admin",
    "analyst of another study",
    "colleague",
    "approver",
];

/// Everybody may.
const ALL: [Meets; 9] = [In; 9];
/// Everybody who has an account.
const ACCOUNTS: [Meets; 9] = [SignIn, No, In, In, In, In, In, No, No];
/// Everybody who works in the study; to others it is absent.
const STUDY: [Meets; 9] = [SignIn, Absent, In, In, In, In, Absent, Absent, Absent];
/// Analysts of the study and above.
const ANALYSTS: [Meets; 9] = [SignIn, Absent, No, In, In, In, Absent, Absent, Absent];
/// Administrators of the study.
const ADMINS: [Meets; 9] = [SignIn, Absent, No, No, In, In, Absent, Absent, Absent];
/// Everybody who came by a link.
const RESPONDENT: [Meets; 9] = [SignIn, In, No, No, No, No, No, In, In];
/// Those of them who answer.
const ANSWERING: [Meets; 9] = [SignIn, In, No, No, No, No, No, In, No];
/// The one who was invited.
const INVITED: [Meets; 9] = [SignIn, In, No, No, No, No, No, No, No];

fn entry(field: &'static str, document: &'static str, variables: Value, meets: [Meets; 9]) -> Entry {
    Entry { field, document, variables, meets }
}

fn queries(world: &World, round: &Round) -> Vec<Entry> {
    let (study, version) = (&world.study, text(&world.version, "/id"));
    vec![
        entry(
            "viewer",
            "{ viewer { account { id } } }",
            json!({}),
            [Absent, Absent, In, In, In, In, In, Absent, Absent],
        ),
        entry("node", "query($id: ID!) { node(id: $id) { id } }", json!({ "id": study }), STUDY),
        entry("organizations", "{ organizations { totalCount } }", json!({}), ACCOUNTS),
        entry(
            "organization",
            "query($id: ID!) { organization(id: $id) { id } }",
            json!({ "id": world.organization }),
            [SignIn, In, In, In, In, In, In, In, In],
        ),
        entry("studies", "{ studies { totalCount } }", json!({}), [SignIn, In, In, In, In, In, In, In, In]),
        entry("study", "query($id: ID!) { study(id: $id) { id } }", json!({ "id": study }), STUDY),
        entry(
            "questionnaireVersions",
            "query($id: ID!) { questionnaireVersions(studyId: $id) { totalCount } }",
            json!({ "id": study }),
            STUDY,
        ),
        entry(
            "questionnaireVersion",
            "query($id: ID!) { questionnaireVersion(id: $id) { id } }",
            json!({ "id": version }),
            STUDY,
        ),
        entry(
            "questionnaireFile",
            "query($id: ID!) { questionnaireFile(versionId: $id, format: JSON) { name } }",
            json!({ "id": version }),
            STUDY,
        ),
        entry(
            "frame",
            "query($id: ID!) { frame(studyId: $id) { totalCount } }",
            json!({ "id": study }),
            STUDY,
        ),
        entry(
            "frameMembers",
            "query($id: ID!) { frameMembers(studyId: $id) { totalCount } }",
            json!({ "id": study }),
            STUDY,
        ),
        entry(
            "powerInterest",
            "query($id: ID!) { powerInterest(studyId: $id) { population } }",
            json!({ "id": study }),
            STUDY,
        ),
        entry(
            "members",
            "query($id: ID!) { members(studyId: $id) { totalCount } }",
            json!({ "id": study }),
            ADMINS,
        ),
        entry(
            "rounds",
            "query($id: ID!) { rounds(studyId: $id) { totalCount } }",
            json!({ "id": study }),
            STUDY,
        ),
        entry(
            "round",
            "query($id: ID!) { round(id: $id) { id } }",
            json!({ "id": round.id }),
            [SignIn, In, In, In, In, In, Absent, In, In],
        ),
        entry(
            "invitations",
            "query($id: ID!) { invitations(roundId: $id) { totalCount } }",
            json!({ "id": round.id }),
            ANALYSTS,
        ),
        entry("invitation", "{ invitation { id } }", json!({}), RESPONDENT),
        entry("response", "{ response { id } }", json!({}), RESPONDENT),
        entry(
            "maturityModel",
            "query($id: ID!) { maturityModel(studyId: $id) { id } }",
            json!({ "id": study }),
            STUDY,
        ),
        entry(
            "maturityTrend",
            "query($id: ID!) { maturityTrend(studyId: $id) { synthetic } }",
            json!({ "id": study }),
            STUDY,
        ),
        entry(
            "servicesDashboard",
            "query($id: ID!) { servicesDashboard(studyId: $id) { population } }",
            json!({ "id": study }),
            STUDY,
        ),
        entry(
            "maturityDashboard",
            "query($id: ID!) { maturityDashboard(roundId: $id) { population } }",
            json!({ "id": round.id }),
            STUDY,
        ),
    ]
}

fn mutations(world: &World, round: &Round) -> Vec<Entry> {
    let (study, version) = (&world.study, text(&world.version, "/id"));
    let answers = json!([{ "questionId": world.question(), "state": "DONT_KNOW", "baseRevision": 1 }]);
    let owner = json!({ "orgnr": "974760673", "name": { "nb": "Igjen" }, "language": "NB", "contacts": [] });
    let frame = json!({ "studyId": study, "organizationIds": [world.organization] });
    let stranger = format!("account_{}", uuid::Uuid::now_v7().simple());
    let role = json!({ "studyId": study, "accountId": world.analyst_account, "role": "ANALYST" });
    vec![
        entry(
            "createStudy",
            "mutation($input: CreateStudyInput!) { createStudy(input: $input) { userErrors { code field } } }",
            json!({ "input": { "name": { "nb": "Ny" } } }),
            [SignIn, No, No, No, No, In, No, No, No],
        ),
        entry(
            "changeStudy",
            "mutation($input: ChangeStudyInput!) { changeStudy(input: $input) { userErrors { code field } } }",
            json!({ "input": { "studyId": study } }),
            ADMINS,
        ),
        entry(
            "grantRole",
            "mutation($input: GrantRoleInput!) { grantRole(input: $input) { userErrors { code field } } }",
            json!({ "input": role }),
            ADMINS,
        ),
        // Of somebody who has none: nothing is taken away.
        entry("revokeRole", REVOKE, json!({ "input": { "studyId": study, "accountId": stranger } }), ADMINS),
        entry(
            "registerOrganization",
            world::REGISTER,
            json!({ "input": owner }),
            [SignIn, No, No, In, In, In, In, No, No],
        ),
        entry(
            "addToFrame",
            "mutation($input: AddToFrameInput!) { addToFrame(input: $input) { userErrors { code field } } }",
            json!({ "input": frame }),
            ANALYSTS,
        ),
        entry(
            "describeFrameMember",
            "mutation($input: DescribeFrameMemberInput!) { describeFrameMember(input: $input) { userErrors { code field } } }",
            json!({ "input": { "studyId": study, "organizationId": world.organization, "followedUp": true } }),
            ANALYSTS,
        ),
        entry(
            "setStakeholderPosition",
            "mutation($input: SetStakeholderPositionInput!) { setStakeholderPosition(input: $input) { userErrors { code field } } }",
            json!({ "input": { "studyId": study, "organizationId": world.organization, "position": { "influence": "LARGE", "interest": "SMALL" } } }),
            ANALYSTS,
        ),
        entry(
            "removeFromFrame",
            "mutation($input: RemoveFromFrameInput!) { removeFromFrame(input: $input) { userErrors { code field } } }",
            json!({ "input": { "studyId": study, "organizationIds": [] } }),
            ANALYSTS,
        ),
        entry(
            "createQuestionnaire",
            world::CREATE_QUESTIONNAIRE,
            json!({ "input": world::questionnaire(study, "ny") }),
            ANALYSTS,
        ),
        entry(
            "importQuestionnaire",
            world::IMPORT_QUESTIONNAIRE,
            json!({ "input": { "studyId": study, "format": "JSON", "document": "{}" } }),
            ANALYSTS,
        ),
        entry(
            "importMaturityModel",
            world::IMPORT_MODEL,
            json!({ "input": { "studyId": study, "document": "{}" } }),
            ANALYSTS,
        ),
        entry("publishQuestionnaire", world::PUBLISH, json!({ "id": version }), ANALYSTS),
        entry(
            "changeQuestionnaire",
            "mutation($id: ID!) { changeQuestionnaire(input: { versionId: $id, baseRevision: 1, title: { nb: \"Ny\" }, sections: [] }) { userErrors { code field } } }",
            json!({ "id": version }),
            ANALYSTS,
        ),
        entry(
            "copyQuestionnaire",
            "mutation($id: ID!) { copyQuestionnaire(input: { versionId: $id }) { userErrors { code field } } }",
            json!({ "id": version }),
            ANALYSTS,
        ),
        entry(
            "retireQuestionnaire",
            "mutation($id: ID!) { retireQuestionnaire(input: { versionId: $id }) { userErrors { code field } } }",
            json!({ "id": version }),
            ANALYSTS,
        ),
        entry(
            "deleteQuestionnaire",
            "mutation($id: ID!) { deleteQuestionnaire(input: { versionId: $id }) { userErrors { code field } } }",
            json!({ "id": version }),
            ANALYSTS,
        ),
        entry(
            "createMaturityModel",
            world::CREATE_MODEL,
            json!({ "input": world::model(study, &world.question()) }),
            ANALYSTS,
        ),
        entry("openRound", world::OPEN_ROUND, json!({ "input": world::round(study, &version) }), ANALYSTS),
        entry("openInvitation", world::OPEN_INVITATION, json!({ "token": round.link }), ALL),
        entry("saveAnswers", world::SAVE, json!({ "answers": answers }), ANSWERING),
        entry("submitResponse", world::SUBMIT, json!({}), INVITED),
        // Last, as it ends the session.
        entry(
            "signOut",
            "mutation { signOut(input: {}) { userErrors { code field } } }",
            json!({}),
            ACCOUNTS,
        ),
    ]
}

fn met(reply: &Reply, field: &str) -> Meets {
    match reply.code() {
        "UNAUTHENTICATED" => return SignIn,
        "FORBIDDEN" => return No,
        // Only those who may are told what is wrong with what they ask for.
        "BAD_USER_INPUT" => return In,
        "" => {}
        other => panic!("{field}: {other}: {reply:?}"),
    }
    let answer = &reply.data()[field];
    let absent = |error: &Value| error["code"] == "NOT_FOUND" && error["field"] == json!([]);
    if answer.is_null() || answer["userErrors"].as_array().is_some_and(|errors| errors.iter().any(absent)) {
        return Absent;
    }
    In
}

async fn root_fields(client: &Client, root: &str) -> Vec<String> {
    let document = "query($name: String!) { __type(name: $name) { fields { name } } }";
    let reply = client.query(document, json!({ "name": root })).await;
    let fields = reply.data()["__type"]["fields"].as_array().cloned().unwrap_or_default();
    fields.iter().map(|field| text(field, "/name")).collect()
}

fn everyone(app: &TestApp, world: &World, round: &Round, [colleague, approver]: [Client; 2]) -> [Client; 9] {
    let World { system_admin, admin, analyst, leader, outsider, .. } = world;
    [
        app.anonymous(),
        round.respondent.clone(),
        leader.clone(),
        analyst.clone(),
        admin.clone(),
        system_admin.clone(),
        outsider.clone(),
        colleague,
        approver,
    ]
}

both! {
    async fn every_root_field_meets_every_role_as_agreed(app: TestApp) {
        let world = World::new(&app).await;
        let (round, let_in) = answering::open_round(&app, &world).await;
        let answers = json!([{ "questionId": world.question(), "state": "DONT_KNOW" }]);
        done(&round.respondent, world::SAVE, json!({ "answers": answers })).await;
        let clients = everyone(&app, &world, &round, let_in);

        let own = round.respondent.query("{ response { id } invitation { id } }", json!({})).await;
        let (response, invitation) = (text(own.data(), "/response/id"), text(own.data(), "/invitation/id"));
        let belongings = Belongings::register(&world).await;
        let library = Library::fill(&world).await;
        let wave = Wave::open(&world).await;
        let results = Results::prepare(&world).await;
        let scored = Scored::submit(&app, &world).await;
        let queries: Vec<Entry> = queries(&world, &round).into_iter()
            .chain(belongings.queries(&world)).chain(library.queries()).chain(versions::queries(&world)).chain(wave.queries(&world))
            .chain(answering::queries(&invitation)).chain(proposals::queries(&world)).chain(results.queries()).chain(scored.queries(&world)).collect();
        let mutations: Vec<Entry> = accounts::mutations(&world).into_iter()
            .chain(belongings.mutations(&world)).chain(library.mutations(&world)).chain(wave.mutations(&world))
            .chain(answering::mutations(&response, &invitation)).chain(proposals::mutations()).chain(scored.mutations(&world)).chain(mutations(&world, &round)).collect();
        for (root, entries) in [("Query", &queries), ("Mutation", &mutations)] {
            let known = root_fields(&clients[0], root).await;
            for field in &known {
                assert!(entries.iter().any(|entry| entry.field == field), "{root}.{field} has no entry: who may?");
            }
            for Entry { field, .. } in entries {
                assert!(known.iter().any(|name| name == field), "{root}.{field} is not in the schema");
            }
        }
        let mut wrong = Vec::new();
        for entry in queries.iter().chain(&mutations) {
            for ((client, role), agreed) in clients.iter().zip(ROLES).zip(entry.meets) {
                let met = met(&client.query(entry.document, entry.variables.clone()).await, entry.field);
                if met != agreed {
                    wrong.push(format!("{} as {role}: {met:?}, not {agreed:?}", entry.field));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    async fn every_subscription_meets_every_role_as_agreed(app: TestApp) {
        let world = World::new(&app).await;
        let (round, let_in) = answering::open_round(&app, &world).await;
        let everyone = everyone(&app, &world, &round, let_in);
        let belongings = Belongings::register(&world).await;
        let mut known = root_fields(&app.anonymous(), "Subscription").await;
        known.sort();
        assert_eq!(known, ["answeringChanges", "importProgress", "maturityChanges", "roundProgress"], "who may the new one?");
        let maturity = "subscription($id: ID!) { maturityChanges(roundId: $id) { responded } }";
        let round_progress = "subscription($id: ID!) { roundProgress(roundId: $id) { invited } }";
        let import_progress = "subscription($id: ID!) { importProgress(importId: $id) { fileName } }";
        let answering = "subscription { answeringChanges { status } }";
        for (document, id, agreed) in [
            (round_progress, round.id.as_str(), STUDY), (maturity, round.id.as_str(), STUDY), (import_progress, belongings.import(), EDITORS), (answering, "", RESPONDENT),
        ] {
            for ((client, role), agreed) in everyone.iter().zip(ROLES).zip(agreed) {
                let mut socket = Socket::greeted(&app.url, client.token()).await;
                socket.subscribe("1", document, json!({ "id": id })).await;
                let met = match socket.hear().await {
                    Heard::Closed(4401) => SignIn,
                    Heard::Closed(code) => panic!("{role}: closed with {code}"),
                    Heard::Message(news) => match news.to_string() {
                        news if news.contains("UNAUTHENTICATED") => SignIn,
                        news if news.contains("FORBIDDEN") => No,
                        news if news.contains("NOT_FOUND") => Absent,
                        news if news.contains("\"invited\":1") || news.contains("\"responded\":0") || news.contains("eiere.csv") || news.contains("\"status\":null") => In,
                        news => panic!("{role}: {news}"),
                    },
                };
                assert_eq!(met, agreed, "{role}: {document}");
            }
        }
    }
}
