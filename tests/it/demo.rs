//! The example study: it comes to be as it is told, the same each time, and a director's questions find in it what the case found.
//!
//! The demo has a database of its own, a file of SQLite.

mod job;

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::Utc;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use trespor::config::Settings;
use trespor::demo::{Access, Demo, DemoOptions, set_up};

use crate::harness::Client;
use crate::world::{self, text};

/// Set this to write what the questions are answered anew, instead of comparing it.
const WRITE: &str = "TRESPOR_WRITE_EXAMPLES";

struct Served {
    demo: Demo,
    url: String,
    leader: Client,
    said: Vec<String>,
    stop: CancellationToken,
    _folder: tempfile::TempDir,
}

impl Served {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let settings = Settings::default();
        let options = DemoOptions {
            folder: folder.path().join("demo"),
            bind: listener.local_addr().unwrap(),
            brreg: settings.brreg,
            limits: settings.limits,
            serve: true,
            fresh: false,
        };
        let said = Mutex::new(Vec::new());
        let say = |line: &str| {
            said.lock().unwrap().push(line.to_owned());
            Ok(())
        };
        let demo = Box::pin(set_up(&options, say)).await.unwrap();
        let url = format!("http://{}", options.bind);
        let stop = CancellationToken::new();
        tokio::spawn(trespor::http::serve(Arc::clone(&demo.app), listener, stop.clone()));
        let leader = sign_in(&url, &demo.access.leader).await;
        Self { demo, url, leader, said: said.into_inner().unwrap(), stop, _folder: folder }
    }

    fn access(&self) -> &Access {
        &self.demo.access
    }

    /// What a document takes of what is known of the study.
    async fn variables(&self, document: &str, name: &str) -> Value {
        let [before, sprint, after] = self.access().rounds.as_slice() else { panic!("three rounds") };
        let asked =
            "query($id: ID!) { round(id: $id) { questionnaire { sections { questions { id code } } } } }";
        let round = self.leader.query(asked, json!({ "id": sprint })).await;
        let sections = round.data()["round"]["questionnaire"]["sections"].as_array().unwrap().clone();
        let questions: Vec<Value> =
            sections.iter().flat_map(|section| section["questions"].as_array().unwrap().clone()).collect();
        let question =
            |code: &str| questions.iter().find(|question| question["code"] == code).unwrap()["id"].clone();
        let known = [
            ("roundId", json!(if name.starts_with("01") { after } else { sprint })),
            ("study", json!(self.access().study)),
            ("before", json!(before)),
            ("sprint", json!(sprint)),
            ("after", json!(after)),
            ("information", question("Q03")),
            ("contact", question("Q08")),
            ("handling", question("Q10")),
            ("when", question("Q21")),
        ];
        let taken = known.into_iter().filter(|(name, _)| document.contains(&format!("${name}:")));
        taken.map(|(name, value)| (name.to_owned(), value)).collect::<serde_json::Map<_, _>>().into()
    }

    /// What a question of `examples/questions` is answered.
    async fn ask(&self, name: &str) -> Value {
        let document = fs::read_to_string(questions().join(format!("{name}.graphql"))).unwrap();
        let variables = self.variables(&document, name).await;
        self.leader.query(&document, variables).await.data().clone()
    }
}

fn questions() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/questions")
}

async fn sign_in(url: &str, (email, password): &(String, String)) -> Client {
    let document = "mutation($input: SignInInput!) { signIn(input: $input) { tokens { accessToken } userErrors { code } } }";
    let nobody = Client::new(url, None);
    let reply = nobody.query(document, json!({ "input": { "email": email, "password": password } })).await;
    nobody.with_token(text(reply.data(), "/signIn/tokens/accessToken"))
}

