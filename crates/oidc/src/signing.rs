//! Signing what leaves the house, with the tenant's keys or the client's secret.
use crate::{Client, Context, TokenError};
use latchkey_jose::{Algorithm, MacKey};
use serde::Serialize;

/// Signs `claims` as a JWT. MACs are made with the client's secret (OIDC Core §10.1).
///
/// # Errors
/// `server_error` when there is no key for the algorithm: the registration should not have been
/// accepted.
pub(crate) fn sign(
    alg: Algorithm,
    typ: Option<&str>,
    claims: &impl Serialize,
    client: &Client,
    cx: &Context<'_>,
) -> Result<String, TokenError> {
    let signed = if alg.is_symmetric() {
        let secret = client.secret.as_ref().and_then(|secret| secret.mac_key.as_ref());
        let secret = secret.ok_or_else(|| missing(alg))?;
        let key = MacKey::new(alg, secret.expose().as_bytes())
            .map_err(|error| TokenError::server_error(error.to_string()))?;
        key.sign_jwt(typ, claims)
    } else {
        cx.keys.signing_key(alg).ok_or_else(|| missing(alg))?.sign_jwt(typ, claims)
    };
    signed.map_err(|error| TokenError::server_error(error.to_string()))
}

fn missing(alg: Algorithm) -> TokenError {
    TokenError::server_error(format!("there is no key for {alg}"))
}
