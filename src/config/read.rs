//! Reads one setting from what the file or the environment says. A complaint never repeats the value: it may hold a
//! password; [`super::load()`] adds the value where it cannot.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use config::{Value, ValueKind};
use url::Url as WebUrl;

use crate::db::Url;

/// What is wrong, as the end of a sentence that begins with the setting's name.
pub(super) type Complaint = String;

pub(super) fn text(given: &Value) -> Result<String, Complaint> {
    match &given.kind {
        ValueKind::String(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        ValueKind::String(_) => Err("is empty; leave it out to use the default".to_owned()),
        _ => Err("must be a text in quotes".to_owned()),
    }
}

pub(super) fn switch(given: &Value) -> Result<bool, Complaint> {
    match &given.kind {
        ValueKind::Boolean(on) => Ok(*on),
        ValueKind::String(text) if text.trim().eq_ignore_ascii_case("true") => Ok(true),
        ValueKind::String(text) if text.trim().eq_ignore_ascii_case("false") => Ok(false),
        _ => Err("must be true or false".to_owned()),
    }
}

pub(super) fn number<N: TryFrom<i64>>(given: &Value) -> Result<N, Complaint> {
    let number = match &given.kind {
        ValueKind::I64(number) => Some(*number),
        ValueKind::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let number = number.ok_or("must be a whole number")?;
    N::try_from(number).map_err(|_| "is outside of what is possible".to_owned())
}

/// A list in the file; in the environment its entries with commas between them.
pub(super) fn list(given: &Value) -> Result<Vec<String>, Complaint> {
    let entries = match &given.kind {
        ValueKind::Array(entries) => entries.iter().map(text).collect::<Result<Vec<_>, _>>(),
        ValueKind::String(text) => Ok(text.split(',').map(|entry| entry.trim().to_owned()).collect()),
        _ => Err(String::new()),
    };
    let mut entries = entries.map_err(|_| "must be a list of texts in quotes".to_owned())?;
    entries.retain(|entry| !entry.is_empty());
    Ok(entries)
}

pub(super) fn path(given: &Value) -> Result<PathBuf, Complaint> {
    text(given).map(PathBuf::from)
}

pub(super) fn optional_path(given: &Value) -> Result<Option<PathBuf>, Complaint> {
    path(given).map(Some)
}

pub(super) fn socket_address(given: &Value) -> Result<SocketAddr, Complaint> {
    text(given)?.parse().map_err(|_| "must be an IP address and a port".to_owned())
}

pub(super) fn addresses(given: &Value) -> Result<Vec<IpAddr>, Complaint> {
    let parsed = list(given)?.iter().map(|entry| entry.parse()).collect::<Result<_, _>>();
    parsed.map_err(|_| "must list IP addresses".to_owned())
}

pub(super) fn database(given: &Value) -> Result<Url, Complaint> {
    text(given)?.parse()
}

/// An origin: scheme, host, and port where it is not the usual one. Written in one way only, so that it can be
/// compared as text.
pub(super) fn origin(given: &Value) -> Result<String, Complaint> {
    parse_origin(&text(given)?)
}

pub(super) fn origins(given: &Value) -> Result<Vec<String>, Complaint> {
    list(given)?.iter().map(|entry| parse_origin(entry)).collect()
}

fn parse_origin(raw: &str) -> Result<String, Complaint> {
    let complaint = "must be http:// or https:// and a host name, without a path";
    let url = WebUrl::parse(raw).map_err(|_| complaint)?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let nobody = url.username().is_empty() && url.password().is_none();
    if matches!(url.scheme(), "http" | "https") && url.has_host() && bare && nobody {
        Ok(url.origin().ascii_serialization())
    } else {
        Err(complaint.to_owned())
    }
}

/// The address of an API, without a slash at its end; empty for none.
pub(super) fn api_address(given: &Value) -> Result<String, Complaint> {
    let complaint = "must be http:// or https://, a host name and perhaps a path; or \"off\"";
    let raw = match &given.kind {
        ValueKind::String(text) => text.trim(),
        _ => return Err("must be a text in quotes".to_owned()),
    };
    if raw.is_empty() || raw.eq_ignore_ascii_case("off") {
        return Ok(String::new());
    }
    let url = WebUrl::parse(raw).map_err(|_| complaint)?;
    let bare = url.query().is_none() && url.fragment().is_none();
    let nobody = url.username().is_empty() && url.password().is_none();
    if matches!(url.scheme(), "http" | "https") && url.has_host() && bare && nobody {
        Ok(url.as_str().trim_end_matches('/').to_owned())
    } else {
        Err(complaint.to_owned())
    }
}

pub(super) fn smtp(given: &Value) -> Result<Option<String>, Complaint> {
    let raw = text(given)?;
    crate::mail::check_smtp_url(&raw)?;
    Ok(Some(raw))
}

pub(super) fn sender(given: &Value) -> Result<String, Complaint> {
    let raw = text(given)?;
    match raw.parse::<lettre::message::Mailbox>() {
        Ok(_) => Ok(raw),
        Err(_) => Err("must be an e-mail address, with a name before it or without".to_owned()),
    }
}

pub(super) fn filter(given: &Value) -> Result<String, Complaint> {
    let raw = text(given)?;
    match tracing_subscriber::EnvFilter::try_new(&raw) {
        Ok(_) => Ok(raw),
        Err(_) => {
            Err("must be error, warn, info, debug or trace, or such levels for parts of the program"
                .to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(raw: &str) -> Value {
        Value::new(None, raw)
    }

    #[test]
    fn an_origin_is_written_in_one_way_only() {
        for (raw, wanted) in [
            ("https://Trespor.Example:443/", "https://trespor.example"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("https://blåbær.example", "https://xn--blbr-roah.example"),
        ] {
            assert_eq!(origin(&given(raw)), Ok(wanted.to_owned()), "{raw}");
        }
        for raw in [
            "trespor.example",
            "https://a.example/path",
            "https://u:p@a.example",
            "ftp://a.example",
            "https://a.example?x",
            "*",
        ] {
            assert!(origin(&given(raw)).is_err(), "{raw}");
        }
    }

    #[test]
    fn an_api_has_an_address_or_is_off() {
        for (raw, wanted) in [
            ("https://data.brreg.no/enhetsregisteret/api/", "https://data.brreg.no/enhetsregisteret/api"),
            (" http://127.0.0.1:4000 ", "http://127.0.0.1:4000"),
            ("", ""),
            (" Off ", ""),
        ] {
            assert_eq!(api_address(&given(raw)), Ok(wanted.to_owned()), "{raw}");
        }
        for raw in ["data.brreg.no", "ftp://a.example", "https://u:p@a.example", "https://a.example?x", "no"]
        {
            assert!(api_address(&given(raw)).is_err(), "{raw}");
        }
        assert!(api_address(&Value::new(None, false)).is_err());
    }

    #[test]
    fn a_list_is_written_with_commas_or_as_a_list() {
        assert_eq!(
            addresses(&given("10.0.0.1, ::1,")),
            Ok(vec![[10, 0, 0, 1].into(), "::1".parse().unwrap()])
        );
        let entries = vec![Value::new(None, "a"), Value::new(None, "b")];
        assert_eq!(
            list(&Value::new(None, ValueKind::Array(entries))),
            Ok(vec!["a".to_owned(), "b".to_owned()])
        );
        assert!(list(&Value::new(None, 5)).is_err());
        assert!(addresses(&given("10.0.0.0/8")).is_err());
    }

    #[test]
    fn numbers_and_switches_are_not_taken_for_each_other() {
        assert_eq!(number::<u64>(&given(" 7 ")), Ok(7));
        for wrong in [Value::new(None, true), Value::new(None, 1.5), given("seven"), Value::new(None, -1)] {
            assert!(number::<u64>(&wrong).is_err(), "{wrong}");
        }
        assert_eq!(switch(&given("TRUE")), Ok(true));
        for wrong in [Value::new(None, 1), given("yes"), given("")] {
            assert!(switch(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn mail_settings_are_those_that_mail_can_be_sent_with() {
        for good in [
            "smtps://u:p@mail.example",
            "smtp://mail.example:587?tls=required",
            "smtp://127.0.0.1:2525?tls=none",
        ] {
            assert!(smtp(&given(good)).is_ok(), "{good}");
        }
        for bad in [
            "mail.example:25",
            "http://mail.example",
            "smtp://",
            "smtp://mail.example?tls=maybe",
            "smtp://mail.example?x=1",
        ] {
            assert!(smtp(&given(bad)).is_err(), "{bad}");
        }
        assert!(sender(&given("Trespor <trespor@localhost>")).is_ok());
        assert!(sender(&given("post@etat.example")).is_ok());
        assert!(sender(&given("Trespor")).is_err());
    }
}
