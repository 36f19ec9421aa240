//! `GET /exports/dashboard.csv`: a dashboard as a file.

use ::entity::Language;
use ::entity::id::{RoundId, StudyId};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Query;
use async_graphql::ID;

use super::State;
use super::exports::{in_turn, send};
use super::files::{refusal, refused};
use crate::Cx;
use crate::dashboard::export::{self, DashboardFile, DashboardFormat, ServicesBy};
use crate::dashboard::services::{ServicesFilter, kind_named};
use crate::graphql::base;
use crate::results::{Background, Variable};
use crate::table::Convention;

/// A dashboard that there are files of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Round,
    Trend,
    Services,
    Owners,
}

/// A file: its name, and its format where that is not told by more.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    of: Of,
    name: &'static str,
    extension: &'static str,
}

const NAMES: [(&str, Of); 4] = [
    ("dashboard", Of::Round),
    ("trend", Of::Trend),
    ("services-dashboard", Of::Services),
    ("maturity", Of::Owners),
];

/// The file of a dashboard with this name, if there is one.
pub(super) fn named(file: &str) -> Option<Named> {
    let (name, extension) = file.rsplit_once('.')?;
    let (name, of) = NAMES.into_iter().find(|(known, _)| *known == name)?;
    let extension = ["csv", "xlsx", "json"].into_iter().find(|known| *known == extension)?;
    Some(Named { of, name, extension })
}

/// What is asked for.
struct Wanted {
    file: DashboardFile,
    format: DashboardFormat,
    language: Option<Language>,
}

/// Answers with a file. It is made whole first, so that a fault is told as one.
pub(super) async fn export(cx: Cx, state: &State, named: Named, query_string: &str) -> HttpResponse {
    let Wanted { file, format, language } = match read(named, query_string) {
        Ok(wanted) => wanted,
        Err(message) => return refusal(StatusCode::BAD_REQUEST, "BAD_REQUEST", message),
    };
    let told_in = cx.language;
    let made = in_turn(state, move |path| async move {
        let language = language.unwrap_or(cx.language);
        export::to_file(&cx, file, format, language, &path).await
    });
    match made.await {
        Ok(made) => send(&format!("{}.{}", named.name, named.extension), made),
        Err(error) => refused(error, told_in),
    }
}

/// What the query string says, each thing once but for kinds of services.
#[derive(Default)]
struct Said {
    convention: Option<Convention>,
    language: Option<Language>,
    round: Option<RoundId>,
    study: Option<StudyId>,
    by: Option<String>,
    filter: ServicesFilter,
}

fn read(named: Named, query_string: &str) -> Result<Wanted, &'static str> {
    let pairs = Query::<Vec<(String, String)>>::from_query(query_string)
        .map_err(|_| "the query string cannot be read")?;
    let mut said = Said::default();
    for (name, value) in pairs.into_inner() {
        said.take(named.of, &name, value)?;
    }
    let Said { convention, language, round, study, by, filter } = said;
    let format = match (named.extension, convention) {
        ("csv", convention) => DashboardFormat::Csv(convention.unwrap_or(Convention::Norwegian)),
        (_, Some(_)) => return Err("`convention` is for CSV only"),
        ("xlsx", None) => DashboardFormat::Workbook,
        (_, None) => DashboardFormat::JsonStat,
    };
    let round = round.ok_or("say with `roundId` which round it is");
    let study = study.ok_or("say with `studyId` which study it is");
    let file = match named.of {
        Of::Round => DashboardFile::Round(round?, by.as_deref().map(variable).transpose()?),
        Of::Owners => DashboardFile::Owners(round?),
        Of::Trend => DashboardFile::Trend(study?),
        Of::Services => DashboardFile::Services(study?, filter, services_by(by.as_deref())?),
    };
    Ok(Wanted { file, format, language })
}

impl Said {
    fn take(&mut self, of: Of, name: &str, value: String) -> Result<(), &'static str> {
        match (name, of) {
            ("convention", _) => self.convention = Some(super::exports::convention(&value)?),
            ("language", _) => self.language = Some(super::exports::language(&value)?),
            ("roundId", Of::Round | Of::Owners) => {
                let parsed = base::parse_id("round", &ID::from(value));
                self.round = Some(parsed.map_err(|_| "`roundId` is no id of a round")?);
            }
            ("studyId", Of::Trend | Of::Services) => {
                let parsed = base::parse_id("study", &ID::from(value));
                self.study = Some(parsed.map_err(|_| "`studyId` is no id of a study")?);
            }
            ("by", Of::Round | Of::Services) => self.by = Some(value),
            (name, Of::Services) => return self.take_filter(name, value),
            _ => return Err(unknown(of)),
        }
        Ok(())
    }

    fn take_filter(&mut self, name: &str, value: String) -> Result<(), &'static str> {
        match name {
            "stratum" => self.filter.stratum = Some(value),
            "sector" => self.filter.sector = Some(value),
            "followedUp" => {
                let parsed = value.parse().map_err(|_| "`followedUp` is true or false")?;
                self.filter.followed_up = Some(parsed);
            }
            "kind" => {
                let kind = kind_named(&value.to_lowercase()).ok_or("`kind` is no kind of service")?;
                self.filter.kinds.push(kind);
            }
            "organizationId" => {
                let parsed = base::parse_id("organization", &ID::from(value));
                self.filter.owner = Some(parsed.map_err(|_| "`organizationId` is no id of an owner")?);
            }
            _ => return Err(unknown(Of::Services)),
        }
        Ok(())
    }
}

/// What there is to choose.
const fn unknown(of: Of) -> &'static str {
    match of {
        Of::Round => "there are only `roundId`, `by`, `convention` and `language` to choose",
        Of::Owners => "there are only `roundId`, `convention` and `language` to choose",
        Of::Trend => "there are only `studyId`, `convention` and `language` to choose",
        Of::Services => {
            "there are only `studyId`, `by`, `stratum`, `sector`, `followedUp`, `kind`, `organizationId`, `convention` and `language` to choose"
        }
    }
}

/// What groups of owners go by.
fn variable(by: &str) -> Result<Variable, &'static str> {
    Ok(Variable::Background(match by {
        "STRATUM" => Background::Stratum,
        "SECTOR" => Background::Sector,
        "FOLLOWED_UP" => Background::FollowedUp,
        "LANGUAGE" => Background::Language,
        id => {
            let id = base::parse_id("question", &ID::from(id));
            let wrong = "`by` is STRATUM, SECTOR, FOLLOWED_UP, LANGUAGE or the id of a question";
            return id.map(Variable::Question).map_err(|_| wrong);
        }
    }))
}

fn services_by(by: Option<&str>) -> Result<ServicesBy, &'static str> {
    match by {
        None | Some("TARGET_AND_STATUS") => Ok(ServicesBy::TargetAndStatus),
        Some("QUARTER") => Ok(ServicesBy::Quarter),
        Some(_) => Err("`by` is TARGET_AND_STATUS or QUARTER"),
    }
}
