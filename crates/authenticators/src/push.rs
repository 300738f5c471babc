//! What a browser keeps of a push subscription, and how it reads a message (RFC 8291).
use aes_gcm::aead::{Aead as _, KeyInit as _};
use aes_gcm::{Aes128Gcm, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use p256::{PublicKey, SecretKey};
use sha2::Sha256;

/// A key pair and a secret, of which the sender gets the public halves.
pub struct PushReceiver {
    key: SecretKey,
    auth: [u8; 16],
}

impl PushReceiver {
    /// That of a number, so that no two tests need share one.
    pub fn new(number: u8) -> Self {
        let key = SecretKey::from_slice(&[number.max(1); 32]).expect("a number of the curve's");
        Self { key, auth: [number; 16] }
    }

    /// As browsers name it: the public key.
    pub fn p256dh(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.public())
    }

    /// As browsers name it: the secret.
    pub fn auth(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.auth)
    }

    fn public(&self) -> Vec<u8> {
        self.key.public_key().to_sec1_bytes().to_vec()
    }

    /// What a message says; `None` if it is for somebody else, or was altered.
    pub fn open(&self, message: &[u8]) -> Option<Vec<u8>> {
        let (salt, rest) = message.split_at_checked(16)?;
        let (size, rest) = rest.split_at_checked(4)?;
        let (length, rest) = rest.split_first()?;
        let (sender, record) = rest.split_at_checked(usize::from(*length))?;
        if record.len() > usize::try_from(u32::from_be_bytes(size.try_into().ok()?)).ok()? {
            return None;
        }
        let shared = self.key.diffie_hellman(&PublicKey::from_sec1_bytes(sender).ok()?);
        let info = [b"WebPush: info\0".as_slice(), &self.public(), sender].concat();
        let input: [u8; 32] = expand(&self.auth, shared.raw_secret_bytes(), &info)?;
        let key: [u8; 16] = expand(salt, &input, b"Content-Encoding: aes128gcm\0")?;
        let nonce: [u8; 12] = expand(salt, &input, b"Content-Encoding: nonce\0")?;
        let cipher = Aes128Gcm::new_from_slice(&key).ok()?;
        let padded = cipher.decrypt(&Nonce::from(nonce), record).ok()?;
        // The last record ends with 2, and then zeros.
        let end = padded.iter().rposition(|octet| *octet != 0)?;
        (padded[end] == 2).then(|| padded[..end].to_vec())
    }
}

fn expand<const N: usize>(salt: &[u8], input: &[u8], info: &[u8]) -> Option<[u8; N]> {
    let mut out = [0; N];
    Hkdf::<Sha256>::new(Some(salt), input).expand(info, &mut out).ok()?;
    Some(out)
}
