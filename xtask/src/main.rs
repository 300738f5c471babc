//! The tasks of this repository: `cargo xtask <task>`. Builds in seconds, needs nothing
//! but the Rust toolchain; what a task needs beyond that, it says.

mod bench;
mod docs;
mod documentation;
mod fuzz;
mod layers;
mod repository;
mod rules;
mod shell;
mod source;
mod suite;
mod tools;

use std::process::ExitCode;

/// One task: its name, what it does, the function that does it with the rest of the line.
type Task = (&'static str, &'static str, fn(&[String]) -> Result<(), String>);

const TASKS: &[Task] = &[
    ("test", "everything, from cheap to dear, nothing skipped", suite::run),
    ("docs", "writes docs/generated (--check: only compares)", docs::run),
    ("bench", "speed against a limit measured beside it (--quick: a smoke)", bench::run),
    ("fuzz", "broken input for every parser (--seconds N)", fuzz::run),
    ("layers", "which crate may use what (.ci/layers.toml)", layers::run),
    ("rules", "what every file keeps to (.ci/rules.toml)", rules::run),
];

fn main() -> ExitCode {
    if std::env::var_os(documentation::ASKED).is_some() {
        let arguments: Vec<_> = std::env::args_os().skip(1).collect();
        return ended(documentation::run(&arguments));
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (name, rest) = match arguments.split_first() {
        Some((name, rest)) => (name.as_str(), rest),
        None => ("", [].as_slice()),
    };
    let Some((_, _, task)) = TASKS.iter().find(|(task, _, _)| *task == name) else {
        return usage(name);
    };
    ended(task(rest))
}

fn ended(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("\n{problem}");
            ExitCode::FAILURE
        }
    }
}

fn usage(name: &str) -> ExitCode {
    println!("cargo xtask <task>\n");
    for (task, purpose, _) in TASKS {
        println!("  {task:<8} {purpose}");
    }
    if matches!(name, "" | "help" | "--help" | "-h") {
        return ExitCode::SUCCESS;
    }
    eprintln!("\nThere is no task `{name}`.");
    ExitCode::from(2)
}
