//! What those to whom sections were handed may not see and do.

use serde_json::{Value, json};

use super::{HAND_OVER, HAND_OVERS, RENEW, TAKE_BACK, Together, last_mail, pair, save, to};
use crate::harness::{Client, both};
use crate::world::{self, SAVE, SUBMIT, done, refused, text};

const PER: &str = "per@prove.example";
/// Every field by which answers or texts come out.
const ALL: &str = "{ answering { handOvers { id }
    invitation { id contact { name } timeline { kind } round { id recipients { totalCount } mailTexts { body }
        questionnaire { title sections { code title questions { code text parts { code } options { code label } } } } } }
    response { id answers { question { code } number text options { code } } hiddenQuestions { code }
        submissions { id content } latestSubmission { id } reopenings { reason submission { id } } standing { sections { code } } }
    standing { shown answered obstacles { field } sections { code questions { question { code } state } } }
    earlier { answers { question { code } text } notCarriedOver { question item reason } } }
    response { answers { question { code } } } invitation { round { questionnaire { sections { code } } } }
    comments { totalCount nodes { text by question { code } } } receipt { sections { title } } }";

async fn sees(client: &Client) -> Value {
    client.query(ALL, json!({})).await.data().clone()
}

both! {
    async fn the_rest_does_not_exist_to_them(app: TestApp) {
        let together = Together::new(&app).await;
        save(&together.kari, json!([together.plan(2, None)])).await;
        let (_, _, per) = together.hand(&app, "drift", PER).await;
        let comment = json!({ "questionId": together.question(0, 0), "text": "Mumlemumle" });
        done(&together.kari, "mutation($input: AddCommentInput!) { addComment(input: $input) { userErrors { code field message } } }", json!({ "input": comment })).await;
        let seen = sees(&per).await;
        for hidden in ["Q01", "agreed", "Har dere en plan", "\"plan\"", "Kari", "kari@", "Mumle"] {
            assert!(!seen.to_string().contains(hidden), "{hidden} leaks: {seen}");
        }
        assert_eq!(seen["answering"]["handOvers"], Value::Null);
        assert_eq!(seen["answering"]["response"]["answers"], json!([]));
        // Rules hold all the same: what the plan is shows the third question.
        let standing = &seen["answering"]["standing"];
        assert_eq!((&standing["shown"], &standing["answered"]), (&json!(3), &json!(0)));
        assert_eq!(standing["sections"][0]["questions"][1], json!({ "question": { "code": "Q03" }, "state": "NOT_ANSWERED" }));
        save(&together.kari, json!([together.plan(0, Some(1))])).await;
        let seen = sees(&per).await;
        assert_eq!(seen["answering"]["standing"]["sections"][0]["questions"][1]["state"], "NOT_SHOWN");
        assert_eq!(seen["answering"]["response"]["hiddenQuestions"], json!([{ "code": "Q03" }]));
        // Nor does what was submitted, by whatever way.
        save(&per, json!([together.number(0, 1.0, None)])).await;
        done(&together.kari, SUBMIT, json!({})).await;
        let seen = sees(&per).await;
        assert!(!seen.to_string().contains("Q01"), "{seen}");
        let submission = text(together.kari.query("{ response { latestSubmission { id } } }", json!({})).await.data(), "/response/latestSubmission/id");
        let receipt = per.query("query($id: ID!) { receipt(submissionId: $id) { orgnr } }", json!({ "id": submission })).await;
        assert_eq!(receipt.data()["receipt"], Value::Null);
        for form in ["html", "json"] {
            let path = format!("/receipts/{submission}.{form}");
            assert_eq!(per.request("GET", &path).send().await.unwrap().status().as_u16(), 404);
            assert_eq!(together.kari.request("GET", &path).send().await.unwrap().status().as_u16(), 200);
        }
        let version = text(&together.version, "/id");
        let node = per.query("query($id: ID!) { node(id: $id) { id } }", json!({ "id": version })).await;
        assert_eq!(node.data()["node"], Value::Null);
    }

    async fn of_answers_sent_together_those_in_their_part_are_saved(app: TestApp) {
        let together = Together::new(&app).await;
        save(&together.kari, json!([together.plan(0, None)])).await;
        let (_, _, per) = together.hand(&app, "drift", PER).await;
        let option = text(&together.version, "/sections/1/questions/2/options/0/id");
        let row = text(&together.version, "/sections/1/questions/2/parts/0/id");
        let answers = json!([
            together.number(0, 3.0, None),
            // With the right revision and without: neither tells what is stored.
            together.plan(1, Some(1)),
            { "questionId": row, "state": "ANSWERED", "optionIds": [option] },
        ]);
        let document = "mutation($answers: [SaveAnswerInput!]!, $key: String) { saveAnswers(input: { answers: $answers, clientKey: $key }) {
            response { answers { question { code } } } answers { question { code } } clashes { index stored { revision } } userErrors { code field } } }";
        for _ in 0..2 {
            let reply = per.query(document, json!({ "answers": answers, "key": "k1" })).await;
            let saved = reply.data()["saveAnswers"].clone();
            assert_eq!(saved["userErrors"], json!([{ "code": "NOT_HANDED_TO_YOU", "field": ["answers", "1", "questionId"] }]));
            let theirs = json!([{ "question": { "code": "Q02" } }, { "question": { "code": "Q04.sign" } }]);
            assert_eq!((&saved["answers"], &saved["response"]["answers"], &saved["clashes"]), (&theirs, &theirs, &json!([])));
        }
        assert_eq!(refused(&per, SAVE, json!({ "answers": [together.plan(1, None)] })).await, [pair("NOT_HANDED_TO_YOU", "answers.0.questionId")]);
        let kept = together.kari.query("{ response { answers { options { code } revision } } }", json!({})).await;
        assert_eq!(kept.data()["response"]["answers"][0], json!({ "options": [{ "code": "none" }], "revision": 1 }));
        // A colleague's key tells nothing of what the colleague was told.
        let clash = json!({ "answers": [together.plan(2, None)], "key": "k2" });
        assert_eq!(together.kari.query(document, clash.clone()).await.data()["saveAnswers"]["clashes"][0]["stored"]["revision"], 1);
        assert_eq!(per.query(document, clash).await.data()["saveAnswers"]["clashes"], json!([]));
    }

    async fn of_what_was_submitted_before_they_see_and_confirm_their_part(app: TestApp) {
        let mut together = Together::new(&app).await;
        save(&together.kari, json!([together.plan(0, None), together.number(0, 5.0, None)])).await;
        done(&together.kari, SUBMIT, json!({})).await;
        let mut input = world::round(&together.world.study, &text(&together.version, "/id"));
        input["startFrom"] = json!("PREVIOUS_SUBMISSION");
        done(&together.world.analyst, world::OPEN_ROUND, json!({ "input": input })).await;
        let link = last_mail(&app, "kari@prove.example").await.token_after("/svar/");
        together.kari = world::follow(&app, &link).await;
        let (_, _, per) = together.hand(&app, "drift", PER).await;
        let document = "{ answering { earlier { answers { question { code } } } } }";
        for (client, codes) in [(&together.kari, vec!["Q01", "Q02"]), (&per, vec!["Q02"])] {
            let seen = client.query(document, json!({})).await;
            let answers = seen.data()["answering"]["earlier"]["answers"].as_array().unwrap().clone();
            assert_eq!(answers.iter().map(|one| text(one, "/question/code")).collect::<Vec<_>>(), codes);
        }
        let confirm = "mutation($answers: [ConfirmAnswerInput!]!) { confirmAnswers(input: { answers: $answers }) {
            answers { question { code } origin } userErrors { code field message } } }";
        let first = json!({ "answers": [{ "questionId": together.question(0, 0) }] });
        assert_eq!(refused(&per, confirm, first).await, [pair("NOT_FOUND", "answers.0.questionId")]);
        let second = json!({ "answers": [{ "questionId": together.question(1, 0) }] });
        let confirmed = done(&per, confirm, second).await;
        assert_eq!(confirmed["answers"], json!([{ "question": { "code": "Q02" }, "origin": "CONFIRMED" }]));
    }

    async fn they_answer_and_do_nothing_else(app: TestApp) {
        let together = Together::new(&app).await;
        let (id, _, per) = together.hand(&app, "drift", PER).await;
        let hand = json!({ "input": { "handOverId": id } });
        let sections = to("ola@prove.example", &["drift"]);
        let cases = [
            ("submitResponse", SUBMIT.to_owned(), json!({})),
            ("declineInvitation", "mutation { declineInvitation(input: {}) { userErrors { code field } } }".to_owned(), json!({})),
            ("acceptInvitation", "mutation { acceptInvitation(input: {}) { userErrors { code field } } }".to_owned(), json!({})),
            ("handOverSections", HAND_OVER.to_owned(), sections),
            ("takeBackHandOver", TAKE_BACK.to_owned(), hand.clone()),
            ("renewHandOver", RENEW.to_owned(), hand),
        ];
        for (name, document, variables) in &cases {
            assert_eq!(per.query(document, variables.clone()).await.code(), "FORBIDDEN", "{name}");
        }
        assert_eq!(together.kari.query(HAND_OVERS, json!({})).await.data()["answering"]["handOvers"].as_array().unwrap().len(), 1);
        let again = world::follow(&app, &last_mail(&app, PER).await.token_after("/svar/")).await;
        save(&again, json!([together.number(0, 1.0, None)])).await;
    }
}
