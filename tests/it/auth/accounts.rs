//! Who may make accounts, and what becomes of them.

use std::sync::Arc;

use entity::id::StudyId;
use entity::membership::Role;
use entity::{Language, LocalizedText};
use serde_json::{Value, json};
use trespor::Cx;
use trespor::auth::{Actor, NewAccount, accounts};
use trespor::error::{Error, Problem};
use trespor::study::{self, NewStudy};

use super::people::{
    KARI, OLA, OTHER_PASSWORD, PASSWORD, SIGN_IN, bearer, is_somebody, make, person, refusal, tokens,
};
use crate::harness::{Client, TestApp, both};

const CREATE: &str = "mutation($input: CreateAccountInput!) { createAccount(input: $input) {
    account { id email name systemAdmin } userErrors { code field } } }";
const REQUEST: &str =
    "mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { accepted } }";
const RESET: &str =
    "mutation($input: ResetPasswordInput!) { resetPassword(input: $input) { userErrors { code } } }";
const STUDIES: &str = "{ studies { nodes { id } } }";

const BOSS: &str = "sjef@etat.example";

async fn a_study(app: &TestApp) -> StudyId {
    let name = LocalizedText { nb: "Interessentanalyse".to_owned(), nn: None, en: None };
    study::create(
        &app.system(),
        NewStudy { name, smallest_group: 5, synthetic: true, language: Language::Nb },
    )
    .await
    .unwrap()
    .id
}

async fn signed_in(app: &TestApp, email: &str, system_admin: bool, role: Option<(StudyId, Role)>) -> Client {
    make(app, email, system_admin, role).await;
    app.sign_in(email, PASSWORD).await
}

fn input(email: &str, more: Value) -> Value {
    let mut input = json!({ "email": email, "name": "Ola Hansen", "language": "NN" });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "input": input })
}

fn in_study(study: StudyId, role: &str) -> Value {
    json!({ "studyId": format!("study_{}", study.0.simple()), "role": role })
}

