//! What a use case may answer instead of a result. Knows nothing of GraphQL or HTTP.

mod problem;

pub use problem::{Code, Problem};

use ::entity::Language;

use crate::db;

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in, and somebody must be.
    #[error("sign in first, or get a new token by refreshSession without sending the old one")]
    Unauthenticated,
    /// The one who is signed in may not do this.
    #[error("forbidden")]
    Forbidden,
    /// There is no such thing; also said of what exists but is not theirs.
    #[error("not found")]
    NotFound,
    /// The input or the state of things does not allow it: the complete list of reasons.
    #[error("refused: {0:?}")]
    Refused(Vec<Refusal>),
    /// Others keep the database so busy, for example with a large import, that it had no time for this. Nothing was done.
    #[error("the database is busy, for example with a large import; wait a little and try again")]
    Busy,
    /// Our fault. Logged with the request id, never shown.
    #[error("internal error")]
    Fault(#[source] anyhow::Error),
}

/// One reason for a refusal, and the input field it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// Path of the field inside `input`, e.g. `["contacts", "0", "email"]`; empty where it is about the whole.
    pub field: Vec<String>,
    /// What is wrong.
    pub problem: Problem,
}

impl Error {
    /// What to tell the person.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let told = match (self, language) {
            (Self::Refused(reasons), _) => {
                let told = reasons.iter().map(|reason| reason.problem.message(language));
                return told.collect::<Vec<_>>().join(" ");
            }
            (Self::Busy, _) => return Problem::Busy.message(language),
            (Self::Unauthenticated, Language::Nb) => {
                "Logg inn først. Programmer henter et nytt token med refreshSession, uten å sende det gamle."
            }
            (Self::Unauthenticated, Language::Nn) => {
                "Logg inn først. Program hentar eit nytt token med refreshSession, utan å sende det gamle."
            }
            (Self::Unauthenticated, Language::En) => {
                "Sign in first. Programs get a new token by refreshSession, without sending the old one."
            }
            (Self::Forbidden, Language::Nb) => {
                "Du har ikke tilgang til dette. Spør den som har ansvar for undersøkelsen."
            }
            (Self::Forbidden, Language::Nn) => {
                "Du har ikkje tilgang til dette. Spør den som har ansvar for undersøkinga."
            }
            (Self::Forbidden, Language::En) => {
                "You do not have access to this. Ask whoever is responsible for the study."
            }
            (Self::NotFound, Language::Nb) => "Dette finnes ikke, eller du har ikke tilgang til det.",
            (Self::NotFound, Language::Nn) => "Dette finst ikkje, eller du har ikkje tilgang til det.",
            (Self::NotFound, Language::En) => "There is no such thing, or you do not have access to it.",
            (Self::Fault(_), Language::Nb) => "Noe gikk galt hos oss. Prøv igjen om litt.",
            (Self::Fault(_), Language::Nn) => "Noko gjekk gale hos oss. Prøv att om litt.",
            (Self::Fault(_), Language::En) => "Something went wrong on our side. Try again in a while.",
        };
        told.to_owned()
    }

    /// Whether it came of what somebody else did at the same time, so that trying again may do.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        let Self::Fault(fault) = self else { return false };
        let Some(error) = fault.downcast_ref::<sea_orm::DbErr>() else { return false };
        db::may_pass(error)
    }

    /// Refuses for one reason that is about one field; `field` is a dotted path such as `contacts.0.email`.
    #[must_use]
    pub fn refused(field: &str, problem: Problem) -> Self {
        Self::Refused(vec![Refusal::new(field, problem)])
    }
}

impl Refusal {
    /// A reason about the field at a dotted path; an empty path means the whole input.
    #[must_use]
    pub fn new(field: &str, problem: Problem) -> Self {
        let field = if field.is_empty() { Vec::new() } else { field.split('.').map(str::to_owned).collect() };
        Self { field, problem }
    }
}

impl From<Refusals> for Error {
    fn from(refusals: Refusals) -> Self {
        Self::Refused(refusals.0)
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        if db::is_busy(&error) {
            tracing::warn!(%error, "the database is busy");
            return Self::Busy;
        }
        Self::Fault(error.into())
    }
}

impl From<db::BatchError> for Error {
    fn from(error: db::BatchError) -> Self {
        if db::is_busy(&error) { Self::Busy } else { Self::Fault(anyhow::anyhow!(error)) }
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Self::Fault(error)
    }
}

/// Collects every reason for a refusal, so that a person is told all of them at once.
#[derive(Debug, Default)]
pub struct Refusals(Vec<Refusal>);

impl Refusals {
    /// An empty list.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a reason about the field at a dotted path.
    pub fn add(&mut self, field: &str, problem: Problem) {
        self.0.push(Refusal::new(field, problem));
    }

    /// Keeps a parsed value, or the reason why it could not be parsed.
    pub fn check<T>(&mut self, field: &str, parsed: Result<T, Problem>) -> Option<T> {
        parsed.map_err(|problem| self.add(field, problem)).ok()
    }

    /// Keeps a value parsed by something that itself collects reasons, putting `field` before each of their paths.
    pub fn nest<T>(&mut self, field: &str, parsed: Result<T, Error>) -> Result<Option<T>, Error> {
        match parsed {
            Ok(value) => Ok(Some(value)),
            Err(Error::Refused(reasons)) => {
                for reason in reasons {
                    let mut path = Refusal::new(field, reason.problem.clone()).field;
                    path.extend(reason.field);
                    self.0.push(Refusal { field: path, problem: reason.problem });
                }
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    /// Every reason added.
    #[must_use]
    pub fn into_reasons(self) -> Vec<Refusal> {
        self.0
    }

    /// Whether nothing has been refused.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `Ok` where nothing has been refused.
    ///
    /// # Errors
    /// [`Error::Refused`] with every reason added.
    pub fn done(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Refused(self.0)) }
    }
}
