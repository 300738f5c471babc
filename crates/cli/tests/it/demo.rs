//! `latchkey demo`.
use crate::Deployment;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

/// A demo that runs until the test is over.
struct Running {
    child: Child,
    said: String,
    /// Kept open: the demo may say more.
    _output: BufReader<ChildStdout>,
}

impl Running {
    fn start(deployment: &Deployment) -> Self {
        let mut command = deployment.command(&["demo", "--port", "0", "--app-port", "0"]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains("Ctrl-C") {
            assert_ne!(output.read_line(&mut said).unwrap(), 0, "the demo ended");
        }
        Self { child, said, _output: output }
    }

    /// The word after a label.
    fn value(&self, label: &str) -> String {
        let line = self.said.lines().find(|line| line.trim_start().starts_with(label)).unwrap();
        line.split_whitespace().last().unwrap().to_owned()
    }

    fn stop(mut self) {
        // The shell's own `kill`: the program is not everywhere.
        let kill = format!("kill -TERM {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success(), "stopping is no failure");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_second_start_finds_everything_as_it_was() {
    let deployment = Deployment::new();
    let first = Running::start(&deployment);
    assert_eq!(first.value("user name"), "alice");
    assert!(first.value("provider").starts_with("http://localhost:"));
    assert!(first.said.contains("Open http://localhost:"));
    let password = first.value("password");
    first.stop();
    let second = Running::start(&deployment);
    assert_eq!(second.value("password"), password);
    second.stop();
}
