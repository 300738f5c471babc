//! What can go wrong for an app that signs people in, as pages a person can read.
use crate::pages::{self, ProblemPage};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use std::error::Error;
use std::fmt::Write as _;
use thiserror::Error;

/// Why the app cannot go on.
#[derive(Debug, Error)]
pub enum Problem {
    /// The provider could not be reached, or did not answer in time.
    #[error("the provider at {issuer} does not answer")]
    Unreachable {
        /// Where it should be.
        issuer: String,
        /// The chain of causes.
        detail: String,
    },
    /// The provider refused, with an OAuth error code.
    #[error("the provider refused: {code}")]
    Refused {
        /// `error` (RFC 6749 §4.1.2.1, §5.2).
        code: String,
        /// `error_description`.
        description: String,
    },
    /// An answer did not verify: wrong `state`, `iss`, signature, `nonce`, …
    #[error("an answer of the provider did not verify")]
    Unverified(String),
    /// The callback was opened without a sign-in under way.
    #[error("no sign-in is under way in this browser")]
    NotStarted,
    /// Something needs a signed-in person.
    #[error("nobody is signed in")]
    SignedOut,
}

impl Problem {
    /// An error with all its causes, as text for the developer.
    pub fn causes(error: &dyn Error) -> String {
        let mut text = error.to_string();
        let mut next = error.source();
        while let Some(cause) = next {
            // Writing to a string cannot fail.
            let _ = write!(text, ": {cause}");
            next = cause.source();
        }
        text
    }

    fn page(&self) -> ProblemPage<'_> {
        let (title, advice, code, detail) = match self {
            Self::Unreachable { detail, .. } => (
                "The provider does not answer",
                "Start it, or wait a moment, and try again.",
                "",
                detail.as_str(),
            ),
            Self::Refused { code, description } if code == "access_denied" => (
                "You did not sign in",
                "The sign-in was cancelled, so this app knows nothing about you.",
                code.as_str(),
                description.as_str(),
            ),
            Self::Refused { code, description } => (
                "The provider refused the request",
                "Start again. If it keeps happening, the app's registration may be wrong.",
                code.as_str(),
                description.as_str(),
            ),
            Self::Unverified(detail) => (
                "The answer could not be trusted",
                "Nothing of it was used. Please start again.",
                "",
                detail.as_str(),
            ),
            Self::NotStarted => (
                "This sign-in is over",
                "It was finished before, or it began in another browser. Please start again.",
                "",
                "",
            ),
            Self::SignedOut => ("You are signed out", "Please sign in again.", "", ""),
        };
        ProblemPage { title, message: self.to_string(), advice, code, detail }
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Unreachable { .. } => StatusCode::BAD_GATEWAY,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    fn error_response(&self) -> HttpResponse {
        pages::answer(HttpResponse::build(self.status_code()), &self.page())
    }
}
