//! A tenant's keys as they are at one moment.
use crate::{EncryptionKeyRecord, KeyState, SigningKeyRecord};
use latchkey_base::{Sealer, TenantId, Timestamp};
use latchkey_jose::encryption::{DecryptionKey, DecryptionKeys, KEY_MANAGEMENT, KeyManagement};
use latchkey_jose::{Algorithm, Jwk, JwkSet, SigningKey, VerificationKeys};

/// Opened keys, and which of them does what now.
///
/// Of the published keys of an algorithm the youngest whose time has come signs. One whose time
/// is still to come is published, so that everybody knows it when it starts. Should the clock step
/// back behind that time when the key before it has gone, it signs all the same. A key whose
/// `retires_at` has passed, or that was retired, is no longer published but still checks
/// `id_token_hint`s (OIDC Core §3.1.2.1).
#[derive(Debug)]
pub struct KeyRing {
    /// Published keys, youngest first.
    keys: Vec<SigningKey>,
    /// One per algorithm, by place in `keys`.
    signing: Vec<(Algorithm, usize)>,
    verification: VerificationKeys,
    decryption: DecryptionKeys,
    /// The published ones of those, youngest first.
    encryption: Vec<Jwk>,
    next_change: Option<Timestamp>,
}

impl KeyRing {
    /// The ring as of `now`.
    pub fn new(mut keys: Vec<(SigningKeyRecord, SigningKey)>, now: Timestamp) -> Self {
        keys.sort_by_key(|(record, _)| {
            std::cmp::Reverse((record.active_from, record.created_at, record.id))
        });
        let all = keys.iter().map(|(_, key)| key.public_jwk()).collect();
        let verification = VerificationKeys::from_jwk_set(&JwkSet { keys: all });
        let is_published = |record: &SigningKeyRecord| {
            record.state == KeyState::Published && record.retires_at.is_none_or(|at| now < at)
        };
        let gone: Vec<Algorithm> =
            keys.iter().filter(|(it, _)| !is_published(it)).map(|(it, _)| it.alg).collect();
        keys.retain(|(record, _)| is_published(record));
        let next_change = keys
            .iter()
            .flat_map(|(record, _)| [Some(record.active_from), record.retires_at])
            .flatten()
            .filter(|at| now < *at)
            .min();
        let mut signing: Vec<(Algorithm, usize)> = Vec::new();
        for (place, (record, key)) in keys.iter().enumerate() {
            let is_first = signing.iter().all(|(alg, _)| *alg != key.alg());
            // A tenant's first keys sign from their first moment. That holds as well when the
            // clock has stepped back behind it, or nobody could be signed in until it is there.
            if record.active_from <= now.max(record.created_at) && is_first {
                signing.push((key.alg(), place));
            }
        }
        // Its predecessor is no longer published, so its own time had come before the clock
        // stepped back: the whole world knows it. The eldest is the one that signed.
        for (place, (_, key)) in keys.iter().enumerate().rev() {
            let has_none = signing.iter().all(|(alg, _)| *alg != key.alg());
            if has_none && gone.contains(&key.alg()) {
                signing.push((key.alg(), place));
            }
        }
        let keys = keys.into_iter().map(|(_, key)| key).collect();
        let (decryption, encryption) = (DecryptionKeys::default(), Vec::new());
        Self { keys, signing, verification, decryption, encryption, next_change }
    }

    /// The ring with keys that others encrypt for. Retired ones are no longer published but still
    /// decrypt for those who have an older JWKS in a cache.
    #[must_use]
    pub fn with_encryption(mut self, keys: Vec<(EncryptionKeyRecord, DecryptionKey)>) -> Self {
        let published = keys.iter().filter(|(record, _)| record.retired_at.is_none());
        self.encryption = published.map(|(_, key)| key.public_jwk()).collect();
        self.decryption = DecryptionKeys::new(keys.into_iter().map(|(_, key)| key).collect());
        self
    }

    /// The key that signs with this algorithm now.
    pub fn signing_key(&self, alg: Algorithm) -> Option<&SigningKey> {
        let (_, place) = self.signing.iter().find(|(held, _)| *held == alg)?;
        self.keys.get(*place)
    }

