//! The built binary, as an operator meets it.
#![cfg(test)]

mod check;
mod clients_and_people;
mod explain;
mod factors;
mod import;
mod log;
mod mistakes;
mod organizations;
mod serving;
mod theme;
mod usage;

use latchkey_server::config::Config;
use latchkey_server::{StartParts, open_for_command};
use latchkey_store::{Tx, TxError};
use latchkey_testkit::{StoreKind, chosen};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A deployment of a test's own, in a folder that goes away with it.
struct Deployment(PathBuf);

static NEXT: AtomicU32 = AtomicU32::new(0);

impl Deployment {
    fn new() -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("latchkey-cli-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        // Keys on curves are made at once, and small hashes too.
        let quick = "[keys]\nalgorithms = [\"ES256\"]\n\
             [tenant_defaults.password.hash]\nmemory_kib = 64\niterations = 1\n";
        let settings = format!("{quick}{}", postgres());
        std::fs::write(folder.join("latchkey.toml"), settings).unwrap();
        Self(folder)
    }

    /// One whose database is set up: a file does that by itself, a server does not.
    fn ready() -> Self {
        let deployment = Self::new();
        if chosen() == StoreKind::Postgres {
            deployment.done(&["migrate"]);
        }
        deployment
    }

    /// One with a tenant `acme`.
    fn with_tenant() -> Self {
        let deployment = Self::new();
        deployment.done(&["migrate"]);
        deployment.done(&["tenant", "add", "acme"]);
        deployment
    }

    fn folder(&self) -> &Path {
        &self.0
    }

    fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.0.join(name), text).unwrap();
        name.to_owned()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("LATCHKEY_") {
                command.env_remove(name);
            }
        }
        command.args(arguments).current_dir(&self.0);
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(arguments).output().unwrap())
    }

    fn run_with_input(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Ran::from(child.wait_with_output().unwrap())
    }

    /// What a command that must succeed prints.
    fn done(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}{}", ran.out, ran.err);
        ran.out
    }

    /// What a command that must succeed prints, as JSON.
    fn json(&self, arguments: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.done(arguments)).unwrap()
    }

    /// Writes in the part of tenant `acme` of the database, for what no command does.
    fn write_in_acme<T: Send + 'static>(
        &self,
        run: impl FnMut(&mut dyn Tx) -> Result<T, TxError> + Send + 'static,
    ) -> T {
        let data = self.0.join("data").display().to_string();
        let file = self.0.join("latchkey.toml");
        let config = Config::load(Some(&file), [("LATCHKEY_DATA".to_owned(), data)]).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (store, _) = open_for_command(&config, &StartParts::default()).unwrap();
            let tenant = store.tenant("acme").await.unwrap().expect("acme").record.id;
            let done = store.write(tenant, run).await.unwrap();
            store.close().await;
            done
        })
    }

    /// What a command that must fail says: one line, exit code 1.
    fn refused(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 1, "{arguments:?}: {}{}", ran.out, ran.err);
        let line = ran.err.trim_end();
        assert!(line.starts_with("latchkey: ") && !line.contains('\n'), "{line}");
        line["latchkey: ".len()..].to_owned()
    }
}

impl Drop for Deployment {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The setting that names a PostgreSQL, where the tests are about that.
fn postgres() -> String {
    if chosen() == StoreKind::Sqlite {
        return String::new();
    }
    let url = latchkey_testkit::postgres::database().expect("a PostgreSQL database");
    format!("[database]\nurl = \"{url}\"\n")
}

/// How a command ended.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |octets| String::from_utf8(octets).unwrap();
        let code = output.status.code().unwrap_or(-1);
        Self { code, out: text(output.stdout), err: text(output.stderr) }
    }
}
