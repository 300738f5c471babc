//! Running other programs.
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs a program to its end with our own output.
///
/// # Errors
/// When it cannot be started or ends with anything but success.
pub fn run(command: &mut Command) -> Result<(), String> {
    let line = describe(command);
    let status = command.stdin(Stdio::null()).status().map_err(|e| format!("{line}: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{line}: {status}")) }
}

/// Runs a program to its end and gives `see` every line of its output.
///
/// # Errors
/// When it cannot be started or ends with anything but success.
pub fn run_watched(command: &mut Command, mut see: impl FnMut(&str)) -> Result<(), String> {
    let line = describe(command);
    let failed = |e: std::io::Error| format!("{line}: {e}");
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(failed)?;
    if let Some(output) = child.stdout.take() {
        for text in BufReader::new(output).split(b'\n') {
            let text = text.map_err(failed)?;
            let text = String::from_utf8_lossy(&text);
            see(&text);
        }
    }
    let status = child.wait().map_err(failed)?;
    if status.success() { Ok(()) } else { Err(format!("{line}: {status}")) }
}

/// Runs a program to its end and gives what it printed.
///
/// # Errors
/// When it cannot be started or ends with anything but success; with its error output.
pub fn output(command: &mut Command) -> Result<String, String> {
    let line = describe(command);
    let done = command.stdin(Stdio::null()).output().map_err(|e| format!("{line}: {e}"))?;
    if !done.status.success() {
        let problem = String::from_utf8_lossy(&done.stderr);
        return Err(format!("{line}: {}\n{}", done.status, problem.trim_end()));
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// `cargo` as the one that runs us, in the top folder. It does not learn which package is asking:
/// build scripts that watch these variables would compile anew after every change of hands.
pub fn cargo(arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(arguments).current_dir(crate::repository::root());
    for (name, _) in std::env::vars_os() {
        let told = name.to_string_lossy();
        if ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|start| told.starts_with(start)) {
            command.env_remove(&name);
        }
    }
    command
}

/// Where a program is, if it is on the path.
pub fn which(name: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| is_program(file))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

fn describe(command: &Command) -> String {
    let mut line = Path::new(command.get_program())
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}
