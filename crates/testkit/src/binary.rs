//! Where the built provider is.
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}

/// `target/{profile}`: a test binary lies in `deps` below it.
fn profile_folder() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows where it is");
    let folder = test.parent().and_then(Path::parent).expect("target/{profile}/deps");
    folder.to_path_buf()
}

/// `target`.
pub fn target_folder() -> PathBuf {
    profile_folder().parent().expect("target").to_path_buf()
}

/// The `latchkey` program: `LATCHKEY_BINARY`, or the one of this build, built now if it is
/// missing or older than its sources.
pub fn binary() -> &'static Path {
    static FOUND: OnceLock<PathBuf> = OnceLock::new();
    FOUND.get_or_init(|| match std::env::var_os("LATCHKEY_BINARY") {
        Some(path) => {
            let path = PathBuf::from(path);
            assert!(path.exists(), "LATCHKEY_BINARY names {}, which is missing", path.display());
            path
        }
        None => build(),
    })
}

fn build() -> PathBuf {
    let folder = profile_folder();
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(other) => other,
    };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--quiet", "--package=latchkey", "--profile", profile, "--target-dir"])
        .arg(target_folder())
        .current_dir(repository())
        .status()
        .expect("cargo runs");
    assert!(built.success(), "the provider does not build");
    folder.join("latchkey")
}
