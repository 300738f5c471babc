//! The token endpoint (RFC 6749 §3.2): the phases that every grant type goes through.
//!
//! Client authentication, grant type, allowed for this client, scope syntax, resource, lookup,
//! decision, write, signature, answer. A grant type fills in only what is its own; it cannot
//! forget a shared check because it performs none.

mod access_token;
mod authorization_code;
mod client_credentials;
mod device_code;
mod id_token;
mod mint;
mod refresh_token;
mod response;

pub(crate) use access_token::{ACCESS_TOKEN_TYPE, UnsignedAccessToken, authorization_in_jti};
pub(crate) use id_token::{AboutIdToken, id_token};
pub use mint::{Mint, SignedTokens};
pub use response::TokenResponse;

use crate::client_auth::Authenticated;
use crate::explain::{RequestFinding, sent, some_of};
use crate::{
    AssertionUse, Client, Commit, Context, ErrorCode, Found, Lookup, Param, Params, Scope,
    TokenError, Write, resource,
};
use latchkey_base::Timestamp;

/// A way of asking for tokens.
pub trait GrantType: Sync {
    /// Its value in `grant_type`.
    fn name(&self) -> &'static str;

    /// The parameters it reads beside the shared ones.
    fn parameters(&self) -> &'static [Param];

    /// What it needs to see.
    ///
    /// # Errors
    /// When a parameter of its own is missing, or the client is of the wrong kind.
    fn lookup(&self, request: &TokenRequest<'_>) -> Result<Lookup, TokenError>;

    /// Decides on what was found, which may be out of date: the write settles every race.
    ///
    /// # Errors
    /// `invalid_grant`, `invalid_scope`, `invalid_target`.
    fn decide<'a>(
        &self,
        request: &TokenRequest<'a>,
        found: Found,
    ) -> Result<(Option<Write>, Mint<'a>), TokenError>;
}

/// Every grant type.
pub static GRANT_TYPES: &[&dyn GrantType] = &[
    &authorization_code::AuthorizationCodeGrant,
    &refresh_token::RefreshTokenGrant,
    &client_credentials::ClientCredentialsGrant,
    &device_code::DeviceCodeGrant,
];

/// Parameters of every token request, credentials aside.
static SHARED: &[Param] = &[Param::GrantType, Param::Scope, Param::Audience];

/// A token request that has passed the shared checks.
pub struct TokenRequest<'a> {
    /// Who asks.
    pub client: &'a Client,
    params: &'a Params<'a>,
    grant_type: &'static dyn GrantType,
    scope: Option<Scope>,
    resources: Vec<String>,
    assertion: Option<AssertionUse>,
    cx: &'a Context<'a>,
}

/// What to write and what to answer.
pub struct Decision<'a> {
    /// To be committed. It may be empty ([`Commit::is_empty`]).
    pub commit: Commit,
    /// The tokens, not signed yet.
    pub mint: Mint<'a>,
}

impl<'a> TokenRequest<'a> {
    /// Runs the shared checks.
    ///
    /// # Errors
    /// `invalid_request`, `unsupported_grant_type`, `unauthorized_client`, `invalid_scope`
    /// (RFC 6749 §5.2), `invalid_target` (RFC 8707 §2).
    pub fn new(
        authenticated: Authenticated<'a>,
        params: &'a Params<'a>,
        cx: &'a Context<'a>,
    ) -> Result<Self, TokenError> {
        let client = authenticated.client;
        single(params, SHARED)?;
        let grant_type = grant_type(params)?;
        single(params, grant_type.parameters())?;
        if !client.metadata.allows_grant_type(grant_type.name()) {
            let description = "the client is not registered for this grant_type";
            let finding = RequestFinding::grant_type(grant_type.name(), &client.metadata);
            return Err(
                TokenError::new(ErrorCode::UnauthorizedClient, description).because(finding)
            );
        }
        let text = params.get(Param::Scope);
        let scope = text.map(Scope::parse).transpose().map_err(|why| {
            let finding = RequestFinding::parameter(Param::Scope, text, why.to_string());
            invalid_scope("scope is malformed").because(finding)
        })?;
        let resources = resource::asked_for(params, cx).map_err(|problem| {
            TokenError::new(ErrorCode::InvalidTarget, problem.why).because(problem.finding)
        })?;
        let assertion = authenticated.assertion;
        Ok(Self { client, params, grant_type, scope, resources, assertion, cx })
    }

