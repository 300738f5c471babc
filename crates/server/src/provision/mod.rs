//! Making tenants, clients and people, and rotating keys: what the command line, the demo and
//! the scheduled rotation share.
//!
//! Each operation has two halves. The first checks and computes, slowly where it must (key
//! pairs, password hashes), and touches no database. The second is a short transaction.

mod answer_encryption;
mod client;
mod encryption_keys;
mod error;
mod handover;
mod invitation;
mod keys;
mod metadata;
mod organization;
mod person;
mod recovery;
mod refusal;
mod registration;
mod request_objects;
mod sector;
mod settings;
mod tenant;

pub use crate::interaction::leave_mailbox;
pub use crate::lock::Lock;
pub use crate::new_passwords::chosen as chosen_password;
pub use client::{ClientInput, NewClient};
pub use encryption_keys::EncryptionRotation;
pub use error::{Invalid, ProvisionError};
pub use invitation::{INVITATION, InvitationInput, NewInvitation};
pub use keys::Rotation;
pub use metadata::check_metadata;
pub use organization::{
    Joining, OrganizationInput, can_have_two_factors, end_what_goes_on, leaves_enough,
};
pub use person::{NewPerson, Password, PersonInput, readable_password};
pub use recovery::RecoveryDecision;
pub use refusal::{Refuser, nothing_demanded, nothing_left, still_refused};
pub use registration::Invitation;
pub use sector::all_listed;
pub use settings::check_settings;
pub use tenant::{NewTenant, TenantInput};

use crate::breached::{BreachedPasswords, Looked};
use crate::config::{Config, KeySettings};
use crate::serve::StartParts;
use latchkey_accounts::{AccountEvent, EventKind};
use latchkey_authn::PasswordHasher;
use latchkey_base::{AccountId, Clock, CodeKey, Entropy, MasterKey, Sealer, Secret, Timestamp};
use latchkey_outbound::{FetchSetupError, GuardedClient, OUTBOX_PURPOSE};
use latchkey_store::{EventId, EventRecord, TenantRecord, TenantSettings};
use std::fmt;
use std::sync::Arc;

/// What provisioning needs beside a store.
pub struct Provision {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    signing_keys: Sealer,
    encryption_keys: Sealer,
    client_secrets: Sealer,
    client_codes: CodeKey,
    outbox: Sealer,
    hasher: PasswordHasher,
    keys: KeySettings,
    fetch: Result<GuardedClient, FetchSetupError>,
    breached: BreachedPasswords,
    tenant_defaults: TenantSettings,
}

impl Provision {
    /// From the configuration and the opened master key.
    pub fn new(config: &Config, master_key: &MasterKey, parts: &StartParts) -> Self {
        let fetch = GuardedClient::new(config.fetch.clone());
        Self {
            clock: Arc::clone(&parts.clock),
            entropy: Arc::clone(&parts.entropy),
            signing_keys: master_key.sealer("signing-keys"),
            encryption_keys: master_key.sealer("encryption-keys"),
            client_secrets: master_key.sealer("client-secrets"),
            client_codes: master_key.code_key("client-secrets"),
            outbox: master_key.sealer(OUTBOX_PURPOSE),
            hasher: PasswordHasher::new(1),
            keys: config.keys.clone(),
            breached: BreachedPasswords::new(&config.passwords, fetch.as_ref().ok().cloned()),
            fetch,
            tenant_defaults: config.tenant_defaults.clone(),
        }
    }

    /// What a tenant starts with.
    pub fn tenant_defaults(&self) -> &TenantSettings {
        &self.tenant_defaults
    }

    /// What is to be noted of something that was done at an account by whoever runs the tenant;
    /// `None` where the tenant keeps nothing.
    pub fn event(
        &self,
        tenant: &TenantRecord,
        account: AccountId,
        kind: EventKind,
    ) -> Option<EventRecord> {
        let (now, kept_for) = (self.now(), tenant.settings.accounts.activity_kept_for);
        (kept_for.get() > 0).then(|| EventRecord {
            id: EventId::new(now, &*self.entropy),
            account,
            event: AccountEvent::new(kind, now),
            expires_at: now + kept_for,
        })
    }

    /// Refuses a password that is known from a leak, as far as that can be seen.
    ///
    /// # Errors
    /// [`ProvisionError::Invalid`].
    pub async fn refuse_breached(&self, password: &Secret<String>) -> Result<(), ProvisionError> {
        match self.breached.look(password.expose()).await {
            Looked::Known => {
                let why = "is known from a leak; --even-if-breached takes it nevertheless";
                Err(ProvisionError::Invalid(vec![Invalid::new("password", why)]))
            }
            Looked::Failed(why) => {
                tracing::warn!(number = "LK-1601", %why, "a password could not be looked up");
                Ok(())
            }
            Looked::Unknown | Looked::Nowhere => Ok(()),
        }
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl fmt::Debug for Provision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Provision")
    }
}

#[cfg(test)]
mod tests;
