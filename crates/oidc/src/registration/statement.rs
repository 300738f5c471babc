//! Software statements: metadata that somebody whom the tenant trusts vouches for (RFC 7591 §2.3).
//!
//! In two steps, as with assertions of clients, because keys may have to be fetched in between:
//! [`presented_statement`] finds out who vouches, [`PresentedStatement::verify`] checks.
use super::{LONGEST_METADATA, RegistrationError, RegistrationPolicy};
use crate::hint::audience;
use crate::{Context, ErrorCode};
use latchkey_base::{Seconds, Timestamp};
use latchkey_jose::{
    ASYMMETRIC_ALGORITHMS, JwkSet, Unverified, VerificationKeys, is_media_type, verify,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The member that holds one.
pub(super) const MEMBER: &str = "software_statement";

/// Claims of the token itself (RFC 7519 §4.1), and members that nobody else can vouch for.
static NOT_METADATA: &[&str] =
    &["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "client_id", "client_secret", MEMBER];

/// Whose software statements a tenant takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementIssuer {
    /// Their `iss`.
    pub issuer: String,
    /// Their public keys by value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks: Option<JwkSet>,
    /// Their public keys by reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
}

/// A statement of an issuer that the tenant trusts. Nothing is checked yet.
#[derive(Debug)]
pub struct PresentedStatement<'p> {
    /// Who is said to vouch.
    pub issuer: &'p StatementIssuer,
    /// The key it claims to be signed with.
    pub kid: Option<String>,
    token: String,
}

/// A statement that was checked.
#[derive(Clone, Debug, PartialEq)]
pub struct SoftwareStatement {
    pub(super) token: String,
    pub(super) members: Map<String, Value>,
}

/// The statement in the body of a registration or update, if there is one.
///
/// # Errors
/// `invalid_software_statement` for what is no JWT with an `iss`, `unapproved_software_statement`
/// for an issuer that the tenant does not trust (RFC 7591 §3.2.2).
pub fn presented_statement<'p>(
    body: &[u8],
    policy: &'p RegistrationPolicy,
) -> Result<Option<PresentedStatement<'p>>, RegistrationError> {
    #[derive(Deserialize)]
    struct Body {
        software_statement: Option<Value>,
    }
    // What is no JSON object of moderate size is refused where it is read whole.
    let body = (body.len() <= LONGEST_METADATA).then(|| serde_json::from_slice::<Body>(body).ok());
    let Some(statement) = body.flatten().and_then(|body| body.software_statement) else {
        return Ok(None);
    };
    if policy.statement_issuers.is_empty() {
        return Err(unapproved("software statements are not accepted here"));
    }
    let Value::String(token) = statement else { return Err(invalid("must be a JWT")) };
    let said = Unverified::decode(&token).ok_or_else(|| invalid("is no JWT"))?;
    // Security: an issuer signs other tokens with the same keys (RFC 8725 §3.11).
    if said.typ().is_some_and(|typ| !is_media_type(typ, "JWT")) {
        return Err(invalid("calls itself something else"));
    }
    let issuer = said.issuer().ok_or_else(|| invalid("has no iss"))?;
    let trusted = policy.statement_issuers.iter().find(|trusted| trusted.issuer == issuer);
    let issuer = trusted.ok_or_else(|| unapproved("the issuer of the statement is not trusted"))?;
    Ok(Some(PresentedStatement { issuer, kid: said.kid().map(str::to_owned), token }))
}

impl PresentedStatement<'_> {
    /// Its text, for comparison with the one that is registered.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Checks signature, time and audience. `keys` are those of [`PresentedStatement::issuer`]. A
    /// statement that `is_registered` already for this client was in time then.
    ///
    /// Security: signatures by public keys only. A MAC would be checked with what everybody can
    /// read, and `none` with nothing (RFC 8725 §3.1).
    ///
    /// # Errors
    /// `invalid_software_statement`.
    pub fn verify(
        &self,
        keys: Option<&VerificationKeys>,
        is_registered: bool,
        cx: &Context<'_>,
    ) -> Result<SoftwareStatement, RegistrationError> {
        let keys = keys.ok_or_else(|| invalid("cannot be checked: no keys of its issuer"))?;
        let verified = verify(&self.token, keys, ASYMMETRIC_ALGORITHMS)
            .map_err(|error| invalid(&format!("is not to be believed: {error}")))?;
        let claims = verified.claims;
        if !is_registered {
            in_time(&claims, cx.now, cx.policy.tolerance())?;
        }
        let ours = [cx.issuer, &cx.endpoints.registration];
        if let Some(aud) = claims.get("aud") {
            let aud = audience(aud).unwrap_or_default();
            if !aud.iter().any(|aud| ours.contains(&aud.as_str())) {
                return Err(invalid("is for somebody else"));
            }
        }
        let members = claims.into_iter().filter(|(name, _)| !NOT_METADATA.contains(&name.as_str()));
        Ok(SoftwareStatement { token: self.token.clone(), members: members.collect() })
    }
}

/// RFC 7519 §4.1.4, §4.1.5; `iat` too may not lie ahead.
fn in_time(
    claims: &Map<String, Value>,
    now: Timestamp,
    tolerance: Seconds,
) -> Result<(), RegistrationError> {
    let time = |name: &str| match claims.get(name) {
        None => Ok(None),
        Some(value) => {
            let seconds = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64));
            let time = seconds.map(Timestamp::from_seconds);
            time.map(Some).ok_or_else(|| invalid("has a time that is no number"))
        }
    };
    if time("exp")?.is_some_and(|exp| exp + tolerance <= now) {
        return Err(invalid("has expired"));
    }
    for name in ["nbf", "iat"] {
        if time(name)?.is_some_and(|from| now + tolerance < from) {
            return Err(invalid("is from the future"));
        }
    }
    Ok(())
}

fn invalid(why: &str) -> RegistrationError {
    let description = format!("the {MEMBER} {why}");
    RegistrationError::new(ErrorCode::InvalidSoftwareStatement, description)
}

fn unapproved(why: &str) -> RegistrationError {
    RegistrationError::new(ErrorCode::UnapprovedSoftwareStatement, why)
}

/// A client that registered with a statement brings one with every change (RFC 7592 §2.2): what
/// somebody vouched for is not to be taken back by leaving it out.
pub(super) fn needed() -> RegistrationError {
    invalid("must be sent again, or a newer one")
}

#[cfg(test)]
mod tests;
