//! Signed tokens and the keys they are checked with.
use super::{Check, mark, provider, step};
use latchkey_jose::encryption::{DecryptionKeys, DecryptionPolicy, decrypt};
use latchkey_jose::{ALGORITHMS, JwkSet, Unverified, VerificationKeys, verify};

/// Only tokens that were really signed are believed, character by character.
pub fn jwt() -> Check {
    let keys = provider::keys();
    let good = provider::tokens();
    Box::new(move |input| {
        let Ok(text) = std::str::from_utf8(input) else { return Ok(0) };
        let said = Unverified::decode(text);
        let verified = verify(text, &keys.verification, ALGORITHMS);
        if verified.is_ok() && !good.iter().any(|token| token == input) {
            return Err("a token that nobody signed is believed".to_owned());
        }
        if verified.is_ok() && said.is_none() {
            return Err("a believed token cannot be looked into".to_owned());
        }
        let said =
            said.map(|said| (said.alg().is_some(), said.kid().is_some(), said.issuer().is_some()));
        Ok(mark(&(said, verified.err().map(|error| error.to_string()))))
    })
}

/// Only what was really encrypted for us decrypts, and a secret is no way around that.
pub fn jwe() -> Check {
    let keys = provider::keys();
    let good = provider::encrypted();
    let secret = DecryptionKeys::from_secret(b"a client secret of a fuzzing run");
    Box::new(move |input| {
        let Ok(text) = std::str::from_utf8(input) else { return Ok(0) };
        let opened = decrypt(text, &keys.decryption, &DecryptionPolicy::ALL);
        if opened.is_ok() && !good.iter().any(|token| token == input) {
            return Err("a token that nobody encrypted decrypts".to_owned());
        }
        let shared = decrypt(text, &secret, &DecryptionPolicy::ALL);
        if shared.is_ok() {
            return Err("a token decrypts with a secret that was never used".to_owned());
        }
        let outcome =
            |error: Option<_>| error.map(|error: &dyn std::error::Error| error.to_string());
        let (ours, shared) = (opened.as_ref().err(), shared.as_ref().err());
        Ok(mark(&(outcome(ours.map(|e| e as _)), outcome(shared.map(|e| e as _)))))
    })
}

/// Any key set can be taken; it gives keys or none.
pub fn jwks() -> Check {
    let token = provider::tokens().swap_remove(0);
    Box::new(move |input| {
        let set: JwkSet = match serde_json::from_slice(input) {
            Ok(set) => set,
            Err(error) => return Ok(mark(&(error.classify() as u8))),
        };
        let keys = VerificationKeys::from_jwk_set(&set);
        let token = std::str::from_utf8(&token).unwrap_or_default();
        if verify(token, &keys, ALGORITHMS).is_ok() {
            return Err("a key that we never made verifies our token".to_owned());
        }
        Ok(mark(&(step(set.keys.len()), keys.is_empty())))
    })
}
