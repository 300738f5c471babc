//! AES-GCM (RFC 7518 §5.3).
use super::{ContentEncryption, Envelope, Sealed};
use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

fn key(enc: ContentEncryption, key: &[u8]) -> Option<LessSafeKey> {
    let algorithm = match enc {
        ContentEncryption::A128Gcm => &AES_128_GCM,
        ContentEncryption::A256Gcm => &AES_256_GCM,
        ContentEncryption::A128CbcHs256 | ContentEncryption::A256CbcHs512 => return None,
    };
    UnboundKey::new(algorithm, key).ok().map(LessSafeKey::new)
}

pub(super) fn seal(with: Envelope<'_>, plaintext: &[u8]) -> Option<Sealed> {
    let key = key(with.enc, with.key)?;
    let nonce = Nonce::try_assume_unique_for_key(with.iv).ok()?;
    let mut ciphertext = plaintext.to_vec();
    let tag = key.seal_in_place_separate_tag(nonce, Aad::from(with.aad), &mut ciphertext).ok()?;
    Some(Sealed { ciphertext, tag: tag.as_ref().to_vec() })
}

pub(super) fn open(with: Envelope<'_>, sealed: &Sealed) -> Option<Vec<u8>> {
    // Security: a shorter tag would be easier to guess (RFC 7518 §5.3).
    if sealed.tag.len() != with.enc.tag_length() {
        return None;
    }
    let key = key(with.enc, with.key)?;
    let nonce = Nonce::try_assume_unique_for_key(with.iv).ok()?;
    let mut plaintext = [&sealed.ciphertext[..], &sealed.tag].concat();
    let length = key.open_in_place(nonce, Aad::from(with.aad), &mut plaintext).ok()?.len();
    plaintext.truncate(length);
    Some(plaintext)
}
