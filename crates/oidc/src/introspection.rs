//! Token introspection (RFC 7662): what a token is, for those who may know.
use crate::presented_token::{LiveToken, PresentedToken, TokenKind};
use crate::token::single;
use crate::{Client, Context, Param, Params, TokenError};
use serde_json::{Map, Value, json};

/// The token that is asked about.
///
/// # Errors
/// `invalid_request` when `token` is missing or repeated (RFC 7662 §2.1).
pub fn presented(params: &Params<'_>, cx: &Context<'_>) -> Result<PresentedToken, TokenError> {
    single(params, &[Param::Token, Param::TokenTypeHint])?;
    let token = params.get(Param::Token).ok_or(TokenError::invalid_request("token is missing"))?;
    Ok(PresentedToken::read(token, cx))
}

/// The answer to `asking`, an authenticated client. `owner` is the client that
/// [`LiveToken::owner`] names.
///
/// A client may look at its own tokens; a confidential one, a resource server perhaps, at every
/// access token of the tenant (native contract 5.1). Whatever else is asked about is not
/// active, and no more is said (RFC 7662 §2.2).
pub fn answer(
    token: Option<&LiveToken>,
    owner: Option<&Client>,
    asking: &Client,
    cx: &Context<'_>,
) -> Value {
    let shown = token.zip(owner.filter(|owner| !owner.disabled)).filter(|(token, owner)| {
        let may_see_others = !asking.metadata.is_public() && token.kind == TokenKind::Access;
        owner.key == asking.key || may_see_others
    });
    match shown {
        Some((token, owner)) => Value::Object(members(token, owner, cx)),
        None => json!({ "active": false }),
    }
}

fn members(token: &LiveToken, owner: &Client, cx: &Context<'_>) -> Map<String, Value> {
    let grant = token.grant.as_deref();
    let subject = grant.map_or(owner.client_id.as_str(), |grant| &grant.subject);
    let mut out = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            out.insert(name.to_owned(), value);
        }
    };
    put("active", Some(true.into()));
    put("iss", Some(cx.issuer.into()));
    put("sub", Some(subject.into()));
    put("client_id", Some(owner.client_id.as_str().into()));
    put("group", Some(cx.group.into()));
    put("exp", Some(token.expires_at.seconds().into()));
    put("iat", token.issued_at.map(|at| at.seconds().into()));
    put("scope", (!token.scope.is_empty()).then(|| token.scope.to_string().into()));
    put("jti", token.jti.as_deref().map(Value::from));
    put("token_type", (token.kind == TokenKind::Access).then(|| "Bearer".into()));
    put("aud", audience(&token.audience));
    put("auth_time", grant.map(|grant| grant.auth_time.seconds().into()));
    put("acr", grant.and_then(|grant| grant.acr.as_deref()).map(Value::from));
    put("amr", grant.filter(|grant| !grant.amr.is_empty()).map(|grant| grant.amr.clone().into()));
    put("sid", grant.and_then(|grant| grant.session).map(|sid| sid.to_string().into()));
    out
}

fn audience(audience: &[String]) -> Option<Value> {
    match audience {
        [] => None,
        [one] => Some(one.as_str().into()),
        many => Some(many.into()),
    }
}

#[cfg(test)]
mod tests;
