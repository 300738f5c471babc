//! What clients are told by a call: that a session has ended, what became of a confirmation.
use crate::OutboxMessage;
use latchkey_base::{
    ClientKey, ConfirmationId, MessageId, Sealed, Seconds, SessionId, TenantId, Timestamp,
    TokenHash,
};
use serde::{Deserialize, Serialize};
use std::fmt;

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

/// A client that hears what became of its confirmation. What that is, is looked up when it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// Who is told.
    pub client: ClientKey,
    /// Of what.
    pub confirmation: ConfirmationId,
}

/// What a client is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// A session has ended.
    LoggedOut(LoggedOut),
    /// A confirmation was answered, or its time is over.
    Settled(Settled),
}

/// What a piece of news is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A session.
    Session(SessionId),
    /// A confirmation.
    Confirmation(ConfirmationId),
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(id) => id.fmt(f),
            Self::Confirmation(id) => id.fmt(f),
        }
    }
}

impl About {
    /// [`OutboxMessage::kind`] of news about a session.
    pub const LOGOUT: &'static str = "backchannel_logout";
    /// [`OutboxMessage::kind`] of news about a confirmation.
    pub const CONFIRMATION: &'static str = "confirmation";
    /// All of them.
    pub const KINDS: [&'static str; 2] = [Self::LOGOUT, Self::CONFIRMATION];

    /// Which of them.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Session(_) => Self::LOGOUT,
            Self::Confirmation(_) => Self::CONFIRMATION,
        }
    }

    pub(crate) const fn bytes(self) -> [u8; 16] {
        match self {
            Self::Session(id) => *id.as_bytes(),
            Self::Confirmation(id) => *id.as_bytes(),
        }
    }

    pub(crate) fn of_kind(kind: &str, bytes: [u8; 16]) -> Option<Self> {
        match kind {
            Self::LOGOUT => Some(Self::Session(SessionId::from_bytes(bytes))),
            Self::CONFIRMATION => Some(Self::Confirmation(ConfirmationId::from_bytes(bytes))),
            _ => None,
        }
    }

    /// The row of its message: the same for one client, whoever queues it.
    pub fn message(self, client: ClientKey) -> MessageId {
        let text = format!("{} {self} {client}", self.kind());
        let mut id = [0; 16];
        id.copy_from_slice(&TokenHash::of(&text).as_bytes()[..16]);
        MessageId::from_bytes(id)
    }
}

impl News {
    /// Who is told.
    pub const fn client(&self) -> ClientKey {
        match self {
            Self::LoggedOut(LoggedOut { client, .. }) | Self::Settled(Settled { client, .. }) => {
                *client
            }
        }
    }

    /// What it is about.
    pub const fn about(&self) -> About {
        match self {
            Self::LoggedOut(LoggedOut { session, .. }) => About::Session(*session),
            Self::Settled(Settled { confirmation, .. }) => About::Confirmation(*confirmation),
        }
    }
}

/// A message of the outbox that tells a client something.
#[derive(Clone, Debug)]
pub struct Call {
    /// Who is told what.
    pub news: News,
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
pub enum DeliveryOutcome {
    /// The client has taken it.
    Delivered,
    /// It says no, or cannot be told.
    Refused,
    /// It will be tried again.
    Postponed,
    /// There was not enough time.
    GivenUp,
}

impl DeliveryOutcome {
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

/// The record of telling one client one thing, as of the last attempt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// [`Call::id`].
    pub message: MessageId,
    /// Who was told.
    pub client: ClientKey,
    /// Of what.
    pub about: About,
    /// What came of it.
    pub outcome: DeliveryOutcome,
    /// Attempts so far, this one included.
    pub attempts: i64,
    /// Why it was not delivered.
    pub reason: Option<String>,
    /// The last attempt.
    pub tried_at: Timestamp,
    /// Kept until then.
    pub expires_at: Timestamp,
}

impl Call {
    /// The row.
    pub fn id(&self) -> MessageId {
        self.news.about().message(self.news.client())
    }

    /// Nothing in it is secret, so it is not sealed: the token is signed when it is delivered.
    ///
    /// # Errors
    /// None that a caller could meet: every value has a JSON form.
    pub(crate) fn to_message(&self) -> serde_json::Result<OutboxMessage> {
        let document = match &self.news {
            News::LoggedOut(news) => serde_json::to_vec(news)?,
            News::Settled(news) => serde_json::to_vec(news)?,
        };
        Ok(OutboxMessage {
            id: self.id(),
            tenant: self.tenant,
            kind: self.news.about().kind().to_owned(),
            destination: self.destination.clone(),
            sealed: Sealed::from_bytes(document),
            attempts: self.attempts,
            due_at: self.due_at,
            expires_at: self.expires_at,
        })
    }

    /// Reads it back; `None` for another kind of message.
    pub fn read(message: &OutboxMessage) -> Option<Self> {
        let document = message.sealed.as_bytes();
        let news = match message.kind.as_str() {
            About::LOGOUT => News::LoggedOut(serde_json::from_slice(document).ok()?),
            About::CONFIRMATION => News::Settled(serde_json::from_slice(document).ok()?),
            _ => return None,
        };
        let OutboxMessage { tenant, attempts, due_at, expires_at, .. } = *message;
        let destination = message.destination.clone();
        Some(Self { news, tenant, destination, attempts, due_at, expires_at })
    }
}
