//! The ID token (OIDC Core §2, §3.1.3.6).
use crate::{Client, Context, Grant, SubjectClaims};
use latchkey_base::{Seconds, SessionId};
use latchkey_jose::half_hash;
use serde::Serialize;
use serde_json::{Map, Value};

/// What one ID token says. The only audience is the client, so `azp` has nothing to say.
/// `auth_time` is always there and always that of the sign-in (OIDC Core §12.2).
#[derive(Serialize)]
pub(super) struct IdTokenClaims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    auth_time: i64,
    /// Optional here, and left out where no algorithm says how to hash (OIDC Core §3.1.3.6).
    #[serde(skip_serializing_if = "Option::is_none")]
    at_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    amr: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<SessionId>,
    /// Asked for one by one (OIDC Core §5.5). Scope claims come from userinfo (§5.4).
    #[serde(flatten)]
    asked: Map<String, Value>,
}

/// Nobody can ask for other values of these.
static RESERVED: &[&str] = &[
    "iss",
    "sub",
    "aud",
    "iat",
    "exp",
    "nbf",
    "jti",
    "auth_time",
    "at_hash",
    "nonce",
    "acr",
    "amr",
    "sid",
    "azp",
    "c_hash",
    "s_hash",
];

impl<'a> IdTokenClaims<'a> {
    /// `nonce` is `None` in refreshed ones, where it is best left out (OIDC Core §12.2).
    pub fn new(
        (grant, nonce): (&'a Grant, Option<&'a str>),
        access_token: &str,
        person: &SubjectClaims,
        client: &'a Client,
        (cx, lifetime): (&Context<'a>, Seconds),
    ) -> Self {
        let alg = client.metadata.id_token_alg().signed();
        let mut asked = Map::new();
        person.add_by_request(&grant.claims.id_token, &mut asked);
        asked.retain(|name, _| !RESERVED.contains(&name.as_str()));
        Self {
            iss: cx.issuer,
            sub: &grant.subject,
            aud: &client.client_id,
            iat: cx.now.seconds(),
            exp: (cx.now + lifetime).seconds(),
            auth_time: grant.auth_time.seconds(),
            at_hash: alg.map(|alg| half_hash(alg, access_token)),
            nonce,
            acr: grant.acr.as_deref(),
            amr: &grant.amr,
            sid: grant.session,
            asked,
        }
    }
}
