//! Measures the provider against a limit that it measures in the same run: the same HTTP stack
//! doing the same signatures and durable rows, and nothing else. Run by `cargo xtask bench`.

mod browser;
mod goals;
mod http;
mod keys;
mod limit;
mod load;
mod measure;
mod operations;
mod pages;
mod postgres;
mod process;
mod provider;
mod refusals;
mod report;
mod round;
mod run;
mod sign_in;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["limit", port, database] => limit::serve(port, database),
        ["run", program, json, rest @ ..] => {
            let plan = run::Plan::new(program, json, rest.contains(&"--quick"));
            run::run(&plan.with_tokens(rest).looking_at(rest))
        }
        _ => Err("usage: latchkey-bench run PROGRAM JSON [--quick] [--tokens=N] [--database=NAME] [--closely=OPERATION]"
            .to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}
