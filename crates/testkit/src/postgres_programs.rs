//! Where PostgreSQL's programs are: the tests start what `cargo xtask test` has found.
use std::path::{Path, PathBuf};

/// The folder with `initdb` and `postgres`: of the newest version that Debian keeps off the path, or
/// on the path.
pub(crate) fn postgres_programs() -> Option<PathBuf> {
    let has_both = |bin: &Path| bin.join("initdb").exists() && bin.join("postgres").exists();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let versions = versions.filter_map(|entry| {
        let entry = entry.ok()?;
        let version: u32 = entry.file_name().to_str()?.parse().ok()?;
        Some((version, entry.path().join("bin")))
    });
    let newest = versions.filter(|(_, bin)| has_both(bin)).max();
    let on_path = || {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| has_both(folder))
    };
    newest.map(|(_, bin)| bin).or_else(on_path)
}
