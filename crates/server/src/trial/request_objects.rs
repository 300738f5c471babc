//! Whether requests in a JWT will be taken from this client.
use super::{Check, Findings, Trial};
use latchkey_jose::{Algorithm, VerificationKeys};
use latchkey_oidc::SigningAlg;
use latchkey_oidc::authorize::request_object::UnsignedObjects;

pub(super) const CHECK: Check = Check { name: "request_objects", look };

fn look(trial: &Trial<'_>, found: &mut Findings) {
    ways(trial, found);
    match trial.metadata().request_object_signing_alg {
        Some(SigningAlg::Signed(alg)) => signed(trial, alg, found),
        Some(SigningAlg::Unsecured) => unsigned(trial, found),
        None => anything(trial, found),
    }
    encrypted(trial, found);
}

/// The ways that the tenant takes, and the addresses that the client registered.
fn ways(trial: &Trial<'_>, found: &mut Findings) {
    let (metadata, offered) = (trial.metadata(), &trial.policy().request_objects);
    if metadata.require_signed_request_object && !offered.is_on() {
        let text = "it must send signed request objects, and the tenant takes none";
        found.fails(text, "set protocol.request_objects.by_value for the tenant");
    }
    if !metadata.request_uris.is_empty() && !offered.by_reference {
        let text = "its request_uris are refused at this tenant";
        found.fails(text, "send request instead, or set protocol.request_objects.by_reference");
    }
    for (uri, fetched) in &trial.facts.request_uris {
        if let Err(why) = fetched {
            let text = format!("{uri} cannot be read now: {why}");
            let advice = "serve the object there by https while its request runs; fetch.allow lists \
                          hosts of an intranet";
            found.warns(text, advice);
        }
    }
}

fn signed(trial: &Trial<'_>, alg: Algorithm, found: &mut Findings) {
    let name = alg.name();
    if alg.is_symmetric() {
        if trial.client.secret_sealed.is_none() {
            let text =
                format!("objects by {name}: its secret is not kept in a form that checks MACs");
            found.fails(text, trial.new_secret());
        }
    } else if !has_key(trial, |keys| keys.serves(alg)) {
        let text = format!("objects by {name}: none of its keys that could be had serves it");
        found.fails(text, "publish such a key for use sig, or register another algorithm");
    }
}

fn unsigned(trial: &Trial<'_>, found: &mut Findings) {
    let offered = &trial.policy().request_objects;
    if offered.require_signed || offered.unsigned == UnsignedObjects::Refused {
        let text = "it registered none, and the tenant takes no unsigned request objects";
        found
            .fails(text, "register an algorithm, or change protocol.request_objects of the tenant");
    }
}

/// Nothing registered: whatever the keys at hand can check is taken.
fn anything(trial: &Trial<'_>, found: &mut Findings) {
    let demanded = trial.metadata().require_signed_request_object
        || trial.policy().request_objects.require_signed;
    let checkable = trial.client.secret_sealed.is_some() || has_key(trial, |keys| !keys.is_empty());
    let asks = !trial.metadata().redirect_uris.is_empty();
    if demanded && asks && !checkable {
        let text = "its requests must be signed, and it has no key to check that with";
        found.fails(text, "register jwks or jwks_uri with a key for use sig");
    }
}

fn encrypted(trial: &Trial<'_>, found: &mut Findings) {
    let Some(alg) = trial.metadata().request_object_encryption_alg else { return };
    if !trial.policy().request_object_encryption {
        let text = format!("objects encrypted with {alg} are refused at this tenant");
        found.fails(text, "set protocol.request_object_encryption for the tenant");
    }
    if alg.is_symmetric() && trial.client.secret_sealed.is_none() {
        let text = format!("objects encrypted with {alg}: its secret is not kept for that");
        found.fails(text, trial.new_secret());
    }
}

fn has_key(trial: &Trial<'_>, fits: impl Fn(&VerificationKeys) -> bool) -> bool {
    let set = trial.facts.keys.as_ref().and_then(|keys| keys.as_ref().ok());
    set.is_some_and(|set| fits(&VerificationKeys::from_jwk_set(set)))
}
