//! Choosing a new password with a link that comes by mail.

use ::entity::mail_message::MailKind;
use chrono::{DateTime, TimeDelta, Utc};

use super::throttle::{self, Buckets};
use super::{Account, Secret, letters, queries, session};
use crate::Cx;
use crate::db::Txn;
use crate::error::{Error, Problem};
use crate::mail::{self, Envelope, Letter};
use crate::value::Email;

/// How long a link that somebody asked for is good.
const LASTS: TimeDelta = TimeDelta::hours(1);
/// How long the link in the welcome to a new account is good; people are away over a weekend.
const WELCOME_LASTS: TimeDelta = TimeDelta::days(3);

/// Sends a link to choose a new password, if there is such an account. The answer and the work are the same where
/// there is none, where it is disabled, and where too many were asked for.
///
/// # Errors
/// [`Error::Refused`] for what is no e-mail address.
pub async fn request_password_reset(cx: &Cx, email: &str) -> Result<(), Error> {
    // Open to everybody: those who need it cannot sign in.
    let email = Email::parse(email).map_err(|problem| Error::refused("email", problem))?;
    let buckets = Buckets::of_reset(&cx.app.auth, &email.key(), &throttle::network(cx.address));
    if buckets.count(cx).await?.is_err() {
        return Ok(());
    }
    let account =
        queries::by_email(cx.db(), &email.key()).await?.filter(|account| account.disabled_at.is_none());
    let mut txn = cx.begin().await?;
    let now = cx.now();
    match account.map(Account::from) {
        Some(account) => {
            let (secret, url) = link(cx);
            let letter = letters::reset(account.language, &account.name, url);
            post(cx, &mut txn, &account, letter, now + LASTS).await?;
            queries::insert_reset(&txn, secret.hash(), account.id, now, now + LASTS).await?;
        }
        None => {
            // The same statements and the same commit, so that the time says nothing. What was put into the outbox is
            // taken out again before anybody sees it.
            let (_, url) = link(cx);
            let letter = letters::reset(cx.language, email.as_str(), url);
            let envelope = Envelope {
                kind: MailKind::PasswordReset,
                to: email,
                to_name: None,
                language: cx.language,
                about: None,
                unsubscribe: None,
                not_before: None,
                expires_at: Some(now + LASTS),
            };
            let mail = mail::queue(&mut txn, &cx.app, envelope, letter).await?;
            queries::take_back_mail(&txn, mail).await?;
        }
    }
    txn.commit().await
}

/// Chooses a new password with a link from a mail. It ends all sessions of the account and all its other links, and
/// forgets the guesses at its password.
///
/// # Errors
/// [`Error::Refused`] with [`Problem::ResetInvalid`] for a link that was used, is too old or never existed; for a
/// password that is too easy to guess, which does not use the link up.
pub async fn reset_password(cx: &Cx, token: &str, new_password: &str) -> Result<(), Error> {
    // Open to whoever has the link: that is what it is for.
    let invalid = || Error::refused("token", Problem::ResetInvalid);
    let hash = Secret::parse(token).ok_or_else(invalid)?.hash();
    let account = queries::account_of_reset(cx.db(), &hash, cx.now()).await?.ok_or_else(invalid)?;
    let about = [account.name.as_str(), account.email.as_str()];
    let password_hash = cx.app.auth.passwords().choose("newPassword", new_password, &about).await?;
    let txn = cx.begin().await?;
    if !queries::use_reset(&txn, &hash, cx.now()).await? {
        return Err(invalid());
    }
    let current = queries::lock_account(&txn, account.id).await?;
    if current.is_none_or(|account| account.disabled_at.is_some()) {
        return Err(invalid());
    }
    queries::set_password(&txn, account.id, &password_hash).await?;
    session::end_sessions(&txn, account.id, None, cx.now()).await?;
    queries::use_up_resets(&txn, account.id, cx.now()).await?;
    throttle::forget_account(&txn, &cx.app.auth, &account.email_key).await?;
    txn.commit().await
}

/// Welcomes the owner of a new account, with a link to choose the first password.
pub(super) async fn welcome(cx: &Cx, txn: &mut Txn, account: &Account) -> Result<(), Error> {
    let (secret, url) = link(cx);
    let now = cx.now();
    let letter = letters::welcome(account.language, &account.name, url);
    post(cx, txn, account, letter, now + WELCOME_LASTS).await?;
    queries::insert_reset(txn, secret.hash(), account.id, now, now + WELCOME_LASTS).await?;
    Ok(())
}

fn link(cx: &Cx) -> (Secret, String) {
    let secret = Secret::generate();
    let url = format!("{}/passord/{}", cx.app.settings.http.public_url, secret.text());
    (secret, url)
}

/// Sends a letter with a link that is good until `expires_at`.
async fn post(
    cx: &Cx,
    txn: &mut Txn,
    account: &Account,
    letter: Letter,
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    let to = Email::parse(&account.email)
        .map_err(|_| anyhow::anyhow!("an account has no address that mail can be sent to"))?;
    let envelope = Envelope {
        kind: MailKind::PasswordReset,
        to,
        to_name: Some(account.name.clone()),
        language: account.language,
        about: Some(account.id.0),
        unsubscribe: None,
        not_before: None,
        expires_at: Some(expires_at),
    };
    mail::queue(txn, &cx.app, envelope, letter).await?;
    Ok(())
}
