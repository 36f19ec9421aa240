//! Import and export at a terminal.

use std::fs;

use super::shell::Shell;

#[test]
fn a_file_is_tried_imported_and_exported() {
    let shell = Shell::new();
    let file = "Organisasjonsnummer;Navn;Målform;Intern merknad\n974760673;Prøveetaten;bokmål;x\n991825827;Digdir;;y\n123;Feil;nb;z\n";
    fs::write(shell.path("eiere.csv"), file).unwrap();
    let err = shell.run(&["import", "owners", "eiere.csv"]).refused();
    assert_eq!(
        err,
        "eiere.csv: The column “Intern merknad (D)” is unknown. Choose what it is, or that it is not to be read.\n\
         Error: nothing was imported: the file is refused as a whole\n"
    );
    let import = ["import", "owners", "eiere.csv", "--column", "intern merknad="];
    let err = shell.run(&import).refused();
    assert_eq!(
        err,
        "eiere.csv, row 3, column C (Målform): Fill in this field.\n\
         eiere.csv, row 4, column A (Organisasjonsnummer): An organization number has nine digits, and the last one must fit the others.\n\
         Error: nothing was imported: 2 of 3 rows are refused\n"
    );
    let twice = [&import[..], &["--column", "Navn=nameNb", "--column", "Målform=nameNb"]].concat();
    let err = shell.run(&twice).refused();
    assert!(err.contains("several ways: Navn (B), Målform (C). Choose one."), "{err}");
    let good: String = file.lines().take(2).map(|line| format!("{line}\n")).collect();
    fs::write(shell.path("eiere.csv"), good).unwrap();
    let tried = shell.run(&[&import[..], &["--dry-run"]].concat()).done();
    assert_eq!(tried, "Would be imported: 1 new, 0 changed, 0 unchanged.\n");
    assert_eq!(shell.run(&import).done(), "Imported: 1 new, 0 changed, 0 unchanged.\n");
    assert_eq!(shell.run(&import).done(), "Imported: 0 new, 0 changed, 1 unchanged.\n");

    assert_eq!(shell.run(&["export", "owners", "ut.xlsx"]).done(), "Exported 1 rows to ut.xlsx.\n");
    let sheet = ["import", "owners", "ut.xlsx", "--sheet", "Tjenesteeiere"];
    assert_eq!(shell.run(&sheet).done(), "Imported: 0 new, 0 changed, 1 unchanged.\n");
    let err = shell.run(&["import", "owners", "ut.xlsx", "--sheet", "Ark1"]).refused();
    assert!(err.starts_with("ut.xlsx: The file has no such sheet. It has: Tjenesteeiere.\n"), "{err}");
    shell.run(&["export", "owners", "ut.csv", "--format", "csv-international", "--language", "en"]).done();
    assert_eq!(
        fs::read_to_string(shell.path("ut.csv")).unwrap(),
        "Organization number,Name,Name (Nynorsk),Name (English),Other names,Sector,Stratum,Platform code,Language,Retired\r\n\
         974760673,Prøveetaten,,,,,,,Bokmål,false\r\n"
    );
}

#[test]
fn what_cannot_be_done_is_told_with_what_to_do() {
    let shell = Shell::new();
    for (arguments, wanted) in [
        (&["import", "owners", "finnes-ikke.csv"][..], "Error: the file finnes-ikke.csv cannot be opened"),
        (&["import", "frame", "x.csv"], "say with --study whose frame it is"),
        (
            &["import", "owners", "x.csv", "--study", "study_018f0000000070008000000000000001"],
            "--study is for frame only",
        ),
        (&["import", "owners", "x.csv", "--column", "Navn"], "is not of the form \"Header=field\""),
        (&["export", "frame", "x.csv", "--study", "study_018f0000000070008000000000000001"], "not found"),
        (&["export", "owners", "nowhere/x.csv"], "nowhere/x.csv could not be written"),
    ] {
        let err = shell.run(arguments).refused();
        assert!(err.contains(wanted), "{wanted} is missing in:\n{err}");
    }
    assert_eq!(shell.run(&["import", "dreams", "x.csv"]).code, 2);
}
