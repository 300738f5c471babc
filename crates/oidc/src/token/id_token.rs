//! The ID token (OIDC Core §2, §3.1.3.6).
use crate::{Client, Context, Grant, SubjectClaims};
use latchkey_base::Seconds;
use latchkey_jose::half_hash;
use serde_json::{Map, Value};

/// What goes into one ID token.
pub(super) struct IdTokenClaims<'a> {
    pub grant: &'a Grant,
    /// `None` in refreshed ones, where it is best left out (OIDC Core §12.2).
    pub nonce: Option<&'a str>,
    pub access_token: &'a str,
    pub lifetime: Seconds,
}

impl IdTokenClaims<'_> {
    /// The claims. The only audience is the client, so `azp` has nothing to say. `auth_time`
    /// is always there and always that of the sign-in (OIDC Core §12.2). Scope claims come
    /// from userinfo (OIDC Core §5.4); only what was asked for the ID token one by one is added.
    pub fn build(
        &self,
        person: &SubjectClaims,
        client: &Client,
        cx: &Context<'_>,
    ) -> Map<String, Value> {
        let grant = self.grant;
        let mut claims = Map::new();
        let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        put("iss", cx.issuer.into());
        put("sub", grant.subject.as_str().into());
        put("aud", client.client_id.as_str().into());
        put("iat", cx.now.seconds().into());
        put("exp", (cx.now + self.lifetime).seconds().into());
        put("auth_time", grant.auth_time.seconds().into());
        put("at_hash", half_hash(client.metadata.id_token_alg(), self.access_token).into());
        if let Some(nonce) = self.nonce {
            put("nonce", nonce.into());
        }
        if let Some(acr) = &grant.acr {
            put("acr", acr.as_str().into());
        }
        if !grant.amr.is_empty() {
            put("amr", grant.amr.clone().into());
        }
        if let Some(session) = grant.session {
            put("sid", session.to_string().into());
        }
        person.add_by_request(&grant.claims.id_token, &mut claims);
        claims
    }
}
