//! From a mail to a row.
use super::MAIL;
use crate::Mail;
use latchkey_base::{Entropy, MessageId, Sealer, Seconds, Secret, TenantId, Timestamp};
use latchkey_store::OutboxMessage;
use serde_json::json;

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

/// Turns a mail into a message for [`Tx::put_message`](latchkey_store::Tx::put_message), sealed
/// with the sealer of [`OUTBOX_PURPOSE`](crate::OUTBOX_PURPOSE) and bound to its row.
pub fn compose(
    mail: &Mail,
    posting: Posting,
    sealer: &Sealer,
    entropy: &dyn Entropy,
) -> OutboxMessage {
    let id = MessageId::new(posting.now, entropy);
    let Mail { to, subject, text, html } = mail;
    let document = json!({"to": to, "subject": subject, "text": text, "html": html});
    let document = Secret::new(document.to_string());
    OutboxMessage {
        id,
        tenant: posting.tenant,
        kind: MAIL.to_owned(),
        destination: String::new(),
        sealed: sealer.seal(document.expose().as_bytes(), id.as_bytes(), entropy),
        attempts: 0,
        due_at: posting.now,
        expires_at: posting.now + posting.lifetime,
    }
}

/// Reads a composed mail back; `None` for another kind of message, another key, or a text that
/// is no mail.
pub(super) fn open(message: &OutboxMessage, sealer: &Sealer) -> Option<Mail> {
    if message.kind != MAIL {
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
        assert_eq!(open(&other_row, &sealer), None);
        let other_key = key.sealer("client-secrets");
        assert_eq!(open(&message, &other_key), None);
        let other_kind = OutboxMessage { kind: "webhook".to_owned(), ..message };
        assert_eq!(open(&other_kind, &sealer), None);
    }
}
