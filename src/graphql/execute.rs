//! One way for every operation, whether it came by HTTP or over a web socket: limits, document, operation, caller,
//! time limit, execution; what comes of it is an [`Answer`].
//!
//! Operations run on the runtime of the process, not on the thread of the HTTP worker that received them: a panic
//! ends one operation and not a worker, a busy worker holds up no database connection of another's, and a mutation
//! is finished although its client hung up.
//!
//! A query that takes longer than it may is stopped, whether it waits for the database or computes (see `aside`). A
//! mutation never is: stopped while the database commits, nobody could say whether it was done. It runs to its end,
//! however long that is, and the log says when it took longer than a query may.

mod aside;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use ::entity::Language;
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{Request, Variables, parser};
use futures_util::StreamExt as _;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument as _;

use self::aside::Aside;
use super::absent;
use super::answer::{answered, broken_off, overtime};
use super::documents::{Document, Documents};
use super::limits::{COSTLY, Exceeded, Shape};
use super::variables::Inputs;
use super::{Schema, per_request, schema_with_pauses};
use crate::app::App;
use crate::auth::Actor;
use crate::db::Statements;
use crate::error::Error;
use crate::{Cx, config};

pub use super::answer::{Answer, Cause, NotRun};
pub(super) use aside::Pauses;

/// How many answers of a subscription wait for a slow client before the subscription itself waits.
const WAITING_ANSWERS: usize = 16;

/// What a client asks to run.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The text of the document.
    pub query: String,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// Its variables.
    pub variables: Variables,
}

/// How it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// HTTP GET, which must change nothing.
    Get,
    /// HTTP POST.
    Post,
    /// A web socket.
    Socket,
}

/// Who sent it, as far as the request tells.
#[derive(Clone, Default)]
pub struct Caller {
    /// The token.
    pub bearer: Option<String>,
    /// The language of messages.
    pub language: Language,
    /// Network address.
    pub address: Option<IpAddr>,
}

/// An operation that is within the limits and may be sent the way it was.
pub struct Prepared {
    request: Request,
    /// With all that its document says, where variables leave something unsaid: to be found valid first.
    whole: Option<Box<Request>>,
    document: Arc<Document>,
    is_costly: bool,
    /// Query, mutation or subscription.
    pub kind: OperationType,
    /// Its name.
    pub name: Option<String>,
}

/// Runs operations.
pub struct Engine {
    app: Arc<App>,
    schema: Schema,
    schema_with_pauses: Schema,
    documents: Documents,
    inputs: Inputs,
    runtime: Handle,
    aside: Arc<Aside>,
}

impl Engine {
    /// An engine that runs operations on `runtime`, which should have a thread for each core.
    #[must_use]
    pub fn new(app: Arc<App>, schema: Schema, runtime: Handle) -> Self {
        // A test sees to it that the schema can be read; if it could not, only pages would bound what is asked for, and
        // async-graphql alone would look at variables.
        let unread = |error: &parser::Error| tracing::error!(%error, "the schema cannot be read");
        let sdl = schema.sdl();
        let shape = Shape::of(&sdl).inspect_err(unread).unwrap_or_default();
        let inputs = Inputs::of(&sdl).inspect_err(unread).unwrap_or_default();
        Self {
            app,
            schema,
            schema_with_pauses: schema_with_pauses(),
            documents: Documents::new(shape),
            inputs,
            aside: Arc::new(Aside::new(runtime.clone())),
            runtime,
        }
    }

    /// What all requests share.
    #[must_use]
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Does `work` where operations run.
    pub fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> AbortOnDropHandle<T> {
        AbortOnDropHandle::new(self.runtime.spawn(work.in_current_span()))
    }

