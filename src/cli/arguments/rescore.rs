//! What can be written after `trespor rescore`.

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  trespor rescore --round round_018f…            Store what comes out otherwise than it is stored
  trespor rescore --round round_018f… --check    Only look; fails where anything differs
  trespor rescore --round round_018f… --model 2  Score the round by another model of its study from now on")]
pub(in crate::cli) struct Rescore {
    /// The round: its id in the API, or the UUID alone
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) round: String,

    /// Store nothing, and fail where anything comes out otherwise than it is stored
    #[arg(long)]
    pub(in crate::cli) check: bool,

    /// Number of another model of the study, by which the round is scored from now on
    #[arg(long, value_name = "NUMBER", conflicts_with = "check")]
    pub(in crate::cli) model: Option<i32>,
}
