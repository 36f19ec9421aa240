//! Who asks, and how they prove it: keys, tokens, passwords, sign-in, sessions, accounts.
//!
//! Invariants:
//! - a token says who asks, never what they may do; [`account_actor`] reads that from the database for each request,
//!   so signing out, disabling an account and changing a role take effect at once;
//! - of refresh tokens, links and passwords the database holds hashes only; of network addresses keyed hashes only;
//! - a refresh token and a link to choose a password work once; a refresh token that comes back ends its session;
//! - whoever guesses learns nothing about whether an account exists, neither from an answer nor from the time it takes;
//! - choosing a new password ends every other session of the account.

pub mod accounts;
mod actor;
pub mod graphql;
pub mod keys;
mod letters;
mod password_reset;
mod passwords;
mod queries;
mod seal;
mod secret;
mod session;
mod sign_in;
mod throttle;
mod tokens;

use std::sync::Arc;

use ::entity::id::{AccountId, InvitationId, InvitationLinkId, SessionId};
use chrono::{DateTime, TimeDelta, Utc};

use crate::app::App;
use crate::config::Settings;
use crate::error::Error;
use keys::Keys;
use passwords::Passwords;

pub use accounts::{Account, NewAccount, change_password, viewer};
pub use actor::{AccountActor, Actor, Part, Permission, RespondentActor};
pub use password_reset::{request_password_reset, reset_password};
pub use passwords::generate as generate_password;
pub use queries::AccountById;
pub use seal::CannotOpen;
pub use secret::Secret;
pub use session::{Tokens, refresh, sign_out_everywhere, sign_out_here};
pub use sign_in::sign_in;
pub use tokens::{Issued, Verified};

/// Keys, tokens and passwords. Cheap to clone.
#[derive(Clone)]
pub struct Auth {
    inner: Arc<Inner>,
}

struct Inner {
    keys: Keys,
    issuer: String,
    lifetimes: Lifetimes,
    passwords: Passwords,
}

/// How long what we hand out is good.
#[derive(Clone, Copy, Debug)]
struct Lifetimes {
    access: TimeDelta,
    session: TimeDelta,
    respondent: TimeDelta,
}

impl Auth {
    /// Takes the signing keys that the settings name; on SQLite makes the key file where there is none.
    ///
    /// # Errors
    /// Where keys are missing, can be guessed or could be read by others: says which setting or file, and what to do.
    pub fn new(settings: &Settings) -> anyhow::Result<Self> {
        let lifetimes = Lifetimes {
            access: TimeDelta::minutes(settings.auth.access_minutes),
            session: TimeDelta::days(settings.auth.session_days),
            respondent: TimeDelta::hours(settings.auth.respondent_hours),
        };
        Self::with(Keys::load(settings)?, settings.http.public_url.clone(), lifetimes)
    }

    fn with(keys: Keys, issuer: String, lifetimes: Lifetimes) -> anyhow::Result<Self> {
        let passwords = Passwords::new()?;
        Ok(Self { inner: Arc::new(Inner { keys, issuer, lifetimes, passwords }) })
    }

