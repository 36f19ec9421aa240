//! Anonymous rounds: nobody can tell whose a response is, and what is counted is the same all the same.

use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};
use trespor::response::settle_closed;

use super::cross::CROSS;
use super::export::{get, table};
use super::figures::document;
use super::{Asked, SAVE, run};
use crate::harness::{TestApp, both};
use crate::world::{self, SUBMIT, done, refused, text};

const SUBMIT_ANONYMOUS: &str =
    "mutation($input: SubmitResponseInput!) { submitResponse(input: $input) { submission { id }
    anonymous { contentHash content answers { question item } } userErrors { code field message } } }";
const TEXTS: &str = "query($round: ID!, $question: ID!, $search: String, $first: Int, $after: String) {
    anonymousAnswers(roundId: $round, questionId: $question, search: $search, first: $first, after: $after) {
        totalCount pageInfo { endCursor hasNextPage } nodes { respondent item text } } }";
const COMMENT: &str = "mutation($input: AddCommentInput!) { addComment(input: $input) { comment { id } userErrors { code field message } } }";
const CLOSE: &str = "mutation($input: RoundInput!) { closeRound(input: $input) { round { status } userErrors { code field message } } }";

fn pair(code: &str, field: &str) -> (String, String) {
    (code.to_owned(), field.to_owned())
}

/// An anonymous round of five owners and one more, that four have answered.
async fn anonymous(app: &TestApp) -> Asked {
    let mut asked = Asked::new(app).await;
    let owner =
        world::register_owner(&asked.world.analyst, "983971636", "Sjetteetaten", "post@s.example").await;
    world::add_to_frame(&asked.world.analyst, &asked.world.study, &[&owner]).await;
    asked.open(app, json!({ "anonymous": true })).await;
    asked.answer_by_four().await;
    asked
}

async fn fifth(asked: &Asked) -> Value {
    let answers = json!([
        asked.answer("single", json!({ "optionIds": [asked.option("single", "a")] })),
        asked.answer("long", json!({ "text": "Femte svar" })),
        asked.answer(
            "group.name",
            json!({ "item": format!("service_{}", uuid::Uuid::now_v7().simple()), "text": "Skjema" })
        ),
    ]);
    let client = asked.client("post@t.example");
    done(client, SAVE, json!({ "answers": answers })).await;
    done(client, SUBMIT_ANONYMOUS, json!({ "input": { "clientKey": "femte" } })).await
}

