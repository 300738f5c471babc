//! Rows of what apps ask people to confirm.
use latchkey_base::{AccountId, ClientKey, CodeDigest, ConfirmationId, SessionId, Timestamp};
use latchkey_oidc::confirmation::{ConfirmationState, ConfirmationText};

/// What an app asks a person to confirm.
#[derive(Clone, Debug)]
pub struct ConfirmationRecord {
    /// The row.
    pub id: ConfirmationId,
    /// Who asks.
    pub client: ClientKey,
    /// Who is asked; `None`: nobody is, for there is nobody of that name, or they are asked too much.
    pub account: Option<AccountId>,
    /// Digest of how the app named the person.
    pub lookup: CodeDigest,
    /// How the app speaks of the person in what follows.
    pub handle: String,
    /// How the app names the question.
    pub client_state: String,
    /// What the app calls itself.
    pub app: String,
    /// What it says.
    pub text: ConfirmationText,
    /// Where it hears what became of it.
    pub callback: Option<String>,
    /// What became of it.
    pub state: ConfirmationState,
    /// The session in which somebody decided.
    pub decided_in: Option<SessionId>,
    /// When it was asked.
    pub created_at: Timestamp,
    /// Nobody can decide from then on.
    pub expires_at: Timestamp,
}

impl ConfirmationRecord {
    /// What became of it by now: what nobody decided in its time has expired, whether or not its row
    /// says so already.
    pub fn state_at(&self, now: Timestamp) -> ConfirmationState {
        match self.state {
            ConfirmationState::Waiting if now >= self.expires_at => ConfirmationState::Expired,
            state => state,
        }
    }

    /// Whether somebody can still decide.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state_at(now) == ConfirmationState::Waiting
    }
}

/// That somebody decides.
#[derive(Clone, Copy, Debug)]
pub struct ConfirmationDecision {
    /// On what.
    pub id: ConfirmationId,
    /// Who was asked.
    pub account: AccountId,
    /// In which session.
    pub session: SessionId,
    /// How: [`ConfirmationState::Approved`] or [`ConfirmationState::Denied`].
    pub to: ConfirmationState,
    /// Now.
    pub at: Timestamp,
}
