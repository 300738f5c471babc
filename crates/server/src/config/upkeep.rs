//! What happens by itself: hashing, sweeping, delivering, rotating keys.
use latchkey_base::Seconds;
use latchkey_jose::Algorithm;
use latchkey_jose::encryption::KeyManagement;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// Where passwords are hashed. Hashing is slow and hungry on purpose; this bounds it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HashingSettings {
    /// Hashes computed at the same time; 0: one less than there are cores, at least one.
    pub concurrent: usize,
    /// Hashes that may wait; beyond that the answer is 503.
    pub waiting: usize,
}

impl Default for HashingSettings {
    fn default() -> Self {
        Self { concurrent: 0, waiting: 64 }
    }
}

/// Work in the background.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorkerSettings {
    /// How often expired rows are deleted.
    pub sweep_every: Seconds,
    /// Rows per table and transaction while sweeping.
    pub sweep_chunk: i64,
    /// How often the outbox is looked at when nobody announced a message.
    pub outbox_every: Seconds,
    /// How often it is asked whether a key is due for rotation.
    pub key_check_every: Seconds,
}

impl Default for WorkerSettings {
    fn default() -> Self {
        Self {
            sweep_every: Seconds::new(30),
            sweep_chunk: 500,
            outbox_every: Seconds::new(5),
            key_check_every: Seconds::minutes(15),
        }
    }
}

/// "Why did this fail?": refusals that operators can ask about.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExplainSettings {
    /// How long a refusal is kept, and what came of telling clients that a session has ended; 0:
    /// nothing is.
    pub kept_for: Seconds,
    /// How many a minute are kept for one tenant.
    pub per_minute: NonZeroU32,
    /// How many of them for one client of it, in per cent, from 1 to 100.
    pub client_share: u8,
}

impl Default for ExplainSettings {
    fn default() -> Self {
        Self {
            kept_for: Seconds::days(1),
            per_minute: const { NonZeroU32::new(60).unwrap() },
            client_share: 25,
        }
    }
}

/// Keys of tenants.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KeySettings {
    /// The kinds of key every tenant has.
    pub algorithms: Vec<Algorithm>,
    /// The kinds of key that a tenant has for clients to encrypt request objects for, if it takes
    /// encrypted ones (`request_object_encryption`).
    pub encryption_algorithms: Vec<KeyManagement>,
    /// The age at which a key gets a successor; 0: only by command.
    pub rotate_after: Seconds,
    /// How long others may cache the JWKS. A new key is published that long before it signs.
    pub jwks_max_age: Seconds,
    /// How long others may cache the discovery document.
    pub discovery_max_age: Seconds,
}

impl Default for KeySettings {
    fn default() -> Self {
        Self {
            algorithms: vec![Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA],
            encryption_algorithms: vec![
                KeyManagement::RsaOaep,
                KeyManagement::RsaOaep256,
                KeyManagement::EcdhEs,
                KeyManagement::EcdhEsA128Kw,
                KeyManagement::EcdhEsA256Kw,
            ],
            rotate_after: Seconds::days(90),
            jwks_max_age: Seconds::minutes(15),
            discovery_max_age: Seconds::minutes(15),
        }
    }
}

/// What `/ready-check` asks for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HealthSettings {
    /// How long the database may take to answer before the process counts as not ready.
    pub database_timeout: Seconds,
}

impl Default for HealthSettings {
    fn default() -> Self {
        Self { database_timeout: Seconds::new(2) }
    }
}
