//! Looking organizations up in Enhetsregisteret before they are registered or corrected. Nothing is stored: who finds
//! something sends it by [`owners`](super::owners). No transaction is open and no connection in use while it is waited
//! for.

use crate::Cx;
use crate::auth::Permission;
use crate::brreg::{LookUp, Unavailable, Unit, Units};
use crate::error::Error;
use crate::value::OrgNumber;
use crate::value::folding::fold;

/// What Enhetsregisteret says of a number, or why it cannot tell.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not edit the registry.
pub async fn by_number(cx: &Cx, orgnr: &OrgNumber) -> Result<Result<LookUp, Unavailable>, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    Ok(cx.app.brreg.look_up(orgnr).await)
}

/// The units of Enhetsregisteret whose names are most like this one, or why it cannot tell.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not edit the registry.
pub async fn by_name(cx: &Cx, name: &str, first: u64) -> Result<Result<Units, Unavailable>, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    Ok(cx.app.brreg.search(name, first).await)
}

/// Second levels of `.no` below which every organization has a name of its own, as in `oslo.kommune.no`.
const SHARED_BY_MANY: [&str; 8] =
    ["dep", "fhs", "folkebibl", "fylkesbibl", "herad", "kommune", "mil", "stat"];

/// Other names that people may know a unit by: the name of its address on the web, so `www.brreg.no` gives «brreg». Only
/// a proposal, for who registers it; addresses of people are not looked at.
#[must_use]
pub fn aliases(unit: &Unit) -> Vec<String> {
    let name = unit.homepage.as_deref().and_then(own_name);
    name.filter(|name| fold(name) != fold(&unit.name)).into_iter().collect()
}

/// The part of a web address that an organization has chosen; nothing where it is no such address.
fn own_name(homepage: &str) -> Option<String> {
    let homepage = homepage.trim().to_lowercase();
    let address = homepage.strip_prefix("https://").or_else(|| homepage.strip_prefix("http://"));
    let host = address.unwrap_or(&homepage).split(['/', '?', '#', ':']).next()?;
    let labels: Vec<&str> = host.trim_end_matches('.').split('.').collect();
    let name = match labels.as_slice() {
        [.., name, "no"] if SHARED_BY_MANY.contains(name) => labels.iter().rev().nth(2)?,
        [.., name, top] if top.chars().all(|c| c.is_ascii_alphabetic()) => name,
        _ => return None,
    };
    let is_name = name.len() > 1 && name.chars().all(|c| c.is_alphanumeric() || c == '-');
    (is_name && *name != "www" && !name.starts_with("xn--")).then(|| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_web_address_tells_what_people_say() {
        for (homepage, expected) in [
            ("www.brreg.no", Some("brreg")),
            ("https://www.Digdir.no/om-oss?x=1", Some("digdir")),
            ("http://data.brreg.no:8080/", Some("brreg")),
            ("www.oslo.kommune.no", Some("oslo")),
            ("https://www.regjeringen.no/nb/dep/kld/id668/", Some("regjeringen")),
            ("øygarden.kommune.no", Some("øygarden")),
            ("www.ks-bedrift.no.", Some("ks-bedrift")),
            ("kommune.no", None),
            ("www.kommune.no", None),
            ("www.no", None),
            ("post@brreg.no", None),
            ("127.0.0.1", None),
            ("xn--lesund-hua.no", None),
            ("localhost", None),
            ("ikke ennå", None),
            ("", None),
        ] {
            assert_eq!(own_name(homepage).as_deref(), expected, "{homepage}");
        }
    }
}
