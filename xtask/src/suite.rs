//! `cargo xtask test`: everything that must hold, from cheap to dear, until the first failure.
use crate::{docs, documentation, fuzz, layers, repository, rules, shell, tools};
use std::cell::Cell;
use std::fmt;
use std::process::Command;
use std::time::{Duration, Instant};

/// One stage: its name, what it needs, what it does.
struct Stage {
    name: &'static str,
    run: fn(&Suite) -> Result<(), String>,
}

/// What the stages share.
pub struct Suite {
    /// Where the pinned clients in other languages were installed.
    clients: tools::Clients,
    /// Whether relying parties and browsers meet the binary as it ships.
    drives_release: bool,
    count: Cell<Count>,
}

/// How many tests there were.
#[derive(Clone, Copy, Default)]
struct Count {
    passed: u32,
    failed: u32,
}

impl Count {
    /// Shows a line, and counts.
    fn hear(&mut self, line: &str) {
        println!("{line}");
        self.add(line);
    }

    /// Adds what was counted beside it.
    fn join(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Adds what a test binary says at its end.
    fn add(&mut self, line: &str) {
        let Some((_, result)) = line.split_once("test result: ") else { return };
        let number = |word: &str| -> u32 {
            let place = result.split([';', '.']).find_map(|part| part.trim().strip_suffix(word));
            place.and_then(|number| number.trim().parse().ok()).unwrap_or(0)
        };
        self.passed += number("passed");
        self.failed += number("failed");
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

const STAGES: &[Stage] = &[
    Stage { name: "format", run: |_| cargo(&["fmt", "--all", "--check"]) },
    Stage { name: "layers", run: |_| layers::run(&[]) },
    Stage { name: "rules", run: |_| rules::run(&[]) },
    Stage { name: "build", run: build },
    Stage { name: "rustdoc", run: |_| rustdoc() },
    Stage { name: "tests", run: tests },
    Stage { name: "browser and PostgreSQL", run: browser_and_postgres },
    Stage { name: "fuzz", run: |_| fuzz::smoke(20) },
    Stage { name: "documents", run: |_| docs::check(&repository::built().join("examples")) },
];

/// More than the smallest machine that builds this has cores: a test waits for disks and databases, too.
const TESTS_AT_A_TIME: &str = "4";

/// The authorities that a program under test trusts: one, of its tests. To read the hundred and forty of a usual system for
/// each client and each provider takes an eighth of the time.
const AUTHORITIES: &str = "crates/server/tests/it/certificates/rsa.pem";

/// What may not be skipped.
const REQUIRED: &str = "postgres,browser,node,python";

/// `cargo xtask test [--release] [--only STAGE]…`
pub fn run(arguments: &[String]) -> Result<(), String> {
    let drives_release = arguments.iter().any(|word| word == "--release");
    let only: Vec<&String> =
        arguments.iter().filter(|word| !["--only", "--release"].contains(&word.as_str())).collect();
    if let Some(unknown) = only.iter().find(|name| !STAGES.iter().any(|s| s.name == **name)) {
        let names: Vec<&str> = STAGES.iter().map(|stage| stage.name).collect();
        return Err(format!("There is no stage `{unknown}`; there are {}.", names.join(", ")));
    }
    let started = now();
    let clients = timed("tools", tools::install)?;
    let suite = Suite { clients, drives_release, count: Cell::default() };
    let mut taken = Vec::new();
    for stage in STAGES.iter().filter(|s| only.is_empty() || only.iter().any(|o| *o == s.name)) {
        let begun = now();
        timed(stage.name, || (stage.run)(&suite))?;
        taken.push((stage.name, begun.elapsed()));
    }
    println!("\n── all passed");
    for (name, time) in &taken {
        println!("   {name:<20} {}", minutes(*time));
    }
    let what = if only.is_empty() { "nothing skipped" } else { "the other stages left out" };
    println!("   {:<20} {}, {what}", "total", minutes(started.elapsed()));
    if taken.iter().any(|(name, _)| ["tests", "browser and PostgreSQL"].contains(name)) {
        println!("{}", suite.count.get());
    }
    Ok(())
}

fn timed<T>(name: &str, stage: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    println!("\n── {name}");
    let begun = now();
    let result = stage();
    let time = minutes(begun.elapsed());
    match &result {
        Ok(_) => println!("── {name}: passed in {time}"),
        Err(_) => println!("── {name}: FAILED after {time}"),
    }
    result
}

fn now() -> Instant {
    Instant::now()
}

fn minutes(time: Duration) -> String {
    format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}

fn cargo(arguments: &[&str]) -> Result<(), String> {
    shell::run(&mut shell::cargo(arguments))
}

/// Cargo with clippy for a compiler of our own crates: what is linted is what is built and tested,
/// and no crate is compiled twice, once to be looked at and once to be run.
pub(crate) fn linted(arguments: &[&str]) -> Command {
    // Not at the end, where test binaries would be given it.
    let (what, how) = arguments.split_at(1);
    let mut command = shell::cargo(&[what, &["--profile", repository::PROFILE], how].concat());
    command.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver");
    // As `cargo clippy -- -D warnings` says it to its driver.
    command.env("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__");
    command
}

/// Documentation whose links lead nowhere is no documentation. The documentation is made from what was built, as
/// tests in the documentation would be: `cargo doc` compiles all dependencies once more. Programs without a library are left
/// out, as they are of those tests: nobody reads their documentation apart from their code.
fn rustdoc() -> Result<(), String> {
    let mut command = linted(&["test", "--workspace", "--doc", "--locked"]);
    // Not the file that runs now: building everything has put another one in its place.
    let ourselves = repository::built().join("xtask");
    command.env("RUSTDOC", ourselves).env(documentation::ASKED, "1");
    shell::run(&mut command)
}

/// What is compiled is looked at by clippy, with every lint that the workspace names.
fn build(suite: &Suite) -> Result<(), String> {
    shell::run(&mut linted(&["build", "--workspace", "--all-targets", "--locked"]))?;
    if suite.drives_release {
        cargo(&["build", "--release", "--package=latchkey", "--locked"])?;
    }
    Ok(())
}

/// All but what needs a browser.
fn tests(suite: &Suite) -> Result<(), String> {
    let mut count = suite.count.get();
    let only = ["--lib", "--bins", "--test=it", "--test=flows"];
    let mut command = test_command(suite, &only, "sqlite");
    let ended = shell::run_watched(&mut command, |line| count.hear(line));
    suite.count.set(count);
    ended.map_err(|problem| format!("{problem}\n{count}"))
}

/// Errands in the browser and, at the same time, since a browser waits more than it computes, what was shown on
/// SQLite only: the pages, the commands and the flows. What those say comes afterwards.
fn browser_and_postgres(suite: &Suite) -> Result<(), String> {
    let (mut count, mut beside) = (suite.count.get(), Count::default());
    let mut said = Vec::new();
    // The filter leaves out what has run on both databases already.
    let again = [
        "pages::",
        "clients_and_people::",
        "import::",
        "explain::",
        "factors::",
        "organizations::",
    ];
    let again = [&["--test=it", "--"][..], &again].concat();
    let again = [&again[..], &["--test=flows"]].map(|only| test_command(suite, only, "postgres"));
    let mut browser = test_command(suite, &["--test=browser"], "sqlite");
    let (seen, done) = std::thread::scope(|scope| {
        let postgres = scope.spawn(|| {
            let mut hear = |line: &str| {
                beside.add(line);
                said.push(line.to_owned());
            };
            let mut again = again.into_iter();
            again.try_for_each(|mut command| shell::run_watched(&mut command, &mut hear))
        });
        let seen = shell::run_watched(&mut browser, |line| count.hear(line));
        let died = |_| Err("the tests on PostgreSQL could not be watched".to_owned());
        (seen, postgres.join().unwrap_or_else(died))
    });
    said.iter().for_each(|line| println!("{line}"));
    count.join(beside);
    suite.count.set(count);
    seen.and(done).map_err(|problem| format!("{problem}\n{count}"))
}

/// The whole workspace is named each time, so that nothing is compiled anew.
fn test_command(suite: &Suite, only: &[&str], store: &str) -> Command {
    let all = ["test", "--workspace", "--no-fail-fast", "--locked"];
    let mut command = linted(&[&all, only].concat());
    command.env("LATCHKEY_REQUIRE", REQUIRED);
    let built = match suite.drives_release {
        true => repository::target().join("release"),
        false => repository::built(),
    };
    command.env("LATCHKEY_BINARY", built.join("latchkey"));
    command.env("LATCHKEY_TEST_STORE", store);
    command.env("RUST_TEST_THREADS", TESTS_AT_A_TIME);
    // A folder that is named would be read beside it.
    command.env("SSL_CERT_FILE", repository::root().join(AUTHORITIES)).env_remove("SSL_CERT_DIR");
    environment(&mut command, suite);
    command
}

fn environment(command: &mut Command, suite: &Suite) {
    for (name, value) in &suite.clients.environment {
        command.env(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_all_test_binaries_are_added_up() {
        let mut count = Count::default();
        for line in [
            "running 3 tests",
            "test passed; 5 failed ... ok",
            "test result: ok. 41 passed; 0 failed; 0 ignored; 0 measured; finished in 0.12s",
            "test result: FAILED. 78 passed; 3 failed; 1 ignored; finished in 35.76s",
        ] {
            count.add(line);
        }
        assert_eq!(count.to_string(), "119 passed, 3 failed");
    }
}
