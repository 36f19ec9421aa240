//! Choosing a new password: by a link in a mail, and by the current one.

use chrono::Duration;
use entity::{mail_message, password_reset};
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};

use super::people::{
    KARI, OLA, OTHER_PASSWORD, PASSWORD, bearer, disable, is_somebody, person, refresh, refusal, tokens,
};
use crate::harness::{Client, Reply, TestApp, both};

const REQUEST: &str = "mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { accepted userErrors { code } } }";
const RESET: &str = "mutation($input: ResetPasswordInput!) { resetPassword(input: $input) { changed userErrors { code field } } }";
const CHANGE: &str = "mutation($input: ChangePasswordInput!) { changePassword(input: $input) { changed userErrors { code field } } }";
const SIGN_IN: &str = super::people::SIGN_IN;

async fn request(app: &TestApp, email: &str) -> Reply {
    app.anonymous().query(REQUEST, json!({ "input": { "email": email } })).await
}

async fn reset(app: &TestApp, token: &str, password: &str) -> String {
    let reply =
        app.anonymous().query(RESET, json!({ "input": { "token": token, "newPassword": password } })).await;
    refusal(&reply, "resetPassword").to_owned()
}

async fn try_to_sign_in(app: &TestApp, password: &str) -> String {
    let reply =
        app.anonymous().query(SIGN_IN, json!({ "input": { "email": KARI, "password": password } })).await;
    refusal(&reply, "signIn").to_owned()
}

async fn change(client: &Client, current: &str, new: &str) -> Value {
    let reply =
        client.query(CHANGE, json!({ "input": { "currentPassword": current, "newPassword": new } })).await;
    reply.data()["changePassword"]["userErrors"].clone()
}

