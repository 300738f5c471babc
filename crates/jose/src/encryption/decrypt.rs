//! Decrypting what others encrypted for us (RFC 7516 §5.2).
use super::compact::Parts;
use super::content::Envelope;
use super::decryption_key::{Agreement, DecryptionKey};
use super::{CONTENT_ENCRYPTION, ContentEncryption, KEY_MANAGEMENT, KeyManagement};
use super::{ecdh_es, key_wrap, random, shared_secret};
use crate::Jwk;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::Secret;
use serde_json::{Map, Value};
use std::fmt;
use thiserror::Error;

/// Keys tried for one token that names none; each try may cost an RSA operation.
const KEYS_TRIED: usize = 4;

/// Why nothing was decrypted.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum DecryptError {
    /// Not a JWE in compact form, longer than one could be, or one that demands what we do not
    /// know (`crit`).
    #[error("not a JWE in compact form")]
    Malformed,
    /// The content is compressed. We never unpack: a few octets can become a great many, and what
    /// is packed together leaks by its length (RFC 8725 §3.6).
    #[error("compressed content is not taken")]
    Compressed,
    /// Encrypted with an algorithm that is not allowed here.
    #[error("the algorithm is not allowed")]
    Algorithm,
    /// No key goes with the header's `kid` and `alg`.
    #[error("no key fits the header")]
    UnknownKey,
    /// It does not decrypt: another key, or changed on its way. One variant on purpose: who sends
    /// us guesses must not learn how far they got (RFC 7516 §11.5).
    #[error("it does not decrypt")]
    Undecipherable,
    /// The content is not a JWT, or does not say so by `cty` (RFC 7519 §5.2).
    #[error("the content is not a nested JWT")]
    NotNested,
}

/// The algorithms that a caller takes.
#[derive(Clone, Copy, Debug)]
pub struct DecryptionPolicy<'a> {
    /// Values of `alg`.
    pub algs: &'a [KeyManagement],
    /// Values of `enc`.
    pub encs: &'a [ContentEncryption],
}

impl DecryptionPolicy<'static> {
    /// Everything we implement.
    pub const ALL: Self = Self { algs: KEY_MANAGEMENT, encs: CONTENT_ENCRYPTION };
}

/// The members of a JOSE header that callers look at (RFC 7516 §4.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptionHeader {
    /// One of those allowed.
    pub alg: KeyManagement,
    /// One of those allowed.
    pub enc: ContentEncryption,
    /// The key's name.
    pub kid: Option<String>,
    /// What the token is.
    pub typ: Option<String>,
    /// What the content is.
    pub cty: Option<String>,
}

/// What was inside. For us it was meant; by whom it was written, only a signature inside can say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decrypted {
    /// The header.
    pub header: EncryptionHeader,
    /// The content.
    pub payload: Vec<u8>,
}

impl Decrypted {
    /// Whether the content says that it is a JWT (RFC 7519 §5.2), in capitals or not.
    pub fn is_nested(&self) -> bool {
        self.header.cty.as_deref().is_some_and(|cty| cty.eq_ignore_ascii_case("JWT"))
    }

    /// The signed JWT inside.
    ///
    /// # Errors
    /// [`DecryptError::NotNested`].
    pub fn nested(&self) -> Result<&str, DecryptError> {
        let text = std::str::from_utf8(&self.payload).map_err(|_| DecryptError::NotNested)?;
        if self.is_nested() { Ok(text) } else { Err(DecryptError::NotNested) }
    }
}

/// Keys that decrypt. Key pairs and secrets are never in one set.
#[derive(Default)]
pub struct DecryptionKeys {
    keys: Held,
}

enum Held {
    Pairs(Vec<DecryptionKey>),
    Secret(Secret<Vec<u8>>),
    /// A symmetric key as it is, as the printed examples have it.
    #[cfg(test)]
    Raw(Secret<Vec<u8>>),
}

impl Default for Held {
    fn default() -> Self {
        Self::Pairs(Vec::new())
    }
}

impl DecryptionKeys {
    /// Our own key pairs, those first that are tried first.
    pub fn new(pairs: Vec<DecryptionKey>) -> Self {
        Self { keys: Held::Pairs(pairs) }
    }

    /// A `client_secret`, for the algorithms with a shared key (OIDC Core §10.2).
    pub fn from_secret(secret: &[u8]) -> Self {
        Self { keys: Held::Secret(Secret::new(secret.to_vec())) }
    }

    #[cfg(test)]
    pub(super) fn from_raw(key: &[u8]) -> Self {
        Self { keys: Held::Raw(Secret::new(key.to_vec())) }
    }

    /// The algorithms of the key pairs, each once, in the order of the keys.
    pub fn algorithms(&self) -> Vec<KeyManagement> {
        let mut algs = Vec::new();
        if let Held::Pairs(pairs) = &self.keys {
            for alg in pairs.iter().map(DecryptionKey::alg) {
                if !algs.contains(&alg) {
                    algs.push(alg);
                }
            }
        }
        algs
    }

