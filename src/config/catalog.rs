//! Every setting, once: its name, what it means, how it is read and how it is shown.

use config::Value;

use super::show::{Show as _, set_or_not};
use super::{Settings, read};

/// One setting.
pub struct Setting {
    /// Its name in the file, e.g. `http.bind`.
    pub name: &'static str,
    /// What it decides, in full sentences.
    pub about: &'static str,
    /// What it is counted in and the least and most it may be, e.g. `minutes, 1 to 60`; empty where it is no number.
    pub unit: &'static str,
    /// A value that could be set, as the file writes it.
    pub example: &'static str,
    /// What may be shown of it.
    pub privacy: Privacy,
    pub(super) set: fn(&mut Settings, &Value) -> Result<(), String>,
    pub(super) show: fn(&Settings) -> Option<String>,
}

/// What may be shown of a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privacy {
    /// All of it.
    Open,
    /// An address that may hold a password: all but that, and nothing of one that cannot be read.
    Address,
    /// Whether it is set.
    Secret,
}

impl Setting {
    /// The environment variable that sets it, e.g. `TRESPOR_HTTP__BIND`.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("TRESPOR_{}", self.name.replace('.', "__").to_uppercase())
    }

    /// Its value as the file writes it, or `not set`; of a secret only whether it is set.
    #[must_use]
    pub fn shown(&self, settings: &Settings) -> String {
        let shown = (self.show)(settings);
        if self.privacy == Privacy::Secret {
            return set_or_not(shown.is_some_and(|text| text != "[]")).to_owned();
        }
        shown.unwrap_or_else(|| set_or_not(false).to_owned())
    }

    /// Its section and its key there, e.g. `http` and `bind`.
    fn section_and_key(&self) -> (&'static str, &'static str) {
        self.name.split_once('.').unwrap_or(("", self.name))
    }

    /// The line that sets it in the file.
    pub(super) fn line(&self, value: &str) -> String {
        format!("{} = {value}", self.section_and_key().1)
    }
}

/// The setting with a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

/// A settings file with every setting, what it means and its default.
#[must_use]
pub fn example_file() -> String {
    let mut file = INTRODUCTION.to_owned();
    let mut last_section = "";
    for setting in SETTINGS {
        let (section, _) = setting.section_and_key();
        if section != last_section {
            file.push_str(&format!("\n[{section}]\n"));
            last_section = section;
        }
        file.push('\n');
        for line in wrapped(&described(setting)) {
            file.push_str(&format!("# {line}\n"));
        }
        match (setting.show)(&Settings::default()).filter(|_| setting.name != "http.public_url") {
            Some(default) => file.push_str(&format!("{}\n", setting.line(&default))),
            None => file.push_str(&format!("# {}\n", setting.line(setting.example))),
        }
    }
    file
}

fn described(setting: &Setting) -> String {
    let range = setting.unit.split_once(", ").map(|(unit, range)| format!(" From {range} {unit}."));
    format!("{}{} Environment: {}.", setting.about, range.unwrap_or_default(), setting.variable())
}

/// Breaks text into lines of at most 110 characters.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= 110 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

const INTRODUCTION: &str = "\
# Settings of Trespor. Every one is here with its default; those that have none are commented out with an example.
# Copy this file to trespor.toml and keep what you change; `trespor check-config` says whether it fits together.
# The environment goes before the file. Lists are written there with commas between the entries.
# Paths are relative to the folder that Trespor is started in.
";

macro_rules! settings {
    ($($group:ident.$field:ident: $read:ident $privacy:ident { $about:literal, $unit:literal, $example:literal })*) => {
        /// All of them, section by section, in the order of the example file.
        pub const SETTINGS: &[Setting] = &[$(
            Setting {
                name: concat!(stringify!($group), ".", stringify!($field)),
                about: $about,
                unit: $unit,
                example: $example,
                privacy: Privacy::$privacy,
                set: |settings, given| {
                    settings.$group.$field = read::$read(given)?;
                    Ok(())
                },
                show: |settings| settings.$group.$field.show(),
            },
        )*];
    };
}

