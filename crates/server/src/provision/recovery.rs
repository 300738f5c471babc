//! Requests to get back in without the second step, as operators decide on them.
use super::{Provision, ProvisionError};
use crate::interaction::leads_to;
use crate::recovery::{approve_recovery, stop_recovery};
use latchkey_accounts::{Account, EventKind};
use latchkey_outbound::{Mail, Posting, compose};
use latchkey_store::{OutboxMessage, Store, TenantRecord, Tx};
use latchkey_ui::Language;
use latchkey_ui::mail::{Envelope, Notice, notice};

/// What an operator does with a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecoveryDecision {
    /// It waits no longer: its link is mailed.
    Approve,
    /// It is over, and its owner hears of that by mail.
    Stop,
}

impl Provision {
    /// Decides on the open request of somebody; `false` if there is none, or none that waits.
    ///
    /// # Errors
    /// [`ProvisionError::Unavailable`].
    pub async fn decide_recovery(
        &self,
        store: &Store,
        (tenant, issuer): (&TenantRecord, &str),
        (account, decision): (&Account, RecoveryDecision),
    ) -> Result<bool, ProvisionError> {
        let (id, now) = (account.id, self.now());
        let kind = match decision {
            RecoveryDecision::Approve => EventKind::RecoveryApproved,
            RecoveryDecision::Stop => EventKind::RecoveryStopped,
        };
        let event = self.event(tenant, id, kind);
        let told = match decision {
            RecoveryDecision::Approve => None,
            RecoveryDecision::Stop => {
                self.notice((tenant, issuer), account, &Notice::RecoveryStopped)?
            }
        };
        let decide = move |tx: &mut dyn Tx| -> Result<bool, ProvisionError> {
            let noted = (now, event.as_ref());
            let done = match decision {
                RecoveryDecision::Approve => approve_recovery(tx, id, noted)?,
                RecoveryDecision::Stop => stop_recovery(tx, id, noted)?,
            };
            told.iter().filter(|_| done).try_for_each(|message| tx.put_message(message))?;
            Ok(done)
        };
        store.write(tenant.id, decide).await
    }

    /// A mail to somebody of what whoever runs the tenant did at their account; `None` for somebody who has
    /// no address. It holds no link that locks.
    ///
    /// # Errors
    /// [`ProvisionError::Unavailable`] when a template does not render.
    pub fn notice(
        &self,
        (tenant, issuer): (&TenantRecord, &str),
        account: &Account,
        what: &Notice<'_>,
    ) -> Result<Option<OutboxMessage>, ProvisionError> {
        let Some(email) = account.email.as_deref() else { return Ok(None) };
        let link = format!("{issuer}{}", leads_to(what));
        let envelope = Envelope {
            tenant: tenant.settings.branding.display_name.as_deref().unwrap_or(&tenant.name),
            name: account.profile.name.as_deref(),
            link: &link,
            lock_link: None,
        };
        let locale = account.profile.locale.as_deref();
        let language = locale.and_then(Language::of_tag).unwrap_or_default();
        let text = notice(language, &envelope, what)
            .map_err(|error| ProvisionError::Unavailable(error.to_string()))?;
        let mail =
            Mail { to: email.to_owned(), subject: text.subject, text: text.text, html: text.html };
        let lifetime = tenant.settings.accounts.lock_link_lifetime;
        let posting = Posting { tenant: tenant.id, now: self.now(), lifetime };
        Ok(Some(compose(&mail, posting, &self.outbox, &*self.entropy)))
    }
}
