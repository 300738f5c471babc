//! Where the client is told of a sign-out, and where people go after it.
use super::{Check, Findings, Trial};
use latchkey_jose::Algorithm;
use latchkey_oidc::SigningAlg;

pub(super) const CHECK: Check = Check { name: "logout", look };

fn look(trial: &Trial<'_>, found: &mut Findings) {
    let metadata = trial.metadata();
    if let Some(uri) = &metadata.backchannel_logout_uri {
        if uri.starts_with("http://") {
            let text = format!("{uri} is called only if it is listed");
            found.warns(text, "serve it by https, or add host and port to fetch.allow");
        }
        let unsigned = metadata.id_token_alg() == SigningAlg::Unsecured;
        if unsigned && !trial.algorithms.contains(&Algorithm::RS256) {
            let text = "it cannot be told of a sign-out: the tenant has no key for RS256";
            found.fails(text, "register an algorithm for its ID tokens");
        }
    }
    if !metadata.redirect_uris.is_empty() && metadata.post_logout_redirect_uris.is_empty() {
        let text = "after signing out, people stay on our page";
        found.warns(text, "register post_logout_redirect_uris if they shall come back");
    }
}
