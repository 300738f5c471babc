//! Client authentication (RFC 6749 §2.3, OIDC Core §9), shared by every endpoint that needs it.
//!
//! In two phases, because the client must be loaded in between: [`identify`] finds out who the
//! request claims to be from and by which method, [`PresentedCredentials::authenticate`] checks.

mod assertion;
mod client_secret_basic;
mod client_secret_jwt;
mod client_secret_post;
mod none;
mod private_key_jwt;
mod secret;

use crate::explain::{ClientFinding, RequestFinding, sent};
use crate::{AssertionUse, Client, Context, Param, Params, TokenError};
use latchkey_base::{CodeDigest, Secret};
use latchkey_jose::{Algorithm, Unverified, VerificationKeys};
use std::borrow::Cow;

/// A client authentication method.
pub trait ClientAuthMethod: Sync {
    /// Its registered name (`token_endpoint_auth_method`, RFC 7591 §2).
    fn name(&self) -> &'static str;

    /// What the request presents for this method; `None` when it does not use it.
    ///
    /// # Errors
    /// When the request uses the method in a malformed way.
    fn recognise<'a>(
        &self,
        authorization: Option<&'a str>,
        params: &'a Params<'_>,
    ) -> Result<Option<Claimed<'a>>, TokenError>;

    /// Checks what was presented. That the client registered this method is checked already.
    ///
    /// # Errors
    /// `invalid_client`.
    fn verify(&self, attempt: &Attempt<'_>) -> Result<Option<AssertionUse>, TokenError>;

    /// The algorithms of its assertions, if it has any, for the discovery document.
    fn algorithms(&self) -> &'static [Algorithm] {
        &[]
    }
}

/// Every method, the ones without a shared secret last.
pub static CLIENT_AUTH_METHODS: &[&dyn ClientAuthMethod] = &[
    &client_secret_basic::ClientSecretBasic,
    &client_secret_post::ClientSecretPost,
    &client_secret_jwt::ClientSecretJwt,
    &private_key_jwt::PrivateKeyJwt,
    &none::NoAuthentication,
];

/// Who a request claims to be from, and its proof.
pub struct Claimed<'a> {
    client_id: Cow<'a, str>,
    proof: Proof<'a>,
}

enum Proof<'a> {
    Nothing,
    Secret(Secret<String>),
    Assertion { token: &'a str, said: Box<Unverified> },
}

/// What a method has to judge: what the request claims, and what we know of whom it names.
pub struct Attempt<'a> {
    claimed: &'a Claimed<'a>,
    client: &'a Client,
    /// The client's public keys, for the method that asks for them.
    keys: Option<&'a VerificationKeys>,
    cx: &'a Context<'a>,
}

/// Credentials as a request presents them: nothing is checked yet.
pub struct PresentedCredentials<'a> {
    claimed: Claimed<'a>,
    method: &'static dyn ClientAuthMethod,
    by_header: bool,
}

/// A client that has proven who it is.
#[derive(Debug)]
pub struct Authenticated<'a> {
    /// The client.
    pub client: &'a Client,
    /// The assertion it used: goes into the [`crate::Commit`], where a repetition is noticed.
    pub assertion: Option<AssertionUse>,
}

static CREDENTIALS: &[Param] =
    &[Param::ClientId, Param::ClientSecret, Param::ClientAssertion, Param::ClientAssertionType];

/// Finds out who the request claims to be from. `authorization` is the value of the header of
/// that name.
///
/// # Errors
/// `invalid_request` for more than one method or contradictory `client_id`s (RFC 6749 §2.3,
/// RFC 7521 §4.2), `invalid_client` when no client is named or the header is of another scheme.
pub fn identify<'a>(
    authorization: Option<&'a str>,
    params: &'a Params<'_>,
) -> Result<PresentedCredentials<'a>, TokenError> {
    if let Some(param) = params.repeated(CREDENTIALS) {
        return Err(TokenError::invalid_request("a parameter is given more than once")
            .because(RequestFinding::Repeated(param.name().to_owned())));
    }
    let by_header = authorization.is_some();
    let mut found = None;
    for method in CLIENT_AUTH_METHODS {
        let recognised = method.recognise(authorization, params);
        let Some(claimed) = recognised.map_err(|error| error.challenged(by_header))? else {
            continue;
        };
        let presented = PresentedCredentials { claimed, method: *method, by_header };
        if let Some(other) = found.replace(presented) {
            let used = vec![other.method().to_owned(), method.name().to_owned()];
            return Err(TokenError::invalid_request("more than one authentication method")
                .because(ClientFinding::SeveralMethods(used)));
        }
    }
    let presented = found.ok_or_else(|| {
        TokenError::invalid_client("no client is named").because(ClientFinding::Unnamed)
    })?;
    match params.get(Param::ClientId) {
        Some(named) if named != presented.client_id() => {
            let (sent, authenticated) = (sent(named), sent(presented.client_id()));
            Err(TokenError::invalid_request("client_id differs from the authenticated client")
                .because(ClientFinding::OtherClient { sent, authenticated }))
        }
        _ => Ok(presented),
    }
}

impl PresentedCredentials<'_> {
    /// The client to load.
    pub fn client_id(&self) -> &str {
        &self.claimed.client_id
    }

    /// The registered name of the method.
    pub fn method(&self) -> &'static str {
        self.method.name()
    }

    /// Whether the client's public keys are needed: then also the `kid` to look for, if the
    /// assertion names one.
    pub fn needs_keys(&self) -> Option<Option<&str>> {
        match &self.claimed.proof {
            Proof::Assertion { said, .. } if !said.alg().is_some_and(Algorithm::is_symmetric) => {
                Some(said.kid())
            }
            _ => None,
        }
    }

    /// Checks the credentials. `client` is what was found under
    /// [`PresentedCredentials::client_id`]; `keys` are its public keys, if
    /// [`PresentedCredentials::needs_keys`].
    ///
    /// # Errors
    /// `invalid_client`, the same for an unknown client as for a wrong secret; the reason is in
    /// the detail.
    pub fn authenticate<'c>(
        &self,
        client: Option<&'c Client>,
        keys: Option<&VerificationKeys>,
        cx: &Context<'_>,
    ) -> Result<Authenticated<'c>, TokenError> {
        self.check(client, keys, cx).map_err(|error| error.challenged(self.by_header))
    }

    fn check<'c>(
        &self,
        client: Option<&'c Client>,
        keys: Option<&VerificationKeys>,
        cx: &Context<'_>,
    ) -> Result<Authenticated<'c>, TokenError> {
        let Some(client) = client else {
            // Security: an unknown client costs the same digest as a known one.
            if let Proof::Secret(secret) = &self.claimed.proof {
                let none = CodeDigest::from_bytes([0; 32]);
                let _ = cx.client_secrets.matches("client_secret", secret.expose(), &none);
            }
            return Err(
                TokenError::invalid_client("the client is unknown").because(ClientFinding::Unknown)
            );
        };
        if client.client_id != self.client_id() || client.disabled {
            return Err(TokenError::invalid_client("the client is switched off")
                .because(ClientFinding::Disabled));
        }
        if client.metadata.auth_method() != self.method.name() {
            let used = self.method.name();
            let detail = format!("{used} is not the method the client registered");
            let registered = client.metadata.auth_method().to_owned();
            let finding = ClientFinding::Method { used: used.to_owned(), registered };
            return Err(TokenError::invalid_client(detail).because(finding));
        }
        let assertion =
            self.method.verify(&Attempt { claimed: &self.claimed, client, keys, cx })?;
        Ok(Authenticated { client, assertion })
    }
}

#[cfg(test)]
mod tests;