    /// A token for an account, for as long as `auth.access_minutes` says.
    ///
    /// # Errors
    /// Where it cannot be signed.
    pub fn access_token(
        &self,
        account_id: AccountId,
        session_id: SessionId,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Issued> {
        self.issue(Verified::Account { account_id, session_id }, now, self.inner.lifetimes.access)
    }

    /// A token for answering one invitation, for as long as `auth.respondent_hours` says.
    ///
    /// # Errors
    /// Where it cannot be signed.
    pub fn respondent_token(
        &self,
        invitation_id: InvitationId,
        link_id: InvitationLinkId,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Issued> {
        self.issue(Verified::Respondent { invitation_id, link_id }, now, self.inner.lifetimes.respondent)
    }

    fn issue(&self, whom: Verified, now: DateTime<Utc>, lasts: TimeDelta) -> anyhow::Result<Issued> {
        tokens::issue(&self.inner.keys, &self.inner.issuer, whom, now, lasts)
    }

    /// Whom a token is about; `None` for whatever is not a good token of ours at this time.
    #[must_use]
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Option<Verified> {
        tokens::verify(&self.inner.keys, &self.inner.issuer, token, now).map(|(whom, _)| whom)
    }

    /// Encrypts what is stored but must not be readable in the database. It opens only as belonging to `bound_to`,
    /// e.g. the key of its row.
    ///
    /// # Errors
    /// Where it cannot be encrypted; that takes 256 GiB.
    pub fn seal(&self, plain: &[u8], bound_to: &[u8]) -> anyhow::Result<Vec<u8>> {
        seal::seal(&self.inner.keys, plain, bound_to)
    }

    /// Decrypts what [`seal`](Self::seal) made, also with a key that has been rotated out of first place since.
    ///
    /// # Errors
    /// Says whether anybody could open it.
    pub fn open(&self, sealed: &[u8], bound_to: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        seal::open(&self.inner.keys, sealed, bound_to)
    }

    /// A hash that cannot be made or checked without the keys: 32 characters 0-9 and a-f, for telling two values apart
    /// that must not be stored. Made with the key listed last, so it stays the same when a new key is put in front; it
    /// changes when another key becomes the last, and then counts begin anew and known addresses are unknown again.
    #[must_use]
    pub fn keyed_hash(&self, label: &str, value: &str) -> String {
        let hash = keys::mac(&self.inner.keys.oldest().for_hashes, &[label.as_bytes(), value.as_bytes()]);
        hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    fn passwords(&self) -> &Passwords {
        &self.inner.passwords
    }

    #[cfg(test)]
    fn for_tests() -> Self {
        let keys = Keys::parse([keys::generate_line().as_str()]).expect("a key");
        let lifetimes = Lifetimes {
            access: TimeDelta::minutes(10),
            session: TimeDelta::days(30),
            respondent: TimeDelta::hours(12),
        };
        Self::with(keys, "https://trespor.example".to_owned(), lifetimes).expect("it can be made")
    }
}

/// The person behind a verified token, with what they may do as of now. One statement.
///
/// # Errors
/// [`Error::Unauthenticated`] where the session was ended or ran out, or the account is disabled.
pub async fn account_actor(app: &App, account_id: AccountId, session_id: SessionId) -> Result<Actor, Error> {
    let rows = queries::standing(app.db.reader(), account_id, session_id, app.clock.now()).await?;
    let system_admin = rows.first().ok_or(Error::Unauthenticated)?.system_admin;
    let memberships = rows.into_iter().filter_map(|row| row.study_id.zip(row.role)).collect();
    Ok(Actor::Account(AccountActor { account_id, session_id, system_admin, memberships }))
}

/// The person behind an account as the database has it now, for work that was asked for earlier and is done without
/// anybody waiting. It has no session: the person may have signed out since.
///
/// # Errors
/// [`Error::Unauthenticated`] where the account is disabled.
pub async fn absent_account_actor(app: &App, account_id: AccountId) -> Result<Actor, Error> {
    let rows = queries::standing_of_account(app.db.reader(), account_id).await?;
    let system_admin = rows.first().ok_or(Error::Unauthenticated)?.system_admin;
    let memberships = rows.into_iter().filter_map(|row| row.study_id.zip(row.role)).collect();
    let session_id = SessionId(uuid::Uuid::nil());
    Ok(Actor::Account(AccountActor { account_id, session_id, system_admin, memberships }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyed_hash_outlives_a_rotation_and_tells_labels_apart() {
        let (old, new) = (keys::generate_line(), keys::generate_line());
        let with = |lines: &[&str]| {
            let lifetimes = Auth::for_tests().inner.lifetimes;
            Auth::with(Keys::parse(lines.iter().copied()).expect("keys"), String::new(), lifetimes)
                .expect("it can be made")
        };
        let (before, rotated, after) = (with(&[&old]), with(&[&new, &old]), with(&[&new]));
        let hash = before.keyed_hash("address", "192.0.2.7");
        assert_eq!(hash.len(), 32);
        assert_eq!(hash, rotated.keyed_hash("address", "192.0.2.7"));
        assert_ne!(hash, after.keyed_hash("address", "192.0.2.7"));
        assert_ne!(hash, before.keyed_hash("account", "192.0.2.7"));
    }

    #[test]
    fn tokens_of_both_kinds_come_back_as_what_they_are() {
        let auth = Auth::for_tests();
        let now = Utc::now();
        let (account_id, session_id) = (AccountId::new(), SessionId::new());
        let access = auth.access_token(account_id, session_id, now).expect("a token");
        assert_eq!(auth.verify(&access.token, now), Some(Verified::Account { account_id, session_id }));
        let (invitation_id, link_id) = (InvitationId::new(), InvitationLinkId::new());
        let respondent = auth.respondent_token(invitation_id, link_id, now).expect("a token");
        assert_eq!(
            auth.verify(&respondent.token, now),
            Some(Verified::Respondent { invitation_id, link_id })
        );
        assert!(access.expires_at < respondent.expires_at);
    }
}