async fn count(app: &TestApp, sql: &str) -> i64 {
    let db = app.app.db.reader();
    let row =
        db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

/// The content of every anonymous response, as text.
async fn contents(app: &TestApp) -> String {
    let db = app.app.db.reader();
    let query = Statement::from_string(
        db.get_database_backend(),
        "SELECT content FROM anonymous_response ORDER BY id",
    );
    let rows = db.query_all_raw(query).await.unwrap();
    rows.iter().map(|row| row.try_get::<Value>("", "content").unwrap().to_string()).collect()
}

both! {
    async fn what_is_submitted_is_nobodys(app: TestApp) {
        let asked = anonymous(&app).await;
        let round = "round_id IN (SELECT id FROM round WHERE anonymous)";
        let of_round = format!("invitation_id IN (SELECT id FROM invitation WHERE {round})");
        let client = asked.client("post@t.example");
        let comment = json!({ "input": { "questionId": asked.find("single")["id"], "text": "Dette gjelder etaten" } });
        done(client, COMMENT, comment.clone()).await;
        let sent = fifth(&asked).await;
        assert_eq!(sent["submission"], json!(null));
        assert_eq!(sent["anonymous"]["contentHash"].as_str().unwrap().len(), 64);
        let answers = &sent["anonymous"]["answers"];
        assert_eq!(answers[2], json!({ "question": "group.name", "item": "1" }), "{answers}");
        // Nothing that was written hangs on an invitation any more, and of an invitation only that it is answered is known.
        assert_eq!(count(&app, "SELECT COUNT(*) FROM anonymous_response").await, 5);
        for table in ["response", "answer_comment"] {
            assert_eq!(count(&app, &format!("SELECT COUNT(*) FROM {table} WHERE {of_round}")).await, 0, "{table}");
        }
        assert_eq!(count(&app, "SELECT COUNT(*) FROM submission").await + count(&app, "SELECT COUNT(*) FROM answer").await, 0);
        let told = format!("SELECT COUNT(*) FROM invitation WHERE {round} AND (started_at IS NOT NULL OR submitted_at IS NOT NULL)");
        assert_eq!(count(&app, &told).await, 0);
        let answered = format!("SELECT COUNT(*) FROM invitation WHERE {round} AND status = 'submitted'");
        assert_eq!(count(&app, &answered).await, 5);
        let events = format!("SELECT COUNT(*) FROM invitation_event WHERE {of_round} AND kind IN ('started', 'submitted')");
        assert_eq!(count(&app, &events).await, 0);
        let kept = contents(&app).await;
        assert!(kept.contains("Femte svar"));
        let today = chrono::Utc::now().format("%Y-%m-%d").to_string();
        for trace in ["Kari", "974760673", "Tauseetaten", "service_", "r1", today.as_str()] {
            assert!(!kept.contains(trace), "{trace} in {kept}");
        }
        // What is submitted is submitted: neither changed, nor sent again, nor talked about.
        let more = json!({ "answers": [asked.answer("long", json!({ "text": "Mer" }))] });
        assert_eq!(refused(client, SAVE, more).await, [pair("ALREADY_SUBMITTED", "")]);
        assert_eq!(refused(client, SUBMIT, json!({})).await, [pair("ALREADY_SUBMITTED", "")]);
        assert_eq!(refused(client, SUBMIT_ANONYMOUS, json!({ "input": { "clientKey": "femte" } })).await, [pair("ALREADY_SUBMITTED", "")]);
        assert_eq!(refused(client, COMMENT, comment).await, [pair("ALREADY_SUBMITTED", "")]);
        let own = "{ response { id } receipt { submission { number } } answering { invitation { status round { anonymous } } response { id } } }";
        let own = client.query(own, json!({})).await.data().clone();
        let invitation = json!({ "status": "SUBMITTED", "round": { "anonymous": true } });
        assert_eq!(own, json!({ "response": null, "receipt": null, "answering": { "invitation": invitation, "response": null } }));
        assert_eq!(count(&app, &format!("SELECT COUNT(*) FROM response WHERE {of_round}")).await, 0);
    }

    async fn nobody_reads_along(app: TestApp) {
        let asked = anonymous(&app).await;
        let client = asked.client("post@t.example");
        let draft = json!({ "answers": [asked.answer("long", json!({ "text": "Utkast" }))] });
        done(client, SAVE, draft).await;
        let own = client.query("{ response { id } }", json!({})).await;
        let id = text(own.data(), "/response/id");
        let seen = "query($id: ID!) { node(id: $id) { id } }";
        assert_eq!(client.query(seen, json!({ "id": id })).await.data()["node"]["id"], json!(id));
        let analyst = &asked.world.analyst;
        assert_eq!(analyst.query(seen, json!({ "id": id })).await.data()["node"], json!(null));
        let invitations = "query($id: ID!) { invitations(roundId: $id, first: 100) { nodes { id status startedAt submittedAt organization { name } } } }";
        let found = analyst.query(invitations, json!({ "id": asked.round })).await.data()["invitations"]["nodes"].clone();
        let silent = found.as_array().unwrap().iter().find(|one| one["organization"]["name"] == "Tauseetaten").unwrap().clone();
        assert_eq!((&silent["status"], &silent["startedAt"]), (&json!("OPENED"), &json!(null)), "begun or not is not told");
        let comments = "query($id: ID!) { comments(invitationId: $id) { totalCount } }";
        assert_eq!(analyst.query(comments, json!({ "id": silent["id"] })).await.data()["comments"], json!(null));
        let attention = "query($id: ID!) { attention(roundId: $id) { nodes { kind standing { answered } section { code } } } }";
        let attention = analyst.query(attention, json!({ "id": asked.round })).await;
        assert!(attention.data()["attention"]["nodes"].as_array().unwrap().iter().all(|one| one["standing"] == json!(null)));
        // Not even by having the link sent elsewhere.
        let renew = "mutation($input: InvitationInput!) { renewInvitation(input: $input) { userErrors { code field message } } }";
        done(analyst, renew, json!({ "input": { "invitationId": silent["id"] } })).await;
        let link = app.mails().await.last().unwrap().token_after("/svar/");
        let client = world::follow(&app, &link).await;
        assert_eq!(client.query("{ response { id } }", json!({})).await.data()["response"], json!(null));
        done(&client, SAVE, json!({ "answers": [asked.answer("long", json!({ "text": "Nytt utkast" }))] })).await;
        // What was answered is shown to nobody while more may come.
        let figures = document();
        let reply = analyst.query(&figures, json!({ "id": asked.round })).await;
        assert_eq!(reply.code(), "BAD_USER_INPUT");
        let sides = json!({ "roundId": asked.round, "rows": { "questionId": asked.find("single")["id"] }, "columns": { "background": "SECTOR" } });
        assert_eq!(refused(analyst, CROSS, json!({ "input": sides })).await, [pair("ANONYMOUS_UNTIL_CLOSED", "roundId")]);
        for file in ["answers.csv", "answers.xlsx", "answers.json"] {
            let (status, said) = get(analyst, file, &asked.round, "").await;
            assert_eq!(status, 400, "{said}");
        }
        let texts = json!({ "round": asked.round, "question": asked.find("long")["id"] });
        assert_eq!(analyst.query(TEXTS, texts.clone()).await.code(), "BAD_USER_INPUT");
        // Nor where so few have answered that one could guess; and it does not open again.
        let round = json!({ "input": { "roundId": asked.round } });
        done(analyst, CLOSE, round).await;
        assert_eq!(refused(analyst, CROSS, json!({ "input": sides })).await, [pair("TOO_FEW_ANONYMOUS", "roundId")]);
        let again = "mutation($input: ReopenRoundInput!) { reopenRound(input: $input) { userErrors { code field message } } }";
        let again_input = json!({ "input": { "roundId": asked.round, "closesAt": "2099-01-01T00:00:00Z" } });
        assert_eq!(refused(analyst, again, again_input).await, [pair("NOT_WHERE_ANONYMOUS", "roundId")]);
        // Drafts that nobody can send any more are deleted, those of other rounds are not.
        assert_eq!(settle_closed(&app.app).await.unwrap(), 0, "what was sent before it closed may be under way");
        app.app.clock.advance(chrono::Duration::minutes(3));
        let before = contents(&app).await;
        assert_eq!(settle_closed(&app.app).await.unwrap(), 1);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM response").await, 0);
        assert_eq!(contents(&app).await, before, "written anew, and the same");
        assert_eq!(settle_closed(&app.app).await.unwrap(), 0);
    }

    async fn it_is_counted_as_if_it_had_names(app: TestApp) {
        let mut asked = anonymous(&app).await;
        fifth(&asked).await;
        let analyst = asked.world.analyst.clone();
        done(&analyst, CLOSE, json!({ "input": { "roundId": asked.round } })).await;
        let without_names = asked.round.clone();
        asked.open(&app, json!({})).await;
        asked.answer_by_four().await;
        let named = json!([
            asked.answer("single", json!({ "optionIds": [asked.option("single", "a")] })),
            asked.answer("long", json!({ "text": "Femte svar" })),
            asked.answer("group.name", json!({ "item": "x", "text": "Skjema" })),
        ]);
        asked.submit("post@t.example", named).await;
        let figures = async |round: &str| {
            analyst.query(&document(), json!({ "id": round, "first": 100 })).await.data()["roundResults"].clone()
        };
        assert_eq!(figures(&without_names).await, figures(&asked.round).await);
        let (single, sign) = (asked.find("single")["id"].clone(), asked.find("matrix.sign")["id"].clone());
        let cross = async |round: &str| {
            let input = json!({ "roundId": round, "rows": { "questionId": single }, "columns": { "questionId": sign } });
            done(&analyst, CROSS, json!({ "input": input })).await["crossTable"].clone()
        };
        let table_of = cross(&without_names).await;
        assert_eq!((table_of["population"].as_i64(), table_of["responded"].as_i64()), (Some(6), Some(5)));
        assert_eq!(table_of, cross(&asked.round).await);
        let background = json!({ "roundId": without_names, "rows": { "questionId": single }, "columns": { "background": "STRATUM" } });
        assert_eq!(refused(&analyst, CROSS, json!({ "input": background })).await, [pair("NOT_WHERE_ANONYMOUS", "columns")]);

        let long = json!({ "round": without_names, "question": asked.find("long")["id"] });
        let found = analyst.query(TEXTS, long.clone()).await.data()["anonymousAnswers"].clone();
        let texts = |found: &Value| -> Vec<String> {
            let mut texts: Vec<String> = found["nodes"].as_array().unwrap().iter().map(|node| text(node, "/text")).collect();
            texts.sort_unstable();
            texts
        };
        assert_eq!(texts(&found), ["=Vi trenger signering på Ås", "Femte svar", "Ingenting å melde"]);
        let mut page = long.clone();
        page["first"] = json!(2);
        let first = analyst.query(TEXTS, page.clone()).await.data()["anonymousAnswers"].clone();
        page["after"] = first["pageInfo"]["endCursor"].clone();
        let rest = analyst.query(TEXTS, page).await.data()["anonymousAnswers"].clone();
        assert_eq!((first["totalCount"].as_i64(), [texts(&first), texts(&rest)].concat().len()), (Some(3), 3));
        let mut search = long.clone();
        search["search"] = json!("femte");
        assert_eq!(texts(&analyst.query(TEXTS, search).await.data()["anonymousAnswers"]), ["Femte svar"]);
        let named_texts = json!({ "round": asked.round, "question": asked.find("long")["id"] });
        assert_eq!(analyst.query(TEXTS, named_texts).await.code(), "BAD_USER_INPUT");
        let open = "query($round: ID!, $question: ID!) { openAnswers(roundId: $round, questionId: $question) { totalCount } }";
        assert_eq!(analyst.query(open, long).await.code(), "BAD_USER_INPUT");

        let wide = table(&analyst, "answers.csv", &without_names, "").await;
        assert_eq!(wide.len(), 5);
        let headers: Vec<&str> = wide[0].iter().map(|(header, _)| header.as_str()).take(2).collect();
        assert_eq!(headers, ["respondent", "single"]);
        let rows = table(&analyst, "answer-rows.csv", &without_names, "&group=group").await;
        assert_eq!(rows.len(), 3);
        let (_, list) = get(&analyst, "answers.json", &without_names, "").await;
        let list: Value = serde_json::from_str(&list).unwrap();
        assert!(list["answers"].as_array().unwrap().iter().all(|one| one.get("orgnr").is_none() && one["respondent"].is_string()));
        let (status, _) = get(&analyst, "answers.xlsx", &without_names, "").await;
        assert_eq!(status, 200);
    }

    async fn what_would_tie_it_to_owners_is_refused(app: TestApp) {
        let asked = Asked::new(&app).await;
        let mut input = world::round(&asked.world.study, &text(&asked.version, "/id"));
        input["anonymous"] = json!(true);
        input["needsApproval"] = json!(true);
        input["startFrom"] = json!("PREVIOUS_SUBMISSION");
        input["sendsReceipts"] = json!(true);
        let errors = refused(&asked.world.analyst, world::OPEN_ROUND, json!({ "input": input })).await;
        assert_eq!(errors, ["needsApproval", "startFrom", "sendsReceipts"].map(|field| pair("NOT_WHERE_ANONYMOUS", field)));
        // The database lets nobody change what was submitted.
        let asked = { let mut asked = asked; asked.open(&app, json!({ "anonymous": true })).await; asked.answer_by_four().await; asked };
        let txn = app.system().begin().await.unwrap();
        assert!(txn.execute_unprepared("UPDATE anonymous_response SET content_hash = 'x'").await.is_err());
        assert!(txn.execute_unprepared("INSERT INTO anonymous_response SELECT * FROM anonymous_response").await.is_err());
        drop(txn);
        run(&app, "DELETE FROM anonymous_response").await;
        assert_eq!(count(&app, "SELECT COUNT(*) FROM anonymous_response").await, 0);
        drop(asked);
    }

    async fn submitting_twice_at_once_leaves_one_response(app: TestApp) {
        let asked = anonymous(&app).await;
        let client = asked.client("post@t.example");
        let answer = |text: &str| json!({ "answers": [asked.answer("long", json!({ "text": text }))] });
        done(client, SAVE, answer("Første")).await;
        let submit = || client.query(SUBMIT_ANONYMOUS, json!({ "input": {} }));
        let save = || client.query(SAVE, answer("Annet"));
        let (a, b, c, d) = tokio::join!(submit(), save(), submit(), save());
        let done = [&a, &c].iter().filter(|reply| reply.data()["submitResponse"]["anonymous"].is_object()).count();
        assert_eq!(done, 1, "{a:?} {c:?}");
        for reply in [&b, &d] {
            assert!(reply.data()["saveAnswers"]["userErrors"].is_array(), "{reply:?}");
        }
        assert_eq!(count(&app, "SELECT COUNT(*) FROM anonymous_response").await, 5);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM response").await, 0);
    }
}
