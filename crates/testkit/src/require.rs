//! What a test needs beyond the repository, and what happens when it is missing.

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
    fn word(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Browser => "browser",
            Self::Node => "node",
            Self::Python => "python",
        }
    }
}

/// Notes that something is skipped because `need` is missing. With
/// `LATCHKEY_REQUIRE=postgres,browser,…` that is a failure.
pub fn skipped(need: Need, why: &str) {
    let required = std::env::var("LATCHKEY_REQUIRE").unwrap_or_default();
    let word = need.word();
    assert!(!required.split(',').any(|held| held == word), "{word} is required: {why}");
    println!("skipped: {word}: {why}");
}