    /// Checks everything that can be checked without running it, but for the rules of GraphQL.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn prepare(&self, incoming: Incoming, via: Via) -> Result<Prepared, NotRun> {
        let limits = &self.app.settings.limits;
        let document = self.documents.read(&incoming.query, limits)?;
        let wanted = incoming.operation_name.as_deref();
        let operation = document.operation(wanted).ok_or_else(|| no_operation(wanted))?;
        let (kind, name) = (operation.kind(), operation.name.map(ToString::to_string));
        may_be_sent(kind, via)?;
        let is_costly = operation.check(&incoming.variables, limits)? > COSTLY;
        if is_costly && kind == OperationType::Subscription {
            return Err(Exceeded::TooCostly { max: COSTLY }.into());
        }
        let variables = self.inputs.check(operation.variables(), &incoming.variables);
        variables.map_err(|why| NotRun::new(Cause::Request, "BAD_VARIABLE", why))?;
        let said = absent::without(&document.parsed, operation.variables(), &incoming.variables);
        let whole = said.is_some().then(|| Box::new(request(incoming.clone(), document.parsed.clone())));
        let request = request(incoming, said.unwrap_or_else(|| document.parsed.clone()));
        Ok(Prepared { request, whole, document, is_costly, kind, name })
    }

    /// Finds out who is calling, and runs a query or mutation for them. `statements` counts the SQL of both.
    pub async fn answer(&self, prepared: Prepared, caller: Caller, statements: &Statements) -> Answer {
        let (app, language) = (Arc::clone(&self.app), caller.language);
        let who = async move {
            let actor = app.authenticate(caller.bearer.as_deref()).await?;
            let mut cx = Cx::new(app, actor);
            cx.language = language;
            cx.address = caller.address;
            Ok(cx)
        };
        self.run(prepared, who, language, statements.clone()).await
    }

    /// Runs a query or mutation for someone who is known already.
    pub async fn answer_as(&self, cx: Cx, prepared: Prepared) -> Answer {
        let language = cx.language;
        self.run(prepared, async { Ok(cx) }, language, Statements::default()).await
    }

    async fn run(
        &self,
        prepared: Prepared,
        who: impl Future<Output = Result<Cx, Error>> + Send + 'static,
        language: Language,
        statements: Statements,
    ) -> Answer {
        let schema = self.schema_for(&prepared).clone();
        let Prepared { request, whole, document, is_costly, kind, name } = prepared;
        let asked = Arc::clone(&document);
        let (source, limit) = (request.query.clone(), time_limit(&self.app.settings.limits));
        let work = async move {
            let cx = match who.await {
                Ok(cx) => cx,
                Err(error) => return Answer::NotRun(NotRun::of(error, language)),
            };
            if let Some(invalid) = invalid(whole, language).await {
                return invalid;
            }
            let (request, turns) = per_request(request, &cx);
            let mut response = turns.run(schema.execute(request)).await;
            put_nulls(&asked, name.as_deref(), &mut response);
            answered(response, language)
        };
        let work = async move { statements.count(work).await };
        let aside = Arc::clone(&self.aside);
        let work = async move {
            if is_costly {
                aside.run(work).await.unwrap_or_else(|_| broken_off(language))
            } else {
                work.await
            }
        };
        let work = async move {
            if kind == OperationType::Mutation {
                return finish(work, limit).await;
            }
            tokio::time::timeout(limit, work).await.unwrap_or_else(|_| Answer::NotRun(overtime(limit)))
        };
        let task = self.runtime.spawn(work.in_current_span());
        // A query is given up when its client is gone; a mutation is finished.
        let outcome =
            if kind == OperationType::Mutation { task.await } else { AbortOnDropHandle::new(task).await };
        let answer = outcome.unwrap_or_else(|_| broken_off(language));
        if matches!(answer, Answer::Executed(_)) {
            self.documents.keep(&source, &document);
        }
        answer
    }

    /// Runs a subscription for someone who is known. It ends when the handle is dropped.
    pub fn subscribe(&self, cx: &Cx, prepared: Prepared) -> (mpsc::Receiver<Answer>, AbortOnDropHandle<()>) {
        let (sender, receiver) = mpsc::channel(WAITING_ANSWERS);
        let schema = self.schema_for(&prepared);
        let (request, turns) = per_request(prepared.request, cx);
        let language = cx.language;
        let mut answers = turns.run_each(schema.execute_stream(request));
        let (asked, name) = (prepared.document, prepared.name);
        let pass_on = async move {
            if let Some(invalid) = invalid(prepared.whole, language).await {
                // Nobody listens any more, or hears that it is invalid and no more.
                let _ = sender.send(invalid).await;
                return;
            }
            while let Some(mut response) = answers.next().await {
                put_nulls(&asked, name.as_deref(), &mut response);
                if sender.send(answered(response, language)).await.is_err() {
                    return;
                }
            }
        };
        (receiver, self.spawn(pass_on))
    }

    fn schema_for(&self, prepared: &Prepared) -> &Schema {
        match (prepared.whole.is_some(), prepared.is_costly) {
            (true, with_pauses) => absent::believing(with_pauses),
            (false, true) => &self.schema_with_pauses,
            (false, false) => &self.schema,
        }
    }

    /// Who a token belongs to.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for a token that is not good.
    pub async fn authenticate(&self, bearer: Option<String>) -> Result<Actor, Error> {
        let app = Arc::clone(&self.app);
        let task = self.spawn(async move { app.authenticate(bearer.as_deref()).await });
        task.await.unwrap_or_else(|error| Err(Error::Fault(error.into())))
    }
}

