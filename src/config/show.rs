//! Writes one setting the way the file does.

use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use url::Url as WebUrl;

use crate::db::Url;

/// A value as the file writes it; `None` where there is none.
pub(super) trait Show {
    /// As the file writes it, without its password.
    fn show(&self) -> Option<String>;
}

/// What is said instead of a secret.
pub(super) fn set_or_not(set: bool) -> &'static str {
    if set { "set" } else { "not set" }
}

/// An address of a database or a mail server with the password left out, whether it stands before the host or among
/// what follows the question mark. Something that is no address is left out as a whole.
#[must_use]
pub fn without_password(raw: &str) -> String {
    let Ok(mut url) = WebUrl::parse(raw) else {
        return "(hidden)".to_owned();
    };
    if url.cannot_be_a_base() || url.set_password(None).is_err() && url.password().is_some() {
        return "(hidden)".to_owned();
    }
    let kept: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(name, _)| !name.to_lowercase().contains("pass")).collect();
    url.set_query(None);
    if !kept.is_empty() {
        url.query_pairs_mut().extend_pairs(kept);
    }
    url.to_string()
}

fn quoted(text: impl Display) -> String {
    // TOML reads the escapes that Rust writes, except for characters that no setting has.
    format!("{:?}", text.to_string())
}

fn shown_list<T: Display>(entries: &[T]) -> Option<String> {
    let entries: Vec<String> = entries.iter().map(quoted).collect();
    Some(format!("[{}]", entries.join(", ")))
}

macro_rules! shown_as_written {
    ($($type:ty),*) => {$(
        impl Show for $type {
            fn show(&self) -> Option<String> {
                Some(self.to_string())
            }
        }
    )*};
}

shown_as_written!(bool, u32, u64, usize, i64);

impl Show for String {
    fn show(&self) -> Option<String> {
        Some(quoted(self))
    }
}

impl Show for SocketAddr {
    fn show(&self) -> Option<String> {
        Some(quoted(self))
    }
}

impl Show for PathBuf {
    fn show(&self) -> Option<String> {
        Some(quoted(Path::display(self)))
    }
}

impl Show for Option<PathBuf> {
    fn show(&self) -> Option<String> {
        self.as_ref()?.show()
    }
}

/// Only the address of the mail server is an optional text, and it holds a password.
impl Show for Option<String> {
    fn show(&self) -> Option<String> {
        self.as_ref().map(|address| quoted(without_password(address)))
    }
}

impl Show for Vec<String> {
    fn show(&self) -> Option<String> {
        shown_list(self)
    }
}

impl Show for Vec<IpAddr> {
    fn show(&self) -> Option<String> {
        shown_list(self)
    }
}

impl Show for Url {
    fn show(&self) -> Option<String> {
        Some(match self {
            Self::Sqlite(path) => quoted(format!("sqlite:{}", path.display())),
            Self::Postgres(address) => quoted(without_password(address)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_left_out_wherever_they_stand() {
        for (raw, wanted) in [
            ("postgres://kari:hemmelig@db.example/trespor", "postgres://kari@db.example/trespor"),
            ("postgres://db/x?password=hemmelig&sslmode=require", "postgres://db/x?sslmode=require"),
            ("smtps://kari:hemmelig@mail.example", "smtps://kari@mail.example"),
            ("kari:hemmelig", "(hidden)"),
            ("hemmelig", "(hidden)"),
        ] {
            assert_eq!(without_password(raw), wanted);
        }
    }
}
