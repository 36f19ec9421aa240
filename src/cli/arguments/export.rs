//! What `trespor export` is asked for.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::MailLanguage;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  trespor export owners eiere.xlsx
  trespor export volumes volumes.csv --format csv-international --language en
  trespor export answers svar.xlsx --round round_018f…")]
pub(in crate::cli) struct ExportArguments {
    /// What to export
    #[arg(value_enum)]
    pub(in crate::cli) table: ExportName,

    /// The file to write; one that is there is written over
    pub(in crate::cli) file: PathBuf,

    /// How it is written [default: as the name of the file ends: xlsx, or of answers json, else csv]
    #[arg(long, value_enum)]
    pub(in crate::cli) format: Option<ExportAs>,

    /// The study whose frame it is: its id in the API, or the UUID alone
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) study: Option<String>,

    /// The round whose answers they are: its id in the API, or the UUID alone
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) round: Option<String>,

    /// Of answers as CSV: the rows of the repeating group with this code
    #[arg(long, value_name = "CODE")]
    pub(in crate::cli) group: Option<String>,

    /// Language of headers and words
    #[arg(long, value_enum, default_value_t = MailLanguage::Nb)]
    pub(in crate::cli) language: MailLanguage,
}

/// What is exported.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum ExportName {
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
    /// What was answered in a round
    Answers,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum ExportAs {
    /// CSV as in Norway: semicolons, decimal comma
    Csv,
    /// CSV as elsewhere: commas, decimal point
    CsvInternational,
    /// A workbook
    Xlsx,
    /// Of answers: a long list
    Json,
}
