//! The `refresh_token` grant: RFC 6749 §6, with rotation (RFC 9700 §4.14.2).
use super::{GrantType, Mint, TokenRequest, invalid_scope};
use crate::explain::{Finding, GrantFinding, Presented, RequestFinding};
use crate::{Found, Issued, Lookup, Param, RefreshToken, TokenError, Write};
use latchkey_base::TokenHash;

pub(super) struct RefreshTokenGrant;

impl GrantType for RefreshTokenGrant {
    fn name(&self) -> &'static str {
        "refresh_token"
    }

    fn parameters(&self) -> &'static [Param] {
        &[Param::RefreshToken]
    }

    fn lookup(&self, request: &TokenRequest<'_>) -> Result<Lookup, TokenError> {
        let token = request.require(Param::RefreshToken, "refresh_token is missing")?;
        Ok(Lookup::RefreshToken(TokenHash::of(token)))
    }

    /// Whether the token is still the current one of its family is not asked here:
    /// [`Write::RotateRefreshToken`] settles that.
    fn decide<'a>(
        &self,
        request: &TokenRequest<'a>,
        found: Found,
    ) -> Result<(Option<Write>, Mint<'a>), TokenError> {
        let Found::RefreshToken(token) = found else {
            return Err(TokenError::invalid_grant("the refresh token is unknown")
                .because(GrantFinding::Unknown(Presented::RefreshToken)));
        };
        check(request, &token).map_err(|(why, finding)| {
            TokenError::invalid_grant(why).because(Finding::Grant(finding))
        })?;
        if token.expires_at <= request.cx.now {
            // As with an expired code: a rotated-out token that comes back ends the family.
            let write = rotation(request, &token, Issued::default());
            let since = request.cx.now.since(token.expires_at);
            let error = TokenError::invalid_grant("the refresh token has expired")
                .because(GrantFinding::Expired(Presented::RefreshToken, since));
            return Ok((Some(write), Mint::refusing(request, error)));
        }

        let granted = &token.grant.scope;
        let scope = request.scope.as_ref().unwrap_or(granted);
        if !scope.is_subset(granted) {
            return Err(invalid_scope("scope is wider than what was granted")
                .because(RequestFinding::scope(scope, granted)));
        }
        let resources = request.resources_within(&token.grant.resources)?;
        let mut mint = Mint::new(request, scope, resources);
        mint.for_grant(token.grant.clone(), scope, None);
        let presented = request.require(Param::RefreshToken, "refresh_token is missing")?;
        mint.succeed(presented, &token);
        mint.spend(token.hash);
        Ok((Some(rotation(request, &token, mint.issued())), mint))
    }
}

fn rotation(request: &TokenRequest<'_>, token: &RefreshToken, issued: Issued) -> Write {
    Write::RotateRefreshToken {
        presented: token.hash,
        issued,
        repeat_window: request.cx.policy.refresh_repeat_window,
        at: request.cx.now,
    }
}

fn check(
    request: &TokenRequest<'_>,
    token: &RefreshToken,
) -> Result<(), (&'static str, GrantFinding)> {
    let (now, lifetimes) = (request.cx.now, &request.cx.policy.lifetimes);
    if token.family_started_at + lifetimes.refresh_family <= now {
        let finding = GrantFinding::FamilyOver(lifetimes.refresh_family);
        return Err(("the refresh token family is over", finding));
    }
    if token.grant.client != request.client.key {
        let finding = GrantFinding::OfAnother(Presented::RefreshToken, token.grant.client);
        return Err(("the refresh token belongs to another client", finding));
    }
    Ok(())
}
