//! Puts the defaults, the file and the environment on top of each other.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use config::{Config, ConfigError, Environment, File, FileFormat, Source as _, Value, ValueKind};

use super::catalog::{Privacy, SETTINGS, Setting, find};
use super::problems::{Problems, SettingProblem};
use super::{Settings, rules};

/// The file that is read where none is named and it is there.
const USUAL_FILE: &str = "trespor.toml";
/// Names the settings file; not a setting itself.
const FILE_VARIABLE: &str = "TRESPOR_CONFIG";
/// What begins like this is for the tests of Trespor.
const TEST_PREFIX: &str = "TRESPOR_TEST_";
const PREFIX: &str = "TRESPOR_";

/// Where a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// A file.
    File(PathBuf),
    /// A variable of the environment.
    Environment(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("not set"),
            Self::File(path) => write!(f, "set in {}", path.display()),
            Self::Environment(variable) => write!(f, "set by {variable}"),
        }
    }
}

/// Settings that fit together, and where each comes from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// Those that somebody has set, by name.
    pub origins: BTreeMap<&'static str, Origin>,
}

impl Loaded {
    /// Where a setting comes from.
    #[must_use]
    pub fn origin(&self, name: &str) -> Origin {
        self.origins.get(name).cloned().unwrap_or(Origin::Default)
    }
}

/// Reads the file, or `trespor.toml` in the working folder where none is named and it is there, and the environment.
///
/// # Errors
/// Everything that is wrong with any setting.
pub fn load(file: Option<&Path>) -> Result<Loaded, Problems> {
    let usual = Path::new(USUAL_FILE);
    let file = file.or_else(|| usual.exists().then_some(usual));
    let (variables, unreadable): (Vec<_>, Vec<_>) = std::env::vars_os()
        .filter(|(name, _)| {
            name.to_str().is_some_and(|name| name.starts_with(PREFIX) || name == "DATABASE_URL")
        })
        .map(|(name, value)| (name.to_string_lossy().into_owned(), value.into_string()))
        .partition(|(_, value)| value.is_ok());
    let mut problems: Vec<SettingProblem> = unreadable
        .into_iter()
        .map(|(name, _)| SettingProblem {
            subject: name,
            message: "is not text in UTF-8.".to_owned(),
            example: None,
        })
        .collect();
    let variables = variables.into_iter().filter_map(|(name, value)| Some((name, value.ok()?))).collect();
    let loaded = load_from(file, variables, &mut problems);
    if problems.is_empty() { Ok(loaded) } else { Err(Problems(problems)) }
}

fn load_from(
    file: Option<&Path>,
    variables: Vec<(String, String)>,
    problems: &mut Vec<SettingProblem>,
) -> Loaded {
    let mut builder = Config::builder();
    if let Some(path) = file {
        match read_file(path, problems) {
            Ok(source) => builder = builder.add_source(source),
            Err(problem) => problems.push(problem),
        }
    }
    let variables = known_variables(variables, problems);
    let by_variable = variables.iter().map(|(name, (_, value))| (name.clone(), value.clone())).collect();
    let environment =
        Environment::with_prefix("TRESPOR").prefix_separator("_").separator("__").source(Some(by_variable));
    let merged = builder.add_source(environment).build();
    let mut loaded = Loaded { settings: Settings::default(), origins: BTreeMap::new() };
    match merged {
        Ok(merged) => {
            for setting in SETTINGS {
                if let Ok(value) = merged.get::<Value>(setting.name) {
                    let origin = match (variables.get(&setting.variable()), file) {
                        (Some((variable, _)), _) => Origin::Environment(variable.clone()),
                        (None, Some(path)) => Origin::File(path.to_owned()),
                        (None, None) => Origin::Default,
                    };
                    take(setting, &value, origin, &mut loaded, problems);
                }
            }
        }
        Err(error) => problems.push(unreadable(file, &error)),
    }
    finish(&mut loaded, problems);
    loaded
}

/// Sets one setting.
fn take(
    setting: &'static Setting,
    value: &Value,
    origin: Origin,
    loaded: &mut Loaded,
    problems: &mut Vec<SettingProblem>,
) {
    if let Err(complaint) = (setting.set)(&mut loaded.settings, value) {
        let now = match (setting.privacy, &value.kind) {
            (Privacy::Open, ValueKind::Table(_) | ValueKind::Array(_) | ValueKind::Nil)
            | (Privacy::Address | Privacy::Secret, _) => String::new(),
            (Privacy::Open, _) => format!(" It is now: {value}."),
        };
        problems.push(SettingProblem::about(setting, &origin, format!("{complaint}.{now}")));
    }
    loaded.origins.insert(setting.name, origin);
}

