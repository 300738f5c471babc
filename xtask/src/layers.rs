//! The layer check (docs/architecture.md): every dependency of every crate is listed in
//! `.ci/layers.toml`, every arrow points down, and a crate with one home is named only there.
use crate::repository::{self, File, strings};
use crate::{shell, source};
use serde_json::Value;
use std::collections::BTreeMap;

const LIST: &str = ".ci/layers.toml";

/// What the list says about one crate.
struct Entry {
    folder: String,
    layer: i64,
    ours: Vec<String>,
    outside: Vec<String>,
    dev: Vec<String>,
    is_async: bool,
}

/// `cargo xtask layers`.
pub fn run(_: &[String]) -> Result<(), String> {
    let list = repository::toml(LIST)?;
    let entries = entries(&list)?;
    let metadata = shell::output(&mut shell::cargo(&[
        "metadata",
        "--format-version=1",
        "--no-deps",
        "--locked",
    ]))?;
    let metadata: Value = serde_json::from_str(&metadata).map_err(|e| e.to_string())?;
    let mut problems = Vec::new();
    check_list(&entries, &mut problems);
    for package in metadata["packages"].as_array().into_iter().flatten() {
        check_package(package, &entries, &mut problems);
    }
    let files = repository::files(&["rs"])?;
    check_homes(&list, &entries, &files, &mut problems);
    check_async(&entries, &files, &mut problems);
    check_lock(&list, &mut problems)?;
    repository::verdict("dependencies outside the layers", &problems)?;
    println!("layers: {} crates, {} source files", entries.len(), files.len());
    Ok(())
}

fn entries(list: &toml::Table) -> Result<BTreeMap<String, Entry>, String> {
    let crates = list.get("crates").and_then(toml::Value::as_table);
    let crates = crates.ok_or_else(|| format!("{LIST} has no [crates]"))?;
    let entry = |name: &String, value: &toml::Value| -> Result<Entry, String> {
        let folder = value.get("folder").and_then(toml::Value::as_str);
        let layer = value.get("layer").and_then(toml::Value::as_integer);
        Ok(Entry {
            folder: folder.ok_or_else(|| format!("{LIST}: {name} has no folder"))?.to_owned(),
            layer: layer.ok_or_else(|| format!("{LIST}: {name} has no layer"))?,
            ours: strings(value.get("ours")),
            outside: strings(value.get("outside")),
            dev: strings(value.get("dev")),
            is_async: value.get("async").and_then(toml::Value::as_bool).unwrap_or(false),
        })
    };
    crates.iter().map(|(name, value)| Ok((name.clone(), entry(name, value)?))).collect()
}

/// The list itself: an arrow only ever points down.
fn check_list(entries: &BTreeMap<String, Entry>, problems: &mut Vec<String>) {
    for (name, entry) in entries {
        for ours in &entry.ours {
            match entries.get(ours) {
                None => problems.push(format!("{LIST}: {name} lists the unknown crate {ours}")),
                Some(below) if below.layer >= entry.layer => problems.push(format!(
                    "{LIST}: {name} (layer {}) may not use {ours} (layer {})",
                    entry.layer, below.layer
                )),
                Some(_) => {}
            }
        }
    }
}

/// Nothing that is linked to a library of the system.
fn check_lock(list: &toml::Table, problems: &mut Vec<String>) -> Result<(), String> {
    let banned = strings(list.get("system_libraries").and_then(|held| held.get("banned")));
    let lock = repository::toml("Cargo.lock")?;
    let packages = lock.get("package").and_then(toml::Value::as_array);
    let names = packages.into_iter().flatten().filter_map(|package| package.get("name")?.as_str());
    for name in names.filter(|name| banned.iter().any(|held| held == name)) {
        problems.push(format!("Cargo.lock: {name} needs a library of the system ({LIST})"));
    }
    Ok(())
}

/// One package of the workspace against its entry.
fn check_package(package: &Value, entries: &BTreeMap<String, Entry>, problems: &mut Vec<String>) {
    let name = package["name"].as_str().unwrap_or_default();
    let Some(entry) = entries.get(name) else {
        problems.push(format!("{name} is not listed in {LIST}"));
        return;
    };
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        let wanted = dependency["name"].as_str().unwrap_or_default();
        let is_ours = entries.contains_key(wanted);
        let allowed = match dependency["kind"].as_str() {
            Some("dev") => {
                entry.dev.iter().chain(&entry.ours).chain(&entry.outside).any(|held| held == wanted)
            }
            _ if is_ours => entry.ours.iter().any(|held| held == wanted),
            _ => entry.outside.iter().any(|held| held == wanted),
        };
        if !allowed {
            let kind = dependency["kind"].as_str().unwrap_or("normal");
            problems.push(format!("{name} has the {kind} dependency {wanted}, not in {LIST}"));
        }
    }
}

/// Crates with a home are named nowhere else, not even where another crate re-exports them.
fn check_homes(
    list: &toml::Table,
    entries: &BTreeMap<String, Entry>,
    files: &[File],
    problems: &mut Vec<String>,
) {
    let homes = list.get("homes").and_then(toml::Value::as_table);
    for (word, home) in homes.into_iter().flatten() {
        let home = strings(Some(home));
        let namesakes = strings(list.get("namesakes").and_then(|held| held.get(word)));
        for file in files.iter().filter(|file| !is_within(file, entries, &home)) {
            let code = source::code_only(&file.text);
            if namesakes.iter().any(|namesake| code.contains(namesake.as_str())) {
                continue;
            }
            for (index, line) in code.lines().enumerate() {
                if source::names_path(line, word) {
                    let at = index + 1;
                    problems.push(format!("{}:{at} names {word}, at home in {home:?}", file.path));
                }
            }
        }
    }
}

fn is_within(file: &File, entries: &BTreeMap<String, Entry>, homes: &[String]) -> bool {
    homes.iter().any(|home| match entries.get(home) {
        Some(entry) => file.path.starts_with(&format!("{}/", entry.folder)),
        None => file.path.contains(home.as_str()),
    })
}

/// `async` occurs only where the list says so (tests may wait wherever they are).
fn check_async(entries: &BTreeMap<String, Entry>, files: &[File], problems: &mut Vec<String>) {
    for (name, entry) in entries.iter().filter(|(_, entry)| !entry.is_async) {
        let source = format!("{}/src/", entry.folder);
        for file in files.iter().filter(|file| file.path.starts_with(&source)) {
            let code = source::code_only(&file.text);
            let found = code.lines().position(|line| {
                line.contains("async fn ") || line.contains("async move") || line.contains(".await")
            });
            if let Some(index) = found {
                problems.push(format!("{}:{} is async, {name} is not", file.path, index + 1));
            }
        }
    }
}
