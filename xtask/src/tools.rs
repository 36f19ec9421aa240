//! Programs that the checks need and that may be missing: found, installed, or asked for.

use std::sync::OnceLock;

use crate::process::{self, Failure, Outcome, While};
use crate::report;

/// A program that comes from crates.io, at the version that the checks were tried with.
pub(crate) struct CargoTool {
    /// The crate, which is the program's name too.
    pub(crate) name: &'static str,
    /// The word after `cargo`.
    pub(crate) subcommand: &'static str,
    /// What to install where the program is missing; an installed one of another version is used as it is.
    pub(crate) version: &'static str,
}

/// Licences, sources, bans and advisories.
pub(crate) const CARGO_DENY: CargoTool =
    CargoTool { name: "cargo-deny", subcommand: "deny", version: "0.20.2" };

/// Dependencies that nothing uses, and source files that no module names.
pub(crate) const CARGO_SHEAR: CargoTool =
    CargoTool { name: "cargo-shear", subcommand: "shear", version: "1.13.2" };

/// Installs the tool unless it answers.
pub(crate) fn ensure_cargo_tool(tool: &CargoTool) -> Outcome {
    let found = process::cargo().args([tool.subcommand, "--version"]).output();
    if found.is_ok_and(|output| output.status.success()) {
        return Ok(());
    }
    let wanted = format!("{}@{}", tool.name, tool.version);
    report::progress(format!("{} is missing; installing it, which takes some minutes.", tool.name));
    process::run(process::cargo().args(["install", "--locked", &wanted])).map_err(|failure| {
        Failure::new(format!("{failure}\nInstall it by hand: cargo install --locked {wanted}"))
    })
}

/// Installs Debian packages where we may; elsewhere fails and says what to install. `what` names the need.
pub(crate) fn install_packages(what: &str, packages: &[&str]) -> Outcome {
    let by_hand = format!("apt-get install {}", packages.join(" "));
    if !is_root() || process::answer_of("apt-get", &["--version"]).is_none() {
        return Err(Failure::new(format!(
            "{what} is missing. On Debian or Ubuntu, as root: {by_hand}; elsewhere, install it with the system's \
             own package manager."
        )));
    }
    report::progress(format!("{what} is missing; installing it: {by_hand}"));
    refresh_package_lists()?;
    apt_get(&[&["install", "--yes", "--no-install-recommends"], packages].concat())
}

/// Whether we run as root, who may install packages and may not run PostgreSQL.
pub(crate) fn is_root() -> bool {
    static IS_ROOT: OnceLock<bool> = OnceLock::new();
    *IS_ROOT.get_or_init(|| process::answer_of("id", &["-u"]).as_deref() == Some("0"))
}

/// A number that `id` knows of a user: `-u` for the user's own, `-g` for its group.
pub(crate) fn id_of(option: &str, user: &str) -> Outcome<u32> {
    let answer = process::answer_of("id", &[option, user])
        .ok_or_else(|| Failure::new(format!("there is no user `{user}` on this machine")))?;
    answer.parse().while_doing(format!("read `id {option} {user}`"))
}

fn refresh_package_lists() -> Outcome {
    static DONE: OnceLock<()> = OnceLock::new();
    if DONE.get().is_none() {
        apt_get(&["update", "--quiet"])?;
        DONE.get_or_init(|| ());
    }
    Ok(())
}

fn apt_get(arguments: &[&str]) -> Outcome {
    process::run(process::command("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
}
