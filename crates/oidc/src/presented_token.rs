//! A token of ours that comes back to us: what kind it is, what to look up, whether it lives.
//! Shared by userinfo, introspection and revocation.
use crate::hint::audience;
use crate::token::{ACCESS_TOKEN_TYPE, authorization_in_jti};
use crate::{Context, Found, Grant, Lookup, Scope};
use latchkey_base::{AuthorizationId, ClientKey, Seconds, Timestamp, TokenHash};
use latchkey_jose::{ASYMMETRIC_ALGORITHMS, verify};
use serde_json::{Map, Value};
use std::sync::Arc;

/// A token somebody showed us. Nothing is known of it but its form.
#[derive(Debug)]
pub struct PresentedToken {
    form: Form,
}

#[derive(Debug)]
enum Form {
    Access(TokenHash),
    Refresh(TokenHash),
    Jwt(Box<JwtAccessToken>),
    /// A JWT access token of ours that was over then.
    OverJwt(Timestamp),
    Unknown,
}

/// A JWT access token with a right signature.
#[derive(Debug)]
struct JwtAccessToken {
    client_id: String,
    authorization: Option<AuthorizationId>,
    subject: String,
    scope: Scope,
    audience: Vec<String>,
    issued_at: Timestamp,
    expires_at: Timestamp,
    jti: String,
}

/// What a living token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// An access token.
    Access,
    /// A refresh token.
    Refresh,
}

/// Whose a token is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Owner {
    /// The client of that row.
    Key(ClientKey),
    /// The client of that public name.
    Name(String),
}

/// A token that is neither expired, revoked nor unknown.
#[derive(Clone, Debug)]
pub struct LiveToken {
    /// What it is.
    pub kind: TokenKind,
    /// Whose it is: to be loaded, since it may have been switched off.
    pub owner: Owner,
    /// What it descends from; `None` for a client's own token.
    pub grant: Option<Arc<Grant>>,
    pub(crate) scope: Scope,
    pub(crate) audience: Vec<String>,
    pub(crate) issued_at: Option<Timestamp>,
    pub(crate) expires_at: Timestamp,
    pub(crate) jti: Option<String>,
}

impl PresentedToken {
    /// Looks at the form of the token, and at the signature of a JWT.
    pub fn read(token: &str, cx: &Context<'_>) -> Self {
        let form = if token.starts_with("lka_") {
            Form::Access(TokenHash::of(token))
        } else if token.starts_with("lkr_") {
            Form::Refresh(TokenHash::of(token))
        } else {
            match jwt(token, cx) {
                Some(jwt) if cx.now < jwt.expires_at => Form::Jwt(Box::new(jwt)),
                Some(jwt) => Form::OverJwt(jwt.expires_at),
                None => Form::Unknown,
            }
        };
        Self { form }
    }

    /// What must be loaded to find out whether it lives.
    pub fn lookup(&self) -> Lookup {
        match &self.form {
            Form::Access(hash) => Lookup::AccessToken(*hash),
            Form::Refresh(hash) => Lookup::LiveRefreshToken(*hash),
            Form::Jwt(jwt) => jwt.authorization.map_or(Lookup::Nothing, Lookup::Grant),
            Form::OverJwt(_) | Form::Unknown => Lookup::Nothing,
        }
    }

    /// The hash of an opaque access token.
    pub(crate) fn opaque_access(&self) -> Option<TokenHash> {
        if let Form::Access(hash) = self.form { Some(hash) } else { None }
    }

    /// The hash of a refresh token.
    pub(crate) fn refresh(&self) -> Option<TokenHash> {
        if let Form::Refresh(hash) = self.form { Some(hash) } else { None }
    }

    /// Whether it is a JWT of ours, and whose.
    pub(crate) fn jwt_client_id(&self) -> Option<&str> {
        if let Form::Jwt(jwt) = &self.form { Some(&jwt.client_id) } else { None }
    }

    /// For how long an access token has been over, as far as what was found tells.
    pub fn over_since(&self, found: &Found, cx: &Context<'_>) -> Option<Seconds> {
        match (&self.form, found) {
            (Form::Access(_), Found::AccessToken(token)) if token.expires_at <= cx.now => {
                Some(cx.now.since(token.expires_at))
            }
            (Form::OverJwt(at), _) => Some(cx.now.since(*at)),
            _ => None,
        }
    }

    /// The token, if it lives. `None` does not say why not.
    pub fn live(self, found: Found, cx: &Context<'_>) -> Option<LiveToken> {
        match (self.form, found) {
            (Form::Access(_), Found::AccessToken(token)) => Some(LiveToken {
                kind: TokenKind::Access,
                owner: Owner::Key(token.client),
                grant: token.grant.clone(),
                scope: token.scope.clone(),
                audience: token.audience.clone(),
                issued_at: Some(token.issued_at),
                expires_at: token.expires_at,
                jti: None,
            }),
            (Form::Refresh(_), Found::RefreshToken(token)) => Some(LiveToken {
                kind: TokenKind::Refresh,
                owner: Owner::Key(token.grant.client),
                grant: Some(token.grant.clone()),
                scope: token.grant.scope.clone(),
                audience: Vec::new(),
                issued_at: None,
                expires_at: token.expires_at,
                jti: None,
            }),
            (Form::Jwt(jwt), Found::Grant(grant)) => {
                let same =
                    jwt.authorization == Some(grant.authorization) && jwt.subject == grant.subject;
                same.then(|| jwt.live(Some(grant)))
            }
            (Form::Jwt(jwt), Found::Nothing) if jwt.authorization.is_none() => Some(jwt.live(None)),
            _ => None,
        }
        .filter(|token| cx.now < token.expires_at)
    }
}

impl JwtAccessToken {
    fn live(self, grant: Option<Arc<Grant>>) -> LiveToken {
        LiveToken {
            kind: TokenKind::Access,
            owner: grant.as_ref().map_or(Owner::Name(self.client_id), |g| Owner::Key(g.client)),
            grant,
            scope: self.scope,
            audience: self.audience,
            issued_at: Some(self.issued_at),
            expires_at: self.expires_at,
            jti: Some(self.jti),
        }
    }
}

/// Security: only `at+jwt` is an access token; an ID token or a userinfo answer, signed by the
/// same keys, never is (RFC 9068 §4, RFC 8725 §3.11).
fn jwt(token: &str, cx: &Context<'_>) -> Option<JwtAccessToken> {
    let verified = verify(token, cx.keys.verification_keys(), ASYMMETRIC_ALGORITHMS).ok()?;
    if !verified.header.is_type(ACCESS_TOKEN_TYPE) {
        return None;
    }
    let claims = &verified.claims;
    let jwt = read_claims(claims)?;
    let ours = claims.get("iss").and_then(Value::as_str) == Some(cx.issuer);
    ours.then_some(jwt)
}

fn read_claims(claims: &Map<String, Value>) -> Option<JwtAccessToken> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let time = |name: &str| claims.get(name).and_then(Value::as_i64).map(Timestamp::from_seconds);
    let jti = text("jti")?;
    Some(JwtAccessToken {
        client_id: text("client_id")?.to_owned(),
        authorization: authorization_in_jti(jti),
        subject: text("sub")?.to_owned(),
        scope: Scope::parse(text("scope").unwrap_or_default()).ok()?,
        audience: audience(claims.get("aud")?)?,
        issued_at: time("iat")?,
        expires_at: time("exp")?,
        jti: jti.to_owned(),
    })
}
