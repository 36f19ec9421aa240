//! What is asked of both servers.

use std::net::SocketAddr;

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use crate::load::{self, Expected, Lane, post};
use crate::study::{self, Study};

/// Connections to a server.
pub(crate) const CONNECTIONS: usize = 16;

pub(crate) const DASHBOARD: &str = "query Dashboard($roundId: ID!) { maturityDashboard(roundId: $roundId) {
    round { name status } synthetic population invited responded responseRate
    dimensions {
        dimension { code name } scored population mean lower upper dontKnow missing
        levels { level { number name } owners }
    }
} }";
const WITH_OWNERS: &str = "query DashboardWithOwners($roundId: ID!) { maturityDashboard(roundId: $roundId) {
    round { name status } synthetic population invited responded responseRate
    dimensions {
        dimension { code name } scored population mean lower upper dontKnow missing
        levels { level { number name } owners }
    }
    owners(first: 60) { nodes { organization { name } submittedAt scores { point lower upper coverage level { number } } } }
} }";
const RESPONSE: &str = "query Response($id: ID!) { node(id: $id) { ... on Response {
    status answers { question { code } state options { code } revision }
} } }";
/// As the respondent's page sends it.
pub(crate) const SAVE: &str = "mutation SaveAnswers($input: SaveAnswersInput!) { saveAnswers(input: $input) {
    answers { question { id } state options { id } revision answeredAt }
    userErrors { code message field }
} }";

/// The request that needs no database.
pub(crate) const NO_SQL: &str = "`{ __typename }`";

/// The same thing, asked of both servers.
pub(crate) struct Scenario {
    /// What it is.
    pub(crate) name: &'static str,
    /// What is sent to ours, and what to the bare one.
    pub(crate) lanes: [Vec<Lane>; 2],
}

/// Where the servers are: ours, then the bare one.
pub(crate) type Addresses = [SocketAddr; 2];

/// All of them. Fails where the servers do not answer the same.
pub(crate) async fn all(servers: Addresses, study: &Study) -> anyhow::Result<Vec<Scenario>> {
    let graphql =
        |query: &str, variables: Value| json!({ "query": query, "variables": variables }).to_string();
    let by_round = json!({ "roundId": study.round });
    let round = key(&study.round)?;
    let token = Some(study.analyst.as_str());
    let read = async |name, query: &str, variables, path: &str, token| {
        let ours = post(servers[0], "/graphql", token, &graphql(query, variables));
        let bare = post(servers[1], path, token, "{}");
        reading(name, servers, [ours, bare]).await
    };
    Ok(vec![
        read(NO_SQL, "{ __typename }", json!({}), "/constant", None).await?,
        read("dashboard", DASHBOARD, by_round.clone(), &format!("/dashboard/{round}"), token).await?,
        read("dashboard, 60 owners", WITH_OWNERS, by_round, &format!("/owners/{round}"), token).await?,
        read(
            "response, 40 answers",
            RESPONSE,
            json!({ "id": study.response }),
            &format!("/response/{}", key(&study.response)?),
            token,
        )
        .await?,
        saving(servers, study).await?,
    ])
}

/// Of a key as clients have it, what stands behind the kind.
fn key(id: &str) -> anyhow::Result<&str> {
    id.split_once('_').map(|(_, key)| key).context("not a key")
}

async fn reading(name: &'static str, servers: Addresses, requests: [Vec<u8>; 2]) -> anyhow::Result<Scenario> {
    let first = [load::once(servers[0], &requests[0]).await?, load::once(servers[1], &requests[1]).await?];
    require_same(name, &first)?;
    let expected = Expected::Length(first[0].len());
    let lanes = requests.map(|request| {
        let lane = || {
            let request = request.clone();
            Lane { request: Box::new(move |_| request.clone()), expected, sent: 0 }
        };
        (0..CONNECTIONS).map(|_| lane()).collect()
    });
    Ok(Scenario { name, lanes })
}

/// Each connection is a service owner of their own, who changes one answer after another.
async fn saving(servers: Addresses, study: &Study) -> anyhow::Result<Scenario> {
    let (ours, bare) = study.writers.split_at(CONNECTIONS);
    let lane = |request: Box<dyn Fn(u64) -> Vec<u8>>| Lane {
        request,
        expected: Expected::Part("\"userErrors\":[]"),
        sent: 0,
    };
    let mut ours: Vec<Lane> = ours
        .iter()
        .map(|writer| lane(Box::new(save_by_graphql(servers[0], &writer.token, &study.questions))))
        .collect();
    let mut bare: Vec<Lane> = bare
        .iter()
        .map(|writer| lane(Box::new(save_barely(servers[1], &writer.token, &study.questions))))
        .collect();
    let first = [
        load::once(servers[0], &(ours[0].request)(0)).await?,
        load::once(servers[1], &(bare[0].request)(0)).await?,
    ];
    require_same("saving", &first)?;
    ours[0].sent = 1;
    bare[0].sent = 1;
    Ok(Scenario { name: "save one answer", lanes: [ours, bare] })
}

/// Both answered the same, the order of fields and the times of saving aside.
fn require_same(what: &str, answers: &[Vec<u8>; 2]) -> anyhow::Result<()> {
    let [ours, bare] = answers.each_ref().map(|body| without_times(body));
    ensure!(ours == bare, "{what}: the servers do not answer the same:\n{ours}\n{bare}");
    Ok(())
}

fn without_times(body: &[u8]) -> Value {
    let mut body: Value = serde_json::from_slice(body).unwrap_or_default();
    for answer in body["data"]["saveAnswers"]["answers"].as_array_mut().into_iter().flatten() {
        answer["answeredAt"] = Value::Null;
    }
    body
}

/// Which question the save with this number changes, to which option, and which revision it replaces. Every answer was
/// given once before ([`study::WRITERS`](crate::study::WRITERS)), and each save chooses another option than the last.
fn change(questions: &[(String, Vec<String>)], number: u64) -> (&str, &str, u64) {
    let count = questions.len() as u64;
    let (place, turn) = (number % count, number / count);
    let (question, options) = &questions[place as usize];
    let option = study::chosen(place, study::WRITERS) + turn + 1;
    (question, &options[(option % options.len() as u64) as usize], turn + 1)
}

fn save_by_graphql(
    server: SocketAddr,
    token: &str,
    questions: &[(String, Vec<String>)],
) -> impl Fn(u64) -> Vec<u8> + use<> {
    let (token, questions) = (token.to_owned(), questions.to_vec());
    move |number| {
        let (question, option, revision) = change(&questions, number);
        let answer = json!({
            "questionId": question, "state": "ANSWERED", "optionIds": [option], "baseRevision": revision,
        });
        let body = json!({ "query": SAVE, "variables": { "input": { "answers": [answer] } } });
        post(server, "/graphql", Some(&token), &body.to_string())
    }
}

fn save_barely(
    server: SocketAddr,
    token: &str,
    questions: &[(String, Vec<String>)],
) -> impl Fn(u64) -> Vec<u8> + use<> {
    let (token, questions) = (token.to_owned(), questions.to_vec());
    move |number| {
        let (question, option, revision) = change(&questions, number);
        let bare = |id: &str| id.split_once('_').map(|(_, key)| key.to_owned());
        let body =
            json!({ "questionId": bare(question), "optionId": bare(option), "baseRevision": revision });
        post(server, "/save", Some(&token), &body.to_string())
    }
}
