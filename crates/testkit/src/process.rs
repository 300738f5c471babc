//! Child processes that cannot outlive the test, whatever ends it.
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// When the test is gone, however it went, the pipe to the shell's standard input closes, and
/// the shell kills the program.
const GUARD: &str = r#"
exec 3<&0
"$@" </dev/null 3<&- >&2 &
program=$!
echo $program
exec >&-
(cat <&3 >/dev/null; kill -9 $program 2>/dev/null) &
watch=$!
wait $program
code=$?
kill $watch 2>/dev/null
exit $code
"#;

/// Ports that no system gives to whoever asks for any: what is free there stays so until somebody means it.
const PORTS: std::ops::Range<u16> = 12_000..32_000;

static NEXT_PORT: AtomicU32 = AtomicU32::new(0);

/// A port that is free now, and another one each time; should another program take it first, whoever listens there says so.
pub fn free_port() -> u16 {
    let many = u32::from(PORTS.end - PORTS.start);
    // Several programs of tests run at once: each begins elsewhere.
    let first = std::process::id().wrapping_mul(97);
    let mut ports = std::iter::repeat_with(|| {
        let next = first.wrapping_add(NEXT_PORT.fetch_add(1, Ordering::Relaxed)) % many;
        PORTS.start + u16::try_from(next).unwrap_or_default()
    });
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    ports.by_ref().take(PORTS.len()).find(is_free).expect("a free port")
}

/// Sends a signal by name (`KILL`, `TERM`, `HUP`, `STOP`, `CONT`); says whether the process took it.
pub fn signal(pid: u32, name: &str) -> bool {
    // The shell's own `kill`: the program is not everywhere.
    let sent = Command::new("sh").args(["-c", &format!("kill -{name} {pid}")]).status();
    sent.expect("a shell runs").success()
}

/// A running program, killed when dropped or when this process ends.
pub struct Guarded {
    shell: Child,
    /// Its end ends the program.
    leash: Option<ChildStdin>,
    pid: u32,
}

impl Guarded {
    /// Starts a program; its output is added to `log`.
    pub fn start(command: &Command, log: &Path) -> Self {
        let output = File::options().create(true).append(true).open(log).expect("a log file");
        let mut shell = Command::new("sh");
        shell.args(["-c", GUARD, "guard"]);
        shell.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            shell.current_dir(folder);
        }
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(output);
        let mut shell = shell.spawn().expect("a shell");
        let leash = shell.stdin.take();
        let mut lines = BufReader::new(shell.stdout.take().expect("its output is piped")).lines();
        let pid = lines.next().and_then(Result::ok).and_then(|line| line.parse().ok());
        Self { shell, leash, pid: pid.expect("the guard tells the process id") }
    }

    /// The program's process id.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.shell.try_wait(), Ok(None))
    }

    /// Sends it a [`signal`]; one that has ended by itself takes none.
    pub fn signal(&self, name: &str) {
        signal(self.pid, name);
    }

    /// Waits until it has ended.
    pub fn wait(&mut self) -> ExitStatus {
        self.shell.wait().expect("the guard ends with the program")
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        self.leash = None;
        let _ = self.shell.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Folder;

    #[test]
    fn a_program_ends_with_its_guard() {
        let folder = Folder::new("guard");
        let mut command = Command::new("sleep");
        command.arg("600");
        let mut guarded = Guarded::start(&command, &folder.path().join("log"));
        let entry = format!("/proc/{}", guarded.pid());
        assert!(guarded.is_running());
        drop(guarded);
        assert!(!Path::new(&entry).exists());
    }

    #[test]
    fn a_signal_reaches_the_program_and_its_end_is_seen() {
        let folder = Folder::new("signal");
        let mut command = Command::new("sleep");
        command.arg("600");
        let mut guarded = Guarded::start(&command, &folder.path().join("log"));
        guarded.signal("TERM");
        assert_eq!(guarded.wait().code(), Some(128 + 15));
    }
}
