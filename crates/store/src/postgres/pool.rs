//! Threads for reading and for rare writes.
use super::queries::unit;
use super::{Conn, Connector};
use crate::commit::Queue;
use crate::counters::Tally;
use crate::failure::{Failure, Stopped};
use crate::hot::Hot;
use crate::work::Work;
use diesel::connection::{Connection, InstrumentationEvent, SimpleConnection};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A closure and what it may do.
pub(crate) struct Errand {
    pub work: Box<dyn Work>,
    pub writes: bool,
}

/// One thread of the pool.
pub(crate) struct Worker {
    pub connector: Arc<Connector>,
    pub conn: Option<(Conn, Arc<AtomicBool>)>,
    pub queue: Arc<Queue<Errand>>,
    pub hot: Arc<Hot>,
    pub tally: Arc<Tally>,
}

/// Turns after which a closure that always meets another one is given up.
const TURNS: usize = 50;
const WRITE: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE";
const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

impl Worker {
    /// Works until the queue is closed and empty.
    pub fn run(mut self) {
        while let Some(mut errand) = self.queue.pop() {
            let ended = self.attend(&mut errand);
            errand.work.finish(ended.map_err(|stopped| stopped.failure.into()));
        }
    }

    fn attend(&mut self, errand: &mut Errand) -> Result<(), Stopped> {
        let mut reconnected = false;
        for _ in 1..TURNS {
            match self.attempt(errand) {
                Err(stopped) if stopped.is_broken() && !stopped.at_commit && !reconnected => {
                    reconnected = true;
                }
                Err(stopped) if stopped.may_run_again() && !stopped.is_broken() => {}
                ended => return ended,
            }
        }
        self.attempt(errand)
    }

    fn attempt(&mut self, errand: &mut Errand) -> Result<(), Stopped> {
        let (mut conn, counts_writes) = match self.conn.take() {
            Some(held) => held,
            None => connect(&self.connector, &self.tally)?,
        };
        counts_writes.store(errand.writes, Ordering::Relaxed);
        let work = errand.work.as_mut();
        let mut ended = match (errand.writes, work.wants_snapshot()) {
            (true, _) => unit::write(&mut conn, WRITE, work, (&self.hot, &self.tally)),
            (false, true) => unit::read(&mut conn, READ, work),
            (false, false) => unit::read(&mut conn, "", work),
        };
        if let Err(stopped) = &mut ended {
            look_after(&mut conn, stopped);
        }
        if !ended.as_ref().is_err_and(Stopped::is_broken) {
            self.conn = Some((conn, counts_writes));
        }
        ended
    }
}

/// A connection whose statements are counted as reads or writes, by the switch.
pub(crate) fn connect(
    connector: &Connector,
    tally: &Arc<Tally>,
) -> Result<(Conn, Arc<AtomicBool>), Stopped> {
    // Not `Broken`: a second attempt right away would meet the same.
    let mut conn = connector.connect().map_err(|e| Stopped::before(Failure::Refused(e)))?;
    let counts_writes = Arc::new(AtomicBool::new(true));
    let (switch, tally) = (Arc::clone(&counts_writes), Arc::clone(tally));
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { .. } = event {
            let writes = switch.load(Ordering::Relaxed);
            crate::counters::count(if writes { &tally.writes } else { &tally.reads });
        }
    });
    Ok((conn, counts_writes))
}

/// Finds out whether a connection survived a failure.
pub(crate) fn look_after(conn: &mut Conn, stopped: &mut Stopped) {
    if let Failure::Refused(text) = &stopped.failure
        && conn.batch_execute("SELECT 1").is_err()
    {
        stopped.failure = Failure::Broken(text.clone());
    }
}
