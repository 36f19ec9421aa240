//! Accounts: making them, listing them, and their passwords.

use ::entity::Language;
use ::entity::id::{AccountId, StudyId};
use ::entity::membership::Role;
use chrono::{DateTime, Utc};

use super::passwords::Compared;
use super::throttle::{self, Buckets};
use super::{Permission, password_reset, queries, session};
use crate::Cx;
use crate::db::Txn;
use crate::error::{Error, Problem, Refusals};
use crate::value::{Email, SHORT_TEXT, text};

/// A person who signs in, without what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Key.
    pub id: AccountId,
    /// Address used to sign in, as typed.
    pub email: String,
    /// Name shown to colleagues.
    pub name: String,
    /// Language of mail and messages to this person.
    pub language: Language,
    /// May make studies and accounts, and is let into every study as its admin.
    pub system_admin: bool,
    /// From then on sign-in is refused.
    pub disabled_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// An account to make, not yet checked.
pub struct NewAccount {
    /// Address used to sign in; no other account has it.
    pub email: String,
    /// Name shown to colleagues.
    pub name: String,
    /// Language of mail and messages to this person.
    pub language: Language,
    /// May make studies and accounts, and is let into every study as its admin.
    pub system_admin: bool,
    /// The first password; where absent, a mail is sent with a link to choose one.
    pub password: Option<String>,
    /// A role in one study.
    pub role: Option<(StudyId, Role)>,
}

/// What is made of [`NewAccount`] once it is checked.
struct Checked {
    email: Email,
    name: String,
}

impl NewAccount {
    fn check(&self) -> Result<Checked, Error> {
        let mut refusals = Refusals::new();
        let email = refusals.check("email", Email::parse(&self.email));
        let name = refusals.check("name", text(&self.name, SHORT_TEXT));
        match (email, name) {
            (Some(email), Some(name)) => Ok(Checked { email, name }),
            _ => Err(refusals.into()),
        }
    }
}

/// Makes an account. System administrators may make any; a study's administrators make one together with a role in
/// their study. These cannot set its password, which comes by mail only: who knows the first password of somebody
/// else's account could use it in other studies later.
///
/// Where a study's administrator gives an address that has an account already, that account gets the role, and the
/// answer is the same as for a new one: it shows the account, as the list of members will. Its name, language and
/// password stay.
///
/// # Errors
/// [`Error::Forbidden`] or [`Error::NotFound`] for those who may not; [`Error::Refused`] with [`Problem::Taken`] where
/// a system administrator gives an address that has an account, or the account has a role in the study already.
pub async fn create(cx: &Cx, new: NewAccount) -> Result<Account, Error> {
    authorize(cx, &new)?;
    let checked = new.check()?;
    let passwords = cx.app.auth.passwords();
    let password_hash = match &new.password {
        Some(password) => {
            passwords.choose("password", password, &[&checked.name, checked.email.as_str()]).await?
        }
        None => passwords.none_yet()?,
    };
    let mut txn = cx.begin().await?;
    if let Some((study, _)) = new.role
        && !queries::study_exists(&txn, study).await?
    {
        return Err(Error::refused("studyId", Problem::Unknown));
    }
    let account = Account {
        id: AccountId::new(),
        email: checked.email.as_str().to_owned(),
        name: checked.name,
        language: new.language,
        system_admin: new.system_admin,
        disabled_at: None,
        created_at: cx.now(),
    };
    let account = if queries::insert_account(&txn, &account, checked.email.key(), password_hash).await? {
        if new.password.is_none() {
            password_reset::welcome(cx, &mut txn, &account).await?;
        }
        account
    } else if cx.actor.require(Permission::ManageAccounts).is_ok() {
        return Err(Error::refused("email", Problem::Taken));
    } else {
        let existing = queries::by_email(&txn, &checked.email.key()).await?;
        existing.map(Account::from).ok_or_else(|| Error::refused("email", Problem::Taken))?
    };
    grant(cx, &txn, account.id, new.role).await?;
    txn.commit().await?;
    Ok(account)
}

fn authorize(cx: &Cx, new: &NewAccount) -> Result<(), Error> {
    match new.role {
        Some((study, _)) if !new.system_admin && new.password.is_none() => {
            cx.actor.require_in(study, Permission::ManageMembers)
        }
        Some((study, _)) => {
            cx.actor.require_in(study, Permission::ManageMembers)?;
            cx.actor.require(Permission::ManageAccounts)
        }
        None => cx.actor.require(Permission::ManageAccounts),
    }
}

/// Gives a role to an account that has none in the study; one that has keeps it.
async fn grant(cx: &Cx, txn: &Txn, account: AccountId, role: Option<(StudyId, Role)>) -> Result<(), Error> {
    let Some((study, role)) = role else { return Ok(()) };
    if queries::insert_membership(txn, study, account, role, cx.now()).await? {
        Ok(())
    } else {
        Err(Error::refused("email", Problem::Taken))
    }
}

/// Every account, by address.
///
/// # Errors
/// [`Error::Forbidden`] for those who do not manage accounts.
pub async fn list(cx: &Cx) -> Result<Vec<Account>, Error> {
    cx.actor.require(Permission::ManageAccounts)?;
    Ok(queries::accounts(cx.db()).await?.into_iter().map(Account::from).collect())
}

