//! Two lanes, each one connection: a batch is one statement over arrays.
use super::{BATCH, Job};
use std::sync::Arc;
use tokio::sync::{Mutex, mpsc};
use tokio_postgres::{Client, NoTls};

const LANES: usize = 2;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS rows \
     (id bytea PRIMARY KEY, payload text NOT NULL, expires_at bigint NOT NULL)";
const INSERT: &str = "INSERT INTO rows (id, payload, expires_at) \
     SELECT * FROM unnest($1::bytea[], $2::text[], $3::bigint[])";

/// Connects and starts the lanes on a thread of their own.
pub fn start(url: &str, jobs: mpsc::Receiver<Job>) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| e.to_string())?;
    let clients = runtime.block_on(connect(url))?;
    std::thread::spawn(move || {
        let jobs = Arc::new(Mutex::new(jobs));
        let local = tokio::task::LocalSet::new();
        for client in clients {
            local.spawn_local(lane(client, Arc::clone(&jobs)));
        }
        runtime.block_on(local);
    });
    Ok(())
}

async fn connect(url: &str) -> Result<Vec<Client>, String> {
    let mut clients = Vec::new();
    for _ in 0..LANES {
        let (client, connection) =
            tokio_postgres::connect(url, NoTls).await.map_err(|e| e.to_string())?;
        tokio::spawn(connection);
        clients.push(client);
    }
    clients[0].batch_execute(TABLE).await.map_err(|e| e.to_string())?;
    Ok(clients)
}

async fn lane(client: Client, jobs: Arc<Mutex<mpsc::Receiver<Job>>>) {
    let Ok(insert) = client.prepare(INSERT).await else { return };
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        if jobs.lock().await.recv_many(&mut batch, BATCH).await == 0 {
            return;
        }
        let ids: Vec<&[u8]> = batch.iter().map(|job| job.row.id.as_slice()).collect();
        let payloads: Vec<&str> = batch.iter().map(|job| job.row.payload.as_str()).collect();
        let expiries: Vec<i64> = batch.iter().map(|job| job.row.expires_at).collect();
        let committed = client.execute(&insert, &[&ids, &payloads, &expiries]).await;
        for job in batch.drain(..).filter(|_| committed.is_ok()) {
            let _ = job.done.send(());
        }
    }
}
