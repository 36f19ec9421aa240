use std::io::{BufWriter, Write};

use super::super::format::Convention;
use super::super::formula;
use super::super::number;
use super::{NewCell, WriteError};

/// Writes CSV in one of the two conventions.
pub(super) struct CsvWriter<'w> {
    out: BufWriter<Box<dyn Write + Send + 'w>>,
    convention: Convention,
    line: String,
}

impl<'w> CsvWriter<'w> {
    pub(super) fn begin(out: Box<dyn Write + Send + 'w>, convention: Convention) -> Result<Self, WriteError> {
        let mut out = BufWriter::new(out);
        if convention == Convention::Norwegian {
            out.write_all("\u{feff}".as_bytes())?;
        }
        Ok(Self { out, convention, line: String::new() })
    }

    pub(super) fn header(&mut self, headers: &[&str]) -> Result<(), WriteError> {
        for (index, header) in headers.iter().enumerate() {
            self.separate(index);
            self.text(header);
        }
        self.end_line()
    }

    pub(super) fn row(&mut self, cells: &[NewCell<'_>]) -> Result<(), WriteError> {
        for (index, cell) in cells.iter().enumerate() {
            self.separate(index);
            match cell {
                NewCell::Empty => {}
                NewCell::Text(text) => self.text(text),
                NewCell::Whole(number) => self.line.push_str(&number.to_string()),
                NewCell::Decimal(number) => {
                    self.line.push_str(&number::written(*number, self.decimal_sign()))
                }
                NewCell::Date(date) => self.line.push_str(&date.to_string()),
                NewCell::Boolean(is_true) => self.line.push_str(self.boolean(*is_true)),
            }
        }
        self.end_line()
    }

    pub(super) fn finish(mut self) -> Result<(), WriteError> {
        Ok(self.out.flush()?)
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.line.push(match self.convention {
                Convention::Norwegian => ';',
                Convention::International => ',',
            });
        }
    }

    /// Quotes whatever could be taken for something else: every sign that separates cells anywhere, so that whoever
    /// guesses the separator sees only the right one, and `sep=`, which Excel would not show.
    fn text(&mut self, text: &str) {
        let text = formula::guard(text);
        let is_plain = !text.contains(['"', ';', ',', '\t', '|', '\r', '\n'])
            && text.trim() == text
            && !text.to_ascii_lowercase().starts_with("sep=");
        if is_plain {
            self.line.push_str(&text);
            return;
        }
        self.line.push('"');
        self.line.push_str(&text.replace('"', "\"\""));
        self.line.push('"');
    }

    fn end_line(&mut self) -> Result<(), WriteError> {
        self.line.push_str("\r\n");
        self.out.write_all(self.line.as_bytes())?;
        self.line.clear();
        Ok(())
    }

    fn decimal_sign(&self) -> char {
        match self.convention {
            Convention::Norwegian => ',',
            Convention::International => '.',
        }
    }

    fn boolean(&self, is_true: bool) -> &'static str {
        match (self.convention, is_true) {
            (Convention::Norwegian, true) => "ja",
            (Convention::Norwegian, false) => "nei",
            (Convention::International, true) => "true",
            (Convention::International, false) => "false",
        }
    }
}
