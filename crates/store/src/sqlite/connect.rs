//! Opening the file, and keeping other servers away from it.
use super::Conn;
use crate::OpenError;
use crate::counters::{Tally, count};
use diesel::Connection;
use diesel::connection::{InstrumentationEvent, SimpleConnection};
use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::Duration;

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Write,
    Read,
    Watch,
}

/// Security: `synchronous=FULL`. With less, a power cut could un-spend a code.
const WRITER: &str = "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; \
     PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-8000;";
const READER: &str = "PRAGMA busy_timeout=5000; PRAGMA query_only=ON; PRAGMA cache_size=-2000;";

/// Opens the file, which must be there, without any settings.
pub(crate) fn open(file: &Path) -> Result<Conn, OpenError> {
    let unreachable = |text: String| OpenError::Unreachable(text);
    let path = file.to_str().ok_or_else(|| unreachable("the path is not Unicode".to_owned()))?;
    <Conn as Connection>::establish(path).map_err(|e| unreachable(e.to_string()))
}

/// Opens the file for work.
pub(crate) fn establish(file: &Path, use_: Use, tally: &Arc<Tally>) -> Result<Conn, OpenError> {
    let mut conn = open(file)?;
    let settings = if use_ == Use::Write { WRITER } else { READER };
    conn.batch_execute(settings).map_err(|e| OpenError::Unreachable(e.to_string()))?;
    if use_ != Use::Watch {
        let tally = Arc::clone(tally);
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { .. } = event {
                count(if use_ == Use::Write { &tally.writes } else { &tally.reads });
            }
        });
    }
    Ok(conn)
}

/// How long the lock is waited for: a process that is just ending holds it a moment longer, and so
/// does a child that it has just begun.
const LOCK_PATIENCE: Duration = Duration::from_secs(1);

/// Takes the folder for this process. The lock goes when the process does, however it ends.
pub(crate) fn lock_folder(folder: &Path, file: &str) -> Result<File, OpenError> {
    let path = folder.join(format!("{file}.lock"));
    let opened = File::options().create(true).truncate(false).write(true).open(path);
    let lock = opened.map_err(|e| not_writable(folder, &e))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => wait_for(lock, folder),
        Err(TryLockError::Error(e)) => Err(OpenError::Unreachable(e.to_string())),
    }
}

/// A lock that comes too late goes again with the thread that waited for it.
fn wait_for(lock: File, folder: &Path) -> Result<File, OpenError> {
    let (taken, waiting) = mpsc::channel();
    std::thread::spawn(move || taken.send(lock.lock().map(|()| lock)));
    match waiting.recv_timeout(LOCK_PATIENCE) {
        Ok(Ok(lock)) => Ok(lock),
        Ok(Err(e)) => Err(OpenError::Unreachable(e.to_string())),
        Err(_) => Err(OpenError::Locked(folder.to_owned())),
    }
}

/// What a failure to make something in the folder means.
pub(crate) fn not_writable(folder: &Path, error: &std::io::Error) -> OpenError {
    match error.kind() {
        ErrorKind::StorageFull => OpenError::Unreachable(error.to_string()),
        _ => OpenError::NotWritable(folder.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::prelude::*;
    use diesel::sql_types::{Integer, Text};

    #[derive(QueryableByName)]
    struct Journal {
        #[diesel(sql_type = Text)]
        journal_mode: String,
    }

    #[derive(QueryableByName)]
    struct Synchronous {
        #[diesel(sql_type = Integer)]
        synchronous: i32,
    }

    /// A kill of the process would not show the difference, only a power cut.
    #[test]
    fn every_commit_is_on_the_disk_before_it_is_acknowledged() {
        let file = std::env::temp_dir().join(format!("latchkey-pragmas-{}", std::process::id()));
        File::create(&file).unwrap();
        let mut conn = establish(&file, Use::Write, &Arc::default()).unwrap();
        let journal: Journal =
            diesel::sql_query("PRAGMA journal_mode").get_result(&mut conn).unwrap();
        let kept: Synchronous =
            diesel::sql_query("PRAGMA synchronous").get_result(&mut conn).unwrap();
        drop(conn);
        std::fs::remove_file(&file).unwrap();
        assert_eq!((journal.journal_mode.as_str(), kept.synchronous), ("wal", 2));
    }
}
