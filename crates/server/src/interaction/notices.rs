//! Notices that pages cause: mails about an account, with the link by which its owner locks it.
use super::mails::{Letter, Sender};
use crate::middleware::Trouble;
use crate::tenant::Tenant;
use crate::visit::Visit;
use latchkey_accounts::Account;
use latchkey_base::{AccountId, Seconds, Timestamp, TokenHash};
use latchkey_store::{LockLinkRecord, OutboxMessage, Tx, TxError};
use latchkey_ui::mail::{self, Envelope, Notice};
use latchkey_ui::{Language, negotiate};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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

/// To whom a notice goes.
struct To<'a> {
    address: &'a str,
    name: Option<&'a str>,
    language: Language,
    /// As in [`Letter`].
    owner: Option<AccountId>,
}

impl Letter<'_> {
    /// A notice of something that happened at the person's account.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn notice(&self, notice: &Notice<'_>) -> Result<Told, Trouble> {
        let Letter { visit, address, name, language, owner } = *self;
        let sender = Sender { tenant: &visit.tenant, now: visit.now };
        told(sender, &To { address, name, language, owner }, notice)
    }
}

impl Told {
    /// To somebody who is in no visit now, if they have an address.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn beside(
        tenant: &Tenant,
        now: Timestamp,
        account: &Account,
        notice: &Notice<'_>,
    ) -> Result<Option<Self>, Trouble> {
        let Some(address) = account.email.as_deref() else { return Ok(None) };
        let language = negotiate(&[], account.profile.locale.as_deref(), None);
        let owner = account.email_verified.then_some(account.id);
        let to = To { address, name: account.profile.name.as_deref(), language, owner };
        told(Sender { tenant, now }, &to, notice).map(Some)
    }
}

fn told(sender: Sender<'_>, to: &To<'_>, notice: &Notice<'_>) -> Result<Told, Trouble> {
    let policy = &sender.tenant.settings().accounts;
    // Security: who only typed an address locks nobody out. The link goes to proven ones.
    let owner = to.owner.filter(|_| notice.is_alarm());
    let locking = owner.map(|account| {
        let token = sender.tenant.app().entropy.token("");
        let record = LockLinkRecord {
            link: TokenHash::of(token.expose()),
            account,
            address: to.address.to_owned(),
            created_at: sender.now,
            expires_at: sender.now + policy.lock_link_lifetime,
        };
        (sender.url(&format!("/lockaccount?code={}", token.expose())), record)
    });
    let link = sender.url(leads_to(notice));
    let envelope = Envelope {
        tenant: sender.called(),
        name: to.name,
        link: &link,
        lock_link: locking.as_ref().map(|(url, _)| url.as_str()),
    };
    let text = mail::notice(to.language, &envelope, notice);
    // It is worth delivering for as long as its link is good.
    let lifetime = match &locking {
        Some(_) => policy.lock_link_lifetime.max(policy.email_proof_lifetime),
        None => policy.email_proof_lifetime,
    };
    let message = sender.seal(to.address, text, lifetime)?;
    Ok(Told { message, lock: locking.map(|(_, record)| record) })
}

/// Notices of what shows only in the transaction in which it happens: nothing is written for others.
#[derive(Clone)]
pub struct Later {
    tenant: Tenant,
    account: Account,
    language: Language,
    now: Timestamp,
    is_told: Arc<AtomicBool>,
}

impl Later {
    /// To the owner of an account.
    pub fn of(visit: &Visit, account: &Account) -> Self {
        let (tenant, language) = (visit.tenant.clone(), visit.language_of(account));
        let is_told = Arc::default();
        Self { tenant, account: account.clone(), language, now: visit.now, is_told }
    }

    /// Has what was queued delivered, once the transaction is through.
    pub fn deliver(&self) {
        if self.is_told.load(Ordering::Relaxed) {
            self.tenant.app().message_queued.notify_one();
        }
    }

    /// Queues one, if they have an address. What happened waits for no template.
    ///
    /// # Errors
    /// As the transaction.
    pub fn put(&self, tx: &mut dyn Tx, notice: &Notice<'_>) -> Result<(), TxError> {
        let Some(address) = self.account.email.as_deref() else { return Ok(()) };
        let to = To {
            address,
            name: self.account.profile.name.as_deref(),
            language: self.language,
            owner: self.account.email_verified.then_some(self.account.id),
        };
        match told(Sender { tenant: &self.tenant, now: self.now }, &to, notice) {
            Ok(told) => {
                self.is_told.store(true, Ordering::Relaxed);
                told.put(tx)
            }
            Err(error) => {
                tracing::error!(%error, "a notice was not written");
                Ok(())
            }
        }
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
pub const fn leads_to(notice: &Notice<'_>) -> &'static str {
    match notice {
        Notice::EmailChanging { .. } => "/account/password",
        Notice::DeviceConnected { .. } | Notice::DeviceTaken { .. } => "/account/devices",
        Notice::AccountDeletion { .. } => "/account",
        Notice::AppStays { .. } => "/account/apps",
        Notice::FactorsReset => "/account/security",
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
        | Notice::CompanionAppAdded { .. }
        | Notice::CompanionAppRemoved { .. }
        | Notice::SignInDeclined { .. }
        | Notice::RecoveryCodesMade
        | Notice::RecoveryCodeUsed { .. }
        | Notice::DataDownloaded
        | Notice::DeletionCancelled
        | Notice::PasskeyCopied { .. }
        | Notice::BrowserCopied
        | Notice::PasskeyAdded { .. }
        | Notice::PasskeyRemoved { .. }
        | Notice::DeviceHandedOver { .. }
        | Notice::NewBrowser { .. }
        | Notice::NewNetwork { .. }
        | Notice::WrongCodes
        | Notice::AccountLocked
        | Notice::AccountUnlocked
        | Notice::RecoveryStopped
        | Notice::RecoveryFinished => "/forgotpassword",
    }
}
