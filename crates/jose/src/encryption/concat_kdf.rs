//! The Concat KDF with SHA-256 (NIST SP 800-56A §5.8.1), as RFC 7518 §4.6.2 fills it in.
use latchkey_base::{Secret, sha256};

/// What goes into a derived key beside the agreed secret.
pub(super) struct Purpose<'a> {
    /// The algorithm the key is for: `enc` in the direct mode, else `alg`.
    pub algorithm: &'a str,
    /// `apu`, decoded; may be empty.
    pub party_u: &'a [u8],
    /// `apv`, decoded; may be empty.
    pub party_v: &'a [u8],
}

/// A key of `length` octets from the agreed secret `z`; `None` for lengths beyond all reason.
pub(super) fn derive(z: &[u8], purpose: &Purpose<'_>, length: usize) -> Option<Secret<Vec<u8>>> {
    let bits = u32::try_from(length).ok()?.checked_mul(8)?;
    let mut info = Vec::new();
    for part in [purpose.algorithm.as_bytes(), purpose.party_u, purpose.party_v] {
        info.extend_from_slice(&u32::try_from(part.len()).ok()?.to_be_bytes());
        info.extend_from_slice(part);
    }
    info.extend_from_slice(&bits.to_be_bytes());

    let mut key = Vec::with_capacity(length.next_multiple_of(32));
    for round in 1..=u32::try_from(length.div_ceil(32)).ok()? {
        let input = Secret::new([&round.to_be_bytes()[..], z, &info].concat());
        key.extend_from_slice(&sha256(input.expose()));
    }
    key.truncate(length);
    Some(Secret::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    /// RFC 7518 §C, NIST SP 800-56A §5.8.1: secret, parties and result as printed.
    #[test]
    fn the_printed_key_comes_out() {
        let z = [
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49,
            110, 163, 218, 128, 106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
        ];
        let purpose = Purpose { algorithm: "A128GCM", party_u: b"Alice", party_v: b"Bob" };
        let key = derive(&z, &purpose, 16).unwrap();
        assert_eq!(URL_SAFE_NO_PAD.encode(key.expose()), "VqqN6vgjbSBcIijNcacQGg");
    }

    /// Everything that a key is for goes into it (RFC 7518 §4.6.2).
    #[test]
    fn another_purpose_is_another_key() {
        let purpose = |algorithm, party_u, party_v| Purpose { algorithm, party_u, party_v };
        let of = |purpose, length| derive(&[7; 32], &purpose, length).unwrap();
        let one = of(purpose("A256GCM", b"", b""), 32);
        for other in [
            of(purpose("A128CBC-HS256", b"", b""), 32),
            of(purpose("A256GCM", b"u", b""), 32),
            of(purpose("A256GCM", b"", b"u"), 32),
        ] {
            assert_ne!(one.expose(), other.expose());
        }
        let long = of(purpose("A256CBC-HS512", b"", b""), 64);
        assert_eq!(long.expose().len(), 64);
        assert_ne!(long.expose()[..32], long.expose()[32..]);
    }
}
