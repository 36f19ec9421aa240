use std::sync::Arc;

use anyhow::{Context as _, bail};
use async_graphql::Variables;
use serde_json::Value;
use tokio::runtime::Handle;

use crate::Cx;
use crate::app::App;
use crate::auth::Actor;
use crate::exchange::uploads;
use crate::graphql::base;
use crate::graphql::execute::{Answer, Engine, Incoming, Via};

/// Runs documents as the API would, as whoever the token speaks for.
#[derive(Clone)]
pub(super) struct Api {
    engine: Arc<Engine>,
    bearer: Option<String>,
}

impl Api {
    pub(super) fn new(app: &Arc<App>) -> Self {
        let engine = Engine::new(Arc::clone(app), crate::graphql::schema(), Handle::current());
        Self { engine: Arc::new(engine), bearer: None }
    }

    /// The same API for somebody else.
    pub(super) fn with_token(&self, token: String) -> Self {
        Self { bearer: Some(token), ..self.clone() }
    }

    /// What all requests share.
    pub(super) fn app(&self) -> &Arc<App> {
        self.engine.app()
    }

    async fn actor(&self) -> anyhow::Result<Actor> {
        Ok(self.app().authenticate(self.bearer.as_deref()).await?)
    }

    /// Sends a file, as `POST /uploads` takes it; its key.
    pub(super) async fn upload(&self, name: &str, bytes: &[u8]) -> anyhow::Result<String> {
        let cx = Cx::new(Arc::clone(self.app()), self.actor().await?);
        let upload = uploads::begin(&cx, name).await?;
        for (number, part) in (0..).zip(bytes.chunks(uploads::PART)) {
            uploads::add(&cx, upload.id, number, part.to_vec()).await?;
        }
        let upload = uploads::complete(&cx, upload.id).await?;
        Ok(base::id("upload", upload.id.0).0)
    }

    /// Runs a document whose one root field answers with a payload or an object, and returns that. Anything in
    /// `errors` or `userErrors` is an error.
    pub(super) async fn run(&self, document: &str, variables: Value) -> anyhow::Result<Value> {
        let (app, actor) = (self.app(), self.actor().await?);
        let incoming = Incoming {
            query: document.to_owned(),
            operation_name: None,
            variables: Variables::from_json(variables),
        };
        let prepared =
            self.engine.prepare(incoming, Via::Post).map_err(|not_run| anyhow::anyhow!("{not_run:?}"))?;
        let data = match self.engine.answer_as(Cx::new(Arc::clone(app), actor), prepared).await {
            Answer::Executed(response) if response.errors.is_empty() => response.data.into_json()?,
            Answer::Executed(response) => bail!("{:?}", response.errors),
            Answer::NotRun(not_run) => bail!("{not_run:?}"),
        };
        let Value::Object(fields) = data else { bail!("a document answered without data") };
        let field =
            fields.into_iter().next().map(|(_, value)| value).context("a document without a field")?;
        match field.get("userErrors").and_then(Value::as_array) {
            Some(refused) if !refused.is_empty() => bail!("refused: {}", Value::from(refused.clone())),
            _ => Ok(field),
        }
    }
}

/// The text at a JSON pointer.
pub(super) fn text(value: &Value, pointer: &str) -> anyhow::Result<String> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.map(str::to_owned).with_context(|| format!("no text at {pointer}"))
}
