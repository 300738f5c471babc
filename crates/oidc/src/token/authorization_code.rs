//! The `authorization_code` grant: RFC 6749 §4.1.3, with PKCE (RFC 7636 §4.6).
use super::{GrantType, Mint, TokenRequest};
use crate::explain::{Finding, GrantFinding, Presented, VerifierFinding, sent};
use crate::{AuthorizationCode, CodeChallenge, Found, Issued, Lookup, Param, TokenError, Write};
use latchkey_base::TokenHash;

pub(super) struct AuthorizationCodeGrant;

impl GrantType for AuthorizationCodeGrant {
    fn name(&self) -> &'static str {
        "authorization_code"
    }

    fn parameters(&self) -> &'static [Param] {
        &[Param::Code, Param::RedirectUri, Param::CodeVerifier]
    }

    fn lookup(&self, request: &TokenRequest<'_>) -> Result<Lookup, TokenError> {
        let code = request.require(Param::Code, "code is missing")?;
        Ok(Lookup::AuthorizationCode(TokenHash::of(code)))
    }

    /// Decides on the code as it was read. Whether it is still unspent is not asked here:
    /// [`Write::RedeemCode`] settles that, once, in the store.
    fn decide<'a>(
        &self,
        request: &TokenRequest<'a>,
        found: Found,
    ) -> Result<(Option<Write>, Mint<'a>), TokenError> {
        let now = request.cx.now;
        let Found::AuthorizationCode(code) = found else {
            return Err(TokenError::invalid_grant("the code is unknown")
                .because(GrantFinding::Unknown(Presented::Code)));
        };
        let foreign = code.grant.client != request.client.key;
        let worthless = match check(request, &code) {
            // Security: a code that another client holds has leaked. Whoever merely calls
            // themselves a client shall not be able to spend it, though.
            Err(reason) if foreign && !request.client.metadata.is_public() => Some(reason),
            Err(reason) => return Err(refusal(reason)),
            Ok(()) => (code.expires_at <= now).then(|| {
                let since = now.since(code.expires_at);
                ("the code has expired", GrantFinding::Expired(Presented::Code, since))
            }),
        };
        if let Some(reason) = worthless {
            // It yields nothing, but if it was redeemed before, this is a replay and ends the
            // authorization, however late and from whom it comes (RFC 6749 §4.1.2, §10.5).
            let write = Write::RedeemCode { code: code.hash, issued: Issued::default(), at: now };
            let error = refusal(reason);
            return Ok((Some(write), Mint::refusing(request, error)));
        }

        let resources = request.resources_within(&code.grant.resources)?;
        let mut mint = Mint::new(request, &code.grant.scope, resources);
        mint.for_grant(code.grant.clone(), &code.grant.scope, code.grant.nonce.clone());
        if code.grant.offline && request.client.metadata.allows_grant_type("refresh_token") {
            mint.begin_refresh_family();
        }
        mint.spend(code.hash);
        let write = Write::RedeemCode { code: code.hash, issued: mint.issued(), at: now };
        Ok((Some(write), mint))
    }
}

/// Why a code is refused: for the log, and for the tenant's operators.
type Reason = (&'static str, GrantFinding);

fn refusal((why, finding): Reason) -> TokenError {
    TokenError::invalid_grant(why).because(Finding::Grant(finding))
}

fn check(request: &TokenRequest<'_>, code: &AuthorizationCode) -> Result<(), Reason> {
    if code.grant.client != request.client.key {
        let finding = GrantFinding::OfAnother(Presented::Code, code.grant.client);
        return Err(("the code belongs to another client", finding));
    }
    let redirect_uri = request.get(Param::RedirectUri);
    if redirect_uri != Some(&code.redirect_uri) {
        let expected = sent(&code.redirect_uri);
        let finding = GrantFinding::RedirectUri { sent: redirect_uri.map(sent), expected };
        return Err(("the redirect_uri differs", finding));
    }
    let fails = |finding| GrantFinding::Verifier(finding);
    match (&code.challenge, request.get(Param::CodeVerifier)) {
        (None, None) => Ok(()),
        (Some(challenge), Some(verifier)) if challenge.is_answered_by(verifier) => Ok(()),
        (Some(_), Some(verifier)) if !CodeChallenge::can_answer(verifier) => {
            Err(("the code_verifier is malformed", fails(VerifierFinding::Malformed)))
        }
        (Some(_), Some(_)) => Err(("the code_verifier is wrong", fails(VerifierFinding::Wrong))),
        (Some(_), None) => Err(("the code_verifier is missing", fails(VerifierFinding::Missing))),
        // Security: a verifier without a challenge means that the challenge was stripped on
        // the way (RFC 9700 §4.8.2).
        (None, Some(_)) => {
            let why = "a code_verifier without a code_challenge";
            Err((why, fails(VerifierFinding::Unexpected)))
        }
    }
}
