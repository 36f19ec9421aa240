//! What a client sends, wants and reads: media types and languages.

use ::entity::Language;

/// Media types of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/json`: the status says only whether there was a well-formed GraphQL request.
    Json,
    /// `application/graphql-response+json`: the status says whether it could run.
    GraphqlResponse,
}

impl Media {
    /// As the header names it.
    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        }
    }
}

/// The media type that the client likes best. Where it does not say, or takes anything, that is plain JSON, as clients
/// older than the specification expect. None where it takes neither.
pub(super) fn media(accept: Option<&str>) -> Option<Media> {
    let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else {
        return Some(Media::Json);
    };
    let ranges: Vec<(String, f32)> = weighted(accept).collect();
    let weight = |essence: &str| {
        // The most specific range decides, whatever comes after it.
        [essence, "application/*", "*/*"]
            .iter()
            .find_map(|wanted| ranges.iter().find(|(range, _)| range == wanted))
    };
    let (json, graphql) = (weight("application/json"), weight("application/graphql-response+json"));
    let is_named = graphql.is_some_and(|(range, _)| !range.contains('*'));
    let quality = |found: Option<&(String, f32)>| found.map_or(0.0, |(_, quality)| *quality);
    match (quality(json), quality(graphql)) {
        (json, graphql) if json <= 0.0 && graphql <= 0.0 => None,
        (json, graphql) if graphql > json || (graphql >= json && is_named) => Some(Media::GraphqlResponse),
        _ => Some(Media::Json),
    }
}

/// Whether a body is JSON that we read: `application/json`, in UTF-8.
pub(super) fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"));
    is_json
        && parts.filter_map(|parameter| parameter.split_once('=')).all(|(name, value)| {
            let value = value.trim().trim_matches('"');
            !name.trim().eq_ignore_ascii_case("charset")
                || ["utf-8", "utf8"].iter().any(|utf8| value.eq_ignore_ascii_case(utf8))
        })
}

/// The language of ours that the client likes best; bokmål where it likes none.
pub(super) fn language(accept_language: Option<&str>) -> Language {
    let mut best = (Language::default(), 0.0);
    for (tag, quality) in weighted(accept_language.unwrap_or_default()) {
        let language = match tag.split('-').next() {
            Some("nb" | "no" | "*") => Language::Nb,
            Some("nn") => Language::Nn,
            Some("en") => Language::En,
            _ => continue,
        };
        if quality > best.1 {
            best = (language, quality);
        }
    }
    best.0
}

/// The entries of a header such as `Accept`, in lower case and without parameters, with their weights.
fn weighted(header: &str) -> impl Iterator<Item = (String, f32)> {
    header.split(',').filter_map(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let what = parts.next().filter(|what| !what.is_empty())?.to_ascii_lowercase();
        let quality = parts
            .find_map(|parameter| parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q=")))
            .map_or(1.0, |quality| quality.trim().parse().unwrap_or(0.0));
        Some((what, quality))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_media_type_that_the_client_likes_best() {
        let (json, graphql) = (Some(Media::Json), Some(Media::GraphqlResponse));
        for (accept, expected) in [
            (None, json),
            (Some(""), json),
            (Some("*/*"), json),
            (Some("application/*"), json),
            (Some("application/json"), json),
            (Some("application/graphql-response+json"), graphql),
            (Some("Application/GraphQL-Response+JSON; charset=utf-8"), graphql),
            (Some("application/graphql-response+json, application/json;q=0.9"), graphql),
            (Some("application/json, application/graphql-response+json"), graphql),
            (Some("application/json, application/graphql-response+json;q=0.5"), json),
            (Some("application/graphql-response+json;q=0, */*"), json),
            (Some("application/json;q=0, */*;q=0.1"), graphql),
            (Some("text/html, */*;q=0.8"), json),
            (Some("text/html"), None),
            (Some("application/json;q=0"), None),
            (Some("application/xml, text/*"), None),
            (Some("application/json;q=x"), None),
        ] {
            assert_eq!(media(accept), expected, "{accept:?}");
        }
    }

    #[test]
    fn only_json_in_utf_8_is_read() {
        for (content_type, expected) in [
            ("application/json", true),
            ("Application/JSON; Charset=UTF-8", true),
            ("application/json;charset=\"utf-8\"", true),
            ("application/json; charset=utf8; x=y", true),
            ("application/json; charset=iso-8859-1", false),
            ("application/jsonx", false),
            ("text/plain", false),
            ("text/plain; application/json", false),
            ("application/x-www-form-urlencoded", false),
            ("multipart/form-data; boundary=x", false),
            ("", false),
        ] {
            assert_eq!(is_json(content_type), expected, "{content_type}");
        }
    }

    #[test]
    fn the_language_that_the_client_likes_best() {
        for (accept, expected) in [
            (None, Language::Nb),
            (Some("nn-NO, nb;q=0.9, en;q=0.8"), Language::Nn),
            (Some("en-GB,en;q=0.9,nb;q=0.8"), Language::En),
            (Some("no"), Language::Nb),
            (Some("sv, da;q=0.9, en;q=0.5"), Language::En),
            (Some("nb;q=0.1, nn;q=0.2"), Language::Nn),
            (Some("sv"), Language::Nb),
            (Some("en;q=0"), Language::Nb),
            (Some("*"), Language::Nb),
        ] {
            assert_eq!(language(accept), expected, "{accept:?}");
        }
    }
}
