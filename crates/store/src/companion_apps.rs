//! People who are asked in the operator's own app on their phone, and telling it that they are asked no more.
use crate::OutboxMessage;
use latchkey_base::{AccountId, CompanionId, MessageId, Sealed, Seconds, TenantId, Timestamp};

/// That somebody is asked in the companion app when they sign in.
#[derive(Clone, Debug, PartialEq)]
pub struct CompanionAppRecord {
    /// Whose.
    pub account: AccountId,
    /// What the app knows them by.
    pub handle: CompanionId,
    /// When they showed that they have it.
    pub created_at: Timestamp,
    /// When they were asked there last and said yes.
    pub used_at: Option<Timestamp>,
}

/// A message of the outbox: the app is to forget whom it knew by that name.
#[derive(Clone, Debug)]
pub struct CompanionRelease {
    /// The row, which bears the octets of the name.
    pub id: MessageId,
    /// Whose person.
    pub tenant: TenantId,
    /// What the app knew them by.
    pub handle: CompanionId,
    /// Attempts so far.
    pub attempts: i64,
    /// Not worth telling from then on.
    pub expires_at: Timestamp,
}

impl CompanionRelease {
    /// [`OutboxMessage::kind`] of these.
    pub const KIND: &'static str = "companion_app";

    /// For how long it is tried.
    const TRIED_FOR: Seconds = Seconds::days(1);

    /// The row of a new one. It holds nothing but what its id says.
    pub fn message(tenant: TenantId, handle: CompanionId, now: Timestamp) -> OutboxMessage {
        OutboxMessage {
            id: MessageId::from_bytes(*handle.as_bytes()),
            tenant,
            kind: Self::KIND.to_owned(),
            destination: String::new(),
            sealed: Sealed::from_bytes(Vec::new()),
            attempts: 0,
            due_at: now,
            expires_at: now + Self::TRIED_FOR,
        }
    }

    /// Reads it back; `None` for another kind of message.
    pub fn read(message: &OutboxMessage) -> Option<Self> {
        let OutboxMessage { id, tenant, attempts, expires_at, .. } = *message;
        let handle = CompanionId::from_bytes(*id.as_bytes());
        (message.kind == Self::KIND).then_some(Self { id, tenant, handle, attempts, expires_at })
    }
}
