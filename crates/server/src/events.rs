//! Noting what happened at an account, in the transaction in which it happens.
use crate::visit::Visit;
use latchkey_accounts::{AccountEvent, EventKind};
use latchkey_base::{AccountId, Entropy, Seconds, Timestamp};
use latchkey_store::{EventId, EventRecord, Tx, TxError};
use std::sync::Arc;

/// Notes what is done in one visit.
#[derive(Clone)]
pub struct Events {
    entropy: Arc<dyn Entropy>,
    kept_for: Seconds,
    user_agent: String,
    now: Timestamp,
}

impl Events {
    /// Of this visit.
    pub fn of(visit: &Visit) -> Self {
        Self {
            entropy: Arc::clone(&visit.app.entropy),
            kept_for: visit.tenant.settings().accounts.activity_kept_for,
            user_agent: visit.user_agent.clone(),
            now: visit.now,
        }
    }

    /// Notes that this happened.
    ///
    /// # Errors
    /// As the transaction.
    pub fn note(
        &self,
        tx: &mut dyn Tx,
        account: AccountId,
        kind: EventKind,
    ) -> Result<(), TxError> {
        self.add(tx, account, AccountEvent::new(kind, self.now))
    }

    /// Notes that this happened, and to what.
    ///
    /// # Errors
    /// As the transaction.
    pub fn note_about(
        &self,
        tx: &mut dyn Tx,
        account: AccountId,
        (kind, about): (EventKind, &str),
    ) -> Result<(), TxError> {
        self.add(tx, account, AccountEvent::new(kind, self.now).about(about))
    }

    /// Notes at an account what somebody else did to it, and to what. Security: in which browser is
    /// theirs to know.
    ///
    /// # Errors
    /// As the transaction.
    pub fn note_of(
        &self,
        tx: &mut dyn Tx,
        account: AccountId,
        (kind, about): (EventKind, &str),
    ) -> Result<(), TxError> {
        let event = self.kept(account, AccountEvent::new(kind, self.now).about(about));
        let event = event.map(|mut held| {
            held.event.user_agent = None;
            held
        });
        event.iter().try_for_each(|event| tx.add_event(event))
    }

    /// That this happened, to be added; `None` where nothing is kept.
    pub fn record(&self, account: AccountId, kind: EventKind) -> Option<EventRecord> {
        self.kept(account, AccountEvent::new(kind, self.now))
    }

    fn add(&self, tx: &mut dyn Tx, account: AccountId, event: AccountEvent) -> Result<(), TxError> {
        self.kept(account, event).iter().try_for_each(|event| tx.add_event(event))
    }

    fn kept(&self, account: AccountId, event: AccountEvent) -> Option<EventRecord> {
        (self.kept_for.get() != 0).then(|| EventRecord {
            id: EventId::new(self.now, &*self.entropy),
            account,
            event: event.in_browser(&self.user_agent),
            expires_at: self.now + self.kept_for,
        })
    }
}
