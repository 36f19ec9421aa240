//! What guessing passwords leads to, for those who guess and for those who are guessed at.

use std::time::Instant;

use chrono::Duration;
use sea_orm::Set;
use serde_json::json;

use super::people::{
    KARI, OLA, OTHER_PASSWORD, PASSWORD, SIGN_IN, behind_a_proxy, change, disable, person, refusal, row,
    sign_in_from,
};
use crate::harness::{Backend, TestApp, both};

const HOME: &str = "192.0.2.7";

async fn attempt(app: &TestApp, address: &str, email: &str, password: &str) -> String {
    refusal(&sign_in_from(app, address, email, password).await, "signIn").to_owned()
}

/// Each test once for each database, behind a proxy that says where a request comes from.
macro_rules! from_anywhere {
    ($($(#[$attribute:meta])* async fn $name:ident($app:ident: TestApp) $body:block)*) => {$(
        $(#[$attribute])*
        mod $name {
            use super::*;

            async fn check($app: TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                Box::pin(check(behind_a_proxy(Backend::Sqlite).await)).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                Box::pin(check(behind_a_proxy(Backend::Postgres).await)).await;
            }
        }
    )*};
}

from_anywhere! {
    async fn guesses_from_elsewhere_do_not_lock_the_owner_out(app: TestApp) {
        person(&app, KARI).await;
        assert_eq!(attempt(&app, HOME, KARI, PASSWORD).await, "");
        for _ in 0..10 {
            assert_eq!(attempt(&app, "198.51.100.1", KARI, "feil passord").await, "WRONG_CREDENTIALS");
        }
        assert_eq!(attempt(&app, "198.51.100.1", KARI, "feil passord").await, "TOO_MANY_ATTEMPTS");
        assert_eq!(attempt(&app, "198.51.100.1", KARI, PASSWORD).await, "TOO_MANY_ATTEMPTS", "not even the right one");
        // From more addresses, until no unknown one may try any more.
        for network in 2..=5 {
            for _ in 0..10 {
                assert_eq!(attempt(&app, &format!("198.51.100.{network}"), KARI, "feil passord").await, "WRONG_CREDENTIALS");
            }
        }
        assert_eq!(attempt(&app, "198.51.100.6", KARI, PASSWORD).await, "TOO_MANY_ATTEMPTS");
        assert_eq!(attempt(&app, HOME, KARI, PASSWORD).await, "", "the owner is at home");
        app.app.clock.advance(Duration::minutes(61));
        assert_eq!(attempt(&app, "198.51.100.1", KARI, PASSWORD).await, "");
    }

    async fn an_account_that_does_not_exist_is_counted_alike(app: TestApp) {
        for _ in 0..10 {
            assert_eq!(attempt(&app, HOME, "ingen@etat.example", "feil passord").await, "WRONG_CREDENTIALS");
        }
        assert_eq!(attempt(&app, HOME, "ingen@etat.example", "feil passord").await, "TOO_MANY_ATTEMPTS");
    }

    async fn one_address_cannot_try_many_accounts(app: TestApp) {
        person(&app, KARI).await;
        person(&app, OLA).await;
        assert_eq!(attempt(&app, HOME, OLA, PASSWORD).await, "");
        for account in 0..100 {
            let email = format!("gjett{account}@etat.example");
            assert_eq!(attempt(&app, HOME, &email, "feil passord").await, "WRONG_CREDENTIALS");
        }
        assert_eq!(attempt(&app, HOME, KARI, PASSWORD).await, "TOO_MANY_ATTEMPTS", "never seen from there");
        assert_eq!(attempt(&app, HOME, OLA, PASSWORD).await, "", "known from there");
        app.app.clock.advance(Duration::minutes(15));
        assert_eq!(attempt(&app, HOME, KARI, PASSWORD).await, "");
    }

    async fn addresses_of_one_customer_count_as_one(app: TestApp) {
        for host in 0..10 {
            let address = format!("2001:db8:0:1::{host}");
            assert_eq!(attempt(&app, &address, KARI, "feil passord").await, "WRONG_CREDENTIALS");
        }
        assert_eq!(attempt(&app, "2001:db8:0:1:ffff::1", KARI, "feil passord").await, "TOO_MANY_ATTEMPTS");
        assert_eq!(attempt(&app, "2001:db8:0:2::1", KARI, "feil passord").await, "WRONG_CREDENTIALS");
    }

    async fn a_flood_gets_no_more_than_the_limit_looked_at(app: TestApp) {
        person(&app, KARI).await;
        let guesses: Vec<_> = (0..100)
            .map(|_| {
                let request = app.anonymous().request("POST", "/graphql").header("X-Forwarded-For", HOME);
                let variables = json!({ "input": { "email": KARI, "password": "feil passord" } });
                let request = request.json(&json!({ "query": SIGN_IN, "variables": variables }));
                tokio::spawn(async move { request.send().await.unwrap().text().await.unwrap() })
            })
            .collect();
        let (mut looked_at, mut refused) = (0, 0);
        for guess in guesses {
            let answer = guess.await.unwrap();
            looked_at += usize::from(answer.contains("WRONG_CREDENTIALS"));
            refused += usize::from(answer.contains("TOO_MANY_ATTEMPTS"));
        }
        assert_eq!((looked_at, refused), (10, 90));
    }

    async fn the_right_password_makes_earlier_slips_forgotten(app: TestApp) {
        person(&app, KARI).await;
        for _ in 0..3 {
            for _ in 0..9 {
                assert_eq!(attempt(&app, HOME, KARI, "feil passord").await, "WRONG_CREDENTIALS");
            }
            assert_eq!(attempt(&app, HOME, KARI, PASSWORD).await, "");
        }
    }
}

both! {
    async fn unknown_disabled_and_wrong_look_the_same(app: TestApp) {
        person(&app, KARI).await;
        person(&app, OLA).await;
        disable(&app, OLA).await;
        let tries = [(KARI, "feil passord"), ("ingen@etat.example", PASSWORD), (OLA, PASSWORD)];
        let (mut answers, mut statements, mut times) = (Vec::new(), Vec::new(), Vec::new());
        for (email, password) in tries {
            let mut fastest = std::time::Duration::MAX;
            for attempt in 0..5 {
                let begun = Instant::now();
                let reply = app.anonymous().query(SIGN_IN, json!({ "input": { "email": email, "password": password } })).await;
                fastest = fastest.min(begun.elapsed());
                if attempt == 0 {
                    answers.push(reply.data().to_string());
                    statements.push(reply.sql_statements);
                }
            }
            times.push(fastest);
        }
        assert!(answers[0].contains("WRONG_CREDENTIALS") && answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        // The first try of each makes its bucket; apart from that the same is done.
        assert!(statements.iter().all(|count| count.is_some_and(|n| n.abs_diff(statements[0].unwrap_or_default()) <= 1)), "{statements:?}");
        let (shortest, longest) = (times.iter().min().unwrap(), times.iter().max().unwrap());
        assert!(*shortest * 3 > *longest, "an unknown account must cost a password as well: {times:?}");
    }

    async fn a_hash_of_yesterday_is_made_anew_on_sign_in(app: TestApp) {
        person(&app, KARI).await;
        // «et gammelt passord», with 8 MiB and one pass.
        let old = {
            use argon2::password_hash::PasswordHasher as _;
            let params = argon2::Params::new(8_192, 1, 1, None).unwrap();
            let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
            argon2.hash_password(b"et gammelt passord").unwrap().to_string()
        };
        change(&app, KARI, |row| row.password_hash = Set(old)).await;
        for _ in 0..2 {
            app.sign_in(KARI, "et gammelt passord").await;
            assert!(row(&app, KARI).await.password_hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        }
    }

    async fn what_is_no_address_is_said_to_be_none(app: TestApp) {
        let reply = app.anonymous().query(SIGN_IN, json!({ "input": { "email": "kari", "password": OTHER_PASSWORD } })).await;
        assert_eq!(reply.data()["signIn"]["userErrors"][0]["field"], json!(["email"]));
        assert_eq!(refusal(&reply, "signIn"), "INVALID_EMAIL");
    }
}
