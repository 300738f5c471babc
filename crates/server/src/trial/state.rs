//! Whether anything of this client works at all.
use super::{Check, Findings, Trial};

pub(super) const CHECK: Check = Check { name: "state", look };

fn look(trial: &Trial<'_>, found: &mut Findings) {
    if trial.tenant.disabled {
        let advice = format!("latchkey tenant enable {}", trial.tenant.group);
        found.fails("the tenant is switched off", advice);
    }
    if trial.client.disabled {
        found.fails("the client is switched off", "import it with disabled = false");
    }
}
