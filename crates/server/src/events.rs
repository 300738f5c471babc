//! Noting what happened at an account, in the transaction in which it happens.
use crate::tenant::Tenant;
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

    /// Of what happens in no browser of the person.
    pub fn beside(tenant: &Tenant, now: Timestamp) -> Self {
        Self {
            entropy: Arc::clone(&tenant.app().entropy),
            kept_for: tenant.settings().accounts.activity_kept_for,
            user_agent: String::new(),
            now,
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

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_ui::Language;
    use latchkey_ui::mail::{Envelope, Notice, notice};

    /// What its owner is mailed of something that is noted.
    enum Mailed {
        /// This notice.
        By(Notice<'static>),
        /// Another mail, which is about more than that.
        Within(&'static str),
        /// Nothing, for this reason.
        Not(&'static str),
    }
    use Mailed::{By, Not, Within};

    const OWN_ACT: &str = "the person does it and sees it, and nobody gets in with it";
    const ENDS: &str = "it takes something away that could be used, and opens nothing";
    const NEXT: &str = "the next sign-in says so, before it goes on";

    /// The table of docs/decisions/0058, which the compiler keeps whole.
    macro_rules! mails {
        ($($kind:ident => $mailed:expr,)*) => {
            const ALL: &[EventKind] = &[$(EventKind::$kind),*];

            fn mailed(kind: EventKind) -> Mailed {
                match kind { $(EventKind::$kind => $mailed),* }
            }
        };
    }

    mails! {
        SignedIn => Not("a new browser or network is, which is what strangers come with"),
        SignedOut => Not(ENDS),
        ProfileChanged => Not("it opens nothing"),
        EmailChanged => By(Notice::EmailChanging { email: "" }),
        PasswordChanged => By(Notice::PasswordChanged { others_ended: true }),
        PasswordAdded => By(Notice::PasswordAdded),
        PasswordRemoved => By(Notice::PasswordRemoved),
        PasswordReset => By(Notice::PasswordChanged { others_ended: true }),
        AppAllowed => By(Notice::AppStays { app: "" }),
        AppDisconnected => Not(ENDS),
        SessionsEnded => Not(ENDS),
        DataDownloaded => By(Notice::DataDownloaded),
        DeletionRequested => By(Notice::AccountDeletion { days: 14 }),
        DeletionCancelled => By(Notice::DeletionCancelled),
        TotpAdded => By(Notice::TotpAdded { replaces: false }),
        TotpRemoved => By(Notice::TotpRemoved),
        SmsAdded => By(Notice::SmsAdded { number: "", replaces: false }),
        SmsRemoved => By(Notice::SmsRemoved { number: "" }),
        CompanionAppAdded => By(Notice::CompanionAppAdded { app: "" }),
        CompanionAppRemoved => By(Notice::CompanionAppRemoved { app: "" }),
        RecoveryCodesMade => By(Notice::RecoveryCodesMade),
        RecoveryCodeUsed => By(Notice::RecoveryCodeUsed { left: 9 }),
        FactorsReset => By(Notice::FactorsReset),
        TwoFactorsDemanded => Not(NEXT),
        TwoFactorsReleased => Not("whoever runs the tenant answers for it"),
        DeviceConnected => By(Notice::DeviceConnected { device: None, app: "" }),
        DeviceDenied => Not("nothing came of it, and its page says what to do"),
        DeviceEnded => Not(ENDS),
        HandoverStarted => Not("taking it is what matters, and that is mailed"),
        HandoverWithdrawn => Not(ENDS),
        HandoverDeclined => Not("nothing came of it"),
        DeviceHandedOver => By(Notice::DeviceHandedOver { device: None, app: "", person: "" }),
        NotificationsOn => Not("its session says so, and what it shows opens nothing"),
        NotificationsOff => Not(ENDS),
        DeviceTaken => By(Notice::DeviceTaken { device: None, app: "", person: "" }),
        PasskeyAdded => By(Notice::PasskeyAdded { label: "" }),
        PasskeyUsed => Not("it is a sign-in, or shown in one"),
        PasskeyRemoved => By(Notice::PasskeyRemoved { label: "" }),
        PasskeyCopied => By(Notice::PasskeyCopied { label: "" }),
        Locked => By(Notice::AccountLocked),
        Unlocked => By(Notice::AccountUnlocked),
        BrowserRemembered => Not("it takes all factors, there and then; a new browser is mailed"),
        BrowserForgotten => Not(ENDS),
        BrowserCopied => By(Notice::BrowserCopied),
        BrowserNew => Within("the notice of a new browser, where the tenant wants it"),
        NetworkNew => Within("the notice of a new network, where the tenant wants it"),
        InvitationAccepted => Not("the mailbox did it: its link was used"),
        PasswordDemanded => Not(NEXT),
        TermsAccepted => Not(OWN_ACT),
        TermsDeclined => Not(OWN_ACT),
        SignInApproved => Not("the sign-in comes after it, and is told of like any other"),
        SignInDenied => Within("the notice of one that was declined in the companion app; else its page says what to do"),
        RecoveryStarted => Within("the notice, and the reminder, that hold the link that stops it"),
        RecoveryStopped => By(Notice::RecoveryStopped),
        RecoveryApproved => Within("the link that finishes it goes out at once"),
        RecoveryVouchedFor => Within("the link that finishes it goes out at once"),
        MemberVouchedFor => Not(OWN_ACT),
        RecoveryFinished => By(Notice::RecoveryFinished),
        Confirmed => Not(OWN_ACT),
        ConfirmationDenied => Not("nothing came of it, and its page says what to do"),
    }

    /// What is noted is mailed, in the language of the person, as plain text and HTML, or there is a reason.
    #[test]
    fn what_is_noted_is_mailed_or_there_is_a_reason() {
        let (lock, link) = ("https://id.example/t/lockaccount?code=x", "https://id.example/t");
        // What the lock or the operators did is not taken back by a lock; the end of a wait can be stopped.
        let no_alarm = [EventKind::Locked, EventKind::FactorsReset];
        for kind in ALL.iter().copied() {
            let told = match mailed(kind) {
                By(told) => told,
                Within(why) | Not(why) => {
                    assert!(why.len() > 8, "{kind:?}");
                    continue;
                }
            };
            assert_eq!(told.is_alarm(), !no_alarm.contains(&kind), "{kind:?}: can be objected to");
            for language in Language::ALL {
                let envelope = Envelope { tenant: "T", name: None, link, lock_link: Some(lock) };
                let mail = notice(language, &envelope, &told).unwrap();
                let target = if told.is_alarm() { lock } else { link };
                assert!(mail.text.contains(target) && mail.html.contains(target), "{kind:?}");
                assert!(!mail.subject.contains("mail."), "{kind:?}: {}", mail.subject);
            }
        }
    }
}
