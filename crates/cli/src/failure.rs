//! Why a command failed, in one sentence.
use latchkey_server::StartError;
use latchkey_server::config::ConfigError;
use latchkey_server::provision::ProvisionError;
use latchkey_store::{OpenError, TxError, Unavailable};
use std::fmt;

/// Why a command failed. It is printed on standard error; the exit code is 1.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// A failure with this sentence.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! from_errors {
    ($($error:ty),*) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self(error.to_string())
            }
        })*
    };
}

from_errors!(
    ConfigError,
    StartError,
    OpenError,
    ProvisionError,
    TxError,
    Unavailable,
    std::io::Error,
    serde_json::Error
);
