//! A cube as CSV and as a workbook: a row for each combination, a column for the code and the name of each category, and one for each
//! measure. Headers are the same in every language, so that who builds on a file need not do so three times; the second sheet of a
//! workbook says what they mean. Pure but for the file.

use std::fs::File;
use std::path::Path;

use ::entity::Language;
use chrono::SecondsFormat;

use super::cube::{Cube, Figure, Row, Standing};
use super::words;
use crate::private_file;
use crate::table::{Convention, NewCell, TableWriter, WorkbookWriter, WriteError};

/// Columns after those of axes and measures; `round` where the figures are of one.
const LAST: [&str; 5] = ["status", "study", "round", "updatedAt", "synthetic"];
/// The one of them that is not always there.
const ROUND: &str = "round";

/// Writes the rows as CSV, in place of the file that is there.
pub(super) fn csv(cube: &Cube, convention: Convention, path: &Path) -> Result<(), WriteError> {
    let headers = headers(cube);
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    private_file::replace_with(path, |file: &File| {
        let mut table = TableWriter::csv(file, convention, &headers)?;
        each_row(cube, |cells| table.row(cells))?;
        table.finish()
    })
}

/// Writes a workbook with the rows, and a sheet that says what they are.
pub(super) fn workbook(cube: &Cube, language: Language, path: &Path) -> Result<(), WriteError> {
    let headers = headers(cube);
    let mut book = WorkbookWriter::begin(path)?;
    let [figures, about] = words::sheets(language);
    let columns: Vec<&str> = headers.iter().map(String::as_str).collect();
    book.sheet(figures, &columns)?;
    book.sheet(about, &words::about_headers(language))?;
    each_row(cube, |cells| book.row(0, cells))?;
    for [what, text] in told(cube, language) {
        book.row(1, &[NewCell::Text(&what), NewCell::Text(&text)])?;
    }
    book.finish()
}

fn headers(cube: &Cube) -> Vec<String> {
    let axes = cube.axes.iter().flat_map(|axis| [axis.code.to_owned(), format!("{}Name", axis.code)]);
    let measures = cube.measures.iter().map(|measure| measure.code.clone());
    let last = LAST.into_iter().filter(|header| has(cube, header)).map(str::to_owned);
    axes.chain(measures).chain(last).collect()
}

/// Whether one of the last columns is there.
fn has(cube: &Cube, header: &str) -> bool {
    header != ROUND || cube.round.is_some()
}

/// Goes over the rows that there are.
fn each_row(
    cube: &Cube,
    mut act: impl FnMut(&[NewCell<'_>]) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let at = cube.at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let is_there = |row: &Row| row.standing != Standing::Absent;
    for (categories, row) in cube.combinations().filter(|(_, row)| is_there(row)) {
        let of_axes = categories
            .into_iter()
            .flat_map(|category| [NewCell::Text(&category.code), NewCell::Text(&category.name)]);
        let figures = (0..cube.measures.len()).map(|place| cell(row.figure(place)));
        let of_all = [NewCell::Text(row.standing.code()), NewCell::Text(&cube.study)];
        let of_all = of_all.into_iter().chain(cube.round.as_deref().map(NewCell::Text));
        let of_all = of_all.chain([NewCell::Text(&at), NewCell::Boolean(cube.synthetic)]);
        let cells: Vec<NewCell<'_>> = of_axes.chain(figures).chain(of_all).collect();
        act(&cells)?;
    }
    Ok(())
}

fn cell(figure: Figure) -> NewCell<'static> {
    match figure {
        Figure::Whole(number) => NewCell::Whole(number),
        Figure::Decimal(number) => NewCell::Decimal(number),
        Figure::None => NewCell::Empty,
    }
}

/// What the figures are, and what every column and every status means.
fn told(cube: &Cube, language: Language) -> Vec<[String; 2]> {
    let mut told = words::about(cube, language);
    for axis in &cube.axes {
        told.push([axis.code.to_owned(), words::code_of(&axis.name, language)]);
        told.push([format!("{}Name", axis.code), axis.name.clone()]);
    }
    told.extend(cube.measures.iter().map(|measure| [measure.code.clone(), measure.meaning.clone()]));
    let last = LAST.into_iter().zip(words::last_columns(language)).filter(|(header, _)| has(cube, header));
    told.extend(last.map(|(code, meaning)| [code.to_owned(), meaning.to_owned()]));
    let of_standing = |standing: Standing| {
        let meaning = words::standing(standing, language);
        [format!("status = {}", standing.code()), meaning.to_owned()]
    };
    told.extend(Standing::ALL.into_iter().filter(|one| *one != Standing::Absent).map(of_standing));
    told
}

#[cfg(test)]
mod tests {
    use super::super::cube::tests::cube;
    use super::*;

    #[test]
    fn a_table_has_a_row_for_each_combination_that_there_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        csv(&cube(), Convention::International, &path).unwrap();
        let written = std::fs::read_to_string(path).unwrap();
        let lines: Vec<&str> = written.lines().collect();
        let end = "'=Studie,2026-05-28T20:26:40Z,true";
        assert_eq!(
            lines,
            [
                "round,roundName,dimension,dimensionName,scored,mean,status,study,updatedAt,synthetic",
                &format!("r1,R1,d,D,3,0.25,known,{end}"),
                &format!("r1,R1,'=e,'=E,0,,too_little_known,{end}"),
                &format!("r1,R1,f,F,,,not_measured,{end}"),
                &format!("r2,R2,d,D,1,,known,{end}"),
                &format!("r2,R2,f,F,2,0,known,{end}"),
            ]
        );
    }

    #[test]
    fn every_column_is_explained() {
        let cube = cube();
        let told = told(&cube, Language::Nn);
        for header in headers(&cube) {
            assert!(told.iter().any(|[what, meaning]| *what == header && !meaning.is_empty()), "{header}");
        }
        assert!(told.iter().any(|[_, text]| text == "En merknad"));
    }
}
