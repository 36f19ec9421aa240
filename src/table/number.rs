//! Numbers as people write them.

use super::field::CellProblem;
use super::format::Convention;

/// Signs that stand between thousands besides comma and point: space, and the ones that do not break lines.
const SPACES: [char; 5] = [' ', '\u{a0}', '\u{202f}', '\u{2009}', '\u{2007}'];
/// The largest whole number that a workbook keeps exactly.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

/// Reads a whole number, also one with decimals that are zeros: `1234,00`. Only three zeros are refused, since `1,000`
/// may be a thousand to whoever wrote it.
pub(super) fn whole(text: &str, convention: Option<Convention>) -> Result<i64, CellProblem> {
    let plain = plain(text, convention)?;
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
    if decimals.len() == 3 || decimals.contains(|digit| digit != '0') {
        return Err(CellProblem::NotWhole);
    }
    whole.parse().map_err(|_| CellProblem::OutOfRange)
}

/// Reads a number with decimals or without.
pub(super) fn decimal(text: &str, convention: Option<Convention>) -> Result<f64, CellProblem> {
    let number: f64 = plain(text, convention)?.parse().map_err(|_| CellProblem::NotANumber)?;
    // «-0» is zero to people.
    if number.is_finite() { Ok(number + 0.0) } else { Err(CellProblem::OutOfRange) }
}

/// A number of a workbook as a whole one.
pub(super) fn whole_of(number: f64) -> Result<i64, CellProblem> {
    if number.fract() != 0.0 {
        return Err(CellProblem::NotWhole);
    }
    if number.abs() > LARGEST_EXACT {
        return Err(CellProblem::OutOfRange);
    }
    #[expect(clippy::cast_possible_truncation, reason = "a whole number within 2^53 fits")]
    Ok(number as i64)
}

/// The number as computers write it: digits with at most one point, and a minus before. No exponents: where `9,7E+08`
/// stands in a CSV file, a spreadsheet has thrown away digits.
fn plain(text: &str, convention: Option<Convention>) -> Result<String, CellProblem> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => ("-", rest.trim_start_matches(SPACES)),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let is_numeric = |c: char| c.is_ascii_digit() || c == ',' || c == '.' || SPACES.contains(&c);
    if !digits.chars().all(is_numeric) || !digits.contains(|c: char| c.is_ascii_digit()) {
        return Err(CellProblem::NotANumber);
    }
    let (whole, decimals) = match decimal_sign(digits, convention)? {
        Some(sign) => digits.rsplit_once(sign).unwrap_or((digits, "")),
        None => (digits, ""),
    };
    let whole = ungrouped(whole)?;
    if !decimals.chars().all(|c| c.is_ascii_digit()) {
        return Err(CellProblem::NotANumber);
    }
    let whole = if whole.is_empty() { "0" } else { &whole };
    Ok(if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") })
}

/// Which of comma and point stands before the decimals, if any does.
///
/// Where both are there, the later one. Where one is there several times, none. Where one is there once, the convention
/// decides, unless the digits around it could not be thousands (`1234,5`, `0.125`, `12,50`): then that one.
fn decimal_sign(digits: &str, convention: Option<Convention>) -> Result<Option<char>, CellProblem> {
    let Some(last) = digits.rfind([',', '.']) else {
        return Ok(None);
    };
    let (before, rest) = digits.split_at_checked(last).unwrap_or((digits, ""));
    let after = rest.get(1..).unwrap_or_default();
    let sign = if rest.starts_with(',') { ',' } else { '.' };
    if after.is_empty() {
        return Err(CellProblem::NotANumber);
    }
    if before.contains(sign) {
        return Ok(None);
    }
    let could_be_thousands = after.len() == 3
        && (1..=3).contains(&before.len())
        && before.chars().all(|c| c.is_ascii_digit())
        && !before.starts_with('0');
    if !could_be_thousands {
        return Ok(Some(sign));
    }
    match (convention, sign) {
        (Some(Convention::Norwegian), ',') | (Some(Convention::International), '.') => Ok(Some(sign)),
        (Some(_), _) => Ok(None),
        (None, _) => Err(CellProblem::AmbiguousNumber),
    }
}

/// The digits without what stands between thousands, which has to be the same sign between every three.
fn ungrouped(whole: &str) -> Result<String, CellProblem> {
    let Some(sign) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        return Ok(whole.to_owned());
    };
    let groups: Vec<&str> = whole.split(sign).collect();
    let (first, others) = groups.split_first().unwrap_or((&"", &[]));
    let is_group = |group: &&str| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
    let fits = (1..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_digit());
    if fits && others.iter().all(is_group) { Ok(groups.concat()) } else { Err(CellProblem::NotANumber) }
}

