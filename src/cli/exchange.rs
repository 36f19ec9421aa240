//! `trespor import` and `trespor export`.

#![expect(clippy::print_stderr, reason = "this is where a person is told how far it has come")]

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use ::entity::Language;
use ::entity::id::{RoundId, StudyId};
use anyhow::{Context as _, anyhow, bail};

use super::arguments::{ExportArguments, ExportAs, ExportName, ImportArguments, TableName};
use super::user::{in_words, require_schema, study_id};
use super::{answer, logging};
use crate::app::App;
use crate::auth::Actor;
use crate::clock::Clock;
use crate::config;
use crate::cx::Cx;
use crate::exchange::{
    self, ColumnChoice, Counts, ExportFormat, FromDisk, RowProblem, TableKind, Told, table_name,
};
use crate::results;
use crate::results::export::AnswerFile;
use crate::table::Convention;

/// After how many rows it is told how far it has come.
const TELL_EVERY: i64 = 10_000;

/// Imports a file: all of it, or nothing.
pub(super) async fn import(file: Option<&Path>, wanted: ImportArguments) -> anyhow::Result<()> {
    with_app(file, async |cx| Box::pin(run_import(&cx, wanted)).await).await
}

/// Exports a table to a file.
pub(super) async fn export(file: Option<&Path>, wanted: ExportArguments) -> anyhow::Result<()> {
    with_app(file, async |cx| Box::pin(run_export(&cx, wanted)).await).await
}

async fn with_app(
    file: Option<&Path>,
    act: impl AsyncFnOnce(Cx) -> anyhow::Result<String>,
) -> anyhow::Result<()> {
    let settings = config::load(file)?.settings;
    logging::start(&logging::for_a_command())?;
    let migrate_on_start = settings.database.migrate_on_start;
    let app = App::start(settings, Clock::default()).await?;
    let cx = Cx { language: Language::En, ..Cx::new(Arc::clone(&app), Actor::System) };
    let outcome = match require_schema(&app, migrate_on_start).await {
        Ok(()) => act(cx).await,
        Err(mismatch) => Err(mismatch),
    };
    app.db.clone().close().await;
    answer::print(&outcome?)
}

async fn run_import(cx: &Cx, wanted: ImportArguments) -> anyhow::Result<String> {
    let kind = wanted.table.into();
    let study = study_of(kind, wanted.study.as_deref())?;
    let columns = wanted.column.iter().map(|raw| choice(raw)).collect::<anyhow::Result<_>>()?;
    let name = wanted.file.display().to_string();
    File::open(&wanted.file).with_context(|| format!("the file {name} cannot be opened"))?;
    let import =
        FromDisk { path: wanted.file, kind, study, sheet: wanted.sheet, columns, dry_run: wanted.dry_run };
    let mut told = 0;
    let tell = |news: Told<'_>| match news {
        Told::Refused { sheet, row, problem } => eprintln!("{}", line(&name, sheet, row, problem)),
        Told::Read(counts) if counts.read() >= told + TELL_EVERY => {
            told = counts.read();
            eprintln!("{told} rows read");
        }
        Told::Read(_) => {}
        Told::Applying => eprintln!("all rows are fine: writing them"),
    };
    let (counts, problems) = exchange::from_disk(cx, import, tell).await.map_err(in_words)?;
    for problem in &problems {
        eprintln!("{name}: {}", problem.message(Language::En));
    }
    if counts.refused > 0 || !problems.is_empty() {
        bail!("nothing was imported: {}", refused(counts, problems.len()));
    }
    let done = if wanted.dry_run { "Would be imported" } else { "Imported" };
    let Counts { new, changed, unchanged, .. } = counts;
    Ok(format!("{done}: {new} new, {changed} changed, {unchanged} unchanged.\n"))
}

fn refused(counts: Counts, whole: usize) -> String {
    match (counts.refused, whole) {
        (0, _) => "the file is refused as a whole".to_owned(),
        (1, _) => format!("1 of {} rows is refused", counts.read()),
        (many, _) => format!("{many} of {} rows are refused", counts.read()),
    }
}

/// A problem with its place.
fn line(file: &str, sheet: Option<&str>, row: u32, problem: &RowProblem) -> String {
    let sheet = sheet.map(|sheet| format!(", sheet {sheet}")).unwrap_or_default();
    let column = match (&problem.column, &problem.header) {
        (Some(letters), Some(header)) => format!("column {letters} ({header})"),
        (Some(letters), None) => format!("column {letters}"),
        (None, _) => problem.field.clone(),
    };
    format!("{file}{sheet}, row {row}, {column}: {}", problem.problem.message(Language::En))
}

