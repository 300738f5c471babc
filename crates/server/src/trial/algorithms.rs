//! Algorithms of answers that the tenant has no key for any more.
use super::{Check, Findings, Trial};
use latchkey_oidc::SigningAlg;

pub(super) const CHECK: Check = Check { name: "algorithms", look };

fn look(trial: &Trial<'_>, found: &mut Findings) {
    let metadata = trial.metadata();
    let wanted = [
        ("ID tokens", metadata.id_token_alg().signed()),
        ("userinfo answers", metadata.userinfo_signed_response_alg),
    ];
    for (what, alg) in wanted {
        let Some(alg) = alg.filter(|alg| !alg.is_symmetric()) else { continue };
        if !trial.algorithms.contains(&alg) {
            let have: Vec<&str> = trial.algorithms.iter().map(|alg| alg.name()).collect();
            let text = format!("{what} by {}: the tenant has no such key", alg.name());
            let advice =
                format!("register one of {}, or add it to keys.algorithms", have.join(", "));
            found.fails(text, advice);
        }
    }
    if metadata.id_token_alg() == SigningAlg::Unsecured {
        let text = "its ID tokens are not signed";
        found.warns(text, "register an algorithm: id_token_signed_response_alg");
    }
}
