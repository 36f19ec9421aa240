//! For whoever watches the server: is it alive, and can it work.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde_json::{Value, json};

use super::State;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// The process runs. Restart it where this fails.
pub(super) async fn live() -> HttpResponse {
    answer(HttpResponse::Ok(), &json!({ "status": "live" }))
}

/// It can work: its database is there and has the schema that this server was built for. Send no requests where this
/// fails. That mail is not delivered is told as a warning: requests can be served all the same, and what they send
/// waits in the outbox.
pub(super) async fn ready(state: web::Data<State>) -> HttpResponse {
    let problem = if state.stop.is_cancelled() {
        Some("the server is stopping".to_owned())
    } else {
        database(&state).await
    };
    match problem {
        None if state.app().mail.is_stalled() => {
            let warning = "mail is not being delivered: the log says why, and it is tried again";
            answer(HttpResponse::Ok(), &json!({ "status": "ready", "warnings": [warning] }))
        }
        None => answer(HttpResponse::Ok(), &json!({ "status": "ready" })),
        Some(problem) => answer(
            HttpResponse::ServiceUnavailable(),
            &json!({ "status": "unavailable", "problems": [problem] }),
        ),
    }
}

async fn database(state: &State) -> Option<String> {
    let app = Arc::clone(state.app());
    let check = state.engine.spawn(async move {
        crate::db::schema::check(&app.db).await.map_err(|mismatch| mismatch.to_string())
    });
    match tokio::time::timeout(PATIENCE, check).await {
        Ok(Ok(checked)) => checked.err(),
        Ok(Err(_)) => Some("the database could not be checked".to_owned()),
        Err(_) => Some(format!("the database did not answer within {} seconds", PATIENCE.as_secs())),
    }
}

fn answer(mut builder: HttpResponseBuilder, body: &Value) -> HttpResponse {
    builder.insert_header((CACHE_CONTROL, "no-store")).content_type("application/json").body(body.to_string())
}
