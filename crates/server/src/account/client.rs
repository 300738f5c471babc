//! The registration of the account pages, an app of ours at every tenant.
//!
//! It is a row like any other, for authorizations refer to it. Nobody else can make it, and
//! whatever became of it is put right when somebody comes to the pages.
use crate::middleware::Trouble;
use crate::visit::Visit;
use latchkey_base::ClientKey;
use latchkey_oidc::{ACCOUNT_CLIENT_ID, Client, ClientMetadata};
use latchkey_store::{ClientRecord, Tx, TxError};
use std::sync::Arc;

/// Where answers go: the overview.
pub(super) fn redirect_uri(visit: &Visit) -> String {
    format!("{}/account", visit.tenant.issuer)
}

/// The registration as it is to be.
fn metadata(visit: &Visit) -> ClientMetadata {
    let uri = redirect_uri(visit);
    ClientMetadata {
        redirect_uris: vec![uri.clone()],
        token_endpoint_auth_method: Some("none".to_owned()),
        grant_types: Some(Vec::new()),
        response_types: Some(vec!["none".to_owned()]),
        scope: Some(String::new()),
        client_name: Some(visit.tenant.record().name.clone()),
        client_uri: Some(uri),
        client_skip_consent: true,
        ..ClientMetadata::default()
    }
}

/// The client, made or put right if it has to be.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn ensure(visit: &Visit) -> Result<Arc<Client>, Trouble> {
    let (store, tenant) = (&visit.app.store, visit.tenant.id());
    let wanted = metadata(visit);
    let held = store.client(tenant, ACCOUNT_CLIENT_ID).await?;
    if let Some(client) = held.filter(|client| !client.disabled && is_same(client, &wanted)) {
        return Ok(client);
    }
    let (now, key) = (visit.now, ClientKey::new(visit.now, &*visit.app.entropy));
    let write = move |tx: &mut dyn Tx| -> Result<(), TxError> {
        let held = tx.client(ACCOUNT_CLIENT_ID)?;
        let record = ClientRecord {
            key: held.as_ref().map_or(key, |held| held.key),
            client_id: ACCOUNT_CLIENT_ID.to_owned(),
            metadata: wanted.clone(),
            secret_digest: None,
            secret_sealed: None,
            registration_token: None,
            disabled: false,
            created_at: held.as_ref().map_or(now, |held| held.created_at),
        };
        match held {
            Some(_) => tx.update_client(&record),
            None => tx.insert_client(&record),
        }
    };
    store.write(tenant, write).await?;
    let made = store.client(tenant, ACCOUNT_CLIENT_ID).await?;
    made.ok_or_else(|| Trouble::Internal("the account pages have no registration".to_owned()))
}

fn is_same(client: &Client, wanted: &ClientMetadata) -> bool {
    let document = |metadata: &ClientMetadata| serde_json::to_value(metadata).ok();
    document(&client.metadata) == document(wanted) && client.secret.is_none()
}
