//! Prints a generated document by its name, for `cargo xtask docs`.

fn main() -> std::process::ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    let text = match name.as_str() {
        "steps.md" => latchkey_oidc::authorize::steps_markdown(),
        "configuration.md" => latchkey_server::config::reference_page(),
        _ => {
            eprintln!("There is no document `{name}`.");
            return std::process::ExitCode::FAILURE;
        }
    };
    println!("{}", text.trim_end());
    std::process::ExitCode::SUCCESS
}
