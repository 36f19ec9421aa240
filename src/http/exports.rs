//! `GET /exports/owners.csv`: a table of the registry, or the frame of a study, as a file; of answers see `answers`, of
//! dashboards `dashboards`.

use std::io::Read as _;
use std::path::PathBuf;
use std::sync::LazyLock;

use ::entity::Language;
use ::entity::id::StudyId;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, VARY};
use actix_web::web::{self, Bytes, Query};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::ID;
use futures_util::Stream;
use tempfile::NamedTempFile;
use tokio::sync::Semaphore;

use super::files::{refusal, refused, run, who};
use super::{State, answers, dashboards};
use crate::error::Error;
use crate::exchange::{self, ExportFormat, TABLES, TableKind};
use crate::graphql::base;
use crate::table::Convention;

/// Files that are made at once; others wait.
static PLACES: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));
/// Bytes of a file that are sent at once.
const CHUNK: usize = 64 * 1024;

/// What is asked for.
struct Wanted {
    kind: TableKind,
    format: ExportFormat,
    language: Option<Language>,
    study: Option<StudyId>,
}

/// Answers with a file. It is made whole first, so that a fault is told as one.
pub(super) async fn export(
    request: HttpRequest,
    file: web::Path<String>,
    state: web::Data<State>,
) -> HttpResponse {
    let cx = match who(&request, &state).await {
        Ok(cx) => cx,
        Err(error) => return refused(error, Language::default()),
    };
    if let Err(error) = cx.actor.require_someone() {
        return refused(error, cx.language);
    }
    if let Some(name) = answers::named(&file) {
        return answers::export(cx, &state, name, request.query_string()).await;
    }
    if let Some(named) = dashboards::named(&file) {
        return dashboards::export(cx, &state, named, request.query_string()).await;
    }
    let Some((kind, extension)) = table_of(&file) else {
        return refusal(StatusCode::NOT_FOUND, "NOT_FOUND", "there is no such table, or not in this format");
    };
    let wanted = match read(kind, extension, request.query_string()) {
        Ok(wanted) => wanted,
        Err(message) => return refusal(StatusCode::BAD_REQUEST, "BAD_REQUEST", message),
    };
    let language = cx.language;
    let made = in_turn(&state, move |path| async move {
        let Wanted { kind, format, language, study } = wanted;
        let language = language.unwrap_or(cx.language);
        exchange::to_file(&cx, kind, study, format, language, &path).await.map(drop)
    });
    match made.await {
        Ok(made) => send(&format!("{}.{extension}", exchange::table_name(kind)), made),
        Err(error) => refused(error, language),
    }
}

/// Makes a file, once there is a place for it.
///
/// # Errors
/// Those of what makes it; [`Error::Fault`] where there can be no file.
pub(super) async fn in_turn<F: Future<Output = Result<(), Error>> + Send + 'static>(
    state: &State,
    make: impl FnOnce(PathBuf) -> F + Send + 'static,
) -> Result<NamedTempFile, Error> {
    let made = run(state, async move {
        let _place = PLACES.acquire().await.map_err(|error| Error::Fault(error.into()))?;
        let made = NamedTempFile::new().map_err(|error| Error::Fault(error.into()))?;
        make(made.path().to_owned()).await?;
        Ok(made)
    });
    made.await
}

/// Sends a file under this name.
pub(super) fn send(name: &str, made: NamedTempFile) -> HttpResponse {
    let media = match name.rsplit_once('.') {
        Some((_, "csv")) => "text/csv; charset=utf-8",
        Some((_, "json")) => "application/json",
        _ => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .append_header((VARY, "accept-language"))
        .content_type(media)
        .streaming(bytes(made))
}

/// The bytes of a file, which goes when they are sent.
fn bytes(made: NamedTempFile) -> impl Stream<Item = std::io::Result<Bytes>> {
    async_stream::try_stream! {
        // Opened by its name: a workbook is written in place of the file that was there.
        let mut file = std::fs::File::open(made.path())?;
        loop {
            let (back, chunk) = tokio::task::spawn_blocking(move || {
                let mut chunk = vec![0; CHUNK];
                let read = file.read(&mut chunk).map(|length| {
                    chunk.truncate(length);
                    chunk
                });
                (file, read)
            })
            .await
            .map_err(std::io::Error::other)?;
            file = back;
            let chunk = chunk?;
            if chunk.is_empty() {
                break;
            }
            yield Bytes::from(chunk);
        }
        drop(made);
    }
}

/// The table and the format that a file's name asks for.
fn table_of(file: &str) -> Option<(TableKind, &'static str)> {
    let (name, extension) = file.rsplit_once('.')?;
    let kind = TABLES.into_iter().find(|kind| exchange::table_name(*kind) == name)?;
    Some((kind, ["csv", "xlsx"].into_iter().find(|known| *known == extension)?))
}

fn read(kind: TableKind, extension: &str, query_string: &str) -> Result<Wanted, &'static str> {
    let pairs = Query::<Vec<(String, String)>>::from_query(query_string)
        .map_err(|_| "the query string cannot be read")?;
    let (mut convention, mut language, mut study) = (None, None, None);
    for (name, value) in pairs.into_inner() {
        match name.as_str() {
            "convention" => convention = Some(self::convention(&value)?),
            "language" => language = Some(self::language(&value)?),
            "studyId" => {
                let parsed = base::parse_id("study", &ID::from(value));
                study = Some(parsed.map_err(|_| "`studyId` is no id of a study")?);
            }
            _ => return Err("there are only `convention`, `language` and `studyId` to choose"),
        }
    }
    let format = match (extension, convention) {
        ("xlsx", Some(_)) => return Err("`convention` is for CSV only"),
        ("xlsx", None) => ExportFormat::Xlsx,
        (_, convention) => ExportFormat::Csv(convention.unwrap_or(Convention::Norwegian)),
    };
    Ok(Wanted { kind, format, language, study })
}

/// How CSV is written.
pub(super) fn convention(name: &str) -> Result<Convention, &'static str> {
    match name {
        "norwegian" => Ok(Convention::Norwegian),
        "international" => Ok(Convention::International),
        _ => Err("`convention` is norwegian or international"),
    }
}

/// The language of headers and words.
pub(super) fn language(code: &str) -> Result<Language, &'static str> {
    match code {
        "nb" => Ok(Language::Nb),
        "nn" => Ok(Language::Nn),
        "en" => Ok(Language::En),
        _ => Err("`language` is nb, nn or en"),
    }
}
