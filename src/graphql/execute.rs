//! One way for every operation, whether it came by HTTP or over a web socket: limits, document, operation, caller,
//! time limit, execution, and errors that all have a code.
//!
//! Operations run on the runtime of the process, not on the thread of the HTTP worker that received them: a panic
//! ends one operation and not a worker, a busy worker holds up no database connection of another's, and a mutation
//! is finished although its client hung up.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use ::entity::Language;
use async_graphql::parser::types::OperationType;
use async_graphql::{ErrorExtensionValues, Request, Response, ServerError, Value, Variables};
use futures_util::StreamExt as _;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument as _;

use super::documents::{Document, Documents, Unfit};
use super::limits::Exceeded;
use super::{Schema, base, per_request};
use crate::app::App;
use crate::auth::Actor;
use crate::db::Statements;
use crate::error::Error;
use crate::{Cx, config};

/// How many errors one answer lists.
const MAX_ERRORS: usize = 50;
/// How many characters of a message are shown; validation quotes names, which may be as long as the document.
const MAX_MESSAGE: usize = 500;
/// How many answers of a subscription wait for a slow client before the subscription itself waits.
const WAITING_ANSWERS: usize = 16;

/// What a client asks to run.
#[derive(Debug)]
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

/// What becomes of an operation.
#[derive(Debug)]
pub enum Answer {
    /// It ran; fields of it may have failed.
    Executed(Response),
    /// It did not run, or not to the end, and there is no data.
    NotRun(NotRun),
}

/// Why there is no data.
#[derive(Debug)]
pub struct NotRun {
    /// In short.
    pub cause: Cause,
    /// For the client.
    pub errors: Vec<ServerError>,
}

/// Why there is no data, in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The document, the operation or its variables.
    Request,
    /// It must not be sent by this method.
    Method,
    /// The token is not good.
    Unauthenticated,
    /// It took too long.
    Overtime,
    /// Our fault.
    Fault,
}

impl NotRun {
    /// For one reason, with its code.
    #[must_use]
    pub fn new(cause: Cause, code: &str, message: impl Into<String>) -> Self {
        let mut error = ServerError::new(message, None);
        set_code(&mut error, code);
        Self { cause, errors: vec![error] }
    }

    fn fault() -> Self {
        Self::new(Cause::Fault, "INTERNAL_ERROR", "internal error")
    }
}

impl From<Exceeded> for NotRun {
    fn from(exceeded: Exceeded) -> Self {
        Self::new(Cause::Request, exceeded.code(), exceeded.to_string())
    }
}

impl From<Unfit> for NotRun {
    fn from(unfit: Unfit) -> Self {
        let error = match unfit {
            Unfit::Exceeded(exceeded) => return exceeded.into(),
            Unfit::Unparsable(error) => error,
        };
        let message = error.to_string();
        // The parser quotes the line, which may be the whole document; what it expected comes last.
        let what = message.rsplit_once("= ").map_or(message.as_str(), |(_, expected)| expected);
        let mut not_run =
            Self::new(Cause::Request, "GRAPHQL_PARSE_FAILED", format!("the document cannot be read: {what}"));
        for told in &mut not_run.errors {
            told.locations = error.positions().collect();
        }
        not_run
    }
}

impl From<Error> for NotRun {
    fn from(error: Error) -> Self {
        let cause = match &error {
            Error::Fault(_) => Cause::Fault,
            Error::Unauthenticated => Cause::Unauthenticated,
            _ => Cause::Request,
        };
        let told = base::to_graphql(error);
        let mut error = ServerError::new(told.message, None);
        error.extensions = told.extensions;
        Self { cause, errors: vec![error] }
    }
}

/// An operation that is within the limits and may be sent the way it was.
pub struct Prepared {
    request: Request,
    document: Arc<Document>,
    /// Query, mutation or subscription.
    pub kind: OperationType,
    /// Its name.
    pub name: Option<String>,
}

/// Runs operations.
pub struct Engine {
    app: Arc<App>,
    schema: Schema,
    documents: Documents,
    runtime: Handle,
}

