//! Why a fetch came to nothing.
use super::resolver::NotPublic;
use std::error::Error;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Why there is no answer. The texts are for operators and may name hosts.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum FetchError {
    /// The address must not be fetched. Trying again will not help; whoever registered it must
    /// change it, or the operator must list its host.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// The host was not found, does not answer, or its certificate is not trusted. May pass.
    #[error("unreachable: {0}")]
    Unreachable(String),
    /// No complete answer within the time limit. May pass.
    #[error("no complete answer within the time limit")]
    TimedOut,
    /// The body is longer than the limit.
    #[error("the answer is longer than the limit")]
    TooLarge,
    /// The host answered with a redirect, which we do not follow.
    #[error("the answer is a redirect")]
    Redirected,
}

impl FetchError {
    pub(super) const NOT_PUBLIC: Self = Self::Refused("the host has no public address");
}

impl From<reqwest::Error> for FetchError {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::TimedOut;
        }
        let error = error.without_url();
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            if cause.is::<NotPublic>() {
                return Self::NOT_PUBLIC;
            }
            text = format!("{text}: {cause}");
            source = cause.source();
        }
        Self::Unreachable(text)
    }
}

/// Why the client cannot be set up.
#[derive(Debug, Error)]
pub enum FetchSetupError {
    /// The file of extra certificates cannot be read.
    #[error("the certificates in {path} cannot be read: {cause}", path = .0.display(), cause = .1)]
    Unreadable(PathBuf, io::Error),
    /// The file holds no certificate in PEM form.
    #[error("{} holds no certificate in PEM form", .0.display())]
    NoCertificate(PathBuf),
}
