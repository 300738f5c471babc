//! The person has said yes.
use super::GRACE;
use crate::authorize::{Allowed, grant_of};
use crate::{AuthorizationCode, Client, Context, Grant};
use latchkey_base::{Timestamp, TokenHash};
use std::sync::Arc;

/// What the device may redeem from now on: an authorization code under the hash of its device
/// code, without `redirect_uri`, so that no other grant type takes it.
///
/// The authorization belongs to no browser session: signing out in the browser that connected a
/// television does not switch the television off.
pub fn approve(
    allowed: &Allowed<'_>,
    client: &Client,
    (hash, expires_at): (TokenHash, Timestamp),
    cx: &Context<'_>,
) -> AuthorizationCode {
    let grant = Grant { session: None, is_device: true, ..grant_of(allowed, client, cx) };
    AuthorizationCode {
        hash,
        grant: Arc::new(grant),
        redirect_uri: String::new(),
        challenge: None,
        expires_at: expires_at.max(cx.now + GRACE),
    }
}
