//! The protocol: OpenID Connect and OAuth 2.0 as pure functions over plain values.
//!
//! No HTTP, no SQL, no async, no clock of its own. Facts go in, a decision comes out, and a
//! decision says what to answer **and what to write, as a value** ([`Write`]).

mod client;
mod policy;
mod records;
mod scope;
mod write;

pub use client::{ApplicationType, Client, ClientMetadata, ClientSecret};
pub use policy::{Lifetimes, ProtocolPolicy, ResourceServer, ScopeDefinition};
pub use records::{
    AccessToken, AuthorizationCode, ClaimRequest, ClaimsRequest, CodeChallenge, Consent, Grant,
    RefreshToken,
};
pub use scope::{Scope, ScopeError};
pub use write::{AssertionUse, Commit, Found, Issued, Lookup, NewRefreshToken, Outcome, Write};
