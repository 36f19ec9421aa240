//! What the handlers share. Compiled once for each database: `Db` is the one of the parent module.

use actix_web::{App, HttpRequest, HttpServer, web};
use chrono::{DateTime, Utc};
use entity::LocalizedText;
use sea_orm::sqlx::types::Json;
use sea_orm::sqlx::{self, Pool};
use trespor::auth::Auth;
use trespor::config::Settings;

use super::super::{account, auth, constant, workers};
use super::{Db, answers, dashboard, submit};

pub(super) type Row = <Db as sqlx::Database>::Row;
pub(super) type Text = Json<LocalizedText>;

pub(super) struct State {
    pub(super) reader: Pool<Db>,
    pub(super) writer: Pool<Db>,
    pub(super) auth: Auth,
}

pub(super) async fn serve(settings: &Settings, reader: Pool<Db>, writer: Pool<Db>) -> anyhow::Result<()> {
    let state = web::Data::new(State { reader, writer, auth: auth(settings)? });
    let server = HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .route("/constant", web::post().to(constant))
            .route("/dashboard/{round}", web::post().to(dashboard::dashboard))
            .route("/owners/{round}", web::post().to(dashboard::dashboard_with_owners))
            .route("/response/{id}", web::post().to(answers::response))
            .route("/save", web::post().to(answers::save))
            .route("/submit", web::post().to(submit::submit))
    });
    Ok(server.workers(workers()).bind(settings.http.bind)?.run().await?)
}

/// Who asks, as the database says now: one statement.
pub(super) async fn standing(
    state: &State,
    request: &HttpRequest,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Row>> {
    let (account, session) = account(&state.auth, request, now)?;
    let sql = "SELECT account.system_admin, membership.study_id, membership.role FROM session \
               INNER JOIN account ON session.account_id = account.id \
               LEFT JOIN membership ON membership.account_id = account.id \
               WHERE session.id = $1 AND session.account_id = $2 AND session.revoked_at IS NULL \
                 AND session.expires_at > $3 AND account.disabled_at IS NULL \
               ORDER BY membership.study_id ASC";
    let rows =
        sqlx::query::<Db>(sql).bind(session.0).bind(account.0).bind(now).fetch_all(&state.reader).await?;
    anyhow::ensure!(!rows.is_empty(), "the session is over");
    Ok(rows)
}
