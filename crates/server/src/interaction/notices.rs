//! Notices that pages cause: mails about an account, with the link by which its owner locks it.
use super::mails::{Letter, Sender};
use crate::middleware::Trouble;
use latchkey_accounts::Account;
use latchkey_base::{Seconds, TokenHash};
use latchkey_store::{LockLinkRecord, OutboxMessage, Tx, TxError};
use latchkey_ui::mail::{self, Envelope, Notice};
use latchkey_ui::negotiate;

/// A notice that is ready to go out, in the transaction that causes it.
#[derive(Clone, Debug)]
pub struct Told {
    message: OutboxMessage,
    lock: Option<LockLinkRecord>,
}

impl Told {
    /// Queues it, and makes its link good for something.
    ///
    /// # Errors
    /// As the transaction.
    pub fn put(&self, tx: &mut dyn Tx) -> Result<(), TxError> {
        tx.put_message(&self.message)?;
        self.lock.as_ref().map_or(Ok(()), |link| tx.put_lock_link(link))
    }
}

impl Letter<'_> {
    /// A notice of something that happened at the person's account.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn notice(&self, notice: &Notice<'_>) -> Result<Told, Trouble> {
        let visit = self.visit;
        let policy = &visit.tenant.settings().accounts;
        // Security: who only typed an address locks nobody out. The link goes to proven ones.
        let owner = self.owner.filter(|_| notice.is_alarm());
        let locking = owner.map(|account| {
            let token = visit.app.entropy.token("");
            let record = LockLinkRecord {
                link: TokenHash::of(token.expose()),
                account,
                address: self.address.to_owned(),
                created_at: visit.now,
                expires_at: visit.now + policy.lock_link_lifetime,
            };
            (self.url(&format!("/lockaccount?code={}", token.expose())), record)
        });
        let link = self.url(leads_to(notice));
        let envelope = Envelope {
            tenant: self.tenant(),
            name: self.name,
            link: &link,
            lock_link: locking.as_ref().map(|(url, _)| url.as_str()),
        };
        let text = mail::notice(self.language, &envelope, notice);
        // It is worth delivering for as long as its link is good.
        let lifetime = match &locking {
            Some(_) => policy.lock_link_lifetime.max(policy.email_proof_lifetime),
            None => policy.email_proof_lifetime,
        };
        let message = self.seal(text, lifetime)?;
        Ok(Told { message, lock: locking.map(|(_, record)| record) })
    }
}

impl Sender<'_> {
    /// A notice that no page causes, of a kind that is no alarm: it holds no link that locks. `to`
    /// nobody is as much work, and is not to be sent.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn notice(
        &self,
        to: Option<&Account>,
        notice: &Notice<'_>,
        lifetime: Seconds,
    ) -> Result<OutboxMessage, Trouble> {
        let profile = to.map(|to| &to.profile);
        let locale = profile.and_then(|profile| profile.locale.as_deref());
        let envelope = Envelope {
            tenant: self.called(),
            name: profile.and_then(|profile| profile.name.as_deref()),
            link: &self.url(leads_to(notice)),
            lock_link: None,
        };
        let text = mail::notice(negotiate(&[], locale, None), &envelope, notice);
        let address = to.and_then(|to| to.email.as_deref()).unwrap_or_default();
        self.seal(address, text, lifetime)
    }
}

/// Where the button of a notice leads, below the issuer.
const fn leads_to(notice: &Notice<'_>) -> &'static str {
    match notice {
        Notice::EmailChanging { .. } => "/account/password",
        Notice::DeviceConnected { .. } | Notice::DeviceTaken { .. } => "/account/devices",
        Notice::AccountDeletion { .. } => "/account",
        Notice::RecoveryStarted { .. } | Notice::RecoveryReminder { .. } => "/account/recovery",
        Notice::Confirmation { .. } => "/account/confirm",
        Notice::AccountExists
        | Notice::PasswordChanged { .. }
        | Notice::PasswordAdded
        | Notice::PasswordRemoved
        | Notice::TotpAdded { .. }
        | Notice::TotpRemoved
        | Notice::SmsAdded { .. }
        | Notice::SmsRemoved { .. }
        | Notice::RecoveryCodesMade
        | Notice::RecoveryCodeUsed { .. }
        | Notice::PasskeyAdded { .. }
        | Notice::PasskeyRemoved { .. }
        | Notice::DeviceHandedOver { .. }
        | Notice::NewBrowser { .. }
        | Notice::NewNetwork { .. }
        | Notice::WrongCodes
        | Notice::AccountLocked
        | Notice::RecoveryStopped
        | Notice::RecoveryFinished => "/forgotpassword",
    }
}
