//! What is registered and has no effect here.
use super::{Check, Findings, Trial};

pub(super) const CHECK: Check = Check { name: "kept_only", look };

/// Members of the native contract (5.4) for what is not offered yet.
fn look(trial: &Trial<'_>, found: &mut Findings) {
    let metadata = trial.metadata();
    let registered = [
        ("client_only_passwordless", metadata.client_only_passwordless),
        ("client_federation_options", !metadata.client_federation_options.is_empty()),
        ("client_allow_org_federation", metadata.client_allow_org_federation),
        ("client_allow_org_self_identify", metadata.client_allow_org_self_identify),
        ("client_skip_to_federated", metadata.client_skip_to_federated.is_some()),
        ("associated_product", metadata.associated_product.is_some()),
        ("initialized_org_context", metadata.initialized_org_context.is_some()),
        ("dynamic_scope", metadata.dynamic_scope.is_some()),
    ];
    for (name, _) in registered.into_iter().filter(|(_, is_there)| *is_there) {
        let text = format!("{name} is kept, and nothing follows from it");
        found.warns(text, "do not rely on it; people sign in as if it were not there");
    }
}
