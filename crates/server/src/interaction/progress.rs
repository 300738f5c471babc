//! What has been proven and asked so far in one pass through the pages.
use latchkey_base::{AccountId, SessionId, Timestamp};
use latchkey_oidc::Scope;
use serde::{Deserialize, Serialize};

/// The `progress` document of an interaction.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// What was typed as user name or address.
    pub identifier: Option<String>,
    /// The signed-in person who was chosen for this request.
    pub session: Option<SessionId>,
    /// The person asked for another account than the ones signed in.
    pub another_account: bool,
    /// A proof that was made inside this pass: `prompt=login` is satisfied by nothing else.
    pub proof: Option<Proof>,
    /// What was allowed inside this pass.
    pub consent: Option<Allowed>,
    /// An address that waits for its code.
    pub verifying: Option<Verifying>,
}

/// Who proved their identity, when, in which session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Proof {
    /// The session that the proof made or renewed.
    pub session: SessionId,
    /// When.
    pub at: Timestamp,
}

/// Consent that was given inside this pass.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Allowed {
    /// By whom: choosing another account afterwards voids it.
    pub account: AccountId,
    /// To what.
    pub scope: Scope,
}

/// A code was mailed and is waited for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Verifying {
    /// The account it is for; it may not exist yet.
    pub account: AccountId,
    /// Where the code was sent.
    pub email: String,
    /// `sign_up` or `verify_email`: what the code completes.
    pub purpose: String,
}
