//! Questionnaires in files, at a terminal.

use std::fs;

use serde_json::{Value, json};

use super::shell::Shell;
use crate::harness::{TestApp, both};
use crate::world::{World, text};

const ALTINN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/questionnaires/altinn-maturity.json");

#[test]
fn a_questionnaire_in_a_file_is_checked_without_a_database() {
    let shell = Shell::new();
    let told = shell.run(&["questionnaire", "check", ALTINN]).done();
    assert!(told.contains("altinn3-modenhet asks 40 questions in 10 sections"), "{told}");
    assert!(told.contains("scored in 8 dimensions"), "{told}");
    let broken = shell.folder.path().join("broken.json");
    fs::write(&broken, r#"{"trespor": 2, "code": 1}"#).unwrap();
    let answer = shell.run(&["questionnaire", "check", broken.to_str().unwrap()]);
    assert_eq!(answer.code, 1);
    for line in
        ["trespor: Write one of these: 1.", "code: Write a text", "title: Fill in", "sections: Fill in"]
    {
        assert!(answer.err.contains(line), "{line} is missing in:\n{}", answer.err);
    }
    let printed = shell.run(&["schema", "--questionnaire"]).done();
    assert_eq!(printed, include_str!("../../../docs/questionnaire.schema.json"));
}

pub(super) fn shell_on(app: &TestApp) -> Shell {
    Shell::new()
        .with("DATABASE_URL", &app.database().url())
        .with("TRESPOR_AUTH__KEY_FILE", &app.database().folder().join("keys").to_string_lossy())
}

both! {
    async fn a_questionnaire_comes_from_a_file_and_goes_to_one(app: TestApp) {
        let world = World::new(&app).await;
        let shell = shell_on(&app);
        let told = shell.run(&["questionnaire", "import", ALTINN, "--study", &world.study]).done();
        let (made, note) = told.split_once('\n').unwrap();
        let version = made.strip_prefix("Made the draft ").and_then(|rest| rest.strip_suffix('.')).unwrap();
        assert!(note.starts_with("note: maturity: "), "{told}");

        let told = shell.run(&["questionnaire", "export", version, "ut.json"]).done();
        assert_eq!(told, "Wrote ut.json.\n");
        let mut expected: Value = serde_json::from_str(&fs::read_to_string(ALTINN).unwrap()).unwrap();
        expected.as_object_mut().unwrap().remove("maturity");
        let given: Value = serde_json::from_str(&fs::read_to_string(shell.path("ut.json")).unwrap()).unwrap();
        assert_eq!(given, expected);
        let err = shell.run(&["questionnaire", "export", version, "ut.json"]).refused();
        assert!(err.contains("cannot write ut.json"), "{err}");

        shell.run(&["questionnaire", "export", version, "ut.XLSX"]).done();
        let again = ["questionnaire", "import", "ut.XLSX", "--study", &world.study];
        let err = shell.run(&again).refused();
        assert!(err.starts_with("Error: ut.XLSX cannot be taken:\n  code: "), "{err}");
        let err = shell.run(&[&again[..], &["--code", "kopi", "--with-maturity"]].concat()).refused();
        assert!(err.contains("--with-maturity: A workbook (XLSForm) has no maturity model."), "{err}");
        let with_model = ["questionnaire", "import", ALTINN, "--study", &world.study, "--code", "med", "--with-maturity"];
        let told = shell.run(&with_model).done();
        assert!(told.ends_with(".\nMade the next maturity model of the study.\n"), "{told}");
        let told = shell.run(&[&again[..], &["--code", "kopi"]].concat()).done();
        let copy = told.strip_prefix("Made the draft ").and_then(|rest| rest.strip_suffix(".\n")).unwrap();
        let code = "query($id: ID!) { questionnaireVersion(id: $id) { code status } }";
        let seen = world.analyst.query(code, json!({ "id": copy })).await;
        assert_eq!(seen.data()["questionnaireVersion"], json!({ "code": "kopi", "status": "DRAFT" }));
    }

    async fn what_cannot_be_taken_or_given_is_told(app: TestApp) {
        let world = World::new(&app).await;
        let shell = shell_on(&app);
        fs::write(shell.path("feil.json"), "{").unwrap();
        let nowhere = "study_018f0000000070008000000000000001";
        let version = text(&world.version, "/id");
        for (arguments, wanted) in [
            (["import", "feil.json", "--study", &world.study], "feil.json cannot be taken"),
            (["import", "finnes-ikke.json", "--study", &world.study], "cannot read finnes-ikke.json"),
            (["import", ALTINN, "--study", nowhere], "there is no such study or version"),
            (["import", ALTINN, "--study", "altinn"], "altinn is not the id of a study"),
        ] {
            let err = shell.run(&[&["questionnaire"], &arguments[..]].concat()).refused();
            assert!(err.contains(wanted), "{wanted} is missing in:\n{err}");
        }
        let err = shell.run(&["questionnaire", "export", &version, "nowhere/ut.json"]).refused();
        assert!(err.contains("cannot write nowhere/ut.json"), "{err}");
    }
}
