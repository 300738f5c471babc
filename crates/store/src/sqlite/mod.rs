//! SQLite: one file, one writer thread, a few readers.
mod commits;
mod connect;
mod setup;
mod writer;

#[path = "../queries/mod.rs"]
pub(crate) mod queries;

use connect::establish;
pub(crate) use connect::lock_folder;
pub(crate) use setup::migrate;

use crate::commit::{Note, Notes, Popped, Queue};
use crate::counters::Tally;
use crate::hot::Hot;
use crate::open::MasterKeyCheck;
use crate::threads::Threads;
use crate::work::{Backend, Committed, Job, Work};
use crate::{OpenError, StoreConfig, Unavailable};
use diesel::prelude::*;
use diesel::sql_types::Integer;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use writer::{Item, Writer};

/// The connection type that the queries of this module are compiled for.
pub(crate) type Conn = SqliteConnection;

/// The time as the database has it, in milliseconds.
const CLOCK: &str = "SELECT CAST((julianday('now') - 2440587.5) * 86400000.0 AS INTEGER) AS millis";

/// The scope within the document of an authorization.
const GRANTED_SCOPE: &str = "json_extract(document, '$.scope')";

/// There are no other nodes to tell.
fn announce(_: &mut Conn, _: &Committed) -> QueryResult<()> {
    Ok(())
}

/// The threads of an open SQLite database.
pub(crate) struct Sqlite {
    writes: Arc<Queue<Item>>,
    reads: Arc<Queue<Box<dyn Work>>>,
    notes: Arc<Notes>,
    watch: Arc<Queue<()>>,
    threads: Threads,
    /// Held for as long as the store is open.
    _lock: Option<File>,
}

impl Sqlite {
    /// Opens the file, checks it and starts the threads.
    pub fn start(
        config: &StoreConfig,
        file: &Path,
        (hot, tally): (&Arc<Hot>, &Arc<Tally>),
        (key, lock): (&MasterKeyCheck, Option<File>),
    ) -> Result<Self, OpenError> {
        let mut conn = establish(file, connect::Use::Write, tally)?;
        hot.compare(&setup::prepare(&mut conn, key)?);
        let this = Self {
            writes: Arc::new(Queue::new(config.queue_limit)),
            reads: Arc::new(Queue::new(config.queue_limit)),
            notes: Arc::default(),
            watch: Arc::new(Queue::new(1)),
            threads: Threads::default(),
            _lock: lock,
        };
        let writer = Writer {
            conn,
            queue: Arc::clone(&this.writes),
            notes: Arc::clone(&this.notes),
            hot: Arc::clone(hot),
            tally: Arc::clone(tally),
            batch_limit: config.batch_limit.max(1),
        };
        this.threads.spawn("store-writer", move || writer.run())?;
        for _ in 0..config.connections.max(1) {
            let conn = establish(file, connect::Use::Read, tally)?;
            let reads = Arc::clone(&this.reads);
            this.threads.spawn("store-reader", move || serve_reads(conn, &reads))?;
        }
        let conn = establish(file, connect::Use::Watch, tally)?;
        let hot = Arc::clone(hot);
        let (watch, every) = (Arc::clone(&this.watch), config.revision_poll.get().max(1));
        let every = Duration::from_secs(every.unsigned_abs());
        this.threads.spawn("store-watch", move || keep_watch(conn, &hot, &watch, every))?;
        Ok(this)
    }
}

impl Backend for Sqlite {
    fn read(&self, work: Box<dyn Work>) -> Result<(), Unavailable> {
        self.reads.push(work)
    }

    fn write(&self, work: Box<dyn Work>) -> Result<(), Unavailable> {
        self.writes.push(Item::Work(work))
    }

    fn commit(&self, job: Job) -> Result<(), Unavailable> {
        self.writes.push(Item::Commit(Box::new(job)))
    }

    fn note(&self, note: Note) {
        self.notes.add(note);
    }

    fn close(&self) {
        self.writes.close();
        self.reads.close();
        self.watch.close();
        self.threads.join();
    }
}

fn serve_reads(mut conn: Conn, queue: &Queue<Box<dyn Work>>) {
    while let Some(mut work) = queue.pop() {
        let begin = if work.wants_snapshot() { "BEGIN" } else { "" };
        let ended = queries::unit::read(&mut conn, begin, work.as_mut());
        work.finish(ended.map_err(|stopped| stopped.failure.into()));
    }
}

#[derive(QueryableByName)]
struct DataVersion {
    #[diesel(sql_type = Integer)]
    data_version: i32,
}

/// Notices what another process (the command line) changed in the file.
fn keep_watch(mut conn: Conn, hot: &Hot, queue: &Queue<()>, every: Duration) {
    let mut seen = None;
    while queue.pop_many(1, &mut Vec::new(), Some(every)) == Popped::Idle {
        let now = diesel::sql_query("PRAGMA data_version").get_result::<DataVersion>(&mut conn);
        let Ok(DataVersion { data_version }) = now else { continue };
        if seen != Some(data_version) {
            match queries::tenants::revisions(&mut conn) {
                Ok(revisions) => {
                    hot.compare(&revisions);
                    seen = Some(data_version);
                }
                Err(error) => tracing::warn!(%error, "revisions could not be read"),
            }
        }
    }
}