both! {
    async fn a_link_by_mail_chooses_a_new_password_once(app: TestApp) {
        person(&app, KARI).await;
        let before = tokens(&app, KARI, PASSWORD).await;
        request(&app, KARI).await.data();
        request(&app, "Kari.Nordmann@ETAT.example").await.data();
        let mails = app.mails().await;
        assert_eq!(mails.len(), 2);
        assert_eq!((mails[0].to.as_str(), mails[0].subject.as_str()), (KARI, "Velg nytt passord"));
        let (token, other) = (mails[0].token_after("/passord/"), mails[1].token_after("/passord/"));
        assert_eq!(reset(&app, &token, "kort").await, "WEAK_PASSWORD");
        assert_eq!(reset(&app, &token, "kari.nordmann@etat").await, "WEAK_PASSWORD", "and that did not use it up");
        assert_eq!(reset(&app, &token, OTHER_PASSWORD).await, "");
        assert_eq!(reset(&app, &token, OTHER_PASSWORD).await, "RESET_INVALID");
        assert_eq!(reset(&app, &other, OTHER_PASSWORD).await, "RESET_INVALID", "all links of the account are used up");
        assert!(!is_somebody(&bearer(&app, &before)).await, "all sessions have ended");
        assert_eq!(refusal(&refresh(&app, &before["refreshToken"]).await, "refreshSession"), "SESSION_ENDED");
        assert_eq!(try_to_sign_in(&app, PASSWORD).await, "WRONG_CREDENTIALS");
        assert_eq!(try_to_sign_in(&app, OTHER_PASSWORD).await, "");
    }

    async fn the_mail_expires_with_its_link(app: TestApp) {
        person(&app, KARI).await;
        request(&app, KARI).await.data();
        let mail = mail_message::Entity::find().one(app.app.db.reader()).await.unwrap().unwrap();
        let link = password_reset::Entity::find().one(app.app.db.reader()).await.unwrap().unwrap();
        assert_eq!(mail.expires_at, Some(link.expires_at));
        assert_eq!(link.expires_at, link.created_at + Duration::hours(1));
    }

    async fn the_answer_says_nothing_about_who_has_an_account(app: TestApp) {
        person(&app, KARI).await;
        person(&app, OLA).await;
        disable(&app, OLA).await;
        // The first one from an address makes its bucket.
        request(&app, "en.annen@etat.example").await.data();
        let known = request(&app, KARI).await;
        for email in ["ingen@etat.example", OLA] {
            let reply = request(&app, email).await;
            assert_eq!(reply.data(), known.data());
            assert_eq!(reply.sql_statements, known.sql_statements, "{email}: the same work");
        }
        let mails = app.mails().await;
        assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), [KARI]);
        assert_eq!(refusal(&request(&app, "kari").await, "requestPasswordReset"), "INVALID_EMAIL");
    }

    async fn more_links_than_three_an_hour_are_not_sent_and_nobody_is_told(app: TestApp) {
        person(&app, KARI).await;
        for _ in 0..5 {
            assert_eq!(request(&app, KARI).await.data()["requestPasswordReset"]["accepted"], true);
        }
        assert_eq!(app.mails().await.len(), 3);
        app.app.clock.advance(Duration::hours(1));
        request(&app, KARI).await.data();
        assert_eq!(app.mails().await.len(), 4);
    }

    async fn a_link_is_good_for_an_hour(app: TestApp) {
        person(&app, KARI).await;
        request(&app, KARI).await.data();
        let token = app.mails().await[0].token_after("/passord/");
        app.app.clock.advance(Duration::hours(1));
        assert_eq!(reset(&app, &token, OTHER_PASSWORD).await, "RESET_INVALID");
        for nonsense in ["", "x", &"A".repeat(43)] {
            assert_eq!(reset(&app, nonsense, OTHER_PASSWORD).await, "RESET_INVALID");
        }
        assert_eq!(try_to_sign_in(&app, PASSWORD).await, "");
    }

    async fn a_link_of_an_account_that_was_disabled_since_is_void(app: TestApp) {
        person(&app, KARI).await;
        request(&app, KARI).await.data();
        let token = app.mails().await[0].token_after("/passord/");
        disable(&app, KARI).await;
        assert_eq!(reset(&app, &token, OTHER_PASSWORD).await, "RESET_INVALID");
    }

    async fn a_new_password_forgets_the_guesses(app: TestApp) {
        person(&app, KARI).await;
        for _ in 0..10 {
            assert_eq!(try_to_sign_in(&app, "feil passord").await, "WRONG_CREDENTIALS");
        }
        assert_eq!(try_to_sign_in(&app, PASSWORD).await, "TOO_MANY_ATTEMPTS");
        request(&app, KARI).await.data();
        let token = app.mails().await[0].token_after("/passord/");
        assert_eq!(reset(&app, &token, OTHER_PASSWORD).await, "");
        assert_eq!(try_to_sign_in(&app, OTHER_PASSWORD).await, "");
    }

    async fn of_parallel_uses_of_a_link_one_succeeds(app: TestApp) {
        person(&app, KARI).await;
        request(&app, KARI).await.data();
        let token = app.mails().await[0].token_after("/passord/");
        let uses: Vec<_> = (0..4)
            .map(|number| {
                let (client, token) = (app.anonymous(), token.clone());
                let input = json!({ "input": { "token": token, "newPassword": format!("{OTHER_PASSWORD} {number}") } });
                tokio::spawn(async move { client.query(RESET, input).await })
            })
            .collect();
        let mut succeeded = 0;
        for done in uses {
            succeeded += usize::from(refusal(&done.await.unwrap(), "resetPassword").is_empty());
        }
        assert_eq!(succeeded, 1);
    }

    async fn changing_ones_password_ends_the_other_sessions(app: TestApp) {
        person(&app, KARI).await;
        let (here, there) = (tokens(&app, KARI, PASSWORD).await, tokens(&app, KARI, PASSWORD).await);
        let client = bearer(&app, &here);
        let wrong = change(&client, "feil passord", OTHER_PASSWORD).await;
        assert_eq!(wrong, json!([{ "code": "WRONG_PASSWORD", "field": ["currentPassword"] }]));
        let weak = change(&client, PASSWORD, "kort").await;
        assert_eq!(weak, json!([{ "code": "WEAK_PASSWORD", "field": ["newPassword"] }]));
        assert!(is_somebody(&bearer(&app, &there)).await);
        assert_eq!(change(&client, PASSWORD, OTHER_PASSWORD).await, json!([]));
        assert!(is_somebody(&client).await);
        assert!(!is_somebody(&bearer(&app, &there)).await);
        assert_eq!(try_to_sign_in(&app, OTHER_PASSWORD).await, "");
        let nobody = app.anonymous().query(CHANGE, json!({ "input": { "currentPassword": "x", "newPassword": "y" } })).await;
        assert_eq!(nobody.code(), "UNAUTHENTICATED");
    }

    async fn the_current_password_cannot_be_guessed_either(app: TestApp) {
        person(&app, KARI).await;
        let client = bearer(&app, &tokens(&app, KARI, PASSWORD).await);
        for _ in 0..10 {
            assert_eq!(change(&client, "feil passord", OTHER_PASSWORD).await[0]["code"], "WRONG_PASSWORD");
        }
        assert_eq!(change(&client, PASSWORD, OTHER_PASSWORD).await[0]["code"], "TOO_MANY_ATTEMPTS");
    }
}
