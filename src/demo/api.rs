use std::sync::Arc;

use anyhow::{Context as _, bail};
use async_graphql::Variables;
use serde_json::Value;
use tokio::runtime::Handle;

use crate::Cx;
use crate::app::App;
use crate::graphql::execute::{Answer, Engine, Incoming, Via};

/// Runs documents as the API would, as whoever the token speaks for.
pub(super) struct Api {
    engine: Engine,
    bearer: Option<String>,
}

impl Api {
    pub(super) fn new(app: &Arc<App>) -> Self {
        Self {
            engine: Engine::new(Arc::clone(app), crate::graphql::schema(), Handle::current()),
            bearer: None,
        }
    }

    /// The same API for somebody else.
    pub(super) fn with_token(&self, token: String) -> Self {
        let app = Arc::clone(self.engine.app());
        Self { bearer: Some(token), ..Self::new(&app) }
    }

    /// The time there.
    pub(super) fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.engine.app().clock.now()
    }

    /// Runs a document whose one root field answers with a payload or an object, and returns that. Anything in
    /// `errors` or `userErrors` is an error.
    pub(super) async fn run(&self, document: &str, variables: Value) -> anyhow::Result<Value> {
        let app = self.engine.app();
        let actor = app.authenticate(self.bearer.as_deref()).await?;
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
