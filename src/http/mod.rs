//! The server: GraphQL over HTTP and over web sockets, the web client, health.
//!
//! Invariants:
//! - a path may hold a personal link, so no path, query string, address or user agent is ever logged: the log has the
//!   pattern of the route;
//! - GET and HEAD use nothing up, whoever follows a link; all they leave is that the link was fetched, and when;
//! - HTTP workers only read and write; what they are asked for runs on the runtime of the process (see
//!   [`crate::graphql::execute`]), so no database connection depends on the life of a worker.

mod answers;
mod assets;
mod client;
mod dashboards;
mod endpoint;
mod exports;
mod files;
mod headers;
mod health;
mod incoming;
mod log;
mod negotiate;
mod receipts;
mod socket;
mod uploads;

use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use actix_cors::Cors;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{HttpServer, web};
use anyhow::Context as _;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing_actix_web::TracingLogger;

use crate::app::App;
use crate::config;
use crate::dashboard;
use crate::db;
use crate::exchange;
use crate::graphql::execute::Engine;
use crate::mail;
use crate::response;
use crate::round;

/// How long the head of a request may take to arrive.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a client is given to hang up where we would: after a web socket was closed, or a body refused.
const HANG_UP_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a connection is kept for another request.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Links of which it is noted at once that they were fetched.
const NOTES: usize = 16;
/// Pause before listening for events is tried again.
const RELAY_PAUSE: Duration = Duration::from_secs(5);

/// What every worker of the server shares.
struct State {
    engine: Engine,
    /// One place for each web socket.
    sockets: Arc<socket::Places>,
    /// One place for each link of which it is being noted that it was fetched.
    notes: Arc<Semaphore>,
    /// Cancelled when the server is told to stop.
    stop: CancellationToken,
}

impl State {
    fn app(&self) -> &Arc<App> {
        self.engine.app()
    }

    fn settings(&self) -> &config::Settings {
        &self.app().settings
    }
}

/// Serves until `stop` is cancelled, then finishes what is in flight, then lets the mail worker finish the mail in
/// its hands and the import worker give back the import in its, then closes the database. Must be called on a runtime with several threads.
///
/// # Errors
/// Where the listener cannot be used, or the server breaks off.
pub async fn serve(app: Arc<App>, listener: TcpListener, stop: CancellationToken) -> anyhow::Result<()> {
    let state = web::Data::new(State {
        engine: Engine::new(Arc::clone(&app), crate::graphql::schema(), Handle::current()),
        sockets: socket::Places::new(&app.settings.limits),
        notes: Arc::new(Semaphore::new(NOTES)),
        stop: stop.clone(),
    });
    let shutdown_seconds = app.settings.http.shutdown_seconds;
    let server = HttpServer::new(move || {
        actix_web::App::new()
            .app_data(state.clone())
            .wrap(cors(&state.settings().http))
            .wrap(Compress::default())
            .wrap(from_fn(headers::add))
            .wrap(TracingLogger::<log::RequestLog>::new())
            .configure(routes)
    })
    .workers(thread::available_parallelism().map_or(2, usize::from))
    .client_request_timeout(HEAD_TIMEOUT)
    .client_disconnect_timeout(HANG_UP_TIMEOUT)
    // A client that hangs up no longer waits for its answer.
    .h1_allow_half_closed(false)
    .keep_alive(KEEP_ALIVE)
    .shutdown_timeout(shutdown_seconds)
    .disable_signals()
    .listen(listener)
    .context("the server cannot listen")?
    .run();

    let handle = server.handle();
    let workers = Workers::start(&app);
    let relay = relay_events(&app);
    let mut serving = tokio::spawn(server);
    let outcome = tokio::select! {
        ended = &mut serving => ended.context("the server broke off")?.context("the server broke off"),
        () = stop.cancelled() => {
            tracing::info!("stopping: finishing what is in flight");
            handle.stop(true).await;
            serving.await.context("the server broke off")?.context("the server broke off")
        }
    };
    workers.stop().await;
    if let Some(relay) = relay {
        relay.abort();
        // Its connection has to be back before the pool can close.
        let _ = relay.await;
    }
    app.db.clone().close().await;
    tracing::info!("stopped");
    outcome
}

/// What a server does besides answering requests.
struct Workers {
    stop: CancellationToken,
    running: Vec<(&'static str, JoinHandle<()>)>,
}

impl Workers {
    fn start(app: &Arc<App>) -> Self {
        let stop = CancellationToken::new();
        let each = || (Arc::clone(app), stop.clone());
        let (mail, returned, imports) = (each(), each(), each());
        let (rounds, anonymous, figures) = (each(), each(), each());
        let running = vec![
            ("the mail worker", tokio::spawn(mail::deliver_until(mail.0, mail.1))),
            ("the reader of returned mails", tokio::spawn(mail::read_returned_until(returned.0, returned.1))),
            ("the import worker", tokio::spawn(exchange::work_until(imports.0, imports.1))),
            ("the worker of rounds", tokio::spawn(round::work_until(rounds.0, rounds.1))),
            (
                "the worker of anonymous rounds",
                tokio::spawn(response::settle_until(anonymous.0, anonymous.1)),
            ),
            ("the worker of figures", tokio::spawn(dashboard::keep_until(figures.0, figures.1))),
        ];
        Self { stop, running }
    }

    /// Lets each finish what it has in hand.
    async fn stop(self) {
        self.stop.cancel();
        for (name, worker) in self.running {
            if worker.await.is_err() {
                tracing::error!("{name} broke off");
            }
        }
    }
}

/// Passes on what other servers on the same database tell. There are none on SQLite.
fn relay_events(app: &Arc<App>) -> Option<JoinHandle<()>> {
    if !matches!(app.db.url(), db::Url::Postgres(_)) {
        return None;
    }
    let app = Arc::clone(app);
    Some(tokio::spawn(async move {
        loop {
            let Err(error) = app.events.relay(&app.db).await;
            let cause = format!("{error:#}");
            tracing::warn!(cause, "cannot listen for events; subscriptions are late until it works");
            tokio::time::sleep(RELAY_PAUSE).await;
        }
    }))
}

fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/graphql").to(endpoint::graphql))
        .service(web::resource("/uploads").route(web::post().to(uploads::receive)))
        .service(web::resource("/exports/{file}").route(web::get().to(exports::export)))
        .service(web::resource("/receipts/{file}").route(web::get().to(receipts::receipt)))
        .service(web::resource("/health/live").get(health::live))
        .service(web::resource("/health/ready").get(health::ready))
        .configure(assets::routes);
}

/// Closed but for the origins that the settings list.
fn cors(settings: &config::Http) -> Cors {
    let closed = Cors::default()
        .allowed_methods(["GET", "POST"])
        .allowed_headers(["accept", "accept-language", "authorization", "content-type"])
        .expose_headers([headers::REQUEST_ID, "content-disposition"])
        .max_age(3600);
    settings.allowed_origins.iter().fold(closed, |cors, origin| cors.allowed_origin(origin))
}
