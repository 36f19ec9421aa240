//! What the tests share.

use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::table::{Limits, Row, Rows, Source, Table, TableError};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

/// A file of `tests/files`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name)
}

pub(crate) fn open(path: &Path, limits: Limits) -> Result<Table, TableError> {
    let name = path.file_name().unwrap().to_str().unwrap().to_owned();
    Table::open(&Source { name, path: path.to_owned() }, limits)
}

/// All there is to read, to the end or the first error.
pub(crate) fn read_all(bytes: &[u8], limits: Limits) -> Result<Vec<Row>, TableError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    open(file.path(), limits)?.rows(None)?.collect()
}

pub(crate) fn texts(row: &Row) -> Vec<String> {
    row.cells.iter().map(|cell| cell.as_text().into_owned()).collect()
}

pub(crate) fn numbered(rows: Rows<'_>) -> Vec<(u32, Vec<String>)> {
    rows.map(|row| row.unwrap()).map(|row| (row.number, texts(&row))).collect()
}

/// The parts of an archive.
pub(crate) fn unzip(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        parts.push((part.name().unwrap().into_owned(), content));
    }
    parts
}

/// An archive of some parts, as they are.
pub(crate) fn zip<N: AsRef<str>, C: AsRef<[u8]>>(parts: &[(N, C)]) -> Vec<u8> {
    zip_with(parts, CompressionMethod::Stored)
}

/// An archive of some parts, packed.
pub(crate) fn zip_packed<N: AsRef<str>, C: AsRef<[u8]>>(parts: &[(N, C)]) -> Vec<u8> {
    zip_with(parts, CompressionMethod::Deflated)
}

fn zip_with<N: AsRef<str>, C: AsRef<[u8]>>(parts: &[(N, C)], method: CompressionMethod) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(name.as_ref(), SimpleFileOptions::default().compression_method(method)).unwrap();
        archive.write_all(content.as_ref()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook with one sheet, and parts put in place of those that it would have.
pub(crate) fn workbook(sheet: &str, others: &[(&str, &str)]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let mut parts: Vec<(String, String)> = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("_rels/.rels", format!("<Relationships xmlns='{PACKAGE}'><Relationship Id='a' Type='{OFFICE}/officeDocument' Target='xl/workbook.xml'/></Relationships>")),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships xmlns='{PACKAGE}'><Relationship Id='b' Type='{OFFICE}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>")),
        ("xl/workbook.xml", format!("<workbook xmlns='{MAIN}' xmlns:r='{OFFICE}'><sheets><sheet name='Ark' sheetId='1' r:id='b'/></sheets></workbook>")),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns='{MAIN}'>{sheet}</worksheet>")),
    ].into_iter().map(|(name, content)| (name.to_owned(), content)).collect();
    for (name, content) in others {
        parts.retain(|(there, _)| there != name);
        parts.push(((*name).to_owned(), (*content).to_owned()));
    }
    zip(&parts)
}

/// Workbooks of some kilobytes that unpack to `mebibytes` each, in all the ways in which that could be held at once.
pub(crate) fn bombs(mebibytes: usize) -> Vec<(&'static str, Vec<u8>)> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let much = |text: &str| text.repeat((mebibytes << 20) / text.len());
    let inline = |text: &str| {
        format!("<sheetData><row r='1'><c r='A1' t='inlineStr'><is>{text}</is></c></row></sheetData>")
    };
    let elsewhere = format!(
        "<Relationships><Relationship Id='b' Type='{OFFICE}/worksheet' Target='media/image1.png'/></Relationships>"
    );
    let spaces = format!("<worksheet><sheetData>{}</sheetData></worksheet>", much(" "));
    let workbook_with = |names: &str| {
        format!(
            "<workbook xmlns:r='{OFFICE}'><sheets><sheet name='Ark' r:id='b'/></sheets><definedNames>{names}</definedNames></workbook>"
        )
    };
    let name = format!("<definedName name='a'>{}</definedName>", "A1".repeat(400));
    let packed = |workbook: Vec<u8>| zip_packed(&unzip(&workbook));
    vec![
        ("spaces between tags", packed(workbook(&format!("<sheetData>{}</sheetData>", much(" ")), &[]))),
        ("a cell", packed(workbook(&inline(&format!("<t>{}</t>", much("A"))), &[]))),
        ("a cell of many texts", packed(workbook(&inline(&much("<r><t>AAAAAAAA</t></r>")), &[]))),
        (
            "a cell whose end is another's",
            packed(workbook(&inline(&format!("<t></is>{}", much("AAAAAAA<i/>"))), &[])),
        ),
        ("a tag", packed(workbook(&format!("<sheetData a='{}'/>", much("A")), &[]))),
        ("a comment", packed(workbook(&format!("<!--{}-->", much("A")), &[]))),
        ("elements within each other", packed(workbook(&much("<a>"), &[]))),
        (
            "a name of a range",
            packed(workbook(
                "<sheetData/>",
                &[(
                    "xl/workbook.xml",
                    &workbook_with(&format!("<definedName name='a'>{}</definedName>", much("A1<i/>"))),
                )],
            )),
        ),
        (
            "names of ranges",
            packed(workbook("<sheetData/>", &[("xl/workbook.xml", &workbook_with(&much(&name)))])),
        ),
        (
            "merged areas",
            packed(workbook(
                &format!("<sheetData/><mergeCells>{}</mergeCells>", much("<mergeCell ref='A1:B2'/>")),
                &[],
            )),
        ),
        (
            "a sheet that is called a picture",
            packed(workbook(
                "",
                &[("xl/_rels/workbook.xml.rels", &elsewhere), ("xl/media/image1.png", &spaces)],
            )),
        ),
    ]
}
