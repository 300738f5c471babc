//! Whether people are asked, and for what.
use super::{Check, Findings, Trial};

pub(super) const CHECK: Check = Check { name: "consent", look };

fn look(trial: &Trial<'_>, found: &mut Findings) {
    let (client, metadata) = (trial.client, trial.metadata());
    if metadata.client_name.is_none() && !metadata.redirect_uris.is_empty() {
        let text = format!("people read {:?}, its client_id", client.client_id);
        found.warns(text, "register a client_name");
    }
    let itself = client.registration_token.is_some();
    if itself && trial.policy().skip_consent && !metadata.client_skip_consent {
        let text = "people are asked for consent although the tenant skips it";
        found.warns(
            text,
            "that is so for clients that registered themselves; an operator can \
                           set client_skip_consent",
        );
    }
}
