//! A closed loop: so many connections, each sending its next request when the last was answered.
use crate::http::Connection;
use serde_json::{Value, json};
use std::future::Future;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// What one connection does again and again.
pub trait Operation: 'static {
    /// Does it once. `Ok(false)`: there is nothing left to do it with.
    fn once(&mut self, connection: &mut Connection) -> impl Future<Output = Result<bool, String>>;
}

/// What a load came to.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Operations that were answered as expected.
    pub done: usize,
    /// How long that took.
    pub elapsed: Duration,
    /// Times of single operations in microseconds, in order.
    times: Vec<u32>,
}

impl Cell {
    /// Operations per second.
    pub fn rate(&self) -> f64 {
        self.done as f64 / self.elapsed.as_secs_f64()
    }

    /// The time below which this share of the operations stayed, in milliseconds.
    pub fn quantile(&self, share: f64) -> f64 {
        let last = self.times.len().saturating_sub(1);
        let index = (last as f64 * share).round() as usize;
        self.times.get(index).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }

    /// For the report.
    pub fn to_json(&self) -> Value {
        json!({
            "operations": self.done,
            "seconds": self.elapsed.as_secs_f64(),
            "per_second": self.rate(),
            "p50_ms": self.quantile(0.5),
            "p99_ms": self.quantile(0.99),
        })
    }
}

/// Runs one operation per connection for so long. Any unexpected answer ends it: a rate of
/// failures says nothing.
pub async fn measure<O: Operation>(
    address: SocketAddr,
    operations: Vec<O>,
    lasting: Duration,
) -> Result<(Cell, Vec<O>), String> {
    let local = tokio::task::LocalSet::new();
    local
        .run_until(async move {
            let mut connections = Vec::new();
            for _ in &operations {
                connections.push(Connection::open(address).await?);
            }
            let started = Instant::now();
            let until = started + lasting;
            let pairs = operations.into_iter().zip(connections);
            let tasks: Vec<_> = pairs
                .map(|(operation, connection)| {
                    tokio::task::spawn_local(repeat(operation, connection, until))
                })
                .collect();
            let (mut times, mut operations) = (Vec::new(), Vec::new());
            for task in tasks {
                let (operation, own) = task.await.map_err(|e| e.to_string())??;
                times.extend(own);
                operations.push(operation);
            }
            let elapsed = started.elapsed();
            times.sort_unstable();
            Ok((Cell { done: times.len(), elapsed, times }, operations))
        })
        .await
}

async fn repeat<O: Operation>(
    mut operation: O,
    mut connection: Connection,
    until: Instant,
) -> Result<(O, Vec<u32>), String> {
    let mut times = Vec::with_capacity(4096);
    loop {
        let begun = Instant::now();
        if begun >= until || !operation.once(&mut connection).await? {
            return Ok((operation, times));
        }
        times.push(u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
}

/// The same request every time.
#[derive(Clone)]
pub struct Repeat {
    /// The request, ready to send.
    pub request: Vec<u8>,
    /// The status of the expected answer.
    pub status: u16,
}

impl Repeat {
    /// The same, but only so often.
    pub fn times(self, left: usize) -> Bounded {
        Bounded { repeat: self, left }
    }
}

/// A [`Repeat`] with an end.
pub struct Bounded {
    repeat: Repeat,
    left: usize,
}

impl Operation for Bounded {
    async fn once(&mut self, connection: &mut Connection) -> Result<bool, String> {
        if self.left == 0 {
            return Ok(false);
        }
        self.left -= 1;
        self.repeat.once(connection).await
    }
}

impl Operation for Repeat {
    async fn once(&mut self, connection: &mut Connection) -> Result<bool, String> {
        let answer = connection.exchange(&self.request).await?;
        expect(&answer, self.status)?;
        Ok(true)
    }
}

/// Says what came instead.
pub fn expect(answer: &crate::http::Answer<'_>, status: u16) -> Result<(), String> {
    if answer.status == status {
        return Ok(());
    }
    let location = answer.header("location").unwrap_or("");
    Err(format!("{} instead of {status}: {location} {}", answer.status, answer.body))
}
