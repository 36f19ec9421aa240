//! The Python with openpyxl that opens our workbooks in a test, as somebody else's program does.

use std::path::PathBuf;

use crate::process::{self, Outcome};
use crate::{report, tools};

/// Where a test looks for it.
pub(crate) const VARIABLE: &str = "OPENPYXL_PYTHON";
/// The version that the test was tried with.
const OPENPYXL: &str = "openpyxl==3.1.5";

/// A Python that has openpyxl: the one that [`VARIABLE`] names, or one of our own, made where it is missing.
pub(crate) fn with_openpyxl() -> Outcome<PathBuf> {
    if let Some(given) = std::env::var_os(VARIABLE) {
        return Ok(given.into());
    }
    let folder = process::root().join("target/test-python");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let has_openpyxl = |python: &PathBuf| {
        process::answer_of(&python.to_string_lossy(), &["-c", "import openpyxl"]).is_some()
    };
    if has_openpyxl(&python) {
        return Ok(python);
    }
    if process::answer_of("python3", &["-c", "import ensurepip, venv"]).is_none() {
        tools::install_packages("Python 3 with venv", &["python3", "python3-venv"])?;
    }
    report::progress(format!("Installing {OPENPYXL} in {}.", folder.display()));
    process::run(process::command("python3").args(["-m", "venv"]).arg(&folder))?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", OPENPYXL];
    process::run(process::command(&python.to_string_lossy()).args(install))?;
    Ok(python)
}
