//! PostgreSQL: lanes that commit in groups, a pool of threads for everything else, and one
//! connection that listens to other nodes.
mod arrays;
mod connect;
mod lane;
mod listen;
mod pool;
mod setup;
mod writes;

#[path = "../queries/mod.rs"]
pub(crate) mod queries;

pub(crate) use connect::Connector;
pub(crate) use setup::migrate;

use crate::changes::Notice;
use crate::commit::{Note, Notes, Queue};
use crate::counters::Tally;
use crate::hot::Hot;
use crate::open::MasterKeyCheck;
use crate::threads::Threads;
use crate::work::{Backend, Committed, Job, Work};
use crate::{OpenError, StoreConfig, Unavailable};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use lane::Lane;
use latchkey_base::TokenHash;
use latchkey_oidc::Write;
use listen::Listener;
use pool::{Errand, Worker};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

/// The connection type that the queries of this module are compiled for: blocking diesel over
/// tokio-postgres, served by the thread that uses it.
pub(crate) type Conn = AsyncConnectionWrapper<AsyncPgConnection, connect::OnThread>;

/// The channel on which nodes tell each other what changed.
const CHANNEL: &str = "latchkey";

/// The time as the database has it, in milliseconds: at the statement, not at `BEGIN`.
const CLOCK: &str = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS millis";

/// The scope within the document of an authorization.
const GRANTED_SCOPE: &str = "document::json ->> 'scope'";

/// Tells other nodes, when the transaction commits.
fn announce(conn: &mut Conn, committed: &Committed) -> QueryResult<()> {
    let Some(revision) = committed.revision else { return Ok(()) };
    let changes = committed.changes.clone();
    let notice = Notice { tenant: committed.tenant, revision, changes };
    diesel::sql_query("SELECT pg_notify($1, $2)")
        .bind::<Text, _>(CHANNEL)
        .bind::<Text, _>(crate::rows::json(&notice)?)
        .execute(conn)
        .map(|_| ())
}

/// The threads of an open PostgreSQL database.
pub(crate) struct Postgres {
    lanes: Vec<Arc<Queue<Job>>>,
    next_lane: AtomicUsize,
    pool: Arc<Queue<Errand>>,
    notes: Arc<Notes>,
    stop_listening: Mutex<Option<oneshot::Sender<()>>>,
    threads: Threads,
}

impl Postgres {
    /// Connects, checks the database and starts the threads.
    pub fn start(
        config: &StoreConfig,
        connector: Connector,
        (hot, tally): (&Arc<Hot>, &Arc<Tally>),
        key: MasterKeyCheck,
    ) -> Result<Self, OpenError> {
        let connector = Arc::new(connector);
        hot.compare(&setup::prepare(Arc::clone(&connector), key)?);
        let (stop, stopped) = oneshot::channel();
        let this = Self {
            lanes: (0..config.lanes.max(1))
                .map(|_| Arc::new(Queue::new(config.queue_limit)))
                .collect(),
            next_lane: AtomicUsize::new(0),
            pool: Arc::new(Queue::new(config.queue_limit)),
            notes: Arc::default(),
            stop_listening: Mutex::new(Some(stop)),
            threads: Threads::default(),
        };
        for (number, queue) in this.lanes.iter().enumerate() {
            let lane = Lane {
                connector: Arc::clone(&connector),
                conn: None,
                queue: Arc::clone(queue),
                notes: (number == 0).then(|| Arc::clone(&this.notes)),
                hot: Arc::clone(hot),
                tally: Arc::clone(tally),
                batch_limit: config.batch_limit.max(1),
            };
            this.threads.spawn("store-lane", move || lane.run())?;
        }
        for _ in 0..config.connections.max(1) {
            let worker = Worker {
                connector: Arc::clone(&connector),
                conn: None,
                queue: Arc::clone(&this.pool),
                hot: Arc::clone(hot),
                tally: Arc::clone(tally),
            };
            this.threads.spawn("store-pool", move || worker.run())?;
        }
        let every = config.revision_poll.get().max(1).unsigned_abs();
        let every = Duration::from_secs(every);
        let listener = Listener { connector, hot: Arc::clone(hot), every };
        this.threads.spawn("store-listen", move || listener.run(stopped))?;
        Ok(this)
    }

    /// Writes about one code, token or session always take the same lane, so that lanes do not
    /// wait for each other's rows.
    fn lane_of(&self, job: &Job) -> Option<&Arc<Queue<Job>>> {
        let of_token = |hash: &TokenHash| hash.as_bytes().last().copied();
        let about = match &job.commit.write {
            Some(Write::RedeemCode { code, .. }) => of_token(code),
            Some(Write::RotateRefreshToken { presented, .. })
            | Some(Write::KeepRefreshToken { presented, .. }) => of_token(presented),
            Some(Write::Authorize { grant, .. }) => {
                grant.session.and_then(|session| session.as_bytes().last().copied())
            }
            _ => None,
        };
        let number = match about {
            Some(octet) => usize::from(octet),
            None => self.next_lane.fetch_add(1, Ordering::Relaxed),
        };
        self.lanes.get(number % self.lanes.len())
    }
}

impl Backend for Postgres {
    fn read(&self, work: Box<dyn Work>) -> Result<(), Unavailable> {
        self.pool.push(Errand { work, writes: false })
    }

    fn write(&self, work: Box<dyn Work>) -> Result<(), Unavailable> {
        self.pool.push(Errand { work, writes: true })
    }

    fn commit(&self, job: Job) -> Result<(), Unavailable> {
        match self.lane_of(&job) {
            Some(lane) => lane.push(job),
            None => Err(Unavailable::Closed),
        }
    }

    fn note(&self, note: Note) {
        self.notes.add(note);
    }

    fn close(&self) {
        self.lanes.iter().for_each(|lane| lane.close());
        self.pool.close();
        drop(self.stop_listening.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.threads.join();
    }
}
