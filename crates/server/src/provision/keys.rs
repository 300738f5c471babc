//! Making and rotating signing keys with overlap.
//!
//! A new key is published one cache lifetime before it signs, so that nobody meets a signature
//! whose key is unknown; the old one stays published until the last token it signed is over and
//! caches have seen its successor.
use super::{EncryptionRotation, Provision, ProvisionError};
use latchkey_base::{Seconds, SigningKeyId, TenantId, Timestamp};
use latchkey_jose::{Algorithm, SigningKey};
use latchkey_store::{KeyState, SigningKeyRecord, Store, TenantSettings, Tx};

/// What a rotation changes. Empty when nothing was due.
#[derive(Clone, Debug, Default)]
pub struct Rotation {
    /// Keys to be added.
    pub added: Vec<SigningKeyRecord>,
    /// Keys that now have an end, or have reached it.
    pub changed: Vec<SigningKeyRecord>,
    /// The same for keys that others encrypt for.
    pub encryption: EncryptionRotation,
}

impl Rotation {
    /// Whether nothing was due.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.encryption.is_empty()
    }

    fn write(&self, tx: &mut dyn Tx) -> Result<(), ProvisionError> {
        for key in &self.added {
            tx.insert_signing_key(key)?;
        }
        for key in &self.changed {
            tx.update_signing_key(key)?;
        }
        Ok(self.encryption.write(tx)?)
    }
}

impl Provision {
    /// Gives a tenant's keys successors: those older than the configured age, or, if `all`, every
    /// one that has none yet. Keys of algorithms that tenants have got since are added, keys
    /// whose time is over are retired.
    ///
    /// # Errors
    /// [`ProvisionError::Missing`] for an unknown tenant, [`ProvisionError::Key`],
    /// [`ProvisionError::Unavailable`].
    pub async fn rotate_keys(
        &self,
        store: &Store,
        tenant: TenantId,
        all: bool,
    ) -> Result<Rotation, ProvisionError> {
        let read = |tx: &mut dyn Tx| -> Result<_, ProvisionError> {
            let settings = tx.tenant()?.map(|tenant| tenant.settings);
            Ok((settings, tx.signing_keys()?, tx.encryption_keys()?))
        };
        let (settings, held, for_us) = store.read(tenant, read).await?;
        let settings = settings.ok_or_else(|| ProvisionError::Missing("tenant".to_owned()))?;
        let mut rotation = self.plan_rotation(tenant, &held, &settings, all)?;
        rotation.encryption = self.plan_encryption_rotation(tenant, &for_us, &settings, all)?;
        if rotation.is_empty() {
            return Ok(rotation);
        }
        let count = (held.len(), for_us.len());
        let planned = rotation.clone();
        let write = move |tx: &mut dyn Tx| -> Result<bool, ProvisionError> {
            // Another node may have rotated while the keys were being made.
            if (tx.signing_keys()?.len(), tx.encryption_keys()?.len()) != count {
                return Ok(false);
            }
            planned.write(tx)?;
            Ok(true)
        };
        let written = store.write(tenant, write).await?;
        Ok(if written { rotation } else { Rotation::default() })
    }

    /// What a rotation would change now; makes the new keys.
    ///
    /// # Errors
    /// [`ProvisionError::Key`].
    pub fn plan_rotation(
        &self,
        tenant: TenantId,
        held: &[SigningKeyRecord],
        settings: &TenantSettings,
        all: bool,
    ) -> Result<Rotation, ProvisionError> {
        let now = self.now();
        let longest = settings.protocol.lifetimes.longest_signed();
        let mut rotation = Rotation::default();
        for alg in &self.keys.algorithms {
            let current: Vec<&SigningKeyRecord> =
                held.iter().filter(|key| key.alg == *alg && is_open(key)).collect();
            if current.is_empty() {
                // The JWKS without this key may be in caches, but no token of it is around yet.
                let active_from = now + self.keys.jwks_max_age;
                rotation.added.push(self.make_key(tenant, (*alg, longest), now, active_from)?);
                continue;
            }
            let is_pending = current.iter().any(|key| now < key.active_from);
            let is_due = current.iter().all(|key| all || self.is_old(key, now));
            if is_pending || !is_due {
                continue;
            }
            let successor =
                self.make_key(tenant, (*alg, longest), now, now + self.keys.jwks_max_age)?;
            let over = successor.active_from + self.keys.jwks_max_age;
            rotation.changed.extend(current.into_iter().cloned().map(|key| {
                // Not what tokens live now: they may have lived longer when it signed them.
                let longest_token = key.longest_token.max(longest);
                SigningKeyRecord { retires_at: Some(over + longest_token), longest_token, ..key }
            }));
            rotation.added.push(successor);
        }
        let over = |key: &&SigningKeyRecord| {
            key.state == KeyState::Published && key.retires_at.is_some_and(|at| at <= now)
        };
        let retire =
            |key: &SigningKeyRecord| SigningKeyRecord { state: KeyState::Retired, ..key.clone() };
        rotation.changed.extend(held.iter().filter(over).map(retire));
        Ok(rotation)
    }

    fn is_old(&self, key: &SigningKeyRecord, now: Timestamp) -> bool {
        let age = self.keys.rotate_after;
        age.get() > 0 && key.active_from + age <= now
    }

    /// Makes one key pair and seals it. RSA takes a tenth of a second and more.
    pub(super) fn make_key(
        &self,
        tenant: TenantId,
        (alg, longest_token): (Algorithm, Seconds),
        now: Timestamp,
        active_from: Timestamp,
    ) -> Result<SigningKeyRecord, ProvisionError> {
        let key = SigningKey::generate(alg)?;
        let der = key.to_pkcs8()?;
        Ok(SigningKeyRecord {
            id: SigningKeyId::new(now, &*self.entropy),
            kid: key.kid().to_owned(),
            alg,
            sealed: self.signing_keys.seal(der.expose(), tenant.as_bytes(), &*self.entropy),
            state: KeyState::Published,
            created_at: now,
            active_from,
            retires_at: None,
            longest_token,
        })
    }
}

/// Published without an end.
fn is_open(key: &SigningKeyRecord) -> bool {
    key.state == KeyState::Published && key.retires_at.is_none()
}
