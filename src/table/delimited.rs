//! CSV, one record at a time.
//!
//! Why no library: the row numbers have to be those that a spreadsheet shows, so empty lines count; a cell that has no
//! end has to be refused before it is held; and a quote that is never closed has to be told. A test compares the rest with
//! the `csv` crate.

use super::encoding::Pieces;
use super::error::TableError;
use super::place::column_letters;
use super::source::Limits;

/// One record: its number and its cells, as they stand.
pub(super) type Record = (u32, Vec<String>);

/// The records of a text, numbered as the rows that a spreadsheet makes of them, empty ones among them.
pub(super) struct Records<P> {
    pieces: P,
    piece: String,
    position: usize,
    delimiter: u8,
    limits: Limits,
    row: u32,
    /// Whether a line feed that comes next belongs to the carriage return before.
    after_return: bool,
    /// Quotes so far that neither begin nor end a cell.
    stray_quotes: usize,
    /// Whether text follows a quote that closes, in the record that was read last.
    goes_on_after_quote: bool,
}

/// Where in a cell one is.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    Start,
    Plain,
    Quotes,
    /// After a quote that closes, or is the first of two.
    Closed,
    /// After a quote that closes, and spaces.
    After,
}

impl<P: Pieces> Records<P> {
    pub(super) fn new(pieces: P, delimiter: u8, limits: Limits) -> Self {
        Self {
            pieces,
            piece: String::new(),
            position: 0,
            delimiter,
            limits,
            row: 0,
            after_return: false,
            stray_quotes: 0,
            goes_on_after_quote: false,
        }
    }

    /// Leaves out the first line, which a spreadsheet does not show: `sep=;`.
    pub(super) fn skip_line(&mut self) -> Result<(), TableError> {
        while let Some(byte) = self.next_byte()? {
            if byte == b'\n' || byte == b'\r' {
                self.after_return = byte == b'\r';
                break;
            }
        }
        Ok(())
    }

    /// How many quotes there were so far that neither begin nor end a cell: many where the delimiter is the wrong one.
    pub(super) fn stray_quotes(&self) -> usize {
        self.stray_quotes
    }

    /// The next record; nothing at the end. Text that follows a quote that closes is refused: whoever wrote it may have
    /// meant the quotes to be read.
    pub(super) fn next_sound_record(&mut self) -> Result<Option<Record>, TableError> {
        let record = self.next_record()?;
        if std::mem::take(&mut self.goes_on_after_quote) {
            return Err(TableError::TextAfterQuote { row: self.row });
        }
        Ok(record)
    }

    /// The next record, whatever its quotes; nothing at the end.
    pub(super) fn next_record(&mut self) -> Result<Option<Record>, TableError> {
        let mut byte = self.next_byte()?;
        if std::mem::take(&mut self.after_return) && byte == Some(b'\n') {
            byte = self.next_byte()?;
        }
        if byte.is_none() {
            return Ok(None);
        }
        self.row = self.row.saturating_add(1);
        let mut cells = Cells::new(self.row, self.limits);
        let mut within = Within::Start;
        loop {
            within = match (within, byte) {
                (Within::Quotes, None) => return Err(TableError::UnclosedQuote { row: self.row }),
                (_, None) => break,
                (Within::Start, Some(b'"')) => Within::Quotes,
                (Within::Quotes, Some(b'"')) => Within::Closed,
                (Within::Closed, Some(b'"')) => {
                    cells.push(b'"')?;
                    Within::Quotes
                }
                (Within::Quotes, Some(other)) => {
                    cells.push(other)?;
                    Within::Quotes
                }
                (_, Some(end @ (b'\r' | b'\n'))) => {
                    self.after_return = end == b'\r';
                    break;
                }
                (_, Some(other)) if other == self.delimiter => {
                    cells.end_cell()?;
                    Within::Start
                }
                (before, Some(other)) => {
                    let is_stray = other == b'"' || before == Within::Closed;
                    self.stray_quotes = self.stray_quotes.saturating_add(usize::from(is_stray));
                    cells.push(other)?;
                    match before {
                        Within::Closed | Within::After if other == b' ' => Within::After,
                        Within::Closed | Within::After => {
                            self.goes_on_after_quote = true;
                            Within::Plain
                        }
                        _ => Within::Plain,
                    }
                }
            };
            byte = self.next_byte()?;
        }
        cells.end_cell()?;
        Ok(Some((self.row, cells.done)))
    }

    fn next_byte(&mut self) -> Result<Option<u8>, TableError> {
        loop {
            if let Some(byte) = self.piece.as_bytes().get(self.position) {
                self.position += 1;
                return Ok(Some(*byte));
            }
            self.position = 0;
            if !self.pieces.next_piece(&mut self.piece)? {
                self.piece.clear();
                return Ok(None);
            }
        }
    }
}

/// The cells of the record that is being read.
struct Cells {
    row: u32,
    limits: Limits,
    done: Vec<String>,
    /// Empty cells that are not in `done` yet: they count only where something follows.
    empty: usize,
    cell: Vec<u8>,
}

impl Cells {
    fn new(row: u32, limits: Limits) -> Self {
        Self { row, limits, done: Vec::new(), empty: 0, cell: Vec::new() }
    }