    /// The content under each key that fits the header, as far as it could be had.
    fn content_keys<'a>(
        &'a self,
        header: &'a EncryptionHeader,
        agreement: Option<&'a Agreement>,
        encrypted_key: &'a [u8],
    ) -> Box<dyn Iterator<Item = Option<Secret<Vec<u8>>>> + 'a> {
        let shared = |key: Option<Secret<Vec<u8>>>| {
            let key = key.filter(|_| header.alg.is_symmetric());
            Box::new(key.into_iter().map(|key| match header.alg.is_direct() {
                true => Some(key),
                false => key_wrap::unwrap(key.expose(), encrypted_key),
            }))
        };
        match &self.keys {
            Held::Secret(secret) => {
                shared(shared_secret::derive(secret.expose(), header.alg, header.enc))
            }
            #[cfg(test)]
            Held::Raw(key) => shared(Some(Secret::new(key.expose().clone()))),
            Held::Pairs(pairs) => {
                let fits = |key: &&DecryptionKey| {
                    let named = header.kid.as_deref().is_none_or(|kid| kid == key.kid());
                    named && key.alg() == header.alg
                };
                let pairs = pairs.iter().filter(fits).take(KEYS_TRIED);
                Box::new(
                    pairs.map(move |key| key.content_key(header.enc, agreement, encrypted_key)),
                )
            }
        }
    }
}

impl fmt::Debug for DecryptionKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.keys {
            Held::Pairs(pairs) => f.debug_list().entries(pairs).finish(),
            _ => f.write_str("[secret]"),
        }
    }
}

/// Decrypts a JWE in compact form with one of `keys`, by the algorithms that `policy` allows.
///
/// With a `kid` in the header only the key of that name is tried; without one every key that goes
/// with `alg`, up to a limit.
///
/// # Errors
/// See [`DecryptError`].
pub fn decrypt(
    token: &str,
    keys: &DecryptionKeys,
    policy: &DecryptionPolicy<'_>,
) -> Result<Decrypted, DecryptError> {
    let parts = Parts::of(token)?;
    let header = read_header(&parts.header, policy)?;
    let agreement = read_agreement(&parts.header, header.alg)?;
    check_lengths(&parts, &header)?;
    let keys = keys.content_keys(&header, agreement.as_ref(), &parts.encrypted_key);
    let payload = open_with_any(keys, header.enc, &parts)?;
    Ok(Decrypted { header, payload })
}

fn open_with_any(
    content_keys: impl Iterator<Item = Option<Secret<Vec<u8>>>>,
    enc: ContentEncryption,
    parts: &Parts<'_>,
) -> Result<Vec<u8>, DecryptError> {
    let mut problem = DecryptError::UnknownKey;
    for content_key in content_keys {
        problem = DecryptError::Undecipherable;
        // Security: a content key that could not be had is replaced by a random one, so that the
        // same work follows and the same answer comes out (RFC 7516 §11.5).
        let length = enc.key_length();
        let content_key = content_key
            .filter(|key| key.expose().len() == length)
            .or_else(|| random(length))
            .ok_or(DecryptError::Undecipherable)?;
        let envelope = Envelope { enc, key: content_key.expose(), iv: &parts.iv, aad: parts.aad };
        if let Some(payload) = envelope.open(&parts.sealed) {
            return Ok(payload);
        }
    }
    Err(problem)
}

fn read_header(
    members: &Map<String, Value>,
    policy: &DecryptionPolicy<'_>,
) -> Result<EncryptionHeader, DecryptError> {
    // Security: `crit` names extensions that must be understood, and we understand none
    // (RFC 7516 §4.1.13).
    if members.contains_key("crit") {
        return Err(DecryptError::Malformed);
    }
    if members.contains_key("zip") {
        return Err(DecryptError::Compressed);
    }
    let alg = text(members, "alg")?.ok_or(DecryptError::Malformed)?;
    let enc = text(members, "enc")?.ok_or(DecryptError::Malformed)?;
    let alg = KeyManagement::parse(alg).filter(|alg| policy.algs.contains(alg));
    let enc = ContentEncryption::parse(enc).filter(|enc| policy.encs.contains(enc));
    Ok(EncryptionHeader {
        alg: alg.ok_or(DecryptError::Algorithm)?,
        enc: enc.ok_or(DecryptError::Algorithm)?,
        kid: text(members, "kid")?.map(str::to_owned),
        typ: text(members, "typ")?.map(str::to_owned),
        cty: text(members, "cty")?.map(str::to_owned),
    })
}

/// What key agreement needs of the header (RFC 7518 §4.6.1).
fn read_agreement(
    members: &Map<String, Value>,
    alg: KeyManagement,
) -> Result<Option<Agreement>, DecryptError> {
    if !alg.is_agreement() {
        return Ok(None);
    }
    let epk = members.get("epk").cloned().ok_or(DecryptError::Malformed)?;
    let epk: Jwk = serde_json::from_value(epk).map_err(|_| DecryptError::Malformed)?;
    let party = |name| {
        let text = text(members, name)?.unwrap_or_default();
        URL_SAFE_NO_PAD.decode(text).map_err(|_| DecryptError::Malformed)
    };
    Ok(Some(Agreement {
        epk: ecdh_es::Public::from_jwk(&epk).map_err(|_| DecryptError::Malformed)?,
        party_u: party("apu")?,
        party_v: party("apv")?,
    }))
}

fn check_lengths(parts: &Parts<'_>, header: &EncryptionHeader) -> Result<(), DecryptError> {
    let fits = parts.iv.len() == header.enc.iv_length()
        && parts.sealed.tag.len() == header.enc.tag_length()
        // RFC 7516 §5.2, step 10.
        && parts.encrypted_key.is_empty() == header.alg.is_direct();
    if fits { Ok(()) } else { Err(DecryptError::Malformed) }
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, DecryptError> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(value)) => Ok(Some(value)),
        Some(_) => Err(DecryptError::Malformed),
    }
}
