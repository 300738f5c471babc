//! `crates.md`: the crates, what each is, and who uses whom.
use crate::{repository, shell};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// One package of the workspace.
struct Package {
    layer: i64,
    folder: String,
    purpose: String,
    ours: Vec<String>,
    outside: Vec<String>,
}

/// The document.
pub fn document() -> Result<String, String> {
    let packages = packages()?;
    let mut text = String::from(
        "# Crates\n\nAn arrow means *uses*; it only ever points to a lower layer \
         (`.ci/layers.toml`, checked by `cargo xtask layers`).\n\n```mermaid\nflowchart TD\n",
    );
    let layers: std::collections::BTreeSet<i64> = packages.values().map(|p| p.layer).collect();
    for layer in layers.iter().rev() {
        let _ = writeln!(text, "  subgraph layer {layer}");
        for name in packages.iter().filter(|(_, p)| p.layer == *layer).map(|(name, _)| name) {
            let _ = writeln!(text, "    {}", short(name));
        }
        text.push_str("  end\n");
    }
    for (name, package) in &packages {
        for below in &package.ours {
            let _ = writeln!(text, "  {} --> {}", short(name), short(below));
        }
    }
    text.push_str(
        "```\n\n| layer | crate | what it is | uses | outside crates |\n|---|---|---|---|---|\n",
    );
    let mut ordered: Vec<_> = packages.iter().collect();
    ordered.sort_by_key(|(name, package)| (package.layer, (*name).clone()));
    for (name, Package { layer, folder, purpose, ours, outside }) in ordered {
        let ours: Vec<&str> = ours.iter().map(|name| short(name)).collect();
        let _ = writeln!(
            text,
            "| {layer} | [`{name}`](../../{folder}) | {purpose} | {} | {} |",
            ours.join(", "),
            outside.join(", ")
        );
    }
    Ok(text)
}

fn short(name: &str) -> &str {
    name.strip_prefix("latchkey-").unwrap_or(name)
}

fn packages() -> Result<BTreeMap<String, Package>, String> {
    let layers = repository::toml(".ci/layers.toml")?;
    let layer = |name: &str| {
        let entry = layers.get("crates").and_then(|crates| crates.get(name));
        entry.and_then(|entry| entry.get("layer")).and_then(toml::Value::as_integer).unwrap_or(0)
    };
    let metadata = ["metadata", "--format-version=1", "--no-deps", "--locked"];
    let metadata = shell::output(&mut shell::cargo(&metadata))?;
    let metadata: Value = serde_json::from_str(&metadata).map_err(|e| e.to_string())?;
    let list = metadata["packages"].as_array().cloned().unwrap_or_default();
    let names: Vec<String> =
        list.iter().filter_map(|p| p["name"].as_str().map(str::to_owned)).collect();
    let describe = |package: &Value| {
        let name = package["name"].as_str()?.to_owned();
        let manifest = Path::new(package["manifest_path"].as_str()?);
        let folder = manifest.parent()?;
        let mut used: Vec<String> = package["dependencies"]
            .as_array()?
            .iter()
            .filter(|dependency| dependency["kind"].is_null())
            .filter_map(|dependency| dependency["name"].as_str().map(str::to_owned))
            .collect();
        used.sort();
        used.dedup();
        let (ours, outside) = used.into_iter().partition(|used| names.contains(used));
        let relative = folder.strip_prefix(repository::root()).ok()?.to_string_lossy().into_owned();
        let package = Package {
            layer: layer(&name),
            folder: relative,
            purpose: purpose(folder),
            ours,
            outside,
        };
        Some((name, package))
    };
    Ok(list.iter().filter_map(describe).collect())
}

/// The first sentence of the crate's own documentation.
fn purpose(folder: &Path) -> String {
    let source =
        ["src/lib.rs", "src/main.rs"].iter().find_map(|f| fs::read_to_string(folder.join(f)).ok());
    let source = source.unwrap_or_default();
    let head = source.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    let head: Vec<&str> = head.take_while(|line| !line.is_empty()).collect();
    let head = head.join(" ").replace('|', "\\|");
    head.split_once(". ").map_or(head.clone(), |(first, _)| format!("{first}."))
}
