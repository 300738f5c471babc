//! A tenant's public documents, written once per change and served as they are.
use crate::routes;
use bytes::Bytes;
use latchkey_base::sha256;
use latchkey_jose::Algorithm;
use latchkey_oidc::discovery;
use latchkey_store::{Documents, KeyRing, Publisher, ReadyBytes, TenantRecord};
use serde::Serialize;

/// Writes documents under this public URL.
pub fn publisher(public_url: String) -> Publisher {
    Box::new(move |tenant, keys| documents(&public_url, tenant, keys))
}

fn documents(public_url: &str, tenant: &TenantRecord, keys: &KeyRing) -> Documents {
    let (issuer, endpoints) =
        (routes::issuer(public_url, &tenant.group), routes::endpoints(public_url, &tenant.group));
    let signing_algs: Vec<Algorithm> = keys.algorithms().collect();
    let encryption_algs = keys.encryption_algorithms();
    let ui_locales = latchkey_ui::supported_locales();
    Documents {
        jwks: ready(&keys.published()),
        openid_configuration: ready(&discovery::metadata(&discovery::Tenant {
            issuer: &issuer,
            endpoints: &endpoints,
            policy: &tenant.settings.protocol,
            sign_up: tenant.settings.accounts.sign_up,
            signing_algs: &signing_algs,
            encryption_algs: &encryption_algs,
            ui_locales: &ui_locales,
        })),
    }
}

/// The document with an entity tag that is its content's own: all nodes agree on it.
fn ready(document: &impl Serialize) -> ReadyBytes {
    // Maps with text keys and plain values always serialise.
    let body = serde_json::to_vec(document).unwrap_or_default();
    let tag: String = sha256(&body)[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    ReadyBytes { body: Bytes::from(body), etag: format!("\"{tag}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_entity_tag_follows_the_content() {
        let (one, same, other) = (ready(&json!([1])), ready(&json!([1])), ready(&json!([2])));
        assert_eq!(one, same);
        assert_ne!(one.etag, other.etag);
        assert!(one.etag.starts_with('"') && one.etag.ends_with('"'));
    }
}
