//! `trespor check-config`.

use std::path::Path;

use anyhow::{Context as _, bail};

use super::{answer, logging};
use crate::auth::{Auth, keys};
use crate::config::{self, Loaded, Origin, Settings, catalog, without_password};
use crate::db::schema::SchemaMismatch;
use crate::db::{Url, durability, schema};
use crate::mail::Mail;
use crate::private_file;

pub(super) async fn run(file: Option<&Path>, example: bool) -> anyhow::Result<()> {
    if example {
        return answer::print(&catalog::example_file());
    }
    let loaded = config::load(file)?;
    logging::start(&logging::for_a_command())?;
    answer::print(&listed(&loaded))?;
    let settings = &loaded.settings;
    let mut report = Report::default();
    look_at_database(settings, &mut report).await;
    look_at_keys(settings, &mut report);
    look_at_mail(settings, &mut report);
    answer::print(&format!("\n{}\n", report.lines.join("\n")))?;
    match report.problems.as_slice() {
        [] => answer::print("\nThe server can start with these settings.\n"),
        problems => bail!("the server cannot start with these settings:\n  {}", problems.join("\n  ")),
    }
}

/// What was found.
#[derive(Default)]
struct Report {
    lines: Vec<String>,
    problems: Vec<String>,
}

impl Report {
    fn fine(&mut self, subject: &str, what: impl AsRef<str>) {
        self.lines.push(format!("{subject:10}{}", what.as_ref()));
    }

    fn wrong(&mut self, subject: &str, error: &anyhow::Error) {
        let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
        self.lines.push(format!("{subject:10}not usable, see below"));
        self.problems.push(format!("{subject}: {}", chain.join(": ")));
    }
}

/// Every setting, its value, and where it comes from.
fn listed(loaded: &Loaded) -> String {
    let rows: Vec<(&str, String, String)> = catalog::SETTINGS
        .iter()
        .map(|setting| {
            let origin = match loaded.origin(setting.name) {
                Origin::Default => "default".to_owned(),
                Origin::File(path) => path.display().to_string(),
                Origin::Environment(variable) => variable,
            };
            (setting.name, setting.shown(&loaded.settings), origin)
        })
        .collect();
    let width =
        |column: fn(&(&str, String, String)) -> usize| rows.iter().map(column).max().unwrap_or_default();
    let (names, values) = (width(|row| row.0.chars().count()), width(|row| row.1.chars().count()));
    rows.iter().map(|(name, value, origin)| format!("{name:names$}  {value:values$}  {origin}\n")).collect()
}

async fn look_at_database(settings: &Settings, report: &mut Report) {
    let subject = "Database";
    let place = match &settings.database.url {
        Url::Sqlite(path) if !path.exists() => {
            match can_be_made(path) {
                Ok(()) => report.fine(subject, format!("the SQLite file {} will be made", path.display())),
                Err(error) => report.wrong(subject, &error),
            }
            return;
        }
        Url::Sqlite(path) => format!("the SQLite file {}", path.display()),
        Url::Postgres(address) => format!("PostgreSQL at {}", without_password(address)),
    };
    let may_change = settings.database.migrate_on_start;
    match schema::inspect(&settings.database.url).await {
        Ok(()) => report.fine(subject, format!("{place} fits this Trespor")),
        Err(SchemaMismatch::Empty) if may_change => {
            report.fine(subject, format!("{place} is empty and will be set up"))
        }
        Err(SchemaMismatch::Older { .. }) if may_change => {
            report.fine(subject, format!("{place} is older and will be brought up to date"));
        }
        Err(mismatch) => {
            report.wrong(subject, &mismatch.into());
            return;
        }
    }
    match durability::weaknesses(&settings.database.url).await {
        Ok(weaknesses) => {
            report.lines.extend(weaknesses.iter().map(|what| format!("{:10}Warning: {what}", "")))
        }
        Err(error) => report.wrong(subject, &error),
    }
}

/// Whether a file can be made in its folder, which must be there.
fn can_be_made(path: &Path) -> anyhow::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        bail!("make the folder {}, which is missing", folder.display());
    }
    private_file::try_folder(folder)
        .with_context(|| format!("no file can be made in the folder {}", folder.display()))
}

/// Keys are read where there are some; a file that is missing is made by the server where it may, not by us.
fn look_at_keys(settings: &Settings, report: &mut Report) {
    let subject = "Keys";
    match keys::key_file(settings) {
        Some(file) if matches!(settings.database.url, Url::Sqlite(_)) && !file.exists() => {
            match can_be_made(&file) {
                Ok(()) => report.fine(subject, format!("the file {} will be made", file.display())),
                Err(error) => report.wrong(subject, &error),
            }
        }
        file => match Auth::new(settings) {
            Ok(_) => report.fine(
                subject,
                file.map_or_else(|| "set".to_owned(), |file| format!("in {}", file.display())),
            ),
            Err(error) => report.wrong(subject, &error),
        },
    }
}

fn look_at_mail(settings: &Settings, report: &mut Report) {
    let subject = "Mail";
    let mail = Mail::new(settings).and_then(|mail| mail.try_folder());
    match (mail, &settings.mail.smtp_url) {
        (Err(error), _) => report.wrong(subject, &error),
        (Ok(_), Some(server)) => {
            report.fine(subject, format!("goes to {} (not tried)", without_password(server)))
        }
        (Ok(_), None) => {
            report.fine(
                subject,
                format!("is not sent but written to the folder {}", settings.mail.folder.display()),
            );
        }
    }
}
