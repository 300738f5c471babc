//! One writer thread: whatever queued up while the last flush ran shares the next one.
use super::{BATCH, Job};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, ExpressionMethods as _, RunQueryDsl as _, SqliteConnection};
use tokio::sync::mpsc;

diesel::table! {
    rows (id) {
        id -> Binary,
        payload -> Text,
        expires_at -> BigInt,
    }
}

const SETUP: &str = "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; \
     PRAGMA cache_size=-16000; CREATE TABLE IF NOT EXISTS rows \
     (id BLOB PRIMARY KEY, payload TEXT NOT NULL, expires_at BIGINT NOT NULL) WITHOUT ROWID;";

/// Opens the file and starts the writer.
pub fn start(file: &str, mut jobs: mpsc::Receiver<Job>) -> Result<(), String> {
    let mut connection = SqliteConnection::establish(file).map_err(|e| e.to_string())?;
    connection.batch_execute(SETUP).map_err(|e| e.to_string())?;
    std::thread::spawn(move || {
        let mut batch = Vec::with_capacity(BATCH);
        while jobs.blocking_recv_many(&mut batch, BATCH) > 0 {
            let committed = connection.immediate_transaction(|connection| {
                for job in &batch {
                    let id = rows::id.eq(job.row.id.as_slice());
                    let payload = rows::payload.eq(&job.row.payload);
                    let expires_at = rows::expires_at.eq(job.row.expires_at);
                    diesel::insert_into(rows::table)
                        .values((id, payload, expires_at))
                        .execute(connection)?;
                }
                diesel::QueryResult::Ok(())
            });
            for job in batch.drain(..).filter(|_| committed.is_ok()) {
                let _ = job.done.send(());
            }
        }
    });
    Ok(())
}
