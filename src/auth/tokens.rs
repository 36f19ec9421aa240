//! Access tokens: signed statements of who asks, good for a short time.
//!
//! A token is believed only where all of this holds: HS256, a key that we list under the token's `kid`, our issuer
//! (`http.public_url`) and audience, a purpose that we know, a subject, and an end that has not come by the clock of
//! the application. It says who asks, never what they may do: that is read from the database for each request.

use ::entity::id::{AccountId, InvitationId, InvitationLinkId, SessionId};
use anyhow::Context as _;
use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::keys::Keys;

/// For whom tokens are: this API.
const AUDIENCE: &str = "trespor-api";

/// A token that was just made.
#[derive(Clone)]
pub struct Issued {
    /// What the client sends as `Authorization: Bearer …`.
    pub token: String,
    /// When it stops being good.
    pub expires_at: DateTime<Utc>,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issued").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// Whom a token is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// A person with an account.
    Account {
        /// The account.
        account_id: AccountId,
        /// The sign-in that the token came from.
        session_id: SessionId,
    },
    /// Someone who came by a personal link.
    Respondent {
        /// The one invitation it is good for.
        invitation_id: InvitationId,
        /// The link that it came from.
        link_id: InvitationLinkId,
    },
}

/// What a token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Purpose {
    /// What an account does.
    Access,
    /// Answering one invitation.
    Respondent,
}

/// What a token says; every claim has to be there.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    /// Account or invitation.
    sub: Uuid,
    /// Session or link.
    sid: Uuid,
    purpose: Purpose,
    iat: i64,
    exp: i64,
    jti: Uuid,
}

impl Verified {
    fn claims(self) -> (Purpose, Uuid, Uuid) {
        match self {
            Self::Account { account_id, session_id } => (Purpose::Access, account_id.0, session_id.0),
            Self::Respondent { invitation_id, link_id } => (Purpose::Respondent, invitation_id.0, link_id.0),
        }
    }
}

/// Makes a token about someone, good from `now` for `lasts`.
pub(super) fn issue(
    keys: &Keys,
    issuer: &str,
    whom: Verified,
    now: DateTime<Utc>,
    lasts: TimeDelta,
) -> anyhow::Result<Issued> {
    // A token counts in whole seconds.
    let expires_at = (now + lasts).trunc_subsecs(0);
    let (purpose, sub, sid) = whom.claims();
    let claims = Claims {
        iss: issuer.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub,
        sid,
        purpose,
        iat: now.timestamp(),
        exp: expires_at.timestamp(),
        jti: Uuid::now_v7(),
    };
    let key = keys.signing();
    let header = Header { kid: Some(key.kid.clone()), ..Header::new(Algorithm::HS256) };
    let token = jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(&key.for_tokens))
        .context("a token could not be signed")?;
    Ok(Issued { token, expires_at })
}

/// Whom a token is about, and until when it is good; `None` for whatever is not a good token of ours right now.
pub(super) fn verify(
    keys: &Keys,
    issuer: &str,
    token: &str,
    now: DateTime<Utc>,
) -> Option<(Verified, DateTime<Utc>)> {
    let header = jsonwebtoken::decode_header(token).ok()?;
    let key = keys.named(header.kid.as_deref()?)?;
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[AUDIENCE]);
    // The library would ask the machine's clock; ours is asked below, and there is no leeway.
    validation.validate_exp = false;
    let claims =
        jsonwebtoken::decode::<Claims>(token, &DecodingKey::from_secret(&key.for_tokens), &validation)
            .ok()?
            .claims;
    let expires_at = DateTime::from_timestamp(claims.exp, 0)?;
    if expires_at <= now {
        return None;
    }
    let whom = match claims.purpose {
        Purpose::Access => {
            Verified::Account { account_id: AccountId(claims.sub), session_id: SessionId(claims.sid) }
        }
        Purpose::Respondent => Verified::Respondent {
            invitation_id: InvitationId(claims.sub),
            link_id: InvitationLinkId(claims.sid),
        },
    };
    Some((whom, expires_at))
}

#[cfg(test)]
mod tests;
