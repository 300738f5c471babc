//! Passwords: hashing and checking them (argon2id, RFC 9106), and judging new ones.
//!
//! A hash is kept as a PHC string, which holds its own parameters. Hashing takes tens of
//! milliseconds and megabytes on purpose; bounding how many run at once is the caller's.

mod breached;
mod memory;
mod strength;

pub use breached::BreachDigest;
pub use memory::MemoryPool;
pub use strength::{MESSAGE_KEYS, Weakness, check_strength};

use crate::HashParameters;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Params, Version};
use latchkey_base::{Entropy, Secret};
use std::borrow::Cow;
use thiserror::Error;

/// Octets of a salt (RFC 9106 §3.1 recommends 16).
const SALT_LENGTH: usize = 16;
/// Octets of a hash.
const HASH_LENGTH: usize = 32;
/// The most that a hash from elsewhere may cost, so that an import cannot stop the server.
const MOST: HashParameters =
    HashParameters { memory_kib: 1 << 20, iterations: 64, parallelism: 16 };

/// Why a password could not be hashed or checked.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum HashError {
    /// The parameters are outside of what argon2 or this program allows.
    #[error(
        "argon2 needs 1 to 64 iterations, 1 to 16 lanes, and from 8 KiB per lane to 1 GiB of memory"
    )]
    Parameters,
    /// Not a PHC string of an argon2 hash.
    #[error("the password hash is not an argon2 PHC string")]
    Malformed,
}

/// What came of checking a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// It is the right one.
    pub matches: bool,
    /// The hash was not made as hashes are made today: replace it while the password is at
    /// hand. Only meaningful if it matches.
    pub needs_upgrade: bool,
}

/// Hashes and checks passwords with memory that it keeps for the next time.
#[derive(Debug, Default)]
pub struct PasswordHasher {
    pool: MemoryPool,
}

impl PasswordHasher {
    /// A hasher that keeps memory for `keep` hashes at a time.
    pub fn new(keep: usize) -> Self {
        Self { pool: MemoryPool::new(keep) }
    }

    /// Hashes a new password as a PHC string, for example
    /// `$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH`.
    ///
    /// # Errors
    /// [`HashError::Parameters`].
    pub fn hash(
        &self,
        password: &Secret<String>,
        parameters: &HashParameters,
        entropy: &dyn Entropy,
    ) -> Result<String, HashError> {
        let mut salt = [0u8; SALT_LENGTH];
        entropy.fill(&mut salt);
        let params = checked(parameters)?;
        let output = self.compute(password, &argon2id(&params), &salt)?;
        let hash = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&params).map_err(|_| HashError::Parameters)?,
            salt: Some(Salt::new(&salt).map_err(|_| HashError::Malformed)?),
            hash: Some(output),
        };
        Ok(hash.to_string())
    }

    /// Checks a password against the hash that is kept, or, for somebody unknown, against
    /// none. The latter never matches and costs what a hash of `current` parameters costs.
    ///
    /// Security: without that, the time of the answer would tell who has an account. People
    /// whose hash has older parameters can still be told from others until they sign in once.
    ///
    /// # Errors
    /// [`HashError::Malformed`] for a hash that is not ours, [`HashError::Parameters`].
    pub fn verify(
        &self,
        password: &Secret<String>,
        kept: Option<&str>,
        current: &HashParameters,
    ) -> Result<Verdict, HashError> {
        let Some(kept) = kept else {
            let params = checked(current)?;
            let salt = [0u8; SALT_LENGTH];
            self.compute(password, &argon2id(&params), &salt)?;
            return Ok(Verdict { matches: false, needs_upgrade: false });
        };
        let kept = Kept::parse(kept)?;
        let argon2 = Argon2::new(kept.algorithm, kept.version, kept.params.clone());
        let output = self.compute(password, &argon2, &kept.salt)?;
        // Security: `Output` compares in constant time.
        let matches = output == kept.output;
        Ok(Verdict { matches, needs_upgrade: !kept.is_like(current) })
    }

    /// Gives back the memory that is kept for the next hash.
    pub fn release_memory(&self) {
        self.pool.release();
    }

    fn compute(
        &self,
        password: &Secret<String>,
        argon2: &Argon2<'_>,
        salt: &[u8],
    ) -> Result<Output, HashError> {
        let prepared = prepare(password.expose());
        let mut out = vec![0u8; argon2.params().output_len().unwrap_or(HASH_LENGTH)];
        self.pool
            .with(argon2.params().block_count(), |blocks| {
                let password = prepared.as_bytes();
                argon2.hash_password_into_with_memory(password, salt, &mut out, blocks)
            })
            .map_err(|_| HashError::Parameters)?;
        Output::new(&out).map_err(|_| HashError::Malformed)
    }
}

