//! Counting tries, so that passwords cannot be guessed and mail cannot be sent without end.
//!
//! A try at a password is counted before the password is looked at, and given back when it was right; a flood of
//! parallel tries therefore gets exactly as many looked at as the rules allow. A try that is refused is no guess and
//! is not counted, so going on does not make the wait longer, and one address cannot use up what others have.
//!
//! What is counted where, so that guesses by others do not lock the owner out:
//!
//! | the try comes from | counted in |
//! |---|---|
//! | an address from which the account has signed in before | the account from this address |
//! | any other address | the account from this address, then the address, then the account from unknown addresses |
//!
//! Buckets are named by keyed hashes: the database keeps neither addresses nor who was guessed at.

mod queries;

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Auth, session};
use crate::Cx;
use crate::db::Txn;
use crate::error::{Error, Problem};
use crate::value;

/// So many tries in a window that begins at the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    tries: i32,
    window: TimeDelta,
}

/// Tries at one account from one address.
const ACCOUNT_FROM_ADDRESS: Rule = Rule { tries: 10, window: TimeDelta::minutes(15) };
/// Tries from one address, at whatever accounts.
const ADDRESS: Rule = Rule { tries: 100, window: TimeDelta::minutes(15) };
/// Tries at one account, from all addresses that it has never signed in from.
const ACCOUNT_FROM_UNKNOWN: Rule = Rule { tries: 50, window: TimeDelta::hours(1) };
/// Mails to choose a password, to one account.
const RESET_OF_ACCOUNT: Rule = Rule { tries: 3, window: TimeDelta::hours(1) };
/// Mails to choose a password, asked for from one address.
const RESET_FROM_ADDRESS: Rule = Rule { tries: 20, window: TimeDelta::hours(1) };

/// No window is longer than this; what is older is forgotten.
const LONGEST_WINDOW: TimeDelta = TimeDelta::hours(1);

/// What was counted so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count {
    /// Tries in the window.
    pub(super) tries: i32,
    /// When the window began.
    pub(super) since: DateTime<Utc>,
}

impl Rule {
    /// Counts one more try, or says how many minutes to wait first.
    fn admit(self, counted: Option<Count>, now: DateTime<Utc>) -> Result<Count, i64> {
        let Some(counted) = counted.filter(|counted| now < counted.since + self.window) else {
            return Ok(Count { tries: 1, since: now });
        };
        if counted.tries < self.tries {
            return Ok(Count { tries: counted.tries + 1, ..counted });
        }
        let left = (counted.since + self.window - now).min(self.window);
        // Rounded up: after that many minutes it works.
        Err((left.num_milliseconds() + 59_999) / 60_000)
    }
}

/// Where tries are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bucket {
    name: String,
    rule: Rule,
}

/// The buckets that one try is counted in, in the order in which they are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Buckets(Vec<Bucket>);

impl Buckets {
    /// For a try at the password of an account, from where this request comes.
    pub(super) async fn of_tries_at(cx: &Cx, email_key: &str) -> Result<Self, Error> {
        let known = session::has_signed_in_from(cx.db(), email_key, &address_key(cx)).await?;
        Ok(Self::of_sign_in(&cx.app.auth, email_key, &network(cx.address), known))
    }

    /// As [`of_tries_at`](Self::of_tries_at); `known` says whether it has signed in from this address before.
    fn of_sign_in(auth: &Auth, email_key: &str, network: &str, known: bool) -> Self {
        let account = auth.keyed_hash("throttle account", email_key);
        let address = auth.keyed_hash("throttle address", network);
        let mut buckets = vec![Bucket {
            name: format!("{}{address}", from_addresses(&account)),
            rule: ACCOUNT_FROM_ADDRESS,
        }];
        if !known {
            buckets.push(Bucket { name: format!("address:{address}"), rule: ADDRESS });
            buckets.push(Bucket { name: from_unknown(&account), rule: ACCOUNT_FROM_UNKNOWN });
        }
        Self(buckets)
    }

    /// For a mail to choose a password.
    pub(super) fn of_reset(auth: &Auth, email_key: &str, network: &str) -> Self {
        let account = auth.keyed_hash("throttle account", email_key);
        let address = auth.keyed_hash("throttle address", network);
        Self(vec![
            Bucket { name: format!("reset-account:{account}"), rule: RESET_OF_ACCOUNT },
            Bucket { name: format!("reset-address:{address}"), rule: RESET_FROM_ADDRESS },
        ])
    }

    /// Counts a try in every bucket, or in none, where one is full: then the minutes to wait. What it counted stays,
    /// whatever becomes of the request.
    pub(super) async fn count(&self, cx: &Cx) -> Result<Result<(), i64>, Error> {
        let now = cx.now();
        // Most of a flood ends here, without keeping others from writing.
        let names = self.0.iter().map(|bucket| bucket.name.as_str());
        let held = queries::counts(cx.db(), names).await?;
        for bucket in &self.0 {
            if let Err(minutes) = bucket.rule.admit(held.get(&bucket.name).copied(), now) {
                return Ok(Err(minutes));
            }
        }
        let txn = cx.begin().await?;
        for bucket in &self.0 {
            let held = queries::lock_count(&txn, &bucket.name, now).await?;
            match bucket.rule.admit(held, now) {
                Ok(count) => queries::set_count(&txn, &bucket.name, count).await?,
                // Not committed: nothing is counted.
                Err(minutes) => return Ok(Err(minutes)),
            }
        }
        txn.commit().await?;
        Ok(Ok(()))
    }

    /// As [`count`](Self::count), refusing the whole request where a bucket is full.
    pub(super) async fn count_or_refuse(&self, cx: &Cx) -> Result<(), Error> {
        self.count(cx).await?.map_err(|minutes| Error::refused("", Problem::TooManyAttempts { minutes }))
    }

    /// The password was right: empties the bucket of this account and address, and gives the try back to the others,
    /// which hold what somebody else may have done. Also forgets every count whose window is over.
    pub(super) async fn was_right(&self, txn: &Txn, now: DateTime<Utc>) -> Result<(), Error> {
        if let Some((own, others)) = self.0.split_first() {
            queries::forget_count(txn, &own.name).await?;
            for bucket in others {
                queries::give_back(txn, &bucket.name).await?;
            }
        }
        queries::forget_before(txn, now - LONGEST_WINDOW).await?;
        Ok(())
    }
}

/// Forgets every guess at an account: its owner has just proved who they are by other means.
pub(super) async fn forget_account(txn: &Txn, auth: &Auth, email_key: &str) -> Result<(), Error> {
    let account = auth.keyed_hash("throttle account", email_key);
    // In the order in which a try is counted, so that no two transactions wait for each other.
    queries::forget_counts_beginning(txn, &from_addresses(&account)).await?;
    queries::forget_count(txn, &from_unknown(&account)).await?;
    Ok(())
}

/// By what a session remembers where it began; by this a known address is told from a new one.
pub(super) fn address_key(cx: &Cx) -> String {
    cx.app.auth.keyed_hash("session address", &network(cx.address))
}

fn from_addresses(account: &str) -> String {
    format!("sign-in:{account}:")
}

fn from_unknown(account: &str) -> String {
    format!("account:{account}")
}

/// The network that an address counts as, in words. Where the address is not known, all such requests count as one.
pub(super) fn network(address: Option<IpAddr>) -> String {
    match address.map(value::network) {
        None => "unknown".to_owned(),
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(network)) => format!("{network}/64"),
    }
}

#[cfg(test)]
mod tests;
