//! Scoring again what takes more than one call.

use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::{Asked, Chose, DontKnow, model};
use crate::harness::{TestApp, both};
use crate::world::{CREATE_MODEL, World, done};

const RESCORE: &str =
    "mutation($round: ID!, $after: ID) { rescoreRound(input: { roundId: $round, after: $after }) {
    rescored { total same differing next } userErrors { code field message } } }";
const ADOPT: &str = "mutation($round: ID!) { adoptMaturityModel(input: { roundId: $round, number: 3 }) { scored userErrors { code field message } } }";
const FIGURES: &str = "query($id: ID!) { maturityDashboard(roundId: $id) { dimensions { scored } } }";

/// Copies of the first response, without scores.
const COPIES: usize = 250;

async fn multiply(app: &TestApp) {
    let sqlite = app.database().url().starts_with("sqlite");
    let numbers = if sqlite {
        format!(
            "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {COPIES}) SELECT n FROM s"
        )
    } else {
        format!("SELECT n FROM generate_series(1, {COPIES}) AS s(n)")
    };
    let key = |table: &str| {
        if sqlite {
            format!("unhex(printf('000000000000{table}8000%012d', n))")
        } else {
            format!("CAST('00000000-0000-{table}-8000-' || lpad(CAST(n AS text), 12, '0') AS uuid)")
        }
    };
    let empty = if sqlite { "x'00'" } else { "decode('00', 'hex')" };
    let [owner, invitation, response, submission] = ["7001", "7002", "7003", "7004"].map(key);
    let txn = app.system().begin().await.unwrap();
    for statement in [
        format!(
            "INSERT INTO organization (id, orgnr, name, aliases, language, search_text, sort_key, created_at, updated_at) \
             SELECT {owner}, CAST(100000000 + n AS text), o.name, o.aliases, o.language, '', {empty}, o.created_at, o.updated_at \
             FROM ({numbers}) AS t CROSS JOIN organization o"
        ),
        format!(
            "INSERT INTO population_member (round_id, organization_id) \
             SELECT p.round_id, {owner} FROM ({numbers}) AS t CROSS JOIN population_member p"
        ),
        format!(
            "INSERT INTO invitation (id, round_id, organization_id, contact_id, status, language, queued_at) \
             SELECT {invitation}, i.round_id, {owner}, i.contact_id, 'submitted', i.language, i.queued_at \
             FROM ({numbers}) AS t CROSS JOIN invitation i"
        ),
        format!(
            "INSERT INTO response (id, invitation_id, status, started_at, submitted_at) \
             SELECT {response}, {invitation}, 'submitted', r.started_at, r.submitted_at FROM ({numbers}) AS t CROSS JOIN response r"
        ),
        format!(
            "INSERT INTO submission (id, response_id, number, content, content_hash, submitted_by, submitted_at) \
             SELECT {submission}, {response}, 1, s.content, s.content_hash, s.submitted_by, s.submitted_at \
             FROM ({numbers}) AS t CROSS JOIN submission s"
        ),
    ] {
        txn.execute_unprepared(&statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    txn.commit().await.unwrap();
}

/// What each call said, until there are no more.
async fn all(world: &World, round: &str) -> Vec<[i64; 3]> {
    let (mut after, mut calls) = (Value::Null, Vec::new());
    loop {
        let found =
            done(&world.analyst, RESCORE, json!({ "round": round, "after": after })).await["rescored"]
                .clone();
        calls.push(["total", "same", "differing"].map(|field| found[field].as_i64().unwrap()));
        after = found["next"].clone();
        if after.is_null() {
            return calls;
        }
    }
}

both! {
    async fn each_response_is_looked_at_once(app: TestApp) {
        let world = World::new(&app).await;
        let asked = Asked::publish(&world, "to", &["Q01", "Q02"]).await;
        let dimensions = [asked.dimension("A", 1.0, &[("Q01", 1.0)]), asked.dimension("B", 3.0, &[("Q02", 1.0)])];
        done(&world.analyst, CREATE_MODEL, json!({ "input": model(&world, &dimensions) })).await;
        let (round, respondent) = asked.open(&app, &world).await;
        asked.submit(&respondent, &[("Q01", Chose(1)), ("Q02", DontKnow)]).await;
        multiply(&app).await;
        let scored = async || world.leader.query(FIGURES, json!({ "id": round })).await.data()["maturityDashboard"]["dimensions"].clone();
        assert_eq!(scored().await, json!([{ "scored": 1 }, { "scored": 0 }]));
        // The copies have the lower keys; the response that was scored when it was submitted comes last.
        assert_eq!(all(&world, &round).await, [[251, 0, 100], [251, 0, 100], [251, 1, 50]]);
        assert_eq!(scored().await, json!([{ "scored": 251 }, { "scored": 0 }]));
        assert_eq!(all(&world, &round).await, [[251, 100, 0], [251, 100, 0], [251, 51, 0]]);

        done(&world.analyst, CREATE_MODEL, json!({ "input": model(&world, &dimensions[..1]) })).await;
        assert_eq!(done(&world.analyst, ADOPT, json!({ "round": round })).await["scored"], 251);
        assert_eq!(scored().await, json!([{ "scored": 251 }]));
        assert_eq!(all(&world, &round).await, [[251, 100, 0], [251, 100, 0], [251, 51, 0]]);
    }
}
