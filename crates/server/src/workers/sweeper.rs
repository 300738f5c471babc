//! Deletes what has expired, a few hundred rows at a time: on SQLite a batch of writes waits for
//! the transaction before it.
use super::pause;
use crate::app::App;
use latchkey_store::{Store, TxError};
use std::sync::Arc;

pub async fn run(app: Arc<App>) {
    let mut stopping = app.stopping.clone();
    let every = app.config.workers.sweep_every.to_std();
    while pause(every, &mut stopping).await {
        if let Err(error) = delete_accounts(&app).await {
            tracing::warn!(number = "LK-1404", %error, "could not delete accounts whose time has come; will try again");
        }
        match sweep(&app).await {
            Ok(0) => {}
            Ok(rows) => tracing::debug!(rows, "swept expired rows"),
            Err(error) => {
                tracing::warn!(number = "LK-1401", %error, "could not sweep expired rows; will try again")
            }
        }
    }
}

/// Deletes the accounts whose owners wanted it and did not come back in time.
async fn delete_accounts(app: &App) -> Result<(), TxError> {
    let (now, chunk) = (app.clock.now(), app.config.workers.sweep_chunk.max(1));
    let due = app.store.read(Store::DEPLOYMENT, move |tx| tx.due_deletions(now, chunk)).await?;
    for (tenant, account) in due {
        if app.stopping.is_stopping() {
            break;
        }
        if app.store.write(tenant, move |tx| tx.delete_if_due(account, now)).await? {
            tracing::info!(%tenant, %account, "deleted an account, as its owner wished");
            app.session_ended.notify_one();
        }
    }
    Ok(())
}

/// Sweeps until a chunk comes back less than full.
async fn sweep(app: &App) -> Result<usize, TxError> {
    let (now, chunk) = (app.clock.now(), app.config.workers.sweep_chunk.max(1));
    let full = usize::try_from(chunk).unwrap_or(usize::MAX);
    let mut total = 0;
    while !app.stopping.is_stopping() {
        let gone = app.store.write(Store::DEPLOYMENT, move |tx| tx.sweep(now, chunk)).await?;
        total += gone;
        if gone < full {
            break;
        }
    }
    Ok(total)
}
