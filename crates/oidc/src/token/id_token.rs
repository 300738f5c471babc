//! The ID token (OIDC Core §2, §3.1.3.6, §3.2.2.10, §3.3.2.11).
use crate::signing::sign_id_token;
use crate::{Client, Context, Grant, Recipient, Sid, SubjectClaims, TokenError};
use latchkey_jose::half_hash;
use serde::Serialize;
use serde_json::{Map, Value};

/// What one ID token says. The only audience is the client, so `azp` has nothing to say.
/// `auth_time` is always there and always that of the sign-in (OIDC Core §12.2).
#[derive(Serialize)]
struct IdTokenClaims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    auth_time: i64,
    /// Left out where no algorithm says how to hash (OIDC Core §3.1.3.6), like the other two.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    c_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    s_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    amr: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<Sid>,
    /// Asked for one by one (OIDC Core §5.5). Scope claims come from userinfo, unless there is no
    /// access token to ask for them with (§5.4).
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

/// What an ID token is about.
pub(crate) struct AboutIdToken<'a> {
    pub grant: &'a Grant,
    /// `None` in refreshed ones, where it is best left out (OIDC Core §12.2).
    pub nonce: Option<&'a str>,
    /// What `at_hash` binds it to (OIDC Core §3.1.3.6, §3.2.2.10).
    pub access_token: Option<&'a str>,
    /// What `c_hash` binds it to (OIDC Core §3.3.2.11).
    pub code: Option<&'a str>,
    /// What `s_hash` binds it to, where it is the signature under a hybrid answer (FAPI 1.0
    /// Advanced §5.2.2.1).
    pub state: Option<&'a str>,
    /// The claims that the scope stands for are in it (OIDC Core §5.4).
    pub has_scope_claims: bool,
}

/// Makes an ID token: signed and, if the client registered that, encrypted for `recipient`.
///
/// # Errors
/// `server_error` when a key is missing.
pub(crate) fn id_token(
    about: &AboutIdToken<'_>,
    person: &SubjectClaims,
    (client, recipient): (&Client, &Recipient),
    cx: &Context<'_>,
) -> Result<String, TokenError> {
    let signed = sign_id_token(&IdTokenClaims::new(about, person, client, cx), client, cx)?;
    recipient.seal_jwt(signed, client.metadata.id_token_encryption())
}

impl<'a> IdTokenClaims<'a> {
    fn new(
        about: &AboutIdToken<'a>,
        person: &SubjectClaims,
        client: &'a Client,
        cx: &Context<'a>,
    ) -> Self {
        let grant = about.grant;
        let mut asked = Map::new();
        let person = person.in_locales(&grant.claims.locales);
        person.add_by_request(&grant.claims.id_token, &mut asked);
        if about.has_scope_claims {
            person.add_by_scope(&grant.scope, &mut asked);
        }
        // Security: it is the tenant's to say, whatever somebody's claims are.
        asked.remove("group");
        let group = Value::from(cx.group);
        let request = grant.claims.id_token.get("group");
        if about.has_scope_claims || request.is_some_and(|request| request.accepts(&group)) {
            asked.insert("group".to_owned(), group);
        }
        asked.retain(|name, _| !RESERVED.contains(&name.as_str()));
        let alg = client.metadata.id_token_alg().signed();
        let hash = |text: Option<&str>| Some(half_hash(alg?, text?));
        Self {
            iss: cx.issuer,
            sub: &grant.subject,
            aud: &client.client_id,
            iat: cx.now.seconds(),
            exp: (cx.now + cx.policy.lifetimes.id_token).seconds(),
            auth_time: grant.auth_time.seconds(),
            at_hash: hash(about.access_token),
            c_hash: hash(about.code),
            s_hash: hash(about.state),
            nonce: about.nonce,
            acr: grant.acr.as_deref(),
            amr: &grant.amr,
            sid: grant.session.map(|session| Sid::of(session, client, cx)),
            asked,
        }
    }
}
