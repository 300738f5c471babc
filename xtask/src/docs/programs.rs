//! Documents that only the product itself can write: what its tables of steps and settings hold.
//! They come from an example program of the server crate.
use crate::shell;
use std::path::Path;
use std::process::Command;

/// Their file names, and what stands above what the program prints.
const NAMES: &[(&str, &str)] = &[("steps.md", STEPS), ("configuration.md", "")];

const STEPS: &str = "# The steps of an authorization request\n\n\
    In their order. A request runs through the steps of its column until the first refusal. In a \
    browser a refusal raised before `redirect_uri` has passed is shown as a page; one raised \
    after it is sent to the client (RFC 6749 §4.1.2.1).\n\n";

/// Their names and texts. `built` is the folder of examples that are built already; without it
/// the program is built now.
pub fn documents(built: Option<&Path>) -> Result<Vec<(&'static str, String)>, String> {
    let print = |(name, head): &(&'static str, &str)| {
        let mut command = match built {
            Some(folder) => Command::new(folder.join("documents")),
            None => shell::cargo(&["run", "-q", "-p=latchkey-server", "--example=documents", "--"]),
        };
        Ok((*name, format!("{head}{}", shell::output(command.arg(name))?)))
    };
    NAMES.iter().map(print).collect()
}
