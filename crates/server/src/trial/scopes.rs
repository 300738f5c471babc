//! Scope values that mean nothing at this tenant.
use super::{Check, Findings, Trial};
use latchkey_oidc::{OPENID, is_known_scope};

pub(super) const CHECK: Check = Check { name: "scope", look };

fn look(trial: &Trial<'_>, found: &mut Findings) {
    let Some(scope) = trial.metadata().allowed_scope() else { return };
    let unknown: Vec<&str> =
        scope.iter().filter(|value| !is_known_scope(trial.policy(), value)).collect();
    if !unknown.is_empty() {
        let text = format!("the tenant does not know {}", unknown.join(", "));
        found.warns(text, "it is ignored; add it to protocol.scopes or to a resource server");
    }
    if !trial.metadata().redirect_uris.is_empty() && !scope.contains(OPENID) {
        let text = "it may not ask for openid: it gets no ID token";
        found.warns(text, "add openid to its scope if it signs people in");
    }
}
