//! Response types against the tenant's settings.
use super::{Check, Findings, Trial};
use latchkey_oidc::authorize::response_type;

pub(super) const CHECK: Check = Check { name: "response_types", look };

fn look(trial: &Trial<'_>, found: &mut Findings) {
    for name in trial.metadata().response_types.iter().flatten() {
        let off = response_type(name).is_some_and(|kind| !kind.is_offered(trial.policy()));
        if off {
            let advice = "use code; or set protocol.front_channel_tokens for the tenant";
            found.fails(format!("{name:?} is refused at this tenant"), advice);
        }
    }
}
