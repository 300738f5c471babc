//! Rows of devices that are handed over.
use latchkey_accounts::HandoverState;
use latchkey_base::{AccountId, AuthorizationId, ClientKey, CodeDigest, Timestamp};

/// A device that its owner hands over, and then what is left of it until whoever took it has
/// connected it.
#[derive(Clone, Debug)]
pub struct HandoverRecord {
    /// The device, as its owner had it.
    pub device: AuthorizationId,
    /// Whose it is, or was.
    pub from: AccountId,
    /// Who took it, or did not want it.
    pub to: Option<AccountId>,
    /// The app on it.
    pub client: ClientKey,
    /// How the code is kept: an HMAC, since it can be guessed from a mere hash.
    pub code: CodeDigest,
    /// What its owner called it.
    pub name: Option<String>,
    /// Maker and model, as it said.
    pub model: Option<String>,
    /// What became of it.
    pub state: HandoverState,
    /// When the code was made.
    pub created_at: Timestamp,
    /// The code is good until then; once the device was taken, it waits until then.
    pub expires_at: Timestamp,
    /// When somebody decided.
    pub decided_at: Option<Timestamp>,
}

impl HandoverRecord {
    /// Whether the code is good.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state == HandoverState::Open && now < self.expires_at
    }

    /// What to call the device, if anything was said of it.
    pub fn title(&self) -> Option<&str> {
        self.name.as_deref().or(self.model.as_deref())
    }
}

/// That somebody who has the code decides on a handover.
#[derive(Clone, Copy, Debug)]
pub struct Taking<'a> {
    /// Digest of the code.
    pub code: &'a CodeDigest,
    /// Who: anybody but its owner.
    pub by: AccountId,
    /// Now.
    pub at: Timestamp,
}
