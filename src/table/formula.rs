//! Keeps a spreadsheet from running a text, without changing what is read back.
//!
//! A text is *dangerous* where it begins with `=`, `+`, `-`, `@`, a tab, a carriage return or a line feed, or with the
//! wide forms of those signs. Let `'…` be any number of apostrophes, also none:
//!
//! - CSV is written with one more apostrophe before every `'…` that a dangerous text follows.
//! - XLSX is written with one more only where there is an apostrophe already, since nothing runs there.
//! - Reading takes one apostrophe away where a dangerous text follows `'…`, in both, so that a CSV file that was opened
//!   in a spreadsheet and saved as XLSX is read as it was meant.
//!
//! So `=1+1` is `'=1+1` in CSV, `'=1+1` is `''=1+1` in both, and `'hei'` is left alone. Numbers that are written as numbers
//! (`-5`) are no texts.

use std::borrow::Cow;

/// Whether a spreadsheet that opens a CSV file would take the text for a formula.
#[must_use]
pub fn is_dangerous(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// The text as it stands in a CSV file, before quoting.
#[must_use]
pub fn guard(text: &str) -> Cow<'_, str> {
    if is_dangerous(text.trim_start_matches('\'')) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text as it stands in an XLSX file.
#[must_use]
pub fn guard_in_workbook(text: &str) -> Cow<'_, str> {
    if text.starts_with('\'') { guard(text) } else { Cow::Borrowed(text) }
}

/// The text as it was before [`guard`] or [`guard_in_workbook`].
#[must_use]
pub fn unguard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_dangerous(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_run_gets_an_apostrophe_and_loses_it_again() {
        for (text, in_csv, in_workbook) in [
            ("=1+1", "'=1+1", "=1+1"),
            ("+47 22 33 44 55", "'+47 22 33 44 55", "+47 22 33 44 55"),
            ("-5", "'-5", "-5"),
            ("@SUM(A1)", "'@SUM(A1)", "@SUM(A1)"),
            ("\t=1", "'\t=1", "\t=1"),
            ("\r\n=1", "'\r\n=1", "\r\n=1"),
            ("＝1", "'＝1", "＝1"),
            ("'=1+1", "''=1+1", "''=1+1"),
            ("''=1+1", "'''=1+1", "'''=1+1"),
            ("'hei'", "'hei'", "'hei'"),
            ("'", "'", "'"),
            ("a=1", "a=1", "a=1"),
            ("", "", ""),
        ] {
            assert_eq!(guard(text), in_csv, "{text:?}");
            assert_eq!(guard_in_workbook(text), in_workbook, "{text:?}");
            assert_eq!(unguard(in_csv), text);
            assert_eq!(unguard(in_workbook), text);
            assert!(!is_dangerous(&guard(text)), "{text:?}");
        }
    }
}
