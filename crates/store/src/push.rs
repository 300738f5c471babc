//! Browsers that are told when something waits for their person, and what they are told.
use crate::OutboxMessage;
use latchkey_base::{AccountId, MessageId, Sealed, SessionId, TenantId, Timestamp};
use serde::{Deserialize, Serialize};

/// A browser that is told, in one session of its person. It ends with that.
#[derive(Clone, Debug)]
pub struct PushSubscriptionRecord {
    /// The session.
    pub session: SessionId,
    /// Whose.
    pub account: AccountId,
    /// Where messages go, and the keys for which they are encrypted; bound to the session.
    pub sealed: Sealed,
    /// The language in which the browser is told.
    pub language: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When the session ends, as far as is known.
    pub expires_at: Timestamp,
}

/// What a browser is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PushAbout {
    /// A sign-in waits to be approved.
    Approval,
}

impl PushAbout {
    /// As in messages and logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approval => "approval",
        }
    }
}

/// A message of the outbox for one browser. What it says, and where it goes, is looked up when it is sent.
#[derive(Clone, Debug)]
pub struct PushMessage {
    /// The row.
    pub id: MessageId,
    /// Whose person.
    pub tenant: TenantId,
    /// The session whose browser is told.
    pub session: SessionId,
    /// Of what.
    pub about: PushAbout,
    /// The host of the push service.
    pub destination: String,
    /// Attempts so far.
    pub attempts: i64,
    /// Not before.
    pub due_at: Timestamp,
    /// Not worth sending from then on.
    pub expires_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Document {
    session: SessionId,
    about: PushAbout,
}

impl PushMessage {
    /// [`OutboxMessage::kind`] of these.
    pub const KIND: &'static str = "push";

    /// The row. Nothing in it is secret, so it is not sealed.
    pub fn to_message(&self) -> OutboxMessage {
        let document = Document { session: self.session, about: self.about };
        // An id and a word: they can always be written.
        let document = serde_json::to_vec(&document).unwrap_or_default();
        OutboxMessage {
            id: self.id,
            tenant: self.tenant,
            kind: Self::KIND.to_owned(),
            destination: self.destination.clone(),
            sealed: Sealed::from_bytes(document),
            attempts: self.attempts,
            due_at: self.due_at,
            expires_at: self.expires_at,
        }
    }

    /// Reads it back; `None` for another kind of message.
    pub fn read(message: &OutboxMessage) -> Option<Self> {
        if message.kind != Self::KIND {
            return None;
        }
        let Document { session, about } = serde_json::from_slice(message.sealed.as_bytes()).ok()?;
        let OutboxMessage { id, tenant, attempts, due_at, expires_at, .. } = *message;
        let destination = message.destination.clone();
        Some(Self { id, tenant, session, about, destination, attempts, due_at, expires_at })
    }
}
