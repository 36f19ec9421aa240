//! What can be written after `trespor`.

mod export;
mod rescore;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser as _};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::Settings;
use crate::demo::DemoOptions;
pub(super) use export::{ExportArguments, ExportAs, ExportName};
pub(super) use rescore::Rescore;

/// Stakeholder analysis and surveys for platform migrations, as a GraphQL API.
#[derive(Debug, Parser)]
#[command(name = "trespor", version, after_help = EXAMPLES, max_term_width = 110)]
pub(super) struct Arguments {
    /// Settings file [default: trespor.toml, where there is one]
    // Not the usual parser of paths: that one refuses an empty variable, which counts as absent.
    #[arg(long, value_name = "FILE", global = true, env = "TRESPOR_CONFIG", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    pub(super) config: Option<PathBuf>,

    #[command(subcommand)]
    pub(super) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  trespor demo                                   Try it with an example study
  trespor check-config                           See all settings and whether they fit together
  trespor user create --email kari@etat.example --name 'Kari Nordmann' --system-admin
  trespor serve                                  Serve on http://127.0.0.1:8080
  DATABASE_URL=postgres://… trespor serve        Serve from PostgreSQL

Exit codes: 0 done, 1 refused or failed (the reason is on the standard error), 2 wrong arguments.";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve the API until told to stop (Ctrl-C or SIGTERM)
    ///
    /// Brings an older database up to date first, unless database.migrate_on_start is false. On SIGTERM or Ctrl-C
    /// requests that are under way are finished; a second one ends the server at once.
    Serve,

    /// Try it: an example study in a folder of its own, served on this machine
    ///
    /// Sets up an SQLite database with an example study, accounts and answers, and says where to go and how to sign
    /// in. Settings of a real installation are not touched: of the file and the environment only http.bind, brreg and
    /// limits are the demo's too; its database, keys, mails, public address and log are its own, whatever they say.
    Demo(Demo),

    /// Bring the database up to date, or look at where it stands
    Migrate(Migrate),

    /// Print the GraphQL schema, or the JSON Schema of questionnaires
    #[command(
        after_help = "Examples:\n  trespor schema > schema.graphql\n  trespor schema --questionnaire > docs/questionnaire.schema.json"
    )]
    Schema {
        /// The JSON Schema of a questionnaire in a file
        #[arg(long)]
        questionnaire: bool,
    },

    /// Import a table from CSV or XLSX: all of it, or nothing
    ///
    /// Says what is wrong with every row, on the standard error, as `file, sheet, row, column: text`. Importing the same
    /// file again changes nothing. docs/import.md has the columns of each table.
    Import(ImportArguments),

    /// Export a table to CSV or XLSX, with the columns that `import` takes
    Export(ExportArguments),

    /// Make, see and disable accounts, and choose new passwords
    User(User),

    /// Check questionnaires in files, and bring them in and out
    Questionnaire(Questionnaire),

    /// Score a round again from what was submitted, and say whether it comes out the same
    Rescore(Rescore),

    /// Show every setting and where it comes from, and check that the server could start
    ///
    /// Changes nothing: the database is only read from, and no mail is sent. Passwords and keys are not shown.
    CheckConfig {
        /// Print a settings file with every setting, its default and what it means instead
        #[arg(long)]
        example: bool,
    },

    /// Print a new key for auth.signing_keys or a key file
    #[command(
        after_help = "To change keys, put the new one first and keep the old one behind it for three days. Where there are \
several servers, put the new one behind the old one on all of them first, and restart them."
    )]
    GenerateKey,
}

#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Folder for the database, keys and mails of the demo
    #[arg(long, default_value = "demo-data")]
    folder: PathBuf,

    /// IP address and port to serve on; http.bind (TRESPOR_HTTP__BIND) where it is not said
    #[arg(long, value_name = "ADDRESS")]
    bind: Option<SocketAddr>,

    /// End after setting up, without serving
    #[arg(long)]
    exit: bool,

    /// Begin anew: what is in the demo is lost
    #[arg(long)]
    fresh: bool,
}

impl Demo {
    /// What is asked for, with what the settings say where nothing is.
    pub(super) fn with(self, settings: Settings) -> DemoOptions {
        let Self { folder, bind, exit, fresh } = self;
        let bind = bind.unwrap_or(settings.http.bind);
        DemoOptions { folder, bind, brreg: settings.brreg, limits: settings.limits, serve: !exit, fresh }
    }
}

