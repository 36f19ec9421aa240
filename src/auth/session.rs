//! A sign-in and what it goes on with: sessions and their refresh tokens.

mod queries;

use ::entity::id::SessionId;
use chrono::{DateTime, Utc};

use super::tokens::Issued;
use super::{Account, Secret, throttle};
use crate::Cx;
use crate::db::Txn;
use crate::error::{Error, Problem};

pub(super) use queries::{end_sessions, forget_what_is_over, has_signed_in_from};

/// What a client gets when a person signs in, and each time it asks for new ones.
#[derive(Debug)]
pub struct Tokens {
    /// Says who asks; short-lived.
    pub access: Issued,
    /// Good once, for the next pair.
    pub refresh: Secret,
    /// When the session ends, however often it was refreshed.
    pub refresh_expires_at: DateTime<Utc>,
    /// Who has signed in.
    pub account: Account,
}

/// Begins a session in the transaction that signs in.
pub(super) async fn begin(cx: &Cx, txn: &Txn, id: SessionId, account: Account) -> Result<Tokens, Error> {
    let now = cx.now();
    let address_key = throttle::address_key(cx);
    let ends = now + cx.app.auth.inner.lifetimes.session;
    queries::insert_session(txn, id, account.id, address_key, now, ends).await?;
    hand_out(cx, txn, id, account, ends).await
}

/// Hands out the next pair of tokens of a session.
async fn hand_out(
    cx: &Cx,
    txn: &Txn,
    id: SessionId,
    account: Account,
    ends: DateTime<Utc>,
) -> Result<Tokens, Error> {
    let refresh = Secret::generate();
    queries::insert_refresh_token(txn, refresh.hash(), id, cx.now()).await?;
    let access = cx.app.auth.access_token(account.id, id, cx.now())?;
    Ok(Tokens { access, refresh, refresh_expires_at: ends, account })
}

/// Exchanges a refresh token for a new pair. Of two exchanges of the same token one succeeds, whichever comes first;
/// the other ends the session, because somebody else may have the token.
///
/// # Errors
/// [`Error::Refused`] with [`Problem::SessionEnded`] for a token that was used, or of a session that is over, and for
/// anything that is no token.
pub async fn refresh(cx: &Cx, refresh_token: &str) -> Result<Tokens, Error> {
    // Open to whoever has the token: that is what it is for.
    let ended = || Error::refused("", Problem::SessionEnded);
    let hash = Secret::parse(refresh_token).ok_or_else(ended)?.hash();
    let txn = cx.begin().await?;
    let now = cx.now();
    if !queries::use_refresh_token(&txn, &hash, now).await? {
        if let Some(session) = queries::session_of(&txn, &hash).await? {
            queries::end_session(&txn, session, now).await?;
            txn.commit().await?;
            tracing::warn!(session = %session.0, "a refresh token came back after it was used; its session was ended");
        }
        return Err(ended());
    }
    let (session, account) = queries::live_session(&txn, &hash, now).await?.ok_or_else(ended)?;
    let tokens = hand_out(cx, &txn, session.id, Account::from(account), session.expires_at).await?;
    txn.commit().await?;
    Ok(tokens)
}

/// Ends the session that the request belongs to. Its access tokens stop working at once.
///
/// # Errors
/// [`Error::Unauthenticated`] for nobody, [`Error::Forbidden`] for those without an account.
pub async fn sign_out_here(cx: &Cx) -> Result<(), Error> {
    let actor = cx.actor.require_account()?;
    let txn = cx.begin().await?;
    queries::end_session(&txn, actor.session_id, cx.now()).await?;
    txn.commit().await
}

/// Ends every session of the account. All its access tokens stop working at once.
///
/// # Errors
/// As [`sign_out_here`].
pub async fn sign_out_everywhere(cx: &Cx) -> Result<(), Error> {
    let actor = cx.actor.require_account()?;
    let txn = cx.begin().await?;
    end_sessions(&txn, actor.account_id, None, cx.now()).await?;
    txn.commit().await
}
