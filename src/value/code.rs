use std::fmt;

use crate::error::Problem;

/// A stable short name, e.g. of a question: a letter a–z, then letters, digits, `-` and `_`, at most 64 characters.
/// Kept as typed; upper and lower case differ.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(String);

impl Code {
    /// Reads a code; surrounding space is dropped.
    ///
    /// # Errors
    /// [`Problem::Required`] where empty, [`Problem::NotACode`] where it has other characters or is too long.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        let raw = raw.trim();
        let Some(first) = raw.chars().next() else {
            return Err(Problem::Required);
        };
        let fits = first.is_ascii_alphabetic()
            && raw.len() <= 64
            && raw.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if fits { Ok(Self(raw.to_owned())) } else { Err(Problem::NotACode) }
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What another system calls something, e.g. a service on a platform: a letter a–z or a digit, then letters, digits and
/// `-_./:`, at most 64 characters, as in `4655/4` and `app/skjema`. Kept as typed; those that differ in case only are the
/// same, see [`SystemCode::key`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SystemCode(String);

impl SystemCode {
    /// Reads a code; surrounding space is dropped.
    ///
    /// # Errors
    /// [`Problem::Required`] where empty, [`Problem::NotASystemCode`] where it has other characters or is too long.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        let raw = raw.trim();
        let Some(first) = raw.chars().next() else {
            return Err(Problem::Required);
        };
        let fits = first.is_ascii_alphanumeric()
            && raw.len() <= 64
            && raw.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:".contains(c));
        if fits { Ok(Self(raw.to_owned())) } else { Err(Problem::NotASystemCode) }
    }

    /// A code as it is compared: in small letters.
    #[must_use]
    pub fn key(code: &str) -> String {
        code.to_ascii_lowercase()
    }
}

impl fmt::Display for SystemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_stays_readable_in_a_path() {
        for good in ["Q01", "a", "svar_1-b", " Q01 "] {
            assert!(Code::parse(good).is_ok(), "{good}");
        }
        for bad in ["1Q", "å", "a b", "a.b", "_a", &"a".repeat(65)] {
            assert_eq!(Code::parse(bad), Err(Problem::NotACode), "{bad}");
        }
        assert_eq!(Code::parse("  "), Err(Problem::Required));
    }

    #[test]
    fn takes_what_other_systems_call_things() {
        for good in ["4711", "4655/4", "A.B", "app/skjema", "a:b", "Q01", " x ", "0", "a-_"] {
            assert!(SystemCode::parse(good).is_ok(), "{good}");
        }
        for bad in ["/a", "-1", "å", "a b", "a;b", "=1", &"a".repeat(65)] {
            assert_eq!(SystemCode::parse(bad), Err(Problem::NotASystemCode), "{bad}");
        }
        assert_eq!(SystemCode::parse(" "), Err(Problem::Required));
    }
}
