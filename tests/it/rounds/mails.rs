//! What the mails of a round say, and those that come back.

use serde_json::json;

use super::{CREATE, REMIND, Study, act_on_invitation, code, go_to, invitations, time, to};
use crate::harness::{Backend, TestApp, both};
use crate::world::{self, done, follow, refused, text};

both! {
    async fn mails_say_what_the_analyst_wrote(app: TestApp) {
        let study = Study::new(&app).await;
        let analyst = &study.world.analyst;
        let input = study.round(json!({ "opensAt": "2031-02-05T08:00:00Z" }));
        let id = text(&done(analyst, CREATE, json!({ "input": input })).await, "/round/id");
        let set = "mutation($input: SetMailTextInput!) { setMailText(input: $input) { round { mailTexts { kind language isOwn subject } }
            userErrors { code field message } } }";
        let say = |subject: &str, body: &str| json!({ "input": { "roundId": id, "kind": "INVITATION", "language": "NN", "subject": subject, "body": body } });
        for (subject, body, wanted) in [
            ("Hei", "Utan lenkje", vec![("LINK_MISSING", "body")]),
            ("{link}", "{owner.navn} {link}", vec![("LINK_IN_SUBJECT", "subject"), ("UNKNOWN_PLACEHOLDER", "body")]),
            ("", "{link}", vec![("REQUIRED", "subject")]),
        ] {
            assert_eq!(code(&refused(analyst, set, say(subject, body)).await), wanted);
        }
        let done_so = done(analyst, set, say("Kjære {owner.name}", "Hei {contact.name}\n\n[Svar for {owner.name}]({link})\n\n{sender}, {deadline}")).await;
        let own: Vec<_> = done_so["round"]["mailTexts"].as_array().unwrap().iter().filter(|text| text["isOwn"] == json!(true)).collect();
        assert_eq!(own, [&json!({ "kind": "INVITATION", "language": "NN", "isOwn": true, "subject": "Kjære {owner.name}" })]);
        let preview = "query($input: MailPreviewInput!) { mailPreview(input: $input) { mail { to language subject text html } userErrors { code field message } } }";
        let wanted = json!({ "roundId": id, "kind": "INVITATION", "organizationId": study.second });
        let seen = done(analyst, preview, json!({ "input": wanted })).await["mail"].clone();
        assert_eq!((&seen["to"], &seen["language"], &seen["subject"]), (&json!("per@andre.example"), &json!("NN"), &json!("Kjære Andreetaten")));
        assert!(text(&seen, "/text").contains("Svar for Andreetaten:\nhttp"), "{seen}");
        assert!(text(&seen, "/html").contains("til og med 18. februar 2031"), "{seen}");
        let test = "mutation($input: MailPreviewInput!) { sendTestMail(input: $input) { sentTo userErrors { code field message } } }";
        assert_eq!(done(analyst, test, json!({ "input": wanted })).await["sentTo"], json!("analytiker@studie.example"));
        assert_eq!(app.mails().await[0].to, "analytiker@studie.example");
        let stranger = world::register_owner(analyst, "889640782", "Fremmedetaten", "ola@fremmed.example").await;
        let errors = refused(analyst, test, json!({ "input": { "roundId": id, "kind": "REMINDER", "organizationId": stranger } })).await;
        assert_eq!(code(&errors), [("NOT_FOUND", "organizationId")]);
        // It is what they get when the round opens.
        go_to(&app, time("2031-02-05T08:00:00Z")).await;
        let mails = app.mails().await;
        let mail = to(&mails, "per@andre.example")[0];
        assert_eq!(mail.subject, "Kjære Andreetaten");
        follow(&app, &mail.token_after("/svar/")).await;
    }
}

/// What a mail server sends back where there is no such mailbox.
pub(crate) fn notification(message_id: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nTo: trespor@etat.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nNo.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; per@andre.example\r\n\
         Action: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message_id}>\r\n\r\n--b--\r\n"
    )
}

/// A mailbox that mails come back to, for as long as it is held.
pub(crate) fn mailbox(settings: &mut trespor::config::Settings) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("new")).unwrap();
    settings.mail.returned = Some(folder.path().to_owned());
    folder
}

async fn a_mail_that_comes_back_marks_the_invitation(backend: Backend) {
    let mut folder = None;
    let app = TestApp::with_settings(backend, |settings| folder = Some(mailbox(settings))).await;
    let folder = folder.unwrap();
    let study = Study::new(&app).await;
    let id = study.open(json!({})).await;
    let mails = app.mails().await;
    let mail = to(&mails, "per@andre.example")[0];
    let put = |name: &str, raw: &str| std::fs::write(folder.path().join("new").join(name), raw).unwrap();
    put("1.notice", &notification(&mail.message_id));
    put(
        "2.vacation",
        &format!(
            "From: per@andre.example\r\nIn-Reply-To: <{}>\r\nSubject: Ferie\r\n\r\nJeg har ferie\r\n",
            mail.message_id
        ),
    );
    put("3.nothing", "");
    put("4.unknown", &notification("01930000-0000-7000-8000-0000000000aa@127.0.0.1"));
    // The server looks as well, now and then.
    trespor::mail::read_returned(&app.app).await.unwrap();
    let rows = invitations(&study.world.analyst, &id).await;
    assert_eq!((&rows[0]["status"], &rows[1]["status"]), (&json!("BOUNCED"), &json!("SENT")));
    let last = &rows[0]["timeline"][2];
    assert_eq!(
        (&last["kind"], &last["mail"], &last["detail"]),
        (&json!("BOUNCED"), &json!("INVITATION"), &json!("5.1.1"))
    );
    let files = |part: &str| std::fs::read_dir(folder.path().join(part)).unwrap().count();
    assert_eq!((files("new"), files("cur")), (0, 4));
    // The same notification once more says nothing new.
    put("1.again", &notification(&mail.message_id));
    assert_eq!(trespor::mail::read_returned(&app.app).await.unwrap(), 0);
    // Whoever runs the round is told.
    let document = "query($id: ID!) { attention(roundId: $id) { nodes { kind mailStatus invitation { contact { email } } } } }";
    let told = study.world.analyst.query(document, json!({ "id": id })).await;
    let address = json!({ "contact": { "email": "per@andre.example" } });
    let returned = json!([{ "kind": "MAIL_RETURNED", "mailStatus": "5.1.1", "invitation": address }]);
    assert_eq!(told.data()["attention"]["nodes"], returned);
    // Nobody is reminded at an address that there is not; a new contact is written to.
    let reminded = done(&study.world.analyst, REMIND, json!({ "input": { "roundId": id } })).await;
    assert_eq!(reminded["reminded"], json!(1));
    let invitation = text(&rows[0], "/id");
    assert_eq!(act_on_invitation(&study.world.analyst, "renewInvitation", &invitation).await, []);
    assert_eq!(to(&app.mails().await, "per@andre.example").len(), 2);
    // Told of it once more, it does not undo that a person has been here.
    let mails = app.mails().await;
    follow(&app, &to(&mails, "per@andre.example")[1].token_after("/svar/")).await;
    put("5.notice", &notification(&mail.message_id));
    trespor::mail::read_returned(&app.app).await.unwrap();
    assert_eq!(invitations(&study.world.analyst, &id).await[0]["status"], json!("OPENED"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_comes_back_marks_the_invitation_on_sqlite() {
    a_mail_that_comes_back_marks_the_invitation(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_comes_back_marks_the_invitation_on_postgres() {
    a_mail_that_comes_back_marks_the_invitation(Backend::Postgres).await;
}
