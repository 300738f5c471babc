//! Tells clients that sessions have ended (OIDC Back-Channel Logout §2.5): when somebody signed
//! out here, and from time to time for what other nodes queued or what is to be tried again.
//!
//! All are told side by side. A client that is slow keeps only its own messages waiting.
use crate::app::App;
use crate::backchannel::{self, Told};
use actix_web::web::Data;
use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use latchkey_base::{ClientKey, Seconds, TenantId};
use latchkey_store::{Logout, Store, Tx, TxError};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::time::{MissedTickBehavior, interval};

/// Deliveries at the same time.
const CONCURRENT: usize = 64;

/// Of these, to one client.
const TO_ONE_CLIENT: usize = 16;

/// When a client is asked again that has enough to do.
const BUSY: Seconds = Seconds::new(1);

type Address = (TenantId, ClientKey);

pub async fn run(app: Arc<App>) {
    let mut stopping = app.stopping.clone();
    let mut again = interval(app.config.workers.outbox_every.to_std());
    again.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut rounds = Rounds {
        app: Data::from(Arc::clone(&app)),
        flights: FuturesUnordered::new(),
        to: HashMap::new(),
    };
    let mut more = false;
    while !stopping.is_stopping() {
        let look = tokio::select! {
            () = stopping.wait() => false,
            Some(landed) = rounds.flights.next(), if !rounds.flights.is_empty() => {
                rounds.land(landed);
                more
            }
            () = app.session_ended.notified() => true,
            _ = again.tick() => true,
        };
        if look {
            more = rounds.begin().await.unwrap_or_else(|error| {
                tracing::warn!(number = "LK-1504", %error, "could not look into the outbox");
                false
            });
        }
    }
}

/// What is on its way.
struct Rounds {
    app: Data<App>,
    flights: FuturesUnordered<BoxFuture<'static, Option<Address>>>,
    to: HashMap<Address, usize>,
}

impl Rounds {
    /// Takes as much as can be delivered at once; whether there may be more.
    async fn begin(&mut self) -> Result<bool, TxError> {
        let free = CONCURRENT.saturating_sub(self.flights.len());
        if free == 0 {
            return Ok(true);
        }
        let (now, limit) = (self.app.clock.now(), i64::try_from(free).unwrap_or(1));
        let lease_until = now + backchannel::lease(&self.app);
        let claim = move |tx: &mut dyn Tx| tx.claim_messages(Logout::KIND, now, lease_until, limit);
        let claimed = self.app.store.write(Store::DEPLOYMENT, claim).await?;
        let full = claimed.len() >= free;
        for logout in claimed.iter().filter_map(Logout::read) {
            let to = (logout.tenant, logout.who.client);
            let busy = self.to.entry(to).or_default();
            let (app, is_busy) = (self.app.clone(), *busy >= TO_ONE_CLIENT);
            *busy += usize::from(!is_busy);
            self.flights.push(Box::pin(async move {
                let told = match is_busy {
                    true => Told::Later(app.clock.now() + BUSY),
                    false => backchannel::tell(&app, &logout).await,
                };
                if let Err(error) = backchannel::record(&app, &logout, told).await {
                    tracing::warn!(number = "LK-1504", %error, "could not write to the outbox");
                }
                (!is_busy).then_some(to)
            }));
        }
        Ok(full)
    }

    fn land(&mut self, landed: Option<Address>) {
        let Some(to) = landed else { return };
        if let Some(count) = self.to.get_mut(&to) {
            *count -= 1;
            if *count == 0 {
                self.to.remove(&to);
            }
        }
    }
}
