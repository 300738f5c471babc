//! A PostgreSQL for tests: one that is named, or a private one for as long as the process runs.
//!
//! `LATCHKEY_TEST_POSTGRES` names a server by the URL of a user who may create databases (they
//! are left behind there). Else, if the server's programs are installed, a private cluster is
//! started on a free loopback port; it goes when this process does, however it ends.
#[path = "postgres_programs.rs"]
mod programs;

use crate::require::{Need, skipped};
use programs::postgres_programs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Runs as an unprivileged user; `$1` is the folder of the programs, `$2` the port. It waits
/// for the end of its input, which comes when the test process ends. With a `CERTIFICATE` it is guarded: TLS and
/// a password from everywhere but its own folder, where the one role that may not do everything comes from.
const CLUSTER: &str = r#"
trap '' INT HUP TERM
dir=$(mktemp -d /tmp/latchkey-postgres-XXXXXX) || exit 1
cd "$dir" || exit 1
stop() { "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1; rm -rf "$dir"; }
bin="$1"
guard() {
  [ -n "$CERTIFICATE" ] || return 0
  umask 077
  printf '%s' "$CERTIFICATE" >"$dir/server.pem" && printf '%s' "$KEY" >"$dir/server.key"
  printf 'local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n' >"$dir/data/pg_hba.conf"
  tls="-c ssl=on -c ssl_cert_file=$dir/server.pem -c ssl_key_file=$dir/server.key"
}
admit() {
  [ -n "$CERTIFICATE" ] || return 0
  "$bin/psql" -q -h "$dir" -p "$1" -U postgres -c "CREATE ROLE latchkey LOGIN PASSWORD '$PASSWORD'" \
    -c 'CREATE DATABASE latchkey OWNER latchkey'
}
"$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --no-sync >"$dir/initdb.log" 2>&1 && guard &&
"$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" -o "-k $dir -h 127.0.0.1 -p $2 $tls \
  -c fsync=off -c full_page_writes=off -c autovacuum=off -c max_connections=300" start >"$dir/start.log" 2>&1 &&
admit "$2" >"$dir/admit.log" 2>&1
if [ $? -ne 0 ]; then cat "$dir"/*log | tail -n 5 | tr '\n' ' '; echo; stop; exit 1; fi
echo ready
read -r _
stop
"#;

/// A running cluster: its URL, and the process that stops it at the end.
struct Cluster {
    url: String,
    _supervisor: Option<Child>,
}

/// The URL of a new, empty database; `None`, with a line that says so, when there is no
/// PostgreSQL.
///
/// # Panics
/// When `LATCHKEY_REQUIRE` names `postgres` and there is none, or the named one does not answer.
pub fn database() -> Option<String> {
    create("")
}

/// The same with tables: those that `make_tables` makes, once per process, in a database whose copies all others are. It
/// leaves no connection behind.
///
/// # Panics
/// As [`database`], or when `make_tables` does.
pub fn database_with(make_tables: impl FnOnce(&str)) -> Option<String> {
    static TEMPLATE: OnceLock<Option<String>> = OnceLock::new();
    let template = TEMPLATE.get_or_init(|| {
        let url = database()?;
        make_tables(&url);
        let (_, name) = url.rsplit_once('/')?;
        Some(name.split('?').next()?.to_owned())
    });
    create(&format!("TEMPLATE {}", template.as_ref()?))
}

fn create(like: &str) -> Option<String> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let admin = cluster()?;
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("latchkey_test_{}_{number}", std::process::id());
    let (url, sql) = (admin.clone(), format!("CREATE DATABASE {name} {like}"));
    let created = std::thread::spawn(move || execute(&url, &sql)).join();
    match created {
        Ok(Ok(())) => Some(with_database(&admin, &name)),
        Ok(Err(error)) => panic!("PostgreSQL makes no database: {error}"),
        Err(_) => panic!("PostgreSQL makes no database"),
    }
}

/// The certificate, the key and the password of a guarded cluster.
type Guards<'a> = [(&'static str, &'a str); 3];

/// A database of an ordinary role that wants TLS and a password, as long as the second value lives: its
/// URL without the password and `sslmode`, that is `latchkey@localhost:PORT/latchkey`. `None` like [`database`].
///
/// # Panics
/// When `LATCHKEY_REQUIRE` names `postgres` and it does not start.
pub fn guarded([certificate, key, password]: [&str; 3]) -> Option<(String, impl Sized)> {
    let guards = [("CERTIFICATE", certificate), ("KEY", key), ("PASSWORD", password)];
    match private(Some(guards)) {
        Ok((port, supervisor)) => Some((format!("latchkey@localhost:{port}/latchkey"), supervisor)),
        Err(missing) => {
            skipped(Need::Postgres, &missing);
            None
        }
    }
}

/// Runs statements on the database behind `url`. Blocks; not for async workers.
///
/// # Errors
/// What the server said.
pub fn execute(url: &str, sql: &str) -> Result<(), String> {
    query(url, sql).map(|_| ())
}

/// Runs statements on the database behind `url`; the rows as text, an absent value as nothing.
/// Blocks; not for async workers.
///
/// # Errors
/// What the server said.
pub fn query(url: &str, sql: &str) -> Result<Vec<Vec<String>>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let messages = runtime.map_err(|e| e.to_string())?.block_on(async {
        let connected = tokio_postgres::connect(url, tokio_postgres::NoTls).await;
        let (client, connection) = connected.map_err(|e| e.to_string())?;
        let served = tokio::spawn(connection);
        let done = client.simple_query(sql).await.map_err(|e| e.to_string());
        drop(client);
        let _ = served.await;
        done
    })?;
    let text = |row: &tokio_postgres::SimpleQueryRow, at| row.get(at).unwrap_or("").to_owned();
    let rows = messages.iter().filter_map(|message| match message {
        tokio_postgres::SimpleQueryMessage::Row(row) => {
            Some((0..row.len()).map(|at| text(row, at)).collect())
        }
        _ => None,
    });
    Ok(rows.collect())
}

/// The URL of the server's administrator, once per process.
fn cluster() -> Option<String> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    let found = CLUSTER.get_or_init(|| match find() {
        Ok(cluster) => Some(cluster),
        Err(missing) => {
            skipped(Need::Postgres, &missing);
            None
        }
    });
    found.as_ref().map(|cluster| cluster.url.clone())
}

fn find() -> Result<Cluster, String> {
    if let Ok(url) = std::env::var("LATCHKEY_TEST_POSTGRES") {
        return Ok(Cluster { url, _supervisor: None });
    }
    let (port, supervisor) = private(None)?;
    let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
    Ok(Cluster { url, _supervisor: Some(supervisor) })
}

/// A private cluster: its port, and the process that stops it at the end.
fn private(guards: Option<Guards<'_>>) -> Result<(u16, Child), String> {
    let bin = postgres_programs()
        .ok_or("install it (Debian: postgresql), or name a server in LATCHKEY_TEST_POSTGRES")?;
    let port = TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map_err(|e| e.to_string())?
        .port();
    // The server refuses to run as root.
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh", "-c", CLUSTER, "sh"]);
        command
    } else {
        let mut command = Command::new("sh");
        command.args(["-c", CLUSTER, "sh"]);
        command
    };
    command.arg(&bin).arg(port.to_string()).current_dir("/");
    command.env_remove("CERTIFICATE").envs(guards.into_iter().flatten());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut supervisor = command.spawn().map_err(|e| e.to_string())?;
    let mut said = String::new();
    if let Some(out) = supervisor.stdout.take() {
        BufReader::new(out).read_line(&mut said).map_err(|e| e.to_string())?;
    }
    if said.trim() != "ready" {
        return Err(format!("it does not start: {said}"));
    }
    Ok((port, supervisor))
}

fn is_root() -> bool {
    let owner = Path::new("/proc/self").metadata().ok();
    #[cfg(unix)]
    return owner.is_some_and(|owner| std::os::unix::fs::MetadataExt::uid(&owner) == 0);
    #[cfg(not(unix))]
    return owner.is_some_and(|_| false);
}

/// The same server, another database.
fn with_database(url: &str, name: &str) -> String {
    let (place, options) = url.split_once('?').map_or((url, None), |(a, b)| (a, Some(b)));
    let authority = place.find("://").map_or(0, |at| at + 3);
    let end = place[authority..].find('/').map_or(place.len(), |at| authority + at);
    let base = format!("{}/{name}", &place[..end]);
    options.map_or(base.clone(), |options| format!("{base}?{options}"))
}
