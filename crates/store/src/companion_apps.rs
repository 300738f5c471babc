//! People who are asked in the operator's own app on their phone, and telling it that they are asked no more.
use crate::OutboxMessage;
use latchkey_base::{AccountId, MessageId, Sealed, Seconds, TenantId, Timestamp};

/// That somebody is asked in the companion app when they sign in.
#[derive(Clone, Debug, PartialEq)]
pub struct CompanionAppRecord {
    /// Whose.
    pub account: AccountId,
    /// When they showed that they have it.
    pub created_at: Timestamp,
    /// When they were asked there last and said yes.
    pub used_at: Option<Timestamp>,
}

/// A message of the outbox: the app is to forget its devices of an account. There is one of an account at most.
#[derive(Clone, Debug)]
pub struct CompanionRelease {
    /// The row, which bears the id of the account.
    pub id: MessageId,
    /// Whose person.
    pub tenant: TenantId,
    /// Who.
    pub account: AccountId,
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

    /// What its row is called.
    pub const fn id_of(account: AccountId) -> MessageId {
        MessageId::from_bytes(*account.as_bytes())
    }

    /// The row of a new one. It holds nothing but whose it is, which its id says.
    pub fn message(tenant: TenantId, account: AccountId, now: Timestamp) -> OutboxMessage {
        OutboxMessage {
            id: Self::id_of(account),
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
        let account = AccountId::from_bytes(*id.as_bytes());
        (message.kind == Self::KIND).then_some(Self { id, tenant, account, attempts, expires_at })
    }
}
