//! Enhetsregisteret, the national register of organizations, kept by Brønnøysundregistrene: looking up what it says of
//! an organization.
//!
//! Invariants:
//! - nothing is sent there before somebody asks, and nothing else waits for it: a look-up holds no connection to the
//!   database, takes one of few places, and ends after a set time whatever the register does;
//! - a register that is down is not asked again and again: after several look-ups without an answer, the next ones are
//!   told so at once, until it has had time to recover (see `breaker`);
//! - what it answers is not trusted: its length is bounded, no redirect is followed, texts are cleaned, and what does not
//!   fit is [`Unavailable::NotUnderstood`], never half a unit;
//! - what was asked for is not logged.

mod breaker;
mod client;
mod shape;
mod unavailable;

use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout;

use self::breaker::Breaker;
use self::client::{Answer, Client};
use crate::clock::Clock;
use crate::config::Settings;
use crate::value::OrgNumber;

pub use shape::{Named, Removed, Unit, Units};
pub use unavailable::Unavailable;

/// Look-ups that are under way at once in this process; the register is shared with everybody else.
const AT_ONCE: usize = 8;

/// What the register says of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookUp {
    /// There is such a unit.
    Found(Unit),
    /// There was one.
    Deleted(Removed),
    /// It knows of none.
    NotFound,
}

/// Asks the register.
pub struct Brreg(Option<Register>);

struct Register {
    client: Client,
    breaker: Breaker,
    places: Semaphore,
    clock: Clock,
    patience: Duration,
}

impl Brreg {
    /// As the settings say. Nothing is sent yet.
    ///
    /// # Errors
    /// Where the address cannot be used, or TLS cannot be set up.
    pub fn new(settings: &Settings, clock: Clock) -> anyhow::Result<Self> {
        if settings.brreg.address.is_empty() {
            return Ok(Self(None));
        }
        let longest = Duration::from_secs(settings.limits.timeout_seconds) / 2;
        Ok(Self(Some(Register {
            client: Client::new(&settings.brreg.address)?,
            breaker: Breaker::default(),
            places: Semaphore::new(AT_ONCE),
            clock,
            patience: Duration::from_secs(settings.brreg.timeout_seconds).min(longest),
        })))
    }

    /// What the register says of a number: as a unit, or else as a sub-unit.
    ///
    /// # Errors
    /// Why it cannot be told.
    pub async fn look_up(&self, orgnr: &OrgNumber) -> Result<LookUp, Unavailable> {
        let register = self.0.as_ref().ok_or(Unavailable::Off)?;
        register.ask(register.client.look_up(orgnr)).await
    }

    /// The units whose names are most like `name`, at most `first` of them.
    ///
    /// # Errors
    /// Why they cannot be told.
    pub async fn search(&self, name: &str, first: u64) -> Result<Units, Unavailable> {
        let register = self.0.as_ref().ok_or(Unavailable::Off)?;
        register.ask(register.client.search(name, first)).await
    }
}

impl Register {
    /// Asks, where there is a place and hope of an answer.
    async fn ask<T>(&self, question: impl Future<Output = Result<T, Unavailable>>) -> Result<T, Unavailable> {
        if self.breaker.is_resting(self.clock.now()) {
            return Err(Unavailable::Resting);
        }
        // Less than an answer is waited for, as both together must end before the query does.
        let place = timeout(self.patience / 2, self.places.acquire()).await;
        let _place = place.map_err(|_| Unavailable::Busy)?.map_err(|_| Unavailable::Busy)?;
        // Those before us may have found out in the meantime that it is down.
        if !self.breaker.lets_through(self.clock.now()) {
            return Err(Unavailable::Resting);
        }
        let outcome = timeout(self.patience, question).await.unwrap_or_else(|_| {
            tracing::warn!("the register of organizations did not answer in time");
            Err(Unavailable::Unanswered)
        });
        match outcome {
            Err(Unavailable::Unanswered) => self.breaker.failed(self.clock.now()),
            _ => self.breaker.answered(),
        }
        outcome
    }
}

impl Client {
    async fn look_up(&self, orgnr: &OrgNumber) -> Result<LookUp, Unavailable> {
        for (list, is_sub_unit) in [("enheter", false), ("underenheter", true)] {
            match self.get(&[list, orgnr.as_str()], &[]).await? {
                Answer::Missing => {}
                Answer::Gone(body) => return Ok(LookUp::Deleted(shape::removed(orgnr, is_sub_unit, &body))),
                Answer::Found(body) => return shape::unit(orgnr, is_sub_unit, &body),
            }
        }
        Ok(LookUp::NotFound)
    }

    async fn search(&self, name: &str, first: u64) -> Result<Units, Unavailable> {
        match self.get(&["enheter"], &[("navn", name), ("size", &first.to_string())]).await? {
            Answer::Found(body) => shape::units(&body, first),
            Answer::Missing | Answer::Gone(_) => Err(Unavailable::NotUnderstood),
        }
    }
}
