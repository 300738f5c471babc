//! Token introspection (RFC 7662): what a token is, for those who may know.
use crate::explain::RequestFinding;
use crate::presented_token::{LiveToken, PresentedToken, TokenKind};
use crate::token::single;
use crate::{Client, Context, Param, Params, Sid, TokenError};
use latchkey_base::Timestamp;
use serde::Serialize;

/// The token that is asked about.
///
/// # Errors
/// `invalid_request` when `token` is missing or repeated (RFC 7662 §2.1).
pub fn presented(params: &Params<'_>, cx: &Context<'_>) -> Result<PresentedToken, TokenError> {
    single(params, &[Param::Token, Param::TokenTypeHint])?;
    let token = params.get(Param::Token).ok_or_else(|| {
        TokenError::invalid_request("token is missing").because(RequestFinding::parameter(
            Param::Token,
            None,
            "the token that is meant",
        ))
    })?;
    Ok(PresentedToken::read(token, cx))
}

/// What is said of a token (RFC 7662 §2.2). Of one that is not active, nothing more.
#[serde_with::skip_serializing_none]
#[derive(Debug, Default, Serialize)]
pub struct IntrospectionAnswer<'a> {
    active: bool,
    iss: Option<&'a str>,
    sub: Option<&'a str>,
    client_id: Option<&'a str>,
    group: Option<&'a str>,
    exp: Option<i64>,
    iat: Option<i64>,
    scope: Option<String>,
    jti: Option<&'a str>,
    token_type: Option<&'static str>,
    aud: Option<Audience<'a>>,
    auth_time: Option<i64>,
    acr: Option<&'a str>,
    amr: Option<&'a [String]>,
    sid: Option<Sid>,
}

/// One audience is a string, several are an array (RFC 7519 §4.1.3).
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Audience<'a> {
    One(&'a str),
    Many(&'a [String]),
}

/// The answer to `asking`, an authenticated client. `owner` is the client that
/// [`LiveToken::owner`] names.
///
/// A client may look at its own tokens; a confidential one, a resource server perhaps, at every
/// access token of the tenant (native contract 5.1). Whatever else is asked about is not
/// active, and no more is said (RFC 7662 §2.2).
pub fn answer<'a>(
    token: Option<&'a LiveToken>,
    owner: Option<&'a Client>,
    asking: &Client,
    cx: &Context<'a>,
) -> IntrospectionAnswer<'a> {
    let shown = token.zip(owner.filter(|owner| !owner.disabled)).filter(|(token, owner)| {
        // Security: not one that registered itself, or any stranger could be a resource server.
        let is_known = !asking.metadata.is_public() && !asking.registered_itself;
        let may_see_others = is_known && token.kind == TokenKind::Access;
        owner.key == asking.key || may_see_others
    });
    shown.map(|(token, owner)| described(token, owner, cx)).unwrap_or_default()
}

fn described<'a>(
    token: &'a LiveToken,
    owner: &'a Client,
    cx: &Context<'a>,
) -> IntrospectionAnswer<'a> {
    let grant = token.grant.as_deref();
    IntrospectionAnswer {
        active: true,
        iss: Some(cx.issuer),
        sub: Some(grant.map_or(&owner.client_id, |grant| &grant.subject)),
        client_id: Some(&owner.client_id),
        group: Some(cx.group),
        exp: Some(token.expires_at.seconds()),
        iat: token.issued_at.map(Timestamp::seconds),
        scope: (!token.scope.is_empty()).then(|| token.scope.to_string()),
        jti: token.jti.as_deref(),
        token_type: (token.kind == TokenKind::Access).then_some("Bearer"),
        aud: match token.audience.as_slice() {
            [] => None,
            [one] => Some(Audience::One(one)),
            many => Some(Audience::Many(many)),
        },
        auth_time: grant.map(|grant| grant.auth_time.seconds()),
        acr: grant.and_then(|grant| grant.acr.as_deref()),
        amr: grant.map(|grant| grant.amr.as_slice()).filter(|amr| !amr.is_empty()),
        sid: grant.and_then(|grant| grant.session).map(|session| Sid::of(session, owner, cx)),
    }
}

#[cfg(test)]
mod tests;
