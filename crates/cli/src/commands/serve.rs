//! `latchkey serve`.
use crate::arguments::Common;
use crate::failure::Failure;
use crate::opened::configuration;
use std::process::ExitCode;

/// Runs the provider until it is told to stop.
///
/// # Errors
/// Why it does not start.
pub fn run(common: &Common) -> Result<ExitCode, Failure> {
    latchkey_server::serve(configuration(common)?)?;
    Ok(ExitCode::SUCCESS)
}