    /// The name of the grant type, for the log and the metrics.
    pub fn grant_type(&self) -> &'static str {
        self.grant_type.name()
    }

    /// The one time of this request.
    pub fn now(&self) -> Timestamp {
        self.cx.now
    }

    /// What must be loaded before [`TokenRequest::decide`].
    ///
    /// # Errors
    /// See [`GrantType::lookup`].
    pub fn lookup(&self) -> Result<Lookup, TokenError> {
        self.grant_type.lookup(self)
    }

    /// Decides on what was found.
    ///
    /// # Errors
    /// See [`GrantType::decide`].
    pub fn decide(self, found: Found) -> Result<Decision<'a>, TokenError> {
        let (write, mint) = self.grant_type.decide(&self, found)?;
        Ok(Decision { commit: Commit { assertion: self.assertion, write }, mint })
    }

    fn get(&self, param: Param) -> Option<&str> {
        self.params.get(param)
    }

    fn require(&self, param: Param, description: &'static str) -> Result<&str, TokenError> {
        self.get(param).ok_or_else(|| {
            TokenError::invalid_request(description)
                .because(RequestFinding::parameter(param, None, "one"))
        })
    }

    /// Which resources the access token is for: those asked for here, within those of the
    /// authorization if it named any (RFC 8707 §2.2).
    fn resources_within(&self, granted: &[String]) -> Result<Vec<String>, TokenError> {
        if self.resources.is_empty() {
            return Ok(granted.to_vec());
        }
        let within = granted.is_empty() || self.resources.iter().all(|uri| granted.contains(uri));
        if !within {
            let description = "the resource was not part of the authorization";
            let sent = self.resources.iter().map(|uri| sent(uri)).collect();
            let finding = RequestFinding::ResourceNotGranted { sent, granted: granted.to_vec() };
            return Err(TokenError::new(ErrorCode::InvalidTarget, description).because(finding));
        }
        Ok(self.resources.clone())
    }
}

fn grant_type(params: &Params<'_>) -> Result<&'static dyn GrantType, TokenError> {
    let possible =
        || GRANT_TYPES.iter().map(|known| known.name().to_owned()).collect::<Vec<String>>();
    let name = params.get(Param::GrantType).ok_or_else(|| {
        let expected = some_of(&possible());
        TokenError::invalid_request("grant_type is missing").because(RequestFinding::parameter(
            Param::GrantType,
            None,
            expected,
        ))
    })?;
    GRANT_TYPES.iter().copied().find(|grant_type| grant_type.name() == name).ok_or_else(|| {
        let description = "grant_type is not one that is supported";
        let possible = possible();
        TokenError::new(ErrorCode::UnsupportedGrantType, description)
            .because(RequestFinding::GrantType { sent: sent(name), possible })
    })
}

/// No parameter twice (RFC 6749 §3.2).
pub(crate) fn single(params: &Params<'_>, known: &[Param]) -> Result<(), TokenError> {
    params.repeated(known).map_or(Ok(()), |param| {
        let description = "a parameter is given more than once";
        Err(TokenError::invalid_request(description)
            .because(RequestFinding::Repeated(param.name().to_owned())))
    })
}

fn invalid_scope(description: &'static str) -> TokenError {
    TokenError::new(ErrorCode::InvalidScope, description)
}

#[cfg(test)]
mod tests;