fn number(value: &Value, pointer: &str) -> f64 {
    value
        .pointer(pointer)
        .and_then(Value::as_f64)
        .unwrap_or_else(|| panic!("no number at {pointer}: {value}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_example_study_is_as_the_case_has_it_and_answers_a_director() {
    let served = Box::pin(Served::new()).await;
    is_told(&served).await;
    an_owner_can_answer(&served).await;
    let names = answers_are_as_written_down(&served).await;
    assert_eq!(names.len(), 11, "{names:?}");
    owners_cannot_say_what_moves_and_when(&served.ask("03-can-they-say-what-moves-and-when").await);
    it_goes_with_information_follow_up_and_handling(&served).await;
    readme_shows_what_is_answered(&served).await;
    served.stop.cancel();
}

/// Three rounds of sixty owners, in their time, marked as made up; the clock is the machine's.
async fn is_told(served: &Served) {
    let now = served.demo.app.clock.now();
    assert!((now - Utc::now()).num_seconds().abs() < 60, "the clock shows {now}");
    let document = "query($id: ID!) { study(id: $id) { synthetic } frame(studyId: $id) { totalCount }
        organizations { totalCount } services { totalCount }
        rounds(studyId: $id) { nodes { name(language: NB) opensAt closesAt status } } }";
    let reply = served.leader.query(document, json!({ "id": served.access().study })).await;
    let data = reply.data();
    assert_eq!(data["study"]["synthetic"], true);
    assert_eq!(data["frame"]["totalCount"], 60);
    assert_eq!(data["organizations"]["totalCount"], 60);
    assert!(number(data, "/services/totalCount") > 100.0, "{data}");
    let rounds = data["rounds"]["nodes"].as_array().unwrap();
    let status: Vec<&str> = rounds.iter().map(|round| round["status"].as_str().unwrap()).collect();
    assert_eq!(status, ["CLOSED", "CLOSED", "OPEN"]);
    assert!(text(&rounds[1], "/closesAt").starts_with("2026-03-27T14:00:00"), "{rounds:?}");
    let first: Vec<&String> =
        served.said.iter().filter(|line| line.contains("of 60 have answered")).collect();
    assert!(first.len() >= 6, "progress is told: {:?}", served.said);
    let submitted =
        "query($id: ID!) { invitations(roundId: $id, first: 100) { nodes { submittedAt remindedAt } } }";
    for (round, told) in served.access().rounds.iter().zip(rounds) {
        let analyst = sign_in(&served.url, &served.access().analyst).await;
        let reply = analyst.query(submitted, json!({ "id": round })).await;
        let nodes = reply.data()["invitations"]["nodes"].as_array().unwrap();
        let within =
            |at: &str| (told["opensAt"].as_str().unwrap()..told["closesAt"].as_str().unwrap()).contains(&at);
        assert!(nodes.iter().filter_map(|node| node["submittedAt"].as_str()).all(within), "{told}");
        let reminded: Vec<&str> = nodes.iter().filter_map(|node| node["remindedAt"].as_str()).collect();
        assert!(reminded.len() > 10 && reminded.into_iter().all(within), "{told}");
    }
}

/// The way in for a service owner leads to one that has not answered.
async fn an_owner_can_answer(served: &Served) {
    let token = served.access().service_owner.strip_prefix("/svar/").unwrap();
    let open = "mutation($token: String!) { openInvitation(input: { token: $token }) { accessToken userErrors { code } } }";
    let opened = world::done(&Client::new(&served.url, None), open, json!({ "token": token })).await;
    let owner = Client::new(&served.url, Some(text(&opened, "/accessToken")));
    let document =
        "{ invitation { organization { name } round { status study { synthetic } } } response { id } }";
    let seen = owner.query(document, json!({})).await;
    let invitation = &seen.data()["invitation"];
    assert_eq!(invitation["organization"]["name"], json!(served.access().service_owner_name));
    assert_eq!(invitation["round"], json!({ "status": "OPEN", "study": { "synthetic": true } }));
    assert_eq!(seen.data()["response"], Value::Null);
}

/// Every question of `examples/questions` is answered as the file beside it says. With the same seed the demo is the same everywhere.
async fn answers_are_as_written_down(served: &Served) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut differ = Vec::new();
    for entry in fs::read_dir(questions()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        names.extend(name.strip_suffix(".graphql").map(str::to_owned));
    }
    for name in &names {
        let answered = served.ask(name).await;
        let file = questions().join(format!("{name}.json"));
        let written = format!("{}\n", serde_json::to_string_pretty(&answered).unwrap());
        if std::env::var_os(WRITE).is_some() {
            fs::write(&file, &written).unwrap();
        }
        if fs::read_to_string(&file).unwrap_or_default() != written {
            differ.push(name.clone());
        }
    }
    assert!(differ.is_empty(), "not answered as written down ({WRITE}=1 writes them anew): {differ:?}");
    names
}

/// The first finding: «Tjenesteeiere ikke modne til å kunne besvare hvilke tjenester som kan/skal flyttes og når».
fn owners_cannot_say_what_moves_and_when(data: &Value) {
    let results = &data["roundResults"];
    assert_eq!((&results["population"], &results["responded"]), (&json!(60), &json!(55)));
    let mut unknown = 0.0;
    for question in results["questions"]["nodes"].as_array().unwrap() {
        let dont_know = number(question, "/counts/dontKnow") / 55.0;
        assert!(dont_know > 0.1, "{question}");
        unknown += dont_know;
    }
    assert!(unknown / 4.0 > 0.2, "{unknown}");
    // Of those who do answer when they are done, few say that they are.
    let when = &results["questions"]["nodes"][3];
    assert!(number(when, "/options/0/share") < 0.2, "{when}");
}

