use ::entity::id::SessionId;

use super::passwords::Compared;
use super::session::{self, Tokens};
use super::throttle::Buckets;
use super::{Account, queries};
use crate::Cx;
use crate::error::{Error, Problem};
use crate::value::Email;

/// Signs a person in with e-mail and password: begins a session.
///
/// # Errors
/// [`Error::Refused`] with [`Problem::WrongCredentials`] whether the account does not exist, is disabled or has another
/// password, after the same work; with [`Problem::TooManyAttempts`] where too many were wrong lately (see `throttle`).
pub async fn sign_in(cx: &Cx, email: &str, password: &str) -> Result<Tokens, Error> {
    // Open to everybody: this is how one becomes somebody.
    let email = Email::parse(email).map_err(|problem| Error::refused("email", problem))?;
    let auth = &cx.app.auth;
    let found = queries::by_email(cx.db(), &email.key()).await?;
    let buckets = Buckets::of_tries_at(cx, &email.key()).await?;
    buckets.count_or_refuse(cx).await?;

    let stored = found.as_ref().map(|account| account.password_hash.as_str());
    let compared = auth.passwords().compare(password, stored).await?;
    let wrong = || Error::refused("", Problem::WrongCredentials);
    let account = found.filter(|account| account.disabled_at.is_none()).ok_or_else(wrong)?;
    let new_hash = match compared {
        Compared::Wrong => return Err(wrong()),
        Compared::Right => None,
        Compared::RightButDated => Some(auth.passwords().rehash(password).await?),
    };

    let txn = cx.begin().await?;
    // The password may have been changed, or the account disabled, while this one was compared.
    let now = queries::lock_account(&txn, account.id).await?;
    if !now.is_some_and(|now| now.password_hash == account.password_hash && now.disabled_at.is_none()) {
        return Err(wrong());
    }
    if let Some(hash) = new_hash {
        queries::set_password(&txn, account.id, &hash).await?;
    }
    buckets.was_right(&txn, cx.now()).await?;
    session::forget_what_is_over(&txn, account.id, cx.now()).await?;
    queries::forget_old_resets(&txn, account.id, cx.now()).await?;
    let tokens = session::begin(cx, &txn, SessionId::new(), Account::from(account)).await?;
    txn.commit().await?;
    Ok(tokens)
}
