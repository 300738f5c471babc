//! Whether what the client wants encrypted can be encrypted for it.
use super::{Check, Findings, Trial};

pub(super) const CHECK: Check = Check { name: "encryption", look };

fn look(trial: &Trial<'_>, found: &mut Findings) {
    let metadata = trial.metadata();
    let wanted = [
        ("ID tokens", metadata.id_token_encryption()),
        ("userinfo answers", metadata.userinfo_encryption()),
    ];
    for (what, wanted) in wanted {
        let Some(wanted) = wanted else { continue };
        if !wanted.needs_keys() {
            if trial.client.secret_sealed.is_none() {
                let text = format!("{what} by {}: its secret is not kept for that", wanted.alg);
                found.fails(text, trial.new_secret());
            }
            continue;
        }
        let keys = trial.facts.keys.as_ref().and_then(|keys| keys.as_ref().ok());
        if !keys.is_some_and(|keys| wanted.goes_with(keys)) {
            let text = format!("{what} by {}: none of its keys goes with that", wanted.alg);
            found.fails(text, "publish such a key for use enc, or register another algorithm");
        }
    }
}
