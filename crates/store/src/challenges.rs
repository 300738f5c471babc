//! Rows of sign-ins that ask to be approved in another browser.
use latchkey_authn::factors::approval::ChallengeState;
use latchkey_base::{AccountId, ChallengeId, InteractionId, SessionId, Timestamp, TokenHash};

/// A sign-in that asks to be approved in another browser of its person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChallengeRecord {
    /// The row.
    pub id: ChallengeId,
    /// Whose.
    pub account: AccountId,
    /// The pass that waits.
    pub interaction: InteractionId,
    /// SHA-256 of the cookie of the browser that waits.
    pub browser: TokenHash,
    /// What that browser shows, and what is typed in the other one.
    pub number: u8,
    /// How many more numbers may be typed.
    pub tries_left: i64,
    /// What became of it.
    pub state: ChallengeState,
    /// The session in which somebody decided.
    pub decided_in: Option<SessionId>,
    /// What the app calls itself that is signed in to; `None` for people's own accounts.
    pub app: Option<String>,
    /// The network address that was asked from.
    pub address: String,
    /// What the browser calls itself, shortened.
    pub user_agent: String,
    /// When it was asked.
    pub created_at: Timestamp,
    /// Worth nothing from then on, whatever its state.
    pub expires_at: Timestamp,
}

impl ChallengeRecord {
    /// Whether somebody can still decide.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state == ChallengeState::Waiting && self.tries_left > 0 && now < self.expires_at
    }
}

/// That somebody decides.
#[derive(Clone, Copy, Debug)]
pub struct ChallengeDecision {
    /// On what.
    pub id: ChallengeId,
    /// Whose.
    pub account: AccountId,
    /// In which session.
    pub session: SessionId,
    /// How: [`ChallengeState::Approved`] or [`ChallengeState::Denied`].
    pub to: ChallengeState,
    /// Now.
    pub at: Timestamp,
}
