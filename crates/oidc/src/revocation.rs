//! Token revocation (RFC 7009).
use crate::explain::TokenFinding;
use crate::presented_token::PresentedToken;
use crate::{Client, Context, ErrorCode, Found, Lookup, TokenError, Write};

pub use crate::introspection::presented;

/// What must be loaded for [`decide`]. A refresh token that was rotated out still names the
/// authorization to end.
pub fn lookup(presented: &PresentedToken) -> Lookup {
    presented.refresh().map_or(Lookup::Nothing, Lookup::RefreshToken)
}

/// What revoking the token means.
///
/// A refresh token ends its authorization with all its tokens, an opaque access token only
/// itself (RFC 7009 §2.1). Unknown tokens, and those of others, are no error and nothing
/// happens to them: the caller learns nothing about them (RFC 7009 §2.2).
///
/// # Errors
/// `unsupported_token_type` for a JWT access token of the caller: nobody we could tell would
/// ask us again (RFC 7009 §2.2.1). Revoke its refresh token, or wait the minutes it lives.
pub fn decide(
    presented: &PresentedToken,
    found: &Found,
    client: &Client,
    cx: &Context<'_>,
) -> Result<Option<Write>, TokenError> {
    if presented.jwt_client_id() == Some(client.client_id.as_str()) {
        let description = "JWT access tokens cannot be revoked one by one";
        return Err(TokenError::new(ErrorCode::UnsupportedTokenType, description)
            .because(TokenFinding::SelfContained));
    }
    if let Some(token) = presented.opaque_access() {
        return Ok(Some(Write::RevokeAccessToken { token, client: client.key }));
    }
    match found {
        Found::RefreshToken(token) if token.grant.client == client.key => {
            let authorization = token.grant.authorization;
            Ok(Some(Write::EndAuthorization { authorization, at: cx.now }))
        }
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests;
