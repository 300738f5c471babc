//! Grant types, and what they need of each other.
use super::{Check, Findings, Trial};
use latchkey_oidc::OFFLINE_ACCESS;

pub(super) const CHECK: Check = Check { name: "grant_types", look };

fn look(trial: &Trial<'_>, found: &mut Findings) {
    let metadata = trial.metadata();
    let has = |name| metadata.allows_grant_type(name);
    let codes = metadata.allows_response_type("code")
        || metadata.response_types.iter().flatten().any(|name| name.starts_with("code "));
    if codes && !metadata.redirect_uris.is_empty() && !has("authorization_code") {
        let text = "it gets codes, but may not redeem them";
        found.fails(text, "add authorization_code to grant_types");
    }
    let offline = metadata.allowed_scope().is_none_or(|scope| scope.contains(OFFLINE_ACCESS));
    if has("refresh_token") && !offline {
        let text = "it gets no refresh token: its scope lacks offline_access";
        found.warns(text, "add offline_access to its scope, or take refresh_token away");
    }
    let asks_for_offline = metadata
        .scope
        .as_deref()
        .is_some_and(|scope| scope.split(' ').any(|value| value == OFFLINE_ACCESS));
    if asks_for_offline && !has("refresh_token") {
        let text = "offline_access is ignored: refresh_token is not among its grant types";
        found.warns(text, "add refresh_token to grant_types");
    }
}
