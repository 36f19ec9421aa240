//! The forms that we write, opened by the tool that others open them with.

use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;

use super::samples::forms;
use crate::questionnaire::files::json::{self, Form};
use crate::questionnaire::files::xlsform::{save, write};

fn saved(folder: &Path, name: &str, form: &Form) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, save(&write(form).sheets).unwrap()).unwrap();
    path
}

#[test]
fn what_is_written_opens_in_pyxform_without_complaint() {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools");
    let python = tools.join("venv/bin/python");
    assert!(python.exists(), "pyxform is not there: install it with `cargo xtask test test-tools`");
    let folder = tempfile::tempdir().unwrap();
    let text = include_str!("../../../../examples/questionnaires/altinn-maturity.json");
    let mut files = vec![saved(folder.path(), "altinn.xlsx", &json::read(text).unwrap())];
    files.push(saved(folder.path(), "awkward.xlsx", &super::xlsform::awkward()));
    let mut runner = TestRunner::deterministic();
    for number in 0..60 {
        let form = forms().new_tree(&mut runner).unwrap().current();
        files.push(saved(folder.path(), &format!("form-{number}.xlsx"), &form));
    }
    let output = Command::new(python).arg(tools.join("pyxform_check.py")).args(&files).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
