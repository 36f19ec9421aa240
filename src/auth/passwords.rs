//! Passwords: which are good enough, and how they are kept.
//!
//! Kept as Argon2id with the parameters that OWASP's Password Storage Cheat Sheet gives as its minimum (19 MiB, two
//! passes, one lane). At most two are computed at once, on threads of their own, so that a flood of sign-ins waits
//! instead of using up memory. Where there is no password to compare with, one that fits nothing is compared with,
//! so that the time tells nobody whether an account exists.
//!
//! A password is put into Unicode's composed form first: «å» is one character on one keyboard and two on another.

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;
use zxcvbn::{Score, zxcvbn};

use super::secret::{Secret, random};
use crate::error::{Error, Problem};

/// Fewest characters of a password.
const SHORTEST: usize = 12;
/// Most characters of a password.
const LONGEST: usize = 128;

/// Memory in KiB.
const MEMORY: u32 = 19_456;
/// Passes over the memory.
const PASSES: u32 = 2;
/// Lanes.
const LANES: u32 = 1;
/// How many are computed at once in this process.
const AT_ONCE: usize = 2;

/// Words that the estimate, which knows English best, would not see through.
const GUESSABLE: [&str; 18] = [
    "trespor",
    "altinn",
    "passord",
    "passordet",
    "hemmelig",
    "hemmeleg",
    "sommer",
    "sommar",
    "vinter",
    "norge",
    "noreg",
    "oslo",
    "bergen",
    "velkommen",
    "tjeneste",
    "teneste",
    "qwertyuiopå",
    "asdfghjkløæ",
];

/// Hashes and compares passwords.
pub(super) struct Passwords {
    argon2: Argon2<'static>,
    permits: Arc<Semaphore>,
    /// A hash that no password fits.
    stand_in: String,
}

/// What came of comparing a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compared {
    /// It is another one.
    Wrong,
    /// It fits.
    Right,
    /// It fits a hash that was made with other parameters, and should be hashed anew.
    RightButDated,
}

impl Passwords {
    pub(super) fn new() -> anyhow::Result<Self> {
        let params = Params::new(MEMORY, PASSES, LANES, None)
            .map_err(|error| anyhow!("the Argon2 parameters: {error}"))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let stand_in = fits_nothing(argon2.params())?;
        Ok(Self { argon2, permits: Arc::new(Semaphore::new(AT_ONCE)), stand_in })
    }

    /// Hashes a password that a person has chosen. `about` is what an attacker would try first for this person.
    ///
    /// # Errors
    /// [`Error::Refused`] at `field` where it is too easy to guess, or too long.
    pub(super) async fn choose(&self, field: &str, password: &str, about: &[&str]) -> Result<String, Error> {
        let about: Vec<String> = about.iter().map(|&known| known.to_owned()).collect();
        let password = composed(password);
        let argon2 = self.argon2.clone();
        let outcome = self.compute(move || {
            if let Err(problem) = good_enough(&password, &about) {
                return Ok(Err(problem));
            }
            hash(&argon2, &password).map(Ok)
        });
        outcome.await?.map_err(|problem| Error::refused(field, problem))
    }

    /// Hashes a password anew that was accepted before, with the parameters of today.
    pub(super) async fn rehash(&self, password: &str) -> Result<String, Error> {
        let password = composed(password);
        let argon2 = self.argon2.clone();
        Ok(self.compute(move || hash(&argon2, &password)).await?)
    }

    /// Compares a password with a hash; takes as long where there is none.
    pub(super) async fn compare(&self, password: &str, hash: Option<&str>) -> Result<Compared, Error> {
        let password = composed(password);
        let hash = hash.unwrap_or(&self.stand_in).to_owned();
        let argon2 = self.argon2.clone();
        Ok(self.compute(move || compare(&argon2, &password, &hash)).await?)
    }

    /// A hash that no password fits, for an account whose owner has not chosen one yet.
    pub(super) fn none_yet(&self) -> anyhow::Result<String> {
        fits_nothing(self.argon2.params())
    }

    /// Waits for its turn, then computes on a thread of its own. The turn lasts as long as the work does, also when
    /// the one who asked has gone away.
    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        let turn = Arc::clone(&self.permits).acquire_owned().await?;
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        done.await.context("a password could not be computed")?
    }
}

/// A password that nobody has thought of, for those who do not want to think of one.
#[must_use]
pub fn generate() -> String {
    Secret::generate().text().chars().take(24).collect()
}

fn composed(password: &str) -> String {
    password.nfc().collect()
}

fn hash(argon2: &Argon2<'_>, password: &str) -> anyhow::Result<String> {
    let hash = argon2
        .hash_password(password.as_bytes())
        .map_err(|error| anyhow!("a password could not be hashed: {error}"))?;
    Ok(hash.to_string())
}

fn compare(argon2: &Argon2<'_>, password: &str, hash: &str) -> anyhow::Result<Compared> {
    let hash =
        PasswordHash::new(hash).map_err(|error| anyhow!("a stored password hash cannot be read: {error}"))?;
    if argon2.verify_password(password.as_bytes(), &hash).is_err() {
        return Ok(Compared::Wrong);
    }
    let made_with =
        Params::try_from(&hash).map_err(|error| anyhow!("a stored password hash cannot be read: {error}"))?;
    let today = argon2.params();
    let same = hash.algorithm == Algorithm::Argon2id.ident()
        && hash.version == Some(Version::V0x13.into())
        && (made_with.m_cost(), made_with.t_cost(), made_with.p_cost())
            == (today.m_cost(), today.t_cost(), today.p_cost());
    Ok(if same { Compared::Right } else { Compared::RightButDated })
}

/// A random salt and a random result: there is no password that leads from the one to the other.
fn fits_nothing(params: &Params) -> anyhow::Result<String> {
    let unreadable = |error: &dyn std::fmt::Display| anyhow!("a password hash could not be made up: {error}");
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).map_err(|error| unreadable(&error))?,
        salt: Some(Salt::new(&random::<16>()).map_err(|error| unreadable(&error))?),
        hash: Some(Output::new(&random::<32>()).map_err(|error| unreadable(&error))?),
    };
    Ok(hash.to_string())
}

/// Whether a password is long enough, and not among the first hundred million guesses at this person's; also not what
/// is left of it without the person's own name and address.
fn good_enough(password: &str, about: &[String]) -> Result<(), Problem> {
    let length = password.chars().count();
    if length > LONGEST {
        return Err(Problem::TooLong { max: LONGEST });
    }
    let own: Vec<String> = about.iter().flat_map(|known| words(known)).collect();
    let known: Vec<&str> = own.iter().map(String::as_str).chain(GUESSABLE).collect();
    let without = own.iter().fold(password.to_lowercase(), |left, word| left.replace(word, ""));
    let strong = |password: &str| zxcvbn(password, &known).score() >= Score::Three;
    if length >= SHORTEST && strong(password) && strong(&without) {
        Ok(())
    } else {
        Err(Problem::WeakPassword { min: SHORTEST })
    }
}

/// The words of a name or an address that are long enough to tell something.
fn words(known: &str) -> Vec<String> {
    let words = known.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests;
