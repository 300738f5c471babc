//! `docs/conformance.md` is written by hand; that every test it names exists is checked here.
use crate::repository;
use std::fs;

const DOCUMENT: &str = "docs/conformance.md";

/// The tests that the document names and nobody has written, or somebody has renamed.
pub fn check() -> Result<(), String> {
    let text = fs::read_to_string(repository::root().join(DOCUMENT))
        .map_err(|e| format!("{DOCUMENT}: {e}"))?;
    let mut problems = Vec::new();
    let mut count = 0;
    for (file, function) in named(&text) {
        count += 1;
        let source = fs::read_to_string(repository::root().join(file)).unwrap_or_default();
        if !is_test(&source, function) {
            problems.push(format!("{file} has no test {function}"));
        }
    }
    repository::verdict(&format!("tests that {DOCUMENT} names"), &problems)?;
    println!("{DOCUMENT}: {count} tests are there");
    Ok(())
}

/// What stands between backticks as `file.rs::function`.
fn named(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('`').skip(1).step_by(2).filter_map(|code| code.split_once("::")).filter(
        |(file, function)| {
            let is_name = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
            file.ends_with(".rs") && function.bytes().all(is_name)
        },
    )
}

/// Whether the function is there, with an attribute of tests above it, or as a scenario of the
/// browser.
fn is_test(source: &str, function: &str) -> bool {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let head = format!("fn {function}(");
    let starts = |line: &&str| line.strip_prefix("async ").unwrap_or(line).starts_with(&head);
    let found = lines.iter().position(starts);
    let above = found.and_then(|at| lines.get(at.saturating_sub(3)..at)).unwrap_or_default();
    let is_attribute =
        |line: &&str| line.starts_with("#[") && (line.contains("test]") || line.contains("test("));
    let scenario = format!("pub async {head}stage: Stage)");
    above.iter().any(is_attribute) || lines.iter().any(|line| line.starts_with(&scenario))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_between_backticks() {
        let text = "| a | `x/y.rs::one_two` and `not::this one`, `z.rs::three` |";
        assert_eq!(named(text).collect::<Vec<_>>(), [("x/y.rs", "one_two"), ("z.rs", "three")]);
    }

    #[test]
    fn a_function_without_the_attribute_is_no_test() {
        let source =
            "#[tokio::test]\nasync fn one() {}\n\n#[test]\nfn two() {}\n\n\n\nfn three() {}";
        assert!(is_test(source, "one") && is_test(source, "two"));
        let scenario = "pub async fn frames(stage: Stage) {\n#[tokio::test(start_paused = true)]\nasync fn x() {}";
        assert!(is_test(scenario, "frames") && is_test(scenario, "x"));
        assert!(!is_test(source, "three") && !is_test(source, "four") && !is_test(source, "tw"));
    }
}
