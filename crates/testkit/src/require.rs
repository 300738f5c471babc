//! What a test needs beyond the repository, and what happens when it is missing.
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};

/// Something that may be missing on a machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// The programs of a PostgreSQL server.
    Postgres,
    /// Chromium and its driver.
    Browser,
    /// Node.js and the pinned npm packages.
    Node,
    /// Python and the pinned packages.
    Python,
}

impl Need {
    /// As `LATCHKEY_REQUIRE` spells it, and as people read it.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Postgres => ("postgres", "what needs PostgreSQL"),
            Self::Browser => ("browser", "what needs a browser"),
            Self::Node => ("node", "what needs Node.js"),
            Self::Python => ("python", "what needs Python"),
        }
    }
}

/// Notes that something is skipped because `need` is missing; `remedy` says what to install.
/// The first time, a line says so.
///
/// # Panics
/// When `LATCHKEY_REQUIRE=postgres,browser,…` names the need.
pub fn skipped(need: Need, remedy: &str) {
    static SAID: Mutex<Vec<Need>> = Mutex::new(Vec::new());
    let required = std::env::var("LATCHKEY_REQUIRE").unwrap_or_default();
    let (word, what) = need.words();
    assert!(!required.split(',').any(|held| held.trim() == word), "{word} is required: {remedy}");
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if !said.contains(&need) {
        said.push(need);
        // Written past `println!`, whose lines `cargo test` shows of failing tests only.
        let _ = writeln!(std::io::stderr(), "skipped {what}: {remedy}");
    }
}
