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

/// What came of telling a client.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogoutOutcome {
    /// The client has signed the person out.
    Delivered,
    /// It says no, or cannot be told.
    Refused,
    /// It will be tried again.
    Postponed,
    /// There was not enough time.
    GivenUp,
}

impl LogoutOutcome {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Delivered, Self::Refused, Self::Postponed, Self::GivenUp];

    /// As in metrics, tables and what operators read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Refused => "refused",
            Self::Postponed => "postponed",
            Self::GivenUp => "given_up",
        }
    }
}

/// The record of telling one client of one session, as of the last attempt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogoutDelivery {
    /// [`Logout::id`].
    pub message: MessageId,
    /// Who was told.
    pub client: ClientKey,
    /// That this session has ended.
    pub session: SessionId,
    /// What came of it.
    pub outcome: LogoutOutcome,
    /// Attempts so far, this one included.
    pub attempts: i64,
    /// Why it was not delivered.
    pub reason: Option<String>,
    /// The last attempt.
    pub tried_at: Timestamp,
    /// Kept until then.
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
