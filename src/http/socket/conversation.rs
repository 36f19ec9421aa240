//! One web socket, from its first message to its last.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, ProtocolError, Session};
use async_graphql::parser::types::OperationType;
use serde_json::{Map, Value};
use tokio::sync::mpsc;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep_until};
use tokio_util::task::AbortOnDropHandle;

use super::super::{State, client, incoming};
use super::message::{End, Said, Saying};
use crate::Cx;
use crate::auth::Actor;
use crate::error::Error;
use crate::graphql::execute::{Answer, Caller, Cause, NotRun, Prepared, Via};

/// How long a client may take to say who it is.
const INIT_TIMEOUT: Duration = Duration::from_secs(3);
/// How often the clock is looked at.
const TICK: Duration = Duration::from_secs(1);
/// How often the client is asked whether it is there.
const PING_EVERY: Duration = Duration::from_secs(20);
/// After how long without a word the client is taken to be gone.
const LOST_AFTER: Duration = Duration::from_secs(50);
/// After how long without a running operation the socket is closed.
const IDLE_AFTER: Duration = Duration::from_secs(300);
/// How often it is read from the database what the client may do, where it neither asks nor is told anything.
const REVIEW_EVERY: Duration = Duration::from_secs(10);
/// How long the client may take to read one message.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// How many answers of all operations wait to be written.
const WAITING_ANSWERS: usize = 32;

/// The client, once it has said who it is.
struct Client {
    cx: Cx,
    token: Option<String>,
}

/// An operation that runs. It ends when this is dropped.
struct Running {
    /// Tells it from an earlier operation with the same id.
    serial: u64,
    /// It may go on answering for long after the client's rights were looked at.
    is_subscription: bool,
    _task: AbortOnDropHandle<()>,
}

/// An answer of an operation, or that there are no more.
struct Told {
    id: String,
    serial: u64,
    answer: Option<Answer>,
}

/// What is known of the client's patience and ours.
struct Times {
    opened: Instant,
    heard: Instant,
    asked: Instant,
    busy: Instant,
    reviewed: Instant,
}

/// One web socket.
pub(super) struct Conversation {
    state: web::Data<State>,
    session: Session,
    caller: Caller,
    client: Option<Client>,
    running: HashMap<String, Running>,
    next_serial: u64,
    /// The server stops: what runs is finished, nothing more is begun.
    stopping: bool,
    times: Times,
}

impl Conversation {
    /// A conversation with a client that has not said who it is.
    pub(super) fn new(state: web::Data<State>, session: Session, caller: Caller) -> Self {
        let now = Instant::now();
        let times = Times { opened: now, heard: now, asked: now, busy: now, reviewed: now };
        Self {
            state,
            session,
            caller,
            client: None,
            running: HashMap::new(),
            next_serial: 0,
            stopping: false,
            times,
        }
    }

    /// Holds the conversation to its end.
    pub(super) async fn hold(mut self, mut stream: AggregatedMessageStream) {
        let end = self.talk(&mut stream).await;
        tracing::debug!(?end, "a web socket closed");
        self.running.clear();
        let reason = end.code().map(|(code, word)| CloseReason {
            code: CloseCode::Other(code),
            description: Some(word.to_owned()),
        });
        // A client that does not read is not waited for.
        let _ = tokio::time::timeout(WRITE_TIMEOUT, self.session.close(reason)).await;
    }

    async fn talk(&mut self, stream: &mut AggregatedMessageStream) -> End {
        let (teller, mut told) = mpsc::channel(WAITING_ANSWERS);
        let stop = self.state.stop.clone();
        let init_deadline = self.times.opened + INIT_TIMEOUT;
        let mut ticks = ticks();
        loop {
            let outcome = tokio::select! {
                () = stop.cancelled(), if !self.stopping => self.begin_to_stop(),
                () = sleep_until(init_deadline), if self.client.is_none() => Err(End::InitTimeout),
                _ = ticks.tick() => self.look_at_the_clock().await,
                Some(told) = told.recv() => self.pass_on(told).await,
                received = stream.recv() => self.receive(received, &teller).await,
            };
            if let Err(end) = outcome {
                return end;
            }
        }
    }

    /// Subscriptions have no end to wait for; what else runs is answered first.
    fn begin_to_stop(&mut self) -> Result<(), End> {
        self.stopping = true;
        self.running.retain(|_, running| !running.is_subscription);
        self.is_over()
    }

