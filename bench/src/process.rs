//! Server processes: pinned to a core, awaited, looked at, ended.
use crate::http::{self, Connection};
use std::ffi::OsStr;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From its start to its first good answer.
    pub ready_after: Duration,
}

/// `program` on the core of the servers; the load runs on another one.
pub fn pinned(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", SERVER_CORE]).arg(program);
    command
}

/// Where servers and databases run.
pub const SERVER_CORE: &str = "0";
/// Where the load runs.
pub const LOAD_CORE: &str = "1";

/// A port that was free a moment ago.
pub fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|e| e.to_string())?;
    Ok(listener.local_addr().map_err(|e| e.to_string())?.port())
}

impl Server {
    /// Starts `command`, which will listen on `port`, and waits until `path` answers 200.
    pub async fn start(mut command: Command, port: u16, path: &str) -> Result<Self, String> {
        let started = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        let mut child = child.map_err(|e| format!("{command:?}: {e}"))?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let request = http::get(path, "");
        while !answers(address, &request).await {
            if let Ok(Some(status)) = child.try_wait() {
                return Err(format!("{command:?} ended: {status}"));
            }
            if started.elapsed() > Duration::from_secs(30) {
                let _ = child.kill();
                return Err(format!("{command:?} is not ready after 30 seconds"));
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(Self { child, address, ready_after: started.elapsed() })
    }

    /// Resident memory in MiB, now.
    pub fn resident(&self) -> f64 {
        self.memory("VmRSS:")
    }

    /// The most resident memory so far, in MiB.
    pub fn peak(&self) -> f64 {
        self.memory("VmHWM:")
    }

    fn memory(&self, name: &str) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|rest| rest.split_whitespace().next());
        number.and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
    }

    /// Asks it to end and waits until it has.
    pub fn stop(&mut self) -> Result<(), String> {
        let kill = format!("kill -TERM {}", self.child.id());
        let sent = Command::new("sh").args(["-c", &kill]).status();
        sent.map_err(|e| e.to_string())?;
        self.child.wait().map(drop).map_err(|e| e.to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn answers(address: SocketAddr, request: &[u8]) -> bool {
    let Ok(mut connection) = Connection::open(address).await else { return false };
    connection.exchange(request).await.is_ok_and(|answer| answer.status == 200)
}
