//! Handing sections over, taking them back, and what is told of it.

use sea_orm::DbBackend;
use serde_json::{Value, json};
use trespor::db::Executor as _;

use super::{HAND_OVER, HAND_OVERS, RENEW, TAKE_BACK, Together, last_mail, mails_to, pair, save, to};
use crate::harness::{Backend, TestApp, both};
use crate::rounds::{mailbox, notification};
use crate::world::{self, OPEN_INVITATION, SAVE, SUBMIT, done, refused, text};

const PER: &str = "per@prove.example";

both! {
    async fn a_colleague_answers_in_what_was_handed_to_them(app: TestApp) {
        let together = Together::new(&app).await;
        let mut input = to(PER, &["drift"]);
        input["input"]["word"] = json!("Du kan dette <best>.");
        input["input"]["language"] = json!("NN");
        let made = done(&together.kari, HAND_OVER, input.clone()).await["handOver"].clone();
        assert_eq!((&made["name"], &made["email"], &made["state"]), (&json!("Per Kollega"), &json!(PER), &json!("QUEUED")));
        assert_eq!(made["sections"], json!([{ "code": "drift", "shown": 2, "answered": 0 }]));
        let mail = last_mail(&app, PER).await;
        assert!(mail.subject.starts_with("Kari Kontakt ber deg svare på ein del av"), "{}", mail.subject);
        for words in ["Drift", "Du kan dette <best>.", "Prøveetaten"] {
            assert!(mail.text.contains(words), "{words} is not in {}", mail.text);
        }
        let per = world::follow(&app, &mail.token_after("/svar/")).await;
        let saved = save(&per, json!([together.number(0, 3.0, None)])).await;
        assert_eq!(saved.as_array().unwrap().len(), 1);
        let seen = together.kari.query("{ response { answers { question { code } number answeredBy } } invitation { status } }", json!({})).await;
        assert_eq!(seen.data()["response"]["answers"], json!([{ "question": { "code": "Q02" }, "number": 3.0, "answeredBy": "Per Kollega" }]));
        assert_eq!(seen.data()["invitation"]["status"], "STARTED");
        let told = together.kari.query(HAND_OVERS, json!({})).await;
        assert_eq!(told.data()["answering"]["handOvers"], json!([
            { "name": "Per Kollega", "state": "OPENED", "sections": [{ "code": "drift", "shown": 2, "answered": 1 }] },
        ]));
        assert_eq!(told.data()["answering"]["standing"], json!({ "shown": 3, "answered": 1 }));
        let timeline = together.timeline().await;
        assert!(timeline.ends_with(&["HANDED_OVER drift".into(), "MAIL_QUEUED HAND_OVER".into(), "MAIL_SENT HAND_OVER".into(), "STARTED".into()]), "{timeline:?}");
        // A retry hands nothing over again and sends no second mail.
        done(&together.kari, HAND_OVER, input).await;
        assert_eq!(mails_to(&app, PER).await.len(), 1);
    }

    async fn handing_to_the_same_address_changes_the_sections(app: TestApp) {
        let together = Together::new(&app).await;
        let (id, _, per) = together.hand(&app, "drift", PER).await;
        assert_eq!(refused(&per, SAVE, json!({ "answers": [together.plan(0, None)] })).await, [pair("NOT_HANDED_TO_YOU", "answers.0.questionId")]);
        let again = done(&together.kari, HAND_OVER, to("Per@Prove.example", &["drift", "plan"])).await["handOver"].clone();
        assert_eq!(text(&again, "/id"), id);
        let codes: Vec<_> = again["sections"].as_array().unwrap().iter().map(|one| text(one, "/code")).collect();
        assert_eq!(codes, ["plan", "drift"], "in the order in which they are asked");
        // They are told, and the link that they have is good for it at once.
        assert_eq!(mails_to(&app, PER).await.len(), 2);
        save(&per, json!([together.plan(0, None)])).await;
        assert_eq!(together.kari.query(HAND_OVERS, json!({})).await.data()["answering"]["handOvers"].as_array().unwrap().len(), 1);
        // The colleague is a contact of the owner, and not the one who is invited.
        let contacts = "query($id: ID!) { organization(id: $id) { contacts { email isPrimary } } }";
        let contacts = together.world.analyst.query(contacts, json!({ "id": together.world.organization })).await;
        assert_eq!(contacts.data()["organization"]["contacts"][1], json!({ "email": PER, "isPrimary": false }));
    }

    async fn what_is_taken_back_stops_at_once_and_answers_stay(app: TestApp) {
        let together = Together::new(&app).await;
        let (id, link, per) = together.hand(&app, "drift", PER).await;
        save(&per, json!([together.number(0, 3.0, None)])).await;
        let input = json!({ "input": { "handOverId": id } });
        assert_eq!(done(&together.kari, TAKE_BACK, input.clone()).await["handOver"]["state"], "TAKEN_BACK");
        done(&together.kari, TAKE_BACK, input.clone()).await;
        assert_eq!(per.query("{ answering { askedBy } }", json!({})).await.code(), "UNAUTHENTICATED");
        assert_eq!(refused(&app.anonymous(), OPEN_INVITATION, json!({ "token": link })).await, [pair("LINK_INVALID", "token")]);
        let seen = together.kari.query("{ response { answers { answeredBy } } }", json!({})).await;
        assert_eq!(seen.data()["response"]["answers"], json!([{ "answeredBy": "Per Kollega" }]));
        assert_eq!(together.timeline().await.iter().filter(|step| *step == "TAKEN_BACK").count(), 1);
        assert_eq!(refused(&together.kari, RENEW, input.clone()).await, [pair("HAND_OVER_TAKEN_BACK", "handOverId")]);
        // Handed over again, it is the same person with a new link; the old one stays dead.
        done(&together.kari, HAND_OVER, to(PER, &["drift"])).await;
        assert_eq!(refused(&app.anonymous(), OPEN_INVITATION, json!({ "token": link })).await, [pair("LINK_INVALID", "token")]);
        let per = world::follow(&app, &last_mail(&app, PER).await.token_after("/svar/")).await;
        assert_eq!(per.query("{ response { answers { number } } }", json!({})).await.data()["response"]["answers"], json!([{ "number": 3.0 }]));
    }

    async fn a_new_link_ends_the_earlier_ones(app: TestApp) {
        let mut together = Together::new(&app).await;
        done(&together.kari, HAND_OVER, to(PER, &["drift"])).await;
        let told = together.kari.query("{ answering { handOvers { id } } }", json!({})).await;
        let id = text(told.data(), "/answering/handOvers/0/id");
        // At once, it is a retry.
        done(&together.kari, RENEW, json!({ "input": { "handOverId": id } })).await;
        let mails = mails_to(&app, PER).await;
        assert_eq!(mails.len(), 1);
        app.app.clock.advance(chrono::Duration::minutes(11));
        done(&together.kari, RENEW, json!({ "input": { "handOverId": id } })).await;
        assert_eq!(mails_to(&app, PER).await.len(), 2);
        let first = json!({ "token": mails[0].token_after("/svar/") });
        assert_eq!(refused(&app.anonymous(), OPEN_INVITATION, first).await, [pair("LINK_INVALID", "token")]);
        world::follow(&app, &last_mail(&app, PER).await.token_after("/svar/")).await;
        let seen = "query($id: ID!) { invitations(roundId: $id) { nodes { links { visitor } } } }";
        together.world.sign_in(&app).await;
        let seen = together.world.analyst.query(seen, json!({ "id": together.round })).await;
        let visitors = [json!("PERSON"), json!("NOBODY"), json!("PERSON")].map(|visitor| json!({ "visitor": visitor }));
        assert_eq!(seen.data()["invitations"]["nodes"][0]["links"], json!(visitors), "the invited, the first link, the second");
        // A mail that waits with a link that ends is given up.
        let waits = "UPDATE mail_message SET status = 'queued', sealed = recipient, finished_at = NULL, due_at = '2099-01-01T00:00:00+00:00'
            WHERE kind = 'hand_over'";
        let waits = if app.app.db.reader().get_database_backend() == DbBackend::Postgres {
            waits.replace("= recipient", "= convert_to(recipient, 'UTF8')")
        } else {
            waits.replace("= recipient", "= CAST(recipient AS BLOB)")
        };
        let txn = app.system().begin().await.unwrap();
        txn.execute_unprepared(&waits).await.unwrap();
        txn.commit().await.unwrap();
        app.app.clock.advance(chrono::Duration::minutes(11));
        done(&together.kari, RENEW, json!({ "input": { "handOverId": id } })).await;
        together.world.sign_in(&app).await;
        assert_eq!(together.timeline().await.iter().filter(|step| *step == "MAIL_DROPPED HAND_OVER").count(), 2);
        // Who has one invitation cannot touch what another handed over.
        let stranger = format!("handOver_{}", uuid::Uuid::now_v7().simple());
        for document in [RENEW, TAKE_BACK] {
            assert_eq!(refused(&together.kari, document, json!({ "input": { "handOverId": stranger } })).await, [pair("NOT_FOUND", "")]);
        }
    }

    async fn what_cannot_be_handed_over_is_told_all_at_once(app: TestApp) {
        let together = Together::new(&app).await;
        let errors = async |input: Value| refused(&together.kari, HAND_OVER, json!({ "input": input })).await;
        let input = json!({ "name": " ", "email": "per", "sectionCodes": [], "word": "x".repeat(1001) });
        assert_eq!(errors(input).await, [pair("REQUIRED", "name"), pair("INVALID_EMAIL", "email"), pair("TOO_LONG", "word")]);
        let sections = json!({ "name": "Per", "email": PER, "sectionCodes": ["ingen", "plan", "plan"] });
        assert_eq!(errors(sections).await, [pair("NOT_FOUND", "sectionCodes.0"), pair("DUPLICATE", "sectionCodes.2")]);
        let nothing = json!({ "name": "Per", "email": PER, "sectionCodes": [] });
        assert_eq!(errors(nothing).await, [pair("REQUIRED", "sectionCodes")]);
        let oneself = json!({ "name": "Per", "email": "KARI@prove.example", "sectionCodes": ["plan"] });
        assert_eq!(errors(oneself).await, [pair("HAND_OVER_TO_SELF", "email")]);
        for number in 0..30 {
            errors(json!({ "name": "Per", "email": format!("nummer{number}@prove.example"), "sectionCodes": ["plan"] })).await;
        }
        assert_eq!(errors(json!({ "name": "Per", "email": PER, "sectionCodes": ["plan"] })).await, [pair("NO_ROOM", "email")]);
        // To one address so many mails go and no more.
        for turn in 0..9 {
            let section = if turn % 2 == 0 { "drift" } else { "plan" };
            assert_eq!(errors(json!({ "name": "Per", "email": "nummer0@prove.example", "sectionCodes": [section] })).await, []);
        }
        assert_eq!(errors(json!({ "name": "Per", "email": "nummer0@prove.example", "sectionCodes": ["plan"] })).await, [pair("TOO_MANY_MAILS", "")]);
    }

    async fn it_stops_where_the_invitation_does(app: TestApp) {
        let together = Together::new(&app).await;
        let analyst = &together.world.analyst;
        let (_, link, per) = together.hand(&app, "drift", PER).await;
        let answers = || json!({ "answers": [together.number(0, 3.0, None)] });
        let act = async |what: &str| {
            let document = format!("mutation($input: RoundInput!) {{ {what}(input: $input) {{ userErrors {{ code field message }} }} }}");
            done(analyst, &document, json!({ "input": { "roundId": together.round } })).await;
        };
        act("pauseRound").await;
        assert_eq!(refused(&per, SAVE, answers()).await, [pair("ROUND_PAUSED", "")]);
        assert_eq!(refused(&together.kari, HAND_OVER, to("ola@prove.example", &["plan"])).await, [pair("ROUND_PAUSED", "")]);
        act("resumeRound").await;
        done(&together.kari, "mutation { declineInvitation(input: {}) { userErrors { code field message } } }", json!({})).await;
        assert_eq!(per.query(SAVE, answers()).await.code(), "UNAUTHENTICATED");
        assert_eq!(refused(&app.anonymous(), OPEN_INVITATION, json!({ "token": link })).await, [pair("LINK_INVALID", "token")]);
        assert_eq!(refused(&together.kari, HAND_OVER, to("ola@prove.example", &["plan"])).await, [pair("DECLINED", "")]);
        done(&together.kari, "mutation { acceptInvitation(input: {}) { userErrors { code field message } } }", json!({})).await;
        save(&per, json!([together.number(0, 3.0, None)])).await;
        save(&together.kari, json!([together.plan(0, None)])).await;
        done(&together.kari, SUBMIT, json!({})).await;
        // Whoever submitted is told so, and nobody else.
        assert_eq!((mails_to(&app, "kari@prove.example").await.len(), mails_to(&app, PER).await.len()), (2, 1));
        assert_eq!(refused(&per, SAVE, answers()).await, [pair("ALREADY_SUBMITTED", "")]);
        assert_eq!(refused(&together.kari, HAND_OVER, to("ola@prove.example", &["plan"])).await, [pair("ALREADY_SUBMITTED", "")]);
        let invitation = text(together.kari.query("{ invitation { id } }", json!({})).await.data(), "/invitation/id");
        let withdraw = "mutation($id: ID!) { withdrawInvitation(input: { invitationId: $id }) { userErrors { code field message } } }";
        done(analyst, withdraw, json!({ "id": invitation })).await;
        assert_eq!(per.query("{ answering { askedBy } }", json!({})).await.code(), "UNAUTHENTICATED");
        assert_eq!(refused(&app.anonymous(), OPEN_INVITATION, json!({ "token": link })).await, [pair("LINK_INVALID", "token")]);
    }

    async fn renewing_the_invitation_ends_what_was_handed_over(app: TestApp) {
        let together = Together::new(&app).await;
        let (_, link, per) = together.hand(&app, "drift", PER).await;
        let invitation = text(together.kari.query("{ invitation { id } }", json!({})).await.data(), "/invitation/id");
        let renew = "mutation($id: ID!) { renewInvitation(input: { invitationId: $id }) { userErrors { code field message } } }";
        done(&together.world.analyst, renew, json!({ "id": invitation })).await;
        assert_eq!(per.query("{ answering { askedBy } }", json!({})).await.code(), "UNAUTHENTICATED");
        assert_eq!(refused(&app.anonymous(), OPEN_INVITATION, json!({ "token": link })).await, [pair("LINK_INVALID", "token")]);
        let kari = world::follow(&app, &last_mail(&app, "kari@prove.example").await.token_after("/svar/")).await;
        assert_eq!(kari.query(HAND_OVERS, json!({})).await.data()["answering"]["handOvers"][0]["state"], "TAKEN_BACK");
    }

    async fn what_waits_when_it_is_taken_back_is_not_sent(app: TestApp) {
        let mut together = Together::new(&app).await;
        // No mail can be written for the time being.
        let folder = app.app.settings.mail.folder.clone();
        let away = folder.with_extension("away");
        std::fs::rename(&folder, &away).unwrap();
        std::fs::write(&folder, "").unwrap();
        let made = done(&together.kari, HAND_OVER, to(PER, &["drift"])).await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        done(&together.kari, TAKE_BACK, json!({ "input": { "handOverId": made["handOver"]["id"] } })).await;
        std::fs::remove_file(&folder).unwrap();
        std::fs::rename(&away, &folder).unwrap();
        app.app.clock.advance(chrono::Duration::hours(1));
        assert!(mails_to(&app, PER).await.is_empty());
        together.world.sign_in(&app).await;
        assert_eq!(together.timeline().await.last().unwrap(), "MAIL_DROPPED HAND_OVER");
    }

    async fn the_text_of_the_mail_is_checked_with_its_own_placeholders(app: TestApp) {
        let together = Together::new(&app).await;
        let set = "mutation($input: SetMailTextInput!) { setMailText(input: $input) { userErrors { code field message } } }";
        let say = |kind: &str, body: &str| json!({ "input": { "roundId": together.round, "kind": kind, "language": "NN", "subject": "Hei", "body": body } });
        let analyst = &together.world.analyst;
        assert_eq!(refused(analyst, set, say("REMINDER", "{from.name} {link}")).await, [pair("UNKNOWN_PLACEHOLDER", "body")]);
        done(analyst, set, say("HAND_OVER", "{from.name}: {sections}\n\n{word}\n\n[Opne]({link})")).await;
        done(&together.kari, HAND_OVER, to(PER, &["drift"])).await;
        let mail = last_mail(&app, PER).await;
        assert!(mail.text.contains("Kari Kontakt: Drift"), "{}", mail.text);
        let preview = "query($input: MailPreviewInput!) { mailPreview(input: $input) { mail { text } userErrors { code field message } } }";
        let wanted = json!({ "input": { "roundId": together.round, "kind": "HAND_OVER", "organizationId": together.world.organization } });
        let seen = done(analyst, preview, wanted).await;
        assert!(text(&seen, "/mail/text").contains("Kari Kontakt: Plan"), "{seen}");
    }
}

