//! The programs in Python that tests use, in an environment of their own.

use std::fs;

use crate::node::modified;
use crate::process::{self, Outcome, While};
use crate::{report, tools};

/// Brings `tests/tools/venv` to what `requirements.txt` says, unless it was installed after that changed.
pub(crate) fn test_tools() -> Outcome {
    let folder = process::root().join("tests/tools");
    let requirements = folder.join("requirements.txt");
    let environment = folder.join("venv");
    let stamp = environment.join(".installed");
    if modified(&stamp)? >= modified(&requirements)? && modified(&stamp)?.is_some() {
        return Ok(());
    }
    if process::answer_of("python3", &["-c", "import ensurepip, venv"]).is_none() {
        tools::install_packages("Python 3 with venv", &["python3", "python3-venv"])?;
    }
    report::progress(format!("Installing Python packages in {}.", environment.display()));
    process::run(process::command("python3").args(["-m", "venv"]).arg(&environment))?;
    let pip =
        ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"];
    let mut install = process::command(&environment.join("bin/python").to_string_lossy());
    process::run(install.args(pip).arg(&requirements))?;
    fs::write(&stamp, "").while_doing(format!("write {}", stamp.display()))
}
