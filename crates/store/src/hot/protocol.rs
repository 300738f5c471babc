//! The key ring as the protocol sees it.
use super::KeyRing;
use latchkey_jose::encryption::DecryptionKeys;
use latchkey_jose::{Algorithm, SigningKey, VerificationKeys};
use latchkey_oidc::Keys;

impl Keys for KeyRing {
    fn signing_key(&self, alg: Algorithm) -> Option<&SigningKey> {
        KeyRing::signing_key(self, alg)
    }

    fn verification_keys(&self) -> &VerificationKeys {
        KeyRing::verification_keys(self)
    }

    fn decryption_keys(&self) -> &DecryptionKeys {
        KeyRing::decryption_keys(self)
    }

    fn algorithms(&self) -> Vec<Algorithm> {
        KeyRing::algorithms(self).collect()
    }
}