both! {
    async fn a_system_administrator_makes_accounts(app: TestApp) {
        let admin = signed_in(&app, BOSS, true, None).await;
        let reply = admin.query(CREATE, input(OLA, json!({ "password": OTHER_PASSWORD }))).await;
        assert_eq!(reply.data()["createAccount"]["account"]["systemAdmin"], false);
        assert!(is_somebody(&app.sign_in(OLA, OTHER_PASSWORD).await).await);
        assert!(app.mails().await.is_empty());
        let again = admin.query(CREATE, input(&OLA.to_uppercase(), json!({}))).await;
        assert_eq!(again.data()["createAccount"]["userErrors"], json!([{ "code": "TAKEN", "field": ["email"] }]));
        let weak = admin.query(CREATE, input("kari@etat.example", json!({ "password": "passordpassord" }))).await;
        assert_eq!(weak.data()["createAccount"]["userErrors"], json!([{ "code": "WEAK_PASSWORD", "field": ["password"] }]));
    }

    async fn the_owner_of_a_new_account_chooses_the_password(app: TestApp) {
        let admin = signed_in(&app, BOSS, true, None).await;
        admin.query(CREATE, input(OLA, json!({}))).await.data();
        let mails = app.mails().await;
        assert_eq!((mails[0].to.as_str(), mails[0].subject.as_str()), (OLA, "Du har fått ein konto i Trespor"));
        app.app.clock.advance(chrono::Duration::days(2));
        let token = mails[0].token_after("/passord/");
        let reply = app.anonymous().query(RESET, json!({ "input": { "token": token, "newPassword": OTHER_PASSWORD } })).await;
        assert_eq!(refusal(&reply, "resetPassword"), "");
        assert!(is_somebody(&app.sign_in(OLA, OTHER_PASSWORD).await).await);
    }

    async fn a_studys_administrator_makes_accounts_for_that_study_only(app: TestApp) {
        let (own, other) = (a_study(&app).await, a_study(&app).await);
        let admin = signed_in(&app, KARI, false, Some((own, Role::Admin))).await;
        assert_eq!(admin.query(CREATE, input(OLA, json!({}))).await.code(), "FORBIDDEN");
        let elsewhere = admin.query(CREATE, input(OLA, in_study(other, "ANALYST"))).await;
        assert_eq!(refusal(&elsewhere, "createAccount"), "NOT_FOUND");
        let mut with_password = in_study(own, "ANALYST");
        with_password["password"] = json!(OTHER_PASSWORD);
        assert_eq!(admin.query(CREATE, input(OLA, with_password)).await.code(), "FORBIDDEN", "the password comes by mail");
        assert!(app.mails().await.is_empty());

        assert_eq!(refusal(&admin.query(CREATE, input(OLA, in_study(own, "ANALYST"))).await, "createAccount"), "");
        assert_eq!(app.mails().await.len(), 1);
        accounts::set_password(&app.system(), OLA, PASSWORD).await.unwrap();
        let ola = app.sign_in(OLA, PASSWORD).await;
        let studies = ola.query(STUDIES, json!({})).await;
        assert_eq!(studies.data()["studies"]["nodes"], json!([{ "id": format!("study_{}", own.0.simple()) }]));
        assert_eq!(ola.query(CREATE, input("ny@etat.example", in_study(own, "LEADER"))).await.code(), "FORBIDDEN");
        assert_eq!(app.anonymous().query(CREATE, input("ny@etat.example", json!({}))).await.code(), "UNAUTHENTICATED");
    }

    async fn an_account_that_exists_gets_the_role_and_keeps_the_rest(app: TestApp) {
        let (own, other) = (a_study(&app).await, a_study(&app).await);
        let admin = signed_in(&app, KARI, false, Some((own, Role::Admin))).await;
        let existing = make(&app, OLA, false, Some((other, Role::Leader))).await;
        let reply = admin.query(CREATE, input(OLA, in_study(own, "ANALYST"))).await;
        let account = &reply.data()["createAccount"]["account"];
        assert_eq!((account["email"].as_str(), account["name"].as_str()), (Some(OLA), Some(existing.name.as_str())));
        assert!(app.mails().await.is_empty());
        let studies = app.sign_in(OLA, PASSWORD).await.query(STUDIES, json!({})).await;
        assert_eq!(studies.data()["studies"]["nodes"].as_array().map(Vec::len), Some(2));
        let again = admin.query(CREATE, input(OLA, in_study(own, "ADMIN"))).await;
        assert_eq!(refusal(&again, "createAccount"), "TAKEN", "roles are changed elsewhere");
    }

    async fn half_a_role_and_half_an_account_are_refused(app: TestApp) {
        let admin = signed_in(&app, BOSS, true, None).await;
        let cases = [
            (input(OLA, json!({ "role": "LEADER" })), json!([{ "code": "REQUIRED", "field": ["studyId"] }])),
            (input(OLA, in_study(StudyId::new(), "LEADER")), json!([{ "code": "NOT_FOUND", "field": ["studyId"] }])),
            (input("ola", json!({ "name": " " })), json!([
                { "code": "INVALID_EMAIL", "field": ["email"] }, { "code": "REQUIRED", "field": ["name"] },
            ])),
        ];
        for (variables, expected) in cases {
            let reply = admin.query(CREATE, variables).await;
            assert_eq!(reply.data()["createAccount"]["userErrors"], expected);
        }
        assert_eq!(accounts::list(&app.system()).await.unwrap().len(), 1);
    }

    async fn of_parallel_accounts_with_one_address_one_is_made(app: TestApp) {
        let admin = signed_in(&app, BOSS, true, None).await;
        let tries: Vec<_> = (0..6)
            .map(|_| {
                let admin = admin.clone();
                tokio::spawn(async move { admin.query(CREATE, input(OLA, json!({}))).await })
            })
            .collect();
        let mut made = 0;
        for done in tries {
            let reply = done.await.unwrap();
            match refusal(&reply, "createAccount") {
                "" => made += 1,
                code => assert_eq!(code, "TAKEN"),
            }
        }
        assert_eq!((made, app.mails().await.len()), (1, 1));
    }

    async fn a_disabled_account_is_refused_until_it_is_enabled(app: TestApp) {
        person(&app, KARI).await;
        app.anonymous().query(REQUEST, json!({ "input": { "email": KARI } })).await.data();
        let link = app.mails().await[0].token_after("/passord/");
        let disabled = accounts::disable(&app.system(), &KARI.to_uppercase()).await.unwrap();
        let sign_in = async |password: &str| {
            let reply = app.anonymous().query(SIGN_IN, json!({ "input": { "email": KARI, "password": password } })).await;
            refusal(&reply, "signIn").to_owned()
        };
        assert_eq!(sign_in(PASSWORD).await, "WRONG_CREDENTIALS");
        app.app.clock.advance(chrono::Duration::minutes(5));
        let again = accounts::disable(&app.system(), KARI).await.unwrap();
        assert_eq!(again.disabled_at, disabled.disabled_at, "it has been since then");

        let enabled = accounts::enable(&app.system(), KARI).await.unwrap();
        assert_eq!((enabled.disabled_at, sign_in(PASSWORD).await.as_str()), (None, ""));
        let reply = app.anonymous().query(RESET, json!({ "input": { "token": link, "newPassword": OTHER_PASSWORD } })).await;
        assert_eq!(refusal(&reply, "resetPassword"), "RESET_INVALID", "a link from before");

        assert!(matches!(accounts::disable(&app.system(), OLA).await, Err(Error::NotFound)));
        assert!(matches!(accounts::enable(&app.system(), OLA).await, Err(Error::NotFound)));
        let nobody = Cx::new(Arc::clone(&app.app), Actor::Anonymous);
        for tried in [accounts::disable(&nobody, KARI).await, accounts::enable(&nobody, KARI).await] {
            assert!(matches!(tried, Err(Error::Unauthenticated)), "{tried:?}");
        }
    }

    async fn an_operator_makes_resets_and_lists(app: TestApp) {
        person(&app, OLA).await;
        person(&app, KARI).await;
        let given = tokens(&app, KARI, PASSWORD).await;
        accounts::set_password(&app.system(), KARI, OTHER_PASSWORD).await.unwrap();
        assert!(!is_somebody(&bearer(&app, &given)).await);
        assert!(is_somebody(&app.sign_in(KARI, OTHER_PASSWORD).await).await);
        let absent = accounts::set_password(&app.system(), "ingen@etat.example", OTHER_PASSWORD).await;
        assert!(matches!(absent, Err(Error::NotFound)));
        let listed = accounts::list(&app.system()).await.unwrap();
        assert_eq!(listed.iter().map(|account| account.email.as_str()).collect::<Vec<_>>(), [KARI, OLA]);
        let taken = NewAccount {
            email: KARI.to_owned(), name: "Kari".to_owned(), language: Language::En, system_admin: true, password: None, role: None,
        };
        let Err(Error::Refused(reasons)) = accounts::create(&app.system(), taken).await else { panic!("it is taken") };
        assert_eq!(reasons[0].problem, Problem::Taken);
    }
}
