//! Who a request comes from, as far as it tells.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, HeaderName};

use super::negotiate;
use crate::graphql::execute::Caller;

/// The token, language and address of a request.
pub(super) fn caller(request: &HttpRequest, trusted_proxies: &[IpAddr]) -> Caller {
    Caller {
        bearer: request.headers().get(AUTHORIZATION).map(|value| {
            // What is not text is no token of ours, and its sender is told so.
            bearer(&String::from_utf8_lossy(value.as_bytes())).to_owned()
        }),
        language: negotiate::language(header(request, &ACCEPT_LANGUAGE)),
        address: request.peer_addr().map(|peer| {
            let forwarded =
                request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
            origin(peer.ip(), forwarded, trusted_proxies)
        }),
    }
}

/// A header as text.
pub(super) fn header<'a>(request: &'a HttpRequest, name: &HeaderName) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

/// The token of an `Authorization` header. Of another scheme the whole header, which is no token of ours: who tries
/// to sign in and fails is told so, and not treated as nobody.
pub(super) fn bearer(authorization: &str) -> &str {
    match authorization.trim().split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => authorization,
    }
}

/// The address that a request came from: the peer, or, where the peer is a proxy that we trust, the last address that
/// proxies of ours say they got it from. What comes before that is hearsay.
fn origin<'a>(peer: IpAddr, forwarded: impl Iterator<Item = &'a str>, trusted: &[IpAddr]) -> IpAddr {
    let peer = peer.to_canonical();
    let hops: Vec<&str> = forwarded.flat_map(|header| header.split(',')).map(str::trim).collect();
    let mut address = peer;
    for hop in hops.iter().rev() {
        if !trusted.contains(&address) {
            break;
        }
        let Some(before) = parse(hop) else { break };
        address = before;
    }
    address
}

/// An address as proxies write it: bare, or with a port, or in brackets.
fn parse(hop: &str) -> Option<IpAddr> {
    let bare = hop.parse::<IpAddr>().ok();
    let with_port = || hop.parse::<std::net::SocketAddr>().ok().map(|address| address.ip());
    let in_brackets = || hop.strip_prefix('[')?.strip_suffix(']')?.parse::<IpAddr>().ok();
    bare.or_else(with_port).or_else(in_brackets).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_proxies_that_we_trust_are_believed() {
        let proxies: Vec<IpAddr> =
            ["10.0.0.1", "10.0.0.2", "::1"].iter().map(|it| it.parse().unwrap()).collect();
        for (peer, forwarded, expected) in [
            ("192.0.2.9", &[][..], "192.0.2.9"),
            ("192.0.2.9", &["198.51.100.1"], "192.0.2.9"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["203.0.113.7, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["203.0.113.7", "198.51.100.1, 10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", &["198.51.100.1:4711"], "198.51.100.1"),
            ("10.0.0.1", &["[2001:db8::1]:443"], "2001:db8::1"),
            ("10.0.0.1", &["[2001:db8::1]"], "2001:db8::1"),
            ("10.0.0.1", &["unknown"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1, nonsense"], "10.0.0.1"),
            ("::ffff:10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["10.0.0.2, 10.0.0.1"], "10.0.0.2"),
        ] {
            let found = origin(peer.parse().unwrap(), forwarded.iter().copied(), &proxies);
            assert_eq!(found.to_string(), expected, "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn a_token_has_the_scheme_bearer() {
        for (header, expected) in [
            ("Bearer abc", "abc"),
            ("bearer  abc ", "abc"),
            ("Basic abc", "Basic abc"),
            ("abc", "abc"),
            ("Bearer", "Bearer"),
        ] {
            assert_eq!(bearer(header), expected);
        }
    }
}