#[derive(Debug, Args)]
pub(super) struct Migrate {
    #[command(subcommand)]
    pub(super) direction: Option<Direction>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Direction {
    /// Take every step that is missing (this is also done without a word after `migrate`)
    Up,
    /// Take steps back; the data that they hold is lost
    Down {
        /// How many steps
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        steps: u32,

        /// Really do it
        #[arg(long)]
        yes: bool,
    },
    /// List the steps and whether they have been taken
    Status,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  trespor import owners eiere.xlsx --dry-run
  trespor import services tjenester.csv --column 'Nr.=code' --column 'Merknad='
  trespor import frame utvalg.csv --study study_018f…")]
pub(super) struct ImportArguments {
    /// What the file is about
    #[arg(value_enum)]
    pub(super) table: TableName,

    /// The file
    pub(super) file: PathBuf,

    /// The sheet of a workbook [default: the first]
    #[arg(long)]
    pub(super) sheet: Option<String>,

    /// What a column is whose header does not tell; nothing after the sign: it is not read
    #[arg(long, value_name = "HEADER=FIELD")]
    pub(super) column: Vec<String>,

    /// The study whose frame it is: its id in the API, or the UUID alone
    #[arg(long, value_name = "ID")]
    pub(super) study: Option<String>,

    /// Change nothing, and say what would become of the file
    #[arg(long)]
    pub(super) dry_run: bool,
}

/// What a table is about.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum TableName {
    /// Service owners
    Owners,
    /// People at service owners
    Contacts,
    /// Services of owners
    Services,
    /// How much services were used, month by month
    Volumes,
    /// What the platform can do
    Capabilities,
    /// What services need of the platform
    Needs,
    /// Which owners belong to a study
    Frame,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  trespor user create --email kari@etat.example --name 'Kari Nordmann' --system-admin
  trespor user create --email ola@etat.example --name 'Ola' --study study_018f… --role analyst --generate
  trespor user reset --email kari@etat.example
  trespor user disable --email ola@etat.example")]
pub(super) struct User {
    #[command(subcommand)]
    pub(super) command: UserCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Make an account
    Create(NewUser),
    /// Choose a new password for an account; it is signed out everywhere
    Reset {
        /// Its e-mail address
        #[arg(long)]
        email: String,

        #[command(flatten)]
        password: PasswordFrom,
    },
    /// Keep an account from signing in; it is signed out everywhere
    Disable {
        /// Its e-mail address
        #[arg(long)]
        email: String,
    },
    /// Let an account sign in again
    Enable {
        /// Its e-mail address
        #[arg(long)]
        email: String,
    },
    /// List all accounts
    List,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Files are in our own JSON form (docs/questionnaire.schema.json) or workbooks of XLSForm (docs/xlsform.md); what is in a file
tells which. Examples:
  trespor questionnaire check skjema.xlsx
  trespor questionnaire import skjema.xlsx --study study_018f…
  trespor questionnaire export questionnaireVersion_018f… skjema.json")]
pub(super) struct Questionnaire {
    #[command(subcommand)]
    pub(super) command: QuestionnaireCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum QuestionnaireCommand {
    /// List everything that is wrong with a file, and what of it would be left out
    Check {
        /// The file
        file: PathBuf,
    },
    /// Make a questionnaire whose first draft is that of a file
    Import {
        /// The file
        file: PathBuf,

        /// The study: its id in the API, or the UUID alone
        #[arg(long, value_name = "ID")]
        study: String,

        /// Code of the questionnaire; that of the file, where left out
        #[arg(long)]
        code: Option<String>,

        /// Make the file's maturity model the next one of the study; rounds without a score are scored by it
        #[arg(long)]
        with_maturity: bool,
    },
    /// Write a version into a file that is not there yet: a workbook where its name ends with .xlsx, else JSON
    Export {
        /// The version: its id in the API, or the UUID alone
        #[arg(value_name = "ID")]
        version: String,

        /// The file
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(super) struct NewUser {
    /// E-mail address to sign in with
    #[arg(long)]
    pub(super) email: String,

    /// Name that colleagues see
    #[arg(long)]
    pub(super) name: String,

    /// Language of mails to this person
    #[arg(long, value_enum, default_value_t = MailLanguage::Nb)]
    pub(super) language: MailLanguage,

    /// May make studies and accounts, and is admin of every study
    #[arg(long)]
    pub(super) system_admin: bool,

    /// Study in which to give the person a role: its id in the API, or the UUID alone
    #[arg(long, value_name = "ID", requires = "role")]
    pub(super) study: Option<String>,

    /// The role there
    #[arg(long, value_enum, requires = "study")]
    pub(super) role: Option<StudyRole>,

    #[command(flatten)]
    pub(super) password: PasswordFrom,
}

/// Where the password comes from; where neither is said, it is asked for on the terminal.
#[derive(Clone, Copy, Debug, Args)]
#[group(multiple = false)]
pub(super) struct PasswordFrom {
    /// Read the password from the first line of the standard input
    #[arg(long)]
    pub(super) password_stdin: bool,

    /// Make a password and print it, once
    #[arg(long)]
    pub(super) generate: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum MailLanguage {
    /// Bokmål
    Nb,
    /// Nynorsk
    Nn,
    /// English
    En,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum StudyRole {
    /// Everything an analyst may, and decides who takes part
    Admin,
    /// Registers, asks, reads every answer
    Analyst,
    /// Reads dashboards and progress
    Leader,
}

impl From<MailLanguage> for ::entity::Language {
    fn from(language: MailLanguage) -> Self {
        match language {
            MailLanguage::Nb => Self::Nb,
            MailLanguage::Nn => Self::Nn,
            MailLanguage::En => Self::En,
        }
    }
}

impl From<StudyRole> for ::entity::membership::Role {
    fn from(role: StudyRole) -> Self {
        match role {
            StudyRole::Admin => Self::Admin,
            StudyRole::Analyst => Self::Analyst,
            StudyRole::Leader => Self::Leader,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_role_needs_a_study_and_a_password_comes_from_one_place() {
        let create = ["trespor", "user", "create", "--email", "a@b.example", "--name", "A"];
        let with = |more: &[&str]| Arguments::try_parse_from(create.iter().chain(more)).is_ok();
        assert!(with(&[]) && with(&["--study", "x", "--role", "leader", "--generate"]));
        assert!(!with(&["--role", "leader"]) && !with(&["--study", "x"]));
        assert!(!with(&["--generate", "--password-stdin"]));
    }
}
