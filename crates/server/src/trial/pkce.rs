//! Whether the client has to prove its codes.
use super::{Check, Findings, Trial};

pub(super) const CHECK: Check = Check { name: "pkce", look };

fn look(trial: &Trial<'_>, found: &mut Findings) {
    let metadata = trial.metadata();
    if !metadata.allows_grant_type("authorization_code") || metadata.is_public() {
        return;
    }
    if !trial.policy().pkce_required {
        found.warns(
            "the tenant does not ask this client for PKCE",
            "let its library use it all the same: S256 (RFC 9700 §2.1.1)",
        );
    }
}