fn request(incoming: Incoming, document: ExecutableDocument) -> Request {
    let mut request = Request::new(incoming.query).variables(incoming.variables);
    request.operation_name = incoming.operation_name;
    request.set_parsed_query(document);
    request
}

/// Puts null where fields of an operation failed.
fn put_nulls(document: &Document, name: Option<&str>, response: &mut async_graphql::Response) {
    if response.errors.is_empty() {
        return;
    }
    if let Some(operation) = document.operation(name) {
        operation.put_nulls(response);
    }
}

/// What is wrong with a document, of which something is left out when it runs.
async fn invalid(whole: Option<Box<Request>>, language: Language) -> Option<Answer> {
    let response = absent::checking().execute(*whole?).await;
    (!response.errors.is_empty()).then(|| answered(response, language))
}

/// Runs a mutation to its end.
async fn finish(work: impl Future<Output = Answer>, limit: Duration) -> Answer {
    let begun = Instant::now();
    let answer = work.await;
    let (took, limit) = (begun.elapsed(), limit.as_secs());
    if took.as_secs() >= limit.max(1) {
        tracing::warn!(seconds = took.as_secs_f64(), limit, "a mutation took longer than a query may");
    }
    answer
}

fn no_operation(wanted: Option<&str>) -> NotRun {
    let message = match wanted {
        Some(_) => "the document has no operation with the name in `operationName`",
        None => "the document has several operations: say in `operationName` which one to run",
    };
    NotRun::new(Cause::Request, "OPERATION_NOT_FOUND", message)
}

fn may_be_sent(kind: OperationType, via: Via) -> Result<(), NotRun> {
    match (kind, via) {
        (OperationType::Mutation, Via::Get) => Err(NotRun::new(
            Cause::Method,
            "METHOD_NOT_ALLOWED",
            "send mutations by POST: GET must not change anything",
        )),
        (OperationType::Subscription, Via::Get | Via::Post) => Err(NotRun::new(
            Cause::Request,
            "SUBSCRIPTION_NOT_SUPPORTED",
            "send subscriptions over a web socket with the protocol graphql-transport-ws",
        )),
        _ => Ok(()),
    }
}

fn time_limit(limits: &config::Limits) -> Duration {
    Duration::from_secs(limits.timeout_seconds)
}

#[cfg(test)]
mod tests {
    use super::super::answer::code_of;
    use super::*;

    #[test]
    fn only_queries_come_by_get_and_subscriptions_over_a_socket() {
        use OperationType::{Mutation, Query, Subscription};
        for (kind, via, code) in [
            (Query, Via::Get, None),
            (Query, Via::Post, None),
            (Query, Via::Socket, None),
            (Mutation, Via::Get, Some("METHOD_NOT_ALLOWED")),
            (Mutation, Via::Post, None),
            (Mutation, Via::Socket, None),
            (Subscription, Via::Get, Some("SUBSCRIPTION_NOT_SUPPORTED")),
            (Subscription, Via::Post, Some("SUBSCRIPTION_NOT_SUPPORTED")),
            (Subscription, Via::Socket, None),
        ] {
            let found = may_be_sent(kind, via)
                .err()
                .and_then(|not_run| not_run.errors.first().and_then(code_of).map(ToOwned::to_owned));
            assert_eq!(found.as_deref(), code, "{kind} {via:?}");
        }
    }
}
