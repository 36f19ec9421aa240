//! Counts tokens and nesting in the text of a document, in one pass, without recursion and without parsing.
//!
//! Where this pass and the parser could disagree about where a string ends, nesting could be hidden in one; a string
//! that does not end is therefore refused here, although the parser would refuse the document anyway.

use super::Exceeded;

/// Checks that the text has at most so many tokens and levels of brackets.
pub(super) fn scan(source: &str, max_tokens: usize, max_nesting: usize) -> Result<(), Exceeded> {
    let bytes = source.as_bytes();
    let (mut at, mut tokens, mut nesting) = (0, 0_usize, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        let end = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at = line_end(bytes, at);
                continue;
            }
            b'"' => string_end(bytes, at).ok_or(Exceeded::EndlessString)?,
            b'{' | b'[' | b'(' => {
                nesting += 1;
                at + 1
            }
            b'}' | b']' | b')' => {
                nesting = nesting.saturating_sub(1);
                at + 1
            }
            b'.' if bytes[at..].starts_with(b"...") => at + 3,
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                run_end(bytes, at, |b| b == b'_' || b.is_ascii_alphanumeric())
            }
            b'-' | b'0'..=b'9' => {
                run_end(bytes, at + 1, |b| matches!(b, b'0'..=b'9' | b'e' | b'E' | b'+' | b'-' | b'.'))
            }
            // Punctuation, the bytes of a byte order mark, and what the parser will refuse.
            _ => at + 1,
        };
        at = end;
        tokens += 1;
        if tokens > max_tokens {
            return Err(Exceeded::TooManyTokens { max: max_tokens });
        }
        if nesting > max_nesting {
            return Err(Exceeded::TooDeep { max: u64::try_from(max_nesting).unwrap_or(u64::MAX) });
        }
    }
    Ok(())
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    run_end(bytes, from, |byte| byte != b'\n' && byte != b'\r')
}

fn run_end(bytes: &[u8], from: usize, belongs: impl Fn(u8) -> bool) -> usize {
    bytes[from..].iter().position(|&byte| !belongs(byte)).map_or(bytes.len(), |length| from + length)
}

/// Where the string that begins here ends, just after its last quotation mark; none where it does not end.
fn string_end(bytes: &[u8], from: usize) -> Option<usize> {
    const BLOCK: &[u8] = b"\"\"\"";
    let is_block = bytes[from..].starts_with(BLOCK);
    let mut at = if is_block { from + BLOCK.len() } else { from + 1 };
    while let Some(&byte) = bytes.get(at) {
        at = match byte {
            b'"' if !is_block => return Some(at + 1),
            b'"' if bytes[at..].starts_with(BLOCK) => return Some(at + BLOCK.len()),
            b'\\' if is_block => at + if bytes[at + 1..].starts_with(BLOCK) { 1 + BLOCK.len() } else { 1 },
            b'\\' => at + 2,
            b'\n' | b'\r' if !is_block => return None,
            _ => at + 1,
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many tokens the text has.
    fn tokens(source: &str) -> usize {
        (0..).find(|&max| scan(source, max, 1000).is_ok()).unwrap()
    }

    #[test]
    fn tokens_are_those_of_the_specification() {
        let cases = [
            ("", 0),
            (" ,\t\r\n # {{{ \"\n", 0),
            ("{ a }", 3),
            ("{a:b(c:1.5e-3,d:$e)@f{...G}}", 20),
            ("...on X", 3),
            ("\"a { # \\\" b\" c", 2),
            ("\"\" \"\"", 2),
            ("\"\"\"a \" \"\" \\\"\"\" {{{\n\"\"\" c", 2),
            ("\"\"\"\"\"\"", 1),
            ("\"\\u00e6\\\\\" a", 2),
            ("[-1 -2.5 3E+7]", 5),
            ("query Æ", 3),
        ];
        for (source, expected) in cases {
            assert_eq!(tokens(source), expected, "{source}");
        }
    }

    #[test]
    fn nesting_is_seen_outside_of_strings_and_comments_only() {
        for (source, deep) in [
            ("{a{b(c:[{d:1}])}}", true),
            ("{a(b:\"{{{{{{{{\")}", false),
            ("{a #{{{{{{{\n}", false),
            ("{a(b:\"\"\"\n{{{{{{\"\"\")}", false),
            ("{a(b:\"\\\"\"[[[[[[[", true),
            ("}}}}{a{b}}", false),
        ] {
            assert_eq!(scan(source, 1000, 4).is_err(), deep, "{source}");
        }
    }

    #[test]
    fn a_string_that_does_not_end_hides_nothing() {
        // The parser reads the first of these as an empty string and what follows it.
        for source in ["\"\"\"x\" [[[[[[", "\"abc\n[[[[[[\"", "\"", "\"\\", "\"\"\" \\\"\"\"", "\"abc\\"] {
            assert_eq!(scan(source, 1000, 4), Err(Exceeded::EndlessString), "{source}");
        }
    }
}
