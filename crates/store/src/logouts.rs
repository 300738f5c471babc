//! What clients are told about a session that has ended.
use crate::OutboxMessage;
use latchkey_base::{
    ClientKey, MessageId, Sealed, Seconds, SessionId, TenantId, Timestamp, TokenHash,
};
use serde::{Deserialize, Serialize};

/// How long a client is told before it is given up.
pub(crate) const TOLD_FOR: Seconds = Seconds::days(1);

/// One client of a session that has ended (OIDC Back-Channel Logout §2.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedOut {
    /// Who is told.
    pub client: ClientKey,
    /// The session, which it knows by a `sid` of its own.
    pub session: SessionId,
    /// The `sub` it knows.
    pub subject: String,
}

/// A message of the outbox that tells it.
#[derive(Clone, Debug)]
pub struct Logout {
    /// Who is told what.
    pub who: LoggedOut,
    /// Whose client.
    pub tenant: TenantId,
    /// The client's host.
    pub destination: String,
    /// Attempts so far.
    pub attempts: i64,
    /// Not before.
    pub due_at: Timestamp,
    /// Given up from then on.
    pub expires_at: Timestamp,
}

impl Logout {
    /// [`OutboxMessage::kind`] of these.
    pub const KIND: &'static str = "backchannel_logout";

    /// The row: the same for one client and one session, whoever ends it.
    pub fn id(&self) -> MessageId {
        let text = format!("{} {} {}", Self::KIND, self.who.session, self.who.client);
        let mut id = [0; 16];
        id.copy_from_slice(&TokenHash::of(&text).as_bytes()[..16]);
        MessageId::from_bytes(id)
    }

    /// Nothing in it is secret, so it is not sealed: the token is signed when it is delivered.
    ///
    /// # Errors
    /// None that a caller could meet: every value has a JSON form.
    pub(crate) fn to_message(&self) -> serde_json::Result<OutboxMessage> {
        Ok(OutboxMessage {
            id: self.id(),
            tenant: self.tenant,
            kind: Self::KIND.to_owned(),
            destination: self.destination.clone(),
            sealed: Sealed::from_bytes(serde_json::to_vec(&self.who)?),
            attempts: self.attempts,
            due_at: self.due_at,
            expires_at: self.expires_at,
        })
    }

    /// Reads it back; `None` for another kind of message.
    pub fn read(message: &OutboxMessage) -> Option<Self> {
        let who = serde_json::from_slice(message.sealed.as_bytes()).ok()?;
        let OutboxMessage { tenant, attempts, due_at, expires_at, .. } = *message;
        let destination = message.destination.clone();
        (message.kind == Self::KIND).then_some(Self {
            who,
            tenant,
            destination,
            attempts,
            due_at,
            expires_at,
        })
    }
}
