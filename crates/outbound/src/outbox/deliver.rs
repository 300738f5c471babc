//! Delivering what is due.
use super::compose::{Message, open};
use super::pause::next_attempt;
use crate::fetch::duration;
use crate::{DeliverySettings, Mail, Mailer, SendError, TextMessage, Texter};
use futures_util::{StreamExt as _, stream};
use latchkey_base::{Clock, Entropy, Sealer, Seconds, Timestamp};
use latchkey_store::{OutboxMessage, Store, Tx, TxError};
use std::ops::AddAssign;
use std::sync::Arc;

/// What the outbox works with.
pub struct OutboxParts {
    /// Where the messages are.
    pub store: Store,
    /// What carries mails.
    pub mailer: Mailer,
    /// What carries text messages.
    pub texter: Texter,
    /// What opens them: the sealer of [`OUTBOX_PURPOSE`](crate::OUTBOX_PURPOSE).
    pub sealer: Sealer,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Chance, for pauses.
    pub entropy: Arc<dyn Entropy>,
    /// How hard it tries.
    pub settings: DeliverySettings,
}

/// What it delivers.
static KINDS: [&str; 2] = [Mail::KIND, TextMessage::KIND];

/// Delivers what waits in the outbox. Several nodes may do so at once: a message belongs to the
/// one that claimed it, until its lease is over.
pub struct Outbox(OutboxParts);

/// What came of the messages that were due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deliveries {
    /// Handed over.
    pub delivered: usize,
    /// To be tried again.
    pub postponed: usize,
    /// Dropped: refused for good, or too late.
    pub given_up: usize,
}

impl AddAssign for Deliveries {
    fn add_assign(&mut self, other: Self) {
        self.delivered += other.delivered;
        self.postponed += other.postponed;
        self.given_up += other.given_up;
    }
}

/// What is to be done with a message after an attempt.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Delivered,
    Postpone(Timestamp, String),
    GiveUp(String),
}

impl Outbox {
    /// Puts the parts together.
    pub fn new(parts: OutboxParts) -> Self {
        Self(parts)
    }

    /// Delivers everything that is due by now, a few messages at a time.
    ///
    /// Dropping the future loses nothing: what was claimed comes back when its lease is over.
    ///
    /// # Errors
    /// [`TxError`] when the database does not answer.
    pub async fn deliver_due(&self) -> Result<Deliveries, TxError> {
        let mut sum = Deliveries::default();
        for kind in KINDS {
            sum += self.deliver_all(kind).await?;
        }
        Ok(sum)
    }

    async fn deliver_all(&self, kind: &'static str) -> Result<Deliveries, TxError> {
        let mut sum = Deliveries::default();
        loop {
            let messages = self.claim(kind).await?;
            let full = messages.len() >= self.concurrent();
            let results: Vec<_> = stream::iter(messages)
                .map(|message| self.deliver(message))
                .buffer_unordered(self.concurrent())
                .collect()
                .await;
            for result in results {
                sum += result?;
            }
            if !full {
                return Ok(sum);
            }
        }
    }

    fn concurrent(&self) -> usize {
        self.0.settings.concurrent.max(1)
    }

    /// Takes no more messages than are delivered at once, so that a lease of twice the time
    /// limit is never over before its delivery is.
    async fn claim(&self, kind: &'static str) -> Result<Vec<OutboxMessage>, TxError> {
        let now = self.0.clock.now();
        let lease_until = now + Seconds::new(self.0.settings.timeout.get().saturating_mul(2));
        let limit = i64::try_from(self.concurrent()).unwrap_or(i64::MAX);
        let claim = move |tx: &mut dyn Tx| tx.claim_messages(kind, now, lease_until, limit);
        // Claiming is of the whole deployment; the transaction's own tenant does not matter.
        self.0.store.write(Store::DEPLOYMENT, claim).await
    }

    async fn deliver(&self, message: OutboxMessage) -> Result<Deliveries, TxError> {
        let (id, tenant, kind) = (message.id, message.tenant, message.kind.as_str());
        let done = match self.attempt(&message).await {
            Verdict::Delivered => Deliveries { delivered: 1, ..Deliveries::default() },
            Verdict::GiveUp(reason) => {
                tracing::error!(
                    number = "LK-1502", message = %id, kind, %tenant, attempts = message.attempts, %reason,
                    "a message was given up"
                );
                Deliveries { given_up: 1, ..Deliveries::default() }
            }
            Verdict::Postpone(due_at, reason) => {
                tracing::warn!(
                    number = "LK-1501", message = %id, kind, %tenant, attempts = message.attempts, %reason,
                    "a message was not delivered and will be tried again"
                );
                let postpone = move |tx: &mut dyn Tx| tx.postpone_message(id, due_at);
                self.0.store.write(tenant, postpone).await?;
                return Ok(Deliveries { postponed: 1, ..Deliveries::default() });
            }
        };
        self.0.store.write(tenant, move |tx: &mut dyn Tx| tx.delete_message(id)).await?;
        Ok(done)
    }

    async fn attempt(&self, message: &OutboxMessage) -> Verdict {
        let OutboxParts { clock, settings, .. } = &self.0;
        if clock.now() >= message.expires_at {
            return Verdict::GiveUp("its time is over".to_owned());
        }
        let sending = self.send(message);
        let reason = match tokio::time::timeout(duration(settings.timeout), sending).await {
            Ok(Ok(())) => return Verdict::Delivered,
            Ok(Err(SendError::Permanent(reason))) => return Verdict::GiveUp(reason),
            Ok(Err(SendError::Temporary(reason))) => reason,
            Err(_) => "no answer within the time limit".to_owned(),
        };
        self.later(message, reason)
    }

    async fn send(&self, message: &OutboxMessage) -> Result<(), SendError> {
        let OutboxParts { mailer, texter, sealer, .. } = &self.0;
        if let Some(mail) = open::<Mail>(message, sealer) {
            mailer.send(message.id, &mail).await
        } else if let Some(text) = open::<TextMessage>(message, sealer) {
            texter.send(message.id, &text).await
        } else {
            Err(SendError::Permanent("it does not open or is no message".to_owned()))
        }
    }

    fn later(&self, message: &OutboxMessage, reason: String) -> Verdict {
        let OutboxParts { clock, entropy, settings, .. } = &self.0;
        let due_at = next_attempt(clock.now(), message.attempts, settings, &**entropy);
        if due_at >= message.expires_at {
            return Verdict::GiveUp(format!("{reason}; its time is over before the next attempt"));
        }
        Verdict::Postpone(due_at, reason)
    }
}
