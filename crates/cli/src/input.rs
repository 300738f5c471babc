//! What commands ask for.
use crate::failure::Failure;
use latchkey_base::Secret;
use std::io::{BufRead as _, IsTerminal as _, Write as _};

/// Reads a line from standard input, with a question when somebody sits there. What they type
/// is visible.
///
/// # Errors
/// When standard input cannot be read.
pub fn ask(question: &str) -> Result<Secret<String>, Failure> {
    let mut input = std::io::stdin().lock();
    if input.is_terminal() {
        eprint!("{question}");
        std::io::stderr().flush()?;
    }
    let mut line = String::new();
    input.read_line(&mut line)?;
    let line = Secret::new(line);
    Ok(Secret::from(line.expose().trim_end_matches(['\r', '\n'])))
}
