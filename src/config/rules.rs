//! Rules over settings that have been read: how far numbers may go, and what has to fit together. Pure.

use std::net::IpAddr;

use url::{Host, Url as WebUrl};
use validator::{Validate as _, ValidationErrors, ValidationErrorsKind};

use super::{Mail, Settings};
use crate::db::Url;

/// The name of a setting, and what is wrong with it.
pub(super) type Finding = (String, String);

/// Everything that is wrong, given which settings have been set by somebody.
pub(super) fn check(settings: &Settings, is_set: impl Fn(&str) -> bool) -> Vec<Finding> {
    let mut findings = out_of_range(settings);
    let mut find = |name: &str, message: &str| findings.push((name.to_owned(), message.to_owned()));
    let http = &settings.http;
    let local = http.bind.ip().is_loopback();
    if !is_set("http.public_url") && !local {
        find(
            "http.public_url",
            "must be set, because the server listens on more than this machine: nobody else knows the address that people use.",
        );
    } else if !is_set("http.public_url") && http.bind.port() == 0 {
        find(
            "http.public_url",
            "must be set, because port 0 means any free port, and links in mails have to name one.",
        );
    } else if http.public_url.starts_with("http://")
        && !is_this_machine(&http.public_url)
        && !http.allow_insecure
    {
        find(
            "http.public_url",
            "must begin with https://, or passwords and answers would travel in the clear. Set http.allow_insecure to \
             true where that is meant to be.",
        );
    }
    if http.development && !local {
        find(
            "http.development",
            "can be true only while http.bind is an address of this machine, such as 127.0.0.1.",
        );
    }
    if settings.mail.smtp_url.is_some() && settings.mail.from == Mail::default().from {
        find(
            "mail.from",
            "must be an address of yours, because mail.smtp_url is set: mail servers refuse mails from nobody.",
        );
    }
    let no_keys = settings.auth.signing_keys.is_empty() && settings.auth.key_file.is_none();
    if no_keys && matches!(settings.database.url, Url::Postgres(_)) {
        find(
            "auth.signing_keys",
            "or auth.key_file must be set, because the database is PostgreSQL and every server on it needs the same \
             keys. `trespor generate-key` makes one.",
        );
    }
    findings
}

/// Numbers that are too small or too large.
pub(super) fn out_of_range(settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Err(errors) = settings.validate() {
        collect("", &errors, &mut findings);
    }
    findings.sort();
    findings
}

fn collect(path: &str, errors: &ValidationErrors, findings: &mut Vec<Finding>) {
    for (field, kind) in errors.errors() {
        let name = if path.is_empty() { field.to_string() } else { format!("{path}.{field}") };
        match kind {
            ValidationErrorsKind::Struct(inner) => collect(&name, inner, findings),
            ValidationErrorsKind::List(entries) => {
                entries.values().for_each(|inner| collect(&name, inner, findings))
            }
            ValidationErrorsKind::Field(errors) => {
                for error in errors {
                    let bound =
                        |bound: &str| error.params.get(bound).map(ToString::to_string).unwrap_or_default();
                    findings
                        .push((name.clone(), format!("must be from {} to {}.", bound("min"), bound("max"))));
                }
            }
        }
    }
}

/// Whether an address is reached from this machine only.
fn is_this_machine(address: &str) -> bool {
    match WebUrl::parse(address).ok().as_ref().and_then(WebUrl::host) {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => IpAddr::from(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::from(ip).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(change: impl Fn(&mut Settings), set: &[&str]) -> Vec<String> {
        let mut settings = Settings::default();
        change(&mut settings);
        check(&settings, |name| set.contains(&name)).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn the_defaults_fit_together() {
        assert!(findings(|_| (), &[]).is_empty());
    }

    #[test]
    fn what_would_be_unsafe_or_useless_is_refused() {
        let everywhere = |settings: &mut Settings| settings.http.bind = ([0, 0, 0, 0], 80).into();
        assert_eq!(findings(everywhere, &[]), ["http.public_url"]);
        assert_eq!(findings(|s| s.http.bind = ([127, 0, 0, 1], 0).into(), &[]), ["http.public_url"]);
        assert_eq!(
            findings(|s| s.http.public_url = "http://etat.example".into(), &["http.public_url"]),
            ["http.public_url"]
        );
        assert_eq!(
            findings(
                |s| {
                    everywhere(s);
                    s.http.public_url = "https://etat.example".into();
                    s.http.development = true;
                },
                &["http.public_url"]
            ),
            ["http.development"]
        );
        assert_eq!(findings(|s| s.mail.smtp_url = Some("smtp://mail.example".into()), &[]), ["mail.from"]);
        assert_eq!(
            findings(|s| s.database.url = Url::Postgres("postgres://db/x".into()), &[]),
            ["auth.signing_keys"]
        );
    }

    #[test]
    fn what_is_meant_is_let_through() {
        let insecure = |s: &mut Settings| {
            s.http.public_url = "http://etat.example".into();
            s.http.allow_insecure = true;
        };
        assert!(findings(insecure, &["http.public_url"]).is_empty());
        for local in
            ["http://localhost:3000", "http://[::1]:3000", "http://a.localhost", "https://etat.example"]
        {
            assert!(
                findings(|s| s.http.public_url = local.into(), &["http.public_url"]).is_empty(),
                "{local}"
            );
        }
        let mail = |s: &mut Settings| {
            s.mail.smtp_url = Some("smtp://mail.example".into());
            s.mail.from = "post@etat.example".into();
        };
        assert!(findings(mail, &[]).is_empty());
    }

    #[test]
    fn numbers_are_named_with_the_range_they_must_be_in() {
        let mut settings = Settings::default();
        settings.auth.access_minutes = 0;
        settings.limits.depth = 1000;
        let wanted =
            [("auth.access_minutes", "must be from 1 to 60."), ("limits.depth", "must be from 15 to 100.")];
        assert_eq!(
            out_of_range(&settings),
            wanted.map(|(name, message)| (name.to_owned(), message.to_owned()))
        );
    }
}
