//! AES-GCM (RFC 7518 §5.3).
use super::{ContentEncryption, Sealed};
use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

fn key(enc: ContentEncryption, key: &[u8]) -> Option<LessSafeKey> {
    let algorithm = match enc {
        ContentEncryption::A128Gcm => &AES_128_GCM,
        ContentEncryption::A256Gcm => &AES_256_GCM,
        ContentEncryption::A128CbcHs256 | ContentEncryption::A256CbcHs512 => return None,
    };
    UnboundKey::new(algorithm, key).ok().map(LessSafeKey::new)
}

pub(super) fn seal(
    enc: ContentEncryption,
    content_key: &[u8],
    iv: &[u8],
    aad: &[u8],
    plaintext: &[u8],
) -> Option<Sealed> {
    let key = key(enc, content_key)?;
    let nonce = Nonce::try_assume_unique_for_key(iv).ok()?;
    let mut ciphertext = plaintext.to_vec();
    let tag = key.seal_in_place_separate_tag(nonce, Aad::from(aad), &mut ciphertext).ok()?;
    Some(Sealed { ciphertext, tag: tag.as_ref().to_vec() })
}

pub(super) fn open(
    enc: ContentEncryption,
    content_key: &[u8],
    iv: &[u8],
    aad: &[u8],
    sealed: &Sealed,
) -> Option<Vec<u8>> {
    // Security: a shorter tag would be easier to guess (RFC 7518 §5.3).
    if sealed.tag.len() != enc.tag_length() {
        return None;
    }
    let key = key(enc, content_key)?;
    let nonce = Nonce::try_assume_unique_for_key(iv).ok()?;
    let mut plaintext = [&sealed.ciphertext[..], &sealed.tag].concat();
    let length = key.open_in_place(nonce, Aad::from(aad), &mut plaintext).ok()?.len();
    plaintext.truncate(length);
    Some(plaintext)
}
