//! The files of the repository.
use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold no source of ours.
const SKIPPED: &[&str] = &["target", "node_modules", ".git", ".venv", "data", "__pycache__"];

/// The top folder.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The profile in which the suite is built (`Cargo.toml`).
pub const PROFILE: &str = "suite";

/// Where the suite finds what was built for it.
pub fn built() -> PathBuf {
    target().join(PROFILE)
}

/// A file with its path relative to the top folder, with `/` between the parts.
pub struct File {
    pub path: String,
    pub text: String,
}

/// All text files with one of these extensions, in the order of their paths.
pub fn files(extensions: &[&str]) -> Result<Vec<File>, String> {
    let mut found = Vec::new();
    walk(&root(), extensions, &mut found)?;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn walk(folder: &Path, extensions: &[&str], found: &mut Vec<File>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().map_err(|e| format!("{}: {e}", path.display()))?;
        if kind.is_dir() {
            if !SKIPPED.contains(&name.as_str()) {
                walk(&path, extensions, found)?;
            }
        } else if kind.is_file() && has_extension(&path, extensions) {
            let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
            found.push(File { path: relative(&path), text });
        }
    }
    Ok(())
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().is_some_and(|held| extensions.iter().any(|wanted| held == *wanted))
}

fn relative(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}

/// Reads and parses a TOML file of the repository.
pub fn toml(path: &str) -> Result<toml::Table, String> {
    let text = fs::read_to_string(root().join(path)).map_err(|e| format!("{path}: {e}"))?;
    text.parse().map_err(|e| format!("{path}: {e}"))
}

/// The strings of an array; empty when there is none.
pub fn strings(value: Option<&toml::Value>) -> Vec<String> {
    let items = value.and_then(toml::Value::as_array);
    items.into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// Turns a list of problems into a result.
pub fn verdict(subject: &str, problems: &[String]) -> Result<(), String> {
    if problems.is_empty() {
        return Ok(());
    }
    Err(format!("{subject}: {} found\n  {}", problems.len(), problems.join("\n  ")))
}
