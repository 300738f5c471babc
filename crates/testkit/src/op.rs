//! The provider: the built binary, on a free port, on a database of its own.
use crate::binary::binary;
use crate::folder::Folder;
use crate::process::{Guarded, free_port};
use crate::tenant::{Tenant, TenantPlan};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::OnceCell;

/// Which database a provider keeps its records in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StoreKind {
    /// The embedded one.
    Sqlite,
    /// A database of its own in the private cluster of the tests.
    Postgres,
}

/// How a provider is set up.
#[derive(Clone, Default)]
pub struct Setup {
    /// The URL of a PostgreSQL database; without, the embedded one.
    pub database_url: Option<String>,
    /// What people and apps see it as; by default its own address.
    pub public_url: Option<String>,
    /// The files of a certificate and of its key: it speaks https then.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// More lines of the configuration file, in dotted form: `workers.outbox_every = 1`.
    pub lines: Vec<String>,
}

/// A provider. Clones are the same one; the last ends it.
#[derive(Clone)]
pub struct Op(Arc<Inner>);

struct Inner {
    port: u16,
    folder: Folder,
    setup: Setup,
    process: Mutex<Option<Guarded>>,
    imports: AtomicU32,
}

static SQLITE: OnceCell<Op> = OnceCell::const_new();
static POSTGRES: OnceCell<Option<Op>> = OnceCell::const_new();

impl Op {
    /// The provider that all tests of this binary share, each with a tenant of its own: on the
    /// embedded database, or on the [`chosen`] one.
    pub async fn shared() -> Self {
        match chosen() {
            StoreKind::Sqlite => Self::on_sqlite().await,
            StoreKind::Postgres => Self::on_postgres().await.expect("a PostgreSQL database"),
        }
    }

    async fn on_sqlite() -> Self {
        SQLITE.get_or_init(|| Self::start(Setup::default())).await.clone()
    }

    async fn on_postgres() -> Option<Self> {
        let begin = async || {
            let database_url = Some(database().await?);
            Some(Self::start(Setup { database_url, ..Setup::default() }).await)
        };
        POSTGRES.get_or_init(begin).await.clone()
    }

    /// The shared provider of each database that is available here, or of the one that is named:
    /// the whole suite comes by once for each.
    pub async fn on_every_store() -> Vec<Self> {
        let mut found = Vec::new();
        if is_wanted(StoreKind::Sqlite) {
            found.push(Self::on_sqlite().await);
        }
        if is_wanted(StoreKind::Postgres) {
            found.extend(Self::on_postgres().await);
        }
        found
    }

    /// The same, with a provider of the caller's own that is set up like `setup`.
    pub async fn own_on_every_store(setup: &Setup) -> Vec<Self> {
        let mut found = Vec::new();
        if is_wanted(StoreKind::Sqlite) {
            found.push(Self::start(setup.clone()).await);
        }
        if is_wanted(StoreKind::Postgres)
            && let Some(url) = database().await
        {
            found.push(Self::start(Setup { database_url: Some(url), ..setup.clone() }).await);
        }
        found
    }

    /// A second node on this one's database, with the same master key and the same issuers.
    pub async fn second_node(&self) -> Self {
        let key = self.folder().join("master.key");
        let mut setup = Setup { public_url: Some(self.url()), ..self.0.setup.clone() };
        setup.lines.push(format!("master_key_file = {:?}", key.display().to_string()));
        Self::start(setup).await
    }

    /// Which database it keeps its records in.
    pub fn store(&self) -> StoreKind {
        match self.0.setup.database_url {
            Some(_) => StoreKind::Postgres,
            None => StoreKind::Sqlite,
        }
    }

    /// A provider of the caller's own, ready to answer.
    pub async fn start(setup: Setup) -> Self {
        let op = Self(Arc::new(Inner {
            port: free_port(),
            folder: Folder::new("op"),
            setup,
            process: Mutex::new(None),
            imports: AtomicU32::new(0),
        }));
        op.write_configuration();
        if op.store() == StoreKind::Postgres {
            let done = op.cli(&["migrate"]).await;
            assert!(done.status.success(), "migrate: {}", String::from_utf8_lossy(&done.stderr));
        }
        op.run().await;
        op
    }

    /// A tenant of the caller's own.
    pub async fn tenant(&self, plan: &TenantPlan) -> Tenant {
        Tenant::create(self, plan).await
    }

    /// Its address, without a trailing slash: every issuer begins with it.
    pub fn url(&self) -> String {
        let scheme = if self.0.setup.certificate.is_some() { "https" } else { "http" };
        format!("{scheme}://localhost:{}", self.0.port)
    }

    /// Its data folder.
    pub fn folder(&self) -> &Path {
        self.0.folder.path()
    }

