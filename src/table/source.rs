use std::fs::File;
use std::io::{BufReader, Seek as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::archive;
use super::delimited::Records;
use super::delimiter::{self, Delimiter};
use super::encoding::{Decoded, Encoding, Pieces as _, read_fully};
use super::error::{OtherFormat, TableError};
use super::format::{Convention, Format};
use super::rows::{Origin, Rows, RowsOf};
use super::sheet::Workbook;

/// Bytes at the beginning of a file that tell what it is.
const HEAD: usize = 8 * 1024;
/// Bytes of text at the beginning of a CSV file that tell its delimiter.
const BEGINNING: usize = 64 * 1024;

/// A file that somebody sent.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name, for messages only.
    pub name: String,
    /// Where its bytes are. They must not change while they are read.
    pub path: PathBuf,
}

/// How much a table may have, so that nobody's file can use up the machine.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most bytes of the file.
    pub file_bytes: u64,
    /// Most bytes of all parts of an XLSX file, unpacked. They are never held at once.
    pub unpacked_bytes: u64,
    /// Most memory for the texts that the cells of an XLSX file share, with its names and merged areas, and as much
    /// again for its styles. Both are held while it is read.
    pub shared_bytes: u64,
    /// Most rows below the header; rows in which nothing can be seen do not count.
    pub rows: u32,
    /// Most columns; empty ones at the end do not count.
    pub columns: usize,
    /// Most bytes of a cell. In an XLSX file a cell may have eight times as many with its tags, and so may anything else
    /// that stands between two tags.
    pub cell_bytes: usize,
}

impl Limits {
    /// Most bytes that an XLSX file may have between two tags, and most of a text with the tags in it.
    pub(super) fn piece_bytes(&self) -> usize {
        self.cell_bytes.saturating_mul(8)
    }
}

impl Default for Limits {
    /// Enough for 100,000 rows of 20 columns.
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            unpacked_bytes: 512 << 20,
            shared_bytes: 128 << 20,
            rows: 100_000,
            columns: 200,
            cell_bytes: 128 << 10,
        }
    }
}

/// A file that has been looked at and can be read.
#[derive(Debug)]
pub struct Table {
    name: Arc<str>,
    limits: Limits,
    convention: Option<Convention>,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Csv { path: PathBuf, encoding: Encoding, delimiter: Delimiter },
    Xlsx(Box<Workbook>),
}

impl Table {
    /// Looks at a file: what it is, whether it is whole and within its limits, and how it is written. This reads all of it
    /// once. What the rows hold is seen first when they are read.
    ///
    /// # Errors
    /// [`TableError::OtherFormat`], [`TableError::FileTooLarge`], [`TableError::UnpacksTooLarge`],
    /// [`TableError::Damaged`], [`TableError::BadEncoding`]; [`TableError::Io`] where the file cannot be read.
    pub fn open(source: &Source, limits: Limits) -> Result<Self, TableError> {
        let mut file = File::open(&source.path)?;
        if file.metadata()?.len() > limits.file_bytes {
            return Err(TableError::FileTooLarge { max: limits.file_bytes });
        }
        let mut head = vec![0; HEAD];
        let filled = read_fully(&mut file, &mut head)?;
        head.truncate(filled);
        file.rewind()?;
        let (convention, content) = if head.starts_with(b"PK\x03\x04") {
            (None, Content::Xlsx(Box::new(Workbook::open(file, &limits)?)))
        } else {
            match archive::other_format(&head, &mut file)? {
                Some(other) => return Err(TableError::OtherFormat(other)),
                None => look_at_text(file, &source.path)?,
            }
        };
        Ok(Self { name: source.name.as_str().into(), limits, convention, content })
    }

    /// What kind of file it is.
    #[must_use]
    pub fn format(&self) -> Format {
        match &self.content {
            Content::Csv { encoding, delimiter, .. } => {
                Format::Csv { delimiter: char::from(delimiter.sign), encoding: *encoding }
            }
            Content::Xlsx(_) => Format::Xlsx,
        }
    }

    /// How numbers are written in its texts: Norwegian where semicolons separate the cells, international where commas do.
    /// A file with tabs, a file with one column and a workbook do not tell.
    #[must_use]
    pub fn convention(&self) -> Option<Convention> {
        self.convention
    }

    /// Says how numbers are written, where a person knows better.
    pub fn set_convention(&mut self, convention: Convention) {
        self.convention = Some(convention);
    }

    /// Names of the sheets that a person sees; none in CSV.
    #[must_use]
    pub fn sheets(&self) -> Vec<String> {
        match &self.content {
            Content::Csv { .. } => Vec::new(),
            Content::Xlsx(workbook) => workbook.visible_sheets(),
        }
    }

