//! Why something was not made.
use latchkey_authn::HashError;
use latchkey_jose::KeyError;
use latchkey_store::{TxError, Unavailable};
use std::fmt;
use thiserror::Error;

/// A value that cannot be, by the name of its member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The member, dotted below its record.
    pub key: String,
    /// What is wrong with it, continuing the sentence.
    pub why: String,
}

impl Invalid {
    /// A problem of one member.
    pub fn new(key: impl Into<String>, why: impl Into<String>) -> Self {
        Self { key: key.into(), why: why.into() }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.key, self.why)
    }
}

/// Why something was not made.
#[derive(Debug, Error)]
pub enum ProvisionError {
    /// What was asked for cannot be.
    #[error("{}", list(.0))]
    Invalid(Vec<Invalid>),
    /// A name is in use: `group`, `client_id`, `username`, `email`.
    #[error("that {0} is taken")]
    Taken(&'static str),
    /// There is no such tenant, client or person.
    #[error("there is no {0}")]
    Missing(String),
    /// A key could not be made or kept.
    #[error("the signing key cannot be made: {0}")]
    Key(#[from] KeyError),
    /// A password could not be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database does not answer.
    #[error("{0}")]
    Unavailable(String),
}

fn list(problems: &[Invalid]) -> String {
    problems.iter().map(Invalid::to_string).collect::<Vec<_>>().join("; ")
}

impl From<TxError> for ProvisionError {
    fn from(error: TxError) -> Self {
        match error {
            TxError::Taken(what) => Self::Taken(what),
            TxError::NoTenant => Self::Missing("such tenant any more".to_owned()),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

impl From<Unavailable> for ProvisionError {
    fn from(error: Unavailable) -> Self {
        Self::Unavailable(error.to_string())
    }
}
