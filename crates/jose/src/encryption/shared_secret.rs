//! Keys from a secret that both sides hold: a `client_secret` (OIDC Core §10.2).
use super::{ContentEncryption, KeyManagement};
use latchkey_base::{Secret, sha256, sha384, sha512};

/// The key for `alg` and `enc`: the left-most octets of the SHA-2 hash of the secret that is just
/// long enough. `None` for algorithms with key pairs.
pub(super) fn derive(
    secret: &[u8],
    alg: KeyManagement,
    enc: ContentEncryption,
) -> Option<Secret<Vec<u8>>> {
    if !alg.is_symmetric() {
        return None;
    }
    let length = alg.wrapping_key().unwrap_or(enc.key_length());
    let mut key = match length {
        0..=32 => sha256(secret).to_vec(),
        33..=48 => sha384(secret).to_vec(),
        _ => sha512(secret).to_vec(),
    };
    key.truncate(length);
    Some(Secret::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// OIDC Core §10.2: which hash, and which part of it.
    #[test]
    fn the_key_is_the_left_part_of_the_hash_that_is_long_enough() {
        let secret = b"a client secret";
        let of = |alg, enc| derive(secret, alg, enc).map(|key| key.expose().clone());
        let (small, large) = (ContentEncryption::A128Gcm, ContentEncryption::A256CbcHs512);
        assert_eq!(of(KeyManagement::Dir, small).unwrap(), sha256(secret)[..16]);
        assert_eq!(of(KeyManagement::Dir, large).unwrap(), sha512(secret));
        assert_eq!(of(KeyManagement::A128Kw, large).unwrap(), sha256(secret)[..16]);
        assert_eq!(of(KeyManagement::A256Kw, large).unwrap(), sha256(secret));
        assert_eq!(of(KeyManagement::RsaOaep, large), None);
    }
}
