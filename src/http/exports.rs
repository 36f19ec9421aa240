//! `GET /exports/owners.csv`: a table of the registry, or the frame of a study, as a file.

use std::io::Read as _;
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

use super::State;
use super::files::{refusal, refused, run, who};
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
    let Some((kind, extension)) = table_of(&file) else {
        return refusal(StatusCode::NOT_FOUND, "NOT_FOUND", "there is no such table, or not in this format");
    };
    let wanted = match read(kind, extension, request.query_string()) {
        Ok(wanted) => wanted,
        Err(message) => return refusal(StatusCode::BAD_REQUEST, "BAD_REQUEST", message),
    };
    let language = cx.language;
    let made = run(&state, async move {
        let _place = PLACES.acquire().await.map_err(|error| Error::Fault(error.into()))?;
        let made = NamedTempFile::new().map_err(|error| Error::Fault(error.into()))?;
        let Wanted { kind, format, language, study } = wanted;
        let language = language.unwrap_or(cx.language);
        exchange::to_file(&cx, kind, study, format, language, made.path()).await?;
        Ok(made)
    });
    match made.await {
        Ok(made) => answer(kind, extension, made),
        Err(error) => refused(error, language),
    }
}

fn answer(kind: TableKind, extension: &str, made: NamedTempFile) -> HttpResponse {
    let name = format!("attachment; filename=\"{}.{extension}\"", exchange::table_name(kind));
    let media = match extension {
        "csv" => "text/csv; charset=utf-8",
        _ => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_DISPOSITION, name))
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
        match (name.as_str(), value.as_str()) {
            ("convention", "norwegian") => convention = Some(Convention::Norwegian),
            ("convention", "international") => convention = Some(Convention::International),
            ("convention", _) => return Err("`convention` is norwegian or international"),
            ("language", "nb") => language = Some(Language::Nb),
            ("language", "nn") => language = Some(Language::Nn),
            ("language", "en") => language = Some(Language::En),
            ("language", _) => return Err("`language` is nb, nn or en"),
            ("studyId", id) => {
                let parsed = base::parse_id("study", &ID::from(id));
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
