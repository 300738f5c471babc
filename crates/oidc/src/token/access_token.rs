//! JWT access tokens (RFC 9068 §2).
use crate::{Client, Context, Grant, Scope};
use latchkey_base::{AuthorizationId, Seconds};
use serde::Serialize;

/// `typ` of JWT access tokens (RFC 9068 §2.1).
pub(crate) const ACCESS_TOKEN_TYPE: &str = "at+jwt";

/// The claims (RFC 9068 §2.2); `group` is ours (native contract 5.3).
#[derive(Serialize)]
pub(super) struct AccessTokenClaims<'a> {
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
    pub fn new(
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