settings! {
    http.bind: socket_address Open {
        "The IP address and port that the server listens on. 127.0.0.1 is reached from this machine only; behind a \
         proxy on another machine use 0.0.0.0 or the address of one network.",
        "", "\"127.0.0.1:8080\""
    }
    http.public_url: origin Open {
        "The address that people use, without a path: it stands in mails, in tokens, and is the one that browsers may \
         call from. Can be left out while the server listens on this machine only; it is then http:// and `bind`.",
        "", "\"https://trespor.example\""
    }
    http.allow_insecure: switch Open {
        "Lets `public_url` begin with http:// although it is not this machine. Passwords and answers then travel in \
         the clear.",
        "", "true"
    }
    http.allowed_origins: origins Open {
        "Web pages from elsewhere that may call the API from a browser.",
        "", "[\"https://dashboard.example\"]"
    }
    http.trusted_proxies: addresses Open {
        "IP addresses of the proxies in front of the server whose X-Forwarded-For header is believed.",
        "", "[\"10.0.0.2\"]"
    }
    http.development: switch Open {
        "Serves GraphiQL and shows the number of SQL statements of each request in a header. Only while the server \
         listens on this machine only.",
        "", "true"
    }
    http.shutdown_seconds: number Open {
        "How long a request that is under way may take to finish when the server is told to stop.",
        "seconds, 1 to 600", "20"
    }
    database.url: database Address {
        "Which database: `sqlite:` and a file, which is made where it does not exist, or `postgres://`. The \
         environment variable DATABASE_URL sets it too.",
        "", "\"postgres://trespor:password@localhost/trespor\""
    }
    database.max_connections: number Open {
        "Connections to the database at most; on SQLite those that read.",
        "connections, 2 to 1000", "8"
    }
    database.migrate_on_start: switch Open {
        "Brings an older database up to date when the server starts. Where it is off, run `trespor migrate` first.",
        "", "false"
    }
    auth.signing_keys: list Secret {
        "Keys that tokens and stored mails are protected with, each an id and a secret as `trespor generate-key` \
         prints them. The first is used for what is new, all of them for what is there already. Where there are none, \
         `key_file` is used.",
        "", "[\"2026a:paste-here-what-generate-key-prints\"]"
    }
    auth.key_file: optional_path Open {
        "A file with such keys, one a line, readable by its owner only. With SQLite it is made where it does not \
         exist, and can be left out: it is then kept beside the database.",
        "", "\"/var/lib/trespor/keys\""
    }
    auth.access_minutes: number Open {
        "How long an access token is good for.",
        "minutes, 1 to 60", "10"
    }
    auth.session_days: number Open {
        "How long a sign-in lasts, however often it is used.",
        "days, 1 to 90", "30"
    }
    auth.respondent_hours: number Open {
        "How long a service owner can answer before the personal link has to be opened again.",
        "hours, 1 to 72", "12"
    }
    mail.smtp_url: smtp Address {
        "The mail server: `smtps://` for one that speaks TLS from the start, `smtp://` and `?tls=required` for one that \
         is asked to begin. Where there is none, mails are written to `folder`.",
        "", "\"smtp://user:password@mail.example:587?tls=required\""
    }
    mail.folder: path Open {
        "Where mails are written as .eml files while there is no mail server. They hold personal links.",
        "", "\"mail\""
    }
    mail.from: sender Open {
        "Who the mails are from. Has to be set together with `smtp_url`.",
        "", "\"Trespor <trespor@etat.example>\""
    }
    mail.returned: optional_path Open {
        "The mailbox, a Maildir, that mails to the address of `from` are delivered into. What comes back there, as mail servers \
         say it, marks the invitation.",
        "", "\"/var/mail/trespor/Maildir\""
    }
    brreg.address: api_address Address {
        "Where organizations are looked up: the API of Enhetsregisteret, or something that answers as it does. Empty, or \
         \"off\", where nothing is to be looked up. Nothing is sent there before somebody asks.",
        "", "\"https://data.brreg.no/enhetsregisteret/api\""
    }
    brreg.timeout_seconds: number Open {
        "How long a look-up waits for an answer; never longer than half of limits.timeout_seconds. Only the look-up waits.",
        "seconds, 1 to 30", "3"
    }
    limits.body_bytes: number Open {
        "The longest request that is read.",
        "bytes, 1024 to 67108864", "1048576"
    }
    limits.upload_bytes: number Open {
        "The largest file that is imported. 100,000 rows of 20 columns take about 40 MB.",
        "bytes, 1024 to 1073741824", "67108864"
    }
    limits.tokens: number Open {
        "The longest GraphQL document, counted in names, values and punctuation.",
        "tokens, 500 to 1000000", "10000"
    }
    limits.depth: number Open {
        "How deep a GraphQL document may nest selections. Introspection needs 15.",
        "levels, 15 to 100", "20"
    }
    limits.cost: number Open {
        "How many fields a GraphQL operation may come to: one in a page counts as often as the page is long, one in \
         a list that comes whole ten times. Introspection needs about 35000.",
        "fields, 300 to 10000000", "100000"
    }
    limits.aliases: number Open {
        "How many aliases a GraphQL document may have, those in fragments counted at each use.",
        "aliases, 0 to 10000", "50"
    }
    limits.directives: number Open {
        "How many directives a GraphQL document may have, those in fragments counted at each use.",
        "directives, 0 to 10000", "50"
    }
    limits.timeout_seconds: number Open {
        "How long a query may take. What changes something is finished however long it takes, and then logged.",
        "seconds, 1 to 300", "10"
    }
    limits.sockets: number Open {
        "How many web sockets may be open at once.",
        "sockets, 0 to 100000", "1000"
    }
    limits.sockets_per_address: number Open {
        "How many of them one client may have open: one IPv4 address, or one IPv6 network (/64). Behind a proxy that \
         is not in http.trusted_proxies, all clients are one.",
        "sockets, 1 to 100000", "50"
    }
    limits.operations_per_socket: number Open {
        "How many operations, subscriptions included, may run at once on one web socket.",
        "operations, 1 to 1000", "20"
    }
    log.json: switch Open {
        "Writes the log as one JSON object a line instead of as text.",
        "", "true"
    }
    log.filter: filter Open {
        "How much is logged: error, warn, info, debug or trace, for all of it or for parts, e.g. \
         \"trespor=debug,info\".",
        "", "\"info\""
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use config::ValueKind;

    use super::*;
    use crate::config::rules;

    #[test]
    fn names_are_unique_and_examples_can_be_set() {
        let names: BTreeSet<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
        assert_eq!(names.len(), SETTINGS.len());
        for setting in SETTINGS {
            let file = config::File::from_str(&setting.line(setting.example), config::FileFormat::Toml);
            let parsed = config::Config::builder().add_source(file).build().unwrap();
            let value: Value = parsed.get(setting.section_and_key().1).unwrap();
            assert_eq!((setting.set)(&mut Settings::default(), &value), Ok(()), "{}", setting.name);
        }
    }

    #[test]
    fn the_range_in_the_text_is_the_one_that_is_kept() {
        for setting in SETTINGS.iter().filter(|setting| !setting.unit.is_empty()) {
            let (_, range) = setting.unit.split_once(", ").unwrap();
            let (min, max) = range.split_once(" to ").unwrap();
            let (min, max): (i64, i64) = (min.parse().unwrap(), max.parse().unwrap());
            let accepts = |number: i64| {
                let mut settings = Settings::default();
                let read = (setting.set)(&mut settings, &Value::new(None, ValueKind::I64(number)));
                read.is_ok() && rules::out_of_range(&settings).is_empty()
            };
            assert!(accepts(min) && accepts(max), "{}", setting.name);
            assert!(!accepts(min - 1) && !accepts(max + 1), "{}", setting.name);
        }
    }

    #[test]
    fn the_example_file_is_written_from_here() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/trespor.example.toml");
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(kept == example_file(), "run: cargo run -- check-config --example > trespor.example.toml");
    }
}
