//! What every request shares: settings, connections, keys, and what a later stage of the flow hangs on an earlier one.

use std::sync::Arc;

use crate::auth::{self, Actor, Auth, Verified};
use crate::brreg::Brreg;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Db;
use crate::error::Error;
use crate::events::Events;
use crate::exchange::Imports;
use crate::mail::Mail;
use crate::maturity::Models;
use crate::questionnaire::difference::Uses;
use crate::questionnaire::{PublishedVersions, Scoring};
use crate::response::OnSubmit;
use crate::round;

/// The application, once per process.
pub struct App {
    /// The settings it was started with.
    pub settings: Settings,
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// News for subscriptions.
    pub events: Events,
    /// Keys, passwords, tokens.
    pub auth: Auth,
    /// The outbox and what delivers it.
    pub mail: Mail,
    /// Where organizations are looked up.
    pub brreg: Brreg,
    /// What wakes the worker that imports.
    pub imports: Imports,
    /// Published questionnaire versions that were read lately.
    pub published: PublishedVersions,
    /// Maturity models that were read lately.
    pub models: Models,
    /// What else happens in the transaction that submits a response. Later stages read earlier ones, never the
    /// reverse, so `response` does not know who they are.
    pub on_submit: Vec<Arc<dyn OnSubmit>>,
    /// What else happens in the transaction that sends an invitation anew.
    pub on_renewed: Vec<Arc<dyn round::OnRenewed>>,
    /// The later stages in which something hangs on the questions of a version.
    pub uses: Vec<Arc<dyn Uses>>,
    /// The later stage that keeps how answers to a questionnaire are scored.
    pub scoring: Arc<dyn Scoring>,
}

impl App {
    /// Connects to the database that the settings name and puts the stages together.
    ///
    /// # Errors
    /// Where the database cannot be reached, or a key or mail setting cannot be used.
    pub async fn start(settings: Settings, clock: Clock) -> anyhow::Result<Arc<Self>> {
        let db = Db::connect(&settings.database.url, settings.database.max_connections).await?;
        let auth = Auth::new(&settings)?;
        let mail = Mail::new(&settings)?
            .on_delivered(Arc::new(round::InvitationMail))
            .before_sending(Arc::new(round::InvitationMail));
        let brreg = Brreg::new(&settings, clock.clone())?;
        Ok(Arc::new(Self {
            events: Events::new(&db),
            settings,
            db,
            clock,
            imports: Imports::default(),
            published: PublishedVersions::default(),
            models: Models::default(),
            auth,
            mail,
            brreg,
            on_submit: vec![
                Arc::new(crate::results::LeftOutOnSubmit),
                Arc::new(crate::maturity::ScoreOnSubmit),
            ],
            on_renewed: vec![Arc::new(crate::response::ForgetOnRenewal)],
            uses: vec![Arc::new(crate::response::AnswersGiven), Arc::new(crate::maturity::DashboardsOf)],
            scoring: Arc::new(crate::maturity::ModelInFiles),
        }))
    }

    /// Who sends a request with this token; nobody, without one.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] where the token is not good, or no longer.
    pub async fn authenticate(&self, bearer: Option<&str>) -> Result<Actor, Error> {
        let Some(token) = bearer else {
            return Ok(Actor::Anonymous);
        };
        match self.auth.verify(token, self.clock.now()) {
            None => Err(Error::Unauthenticated),
            Some(Verified::Account { account_id, session_id }) => {
                auth::account_actor(self, account_id, session_id).await
            }
            Some(Verified::Respondent { invitation_id, link_id }) => {
                round::respondent_actor(self, invitation_id, link_id).await
            }
        }
    }
}
