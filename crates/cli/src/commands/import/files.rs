//! Reading the files into plain values.
use crate::failure::Failure;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The content of a file, with its name for messages.
#[derive(Debug)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub content: Value,
}

/// Reads files by their ending.
///
/// # Errors
/// The first that cannot be read.
pub fn read(paths: &[PathBuf]) -> Result<Vec<File>, Failure> {
    paths.iter().map(|path| read_one(path)).collect()
}

fn read_one(path: &Path) -> Result<File, Failure> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|why| Failure::new(format!("cannot read {name}: {why}")))?;
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let content = match ending {
        "toml" => from_toml(&text),
        "json" => serde_json::from_str(&text).map_err(|why| why.to_string()),
        _ => return Err(Failure::new(format!("{name}: the ending must be .toml or .json"))),
    };
    let content = content.map_err(|why| {
        let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
        Failure::new(format!("{name} is not {}: {why}", ending.to_uppercase()))
    })?;
    Ok(File { name, content })
}

fn from_toml(text: &str) -> Result<Value, String> {
    let table: toml::Table = text.parse().map_err(|why: toml::de::Error| why.to_string())?;
    serde_json::to_value(table).map_err(|why| why.to_string())
}
