//! What every file of the repository keeps to, beyond what compiler and clippy check.
use crate::repository::{self, File, strings};
use crate::source;
use std::collections::BTreeSet;
use std::fs;

const LIST: &str = ".ci/rules.toml";
const MANUAL: &str = "docs/operating.md";

/// `cargo xtask rules`.
pub fn run(_: &[String]) -> Result<(), String> {
    let rules = repository::toml(LIST)?;
    let files =
        repository::files(&["rs", "html", "css", "js", "mjs", "sql", "toml", "md", "py", "ftl"])?;
    let mut problems = Vec::new();
    for file in &files {
        check_size(file, &rules, &mut problems);
        if file.path.ends_with(".rs") {
            check_code(file, &rules, &mut problems);
            check_head(file, &rules, &mut problems);
        }
        check_text(file, &rules, &mut problems);
    }
    check_numbers(&files, &mut problems);
    check_migrations(&mut problems);
    repository::verdict("broken rules", &problems)?;
    println!("rules: {} files", files.len());
    Ok(())
}

fn number(rules: &toml::Table, name: &str) -> usize {
    let value = rules.get(name).and_then(toml::Value::as_integer).unwrap_or(0);
    usize::try_from(value).unwrap_or(0)
}

fn check_size(file: &File, rules: &toml::Table, problems: &mut Vec<String>) {
    let sized = [".rs", ".html", ".css", ".js", ".mjs", ".py", ".sql"];
    if !sized.iter().any(|ending| file.path.ends_with(ending)) {
        return;
    }
    let excepted = rules.get("long_files").and_then(|held| held.get(&file.path));
    let (lines, limit) = (file.text.lines().count(), number(rules, "longest_file"));
    if lines > limit && excepted.is_none() {
        problems.push(format!("{} has {lines} lines, {limit} is the limit ({LIST})", file.path));
    }
}

/// Words that code may not use, and names that say nothing.
fn check_code(file: &File, rules: &toml::Table, problems: &mut Vec<String>) {
    let banned = strings(rules.get("banned_code"));
    let endings = strings(rules.get("empty_name_endings"));
    let code = source::code_only(&file.text);
    for (index, line) in code.lines().enumerate() {
        for word in banned.iter().filter(|word| line.contains(word.as_str())) {
            problems.push(format!("{}:{} has `{word}`", file.path, index + 1));
        }
        if let Some(name) = defined_name(line)
            && endings.iter().any(|ending| name.ends_with(ending.as_str()))
        {
            problems.push(format!("{}:{}: `{name}` is an empty name", file.path, index + 1));
        }
    }
}

/// The name of the type that this line defines.
fn defined_name(line: &str) -> Option<&str> {
    let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.find(|word| matches!(*word, "struct" | "enum" | "trait" | "union"))?;
    words.find(|word| !word.is_empty())
}

/// A module begins by saying what it owns, in under ten lines.
fn check_head(file: &File, rules: &toml::Table, problems: &mut Vec<String>) {
    let lines = file.text.lines().take_while(|line| line.starts_with("//!")).count();
    let limit = number(rules, "longest_head");
    if lines > limit {
        problems.push(format!("{}: a module head of {lines} lines ({limit} at most)", file.path));
    }
}

fn check_text(file: &File, rules: &toml::Table, problems: &mut Vec<String>) {
    if file.path == LIST {
        return;
    }
    let banned = strings(rules.get("banned_words"));
    for (index, line) in file.text.lines().enumerate() {
        if line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") {
            problems.push(format!("{}:{} is left of a merge", file.path, index + 1));
        }
        let words = line.split(|c: char| !c.is_alphanumeric());
        for word in words.filter(|word| banned.iter().any(|held| held == word)) {
            problems.push(format!("{}:{} has `{word}`", file.path, index + 1));
        }
    }
}

/// Every number that an operator can meet in the log is explained, and nothing else is.
fn check_numbers(files: &[File], problems: &mut Vec<String>) {
    let used = files.iter().filter(|file| file.path.contains("/src/"));
    let used: BTreeSet<&str> = used.flat_map(|file| numbers(&file.text)).collect();
    let manual = files.iter().find(|file| file.path == MANUAL);
    let explained: BTreeSet<&str> = manual.iter().flat_map(|file| numbers(&file.text)).collect();
    for number in used.difference(&explained) {
        problems.push(format!("{number} is not explained in {MANUAL}"));
    }
    for number in explained.difference(&used) {
        problems.push(format!("{number} is explained in {MANUAL}, but nothing logs it"));
    }
}

fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("LK-").filter_map(|(at, _)| {
        let digits = text[at + 3..].bytes().take_while(u8::is_ascii_digit).count();
        (digits == 4).then(|| &text[at..at + 7])
    })
}

/// Both databases have the same migrations, each with its way back.
fn check_migrations(problems: &mut Vec<String>) {
    let names = |backend: &str| -> BTreeSet<String> {
        let folder = repository::root().join("migrations").join(backend);
        let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        entries
            .flat_map(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                let files = fs::read_dir(entry.path()).into_iter().flatten().filter_map(Result::ok);
                let files = files.map(|file| file.file_name().to_string_lossy().into_owned());
                files.map(move |file| format!("{name}/{file}")).collect::<Vec<_>>()
            })
            .collect()
    };
    let (sqlite, postgres) = (names("sqlite"), names("postgres"));
    for name in sqlite.symmetric_difference(&postgres) {
        problems.push(format!("migrations: {name} exists for one database only"));
    }
    for name in sqlite.iter().filter_map(|name| name.strip_suffix("/up.sql")) {
        if !sqlite.contains(&format!("{name}/down.sql")) {
            problems.push(format!("migrations: {name} has no way down"));
        }
    }
}
