//! What a session is good for, and what ends it.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use trespor::auth::accounts;

use super::people::{
    KARI, OLA, PASSWORD, REFRESH, SIGN_OUT, VIEWER, bearer, disable, is_somebody, person, refresh, refusal,
    row, tokens,
};
use crate::harness::{TestApp, both};

fn time(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

both! {
    async fn signing_in_gives_tokens_and_says_who_one_is(app: TestApp) {
        person(&app, KARI).await;
        let given = tokens(&app, "Kari.NORDMANN@etat.example", PASSWORD).await;
        let now = app.app.clock.now();
        let minutes = (time(&given["accessTokenExpiresAt"]) - now).num_minutes();
        let days = (time(&given["refreshTokenExpiresAt"]) - now).num_hours() / 24;
        assert!((8..=10).contains(&minutes) && (29..=30).contains(&days), "{given}");
        let reply = bearer(&app, &given).query(VIEWER, json!({})).await;
        let account = &reply.data()["viewer"]["account"];
        assert_eq!((account["email"].as_str(), account["language"].as_str()), (Some(KARI), Some("NB")));
        assert_eq!(account["systemAdmin"], false);
        // Who asks and what they may do: one statement; the account: another.
        assert_eq!(reply.sql_statements, Some(2));
        assert_eq!(app.anonymous().query(VIEWER, json!({})).await.data()["viewer"], Value::Null);
    }

    async fn an_access_token_ends_and_a_refresh_token_gives_the_next(app: TestApp) {
        person(&app, KARI).await;
        let first = tokens(&app, KARI, PASSWORD).await;
        app.app.clock.advance(Duration::minutes(10));
        assert!(!is_somebody(&bearer(&app, &first)).await);
        let reply = refresh(&app, &first["refreshToken"]).await;
        let second = &reply.data()["refreshSession"]["tokens"];
        assert!(is_somebody(&bearer(&app, second)).await, "{reply:?}");
        assert_ne!(first["refreshToken"], second["refreshToken"]);
        assert_eq!(first["refreshTokenExpiresAt"], second["refreshTokenExpiresAt"], "the session ends when it ends");
        app.app.clock.advance(Duration::days(30));
        assert_eq!(refusal(&refresh(&app, &second["refreshToken"]).await, "refreshSession"), "SESSION_ENDED");
    }

    async fn a_refresh_token_that_comes_back_ends_its_session_and_no_other(app: TestApp) {
        person(&app, KARI).await;
        let elsewhere = tokens(&app, KARI, PASSWORD).await;
        let first = tokens(&app, KARI, PASSWORD).await;
        let reply = refresh(&app, &first["refreshToken"]).await;
        let second = reply.data()["refreshSession"]["tokens"].clone();
        assert_eq!(refusal(&refresh(&app, &first["refreshToken"]).await, "refreshSession"), "SESSION_ENDED");
        assert_eq!(refusal(&refresh(&app, &second["refreshToken"]).await, "refreshSession"), "SESSION_ENDED");
        assert!(!is_somebody(&bearer(&app, &first)).await);
        assert!(!is_somebody(&bearer(&app, &second)).await);
        assert!(is_somebody(&bearer(&app, &elsewhere)).await);
        assert_eq!(refusal(&refresh(&app, &elsewhere["refreshToken"]).await, "refreshSession"), "");
    }

    async fn of_many_parallel_exchanges_exactly_one_succeeds(app: TestApp) {
        person(&app, KARI).await;
        let given = tokens(&app, KARI, PASSWORD).await;
        let exchanges: Vec<_> = (0..8)
            .map(|_| {
                let (client, token) = (app.anonymous(), given["refreshToken"].clone());
                tokio::spawn(async move { client.query(REFRESH, json!({ "input": { "refreshToken": token } })).await })
            })
            .collect();
        let mut succeeded = Vec::new();
        for exchange in exchanges {
            let reply = exchange.await.unwrap();
            match refusal(&reply, "refreshSession") {
                "" => succeeded.push(reply.data()["refreshSession"]["tokens"].clone()),
                code => assert_eq!(code, "SESSION_ENDED"),
            }
        }
        assert_eq!(succeeded.len(), 1);
        assert!(!is_somebody(&bearer(&app, &succeeded[0])).await, "the others ended the session");
    }

    async fn what_is_no_refresh_token_is_refused(app: TestApp) {
        for token in ["", "x", &"A".repeat(43), &"A".repeat(100_000)] {
            assert_eq!(refusal(&refresh(&app, &json!(token)).await, "refreshSession"), "SESSION_ENDED");
        }
    }

    async fn signing_out_here_ends_this_session_at_once(app: TestApp) {
        person(&app, KARI).await;
        let (here, there) = (tokens(&app, KARI, PASSWORD).await, tokens(&app, KARI, PASSWORD).await);
        let reply = bearer(&app, &here).query(SIGN_OUT, json!({ "input": {} })).await;
        assert_eq!(reply.data()["signOut"]["signedOut"], true);
        assert!(!is_somebody(&bearer(&app, &here)).await);
        assert_eq!(refusal(&refresh(&app, &here["refreshToken"]).await, "refreshSession"), "SESSION_ENDED");
        assert!(is_somebody(&bearer(&app, &there)).await);
        assert_eq!(bearer(&app, &here).query(SIGN_OUT, json!({ "input": {} })).await.code(), "UNAUTHENTICATED");
        assert_eq!(app.anonymous().query(SIGN_OUT, json!({ "input": {} })).await.code(), "UNAUTHENTICATED");
    }

    async fn signing_out_everywhere_ends_all_of_them_and_nobody_elses(app: TestApp) {
        person(&app, KARI).await;
        person(&app, OLA).await;
        let (here, there) = (tokens(&app, KARI, PASSWORD).await, tokens(&app, KARI, PASSWORD).await);
        let ola = tokens(&app, OLA, PASSWORD).await;
        bearer(&app, &here).query(SIGN_OUT, json!({ "input": { "everywhere": true } })).await.data();
        for gone in [&here, &there] {
            assert!(!is_somebody(&bearer(&app, gone)).await);
            assert_eq!(refusal(&refresh(&app, &gone["refreshToken"]).await, "refreshSession"), "SESSION_ENDED");
        }
        assert!(is_somebody(&bearer(&app, &ola)).await);
    }

    async fn disabling_an_account_ends_everything_at_once(app: TestApp) {
        person(&app, KARI).await;
        let given = tokens(&app, KARI, PASSWORD).await;
        disable(&app, KARI).await;
        assert!(!is_somebody(&bearer(&app, &given)).await);
        assert_eq!(refusal(&refresh(&app, &given["refreshToken"]).await, "refreshSession"), "SESSION_ENDED");
        accounts::enable(&app.system(), KARI).await.unwrap();
        assert!(!is_somebody(&bearer(&app, &given)).await, "what has ended stays so");
    }

    async fn the_database_holds_no_token_and_no_password(app: TestApp) {
        person(&app, KARI).await;
        let given = tokens(&app, KARI, PASSWORD).await;
        let rows = format!(
            "{:?} {:?} {:?} {:?}",
            row(&app, KARI).await,
            all::<entity::session::Entity>(&app).await,
            all::<entity::refresh_token::Entity>(&app).await,
            all::<entity::throttle::Entity>(&app).await,
        );
        for secret in [given["accessToken"].as_str().unwrap(), given["refreshToken"].as_str().unwrap(), PASSWORD, "127.0.0.1"] {
            assert!(!rows.contains(secret), "{rows}");
        }
        assert!(rows.contains("$argon2id$v=19$m=19456,t=2,p=1$"));
    }
}

async fn all<E: sea_orm::EntityTrait>(app: &TestApp) -> Vec<E::Model> {
    E::find().all(app.app.db.reader()).await.unwrap()
}
