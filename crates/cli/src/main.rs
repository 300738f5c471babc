//! The `latchkey` program: one file per command, thin over the server crate.

mod arguments;
mod commands;
mod failure;
mod input;
mod opened;
mod print;

use arguments::{Arguments, Command};
use clap::Parser as _;
use failure::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    // One provider of cryptography for everything that speaks TLS. It is refused only when there
    // is one already.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("latchkey: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let Arguments { common, command } = arguments;
    match command {
        Command::Serve => commands::serve::run(&common),
        Command::Demo(options) => commands::demo::run(&options),
        Command::Migrate(options) => commands::migrate::run(&common, &options),
        Command::Check(options) => commands::check::run(&common, &options),
        Command::Health => commands::health::run(&common),
        Command::Import(options) => commands::import::run(&common, &options),
        Command::Explain(options) => commands::explain::run(&common, &options),
        Command::Keys { action } => commands::keys::run(&common, action),
        Command::Tenant { action } => commands::tenant::run(&common, action),
        Command::Client { action } => commands::client::run(&common, action),
        Command::Person { action } => commands::person::run(&common, action),
        Command::Organization { action } => commands::organization::run(&common, action),
        Command::Theme(options) => commands::theme::run(&common, &options),
    }
}