    fn is_over(&self) -> Result<(), End> {
        if self.stopping && self.running.is_empty() { Err(End::Stopping) } else { Ok(()) }
    }

    async fn receive(
        &mut self,
        received: Option<Result<AggregatedMessage, ProtocolError>>,
        teller: &mpsc::Sender<Told>,
    ) -> Result<(), End> {
        self.times.heard = Instant::now();
        match received {
            None | Some(Ok(AggregatedMessage::Close(_))) => Err(End::Left),
            Some(Err(ProtocolError::Io(_))) => Err(End::Lost),
            Some(Err(_) | Ok(AggregatedMessage::Binary(_))) => Err(End::BadMessage),
            Some(Ok(AggregatedMessage::Pong(_))) => Ok(()),
            Some(Ok(AggregatedMessage::Ping(payload))) => {
                self.session.pong(&payload).await.map_err(|_| End::Lost)
            }
            Some(Ok(AggregatedMessage::Text(text))) => match serde_json::from_str(&text) {
                Err(_) => Err(End::BadMessage),
                Ok(Said::ConnectionInit { payload }) => self.init(payload.unwrap_or_default()).await,
                Ok(Said::Ping { payload }) => self.say(&Saying::Pong { payload }).await,
                Ok(Said::Pong {}) => Ok(()),
                Ok(Said::Subscribe { id, payload }) => self.subscribe(id, payload, teller).await,
                Ok(Said::Complete { id }) => {
                    self.running.remove(&id);
                    Ok(())
                }
            },
        }
    }

    /// Finds out who the client is. The key in the payload is `authorization`, with what HTTP has in the header.
    async fn init(&mut self, payload: Map<String, Value>) -> Result<(), End> {
        if self.client.is_some() {
            return Err(End::SecondInit);
        }
        let token = match payload.get("authorization") {
            None | Some(Value::Null) => self.caller.bearer.take(),
            Some(Value::String(authorization)) => Some(client::bearer(authorization).to_owned()),
            Some(_) => return Err(End::BadMessage),
        };
        let actor = self.authenticate(token.clone()).await?;
        let mut cx = Cx::new(Arc::clone(self.state.app()), actor);
        cx.language = self.caller.language;
        cx.address = self.caller.address;
        self.client = Some(Client { cx, token });
        self.say(&Saying::ConnectionAck).await
    }

    async fn subscribe(
        &mut self,
        id: String,
        payload: Map<String, Value>,
        teller: &mpsc::Sender<Told>,
    ) -> Result<(), End> {
        if self.client.is_none() {
            return Err(End::Unauthorized);
        }
        if self.running.contains_key(&id) {
            return Err(End::DuplicateId);
        }
        let cx = self.renew().await?;
        let incoming = incoming::parse(payload).map_err(|_| End::BadMessage)?;
        let most = self.state.settings().limits.operations_per_socket;
        let prepared = if self.stopping {
            let message = "the server is stopping; connect again".to_owned();
            Err(NotRun::new(Cause::Request, "SERVER_STOPPING", message))
        } else if self.running.len() < most {
            self.state.engine.prepare(incoming, Via::Socket)
        } else {
            let message = format!("at most {most} operations run on one web socket; end one first");
            Err(NotRun::new(Cause::Request, "TOO_MANY_OPERATIONS", message))
        };
        match prepared {
            Err(not_run) => self.say(&Saying::Error { id: &id, payload: &not_run.errors }).await,
            Ok(prepared) => {
                let serial = self.next_serial;
                self.next_serial += 1;
                let is_subscription = prepared.kind == OperationType::Subscription;
                let task = run(&self.state, cx, prepared, (id.clone(), serial), teller.clone());
                self.running.insert(id, Running { serial, is_subscription, _task: task });
                Ok(())
            }
        }
    }

