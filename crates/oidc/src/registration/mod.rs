//! Dynamic registration and its management (OIDC Registration, RFC 7591, RFC 7592).
//!
//! What a request says, what the tenant lets strangers register, and the answer. Whether the
//! metadata can be at all is judged where operators register clients too.

mod answer;
mod error;
mod policy;
mod request;
mod statement;

pub use answer::Registered;
pub use error::RegistrationError;
pub use policy::{RegistrationMode, RegistrationPolicy};
pub use request::{LONGEST_METADATA, RegistrationRequest};
pub use statement::{PresentedStatement, SoftwareStatement, StatementIssuer, presented_statement};

#[cfg(test)]
mod tests;
