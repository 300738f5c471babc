//! Delivers what waits in the outbox: when somebody queued a message, and from time to time for
//! what other nodes queued or what is to be tried again.
use crate::app::App;
use latchkey_outbound::Outbox;
use std::sync::Arc;
use tokio::time::sleep;

pub async fn run(app: Arc<App>, outbox: Outbox) {
    let mut stopping = app.stopping.clone();
    let every = app.config.workers.outbox_every.to_std();
    while !stopping.is_stopping() {
        match outbox.deliver_due().await {
            Ok(sum) if sum.delivered + sum.postponed + sum.given_up > 0 => tracing::info!(
                delivered = sum.delivered,
                postponed = sum.postponed,
                given_up = sum.given_up,
                "delivered messages"
            ),
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(number = "LK-1504", %error, "could not look into the outbox")
            }
        }
        tokio::select! {
            () = stopping.wait() => {}
            () = app.message_queued.notified() => {}
            () = sleep(every) => {}
        }
    }
}
