//! Device codes as records.
use crate::Grant;
use latchkey_base::{ClientKey, Timestamp, TokenHash};
use std::sync::Arc;

/// A device code (RFC 8628 §3.2).
#[derive(Clone, Debug)]
pub struct DeviceCode {
    /// SHA-256 of the code.
    pub hash: TokenHash,
    /// Whose device asks.
    pub client: ClientKey,
    /// Expired from then on.
    pub expires_at: Timestamp,
    /// What became of it.
    pub state: DeviceState,
}

/// What became of a device's request.
#[derive(Clone, Debug)]
pub enum DeviceState {
    /// Nobody has said anything yet.
    Pending,
    /// The person said no.
    Denied,
    /// The person said yes: there is an authorization code under the same hash, to be redeemed
    /// once.
    Approved(Arc<Grant>),
}

/// A device code that its device shows again.
#[derive(Clone, Debug)]
pub struct DevicePoll {
    /// The code.
    pub code: Arc<DeviceCode>,
    /// It came earlier than the interval allows (RFC 8628 §3.5).
    pub is_too_soon: bool,
}

impl DevicePoll {
    /// Whether nothing has become of the request yet, and it still can.
    pub fn is_pending(&self, now: Timestamp) -> bool {
        matches!(self.code.state, DeviceState::Pending) && now < self.code.expires_at
    }
}
