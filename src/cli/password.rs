//! A password from whoever runs the command.

use std::io::{BufRead as _, IsTerminal as _, stdin};

use anyhow::{Context as _, bail};

use super::arguments::PasswordFrom;

/// A password, and whether the person has yet to be told it.
pub(super) struct Chosen {
    pub(super) password: String,
    pub(super) generated: bool,
}

/// Reads, asks for, or makes a password, as told.
pub(super) fn choose(from: PasswordFrom) -> anyhow::Result<Chosen> {
    if from.generate {
        return Ok(Chosen { password: crate::auth::generate_password(), generated: true });
    }
    let password = if from.password_stdin { first_line()? } else { ask()? };
    Ok(Chosen { password, generated: false })
}

fn first_line() -> anyhow::Result<String> {
    let mut line = String::new();
    stdin().lock().read_line(&mut line).context("the standard input could not be read")?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        bail!("the standard input is empty: write the password to it, on one line");
    }
    Ok(password.to_owned())
}

fn ask() -> anyhow::Result<String> {
    if !stdin().is_terminal() {
        bail!("there is no terminal to ask for the password on: add --password-stdin or --generate");
    }
    let unreadable = "the password could not be read";
    let password =
        rpassword::prompt_password("Password (at least 12 characters, not shown): ").context(unreadable)?;
    let again = rpassword::prompt_password("The same again: ").context(unreadable)?;
    if password == again {
        Ok(password)
    } else {
        bail!("the two are not the same: nothing was changed, try again")
    }
}
