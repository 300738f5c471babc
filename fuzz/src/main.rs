//! Feeds parsers that meet strangers' bytes with broken input, on stable Rust.
//!
//! Each target has a corpus in `corpus/{target}/` and states what must hold for any input. An
//! input that leads to a new outcome joins the corpus of the run, so mutations build on it.

mod campaign;
mod mutate;
mod random;
mod targets;

use campaign::Campaign;
use std::process::ExitCode;
use std::time::Duration;
use targets::{TARGETS, Target};

const USAGE: &str = "usage: latchkey-fuzz [--seconds N] [--seed N] [TARGET…]\n       \
     latchkey-fuzz --replay TARGET HEX\n       latchkey-fuzz --list";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--list"] => {
            TARGETS.iter().for_each(|target| println!("{:<16} {}", target.name, target.purpose));
            Ok(())
        }
        ["--replay", target, hex] => replay(target, hex),
        rest => fuzz(rest),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn fuzz(arguments: &[&str]) -> Result<(), String> {
    let (mut seconds, mut seed, mut names) = (20u64, random::any(), Vec::new());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut number = || rest.next().and_then(|text| text.parse().ok()).ok_or(USAGE);
        match *argument {
            "--seconds" => seconds = number()?,
            "--seed" => seed = number()?,
            name => names.push(find(name)?),
        }
    }
    let targets: Vec<&Target> = if names.is_empty() { TARGETS.iter().collect() } else { names };
    let share = Duration::from_secs(seconds) / u32::try_from(targets.len()).unwrap_or(1);
    println!("seed {seed}");
    let mut failed = Vec::new();
    for target in targets {
        let outcome = Campaign::new(target, seed)?.run(share);
        println!("{outcome}");
        if outcome.failure.is_some() {
            failed.push(target.name);
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

fn find(name: &str) -> Result<&'static Target, String> {
    let found = TARGETS.iter().find(|target| target.name == name);
    found.ok_or_else(|| format!("There is no target `{name}`.\n{USAGE}"))
}

/// Runs one input without catching anything, for a debugger or a full backtrace.
fn replay(target: &str, hex: &str) -> Result<(), String> {
    let target = find(target)?;
    let byte = |at: usize| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let input: Option<Vec<u8>> = (0..hex.len()).step_by(2).map(byte).collect();
    let input = input.ok_or("the input is written in hexadecimal digits")?;
    let check = (target.make)();
    println!("{}: {:?}", target.name, check(&input));
    Ok(())
}
