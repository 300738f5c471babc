//! Measures the provider against a limit that it measures in the same run: the same HTTP stack
//! doing one signature and one durable row, and nothing else. Run by `cargo xtask bench`.

mod http;
mod limit;
mod load;
mod postgres;
mod process;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["limit", port, database] => limit::serve(port, database),
        _ => Err("usage: latchkey-bench limit PORT DATABASE".to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}