async fn run_export(cx: &Cx, wanted: ExportArguments) -> anyhow::Result<String> {
    let (language, file) = (wanted.language.into(), &wanted.file);
    let exported = match table_of(wanted.table) {
        Some(kind) => {
            if wanted.round.is_some() || wanted.group.is_some() {
                bail!("--round and --group are for answers only");
            }
            let study = study_of(kind, wanted.study.as_deref())?;
            exchange::to_file(cx, kind, study, format_of(&wanted)?, language, file).await
        }
        None => {
            let (round, answers) = answers_of(&wanted)?;
            results::export::to_file(cx, round, answers, language, file).await
        }
    };
    let rows = exported
        .map_err(in_words)
        .with_context(|| format!("{} could not be written", wanted.file.display()))?;
    Ok(format!("Exported {rows} rows to {}.\n", wanted.file.display()))
}

/// How the file is written: as it is asked for, or else as its name ends.
fn written_as(wanted: &ExportArguments) -> ExportAs {
    let ends =
        |end: &str| wanted.file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(end));
    match wanted.format {
        Some(format) => format,
        None if ends("xlsx") => ExportAs::Xlsx,
        None if ends("json") && table_of(wanted.table).is_none() => ExportAs::Json,
        None => ExportAs::Csv,
    }
}

fn format_of(wanted: &ExportArguments) -> anyhow::Result<ExportFormat> {
    match written_as(wanted) {
        ExportAs::Csv => Ok(ExportFormat::Csv(Convention::Norwegian)),
        ExportAs::CsvInternational => Ok(ExportFormat::Csv(Convention::International)),
        ExportAs::Xlsx => Ok(ExportFormat::Xlsx),
        ExportAs::Json => Err(anyhow!("--format json is for answers only")),
    }
}

/// Which answers to export, and how.
fn answers_of(wanted: &ExportArguments) -> anyhow::Result<(RoundId, AnswerFile)> {
    if wanted.study.is_some() {
        bail!("--study is for frame only: say with --round whose answers they are");
    }
    let round = wanted.round.as_deref().context("say with --round whose answers they are")?;
    let id = uuid::Uuid::parse_str(round.strip_prefix("round_").unwrap_or(round));
    let id = id.with_context(|| format!("--round {round} is not the id of a round, such as round_018f…"))?;
    let file = match (written_as(wanted), wanted.group.clone()) {
        (ExportAs::Csv, None) => AnswerFile::Wide(Convention::Norwegian),
        (ExportAs::CsvInternational, None) => AnswerFile::Wide(Convention::International),
        (ExportAs::Csv, Some(group)) => AnswerFile::Rows(group, Convention::Norwegian),
        (ExportAs::CsvInternational, Some(group)) => AnswerFile::Rows(group, Convention::International),
        (ExportAs::Xlsx, None) => AnswerFile::Workbook,
        (ExportAs::Json, None) => AnswerFile::Long,
        (_, Some(_)) => bail!("--group is for CSV only: the others have the rows of all groups"),
    };
    Ok((RoundId(id), file))
}

/// The table with this name; answers are none of them.
fn table_of(name: ExportName) -> Option<TableKind> {
    Some(match name {
        ExportName::Owners => TableKind::Owners,
        ExportName::Contacts => TableKind::Contacts,
        ExportName::Services => TableKind::Services,
        ExportName::Volumes => TableKind::Volumes,
        ExportName::Capabilities => TableKind::Capabilities,
        ExportName::Needs => TableKind::Needs,
        ExportName::Frame => TableKind::Frame,
        ExportName::Answers => return None,
    })
}

/// The study that a frame belongs to; no other table belongs to one.
fn study_of(kind: TableKind, study: Option<&str>) -> anyhow::Result<Option<StudyId>> {
    match (kind, study) {
        (TableKind::Frame, None) => Err(anyhow!("say with --study whose frame it is")),
        (TableKind::Frame, Some(study)) => Ok(Some(study_id(study)?)),
        (_, None) => Ok(None),
        (kind, Some(_)) => Err(anyhow!("--study is for frame only: {} belong to no study", table_name(kind))),
    }
}

/// What `Header=field` says; without a field the column is not read.
fn choice(raw: &str) -> anyhow::Result<ColumnChoice> {
    let (column, field) = raw.rsplit_once('=').with_context(|| {
        format!("--column {raw} is not of the form \"Header=field\", or \"Header=\" for one that is not read")
    })?;
    let field = Some(field.trim().to_owned()).filter(|field| !field.is_empty());
    Ok(ColumnChoice { column: column.to_owned(), field })
}

impl From<TableName> for TableKind {
    fn from(name: TableName) -> Self {
        match name {
            TableName::Owners => Self::Owners,
            TableName::Contacts => Self::Contacts,
            TableName::Services => Self::Services,
            TableName::Volumes => Self::Volumes,
            TableName::Capabilities => Self::Capabilities,
            TableName::Needs => Self::Needs,
            TableName::Frame => Self::Frame,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_chosen_or_left_out() {
        let field = |raw: &str| choice(raw).unwrap().field;
        assert_eq!(field("Navn=nameNb"), Some("nameNb".to_owned()));
        assert_eq!(choice("a=b=nameNb").unwrap().column, "a=b");
        assert_eq!(field("Merknad="), None);
        assert!(choice("Merknad").is_err());
    }
}
