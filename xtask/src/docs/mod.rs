//! `cargo xtask docs`: writes `docs/generated/`; with `--check`, says what would change. Both look
//! whether the tests exist that `docs/conformance.md` names.

mod citations;
mod clauses;
mod conformance;
mod crates;
mod items;
mod programs;

use crate::repository;
use std::fs;
use std::path::Path;

/// One generated document: its file name and who writes it.
type Document = (&'static str, fn() -> Result<String, String>);

const DOCUMENTS: &[Document] =
    &[("spec-index.md", clauses::document), ("crates.md", crates::document)];

/// What stands above every document.
const NOTE: &str = "<!-- Written by `cargo xtask docs`; do not edit. -->\n\n";

/// `cargo xtask docs [--check]`.
pub fn run(arguments: &[String]) -> Result<(), String> {
    match arguments {
        [] => go(false, None),
        [only] if only == "--check" => go(true, None),
        _ => Err("cargo xtask docs [--check]".to_owned()),
    }
}

/// Compares, with the example programs that lie in `built`.
pub fn check(built: &Path) -> Result<(), String> {
    go(true, Some(built))
}

fn go(check: bool, built: Option<&Path>) -> Result<(), String> {
    conformance::check()?;
    let mut problems = Vec::new();
    for (name, write) in DOCUMENTS {
        keep(name, &write()?, check, &mut problems)?;
    }
    for (name, text) in programs::documents(built)? {
        keep(name, &text, check, &mut problems)?;
    }
    repository::verdict("documents that differ from the code (cargo xtask docs)", &problems)
}

fn keep(name: &str, text: &str, check: bool, problems: &mut Vec<String>) -> Result<(), String> {
    let path = format!("docs/generated/{name}");
    let file = repository::root().join(&path);
    let text = format!("{NOTE}{}\n", text.trim_end());
    if fs::read_to_string(&file).is_ok_and(|held| held == text) {
        println!("{path}: as it was");
        return Ok(());
    }
    if check {
        problems.push(path);
        return Ok(());
    }
    println!("{path}: written");
    fs::write(&file, text).map_err(|e| format!("{path}: {e}"))
}
