//! AES Key Wrap (RFC 3394) with the default initial value, as RFC 7518 §4.4 uses it.
use aws_lc_rs::key_wrap::{AES_128, AES_256, AesKek, KeyWrap as _};
use latchkey_base::Secret;

/// What wrapping adds to a key, in octets.
pub(super) const OVERHEAD: usize = 8;

fn kek(key: &[u8]) -> Option<AesKek> {
    let cipher = if key.len() == 16 { &AES_128 } else { &AES_256 };
    AesKek::new(cipher, key).ok()
}

/// Wraps `content_key` under `key`; `None` for lengths that no AES has.
pub(super) fn wrap(key: &[u8], content_key: &[u8]) -> Option<Vec<u8>> {
    let mut wrapped = vec![0; content_key.len() + OVERHEAD];
    let length = kek(key)?.wrap(content_key, &mut wrapped).ok()?.len();
    wrapped.truncate(length);
    Some(wrapped)
}

/// Unwraps; `None` when it was not wrapped under `key`.
pub(super) fn unwrap(key: &[u8], wrapped: &[u8]) -> Option<Secret<Vec<u8>>> {
    let mut content_key = vec![0; wrapped.len().checked_sub(OVERHEAD)?];
    let length = kek(key)?.unwrap(wrapped, &mut content_key).ok()?.len();
    content_key.truncate(length);
    Some(Secret::new(content_key))
}