impl HashParameters {
    /// Whether one can hash with them.
    ///
    /// # Errors
    /// [`HashError::Parameters`].
    pub fn check(&self) -> Result<(), HashError> {
        checked(self).map(|_| ())
    }
}

/// Whether `phc` is a hash that [`PasswordHasher::verify`] can check: an argon2 PHC string with
/// salt, hash and bearable parameters.
///
/// # Errors
/// [`HashError`], for the message of an import.
pub fn check_hash(phc: &str) -> Result<(), HashError> {
    Kept::parse(phc).map(|_| ())
}

/// Brings a password into Unicode normal form C, so that it does not matter on which system it
/// is typed (RFC 8265 §4.2). Nearly all passwords already are in that form.
fn prepare(password: &str) -> Cow<'_, str> {
    icu_normalizer::ComposingNormalizerBorrowed::new_nfc().normalize(password)
}

fn argon2id(params: &Params) -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
}

fn checked(parameters: &HashParameters) -> Result<Params, HashError> {
    let HashParameters { memory_kib, iterations, parallelism } = *parameters;
    if memory_kib > MOST.memory_kib
        || iterations > MOST.iterations
        || parallelism > MOST.parallelism
    {
        return Err(HashError::Parameters);
    }
    Params::new(memory_kib, iterations, parallelism, Some(HASH_LENGTH))
        .map_err(|_| HashError::Parameters)
}

/// A kept hash, taken apart.
struct Kept {
    algorithm: Algorithm,
    version: Version,
    params: Params,
    salt: Vec<u8>,
    output: Output,
}

impl Kept {
    fn parse(phc: &str) -> Result<Self, HashError> {
        let parsed = PasswordHash::new(phc).map_err(|_| HashError::Malformed)?;
        let algorithm = Algorithm::try_from(parsed.algorithm.as_str());
        let version = parsed.version.map_or(Ok(Version::V0x13), Version::try_from);
        let params = Params::try_from(&parsed).map_err(|_| HashError::Malformed)?;
        let kept = Self {
            algorithm: algorithm.map_err(|_| HashError::Malformed)?,
            version: version.map_err(|_| HashError::Malformed)?,
            salt: parsed.salt.ok_or(HashError::Malformed)?.to_vec(),
            output: parsed.hash.ok_or(HashError::Malformed)?,
            params,
        };
        if kept.salt.len() < argon2::MIN_SALT_LEN {
            return Err(HashError::Malformed);
        }
        checked(&kept.parameters())?;
        Ok(kept)
    }

    fn parameters(&self) -> HashParameters {
        HashParameters {
            memory_kib: self.params.m_cost(),
            iterations: self.params.t_cost(),
            parallelism: self.params.p_cost(),
        }
    }

    fn is_like(&self, current: &HashParameters) -> bool {
        self.algorithm == Algorithm::Argon2id
            && self.version == Version::V0x13
            && self.output.len() == HASH_LENGTH
            && self.parameters() == *current
    }
}

#[cfg(test)]
mod tests;
