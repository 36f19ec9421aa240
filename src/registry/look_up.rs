//! Looking organizations up in Enhetsregisteret before they are registered or corrected. Nothing is stored: who finds
//! something sends it by [`owners`](super::owners). No transaction is open and no connection in use while it is waited
//! for.

use crate::Cx;
use crate::auth::Permission;
use crate::brreg::{LookUp, Unavailable, Units};
use crate::error::Error;
use crate::value::OrgNumber;

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
