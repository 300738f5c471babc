//! The device code grant (RFC 8628 §3.4, §3.5).
use super::{GrantType, Mint, TokenRequest};
use crate::device::{DEVICE_CODE, DevicePoll, DeviceState};
use crate::explain::{GrantFinding, PersonFinding, Presented};
use crate::{ErrorCode, Found, Grant, Lookup, Param, TokenError, Write};
use latchkey_base::TokenHash;
use std::sync::Arc;

pub(super) struct DeviceCodeGrant;

impl GrantType for DeviceCodeGrant {
    fn name(&self) -> &'static str {
        DEVICE_CODE
    }

    fn parameters(&self) -> &'static [Param] {
        &[Param::DeviceCode]
    }

    fn lookup(&self, request: &TokenRequest<'_>) -> Result<Lookup, TokenError> {
        let code = request.require(Param::DeviceCode, "device_code is missing")?;
        Ok(Lookup::DeviceCode { hash: TokenHash::of(code), at: request.cx.now })
    }

    /// Says what has become of the device's request. Once it is approved, this is the redemption
    /// of a code: [`Write::RedeemCode`] settles that it happens once.
    fn decide<'a>(
        &self,
        request: &TokenRequest<'a>,
        found: Found,
    ) -> Result<(Option<Write>, Mint<'a>), TokenError> {
        let Found::DeviceCode(DevicePoll { code, is_too_soon }) = found else {
            return Err(TokenError::invalid_grant("the device code is unknown")
                .because(GrantFinding::Unknown(Presented::DeviceCode)));
        };
        // Security: a device code binds to its client; what became of it is nobody else's business.
        if code.client != request.client.key {
            return Err(TokenError::invalid_grant("the device code belongs to another client")
                .because(GrantFinding::OfAnother(Presented::DeviceCode, code.client)));
        }
        let now = request.cx.now;
        match &code.state {
            DeviceState::Approved(grant) => redeem(request, code.hash, grant),
            DeviceState::Denied => {
                Err(TokenError::new(ErrorCode::AccessDenied, "the end-user refused the request")
                    .because(PersonFinding::Denied))
            }
            DeviceState::Pending if code.expires_at <= now => {
                let since = now.since(code.expires_at);
                Err(TokenError::new(ErrorCode::ExpiredToken, "the device code has expired")
                    .because(GrantFinding::Expired(Presented::DeviceCode, since)))
            }
            DeviceState::Pending if is_too_soon => Err(TokenError::new(
                ErrorCode::SlowDown,
                "polled too early: wait five seconds longer from now on",
            )),
            DeviceState::Pending => Err(TokenError::new(
                ErrorCode::AuthorizationPending,
                "the end-user has not decided yet",
            )),
        }
    }
}

fn redeem<'a>(
    request: &TokenRequest<'a>,
    hash: TokenHash,
    grant: &Arc<Grant>,
) -> Result<(Option<Write>, Mint<'a>), TokenError> {
    let resources = request.resources_within(&grant.resources)?;
    let mut mint = Mint::new(request, &grant.scope, resources);
    mint.for_grant(Arc::clone(grant), &grant.scope, None);
    if grant.offline && request.client.metadata.allows_grant_type("refresh_token") {
        mint.begin_refresh_family();
    }
    mint.spend(hash);
    let write = Write::RedeemCode { code: hash, issued: mint.issued(), at: request.cx.now };
    Ok((Some(write), mint))
}