    /// The algorithms that something can be signed with now.
    pub fn algorithms(&self) -> impl Iterator<Item = Algorithm> {
        self.signing.iter().map(|(alg, _)| *alg)
    }

    /// The published keys as a JWK set (RFC 7517 §5): those that sign, youngest first, then those
    /// to encrypt for. Each says by `use` which it is (OIDC Discovery §3, `jwks_uri`).
    pub fn published(&self) -> JwkSet {
        let signing = self.keys.iter().map(SigningKey::public_jwk);
        JwkSet { keys: signing.chain(self.encryption.iter().cloned()).collect() }
    }

    /// The algorithms that others can encrypt for us with, each once.
    pub fn encryption_algorithms(&self) -> Vec<KeyManagement> {
        let is_held = |alg: &KeyManagement| {
            self.encryption.iter().any(|jwk| jwk.alg.as_deref() == Some(alg.name()))
        };
        KEY_MANAGEMENT.iter().copied().filter(is_held).collect()
    }

    /// The keys that open what others encrypted for us.
    pub fn decryption_keys(&self) -> &DecryptionKeys {
        &self.decryption
    }

    /// All keys that our own tokens may have been signed with, retired ones included.
    pub fn verification_keys(&self) -> &VerificationKeys {
        &self.verification
    }

    /// When the passing of time alone changes what this ring says.
    pub fn next_change(&self) -> Option<Timestamp> {
        self.next_change
    }
}

/// Opens the keys of a tenant.
///
/// # Errors
/// A sentence for the log, naming the key that does not open.
pub(crate) fn open_keys(
    tenant: TenantId,
    records: Vec<SigningKeyRecord>,
    sealer: &Sealer,
    now: Timestamp,
) -> Result<KeyRing, String> {
    let mut keys = Vec::with_capacity(records.len());
    for record in records {
        let open = sealer.open(&record.sealed, tenant.as_bytes());
        let der = open.map_err(|e| format!("signing key {}: {e}", record.kid))?;
        let key = SigningKey::from_pkcs8(record.alg, der.expose())
            .map_err(|e| format!("signing key {}: {e}", record.kid))?;
        keys.push((record, key));
    }
    Ok(KeyRing::new(keys, now))
}

