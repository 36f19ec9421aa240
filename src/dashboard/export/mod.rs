//! Dashboards as files: CSV, workbooks and JSON-stat 2.0. Each dashboard becomes a cube, in the words of one language, and each
//! format is written from that, so that all three say the same. `docs/dashboards.md` says what is in which column.

mod cube;
mod json_stat;
mod maturity;
mod measures;
mod owners;
mod services;
mod tables;
mod words;

use std::fs::File;
use std::path::Path;

use ::entity::Language;
use ::entity::id::{RoundId, StudyId};

use super::services::ServicesFilter;
use crate::Cx;
use crate::error::{Error, Problem};
use crate::private_file;
use crate::results::Variable;
use crate::table::{Convention, WriteError};

/// A dashboard that is exported.
#[derive(Clone, Debug)]
pub enum DashboardFile {
    /// The maturity of a round, by group where there is something to group by.
    Round(RoundId, Option<Variable>),
    /// The maturity of a study from round to round.
    Trend(StudyId),
    /// How far the services of a study's owners have come.
    Services(StudyId, ServicesFilter, ServicesBy),
    /// The maturity of each owner of a round.
    Owners(RoundId),
}

/// What services are counted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ServicesBy {
    /// Where they shall go, and how far they have come.
    #[default]
    TargetAndStatus,
    /// The quarter that they are planned for.
    Quarter,
}

/// How a dashboard is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DashboardFormat {
    /// CSV with a row for each combination.
    Csv(Convention),
    /// A workbook with such a sheet, and one that says what it is.
    Workbook,
    /// A dataset of JSON-stat 2.0.
    JsonStat,
}

/// Writes a dashboard to a file that is for its owner only, in place of the one that is there.
///
/// # Errors
/// Those of the dashboard; [`Error::Refused`] about `roundId` where an anonymous round is asked for its owners, or one with more than a
/// file has room for; [`Error::Fault`] where the database or the disk fails.
pub async fn to_file(
    cx: &Cx,
    of: DashboardFile,
    format: DashboardFormat,
    language: Language,
    path: &Path,
) -> Result<(), Error> {
    // Each of these authorizes first.
    let cube = match &of {
        DashboardFile::Round(round, by) => maturity::of_round(cx, *round, *by, language).await?,
        DashboardFile::Trend(study) => maturity::of_trend(cx, *study, language).await?,
        DashboardFile::Services(study, filter, by) => {
            services::of_study(cx, *study, filter, *by, language).await?
        }
        DashboardFile::Owners(round) => owners::of_round(cx, *round, language).await?,
    };
    let path = path.to_owned();
    let writing = tokio::task::spawn_blocking(move || match format {
        DashboardFormat::Csv(convention) => tables::csv(&cube, convention, &path),
        DashboardFormat::Workbook => tables::workbook(&cube, language, &path),
        DashboardFormat::JsonStat => private_file::replace_with(&path, |file: &File| {
            json_stat::write(file, &cube, language).map_err(WriteError::from)
        }),
    });
    let written = writing.await.map_err(|error| Error::Fault(error.into()))?;
    written.map_err(|error| match error {
        WriteError::TooManyRows { max } => Error::refused("format", Problem::TooManyRows { max }),
        other => Error::Fault(other.into()),
    })
}
