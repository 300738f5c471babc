//! Signing what leaves the house, with the tenant's keys or the client's secret.
use crate::{Client, Context, SigningAlg, TokenError};
use latchkey_jose::{Algorithm, MacKey, unsecured};
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
        let secret = client.mac_secret().ok_or_else(|| missing(alg))?;
        let key = MacKey::new(alg, secret)
            .map_err(|error| TokenError::server_error(error.to_string()))?;
        key.sign_jwt(typ, claims)
    } else {
        cx.keys.signing_key(alg).ok_or_else(|| missing(alg))?.sign_jwt(typ, claims)
    };
    signed.map_err(|error| TokenError::server_error(error.to_string()))
}

/// Signs the claims of an ID token from the token endpoint as the client registered it.
///
/// # Errors
/// As [`sign`]; `server_error` for `none` too, when the client can get ID tokens from the
/// authorization endpoint: those are always signed (OIDC Core §3.2.2.10, §3.3.2.11).
pub(crate) fn sign_id_token(
    claims: &impl Serialize,
    client: &Client,
    cx: &Context<'_>,
) -> Result<String, TokenError> {
    match client.metadata.id_token_alg() {
        SigningAlg::Signed(alg) => sign(alg, None, claims, client, cx),
        SigningAlg::Unsecured if client.metadata.gets_id_tokens_by_code_only() => {
            unsecured::encode(claims).map_err(|error| TokenError::server_error(error.to_string()))
        }
        SigningAlg::Unsecured => Err(TokenError::server_error("an unsigned ID token in front")),
    }
}

fn missing(alg: Algorithm) -> TokenError {
    TokenError::server_error(format!("there is no key for {alg}"))
}
