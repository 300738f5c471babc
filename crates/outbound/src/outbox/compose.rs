//! From a message to a row.
use crate::{Mail, TextMessage};
use latchkey_base::{Entropy, MessageId, Sealer, Seconds, Secret, TenantId, Timestamp};
use latchkey_store::OutboxMessage;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// When a message is posted, for whom, and how long it is worth delivering.
#[derive(Clone, Copy, Debug)]
pub struct Posting {
    /// Whose people it goes to.
    pub tenant: TenantId,
    /// When it is posted; it is due at once.
    pub now: Timestamp,
    /// Given up after that: a link that has expired need not arrive.
    pub lifetime: Seconds,
}

/// What can be put into the outbox.
pub trait Message: Serialize + DeserializeOwned {
    /// The [`kind`](OutboxMessage::kind) of its rows.
    const KIND: &'static str;
}

impl Message for Mail {
    const KIND: &'static str = "mail";
}

impl Message for TextMessage {
    const KIND: &'static str = "sms";
}

/// Turns a mail or a text message into a row for [`Tx::put_message`](latchkey_store::Tx::put_message), sealed
/// with the sealer of [`OUTBOX_PURPOSE`](crate::OUTBOX_PURPOSE) and bound to its row.
pub fn compose<M: Message>(
    message: &M,
    posting: Posting,
    sealer: &Sealer,
    entropy: &dyn Entropy,
) -> OutboxMessage {
    let id = MessageId::new(posting.now, entropy);
    // Texts only: they can always be written.
    let document = Secret::new(serde_json::to_vec(message).unwrap_or_default());
    OutboxMessage {
        id,
        tenant: posting.tenant,
        kind: M::KIND.to_owned(),
        destination: String::new(),
        sealed: sealer.seal(document.expose(), id.as_bytes(), entropy),
        attempts: 0,
        due_at: posting.now,
        expires_at: posting.now + posting.lifetime,
    }
}

/// Reads a composed message back; `None` for one of another kind, another key, or a text that
/// is none.
pub(super) fn open<M: Message>(message: &OutboxMessage, sealer: &Sealer) -> Option<M> {
    if message.kind != M::KIND {
        return None;
    }
    let document = sealer.open(&message.sealed, message.id.as_bytes()).ok()?;
    serde_json::from_slice(document.expose()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_base::{MasterKey, SeededEntropy};

    fn mail() -> Mail {
        Mail {
            to: "alice@example.com".to_owned(),
            subject: "Wélcome \"you\"".to_owned(),
            text: "https://op.example/verify?code=42".to_owned(),
            html: "<p>hello</p>".to_owned(),
        }
    }

    #[test]
    fn a_mail_survives_the_outbox_and_only_its_own_row() {
        let entropy = SeededEntropy::new(1);
        let key = MasterKey::generate(&entropy);
        let sealer = key.sealer(super::super::OUTBOX_PURPOSE);
        let now = Timestamp::from_seconds(1_000);
        let tenant = TenantId::new(now, &entropy);
        let posting = Posting { tenant, now, lifetime: Seconds::minutes(60) };

        let message = compose(&mail(), posting, &sealer, &entropy);
        assert_eq!(open(&message, &sealer), Some(mail()));
        assert_eq!((message.due_at, message.attempts), (now, 0));
        assert_eq!(message.expires_at, Timestamp::from_seconds(4_600));
        assert!(!message.sealed.as_bytes().windows(5).any(|octets| octets == b"alice"));

        let other_row = OutboxMessage { id: MessageId::new(now, &entropy), ..message.clone() };
        assert_eq!(open::<Mail>(&other_row, &sealer), None);
        let other_key = key.sealer("client-secrets");
        assert_eq!(open::<Mail>(&message, &other_key), None);
        assert_eq!(open::<TextMessage>(&message, &sealer), None);
        let other_kind = OutboxMessage { kind: "webhook".to_owned(), ..message };
        assert_eq!(open::<Mail>(&other_kind, &sealer), None);
    }
}
