use super::encoding::Encoding;

/// What kind of file a table is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text with a separator.
    Csv {
        /// What separates the cells: `;`, `,`, a tab, or what the file's own `sep=` line says.
        delimiter: char,
        /// How its letters are written.
        encoding: Encoding,
    },
    /// A workbook.
    Xlsx,
}

/// How numbers are written where the signs alone do not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Convention {
    /// Comma before decimals, point or space between thousands: `1.234,5`. Cells are separated by semicolons.
    Norwegian,
    /// Point before decimals, comma or space between thousands: `1,234.5`. Cells are separated by commas.
    International,
}
