//! Who appears in these tests, and what they do.

use entity::Language;
use entity::id::StudyId;
use entity::membership::Role;
use reqwest::header::ACCEPT;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
};
use serde_json::{Value, json};
use trespor::auth::{Account, NewAccount, accounts};

use crate::harness::{Backend, Client, Reply, TestApp};

pub(super) const KARI: &str = "kari.nordmann@etat.example";
pub(super) const OLA: &str = "ola.hansen@etat.example";
pub(super) const PASSWORD: &str = "lykt bever syltetøy";
pub(super) const OTHER_PASSWORD: &str = "gresskar-vindu-77-fiolin";

pub(super) const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) {
    tokens { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt }
    account { id email name language systemAdmin }
    userErrors { code message field } } }";
pub(super) const REFRESH: &str = "mutation($input: RefreshSessionInput!) { refreshSession(input: $input) {
    tokens { accessToken refreshToken refreshTokenExpiresAt } account { email } userErrors { code field } } }";
pub(super) const SIGN_OUT: &str =
    "mutation($input: SignOutInput!) { signOut(input: $input) { signedOut userErrors { code } } }";
pub(super) const VIEWER: &str = "{ viewer { account { id email name language systemAdmin } } }";

/// A server behind a proxy that it trusts, so that a test can come from any address.
pub(super) async fn behind_a_proxy(backend: Backend) -> TestApp {
    TestApp::with_settings(backend, |settings| {
        settings.http.trusted_proxies = vec![[127, 0, 0, 1].into()];
    })
    .await
}

/// A person without roles, who signs in with [`PASSWORD`].
pub(super) async fn person(app: &TestApp, email: &str) -> Account {
    make(app, email, false, None).await
}

pub(super) async fn make(
    app: &TestApp,
    email: &str,
    system_admin: bool,
    role: Option<(StudyId, Role)>,
) -> Account {
    let new = NewAccount {
        email: email.to_owned(),
        name: format!("Navn {email}"),
        language: Language::Nb,
        system_admin,
        password: Some(PASSWORD.to_owned()),
        role,
    };
    accounts::create(&app.system(), new).await.unwrap()
}

/// Tries to sign in, coming from an address.
pub(super) async fn sign_in_from(app: &TestApp, address: &str, email: &str, password: &str) -> Reply {
    let request =
        app.anonymous().request("POST", "/graphql").header(ACCEPT, "application/graphql-response+json");
    let variables = json!({ "input": { "email": email, "password": password } });
    Reply::of(
        request.header("X-Forwarded-For", address).json(&json!({ "query": SIGN_IN, "variables": variables })),
    )
    .await
}

/// Signs in and keeps what one is given.
pub(super) async fn tokens(app: &TestApp, email: &str, password: &str) -> Value {
    let reply =
        app.anonymous().query(SIGN_IN, json!({ "input": { "email": email, "password": password } })).await;
    assert_eq!(refusal(&reply, "signIn"), "", "{reply:?}");
    reply.data()["signIn"]["tokens"].clone()
}

pub(super) async fn refresh(app: &TestApp, refresh_token: &Value) -> Reply {
    app.anonymous().query(REFRESH, json!({ "input": { "refreshToken": refresh_token } })).await
}

/// The code of the first of `userErrors`; empty where it was done.
pub(super) fn refusal<'a>(reply: &'a Reply, field: &str) -> &'a str {
    reply.data()[field]["userErrors"][0]["code"].as_str().unwrap_or_default()
}

pub(super) fn bearer(app: &TestApp, tokens: &Value) -> Client {
    app.client(tokens["accessToken"].as_str().unwrap())
}

/// Whether a client is signed in as somebody.
pub(super) async fn is_somebody(client: &Client) -> bool {
    let reply = client.query(VIEWER, json!({})).await;
    if reply.code() == "UNAUTHENTICATED" {
        return false;
    }
    reply.data()["viewer"]["account"]["email"].is_string()
}

/// Changes the row of an account as no use case does.
pub(super) async fn change(
    app: &TestApp,
    email: &str,
    change: impl FnOnce(&mut entity::account::ActiveModel),
) {
    let txn = app.system().begin().await.unwrap();
    let mut row = row(app, email).await.into_active_model();
    change(&mut row);
    row.update(&txn).await.unwrap();
    txn.commit().await.unwrap();
}

pub(super) async fn disable(app: &TestApp, email: &str) {
    let disabled = accounts::disable(&app.system(), email).await.unwrap();
    assert_eq!(row(app, email).await.disabled_at, disabled.disabled_at);
}

pub(super) async fn row(app: &TestApp, email: &str) -> entity::account::Model {
    let found =
        entity::account::Entity::find().filter(entity::account::Column::EmailKey.eq(email.to_lowercase()));
    found.one(app.app.db.reader()).await.unwrap().unwrap()
}