/// The second finding: «Dette skyldes i hovedsak manglende informasjon, oppfølging og håndtering».
async fn it_goes_with_information_follow_up_and_handling(served: &Served) {
    let document = "query($round: ID!, $study: ID!) {
        maturityDashboard(roundId: $round) { owners(first: 60) { nodes { organization { orgnr }
            scores { dimension { code } point dontKnow } } } }
        frameMembers(studyId: $study, filter: { followedUp: true }, first: 60) { nodes { organization { orgnr } } } }";
    let access = served.access();
    let variables = json!({ "round": access.rounds[1], "study": access.study });
    let reply = served.leader.query(document, variables).await;
    let data = reply.data();
    let members = data["frameMembers"]["nodes"].as_array().unwrap();
    assert_eq!(members.len(), 25);
    let owners = data["maturityDashboard"]["owners"]["nodes"].as_array().unwrap();
    let (yes, no): (Vec<&Value>, Vec<&Value>) = owners
        .iter()
        .partition(|owner| members.iter().any(|member| member["organization"] == owner["organization"]));
    let points = |of: &[&Value], code: &str| -> Vec<f64> {
        let scores = of.iter().flat_map(|owner| owner["scores"].as_array().unwrap().clone());
        scores
            .filter(|score| score["dimension"]["code"] == code)
            .filter_map(|score| score["point"].as_f64())
            .collect()
    };
    for code in ["D1", "D2"] {
        let mean =
            |points: Vec<f64>| points.iter().sum::<f64>() / f64::from(u32::try_from(points.len()).unwrap());
        let (followed, not) = (mean(points(&yes, code)), mean(points(&no, code)));
        assert!(followed > not + 0.2, "{code}: {followed} and {not}");
    }
    // What is not known of when and how (D4) goes with how little information an owner has had (D1).
    let unknown_where = |informed: bool| -> f64 {
        let mut counts = Vec::new();
        for owner in owners {
            let of = |code: &str| {
                owner["scores"].as_array().unwrap().iter().find(|score| score["dimension"]["code"] == code)
            };
            let (Some(information), Some(plan)) = (of("D1"), of("D4")) else { continue };
            if (information["point"].as_f64().unwrap_or(0.0) >= 0.5) == informed {
                counts.push(number(plan, "/dontKnow"));
            }
        }
        counts.iter().sum::<f64>() / f64::from(u32::try_from(counts.len()).unwrap())
    };
    assert!(
        unknown_where(false) > 1.5 * unknown_where(true),
        "{} {}",
        unknown_where(false),
        unknown_where(true)
    );
}

/// The figures in README are those that the example study gives.
async fn readme_shows_what_is_answered(served: &Served) {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let mut shown = Vec::new();
    let when = served.ask("03-can-they-say-what-moves-and-when").await["roundResults"]["questions"]["nodes"]
        [3]
    .clone();
    let counts = &when["counts"];
    shown.push(format!("\"answered\": {}, \"dontKnow\": {}", counts["answered"], counts["dontKnow"]));
    for option in when["options"].as_array().unwrap() {
        let label = &option["option"]["label"];
        shown.push(format!(
            "\"label\": {label} }}, \"count\": {}, \"share\": {}",
            option["count"], option["share"]
        ));
    }
    let tables = served.ask("04-what-goes-with-it").await;
    for row in ["when", "information"]
        .iter()
        .flat_map(|table| &tables[table]["crossTable"]["rows"].as_array().unwrap()[..2])
    {
        let counts = row["counts"].to_string().replace(',', ", ");
        shown.push(format!(
            "\"code\": {} }}, \"counts\": {counts}, \"total\": {}",
            row["category"]["code"], row["total"]
        ));
    }
    for (_, round) in served.ask("10-are-we-getting-further").await.as_object().unwrap() {
        let plan = &round["dimensions"][3];
        let [scored, mean, lower, upper] = ["scored", "mean", "lower", "upper"].map(|name| &plan[name]);
        shown.push(format!("\"scored\": {scored}, \"mean\": {mean}, \"lower\": {lower}, \"upper\": {upper}"));
        shown.push(format!("\"responded\": {}", round["responded"]));
    }
    let asked = served.ask("10-are-we-getting-further").await;
    let [owners, population, mean] =
        ["owners", "population", "mean"].map(|name| &asked["after"]["movers"]["change"][name]);
    shown.push(format!("\"owners\": {owners}, \"population\": {population}, \"mean\": {mean}"));
    let missing: Vec<&String> = shown.iter().filter(|figure| !readme.contains(figure.as_str())).collect();
    assert!(missing.is_empty(), "README does not show {missing:?}");
}
