//! Finds what separates the cells of a CSV file.

use super::delimited::{OnePiece, Records};
use super::format::Convention;
use super::source::Limits;

/// What may separate cells, the likeliest in Norway first.
const CANDIDATES: [u8; 3] = [b';', b'\t', b','];
/// Most rows to look at.
const ROWS: usize = 50;

/// What was found out about a CSV file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Delimiter {
    pub(super) sign: u8,
    /// Whether the first line says so, and is no row.
    pub(super) has_own_line: bool,
    /// How numbers are written; not told by a tab, nor by a file of one column.
    pub(super) convention: Option<Convention>,
}

/// Finds the delimiter by the beginning of a file.
///
/// A first line `sep=;`, as Excel reads and writes it, decides. Else it is the sign that parts the first row that is not
/// empty, leaves no quotes in the middle of cells, and parts the following rows into as many cells; where the first row is
/// parted by none, the sign that parts the others least, so that commas in a single column stay where they are.
pub(super) fn find(beginning: &str) -> Delimiter {
    if let Some(sign) = stated(beginning) {
        return Delimiter { sign, has_own_line: true, convention: convention(sign) };
    }
    let mut best = (b';', score(beginning, b';'));
    for sign in CANDIDATES {
        let score = score(beginning, sign);
        // The first of several that are as good.
        if score > best.1 {
            best = (sign, score);
        }
    }
    let (sign, score) = best;
    let convention = if score.is_some_and(|score| score.parts_header) { convention(sign) } else { None };
    Delimiter { sign, has_own_line: false, convention }
}

fn convention(sign: u8) -> Option<Convention> {
    match sign {
        b';' => Some(Convention::Norwegian),
        b',' => Some(Convention::International),
        _ => None,
    }
}

fn stated(beginning: &str) -> Option<u8> {
    let line = beginning.split(['\r', '\n']).next()?.trim_end_matches(' ').as_bytes();
    let (prefix, sign) = line.split_at_checked(4)?;
    match sign {
        [sign] if prefix.eq_ignore_ascii_case(b"sep=") && is_possible(*sign) => Some(*sign),
        _ => None,
    }
}

fn is_possible(sign: u8) -> bool {
    sign == b'\t' || (sign.is_ascii_punctuation() && sign != b'"')
}

/// How well a sign explains a file; the greater the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    parts_header: bool,
    stray_quotes: std::cmp::Reverse<usize>,
    /// Of a thousand rows, those that have as many cells as the header.
    alike: usize,
    header_cells: usize,
}

/// How well a sign explains the beginning of a file; nothing where there is no row.
fn score(beginning: &str, sign: u8) -> Option<Score> {
    // What is too much is for the reader to say; the beginning is bounded by itself.
    let limits = Limits { cell_bytes: usize::MAX, columns: usize::MAX, ..Limits::default() };
    let mut records = Records::new(OnePiece(Some(beginning)), sign, limits);
    let mut counts = Vec::new();
    // A record that is not whole ends the look: the beginning may end in the middle of it.
    while counts.len() < ROWS {
        match records.next_record() {
            Ok(Some((_, cells))) if cells.iter().all(|cell| cell.trim().is_empty()) => {}
            Ok(Some((_, cells))) => counts.push(cells.len()),
            Ok(None) | Err(_) => break,
        }
    }
    let (header, rest) = counts.split_first()?;
    // Empty cells at the end of a row are not counted, so a row may have fewer cells than the header, but no more.
    let alike = rest.iter().filter(|count| *count == header).count();
    let wider = rest.iter().filter(|count| *count > header).count();
    let alike =
        if rest.is_empty() { 1000 } else { 1000 * (2 * alike).saturating_sub(wider) / (2 * rest.len()) };
    let stray_quotes = std::cmp::Reverse(records.stray_quotes());
    Some(Score { parts_header: *header > 1, stray_quotes, alike, header_cells: *header })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_is_that_which_parts_the_rows_alike() {
        for (text, sign) in [
            ("navn;beløp\nA;1,5\nB;2,5\n", b';'),
            ("navn,beløp\nA,1.5\nB,2.5\n", b','),
            ("navn\tbeløp\nA\t1,5\nB\t2,5\n", b'\t'),
            ("Navn, kort;Beløp\nHansen, Kari;1,5\nOlsen, Ola;2\n", b';'),
            ("name,note\nA,\"a;b;c\"\nB,\"d;e;f\"\n", b','),
            ("\"a;b\",c\nd,e\n", b','),
            ("navn\nHansen, Kari\nOlsen, Ola\n", b';'),
            ("navn\n", b';'),
            ("", b';'),
            ("\n\n a , b \n1,2", b','),
            ("a;b;c\n\n1;;\n2;;\n", b';'),
            ("a,b;c\n", b';'),
            ("a,\"b;\"\n0,\"c\"\n", b','),
            ("\"a\";\"b,c\"\n1;2\n", b';'),
            ("navn,\"merk\nnad\",tall\nx,\"y\n;\n;\",1\n", b','),
        ] {
            assert_eq!(char::from(find(text).sign), char::from(sign), "{text:?}");
        }
    }

    #[test]
    fn the_file_may_say_it_itself() {
        for (text, sign) in
            [("sep=;\na,b", b';'), ("SEP=,\r\na;b", b','), ("sep=|\na;b", b'|'), ("sep=\t\na", b'\t')]
        {
            let found = find(text);
            assert!(found.has_own_line, "{text:?}");
            assert_eq!(char::from(found.sign), char::from(sign), "{text:?}");
        }
        for text in ["sep;b", "sep=", "sep=ab\n", "\"sep=;\"\na;b", "sep=\"\n", "sep=a\n"] {
            assert!(!find(text).has_own_line, "{text:?}");
        }
    }

    #[test]
    fn the_convention_follows_where_the_sign_was_seen() {
        assert_eq!(find("a;b\n").convention, Some(Convention::Norwegian));
        assert_eq!(find("a,b\n").convention, Some(Convention::International));
        assert_eq!(find("a\tb\n").convention, None);
        assert_eq!(find("a\n1.234\n").convention, None);
        assert_eq!(find("sep=;\na\n").convention, Some(Convention::Norwegian));
    }
}
