//! `cargo xtask bench`: builds the released program and the bench, then measures.
use crate::{repository, shell};
use std::process::Command;

/// `cargo xtask bench [--quick] [--tokens=N]`.
pub fn run(arguments: &[String]) -> Result<(), String> {
    if arguments.iter().any(|word| word != "--quick" && !word.starts_with("--tokens=")) {
        return Err("cargo xtask bench [--quick] [--tokens=N]".to_owned());
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
