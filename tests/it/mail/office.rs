//! An application without a server, and what its tests do with it.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use entity::Language;
use entity::id::MailMessageId;
use entity::mail_message::{self, Column, Entity, MailKind};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, UpdateMany};
use trespor::Cx;
use trespor::app::App;
use trespor::auth::Actor;
use trespor::clock::Clock;
use trespor::config::Settings;
use trespor::db::Txn;
use trespor::error::Error;
use trespor::mail::{self, Block, Envelope, Letter, Mail, OnDelivered};
use trespor::value::Email;

use crate::harness::{Backend, Database};

/// The link in the letter of these tests.
pub(crate) const LINK: &str = "https://trespor.example/svar/hemmeligheten-i-lenken";

/// An application without a server, so that mail leaves when the test says so; and who was told of which mail.
pub(crate) struct Office {
    pub(crate) database: Database,
    pub(crate) app: Arc<App>,
    pub(crate) told: Arc<Told>,
}

/// A listener that remembers, and that fails or panics as often as it is asked to.
#[derive(Default)]
pub(crate) struct Told {
    of: Mutex<Vec<(MailMessageId, &'static str)>>,
    pub(crate) failures_left: Mutex<u32>,
    pub(crate) panics_left: Mutex<u32>,
}

impl Told {
    fn note(&self, mail: &mail_message::Model, what: &'static str) -> Result<(), Error> {
        self.of.lock().unwrap().push((mail.id, what));
        assert!(!Self::take_one(&self.panics_left), "asked to panic");
        if Self::take_one(&self.failures_left) {
            return Err(Error::Fault(anyhow::anyhow!("asked to fail")));
        }
        Ok(())
    }

    fn take_one(left: &Mutex<u32>) -> bool {
        let mut left = left.lock().unwrap();
        let some = *left > 0;
        *left -= u32::from(some);
        some
    }

    pub(crate) fn all(&self) -> Vec<(MailMessageId, &'static str)> {
        self.of.lock().unwrap().clone()
    }
}

#[async_trait]
impl OnDelivered for Told {
    async fn delivered(
        &self,
        _: &mut Txn,
        mail: &mail_message::Model,
        _: DateTime<Utc>,
    ) -> Result<(), Error> {
        self.note(mail, "delivered")
    }

    async fn failed(
        &self,
        _: &mut Txn,
        mail: &mail_message::Model,
        _: &str,
        _: DateTime<Utc>,
    ) -> Result<(), Error> {
        self.note(mail, "failed")
    }

    async fn returned(
        &self,
        _: &mut Txn,
        mail: &mail_message::Model,
        status: &str,
        _: DateTime<Utc>,
    ) -> Result<(), Error> {
        assert_eq!(status, "5.1.1");
        self.note(mail, "returned")
    }

    async fn dropped(&self, _: &mut Txn, mail: &mail_message::Model, _: DateTime<Utc>) -> Result<(), Error> {
        self.note(mail, "dropped")
    }
}

impl Office {
    /// Delivers to the mail server, or where there is none to a folder.
    pub(crate) async fn open(backend: Backend, smtp_url: Option<String>) -> Self {
        let database = Database::fresh(backend).await;
        let told = Arc::<Told>::default();
        let app = start(settings(&database, smtp_url), &told).await;
        Self { database, app, told }
    }

    /// Another server process on the same database, as far as mail can tell.
    pub(crate) async fn colleague(&self) -> Arc<App> {
        self.colleague_with(|_| {}).await
    }

    /// The same, with other settings.
    pub(crate) async fn colleague_with(&self, change: impl FnOnce(&mut Settings)) -> Arc<App> {
        let mut settings = self.app.settings.clone();
        change(&mut settings);
        start(settings, &self.told).await
    }

    pub(crate) async fn begin(&self) -> Txn {
        Cx::new(Arc::clone(&self.app), Actor::System).begin().await.unwrap()
    }

    pub(crate) async fn queue(&self, to: &str) -> MailMessageId {
        self.put(envelope(to)).await
    }

    /// A mail that is of no more use after some minutes.
    pub(crate) async fn queue_until(&self, to: &str, minutes: i64) -> MailMessageId {
        let end = self.app.clock.now() + chrono::Duration::minutes(minutes);
        self.put(Envelope { expires_at: Some(end), ..envelope(to) }).await
    }

    async fn put(&self, envelope: Envelope) -> MailMessageId {
        let mut txn = self.begin().await;
        let id = mail::queue(&mut txn, &self.app, envelope, letter()).await.unwrap();
        txn.commit().await.unwrap();
        id
    }

    pub(crate) async fn deliver(&self) -> usize {
        mail::deliver_due(&self.app).await.unwrap()
    }

    pub(crate) fn advance(&self, minutes: i64) {
        self.app.clock.advance(chrono::Duration::minutes(minutes));
    }

    pub(crate) async fn row(&self, id: MailMessageId) -> mail_message::Model {
        Entity::find_by_id(id).one(self.app.db.reader()).await.unwrap().unwrap()
    }

    /// Changes the row behind everybody's back.
    pub(crate) async fn tamper(
        &self,
        id: MailMessageId,
        change: impl FnOnce(UpdateMany<Entity>) -> UpdateMany<Entity>,
    ) {
        let txn = self.begin().await;
        let update = change(Entity::update_many()).filter(Column::Id.eq(id));
        assert_eq!(update.exec(&txn).await.unwrap().rows_affected, 1);
        txn.commit().await.unwrap();
    }
}

pub(crate) fn settings(database: &Database, smtp_url: Option<String>) -> Settings {
    let mut settings = database.settings();
    "https://trespor.example".clone_into(&mut settings.http.public_url);
    "Målinger <trespor@etat.example>".clone_into(&mut settings.mail.from);
    settings.mail.smtp_url = smtp_url;
    settings
}

async fn start(settings: Settings, told: &Arc<Told>) -> Arc<App> {
    let app = App::start(settings, Clock::default()).await.unwrap();
    let Some(app) = Arc::into_inner(app) else { panic!("nobody else has it") };
    let listener: Arc<dyn OnDelivered> = Arc::<Told>::clone(told);
    let mail = Mail::new(&app.settings).unwrap().on_delivered(listener);
    Arc::new(App { mail, ..app })
}

pub(crate) fn envelope(to: &str) -> Envelope {
    Envelope {
        kind: MailKind::PasswordReset,
        to: Email::parse(to).unwrap(),
        to_name: Some("Åse Ås".to_owned()),
        language: Language::Nn,
        about: None,
        unsubscribe: None,
        not_before: None,
        expires_at: None,
    }
}

pub(crate) fn letter() -> Letter {
    Letter {
        subject: "Spørsmål til deg – hugs fristen".to_owned(),
        blocks: vec![
            Block::Text("Hei Åse,".to_owned()),
            Block::Text("Svar på nokre spørsmål <om> flyttinga.".to_owned()),
            Block::Button { label: "Opne skjemaet".to_owned(), url: LINK.to_owned() },
            Block::Text("Helsing\nEtaten".to_owned()),
        ],
    }
}
