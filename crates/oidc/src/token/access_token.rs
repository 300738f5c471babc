//! Access tokens: opaque ones, and JWTs (RFC 9068 §2) when resources are named (native contract
//! 5.3).
use crate::signing::sign;
use crate::{AccessToken, Client, Context, Grant, Scope, TokenError, resource};
use latchkey_base::{AuthorizationId, Seconds, Secret, TokenHash};
use latchkey_jose::Algorithm;
use serde::Serialize;
use std::sync::Arc;

/// `typ` of JWT access tokens (RFC 9068 §2.1).
pub(crate) const ACCESS_TOKEN_TYPE: &str = "at+jwt";

/// An access token, decided on but not signed yet.
#[derive(Default)]
pub(crate) struct UnsignedAccessToken {
    /// What it allows.
    pub scope: Scope,
    /// For how long.
    pub lifetime: Seconds,
    audience: Vec<String>,
    /// The text of an opaque one; a JWT has none before it is signed.
    opaque: Option<Secret<String>>,
}

impl UnsignedAccessToken {
    /// For these resources, with what they know of the scope.
    pub fn new(scope: &Scope, audience: Vec<String>, lifetime: Seconds, cx: &Context<'_>) -> Self {
        Self {
            scope: resource::scope_for(&audience, scope, cx),
            lifetime,
            opaque: audience.is_empty().then(|| cx.entropy.dated_token("lka_", cx.now)),
            audience,
        }
    }

    /// What has to be recorded of it: nothing of a JWT.
    pub fn record(
        &self,
        grant: Option<&Arc<Grant>>,
        client: &Client,
        cx: &Context<'_>,
    ) -> Option<AccessToken> {
        let text = self.opaque.as_ref()?;
        Some(AccessToken {
            hash: TokenHash::of(text.expose()),
            client: client.key,
            grant: grant.cloned(),
            scope: self.scope.clone(),
            audience: self.audience.clone(),
            issued_at: cx.now,
            expires_at: cx.now + self.lifetime,
        })
    }

    /// Its text.
    ///
    /// # Errors
    /// `server_error` when a key is missing.
    pub fn sign(
        &self,
        grant: Option<&Arc<Grant>>,
        client: &Client,
        cx: &Context<'_>,
    ) -> Result<String, TokenError> {
        if let Some(text) = &self.opaque {
            return Ok(text.expose().clone());
        }
        // Security: a resource server cannot check a MAC without being able to make one, and
        // access tokens are never unsigned (RFC 9068 §2.1).
        let alg = client.metadata.id_token_alg().signed();
        let alg = alg.filter(|alg| !alg.is_symmetric()).unwrap_or(Algorithm::RS256);
        let facts = (&self.scope, self.audience.as_slice(), self.lifetime);
        let claims = AccessTokenClaims::new(grant.map(AsRef::as_ref), client, facts, cx);
        sign(alg, Some(ACCESS_TOKEN_TYPE), &claims, client, cx)
    }
}

/// The claims (RFC 9068 §2.2); `group` is ours (native contract 5.3).
#[derive(Serialize)]
struct AccessTokenClaims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: Audience<'a>,
    client_id: &'a str,
    iat: i64,
    exp: i64,
    jti: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    group: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    amr: &'a [String],
}

impl<'a> AccessTokenClaims<'a> {
    /// For a grant, or without one for the client itself, which is then the subject
    /// (RFC 9068 §2.2).
    fn new(
        grant: Option<&'a Grant>,
        client: &'a Client,
        (scope, audience, lifetime): (&'a Scope, &'a [String], Seconds),
        cx: &Context<'a>,
    ) -> Self {
        Self {
            iss: cx.issuer,
            sub: grant.map_or(client.client_id.as_str(), |grant| &grant.subject),
            aud: Audience::of(audience),
            client_id: &client.client_id,
            iat: cx.now.seconds(),
            exp: (cx.now + lifetime).seconds(),
            jti: jti(grant.map(|grant| grant.authorization), cx),
            scope: (!scope.is_empty()).then(|| scope.to_string()),
            group: cx.group,
            auth_time: grant.map(|grant| grant.auth_time.seconds()),
            acr: grant.and_then(|grant| grant.acr.as_deref()),
            amr: grant.map(|grant| grant.amr.as_slice()).unwrap_or_default(),
        }
    }
}

/// One audience is a string, several are a list (RFC 7519 §4.1.3).
#[derive(Serialize)]
#[serde(untagged)]
enum Audience<'a> {
    One(&'a str),
    Many(&'a [String]),
}

impl<'a> Audience<'a> {
    fn of(audience: &'a [String]) -> Self {
        if let [one] = audience { Self::One(one) } else { Self::Many(audience) }
    }
}

/// Random, after the authorization it descends from, so that a JWT shown to us can be refused
/// once that has ended.
fn jti(authorization: Option<AuthorizationId>, cx: &Context<'_>) -> String {
    let random = cx.entropy.token("");
    match authorization {
        Some(id) => format!("{id}.{}", random.expose()),
        None => random.expose().clone(),
    }
}

/// The authorization in such a `jti`.
pub(crate) fn authorization_in_jti(jti: &str) -> Option<AuthorizationId> {
    jti.split_once('.')?.0.parse().ok()
}
