use ::entity::LocalizedText;

use crate::error::{Error, Problem, Refusals};

/// Longest name or heading, in characters.
pub const SHORT_TEXT: usize = 300;
/// Longest key that a client chooses, in characters.
pub const CLIENT_KEY: usize = 100;
/// Longest question, help or note, in characters.
pub const LONG_TEXT: usize = 10_000;

/// Text in several languages as it was sent, not yet checked.
#[derive(Clone, Debug, Default)]
pub struct TextInput {
    /// Bokmål.
    pub nb: String,
    /// Nynorsk.
    pub nn: Option<String>,
    /// English.
    pub en: Option<String>,
}

impl TextInput {
    /// Checks every language; empty translations count as absent.
    ///
    /// # Errors
    /// [`Error::Refused`] with paths `nb`, `nn`, `en`.
    pub fn parse(self, max: usize) -> Result<LocalizedText, Error> {
        let mut refusals = Refusals::new();
        let nb = refusals.check("nb", text(&self.nb, max));
        let nn = refusals.check("nn", optional_text(self.nn.as_deref(), max));
        let en = refusals.check("en", optional_text(self.en.as_deref(), max));
        refusals.done()?;
        Ok(LocalizedText { nb: nb.unwrap_or_default(), nn: nn.flatten(), en: en.flatten() })
    }
}

/// A change of text in several languages, checked: bokmål is always said, the others where they are to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextChange {
    /// Bokmål.
    pub nb: String,
    /// Nynorsk, or that it is taken away; absent where it stays.
    pub nn: Option<Option<String>>,
    /// English, or that it is taken away; absent where it stays.
    pub en: Option<Option<String>>,
}

impl TextChange {
    /// The text as it is after the change.
    #[must_use]
    pub fn applied_to(self, text: LocalizedText) -> LocalizedText {
        LocalizedText { nb: self.nb, nn: self.nn.unwrap_or(text.nn), en: self.en.unwrap_or(text.en) }
    }
}

/// Text that has to be there, with `\n` for every line break. Surrounding space and what nobody can see is dropped: control characters, marks that turn
/// the direction of writing, characters without width. Up to [`SHORT_TEXT`] it is one line, above it may have several.
///
/// # Errors
/// [`Problem::Required`] where empty, [`Problem::TooLong`] above `max` characters.
pub fn text(raw: &str, max: usize) -> Result<String, Problem> {
    optional_text(Some(raw), max)?.ok_or(Problem::Required)
}

/// As [`text`], where nothing is fine too.
///
/// # Errors
/// [`Problem::TooLong`] above `max` characters.
pub fn optional_text(raw: Option<&str>, max: usize) -> Result<Option<String>, Problem> {
    let one_line = max <= SHORT_TEXT;
    let raw = raw.unwrap_or_default().replace("\r\n", "\n");
    let cleaned = raw.chars().filter_map(|c| match c {
        // A line break of its own, as some programs write it: without it words would run together.
        '\r' => Some(if one_line { ' ' } else { '\n' }),
        '\n' | '\t' if one_line => Some(' '),
        '\n' | '\t' => Some(c),
        '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        c if c.is_control() => None,
        c => Some(c),
    });
    let cleaned: String = cleaned.collect();
    let cleaned = cleaned.trim();
    if cleaned.chars().count() > max {
        return Err(Problem::TooLong { max });
    }
    Ok((!cleaned.is_empty()).then(|| cleaned.to_owned()))
}

/// A share from 0 to 1.
///
/// # Errors
/// [`Problem::OutOfRange`] outside, or where it is not a number.
pub fn share(raw: f64) -> Result<f64, Problem> {
    if (0.0..=1.0).contains(&raw) { Ok(raw) } else { Err(Problem::OutOfRange { min: 0.0, max: 1.0 }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_leaves_the_languages_that_it_does_not_name() {
        let text = |nb: &str, nn: Option<&str>, en: Option<&str>| LocalizedText {
            nb: nb.to_owned(),
            nn: nn.map(str::to_owned),
            en: en.map(str::to_owned),
        };
        let before = text("A", Some("B"), Some("C"));
        let change = TextChange { nb: "D".to_owned(), nn: None, en: Some(None) };
        assert_eq!(change.applied_to(before), text("D", Some("B"), None));
    }

    #[test]
    fn drops_what_cannot_be_kept_and_keeps_the_rest() {
        assert_eq!(text(" Hei\u{0}\r\nå ", LONG_TEXT), Ok("Hei\nå".to_owned()));
        assert_eq!(text("a\rb\r\nc\r\rd", LONG_TEXT), Ok("a\nb\nc\n\nd".to_owned()));
        assert_eq!(text("a\rb\r\nc", SHORT_TEXT), Ok("a b c".to_owned()));
        assert_eq!(text("Ola\nBcc: kari", SHORT_TEXT), Ok("Ola Bcc: kari".to_owned()));
        assert_eq!(text("\u{202e}\u{200b}", SHORT_TEXT), Err(Problem::Required));
        assert_eq!(text("\u{0}", 10), Err(Problem::Required));
        assert_eq!(text("ååå", 2), Err(Problem::TooLong { max: 2 }));
        assert_eq!(optional_text(Some("  "), 2), Ok(None));
        assert!(share(f64::NAN).is_err());
    }
}