    fn push(&mut self, byte: u8) -> Result<(), TableError> {
        let column = self.done.len().saturating_add(self.empty);
        if column >= self.limits.columns {
            return Err(TableError::TooManyColumns { max: self.limits.columns, row: self.row });
        }
        if self.cell.len() >= self.limits.cell_bytes {
            let max = self.limits.cell_bytes;
            return Err(TableError::CellTooLong { max, row: self.row, column: column_letters(column) });
        }
        self.cell.push(byte);
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), TableError> {
        if self.cell.is_empty() {
            self.empty = self.empty.saturating_add(1);
            return Ok(());
        }
        // Bounded by `push`: a cell with a byte in it stands within the columns that are allowed.
        self.done.resize(self.done.len() + std::mem::take(&mut self.empty), String::new());
        let cell = std::mem::take(&mut self.cell);
        self.done.push(String::from_utf8(cell).map_err(|_| TableError::BadEncoding)?);
        Ok(())
    }
}

/// Text that is already there, as one piece.
pub(super) struct OnePiece<'t>(pub(super) Option<&'t str>);

impl Pieces for OnePiece<'_> {
    fn next_piece(&mut self, piece: &mut String) -> Result<bool, TableError> {
        piece.clear();
        piece.push_str(self.0.take().unwrap_or_default());
        Ok(!piece.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Record>, TableError> {
        read_within(text, Limits { columns: 4, cell_bytes: 8, ..Limits::default() })
    }

    fn read_within(text: &str, limits: Limits) -> Result<Vec<Record>, TableError> {
        let mut records = Records::new(OnePiece(Some(text)), b';', limits);
        let mut all = Vec::new();
        while let Some(record) = records.next_record()? {
            all.push(record);
        }
        Ok(all)
    }

    #[test]
    fn records_are_those_that_a_spreadsheet_shows() {
        for (text, expected) in [
            ("", vec![]),
            ("a;b", vec![(1, vec!["a", "b"])]),
            ("a;b\r\n", vec![(1, vec!["a", "b"])]),
            ("a\nb\rc\r\nd", vec![(1, vec!["a"]), (2, vec!["b"]), (3, vec!["c"]), (4, vec!["d"])]),
            ("a\n\n\r\nb", vec![(1, vec!["a"]), (2, vec![]), (3, vec![]), (4, vec!["b"])]),
            ("\"a;b\"\"c\";d", vec![(1, vec!["a;b\"c", "d"])]),
            ("\"a\r\nb\";\"\"\nc", vec![(1, vec!["a\r\nb"]), (2, vec!["c"])]),
            ("a\"b\";\"c\"d", vec![(1, vec!["a\"b\"", "cd"])]),
            (" \"a\" ;\t", vec![(1, vec![" \"a\" ", "\t"])]),
            (";;a;;;;;;;", vec![(1, vec!["", "", "a"])]),
            ("12345678", vec![(1, vec!["12345678"])]),
        ] {
            let expected: Vec<Record> = expected
                .into_iter()
                .map(|(row, cells)| (row, cells.into_iter().map(str::to_owned).collect()))
                .collect();
            assert_eq!(read(text).unwrap(), expected, "{text:?}");
        }
    }

    #[test]
    fn nothing_may_follow_a_quote_that_closes() {
        let sound = |text: &str| {
            let mut records = Records::new(OnePiece(Some(text)), b';', Limits::default());
            while records.next_sound_record()?.is_some() {}
            Ok::<_, TableError>(())
        };
        for text in ["a\n\"B\" C;d", "a\n\"B\"C", "a\n\"B\" \"C\"\n", "a\n\"\"B"] {
            assert!(matches!(sound(text), Err(TableError::TextAfterQuote { row: 2 })), "{text:?}");
        }
        for text in ["\"B\" ;\"C\"  \n\"D\"", "B\"C\"", "\"B\"\"C\"", " \"B\" C"] {
            sound(text).unwrap();
        }
    }

    #[test]
    fn what_has_no_end_is_refused_where_it_begins() {
        assert!(matches!(read("a\n\"b\nc\n"), Err(TableError::UnclosedQuote { row: 2 })));
        assert!(matches!(
            read("a;b\nc;123456789"),
            Err(TableError::CellTooLong { max: 8, row: 2, column }) if column == "B"
        ));
        assert!(matches!(read("a;;;;b"), Err(TableError::TooManyColumns { max: 4, row: 1 })));
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_csv_crate(text in "([a-c;\"\n\r æ]|\"\")*") {
            let mut other = csv::ReaderBuilder::new();
            other.delimiter(b';').has_headers(false).flexible(true);
            let theirs: Vec<Vec<String>> = other
                .from_reader(text.as_bytes())
                .records()
                .map(|record| without_empty_end(record.unwrap().iter().map(str::to_owned).collect()))
                .filter(|cells| !cells.is_empty())
                .collect();
            let ours = read_within(&text, Limits::default());
            // They take the end of the file for the quote that is missing.
            let ours = match ours {
                Err(TableError::UnclosedQuote { .. }) => read_within(&format!("{text}\""), Limits::default()),
                ours => ours,
            };
            let ours: Vec<_> = ours.unwrap().into_iter().map(|(_, cells)| cells).filter(|cells| !cells.is_empty()).collect();
            proptest::prop_assert_eq!(ours, theirs);
        }
    }

    fn without_empty_end(mut cells: Vec<String>) -> Vec<String> {
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        cells
    }
}
