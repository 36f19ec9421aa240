use std::fmt;

use validator::ValidateEmail as _;

use crate::error::Problem;

/// An e-mail address as a person typed it. Two that differ only in case are the same person: see [`Email::key`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Reads an address; surrounding space is dropped.
    ///
    /// # Errors
    /// [`Problem::Required`] where empty, [`Problem::NotAnEmail`] where mail could not be sent to it (the HTML
    /// standard's rule, and at most 254 characters).
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        let raw = raw.trim();
        if raw.is_empty() {
            return Err(Problem::Required);
        }
        let sendable = raw.len() <= 254 && raw.validate_email() && raw.parse::<lettre::Address>().is_ok();
        if sendable { Ok(Self(raw.to_owned())) } else { Err(Problem::NotAnEmail) }
    }

    /// The address as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address folded for look-up.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_addresses_that_mail_can_be_sent_to() {
        for good in ["kari@etat.example", "Kari.Nordmann+altinn@sub.etat.example", " kari@etat.example "] {
            assert!(Email::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "kari",
            "kari@",
            "@etat.example",
            "kari@etat.example\r\nBcc: x@y.example",
            "a b@etat.example",
            "kari@etat.example, ola@etat.example",
        ] {
            assert_eq!(Email::parse(bad), Err(Problem::NotAnEmail), "{bad}");
        }
        assert_eq!(Email::parse("KARI@Etat.example").map(|e| e.key()), Ok("kari@etat.example".to_owned()));
    }
}
