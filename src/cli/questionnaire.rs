//! `trespor questionnaire`.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use ::entity::Language;
use ::entity::id::{QuestionnaireVersionId, StudyId};
use anyhow::{Context as _, anyhow, bail};
use uuid::Uuid;

use super::arguments::QuestionnaireCommand;
use super::{answer, logging};
use crate::app::App;
use crate::auth::Actor;
use crate::clock::Clock;
use crate::cx::Cx;
use crate::db::schema;
use crate::error::{Error, Problem, Refusal};
use crate::questionnaire::{self, Destination, Examined, FileFormat, Import, Maturity, Source};
use crate::value::Code;

pub(super) async fn run(settings: Option<&Path>, command: QuestionnaireCommand) -> anyhow::Result<()> {
    match command {
        QuestionnaireCommand::Check { file } => answer::print(&check(&file)?),
        command => {
            let settings = crate::config::load(settings)?.settings;
            logging::start(&logging::for_a_command())?;
            let app = App::start(settings, Clock::default()).await?;
            let cx = Cx { language: Language::En, ..Cx::new(Arc::clone(&app), Actor::System) };
            let outcome = match schema::check(&app.db).await {
                Ok(()) => act(&cx, command).await,
                Err(mismatch) => Err(mismatch.into()),
            };
            drop(cx);
            app.db.clone().close().await;
            answer::print(&outcome?)
        }
    }
}

async fn act(cx: &Cx, command: QuestionnaireCommand) -> anyhow::Result<String> {
    match command {
        QuestionnaireCommand::Check { file } => check(&file),
        QuestionnaireCommand::Import { file, study, code, with_maturity } => {
            let maturity = if with_maturity { Maturity::Make } else { Maturity::Leave };
            import(cx, &file, &study, code.as_deref(), maturity).await
        }
        QuestionnaireCommand::Export { version, file } => export(cx, &version, &file).await,
    }
}

fn check(file: &Path) -> anyhow::Result<String> {
    let (format, bytes) = look_at(file)?;
    let read = questionnaire::read(format, &bytes, None).map_err(|error| in_words(file, error))?;
    let asked =
        read.form.content.questions().filter(|one| one.kind != ::entity::question::QuestionKind::Information);
    let many = asked.count();
    let sections = read.form.content.sections.len();
    let notes = told(&read.notes);
    let today = Clock::default().now().with_timezone(&chrono_tz::Europe::Oslo).date_naive();
    let Examined { obstacles, warnings } = questionnaire::examine(&read.form.content, today);
    let before = if obstacles.is_empty() {
        ""
    } else {
        "It can be imported, but not published before this is mended:\n"
    };
    let scored = read.form.maturity.map(|plan| {
        let dimensions = plan.dimensions.len();
        format!(
            "Its answers are scored in {dimensions} dimensions: import it --with-maturity to make them.\n"
        )
    });
    Ok(format!(
        "{}: the questionnaire {} asks {many} questions in {sections} sections.\n{}{notes}{}{before}{}",
        file.display(),
        read.form.code,
        scored.unwrap_or_default(),
        told(&warnings),
        told(&obstacles)
    ))
}

async fn import(
    cx: &Cx,
    file: &Path,
    study: &str,
    code: Option<&str>,
    maturity: Maturity,
) -> anyhow::Result<String> {
    let (format, bytes) = look_at(file)?;
    if (format, maturity) == (FileFormat::Xlsform, Maturity::Make) {
        bail!("--with-maturity: {}", Problem::NoMaturityInWorkbook.message(Language::En));
    }
    let code = code.map(Code::parse).transpose();
    let code = code.map_err(|problem| anyhow!("--code: {}", problem.message(Language::En)))?;
    let study = StudyId(id("study", study)?);
    let destination = Destination::New { study, code };
    let import = Import { destination, format, source: Source::Bytes(bytes), maturity };
    let imported = questionnaire::import(cx, import).await;
    let (version, notes) = imported.map_err(|error| in_words(file, error))?;
    let model = match maturity {
        Maturity::Make => "Made the next maturity model of the study.\n",
        Maturity::Leave => "",
    };
    Ok(format!("Made the draft questionnaireVersion_{}.\n{model}{}", version.id.0.simple(), told(&notes)))
}

async fn export(cx: &Cx, version: &str, file: &Path) -> anyhow::Result<String> {
    let is_workbook = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"));
    let format = if is_workbook { FileFormat::Xlsform } else { FileFormat::Json };
    let version = QuestionnaireVersionId(id("questionnaireVersion", version)?);
    let given = questionnaire::export(cx, version, format).await.map_err(|error| in_words(file, error))?;
    let mut new = fs::OpenOptions::new().write(true).create_new(true).open(file);
    let written = new.as_mut().map_err(|error| std::io::Error::new(error.kind(), error.to_string()));
    written
        .and_then(|new| new.write_all(&given.bytes))
        .with_context(|| format!("cannot write {}", file.display()))?;
    Ok(format!("Wrote {}.\n{}", file.display(), told(&given.notes)))
}

/// What is in a file; a workbook begins as every ZIP archive does.
fn look_at(file: &Path) -> anyhow::Result<(FileFormat, Vec<u8>)> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let format = if bytes.starts_with(b"PK\x03\x04") { FileFormat::Xlsform } else { FileFormat::Json };
    Ok((format, bytes))
}

/// An id as in the API, or the UUID alone.
fn id(kind: &str, raw: &str) -> anyhow::Result<Uuid> {
    let uuid = raw.strip_prefix(kind).and_then(|rest| rest.strip_prefix('_')).unwrap_or(raw);
    Uuid::parse_str(uuid).with_context(|| format!("{raw} is not the id of a {kind}, such as {kind}_018f…"))
}

fn told(notes: &[Refusal]) -> String {
    notes.iter().map(|note| format!("note: {}\n", line(note))).collect()
}

fn line(reason: &Refusal) -> String {
    let path: Vec<&str> =
        reason.field.iter().map(String::as_str).filter(|step| *step != "document").collect();
    let message = reason.problem.message(Language::En);
    if path.is_empty() { message } else { format!("{}: {message}", path.join(".")) }
}

fn in_words(file: &Path, error: Error) -> anyhow::Error {
    match error {
        Error::Refused(reasons) => {
            let lines: Vec<String> = reasons.iter().map(line).collect();
            anyhow!("{} cannot be taken:\n  {}", file.display(), lines.join("\n  "))
        }
        Error::Fault(fault) => fault,
        Error::NotFound => anyhow!("there is no such study or version"),
        other => other.into(),
    }
}