/// Writes a number so that it is read back the same under either convention: where exactly three decimals could be
/// taken for thousands, a zero is added (`1.2340`).
pub(super) fn written(number: f64, decimal_sign: char) -> String {
    // Zero may have a sign, which no person wants to see.
    let plain = (number + 0.0).to_string();
    match plain.split_once('.') {
        Some((whole, decimals)) if decimals.len() == 3 => format!("{whole}{decimal_sign}{decimals}0"),
        Some((whole, decimals)) => format!("{whole}{decimal_sign}{decimals}"),
        None => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NORWEGIAN: Option<Convention> = Some(Convention::Norwegian);
    const INTERNATIONAL: Option<Convention> = Some(Convention::International);

    #[test]
    fn numbers_are_read_as_people_write_them_here_and_elsewhere() {
        for (text, number) in [
            ("1234,5", 1234.5),
            ("1234.5", 1234.5),
            ("1 234,5", 1234.5),
            ("1\u{a0}234,5", 1234.5),
            ("1\u{202f}234\u{202f}567,5", 1_234_567.5),
            ("1.234,5", 1234.5),
            ("1,234.5", 1234.5),
            ("1.234.567,89", 1_234_567.89),
            ("1,234,567.89", 1_234_567.89),
            ("1.234.567", 1_234_567.0),
            ("1,234,567", 1_234_567.0),
            ("1234.567", 1234.567),
            ("1 234.567", 1234.567),
            ("0,125", 0.125),
            ("0.125", 0.125),
            (",5", 0.5),
            ("-1,5", -1.5),
            ("\u{2212} 1,5", -1.5),
            ("+7", 7.0),
            (" 974 760 673 ", 974_760_673.0),
            ("-0", 0.0),
        ] {
            for convention in [NORWEGIAN, INTERNATIONAL, None] {
                assert_eq!(decimal(text, convention), Ok(number), "{text} {convention:?}");
            }
        }
    }

    #[test]
    fn the_convention_decides_where_the_signs_do_not() {
        for (text, norwegian, international) in
            [("1.234", 1234.0, 1.234), ("1,234", 1.234, 1234.0), ("-12,000", -12.0, -12000.0)]
        {
            assert_eq!(decimal(text, NORWEGIAN), Ok(norwegian), "{text}");
            assert_eq!(decimal(text, INTERNATIONAL), Ok(international), "{text}");
            assert_eq!(decimal(text, None), Err(CellProblem::AmbiguousNumber), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "-",
            "a",
            "1a",
            "1,2,3",
            "1.2.3",
            "12 34",
            "1 2345",
            "1,",
            "1.",
            "1..2",
            "1,234.5,6",
            "1.234,5.6",
            "1 234 5",
            "1.234 567",
            "9,74760673E+08",
            "1e5",
            "5 %",
            "½",
            "１２",
            "--1",
            "1-",
            "NaN",
            "inf",
            "1\t234",
            "1,234,56",
            "1234,567,890",
            " , ",
            "1 234.567,8",
        ] {
            for convention in [NORWEGIAN, INTERNATIONAL, None] {
                assert_eq!(decimal(text, convention), Err(CellProblem::NotANumber), "{text} {convention:?}");
            }
        }
        assert_eq!(decimal(&"9".repeat(400), None), Err(CellProblem::OutOfRange));
    }

    #[test]
    fn whole_numbers_have_no_decimals() {
        for (text, number) in
            [("974760673", 974_760_673), ("974 760 673", 974_760_673), ("-12", -12), ("007", 7)]
        {
            assert_eq!(whole(text, None), Ok(number), "{text}");
        }
        assert_eq!(whole("1.234", NORWEGIAN), Ok(1234));
        assert_eq!(whole("1.234", INTERNATIONAL), Err(CellProblem::NotWhole));
        for text in ["1234,00", "1.234,0", "1 234,0000", "1234.00", "1,234.0"] {
            for convention in [NORWEGIAN, INTERNATIONAL, None] {
                assert_eq!(whole(text, convention), Ok(1234), "{text} {convention:?}");
            }
        }
        for text in ["1,000", "1234,50", "1.234,000", "0,000", "0,01"] {
            assert_eq!(whole(text, NORWEGIAN), Err(CellProblem::NotWhole), "{text}");
        }
        assert_eq!(whole("9223372036854775807", None), Ok(i64::MAX));
        assert_eq!(whole("-9223372036854775808", None), Ok(i64::MIN));
        assert_eq!(whole("9223372036854775808", None), Err(CellProblem::OutOfRange));
        assert_eq!(whole_of(12.0), Ok(12));
        assert_eq!(whole_of(12.5), Err(CellProblem::NotWhole));
        assert_eq!(whole_of(1e17), Err(CellProblem::OutOfRange));
        assert_eq!(whole_of(f64::NAN), Err(CellProblem::NotWhole));
        assert_eq!(whole_of(f64::INFINITY), Err(CellProblem::NotWhole));
    }

    #[test]
    fn what_is_written_cannot_be_misread() {
        for (number, text) in [
            (1234.5, "1234,5"),
            (1.234, "1,2340"),
            (-0.0, "0"),
            (0.1, "0,1"),
            (-7.0, "-7"),
            (1e15, "1000000000000000"),
        ] {
            assert_eq!(written(number, ','), text);
            for convention in [NORWEGIAN, INTERNATIONAL, None] {
                assert_eq!(decimal(text, convention), Ok(number), "{text}");
            }
        }
    }
}