    /// Starts the process (again) and waits until it is ready.
    pub async fn run(&self) {
        let guarded = Guarded::start(&self.command(&["serve"]), &self.log_file());
        *self.process() = Some(guarded);
        // A certificate of a test is nobody's.
        let http = reqwest::Client::builder().danger_accept_invalid_certs(true).build();
        let http = http.expect("an HTTP client");
        let ready = format!("{}/ready-check", self.url());
        let mut tick = tokio::time::interval(Duration::from_millis(10));
        for _ in 0..3000 {
            tick.tick().await;
            let answer = http.get(&ready).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            let is_running = self.process().as_mut().is_some_and(Guarded::is_running);
            assert!(is_running, "the provider ended:\n{}", self.log());
        }
        panic!("the provider is not ready after 30 seconds:\n{}", self.log());
    }

    /// Ends it at once, in the middle of whatever it does.
    pub fn kill(&self) {
        self.end("KILL");
    }

    /// Asks it to end and waits until it has.
    pub fn stop(&self) {
        self.end("TERM");
    }

    fn end(&self, signal: &str) {
        let mut process = self.process();
        if let Some(guarded) = process.as_mut() {
            guarded.signal(signal);
            guarded.wait();
        }
        *process = None;
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// Brings tenants, clients and people in as an operator does.
    pub async fn import(&self, document: &Value) {
        let number = self.0.imports.fetch_add(1, Ordering::Relaxed);
        let file = self.folder().join(format!("import-{number}.json"));
        fs::write(&file, document.to_string()).expect("a file to import");
        let done = self.cli(&["import", &file.display().to_string()]).await;
        assert!(done.status.success(), "import: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// Runs another command of the binary on the same data.
    pub async fn cli(&self, arguments: &[&str]) -> Output {
        let mut command = tokio::process::Command::from(self.command(arguments));
        command.output().await.expect("the binary runs")
    }

    fn process(&self) -> std::sync::MutexGuard<'_, Option<Guarded>> {
        self.0.process.lock().expect("no test failed while it held the process")
    }

    /// The binary with these arguments, our configuration and nothing else of `LATCHKEY_…`.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("LATCHKEY_") {
                command.env_remove(name);
            }
        }
        command.args(arguments).current_dir(self.folder());
        command.env("LATCHKEY_CONFIG", self.configuration_file());
        command
    }

    fn configuration_file(&self) -> PathBuf {
        self.folder().join("latchkey.toml")
    }

    fn log_file(&self) -> PathBuf {
        self.folder().join("log.txt")
    }

    fn write_configuration(&self) {
        let text = |value: &str| toml::Value::from(value).to_string();
        let public_url = self.0.setup.public_url.clone().unwrap_or_else(|| self.url());
        let mut lines = vec![
            format!("data = {}", text(&self.folder().display().to_string())),
            format!("http.listen = \"127.0.0.1:{}\"", self.0.port),
            format!("http.public_url = {}", text(&public_url)),
            "http.workers = 2".to_owned(),
            // All tests come from one address.
            "http.interactions_per_minute = 100000".to_owned(),
            "workers.outbox_every = 1".to_owned(),
        ];
        if let Some(url) = &self.0.setup.database_url {
            lines.push(format!("database.url = {}", text(url)));
        }
        if let Some((certificate, key)) = &self.0.setup.certificate {
            let path = |path: &Path| text(&path.display().to_string());
            lines.push(format!("http.tls.certificate = {}", path(certificate)));
            lines.push(format!("http.tls.key = {}", path(key)));
        }
        lines.extend(self.0.setup.lines.iter().cloned());
        fs::write(self.configuration_file(), lines.join("\n") + "\n").expect("a configuration");
    }
}

/// Where tests that need one database keep it: SQLite, or what `LATCHKEY_TEST_STORE` says. The
/// whole suite runs with either.
///
/// # Panics
/// When the variable names neither `sqlite` nor `postgres`.
pub fn chosen() -> StoreKind {
    named().unwrap_or(StoreKind::Sqlite)
}

fn named() -> Option<StoreKind> {
    match std::env::var("LATCHKEY_TEST_STORE").as_deref() {
        Ok("postgres") => Some(StoreKind::Postgres),
        Ok("sqlite") => Some(StoreKind::Sqlite),
        Ok(other) => panic!("LATCHKEY_TEST_STORE is {other:?}, not sqlite or postgres"),
        Err(_) => None,
    }
}

fn is_wanted(kind: StoreKind) -> bool {
    named().is_none_or(|it| it == kind)
}

/// The URL of a new, empty PostgreSQL database; `None` where there is no server to be had.
pub async fn database() -> Option<String> {
    tokio::task::spawn_blocking(crate::postgres::database).await.expect("a database or a reason")
}
