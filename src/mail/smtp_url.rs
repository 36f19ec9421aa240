//! The address of a mail server, as a setting. Pure.
//!
//! | address | encryption | default port |
//! |---|---|---|
//! | `smtps://host` | TLS from the first byte | 465 |
//! | `smtp://host?tls=required` | STARTTLS; nothing is sent to a server that does not offer it | 587 |
//! | `smtp://host?tls=opportunistic` | STARTTLS where offered; somebody on the network can take it away | 587 |
//! | `smtp://host?tls=none` | none | 25 |
//! | `smtp://localhost`, `smtp://127.0.0.1`, `smtp://[::1]` | none: it does not leave the machine | 25 |
//! | `smtp://host` elsewhere | as `tls=required`: personal links never travel in the clear unless somebody wrote so | 587 |
//!
//! A name and a password go before the host, percent-encoded; a path, if any, is the name given in EHLO.

use std::net::IpAddr;

use percent_encoding::percent_decode_str;
use url::Url;

/// Where the mail server is and how to talk to it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) encryption: Encryption,
    /// Name and password.
    pub(super) login: Option<(String, String)>,
    /// What to call ourselves; otherwise the name of this machine.
    pub(super) hello: Option<String>,
}

/// When a connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encryption {
    /// Never.
    None,
    /// By STARTTLS where the server offers it.
    Opportunistic,
    /// By STARTTLS, or not at all.
    Required,
    /// From the first byte.
    Wrapped,
}

/// Reads an address. What is wrong is said without repeating any of it, as it may hold a password.
pub(super) fn read(raw: &str) -> Result<Server, &'static str> {
    const SHAPE: &str = "is not an address such as smtps://user:password@mail.example:465";
    let url = Url::parse(raw.trim()).map_err(|_| SHAPE)?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(SHAPE)?;
    let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    if url.fragment().is_some() {
        return Err("has a #: write it as %23 where it is part of the password");
    }
    let encryption = encryption(&url, &host)?;
    let default_port = match encryption {
        Encryption::None => 25,
        Encryption::Opportunistic | Encryption::Required => 587,
        Encryption::Wrapped => 465,
    };
    let hello = url.path().trim_matches('/');
    Ok(Server {
        port: url.port().unwrap_or(default_port),
        encryption,
        login: login(&url)?,
        hello: (!hello.is_empty()).then(|| hello.to_owned()),
        host,
    })
}

fn encryption(url: &Url, host: &str) -> Result<Encryption, &'static str> {
    let mut tls = None;
    for (name, value) in url.query_pairs() {
        if name != "tls" || tls.is_some() {
            return Err("takes tls=… after the question mark, once, and nothing else");
        }
        tls = Some(value);
    }
    match (url.scheme(), tls.as_deref()) {
        ("smtps", None) => Ok(Encryption::Wrapped),
        ("smtps", Some(_)) => Err("begins with smtps, which is always encrypted: leave tls=… out"),
        ("smtp", Some("none")) => Ok(Encryption::None),
        ("smtp", Some("opportunistic")) => Ok(Encryption::Opportunistic),
        ("smtp", Some("required")) => Ok(Encryption::Required),
        ("smtp", Some(_)) => Err("must have tls=required, tls=opportunistic or tls=none"),
        ("smtp", None) if stays_on_this_machine(host) => Ok(Encryption::None),
        ("smtp", None) => Ok(Encryption::Required),
        _ => Err("must begin with smtps:// or smtp://"),
    }
}

fn stays_on_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn login(url: &Url) -> Result<Option<(String, String)>, &'static str> {
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) => Err("has a password but no user name"),
        (_, None) => Err("has a user name but no password"),
        (user, Some(password)) => Ok(Some((decode(user)?, decode(password)?))),
    }
}

fn decode(raw: &str) -> Result<String, &'static str> {
    let decoded =
        percent_decode_str(raw).decode_utf8().map_err(|_| "has a user name or password that is not UTF-8")?;
    Ok(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_encrypted_unless_it_stays_here_or_somebody_wrote_otherwise() {
        use Encryption::{None, Opportunistic, Required, Wrapped};
        let cases = [
            ("smtps://mail.example", Wrapped, 465),
            ("smtps://mail.example:2465", Wrapped, 2465),
            ("smtp://mail.example", Required, 587),
            ("smtp://mail.example:25", Required, 25),
            ("smtp://mail.example?tls=required", Required, 587),
            ("smtp://mail.example?tls=opportunistic", Opportunistic, 587),
            ("smtp://mail.example?tls=none", None, 25),
            ("smtp://10.0.0.1", Required, 587),
            ("smtp://127.0.0.1:1025", None, 1025),
            ("smtp://[::1]:1025", None, 1025),
            ("smtp://localhost", None, 25),
            ("smtp://localhost.evil.example", Required, 587),
            ("smtp://localhost?tls=required", Required, 587),
        ];
        for (raw, encryption, port) in cases {
            let server = read(raw).map(|server| (server.encryption, server.port));
            assert_eq!(server, Ok((encryption, port)), "{raw}");
        }
    }

    #[test]
    fn reads_the_login_and_the_name_for_ehlo() {
        let server = read("smtps://kari%40etat.example:p%3A%23+rd@[2001:db8::1]:465/avsender.example").ok();
        let server = server.map(|s| (s.host, s.login, s.hello));
        let login = ("kari@etat.example".to_owned(), "p:#+rd".to_owned());
        assert_eq!(
            server,
            Some(("2001:db8::1".to_owned(), Some(login), Some("avsender.example".to_owned())))
        );
    }

    #[test]
    fn refuses_without_repeating_the_password() {
        let cases = [
            "",
            "mail.example",
            "https://u:hemmelig@mail.example",
            "smtp://",
            "smtp:hemmelig",
            "smtp://u:hemmelig@",
            "smtp://mail.example?tls=maybe",
            "smtp://mail.example?tls=",
            "smtp://mail.example?TLS=none",
            "smtp://mail.example?tls=none&tls=required",
            "smtp://mail.example?timeout=3",
            "smtps://mail.example?tls=none",
            "smtps://u@mail.example",
            "smtps://:hemmelig@mail.example",
            "smtps://u:%ff@mail.example",
            "smtps://u:hem#melig@mail.example",
        ];
        for raw in cases {
            let wrong = read(raw).err();
            assert!(wrong.is_some_and(|wrong| !wrong.contains("hemmelig")), "{raw}");
        }
    }
}
