//! From start to stop, over real sockets.
use crate::raw::{self, Reply};
use latchkey_base::{Seconds, Secret};
use latchkey_server::config::{Config, SecretSetting};
use latchkey_server::{Running, StartError, start};
use latchkey_store::{OpenError, Store, Tx, TxError};
use latchkey_testkit::{Folder, database};
use std::fs;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// Any free port, everything else as by default.
pub fn config(folder: &Folder) -> Config {
    let mut config = Config { data: folder.path().join("data"), ..Config::default() };
    config.http.listen = SocketAddr::from(([127, 0, 0, 1], 0));
    config.http.workers = 1;
    config
}

#[tokio::test]
async fn a_server_on_any_free_port_says_which_and_is_ready() {
    let folder = Folder::new("server");
    let running = start(config(&folder)).await.unwrap();
    assert_ne!(running.address.port(), 0);
    assert_eq!(running.public_url, format!("http://localhost:{}", running.address.port()));

    let health = raw::get(running.address, "/api/health", "").await;
    assert_eq!(health.status, 200);
    assert_eq!(health.json(), serde_json::json!({"server": "running", "db": "connected"}));
    assert_eq!(raw::get(running.address, "/ready-check", "").await.status, 200);
    let version = raw::get(running.address, "/api/version", "").await;
    assert!(version.body.contains(env!("CARGO_PKG_VERSION")));
    running.stop().await;
}