    /// Reads from the beginning: the header, and then row by row. The sheet is the first that a person sees, or the one
    /// with the name, which may be hidden.
    ///
    /// # Errors
    /// [`TableError::NoSuchSheet`], also where a sheet of a CSV file is asked for; [`TableError::Empty`] where there is no
    /// header; else as [`Rows`] has them.
    pub fn rows(&mut self, sheet: Option<&str>) -> Result<Rows<'_>, TableError> {
        let origin = |sheet: Option<&str>| {
            Arc::new(Origin {
                file: self.name.clone(),
                sheet: sheet.map(Into::into),
                convention: self.convention,
            })
        };
        match (&mut self.content, sheet) {
            (Content::Csv { .. }, Some(_)) => Err(TableError::NoSuchSheet { sheets: Vec::new() }),
            (Content::Csv { path, encoding, delimiter }, None) => {
                let decoded = Decoded::new(File::open(path)?, *encoding);
                let mut records = Records::new(decoded, delimiter.sign, self.limits);
                if delimiter.has_own_line {
                    records.skip_line()?;
                }
                Rows::begin(RowsOf::Csv(records), origin(None), self.limits)
            }
            (Content::Xlsx(workbook), sheet) => {
                let name = workbook.choose_sheet(sheet)?;
                let origin = origin(Some(&name));
                let cells = workbook.cells(&name, self.limits)?;
                Rows::begin(RowsOf::Xlsx(Box::new(cells)), origin, self.limits)
            }
        }
    }
}

/// Finds out how a text is written.
fn look_at_text(mut file: File, path: &Path) -> Result<(Option<Convention>, Content), TableError> {
    let encoding = Encoding::detect(BufReader::new(&mut file))?;
    file.rewind()?;
    let mut decoded = Decoded::new(file, encoding);
    let (mut beginning, mut piece) = (String::new(), String::new());
    while beginning.len() < BEGINNING && decoded.next_piece(&mut piece)? {
        beginning.push_str(&piece);
    }
    if is_markup(&beginning) {
        return Err(TableError::OtherFormat(OtherFormat::Markup));
    }
    let delimiter = delimiter::find(&beginning);
    Ok((delimiter.convention, Content::Csv { path: path.to_owned(), encoding, delimiter }))
}

/// Whether it is a web page or XML, which other programs like to call `.xls`.
fn is_markup(beginning: &str) -> bool {
    let start: String = beginning.trim_start().chars().take(16).collect();
    let start = start.to_ascii_lowercase();
    ["<?xml", "<!doctype", "<html", "<head", "<meta", "<table", "<style"]
        .iter()
        .any(|mark| start.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(bytes: &[u8], limits: Limits) -> Result<Table, TableError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        Table::open(&Source { name: "a.csv".into(), path: file.path().to_owned() }, limits)
    }

    #[test]
    fn what_is_no_table_is_told_by_its_content() {
        let picture = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 20]].concat();
        let old_excel = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 600]].concat();
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let locked = [old_excel.as_slice(), &[1; 20_000], &name, &[0; 50]].concat();
        for (bytes, expected) in [
            (b"%PDF-1.7\n".as_slice(), OtherFormat::Pdf),
            (&picture, OtherFormat::Image),
            (b"\xff\xd8\xff\xe0 JFIF", OtherFormat::Image),
            (b"GIF89a", OtherFormat::Image),
            (&old_excel, OtherFormat::OldExcel),
            (&locked, OtherFormat::PasswordProtected),
            (b"\x1f\x8b\x08", OtherFormat::Archive),
            (b"PK\x05\x06", OtherFormat::Archive),
            (b"{\\rtf1}", OtherFormat::Document),
            (b"\n <HTML><table>", OtherFormat::Markup),
            (b"\xef\xbb\xbf<?xml version='1.0'?>", OtherFormat::Markup),
            (b"a;b\0c", OtherFormat::Binary),
        ] {
            let found = open(bytes, Limits::default());
            assert!(matches!(found, Err(TableError::OtherFormat(other)) if other == expected), "{found:?}");
        }
    }

    #[test]
    fn how_a_text_is_written_is_told_by_its_content() {
        let table = open(b"navn;bel\xf8p\nA;1\n", Limits::default()).unwrap();
        assert_eq!(table.format(), Format::Csv { delimiter: ';', encoding: Encoding::Windows1252 });
        assert_eq!(table.convention(), Some(Convention::Norwegian));
        assert!(table.sheets().is_empty());
    }

    #[test]
    fn large_files_are_refused_unread() {
        let limits = Limits { file_bytes: 3, ..Limits::default() };
        assert!(open(b"a;b", limits).is_ok());
        assert!(matches!(open(b"a;bc", limits), Err(TableError::FileTooLarge { max: 3 })));
    }
}
