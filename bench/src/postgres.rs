//! A PostgreSQL server of our own in a temporary folder, on loopback, durable as delivered.
use crate::process::{free_port, pinned};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running cluster; ended and removed when dropped.
pub struct Cluster {
    child: Child,
    folder: PathBuf,
    port: u16,
    programs: PathBuf,
    user: Option<(u32, u32)>,
}

impl Cluster {
    /// Makes and starts one; `None` when PostgreSQL is not installed.
    pub fn start(within: &Path) -> Result<Option<Self>, String> {
        let Some(programs) = programs() else { return Ok(None) };
        let folder = within.join("postgres");
        std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
        let user = unprivileged();
        if let Some((uid, gid)) = user {
            std::os::unix::fs::chown(&folder, Some(uid), Some(gid)).map_err(|e| e.to_string())?;
        }
        let mut initdb = Command::new(programs.join("initdb"));
        initdb.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "-D"]);
        let made = as_user(initdb.arg(&folder), user).output().map_err(|e| e.to_string())?;
        if !made.status.success() {
            return Err(String::from_utf8_lossy(&made.stderr).into_owned());
        }
        let port = free_port()?;
        let mut server = pinned(programs.join("postgres"));
        server.arg("-D").arg(&folder).args(["-h", "127.0.0.1", "-k", "", "-p"]);
        server.arg(port.to_string()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = as_user(&mut server, user).spawn().map_err(|e| e.to_string())?;
        let cluster = Self { child, folder, port, programs, user };
        cluster.wait()?;
        Ok(Some(cluster))
    }

    /// A new, empty database; gives its URL.
    pub fn database(&self, name: &str) -> Result<String, String> {
        let mut create = Command::new(self.programs.join("createdb"));
        create.args(["-h", "127.0.0.1", "-U", "postgres", "-p"]).arg(self.port.to_string());
        let status = create.arg(name).status().map_err(|e| e.to_string())?;
        if !status.success() {
            return Err(format!("createdb {name}: {status}"));
        }
        Ok(format!("postgres://postgres@127.0.0.1:{}/{name}", self.port))
    }

    fn wait(&self) -> Result<(), String> {
        let begun = Instant::now();
        let mut ask = Command::new(self.programs.join("pg_isready"));
        ask.args(["-q", "-h", "127.0.0.1", "-t", "1", "-p"]).arg(self.port.to_string());
        while !ask.status().is_ok_and(|status| status.success()) {
            if begun.elapsed() > Duration::from_secs(30) {
                return Err("PostgreSQL does not start".to_owned());
            }
        }
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = Command::new(self.programs.join("pg_ctl"));
        stop.args(["stop", "-m", "immediate", "-s", "-D"]).arg(&self.folder);
        let _ = as_user(&mut stop, self.user).status();
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
    let mut folders: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin")).collect();
    folders.sort();
    folders.into_iter().rev().find(|folder| folder.join("initdb").exists())
}

/// PostgreSQL refuses to run as root; Debian's package brings a user for it.
fn unprivileged() -> Option<(u32, u32)> {
    let number = |arguments: &[&str]| -> Option<u32> {
        let output = Command::new("id").args(arguments).output().ok()?;
        String::from_utf8_lossy(&output.stdout).trim().parse().ok()
    };
    match number(&["-u"]) {
        Some(0) => Some((number(&["-u", "postgres"])?, number(&["-g", "postgres"])?)),
        _ => None,
    }
}

fn as_user(command: &mut Command, user: Option<(u32, u32)>) -> &mut Command {
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid).current_dir("/");
    }
    command
}