/// Derives what follows from other settings, and checks that all of them fit together.
fn finish(loaded: &mut Loaded, problems: &mut Vec<SettingProblem>) {
    if !loaded.origins.contains_key("http.public_url") {
        loaded.settings.http.public_url = format!("http://{}", loaded.settings.http.bind);
    }
    for (name, message) in rules::check(&loaded.settings, |name| loaded.origins.contains_key(name)) {
        match find(&name) {
            Some(setting) => problems.push(SettingProblem::about(setting, &loaded.origin(&name), message)),
            None => problems.push(SettingProblem { subject: name, message, example: None }),
        }
    }
}

/// The file as a source; the names in it that mean nothing are problems.
fn read_file(
    path: &Path,
    problems: &mut Vec<SettingProblem>,
) -> Result<File<config::FileSourceString, FileFormat>, SettingProblem> {
    let about_file = |message: String| SettingProblem {
        subject: format!("the settings file {}", path.display()),
        message,
        example: None,
    };
    let text =
        std::fs::read_to_string(path).map_err(|error| about_file(format!("cannot be read: {error}.")))?;
    let source = File::from_str(&text, FileFormat::Toml);
    let table = source.collect().map_err(|error| unreadable(Some(path), &error))?;
    let mut names = Vec::new();
    flatten("", &table, &mut names);
    for name in names.iter().filter(|name| find(name).is_none()) {
        let message = format!(
            "is not a setting. Did you mean {}?",
            nearest(name, SETTINGS.iter().map(|s| s.name.to_owned()))
        );
        let subject = format!("{name} in {}", path.display());
        problems.push(SettingProblem { subject, message, example: None });
    }
    Ok(source)
}

/// The dotted names of everything in a table that is not itself a table.
fn flatten(prefix: &str, table: &config::Map<String, Value>, names: &mut Vec<String>) {
    for (key, value) in table {
        let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match &value.kind {
            ValueKind::Table(inner) => flatten(&name, inner, names),
            _ => names.push(name),
        }
    }
    names.sort();
}

/// Variables that set something: by the name that the setting has, the name that was used, and the value. An empty
/// one counts as absent. `DATABASE_URL` stands in where the longer name is absent.
fn known_variables(
    variables: Vec<(String, String)>,
    problems: &mut Vec<SettingProblem>,
) -> BTreeMap<String, (String, String)> {
    let mut known = BTreeMap::new();
    for (name, value) in variables.into_iter().filter(|(_, value)| !value.is_empty()) {
        if name == FILE_VARIABLE || name.starts_with(TEST_PREFIX) {
            continue;
        }
        if name == "DATABASE_URL" {
            known.entry("TRESPOR_DATABASE__URL".to_owned()).or_insert((name, value));
        } else if SETTINGS.iter().any(|setting| setting.variable() == name) {
            known.insert(name.clone(), (name, value));
        } else {
            let nearest = nearest(&name, SETTINGS.iter().map(Setting::variable));
            let message = format!("is not a setting. Did you mean {nearest}?");
            problems.push(SettingProblem {
                subject: format!("{name} in the environment"),
                message,
                example: None,
            });
        }
    }
    known
}

/// The known name that is most like one that is not, as a whole or in its last part.
fn nearest(name: &str, known: impl Iterator<Item = String>) -> String {
    let name = name.to_lowercase();
    let last_part = |name: &str| name.rsplit(['.', '_']).next().unwrap_or_default().to_owned();
    let distance = |candidate: &String| {
        let candidate = candidate.to_lowercase();
        let in_last_part = strsim::damerau_levenshtein(&last_part(&name), &last_part(&candidate)) + 1;
        strsim::damerau_levenshtein(&name, &candidate).min(in_last_part)
    };
    known.min_by_key(distance).unwrap_or_default()
}

/// Why a file is not TOML. The parser's message quotes the line, which may hold a password: that part is left out.
fn unreadable(file: Option<&Path>, error: &ConfigError) -> SettingProblem {
    let text = match error {
        ConfigError::FileParse { cause, .. } => cause.to_string(),
        other => other.to_string(),
    };
    let is_quote = |line: &str| {
        line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit()).trim_start().starts_with('|')
    };
    let kept: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !is_quote(line)).collect();
    let subject = file
        .map_or_else(|| "the environment".to_owned(), |path| format!("the settings file {}", path.display()));
    SettingProblem { subject, message: format!("cannot be understood: {}.", kept.join(": ")), example: None }
}

#[cfg(test)]
mod tests;