impl Engine {
    /// An engine that runs operations on `runtime`, which should have a thread for each core.
    #[must_use]
    pub fn new(app: Arc<App>, schema: Schema, runtime: Handle) -> Self {
        Self { app, schema, documents: Documents::default(), runtime }
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
        operation.check(&incoming.variables, limits)?;
        let mut request = Request::new(incoming.query).variables(incoming.variables);
        request.operation_name = incoming.operation_name;
        request.set_parsed_query(document.parsed.clone());
        Ok(Prepared { request, document, kind, name })
    }

    /// Finds out who is calling, and runs a query or mutation for them. `statements` counts the SQL of both.
    pub async fn answer(&self, prepared: Prepared, caller: Caller, statements: &Statements) -> Answer {
        let app = Arc::clone(&self.app);
        let who = async move {
            let actor = app.authenticate(caller.bearer.as_deref()).await?;
            let mut cx = Cx::new(app, actor);
            cx.language = caller.language;
            cx.address = caller.address;
            Ok(cx)
        };
        self.run(prepared, who, statements.clone()).await
    }

    /// Runs a query or mutation for someone who is known already.
    pub async fn answer_as(&self, cx: Cx, prepared: Prepared) -> Answer {
        self.run(prepared, async { Ok(cx) }, Statements::default()).await
    }

    async fn run(
        &self,
        prepared: Prepared,
        who: impl Future<Output = Result<Cx, Error>> + Send + 'static,
        statements: Statements,
    ) -> Answer {
        let schema = self.schema.clone();
        let Prepared { request, document, kind, .. } = prepared;
        let (source, limit) = (request.query.clone(), time_limit(&self.app.settings.limits));
        let work = async move {
            let cx = match who.await {
                Ok(cx) => cx,
                Err(error) => return Answer::NotRun(error.into()),
            };
            answered(schema.execute(per_request(request, &cx)).await)
        };
        let work = async move {
            let limited = tokio::time::timeout(limit, statements.count(work));
            limited.await.unwrap_or_else(|_| Answer::NotRun(overtime(limit)))
        };
        let task = self.runtime.spawn(work.in_current_span());
        // A query is given up when its client is gone; a mutation is finished.
        let outcome =
            if kind == OperationType::Mutation { task.await } else { AbortOnDropHandle::new(task).await };
        let answer = outcome.unwrap_or_else(panicked);
        if matches!(answer, Answer::Executed(_)) {
            self.documents.keep(&source, &document);
        }
        answer
    }

