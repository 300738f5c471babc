//! `cargo xtask bench`: builds the released program and the bench, then measures.
use crate::{repository, shell};
use std::process::Command;

const USAGE: &str =
    "cargo xtask bench [--quick] [--tokens=N] [--database=sqlite|postgres] [--closely=OPERATION]";

/// See [`USAGE`].
pub fn run(arguments: &[String]) -> Result<(), String> {
    let known = |word: &String| {
        let with_value = ["--tokens=", "--database=", "--closely="];
        word == "--quick" || with_value.iter().any(|name| word.starts_with(name))
    };
    if !arguments.iter().all(known) {
        return Err(USAGE.to_owned());
    }
    if shell::which("taskset").is_none() {
        return Err("taskset is missing (Debian: apt-get install util-linux)".to_owned());
    }
    shell::run(&mut shell::cargo(&[
        "build",
        "--release",
        "--locked",
        "--package=latchkey",
        "--package=latchkey-bench",
    ]))?;
    let target = repository::target();
    let json = target.join("bench.json");
    let mut bench = Command::new(target.join("release/latchkey-bench"));
    bench.arg("run").arg(target.join("release/latchkey")).arg(&json).args(arguments);
    shell::run(&mut bench)?;
    println!("\nwritten: {} and {}", json.display(), json.with_extension("md").display());
    Ok(())
}
