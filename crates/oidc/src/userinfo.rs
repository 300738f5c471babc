//! The userinfo endpoint (OIDC Core §5.3) and its refusals (RFC 6750 §3).
use crate::explain::{
    ClientFinding, Finding, MessageFinding, RequestFinding, TokenFinding, referring,
};
use crate::own_account::Demand;
use crate::presented_token::{LiveToken, TokenKind};
use crate::scopes::OPENID;
use crate::signing::sign;
use crate::{
    Client, Context, ErrorCode, Grant, MalformedParams, Param, Params, Recipient, Scope,
    SubjectClaims, TokenError,
};
use latchkey_base::{AccountId, ClientKey, Reference};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// A refusal by a protected resource (RFC 6750 §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BearerError {
    /// `None` when there was no token at all: then nothing is said but the scheme
    /// (RFC 6750 §3.1).
    pub code: Option<ErrorCode>,
    /// For the developer of the client.
    pub description: &'static str,
    /// For our log only.
    pub detail: String,
    /// Which check failed, for the tenant's operators.
    pub finding: Option<Box<Finding>>,
    reference: Option<Reference>,
    /// The scope that is needed (RFC 6750 §3).
    scope: &'static str,
    /// The sign-in that is needed (RFC 9470 §3).
    demand: Option<Demand>,
}

impl BearerError {
    fn new(code: ErrorCode, description: &'static str) -> Self {
        Self { code: Some(code), ..Self::unnamed(description) }
    }

    fn unnamed(description: &'static str) -> Self {
        let (detail, scope) = (String::new(), OPENID);
        Self {
            code: None,
            description,
            detail,
            finding: None,
            reference: None,
            scope,
            demand: None,
        }
    }

    /// The token does not have that scope, or stands for nobody who could.
    pub fn insufficient_scope(scope: &'static str, description: &'static str) -> Self {
        Self { scope, ..Self::new(ErrorCode::InsufficientScope, description) }
    }

    /// The sign-in behind the token is too old or too weak (RFC 9470 §3).
    pub fn insufficient_user_authentication(demand: Demand) -> Self {
        let description = match demand.acr {
            Some(_) => "a fresh sign-in with two factors is needed",
            None => "a fresh sign-in is needed",
        };
        let code = ErrorCode::InsufficientUserAuthentication;
        Self { demand: Some(demand), ..Self::new(code, description) }
    }

    /// The token is expired, revoked, unknown or not for us; the detail says which.
    pub fn invalid_token(detail: impl Into<String>) -> Self {
        let description = "the access token is invalid, expired or revoked";
        Self { detail: detail.into(), ..Self::new(ErrorCode::InvalidToken, description) }
    }

    /// Adds which check failed.
    #[must_use]
    pub fn because(mut self, finding: impl Into<Finding>) -> Self {
        self.finding = Some(Box::new(finding.into()));
        self
    }

    /// Adds the name under which more is known of it.
    #[must_use]
    pub fn under(mut self, reference: Reference) -> Self {
        self.reference = Some(reference);
        self
    }

    /// The HTTP status: 401, 403 for `insufficient_scope`, 400 for a malformed request.
    pub fn status(&self) -> u16 {
        self.code.map_or(401, ErrorCode::status)
    }

    /// `WWW-Authenticate`, owed always (RFC 6750 §3).
    pub fn www_authenticate(&self, issuer: &str) -> String {
        let mut header = format!("Bearer realm=\"{issuer}\"");
        if let Some(code) = self.code {
            let (name, description) = (code.name(), referring(self.description, self.reference));
            header.push_str(&format!(", error=\"{name}\", error_description=\"{description}\""));
        }
        if self.code == Some(ErrorCode::InsufficientScope) {
            header.push_str(&format!(", scope=\"{}\"", self.scope));
        }
        if let Some(Demand { max_age, acr }) = self.demand {
            let class = acr.map(|acr| format!(", acr_values=\"{acr}\"")).unwrap_or_default();
            header.push_str(&format!("{class}, max_age=\"{}\"", max_age.get()));
        }
        header
    }

    /// The body; `None` when there was no token.
    pub fn json(&self) -> Option<Value> {
        let code = self.code?;
        let description = referring(self.description, self.reference);
        Some(json!({ "error": code.name(), "error_description": description }))
    }
}

impl From<MalformedParams> for BearerError {
    fn from(_: MalformedParams) -> Self {
        Self::new(ErrorCode::InvalidRequest, "the body is not a form in UTF-8")
            .because(MessageFinding::Encoding)
    }
}

impl From<TokenError> for BearerError {
    fn from(error: TokenError) -> Self {
        let TokenError { code, description, detail, finding, .. } = error;
        Self { detail, finding, ..Self::new(code, description) }
    }
}