/// The account of the one who asks; `None` for those without one.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub async fn viewer(cx: &Cx) -> Result<Option<Account>, Error> {
    let Ok(actor) = cx.actor.require_account() else {
        return Ok(None);
    };
    Ok(queries::by_id(cx.db(), actor.account_id).await?.map(Account::from))
}

/// Sets somebody's password, for operators. Ends all sessions of the account and all its links to choose a password,
/// and forgets the guesses at it.
///
/// # Errors
/// [`Error::NotFound`] where no account has the address; [`Error::Refused`] for a password that is too easy to guess.
pub async fn set_password(cx: &Cx, email: &str, password: &str) -> Result<Account, Error> {
    cx.actor.require(Permission::ManageAccounts)?;
    let email = Email::parse(email).map_err(|problem| Error::refused("email", problem))?;
    let account =
        queries::by_email(cx.db(), &email.key()).await?.map(Account::from).ok_or(Error::NotFound)?;
    let hash = cx.app.auth.passwords().choose("password", password, &[&account.name, &account.email]).await?;
    let txn = cx.begin().await?;
    queries::lock_account(&txn, account.id).await?.ok_or(Error::NotFound)?;
    queries::set_password(&txn, account.id, &hash).await?;
    session::end_sessions(&txn, account.id, None, cx.now()).await?;
    queries::use_up_resets(&txn, account.id, cx.now()).await?;
    throttle::forget_account(&txn, &cx.app.auth, &email.key()).await?;
    txn.commit().await?;
    Ok(account)
}

/// Disables an account: it is signed out everywhere at once, its links to choose a password stop working, and nobody
/// signs in with it. Its roles stay, for the day that it is enabled again. Disabling it once more changes nothing.
///
/// # Errors
/// [`Error::NotFound`] where no account has the address.
pub async fn disable(cx: &Cx, email: &str) -> Result<Account, Error> {
    cx.actor.require(Permission::ManageAccounts)?;
    let txn = cx.begin().await?;
    let account = lock_by_email(&txn, email).await?;
    let since = account.disabled_at.unwrap_or_else(|| cx.now());
    queries::set_disabled(&txn, account.id, Some(since)).await?;
    session::end_sessions(&txn, account.id, None, cx.now()).await?;
    queries::use_up_resets(&txn, account.id, cx.now()).await?;
    txn.commit().await?;
    Ok(Account { disabled_at: Some(since), ..account })
}

/// Lets an account that was disabled sign in again, with the password that it had.
///
/// # Errors
/// As [`disable`].
pub async fn enable(cx: &Cx, email: &str) -> Result<Account, Error> {
    cx.actor.require(Permission::ManageAccounts)?;
    let txn = cx.begin().await?;
    let account = lock_by_email(&txn, email).await?;
    queries::set_disabled(&txn, account.id, None).await?;
    txn.commit().await?;
    Ok(Account { disabled_at: None, ..account })
}

async fn lock_by_email(txn: &Txn, email: &str) -> Result<Account, Error> {
    let email = Email::parse(email).map_err(|problem| Error::refused("email", problem))?;
    let found = queries::by_email(txn, &email.key()).await?.ok_or(Error::NotFound)?;
    let locked = queries::lock_account(txn, found.id).await?.ok_or(Error::NotFound)?;
    Ok(locked.into())
}

/// Changes one's own password. Ends the other sessions of the account and its links to choose a password. Tries at the
/// current password are counted as those at signing in are.
///
/// # Errors
/// [`Error::Unauthenticated`] for nobody; [`Error::Refused`] where the current password is wrong, the new one too easy
/// to guess, or too many were tried.
pub async fn change_password(cx: &Cx, current: &str, new: &str) -> Result<(), Error> {
    let actor = cx.actor.require_account()?;
    let auth = &cx.app.auth;
    let account = queries::by_id(cx.db(), actor.account_id).await?.ok_or(Error::Unauthenticated)?;
    let buckets = Buckets::of_tries_at(cx, &account.email_key).await?;
    buckets.count_or_refuse(cx).await?;
    let wrong = || Error::refused("currentPassword", Problem::WrongPassword);
    if auth.passwords().compare(current, Some(&account.password_hash)).await? == Compared::Wrong {
        return Err(wrong());
    }
    let chosen = auth.passwords().choose("newPassword", new, &[&account.name, &account.email]).await;
    let txn = cx.begin().await?;
    let hash = match chosen {
        Ok(hash) => hash,
        Err(refused) => {
            // The try at the current password was right all the same.
            buckets.was_right(&txn, cx.now()).await?;
            txn.commit().await?;
            return Err(refused);
        }
    };
    if queries::lock_account(&txn, account.id)
        .await?
        .is_none_or(|now| now.password_hash != account.password_hash)
    {
        return Err(wrong());
    }
    queries::set_password(&txn, account.id, &hash).await?;
    session::end_sessions(&txn, account.id, Some(actor.session_id), cx.now()).await?;
    queries::use_up_resets(&txn, account.id, cx.now()).await?;
    buckets.was_right(&txn, cx.now()).await?;
    txn.commit().await
}