#[tokio::test]
async fn a_second_start_finds_key_and_database_again() {
    let folder = Folder::new("server");
    start(config(&folder)).await.unwrap().stop().await;
    let key = fs::read(folder.path().join("data/master.key")).unwrap();
    start(config(&folder)).await.unwrap().stop().await;
    assert_eq!(fs::read(folder.path().join("data/master.key")).unwrap(), key);
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_read_the_master_key() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("server");
    start(config(&folder)).await.unwrap().stop().await;
    let found = fs::metadata(folder.path().join("data/master.key")).unwrap();
    assert_eq!(found.permissions().mode() & 0o777, 0o600);
    let around = fs::metadata(folder.path().join("data")).unwrap();
    assert_eq!(around.permissions().mode() & 0o777, 0o700);
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let (folder, other) = (Folder::new("server"), Folder::new("server"));
    let running = start(config(&folder)).await.unwrap();
    let mut second = config(&other);
    second.http.listen = running.address;
    let error = start(second).await.err().unwrap();
    assert!(matches!(error, StartError::PortTaken(..)), "{error}");
    assert!(error.to_string().contains(&running.address.to_string()), "{error}");
    assert!(error.to_string().contains("http.listen"), "{error}");
    running.stop().await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_named() {
    let folder = Folder::new("server");
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let mut config = config(&folder);
    config.data = file.join("data");
    let error = start(config).await.err().unwrap();
    assert!(error.to_string().contains("cannot be written"), "{error}");
}

#[tokio::test]
async fn another_master_key_is_refused() {
    let folder = Folder::new("server");
    start(config(&folder)).await.unwrap().stop().await;
    fs::write(folder.path().join("data/master.key"), "ab".repeat(32)).unwrap();
    let error = start(config(&folder)).await.err().unwrap();
    assert!(error.to_string().contains("master key"), "{error}");
}

#[tokio::test]
async fn a_lost_master_key_is_not_replaced_by_a_new_one() {
    let folder = Folder::new("server");
    start(config(&folder)).await.unwrap().stop().await;
    let key = folder.path().join("data/master.key");
    fs::remove_file(&key).unwrap();
    let error = start(config(&folder)).await.err().unwrap();
    assert!(matches!(error, StartError::MasterKeyMissing(_)), "{error}");
    assert!(!key.exists());
}

#[tokio::test]
async fn plain_http_for_everybody_is_refused() {
    let folder = Folder::new("server");
    let mut config = config(&folder);
    config.http.listen = SocketAddr::from(([0, 0, 0, 0], 0));
    let error = start(config).await.err().unwrap();
    assert!(matches!(error, StartError::PlainHttp(_)), "{error}");
    assert!(!folder.path().join("data").exists(), "nothing was made");
}

#[tokio::test]
async fn metrics_are_on_their_own_listener_only() {
    let folder = Folder::new("server");
    let mut config = config(&folder);
    config.metrics.listen = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
    let running = start(config).await.unwrap();
    raw::get(running.address, "/api/version", "").await;
    assert_eq!(raw::get(running.address, "/metrics", "").await.status, 404);

    let metrics = raw::get(running.metrics_address.unwrap(), "/metrics", "").await;
    assert_eq!(metrics.status, 200);
    let media_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert_eq!(metrics.header("content-type"), Some(media_type));
    let counted =
        "latchkey_http_requests_total{route=\"/api/version\",method=\"GET\",status=\"200\"} 1";
    assert!(metrics.body.contains(counted), "{}", metrics.body);
    assert!(metrics.body.contains("latchkey_store_flushes_total"), "{}", metrics.body);
    assert!(metrics.body.contains("latchkey_hashing_waiting 0"), "{}", metrics.body);
    running.stop().await;
}

#[tokio::test]
async fn a_head_beyond_what_is_read_at_all_is_refused() {
    let folder = Folder::new("server");
    let running = start(config(&folder)).await.unwrap();
    let fat = format!("x-fat: {}\r\n", "x".repeat(20_000));
    assert_eq!(raw::get(running.address, "/api/version", &fat).await.status, 431);
    running.stop().await;
}

/// Keeps everybody else from writing to the database until the permit is given or dropped, as a
/// second process does that is in the middle of `BEGIN IMMEDIATE`.
pub async fn occupy(store: &Store) -> Sender<()> {
    let (permit, wait) = channel::<()>();
    let (begun, is_held) = oneshot::channel();
    let (store, wait, mut begun) = (store.clone(), Mutex::new(wait), Some(begun));
    tokio::spawn(async move {
        let hold = move |_: &mut dyn Tx| {
            let _ = begun.take().map(|begun| begun.send(()));
            let _ = wait.lock().unwrap().recv();
            Ok::<_, TxError>(())
        };
        store.write(Store::DEPLOYMENT, hold).await
    });
    is_held.await.unwrap();
    permit
}

async fn until_in_flight(running: &Running, requests: u32) {
    let line = format!("latchkey_http_in_flight {requests}\n");
    while !running.app().metrics.render().contains(&line) {
        tokio::task::yield_now().await;
    }
}

/// A request that waits for the database when the server is told to stop gets its answer; an
/// idle connection is closed, and a new one finds nobody.
#[tokio::test]
async fn what_was_accepted_is_answered_before_the_end() {
    let folder = Folder::new("server");
    let mut config = config(&folder);
    config.database.patience = Seconds::new(60);
    config.health.database_timeout = Seconds::new(60);
    let running = start(config).await.unwrap();
    let address = running.address;
    let mut idle = TcpStream::connect(address).await.unwrap();
    idle.write_all(b"GET /api/version HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    assert!(idle.read(&mut [0; 4096]).await.unwrap() > 0);

    let permit = occupy(&running.app().store).await;
    let mut waiting = TcpStream::connect(address).await.unwrap();
    waiting.write_all(b"GET /api/health HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    until_in_flight(&running, 1).await;
    let stopping = tokio::spawn(running.stop());

    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).await.unwrap();
    permit.send(()).unwrap();
    let mut octets = Vec::new();
    waiting.read_to_end(&mut octets).await.unwrap();
    let reply = Reply::parse(&octets);
    assert_eq!(reply.status, 200, "{}", reply.head);
    assert!(reply.body.contains("\"connected\""), "{}", reply.body);
    stopping.await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

/// A request that waits for what never comes keeps the process no longer than the grace.
#[tokio::test]
async fn what_never_ends_is_cut_off_when_the_grace_is_over() {
    let folder = Folder::new("server");
    let mut config = config(&folder);
    config.http.shutdown_grace = Seconds::new(1);
    config.database.patience = Seconds::new(60);
    config.health.database_timeout = Seconds::new(60);
    let running = start(config).await.unwrap();
    let permit = occupy(&running.app().store).await;
    let mut endless = TcpStream::connect(running.address).await.unwrap();
    endless.write_all(b"GET /api/health HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    until_in_flight(&running, 1).await;
    let stopping = tokio::spawn(running.stop());

    let mut octets = Vec::new();
    let cut = timeout(Duration::from_secs(10), endless.read_to_end(&mut octets)).await;
    assert!(cut.is_ok() && octets.is_empty(), "{cut:?}: {}", Reply::parse(&octets).head);
    drop(permit);
    stopping.await.unwrap();
}

#[tokio::test]
async fn tables_of_another_database_are_set_up_at_the_start_only_if_that_is_wanted() {
    let Some(url) = database().await else { return };
    let folder = Folder::new("server");
    let config = |migrate_on_start| {
        let mut config = config(&folder);
        config.database.url = SecretSetting::new(Secret::from(url.as_str()));
        config.database.migrate_on_start = migrate_on_start;
        config
    };
    let error = start(config(false)).await.err().unwrap();
    assert!(matches!(error, StartError::Store(OpenError::NotMigrated)), "{error}");
    for migrate_on_start in [true, false] {
        let running = start(config(migrate_on_start)).await.unwrap();
        assert_eq!(raw::get(running.address, "/ready-check", "").await.status, 200);
        running.stop().await;
    }
}

#[tokio::test]
async fn without_a_database_the_server_lives_but_is_not_ready() {
    let folder = Folder::new("server");
    let running = start(config(&folder)).await.unwrap();
    running.app().store.close().await;
    let health = raw::get(running.address, "/api/health", "").await;
    assert_eq!(health.status, 200);
    assert_eq!(health.json(), serde_json::json!({"server": "running", "db": "disconnected"}));
    let ready = raw::get(running.address, "/ready-check", "").await;
    assert_eq!(ready.status, 503);
    assert!(ready.header("retry-after").is_some());
    assert!(ready.body.contains("\"ready\":false"), "{}", ready.body);
    running.stop().await;
}
