//! Comparing a client secret that was sent.
use super::{Attempt, Proof};
use crate::TokenError;
use crate::explain::ClientFinding;

/// Security: compared as keyed digests, in constant time.
///
/// # Errors
/// `invalid_client` when it is wrong or the client has none.
pub(super) fn check(attempt: &Attempt<'_>) -> Result<(), TokenError> {
    let (Proof::Secret(sent), Some(held)) = (&attempt.claimed.proof, &attempt.client.secret) else {
        return Err(
            TokenError::invalid_client("the client has no secret").because(ClientFinding::NoSecret)
        );
    };
    if attempt.cx.client_secrets.matches("client_secret", sent.expose(), &held.digest) {
        Ok(())
    } else {
        Err(TokenError::invalid_client("the secret is wrong").because(ClientFinding::Secret))
    }
}
