//! What a failed statement means for the transaction around it.
use crate::Unavailable;
use diesel::result::{DatabaseErrorKind, Error};

/// Why a transaction cannot be committed.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// It met another transaction; running it again may help.
    Conflict(String),
    /// The connection is gone.
    Broken(String),
    /// The database refused.
    Refused(String),
}

impl Failure {
    /// What the error means.
    pub fn of(error: Error) -> Self {
        let text = error.to_string();
        let Error::DatabaseError(kind, details) = error else { return Self::Refused(text) };
        match kind {
            DatabaseErrorKind::SerializationFailure => Self::Conflict(text),
            DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
                Self::Broken(text)
            }
            _ if details.message().contains("deadlock detected") => Self::Conflict(text),
            // What the server says while it stops, and what the driver says afterwards.
            _ if ["terminating connection", "shutting down", "connection closed"]
                .iter()
                .any(|said| details.message().contains(said)) =>
            {
                Self::Broken(text)
            }
            _ => Self::Refused(text),
        }
    }

    /// Whether running the same again, on a fresh connection if need be, may help.
    pub fn is_passing(&self) -> bool {
        !matches!(self, Self::Refused(_))
    }
}

impl From<Failure> for Unavailable {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Conflict(text) | Failure::Broken(text) | Failure::Refused(text) => {
                Self::Database(text)
            }
        }
    }
}

/// Where a transaction stopped.
#[derive(Clone, Debug)]
pub(crate) struct Stopped {
    /// Why.
    pub failure: Failure,
    /// It failed at `COMMIT`: whether it happened is not known, so it must not run again.
    pub at_commit: bool,
}

impl Stopped {
    /// Before the commit: nothing happened.
    pub fn before(failure: Failure) -> Self {
        Self { failure, at_commit: false }
    }

    /// Whether it may run again, and that may help.
    pub fn may_run_again(&self) -> bool {
        !self.at_commit && self.failure.is_passing()
    }

    /// Whether the connection must be replaced.
    pub fn is_broken(&self) -> bool {
        matches!(self.failure, Failure::Broken(_))
    }
}
