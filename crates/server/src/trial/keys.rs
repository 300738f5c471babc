//! The client's public keys: whether they can be had, and are of use.
use super::{Check, Findings, Trial};
use latchkey_jose::VerificationKeys;

pub(super) const CHECK: Check = Check { name: "keys", look };

fn look(trial: &Trial<'_>, found: &mut Findings) {
    let metadata = trial.metadata();
    let needed = metadata.auth_method() == "private_key_jwt";
    let set = match &trial.facts.keys {
        None => return,
        Some(Err(why)) => {
            let text = format!("its jwks_uri cannot be read: {why}");
            let advice = "serve a JWK Set there by https; fetch.allow lists hosts of an intranet";
            return if needed { found.fails(text, advice) } else { found.warns(text, advice) };
        }
        Some(Ok(set)) => set,
    };
    let keys = VerificationKeys::from_jwk_set(set);
    if needed && keys.is_empty() {
        let text = format!("none of its {} keys can check a signature", set.keys.len());
        let advice = "publish an RSA key of 2048 bits, an EC or an Ed25519 key for use sig";
        found.fails(text, advice);
    } else if let Some(alg) = metadata.token_endpoint_auth_signing_alg.filter(|_| needed)
        && !keys.serves(alg)
    {
        let text = format!("none of its keys serves {}", alg.name());
        found.fails(text, "publish such a key, or register another algorithm");
    }
    if set.keys.len() > 1 && set.keys.iter().any(|key| key.kid.is_none()) {
        let text = "not all of its keys have a kid";
        found.warns(text, "name them, so that they can be replaced (RFC 7517 §4.5)");
    }
}
