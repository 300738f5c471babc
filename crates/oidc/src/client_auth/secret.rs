//! Comparing a client secret that was sent.
use super::{Claimed, Proof};
use crate::{Client, Context, TokenError};

/// Security: compared as keyed digests, in constant time.
///
/// # Errors
/// `invalid_client` when it is wrong or the client has none.
pub(super) fn check(
    claimed: &Claimed<'_>,
    client: &Client,
    cx: &Context<'_>,
) -> Result<(), TokenError> {
    let (Proof::Secret(sent), Some(held)) = (&claimed.proof, &client.secret) else {
        return Err(TokenError::invalid_client("the client has no secret"));
    };
    if cx.client_secrets.matches("client_secret", sent.expose(), &held.digest) {
        Ok(())
    } else {
        Err(TokenError::invalid_client("the secret is wrong"))
    }
}
