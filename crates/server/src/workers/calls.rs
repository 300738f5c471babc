//! Tells clients what they are to hear (OIDC Back-Channel Logout §2.5): when somebody signed out or
//! confirmed something here, and from time to time for what other nodes queued, what is to be tried
//! again, and what nobody confirmed in its time. In the same way, and apart from that, tells browsers and the
//! companion app.
//!
//! All are told side by side. Who is slow keeps only messages of the same host and tenant waiting.
use super::places::Places;
use crate::app::App;
use crate::calls;
use crate::companion_app;
use crate::push;
use actix_web::web::Data;
use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use latchkey_base::{MessageId, Seconds, TenantId};
use latchkey_store::{
    About, Call, CompanionRelease, OutboxMessage, PushMessage, Store, Tx, TxError,
};
use std::sync::Arc;
use tokio::time::{MissedTickBehavior, interval};

/// How many due messages are looked at together.
const LOOKED_AT: usize = 256;

/// Who is told.
///
/// Security: each has places of its own. Where browsers are told, people say, and slow ones keep no app
/// waiting.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whom {
    /// Clients.
    Clients,
    /// Browsers of people.
    Browsers,
    /// The service of the companion app.
    CompanionApp,
}

impl Whom {
    fn kinds(self) -> &'static [&'static str] {
        match self {
            Self::Clients => &About::KINDS,
            Self::Browsers => &[PushMessage::KIND],
            Self::CompanionApp => &[CompanionRelease::KIND],
        }
    }

    /// For how long nobody else tries while one does.
    fn lease(self, app: &App) -> Seconds {
        let longest = match (self, &app.companion_app) {
            (Self::CompanionApp, Some(companion)) => companion.longest(),
            _ => return calls::lease(app),
        };
        Seconds::new(i64::try_from(longest.as_secs()).unwrap_or(i64::MAX / 4).saturating_add(5))
    }

    /// Until something was queued at this node.
    async fn rings(self, app: &App) {
        match self {
            Self::Browsers => app.push_queued.notified().await,
            Self::CompanionApp => app.companion_released.notified().await,
            Self::Clients => tokio::select! {
                () = app.session_ended.notified() => {}
                () = app.confirmation_decided.notified() => {}
            },
        }
    }
}

pub async fn run(app: Arc<App>, whom: Whom) {
    let mut stopping = app.stopping.clone();
    let mut again = interval(app.config.workers.outbox_every.to_std());
    again.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut rounds = Rounds {
        app: Data::from(Arc::clone(&app)),
        whom,
        flights: FuturesUnordered::new(),
        places: Places::default(),
    };
    let mut more = false;
    while !stopping.is_stopping() {
        let look = tokio::select! {
            () = stopping.wait() => false,
            Some(landed) = rounds.flights.next(), if !rounds.flights.is_empty() => {
                rounds.land(landed);
                more
            }
            () = whom.rings(&app) => true,
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

/// Where a message was on its way to.
type Address = (TenantId, String);

/// What is on its way.
struct Rounds {
    app: Data<App>,
    whom: Whom,
    flights: FuturesUnordered<BoxFuture<'static, Address>>,
    places: Places,
}

/// What was found in the outbox.
#[derive(Default)]
struct Found {
    taken: Vec<OutboxMessage>,
    /// Some were left for want of a place.
    left: bool,
    /// There may be more than were looked at.
    unseen: bool,
}

impl Rounds {
    /// Takes as much as there are places for; whether more waits for one. Every turn of the loop
    /// takes a place, so it ends when there is none.
    async fn begin(&mut self) -> Result<bool, TxError> {
        let mut left = false;
        while self.places.is_free() {
            let found = find(self.app.clone(), self.whom, self.places.clone()).await?;
            left |= found.left;
            let ends = found.taken.is_empty() || !found.unseen;
            found.taken.into_iter().for_each(|message| self.depart(message));
            if ends {
                return Ok(left || found.unseen);
            }
        }
        Ok(true)
    }

    fn depart(&mut self, message: OutboxMessage) {
        let (app, whom) = (self.app.clone(), self.whom);
        self.places.take(message.tenant, &message.destination);
        self.flights.push(Box::pin(async move {
            let done = match whom {
                Whom::Clients => call(&app, &message).await,
                Whom::Browsers => push::deliver(&app, &message).await,
                Whom::CompanionApp => companion_app::release(&app, &message).await,
            };
            if let Err(error) = done {
                tracing::warn!(number = "LK-1504", %error, "could not write to the outbox");
            }
            (message.tenant, message.destination)
        }));
    }

    fn land(&mut self, (tenant, host): Address) {
        self.places.give_back(tenant, &host);
    }
}

async fn call(app: &Data<App>, message: &OutboxMessage) -> Result<(), TxError> {
    let Some(call) = Call::read(message) else { return Ok(()) };
    let told = calls::tell(app, &call).await;
    calls::record(app, &call, told).await
}

/// Claims what is due and has a place. What has none is left as it is, and is none the worse
/// for having been looked at.
async fn find(app: Data<App>, whom: Whom, places: Places) -> Result<Found, TxError> {
    let now = app.clock.now();
    let lease_until = now + whom.lease(&app);
    let find = move |tx: &mut dyn Tx| {
        let (mut places, busy) = (places.clone(), places.busy());
        let limit = i64::try_from(LOOKED_AT).unwrap_or(i64::MAX);
        let mut found = Found::default();
        for kind in whom.kinds() {
            let due = tx.due_messages(kind, now, &busy, limit)?;
            let has_place =
                |message: &&OutboxMessage| places.take(message.tenant, &message.destination);
            let chosen: Vec<MessageId> =
                due.iter().filter(has_place).map(|message| message.id).collect();
            found.left |= chosen.len() < due.len();
            found.unseen |= due.len() >= LOOKED_AT;
            found.taken.extend(tx.take_messages(kind, &chosen, now, lease_until)?);
        }
        Ok::<_, TxError>(found)
    };
    app.store.write(Store::DEPLOYMENT, find).await
}