async fn a_mail_to_a_colleague_that_comes_back_is_told(backend: Backend) {
    let mut folder = None;
    let app = TestApp::with_settings(backend, |settings| folder = Some(mailbox(settings))).await;
    let folder = folder.unwrap();
    let together = Together::new(&app).await;
    done(&together.kari, HAND_OVER, to(PER, &["drift"])).await;
    let mail = last_mail(&app, PER).await;
    std::fs::write(folder.path().join("new/1"), notification(&mail.message_id)).unwrap();
    trespor::mail::read_returned(&app.app).await.unwrap();
    let told = together.kari.query(HAND_OVERS, json!({})).await;
    assert_eq!(told.data()["answering"]["handOvers"][0]["state"], "BOUNCED");
    let timeline = together.timeline().await;
    let wanted =
        ["HANDED_OVER drift", "MAIL_QUEUED HAND_OVER", "MAIL_SENT HAND_OVER", "BOUNCED HAND_OVER 5.1.1"];
    assert!(timeline.ends_with(&wanted.map(str::to_owned)), "{timeline:?}");
    // It says nothing of the invitation itself, and a new link goes out at once.
    assert_eq!(
        together.status_and_attention().await,
        (json!("OPENED"), json!([{ "kind": "MAIL_RETURNED" }]))
    );
    let id = text(
        together.kari.query("{ answering { handOvers { id } } }", json!({})).await.data(),
        "/answering/handOvers/0/id",
    );
    done(&together.kari, RENEW, json!({ "input": { "handOverId": id } })).await;
    assert_eq!(mails_to(&app, PER).await.len(), 2);
    assert_eq!(together.status_and_attention().await, (json!("OPENED"), json!([])));
}

impl Together {
    /// How far the invitation has come, and what the analyst is told to look at.
    async fn status_and_attention(&self) -> (Value, Value) {
        let document = "query($id: ID!) { invitations(roundId: $id) { nodes { status } } attention(roundId: $id) { nodes { kind } } }";
        let seen = self.world.analyst.query(document, json!({ "id": self.round })).await;
        (seen.data()["invitations"]["nodes"][0]["status"].clone(), seen.data()["attention"]["nodes"].clone())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_to_a_colleague_that_comes_back_is_told_on_sqlite() {
    a_mail_to_a_colleague_that_comes_back_is_told(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_to_a_colleague_that_comes_back_is_told_on_postgres() {
    a_mail_to_a_colleague_that_comes_back_is_told(Backend::Postgres).await;
}
