//! Gives signing keys their successors when they are old enough, and retires those that are over.
use super::pause;
use crate::app::App;
use latchkey_store::{Store, TxError};
use std::sync::Arc;

pub async fn run(app: Arc<App>) {
    let mut stopping = app.stopping.clone();
    let every = app.config.workers.key_check_every.to_std();
    loop {
        if let Err(error) = rotate(&app).await {
            tracing::warn!(number = "LK-1402", %error, "could not look for keys to rotate");
        }
        if !pause(every, &mut stopping).await {
            return;
        }
    }
}

async fn rotate(app: &App) -> Result<(), TxError> {
    let tenants = app.store.read(Store::DEPLOYMENT, |tx| tx.tenants()).await?;
    for tenant in tenants {
        if app.stopping.is_stopping() {
            break;
        }
        match app.provision.rotate_keys(&app.store, tenant.id, false).await {
            Ok(rotation) if rotation.is_empty() => {}
            Ok(rotation) => tracing::info!(
                tenant = tenant.group,
                added = rotation.added.len(),
                changed = rotation.changed.len(),
                "rotated signing keys"
            ),
            // One tenant's trouble is not the others'.
            Err(error) => {
                tracing::error!(number = "LK-1403", tenant = tenant.group, %error, "keys not rotated");
            }
        }
    }
    Ok(())
}