    /// Tells the client what an operation answers, unless it wants no more of it.
    async fn pass_on(&mut self, told: Told) -> Result<(), End> {
        let Told { id, serial, answer } = told;
        let Some(running) = self.running.get(&id).filter(|running| running.serial == serial) else {
            return Ok(());
        };
        if running.is_subscription && matches!(answer, Some(Answer::Executed(_))) {
            self.renew().await?;
        }
        self.times.busy = Instant::now();
        match answer {
            Some(Answer::Executed(response)) => self.say(&Saying::Next { id: &id, payload: &response }).await,
            Some(Answer::NotRun(not_run)) => {
                self.running.remove(&id);
                self.say(&Saying::Error { id: &id, payload: &not_run.errors }).await?;
                self.is_over()
            }
            None => {
                self.running.remove(&id);
                self.say(&Saying::Complete { id: &id }).await?;
                self.is_over()
            }
        }
    }

    async fn look_at_the_clock(&mut self) -> Result<(), End> {
        let now = Instant::now();
        if now - self.times.heard > LOST_AFTER {
            return Err(End::Lost);
        }
        if !self.running.is_empty() {
            self.times.busy = now;
        } else if now - self.times.busy > IDLE_AFTER {
            return Err(End::Idle);
        }
        self.review(now).await?;
        if now - self.times.asked >= PING_EVERY {
            self.times.asked = now;
            let ping = tokio::time::timeout(WRITE_TIMEOUT, self.session.ping(b""));
            return ping.await.map_err(|_| End::Lost)?.map_err(|_| End::Lost);
        }
        Ok(())
    }

    /// Ends the conversation with a client whose token has expired or who has lost rights, also where nothing is said.
    async fn review(&mut self, now: Instant) -> Result<(), End> {
        let Some(Client { cx, token: Some(token) }) = &self.client else {
            return Ok(());
        };
        if cx.app.auth.verify(token, cx.now()).is_none() {
            return Err(End::Forbidden);
        }
        if now - self.times.reviewed >= REVIEW_EVERY {
            self.renew().await?;
        }
        Ok(())
    }

    /// Reads again what the client may do, as every request over HTTP does, and returns with what an operation runs
    /// that begins now. A subscription keeps the rights it began with: where one of them is lost, the conversation ends,
    /// and the client may begin another.
    async fn renew(&mut self) -> Result<Cx, End> {
        let client = self.client.as_ref().ok_or(End::Unauthorized)?;
        self.times.reviewed = Instant::now();
        let Some(token) = client.token.clone() else { return Ok(client.cx.clone()) };
        let actor = self.authenticate(Some(token)).await?;
        let client = self.client.as_mut().ok_or(End::Unauthorized)?;
        let is_listening = self.running.values().any(|running| running.is_subscription);
        if is_listening && !actor.may_all_that(&client.cx.actor) {
            return Err(End::RightsLost);
        }
        client.cx.actor = actor;
        Ok(client.cx.clone())
    }

    async fn authenticate(&self, token: Option<String>) -> Result<Actor, End> {
        self.state.engine.authenticate(token).await.map_err(|error| match error {
            Error::Fault(cause) => {
                tracing::error!(cause = format!("{cause:#}"), "who is on a web socket could not be read");
                End::Fault
            }
            Error::Busy => End::Fault,
            _ => End::Forbidden,
        })
    }

    async fn say(&mut self, saying: &Saying<'_>) -> Result<(), End> {
        let text = serde_json::to_string(saying).map_err(|error| {
            tracing::error!(%error, "an answer cannot be written as JSON");
            End::Lost
        })?;
        let written = tokio::time::timeout(WRITE_TIMEOUT, self.session.text(text));
        written.await.map_err(|_| End::Lost)?.map_err(|_| End::Lost)
    }
}

fn ticks() -> Interval {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// Runs an operation where operations run, and has its answers told.
fn run(
    state: &web::Data<State>,
    cx: Cx,
    prepared: Prepared,
    (id, serial): (String, u64),
    teller: mpsc::Sender<Told>,
) -> AbortOnDropHandle<()> {
    let shared = state.clone().into_inner();
    state.engine.spawn(async move {
        let tell = async |answer| teller.send(Told { id: id.clone(), serial, answer }).await.is_ok();
        if prepared.kind == OperationType::Subscription {
            let (mut answers, _running) = shared.engine.subscribe(&cx, prepared);
            while let Some(answer) = answers.recv().await {
                if !tell(Some(answer)).await {
                    return;
                }
            }
        } else {
            let answer = shared.engine.answer_as(cx, prepared).await;
            if !tell(Some(answer)).await {
                return;
            }
        }
        tell(None).await;
    })
}