/// Opens the keys that others encrypt for.
///
/// # Errors
/// A sentence for the log, naming the key that does not open.
pub(crate) fn open_encryption_keys(
    tenant: TenantId,
    records: Vec<EncryptionKeyRecord>,
    sealer: &Sealer,
) -> Result<Vec<(EncryptionKeyRecord, DecryptionKey)>, String> {
    let open = |record: EncryptionKeyRecord| {
        let broken = |why: String| format!("encryption key {}: {why}", record.kid);
        let der = sealer.open(&record.sealed, tenant.as_bytes());
        let der = der.map_err(|error| broken(error.to_string()))?;
        let key = DecryptionKey::from_pkcs8(record.alg, der.expose());
        let key = key.map_err(|error| broken(error.to_string()))?;
        Ok((record, key))
    };
    records.into_iter().map(open).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_base::{Sealed, Seconds, SeededEntropy, SigningKeyId};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(1_000_000 + seconds)
    }

    fn key(active_from: i64, retires_at: Option<i64>) -> (SigningKeyRecord, SigningKey) {
        let key = SigningKey::generate(Algorithm::ES256).unwrap();
        let entropy = SeededEntropy::new(active_from.unsigned_abs());
        let record = SigningKeyRecord {
            id: SigningKeyId::new(at(active_from), &entropy),
            kid: key.kid().to_owned(),
            alg: Algorithm::ES256,
            sealed: Sealed::from_bytes(Vec::new()),
            state: KeyState::Published,
            created_at: at(active_from) - Seconds::new(5),
            active_from: at(active_from),
            retires_at: retires_at.map(at),
            longest_token: Seconds::new(3600),
        };
        (record, key)
    }

    #[test]
    fn the_youngest_key_whose_time_has_come_signs() {
        let keys = || vec![key(0, None), key(100, None)];
        let (before, after) = (keys(), keys());
        let (old, young) = (before[0].1.kid().to_owned(), after[1].1.kid().to_owned());
        let ring = KeyRing::new(before, at(99));
        assert_eq!(ring.signing_key(Algorithm::ES256).unwrap().kid(), old);
        assert_eq!(ring.published().keys.len(), 2);
        assert_eq!(ring.next_change(), Some(at(100)));
        let ring = KeyRing::new(after, at(100));
        assert_eq!(ring.signing_key(Algorithm::ES256).unwrap().kid(), young);
        assert_eq!(ring.next_change(), None);
    }

    #[test]
    fn a_first_key_signs_though_the_clock_stepped_back() {
        let mut first = key(0, None);
        first.0.created_at = first.0.active_from;
        let kid = first.1.kid().to_owned();
        let ring = KeyRing::new(vec![first, key(10, None)], at(-100));
        assert_eq!(ring.signing_key(Algorithm::ES256).unwrap().kid(), kid);
    }

    #[test]
    fn a_clock_that_steps_back_past_a_retirement_leaves_a_signer() {
        let keys = || {
            let mut retired = key(0, Some(200));
            retired.0.state = KeyState::Retired;
            vec![retired, key(100, None), key(300, None)]
        };
        let (after, before) = (keys(), keys());
        let (kid, signer) = (after[1].1.kid().to_owned(), before[1].1.kid().to_owned());
        let signs = |ring: &KeyRing| ring.signing_key(Algorithm::ES256).unwrap().kid().to_owned();
        assert_eq!(signs(&KeyRing::new(after, at(250))), kid);
        assert_eq!(signs(&KeyRing::new(before, at(50))), signer);
        let ring = KeyRing::new(vec![key(100, None)], at(50));
        assert!(ring.signing_key(Algorithm::ES256).is_none(), "a new kind of key still waits");
    }

    #[test]
    fn a_key_leaves_the_set_when_it_retires_and_still_checks_hints() {
        let ring = KeyRing::new(vec![key(0, Some(50))], at(49));
        assert_eq!((ring.published().keys.len(), ring.next_change()), (1, Some(at(50))));
        let ring = KeyRing::new(vec![key(0, Some(50))], at(50));
        assert!(ring.published().keys.is_empty());
        assert!(ring.signing_key(Algorithm::ES256).is_none());
        assert!(!ring.verification_keys().is_empty());
    }

    /// OIDC Core §10.2.1: the old key leaves the JWKS and decrypts on.
    #[test]
    fn a_retired_encryption_key_is_unpublished_and_still_decrypts() {
        use latchkey_base::EncryptionKeyId;
        use latchkey_jose::encryption::{ContentEncryption, DecryptionPolicy, Encrypter, decrypt};
        let alg = KeyManagement::EcdhEs;
        let held = |seed: u64, retired_at| {
            let key = DecryptionKey::generate(alg).unwrap();
            let record = EncryptionKeyRecord {
                id: EncryptionKeyId::new(at(0), &SeededEntropy::new(seed)),
                kid: key.kid().to_owned(),
                alg,
                sealed: Sealed::from_bytes(Vec::new()),
                created_at: at(0),
                retired_at,
            };
            (record, key)
        };
        let (young, old) = (held(1, None), held(2, Some(at(5))));
        let (published, retired) = (young.1.public_jwk(), old.1.public_jwk());
        let ring = KeyRing::new(vec![key(0, None)], at(9)).with_encryption(vec![young, old]);
        let uses: Vec<_> = ring.published().keys.into_iter().map(|jwk| jwk.use_.unwrap()).collect();
        assert_eq!(uses, ["sig", "enc"]);
        assert_eq!(ring.encryption_algorithms(), [alg]);
        for jwk in [published, retired] {
            let token = Encrypter::for_recipient(&jwk, alg, ContentEncryption::A128Gcm).unwrap();
            let token = token.encrypt(b"x", None).unwrap();
            assert!(decrypt(&token, ring.decryption_keys(), &DecryptionPolicy::ALL).is_ok());
        }
    }

    #[test]
    fn a_retired_key_neither_signs_nor_is_published() {
        let mut retired = key(0, None);
        retired.0.state = KeyState::Retired;
        let ring = KeyRing::new(vec![retired], at(1));
        assert!(ring.signing_key(Algorithm::ES256).is_none());
        assert!(ring.published().keys.is_empty());
        assert!(!ring.verification_keys().is_empty());
    }
}
