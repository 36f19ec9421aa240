use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use entity::{Language, figure_due};
use sea_orm::EntityTrait as _;
use serde_json::json;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use trespor::Cx;
use trespor::app::App;
use trespor::auth::{Actor, NewAccount, accounts};
use trespor::clock::Clock;
use trespor::config::Settings;

use super::{Backend, Client, Database, Received, letters};

/// A server in this process, reached by HTTP, on a database of its own.
pub(crate) struct TestApp {
    /// What its requests share: to move its clock, to look into its database.
    pub(crate) app: Arc<App>,
    /// Where it is, e.g. `http://127.0.0.1:40123`.
    pub(crate) url: String,
    stop: CancellationToken,
    serving: Option<JoinHandle<anyhow::Result<()>>>,
    // Last: the database goes when nobody uses it any more.
    database: Database,
}

impl TestApp {
    /// A server with the settings of [`Database::settings`].
    pub(crate) async fn spawn(backend: Backend) -> Self {
        Self::with_settings(backend, |_| {}).await
    }

    /// A server with settings of the test's choice.
    pub(crate) async fn with_settings(backend: Backend, change: impl FnOnce(&mut Settings)) -> Self {
        let database = Database::fresh(backend).await;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut settings = database.settings();
        settings.http.public_url.clone_from(&url);
        change(&mut settings);
        let app = App::start(settings, Clock::default()).await.unwrap();
        let stop = CancellationToken::new();
        let serving = tokio::spawn(trespor::http::serve(Arc::clone(&app), listener, stop.clone()));
        Self { app, url, stop, serving: Some(serving), database }
    }

    /// A client without a token.
    pub(crate) fn anonymous(&self) -> Client {
        Client::new(&self.url, None)
    }

    /// A client with this token.
    pub(crate) fn client(&self, token: impl Into<String>) -> Client {
        Client::new(&self.url, Some(token.into()))
    }

    /// A client that has signed in with a password.
    pub(crate) async fn sign_in(&self, email: &str, password: &str) -> Client {
        let document = "mutation($input: SignInInput!) { signIn(input: $input) { tokens { accessToken } userErrors { code } } }";
        let reply = self
            .anonymous()
            .query(document, json!({ "input": { "email": email, "password": password } }))
            .await;
        let token = reply.data()["signIn"]["tokens"]["accessToken"]
            .as_str()
            .unwrap_or_else(|| panic!("cannot sign in: {reply:?}"));
        self.client(token)
    }

    /// Makes an account that may do everything, and signs in with it.
    pub(crate) async fn admin(&self) -> Client {
        let password = "fire uvanlige ord paa rad";
        let account = NewAccount {
            email: "admin@etat.example".to_owned(),
            name: "Ada Min".to_owned(),
            language: Language::Nb,
            system_admin: true,
            password: Some(password.to_owned()),
            role: None,
        };
        accounts::create(&self.system(), account).await.unwrap();
        self.sign_in("admin@etat.example", password).await
    }

    /// The context of Trespor itself, for arranging what no API does.
    pub(crate) fn system(&self) -> Cx {
        Cx::new(Arc::clone(&self.app), Actor::System)
    }

    /// Every mail that has been delivered to the folder, in the order in which they were put in the outbox. Delivers what is due first.
    pub(crate) async fn mails(&self) -> Vec<Received> {
        trespor::mail::deliver_due(&self.app).await.unwrap();
        letters::in_folder(&self.app.settings.mail.folder)
    }

    /// Waits until the figures of all rounds are up to date; the server's own worker may be at one of them.
    pub(crate) async fn figures_kept(&self) {
        loop {
            trespor::dashboard::keep_up(&self.app).await.unwrap();
            if figure_due::Entity::find().one(self.app.db.reader()).await.unwrap().is_none() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The database it runs on.
    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// Tells it to stop, as a signal does, without waiting for it.
    pub(crate) fn stop(&self) {
        self.stop.cancel();
    }

    /// Waits until it has stopped.
    pub(crate) async fn stopped(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.await.unwrap().unwrap();
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.cancel();
        let Some(serving) = self.serving.take() else {
            return;
        };
        let ended = tokio::task::block_in_place(|| Handle::current().block_on(serving));
        if !std::thread::panicking() {
            ended.unwrap().unwrap();
        }
    }
}
