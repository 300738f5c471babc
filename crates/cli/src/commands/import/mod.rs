//! `latchkey import`: makes the database match what files describe.
//!
//! Everything is read and checked before anything is written. What the files do not name is left
//! alone: nothing is ever removed.

mod apply;
mod document;
mod files;
mod organizations;
mod plan;
mod read;
mod report;

use crate::arguments::Common;
use crate::failure::Failure;
use crate::opened::{Opened, wait};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// Options of `latchkey import`.
#[derive(Args, Debug)]
#[command(after_help = "\
A file in TOML (or the same in JSON):

  [[tenants]]
  group = \"acme\"
  name = \"Acme Ltd\"
  settings.accounts.sign_up = true      # over [tenant_defaults] of the configuration

  [[tenants.clients]]                   # metadata by its RFC 7591 names
  client_id = \"shop\"
  client_name = \"Shop\"
  redirect_uris = [\"https://shop.example/callback\"]
  # client_secret = \"…\"                  otherwise one is made and printed, once

  [[tenants.people]]
  username = \"alice\"
  email = \"alice@example.com\"
  email_verified = true
  password = \"…\"                        # or password_hash = \"$argon2id$…\"
  profile = { name = \"Alice Example\", locale = \"en\" }

  [[tenants.organizations]]
  alias = \"sales\"
  name = \"Acme Sales\"
  # two_factors = true                    what it wants of its members when they sign in
  # refuses = [\"sms\"]                     and what it does not take from them then
  members = [{ person = \"alice\", role = \"admin\" }, { person = \"bob\" }]

A second run changes nothing and says so. Settings of a tenant are replaced as a whole, so is a
client's metadata; of a person only what the file names changes, and a password that somebody has
is never replaced. What no file names stays as it is.

Examples:
  latchkey import --dry-run acme.toml
  latchkey import tenants/*.toml")]
pub struct Options {
    /// What to import, TOML or JSON by the file's ending
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Imports files.
///
/// # Errors
/// What is wrong with the files, each with its place, or with the database.
pub fn run(common: &Common, options: &Options) -> Result<ExitCode, Failure> {
    let config = crate::opened::configuration(common)?;
    let documents = files::read(&options.files)?;
    let opened = Opened::set_up(config)?;
    wait(async {
        let tenants = document::check(documents, &opened.provision)?;
        let plan = plan::plan(&opened, tenants).await?;
        if !options.dry_run {
            apply::apply(&opened, &plan).await?;
        }
        report::print(&plan, options.dry_run, options.json)
    })?;
    Ok(ExitCode::SUCCESS)
}
