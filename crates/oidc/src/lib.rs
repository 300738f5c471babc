//! The protocol: OpenID Connect and OAuth 2.0 as pure functions over plain values.
//!
//! No HTTP, no SQL, no async, no clock of its own. Facts go in, a decision comes out, and a
//! decision says what to answer **and what to write, as a value** ([`Write`]).

mod answer_encryption;
pub mod authorize;
mod challenge;
mod claims_request;
mod client;
pub mod client_auth;
mod companion;
pub mod confirmation;
mod context;
pub mod device;
pub mod discovery;
mod error;
pub mod explain;
#[cfg(test)]
mod fixture;
mod hint;
mod initiate_login;
pub mod introspection;
pub mod logout;
mod numeric_date;
pub mod own_account;
mod params;
mod policy;
mod presented_token;
mod records;
pub mod registration;
mod resource;
pub mod revocation;
mod scope;
mod scopes;
mod session_state;
mod sid;
mod signing;
mod signing_alg;
mod subject_claims;
mod subjects;
pub mod token;
pub mod userinfo;
mod visible;
mod write;

pub use answer_encryption::{AnswerEncryption, Recipient};
pub use claims_request::ClaimsError;
pub use client::{
    ACCOUNT_CLIENT_ID, ApplicationType, Client, ClientLabel, ClientMetadata, ClientSecret,
    ClientTheme, FederationCode, NativeId, SubjectType,
};
pub use companion::companion_token;
pub use context::{Context, Endpoints, Keys};
pub use error::{ERROR_CODES, ErrorCode, TokenError};
pub use initiate_login::{Named, initiate_login};
pub use params::{MalformedParams, PARAMS, Param, Params};
pub use policy::{Lifetimes, ProtocolPolicy, ResourceServer, ScopeDefinition};
pub use presented_token::{LiveToken, Owner, PresentedToken, TokenKind};
pub use records::{
    AccessToken, AuthorizationCode, ClaimRequest, ClaimsRequest, CodeChallenge, Consent, Grant,
    RefreshToken,
};
pub use scope::{Scope, ScopeError};
pub use scopes::{
    OFFLINE_ACCESS, OPENID, STANDARD_SCOPES, StandardScope, is_known as is_known_scope,
};
pub use session_state::SessionState;
pub use sid::Sid;
pub use signing_alg::SigningAlg;
pub use subject_claims::SubjectClaims;
pub use subjects::Subjects;
pub use visible::is_visible;
pub use write::{AssertionUse, Commit, Found, Issued, Lookup, NewRefreshToken, Outcome, Write};
