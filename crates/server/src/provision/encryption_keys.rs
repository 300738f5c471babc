//! Making and rotating the keys that clients encrypt request objects for (OIDC Core §10.2.1).
//!
//! A new key is published and used at once; the old one leaves the JWKS at the same moment and
//! decrypts on until nobody can have it in a cache.
use super::{Provision, ProvisionError};
use latchkey_base::{EncryptionKeyId, Seconds, TenantId, Timestamp};
use latchkey_jose::encryption::{DecryptionKey, KeyManagement};
use latchkey_store::{EncryptionKeyRecord, TenantSettings, Tx, TxError};

/// For how long a request object may be under way beyond the life of a cached JWKS.
const UNDER_WAY: Seconds = Seconds::days(1);

/// What a rotation changes. Empty when nothing was due.
#[derive(Clone, Debug, Default)]
pub struct EncryptionRotation {
    /// Keys to be added.
    pub added: Vec<EncryptionKeyRecord>,
    /// Keys that leave the JWKS.
    pub retired: Vec<EncryptionKeyRecord>,
    /// Keys that nobody can still encrypt for.
    pub removed: Vec<EncryptionKeyId>,
}

impl EncryptionRotation {
    /// Whether nothing was due.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.retired.is_empty() && self.removed.is_empty()
    }

    pub(super) fn write(&self, tx: &mut dyn Tx) -> Result<(), TxError> {
        self.added.iter().try_for_each(|key| tx.insert_encryption_key(key))?;
        self.retired.iter().try_for_each(|key| tx.update_encryption_key(key))?;
        self.removed.iter().try_for_each(|key| tx.delete_encryption_key(*key))
    }
}

impl Provision {
    /// What a rotation would change now; makes the new keys. A tenant that does not take
    /// encrypted request objects has none.
    ///
    /// # Errors
    /// [`ProvisionError::Key`].
    pub fn plan_encryption_rotation(
        &self,
        tenant: TenantId,
        held: &[EncryptionKeyRecord],
        settings: &TenantSettings,
        all: bool,
    ) -> Result<EncryptionRotation, ProvisionError> {
        let now = self.now();
        let mut rotation = EncryptionRotation::default();
        let wanted = self.encryption_algorithms(settings);
        for alg in wanted {
            let mut current = held.iter().filter(|key| key.alg == *alg && key.retired_at.is_none());
            if current.all(|key| all || self.is_due(key, now)) {
                rotation.added.push(self.make_encryption_key(tenant, *alg, now)?);
            }
        }
        for key in held {
            let replaced = rotation.added.iter().any(|new| new.alg == key.alg);
            match key.retired_at {
                None if replaced || !wanted.contains(&key.alg) => {
                    let retired = EncryptionKeyRecord { retired_at: Some(now), ..key.clone() };
                    rotation.retired.push(retired);
                }
                Some(at) if at + self.keys.jwks_max_age + UNDER_WAY <= now => {
                    rotation.removed.push(key.id);
                }
                _ => {}
            }
        }
        Ok(rotation)
    }

    /// The algorithms of a tenant's encryption keys.
    pub(super) fn encryption_algorithms(&self, settings: &TenantSettings) -> &[KeyManagement] {
        match settings.protocol.request_object_encryption {
            true => &self.keys.encryption_algorithms,
            false => &[],
        }
    }

    fn is_due(&self, key: &EncryptionKeyRecord, now: Timestamp) -> bool {
        let age = self.keys.rotate_after;
        age.get() > 0 && key.created_at + age <= now
    }

    /// Makes one key pair and seals it. RSA takes a tenth of a second and more.
    pub(super) fn make_encryption_key(
        &self,
        tenant: TenantId,
        alg: KeyManagement,
        now: Timestamp,
    ) -> Result<EncryptionKeyRecord, ProvisionError> {
        let key = DecryptionKey::generate(alg)?;
        let der = key.to_pkcs8()?;
        Ok(EncryptionKeyRecord {
            id: EncryptionKeyId::new(now, &*self.entropy),
            kid: key.kid().to_owned(),
            alg,
            sealed: self.encryption_keys.seal(der.expose(), tenant.as_bytes(), &*self.entropy),
            created_at: now,
            retired_at: None,
        })
    }
}
