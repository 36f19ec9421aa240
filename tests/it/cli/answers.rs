//! `trespor export answers`.

use std::fs;

use super::shell::Shell;

#[test]
fn what_cannot_be_exported_is_told_with_what_to_do() {
    let shell = Shell::new();
    let round = "round_018f0000000070008000000000000001";
    for (arguments, wanted) in [
        (&["export", "answers", "x.csv"][..], "say with --round whose answers they are"),
        (
            &["export", "answers", "x.csv", "--round", "x"],
            "--round x is not the id of a round, such as round_018f…",
        ),
        (&["export", "answers", "x.csv", "--round", round, "--study", "x"], "--study is for frame only"),
        (&["export", "answers", "x.xlsx", "--round", round, "--group", "Q30"], "--group is for CSV only"),
        (&["export", "answers", "x.json", "--round", round], "not found"),
        (&["export", "owners", "x.csv", "--round", round], "--round and --group are for answers only"),
        (&["export", "owners", "x.csv", "--format", "json"], "--format json is for answers only"),
    ] {
        let err = shell.run(arguments).refused();
        assert!(err.contains(wanted), "{wanted} is missing in:\n{err}");
    }
    assert!(
        fs::read_dir(shell.folder.path())
            .unwrap()
            .flatten()
            .all(|file| !file.file_name().to_string_lossy().starts_with('x'))
    );
}