    /// Runs a subscription for someone who is known. It ends when the handle is dropped.
    pub fn subscribe(&self, cx: &Cx, prepared: Prepared) -> (mpsc::Receiver<Answer>, AbortOnDropHandle<()>) {
        let (sender, receiver) = mpsc::channel(WAITING_ANSWERS);
        let mut answers = self.schema.execute_stream(per_request(prepared.request, cx));
        let pass_on = async move {
            while let Some(response) = answers.next().await {
                if sender.send(answered(response)).await.is_err() {
                    return;
                }
            }
        };
        (receiver, self.spawn(pass_on))
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

fn overtime(limit: Duration) -> NotRun {
    let message =
        format!("the operation was stopped after {} seconds; ask for less at once", limit.as_secs());
    NotRun::new(Cause::Overtime, "TIMED_OUT", message)
}

fn panicked(error: tokio::task::JoinError) -> Answer {
    tracing::error!(cancelled = error.is_cancelled(), "an operation broke off");
    Answer::NotRun(NotRun::fault())
}

/// Tells what did not run from what ran, and sees to it that every error has a code and no internal cause.
fn answered(mut response: Response) -> Answer {
    let has_run = response.errors.is_empty()
        || response.data != Value::Null
        || response.errors.iter().any(|it| !it.path.is_empty());
    response.errors.truncate(MAX_ERRORS);
    for error in &mut response.errors {
        if let Some((end, _)) = error.message.char_indices().nth(MAX_MESSAGE) {
            error.message.truncate(end);
            error.message.push('…');
        }
    }
    for error in response.errors.iter_mut().filter(|error| !has_code(error)) {
        if !has_run {
            set_code(error, "GRAPHQL_VALIDATION_FAILED");
        } else if error.message.starts_with("Failed to parse") {
            // async-graphql's word for an argument that its type does not take.
            set_code(error, "BAD_USER_INPUT");
        } else {
            tracing::error!(cause = %error.message, "a field failed without a code");
            "internal error".clone_into(&mut error.message);
            set_code(error, "INTERNAL_ERROR");
        }
    }
    if has_run {
        Answer::Executed(response)
    } else {
        Answer::NotRun(NotRun { cause: Cause::Request, errors: response.errors })
    }
}

fn has_code(error: &ServerError) -> bool {
    error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some())
}

fn set_code(error: &mut ServerError, code: &str) {
    error.extensions.get_or_insert_with(ErrorExtensionValues::default).set("code", code);
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::{EmptyMutation, EmptySubscription, Object, PathSegment};

    struct Query;

    #[Object]
    impl Query {
        async fn number(&self, of: i32) -> i32 {
            of
        }

        async fn leak(&self) -> async_graphql::Result<Option<i32>> {
            Err("the password of the database is hunter2".into())
        }
    }

    async fn ask(query: &str) -> Answer {
        answered(async_graphql::Schema::new(Query, EmptyMutation, EmptySubscription).execute(query).await)
    }

    fn told(answer: &Answer) -> (bool, Vec<(String, String)>) {
        let (has_run, errors) = match answer {
            Answer::Executed(response) => (true, &response.errors),
            Answer::NotRun(not_run) => (false, &not_run.errors),
        };
        let code = |error: &ServerError| match error.extensions.as_ref().and_then(|it| it.get("code")) {
            Some(Value::String(code)) => code.clone(),
            _ => String::new(),
        };
        (has_run, errors.iter().map(|error| (code(error), error.message.clone())).collect())
    }

    #[tokio::test]
    async fn what_is_invalid_has_not_run() {
        let (has_run, errors) = told(&ask("{ nowhere }").await);
        assert!(!has_run);
        assert_eq!(errors[0].0, "GRAPHQL_VALIDATION_FAILED");
    }

    #[tokio::test]
    async fn an_error_without_a_code_never_shows_its_cause() {
        let answer = ask("{ number(of: 1) leak }").await;
        assert_eq!(told(&answer), (true, vec![("INTERNAL_ERROR".to_owned(), "internal error".to_owned())]));
        let Answer::Executed(response) = answer else { panic!("it ran") };
        assert_eq!(response.errors[0].path, [PathSegment::Field("leak".to_owned())]);
    }

    #[tokio::test]
    async fn an_answer_lists_so_many_errors_and_no_more() {
        let (_, errors) =
            told(&ask(&format!("{{ {} }}", (0..200).map(|i| format!("x{i} ")).collect::<String>())).await);
        assert_eq!(errors.len(), MAX_ERRORS);
        let (_, errors) = told(&ask(&format!("{{ {} }}", "x".repeat(100_000))).await);
        assert_eq!(errors[0].1.chars().count(), MAX_MESSAGE + 1);
    }

    #[test]
    fn a_syntax_error_says_where_without_quoting_the_document() {
        let error =
            async_graphql::parser::parse_query(format!("{{ {} % }}", "secret ".repeat(1000))).unwrap_err();
        let not_run = NotRun::from(Unfit::Unparsable(error));
        let error = &not_run.errors[0];
        assert!(error.message.len() < 200 && !error.message.contains("secret"), "{}", error.message);
        assert_eq!((error.locations[0].line, error.locations[0].column), (1, 7004));
    }

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
            let found =
                may_be_sent(kind, via).err().map(|not_run| told(&Answer::NotRun(not_run)).1[0].0.clone());
            assert_eq!(found.as_deref(), code, "{kind} {via:?}");
        }
    }

    #[tokio::test]
    async fn a_panic_ends_one_operation_only() {
        let broken = tokio::spawn(async {
            if std::hint::black_box(true) {
                panic!("on purpose")
            }
        })
        .await;
        assert_eq!(
            told(&panicked(broken.unwrap_err())),
            (false, vec![("INTERNAL_ERROR".to_owned(), "internal error".to_owned())])
        );
    }
}
