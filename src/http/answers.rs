//! `GET /exports/answers.csv`: the answers of a round as a file.

use ::entity::Language;
use ::entity::id::RoundId;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Query;
use async_graphql::ID;

use super::State;
use super::exports::{in_turn, send};
use super::files::{refusal, refused};
use crate::Cx;
use crate::graphql::base;
use crate::results::export::{self, AnswerFile};
use crate::table::Convention;

/// A file that answers are exported to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Wide,
    Workbook,
    Long,
    Rows,
    Codebook,
}

const NAMES: [(&str, Name); 5] = [
    ("answers.csv", Name::Wide),
    ("answers.xlsx", Name::Workbook),
    ("answers.json", Name::Long),
    ("answer-rows.csv", Name::Rows),
    ("codebook.csv", Name::Codebook),
];

/// The file of answers with this name, if there is one.
pub(super) fn named(file: &str) -> Option<Name> {
    NAMES.iter().find(|(name, _)| *name == file).map(|(_, known)| *known)
}

/// What is asked for.
struct Wanted {
    round: RoundId,
    file: AnswerFile,
    language: Option<Language>,
}

/// Answers with a file. It is made whole first, so that a fault is told as one.
pub(super) async fn export(cx: Cx, state: &State, name: Name, query_string: &str) -> HttpResponse {
    let Wanted { round, file, language } = match read(name, query_string) {
        Ok(wanted) => wanted,
        Err(message) => return refusal(StatusCode::BAD_REQUEST, "BAD_REQUEST", message),
    };
    let told_in = cx.language;
    let made = in_turn(state, move |path| async move {
        let language = language.unwrap_or(cx.language);
        export::to_file(&cx, round, file, language, &path).await.map(drop)
    });
    match made.await {
        Ok(made) => {
            let file_name = NAMES.iter().find(|(_, known)| *known == name).map_or("", |(name, _)| *name);
            send(file_name, made)
        }
        Err(error) => refused(error, told_in),
    }
}

fn read(name: Name, query_string: &str) -> Result<Wanted, &'static str> {
    let pairs = Query::<Vec<(String, String)>>::from_query(query_string)
        .map_err(|_| "the query string cannot be read")?;
    let (mut convention, mut language, mut round, mut group) = (None, None, None, None);
    for (name, value) in pairs.into_inner() {
        match name.as_str() {
            "convention" => convention = Some(super::exports::convention(&value)?),
            "language" => language = Some(super::exports::language(&value)?),
            "roundId" => {
                let parsed = base::parse_id("round", &ID::from(value));
                round = Some(parsed.map_err(|_| "`roundId` is no id of a round")?);
            }
            "group" => group = Some(value),
            _ => return Err("there are only `roundId`, `convention`, `language` and `group` to choose"),
        }
    }
    let round = round.ok_or("say with `roundId` which round it is")?;
    if convention.is_some() && matches!(name, Name::Workbook | Name::Long) {
        return Err("`convention` is for CSV only");
    }
    let convention = convention.unwrap_or(Convention::Norwegian);
    let file = match (name, group) {
        (Name::Rows, Some(group)) => AnswerFile::Rows(group, convention),
        (Name::Rows, None) => return Err("say with `group` which repeating group it is"),
        (_, Some(_)) => return Err("`group` is for answer-rows.csv only"),
        (Name::Wide, None) => AnswerFile::Wide(convention),
        (Name::Codebook, None) => AnswerFile::Codebook(convention),
        (Name::Workbook, None) => AnswerFile::Workbook,
        (Name::Long, None) => AnswerFile::Long,
    };
    Ok(Wanted { round, file, language })
}
