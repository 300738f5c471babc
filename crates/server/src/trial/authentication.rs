//! The way the client proves itself, against what is kept for it.
use super::{Check, Findings, Trial};

pub(super) const CHECK: Check = Check { name: "authentication", look };

fn look(trial: &Trial<'_>, found: &mut Findings) {
    let (client, method) = (trial.client, trial.metadata().auth_method());
    match method {
        "none" if client.secret_digest.is_some() => {
            found.warns("it has a secret that it must not send", "let its library send none");
        }
        "none" => {}
        "client_secret_jwt" if client.secret_sealed.is_none() => {
            found.fails("its secret is not kept in a form that checks MACs", trial.new_secret());
        }
        name if name.starts_with("client_secret") && client.secret_digest.is_none() => {
            found.fails(format!("{name} needs a secret, and it has none"), trial.new_secret());
        }
        _ => {}
    }
    let mac =
        [trial.metadata().id_token_alg().signed(), trial.metadata().userinfo_signed_response_alg];
    if mac.into_iter().flatten().any(|alg| alg.is_symmetric()) && client.secret_sealed.is_none() {
        found.fails("its secret is not kept in a form that signs its tokens", trial.new_secret());
    }
}
