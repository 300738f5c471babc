//! `cargo xtask fuzz`: broken input for every parser that meets strangers' bytes (`fuzz/`).
use crate::{repository, shell};
use std::process::Command;

/// `cargo xtask fuzz [--seconds N] [--seed N] [TARGET…]`, or `--replay TARGET HEX`.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let mut build = shell::cargo(&["run", "--quiet", "--package=latchkey-fuzz"]);
    shell::run(build.arg("--").args(arguments))
}

/// A short run of the program that the suite has built already.
pub fn smoke(seconds: u32) -> Result<(), String> {
    let mut fuzz = Command::new(repository::built().join("latchkey-fuzz"));
    shell::run(fuzz.arg("--seconds").arg(seconds.to_string()))
}