/// The access token of a request: in the `Authorization` header, or in the form body of a
/// POST (RFC 6750 §2.1, §2.2). Never pass the query here (RFC 9700 §4.3.2).
///
/// # Errors
/// 401 without a code when there is none, `invalid_request` when there is more than one or it
/// is malformed.
pub fn token<'a>(
    authorization: Option<&'a str>,
    body: Option<&'a Params<'_>>,
) -> Result<&'a str, BearerError> {
    let once = "one, in one place";
    let malformed = |text, how| {
        let finding = RequestFinding::given(Param::AccessToken, how, once);
        Err(BearerError::new(ErrorCode::InvalidRequest, text).because(finding))
    };
    if body.is_some_and(|body| body.repeated(&[Param::AccessToken]).is_some()) {
        return malformed("access_token is given more than once", "two in the body");
    }
    let in_body = body.and_then(|body| body.get(Param::AccessToken));
    let (scheme, in_header) = authorization
        .map(|header| header.split_once(' ').unwrap_or((header, "")))
        .map_or(("", None), |(scheme, rest)| (scheme, Some(rest.trim())));
    match (in_header.filter(|_| scheme.eq_ignore_ascii_case("bearer")), in_body) {
        (Some(_), Some(_)) => {
            malformed("the access token is given in more than one way", "in header and body")
        }
        (Some(""), None) => {
            malformed("the Authorization header holds no token", "a header without one")
        }
        (Some(token), None) | (None, Some(token)) => Ok(token),
        (None, None) => Err(BearerError::unnamed("an access token is needed")),
    }
}

/// Whose claims a token gives access to.
#[derive(Debug)]
pub struct Userinfo {
    grant: Arc<Grant>,
    scope: Scope,
}

/// The answer, ready to leave.
#[derive(Clone, Debug, PartialEq)]
pub enum UserinfoAnswer {
    /// `application/json`.
    Json(Value),
    /// `application/jwt`.
    Jwt(String),
}

/// The access token that was presented, if it is for us.
///
/// # Errors
/// `invalid_token` for one that does not live or is for somebody else.
pub(crate) fn access_to_us(
    token: Option<LiveToken>,
    cx: &Context<'_>,
) -> Result<LiveToken, BearerError> {
    let token = token.filter(|token| token.kind == TokenKind::Access).ok_or_else(|| {
        BearerError::invalid_token("the token does not live").because(TokenFinding::NotLive)
    })?;
    // Security: a token for another resource server must not open this one (RFC 9068 §4).
    if !token.audience.is_empty() && !token.audience.iter().any(|uri| uri == cx.issuer) {
        let finding =
            TokenFinding::Audience { sent: token.audience, expected: cx.issuer.to_owned() };
        return Err(
            BearerError::invalid_token("the token is for another resource").because(finding)
        );
    }
    Ok(token)
}

impl Userinfo {
    /// Judges the token.
    ///
    /// # Errors
    /// `invalid_token` for one that does not live or is for somebody else,
    /// `insufficient_scope` for one without `openid` (OIDC Core §5.3.3).
    pub fn decide(token: Option<LiveToken>, cx: &Context<'_>) -> Result<Self, BearerError> {
        let token = access_to_us(token, cx)?;
        match token.grant {
            Some(grant) if token.scope.contains(OPENID) => Ok(Self { grant, scope: token.scope }),
            _ => {
                let description = "the access token lacks the scope openid";
                let held = token.scope.iter().map(str::to_owned).collect();
                Err(BearerError::new(ErrorCode::InsufficientScope, description)
                    .because(TokenFinding::Scope(held)))
            }
        }
    }

    /// The account whose claims are needed.
    pub fn account(&self) -> AccountId {
        self.grant.account
    }

    /// The client whose registration is needed.
    pub fn client(&self) -> ClientKey {
        self.grant.client
    }

    /// The claims by scope and by request (OIDC Core §5.3.2, §5.4, §5.5), signed, encrypted for
    /// `recipient` or both, as the client registered.
    ///
    /// # Errors
    /// `invalid_token` when the client is switched off, `server_error` when a key is missing.
    pub fn answer(
        &self,
        person: &SubjectClaims,
        (client, recipient): (&Client, &Recipient),
        cx: &Context<'_>,
    ) -> Result<UserinfoAnswer, BearerError> {
        if client.disabled || client.key != self.grant.client {
            return Err(BearerError::invalid_token("the client is switched off")
                .because(ClientFinding::Disabled));
        }
        let mut claims = Map::new();
        claims.insert("sub".to_owned(), self.grant.subject.as_str().into());
        claims.insert("group".to_owned(), cx.group.into());
        let person = person.in_locales(&self.grant.claims.locales);
        person.add_by_scope(&self.scope, &mut claims);
        person.add_by_request(&self.grant.claims.userinfo, &mut claims);
        let encryption = client.metadata.userinfo_encryption();
        let Some(alg) = client.metadata.userinfo_signed_response_alg else {
            let Some(encryption) = encryption else {
                return Ok(UserinfoAnswer::Json(Value::Object(claims)));
            };
            let claims = Value::Object(claims).to_string();
            let sealed = recipient.seal(claims.as_bytes(), encryption);
            return Ok(UserinfoAnswer::Jwt(sealed?));
        };
        claims.insert("iss".to_owned(), cx.issuer.into());
        claims.insert("aud".to_owned(), client.client_id.as_str().into());
        claims.insert("iat".to_owned(), cx.now.seconds().into());
        let signed = sign(alg, None, &claims, client, cx)?;
        Ok(UserinfoAnswer::Jwt(recipient.seal_jwt(signed, encryption)?))
    }
}

#[cfg(test)]
mod tests;
