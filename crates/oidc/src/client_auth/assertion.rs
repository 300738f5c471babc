//! What both JWT methods share: the rules for an assertion (RFC 7523 §3, OIDC Core §9).
use super::{Attempt, Claimed, Proof};
use crate::explain::{AssertionFinding as Finding, RequestFinding, sent};
use crate::hint::audience;
use crate::numeric_date::numeric_date;
use crate::{AssertionUse, Client, Context, Param, Params, TokenError};
use latchkey_base::TokenHash;
use latchkey_jose::{Algorithm, Unverified, VerificationKeys, is_media_type, verify};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// What an assertion may call itself, if it does.
const KINDS: [&str; 2] = ["JWT", "client-authentication+jwt"];

/// Of an `aud`, so many are shown to operators.
const MOST_SHOWN: usize = 5;

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The assertion in a request, taken apart to see who it claims to be from.
///
/// # Errors
/// `invalid_request` when assertion and type are not both there, `invalid_client` for another
/// type or something that is no JWT (RFC 7521 §4.2).
pub(super) fn presented<'a>(params: &'a Params<'_>) -> Result<Option<Claimed<'a>>, TokenError> {
    let given = (params.get(Param::ClientAssertionType), params.get(Param::ClientAssertion));
    let token = match given {
        (None, None) => return Ok(None),
        (Some(JWT_BEARER), Some(token)) => token,
        (Some(_), Some(_)) => {
            return Err(malformed("the client_assertion_type is unknown"));
        }
        (kind, token) => {
            let need = "client_assertion and client_assertion_type go together";
            let finding = match token {
                None => RequestFinding::parameter(Param::ClientAssertion, None, "an assertion"),
                Some(_) => RequestFinding::parameter(Param::ClientAssertionType, kind, JWT_BEARER),
            };
            return Err(TokenError::invalid_request(need).because(finding));
        }
    };
    let said = Unverified::decode(token).ok_or_else(|| malformed("the assertion is no JWT"))?;
    // Security: what its maker meant for another place is no proof of who asks, and request
    // objects travel through browsers (RFC 9101 §10.8, RFC 8725 §3.11).
    if said.typ().is_some_and(|typ| !KINDS.iter().any(|kind| is_media_type(typ, kind))) {
        return Err(malformed("typ of the assertion is another one"));
    }
    let subject = said.subject();
    let subject = subject.ok_or_else(|| malformed("the assertion has no sub"))?;
    let client_id = Cow::Owned(subject.to_owned());
    Ok(Some(Claimed { client_id, proof: Proof::Assertion { token, said: Box::new(said) } }))
}

pub(super) fn is_symmetric(claimed: &Claimed<'_>) -> bool {
    let Proof::Assertion { said, .. } = &claimed.proof else { return false };
    said.alg().is_some_and(Algorithm::is_symmetric)
}

/// Checks signature, algorithm and claims.
///
/// # Errors
/// `invalid_client`.
pub(super) fn check(
    attempt: &Attempt<'_>,
    (keys, offered): (&VerificationKeys, &[Algorithm]),
) -> Result<AssertionUse, TokenError> {
    let Attempt { claimed, client, cx, .. } = *attempt;
    let Proof::Assertion { token, .. } = &claimed.proof else {
        return Err(malformed("there is no assertion"));
    };
    let registered = client.metadata.token_endpoint_auth_signing_alg;
    let only = registered.filter(|alg| offered.contains(alg)).map(|alg| [alg]);
    let allowed = match (&only, registered) {
        (Some(only), _) => only.as_slice(),
        (None, None) => offered,
        (None, Some(_)) => &[],
    };
    let verified = verify(token, keys, allowed).map_err(|error| {
        TokenError::invalid_client(format!("the assertion: {error}"))
            .because(Finding::Signature(error.to_string()))
    })?;
    judge(&verified.claims, client, cx).map_err(|finding| {
        TokenError::invalid_client("the assertion is not to be believed").because(finding)
    })
}

fn malformed(why: &'static str) -> TokenError {
    TokenError::invalid_client(why).because(Finding::Malformed(why.to_owned()))
}

fn judge(
    claims: &Map<String, Value>,
    client: &Client,
    cx: &Context<'_>,
) -> Result<AssertionUse, Finding> {
    let wrong = |why: &str| Finding::Malformed(why.to_owned());
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let id = Some(client.client_id.as_str());
    if text("iss") != id || text("sub") != id {
        return Err(wrong("iss and sub are not both the client"));
    }
    let ours =
        [cx.issuer, &cx.endpoints.token, &cx.endpoints.introspection, &cx.endpoints.revocation];
    let aud = claims.get("aud").and_then(audience).ok_or_else(|| wrong("aud is missing"))?;
    if !aud.iter().any(|aud| !aud.is_empty() && ours.contains(&aud.as_str())) {
        let sent = aud.iter().take(MOST_SHOWN).map(|aud| sent(aud)).collect();
        return Err(Finding::Audience { sent, expected: cx.issuer.to_owned() });
    }
    let time = |name: &str| {
        numeric_date(claims, name).map_err(|_| Finding::Malformed(format!("{name} is no number")))
    };
    let tolerance = cx.policy.tolerance();
    let exp = time("exp")?.ok_or_else(|| wrong("exp is missing"))?;
    if exp + tolerance <= cx.now {
        return Err(Finding::Expired { since: cx.now.since(exp), tolerance });
    }
    // We must remember the `jti` until `exp`, so that cannot be any time (RFC 7523 §3, item 4).
    let most = cx.policy.lifetimes.client_assertion;
    if cx.now + most < exp {
        return Err(Finding::LivesTooLong { ahead: exp.since(cx.now), most });
    }
    for name in ["nbf", "iat"] {
        if let Some(from) = time(name)?.filter(|from| cx.now + tolerance < *from) {
            let (claim, ahead) = (name.to_owned(), from.since(cx.now));
            return Err(Finding::FromTheFuture { claim, ahead, tolerance });
        }
    }
    let jti = text("jti").filter(|jti| !jti.is_empty()).ok_or_else(|| wrong("jti is missing"))?;
    Ok(AssertionUse { client: client.key, jti: TokenHash::of(jti), until: exp + tolerance })
}
