//! `rustdoc` in the place of itself: cargo asks it for the tests in the documentation of a crate and gives it what was
//! built; it makes the documentation instead, and links that lead nowhere are errors.
use crate::{repository, shell};
use std::ffi::OsString;
use std::process::Command;

/// The variable that has this program stand in for `rustdoc`.
pub const ASKED: &str = "LATCHKEY_XTASK_DOCUMENTS";

/// What only its tests know, and how many words follow it.
const OF_TESTS: [(&str, usize); 4] =
    [("--test", 0), ("--test-run-directory", 1), ("--test-args", 1), ("--no-run", 0)];

/// Runs `rustdoc` as cargo would for its documentation.
///
/// # Errors
/// What `rustdoc` has found; it has printed it.
pub fn run(arguments: &[OsString]) -> Result<(), String> {
    let mut command = Command::new("rustdoc");
    let mut rest = arguments.iter();
    while let Some(word) = rest.next() {
        match OF_TESTS.iter().find(|(name, _)| word == name) {
            Some((_, more)) => rest.by_ref().take(*more).for_each(drop),
            None => {
                command.arg(word);
            }
        }
    }
    command.args(["-D", "warnings", "-A", "rustdoc::private_intra_doc_links", "--out-dir"]);
    shell::run(command.arg(repository::target().join("doc")))
}
