//! `latchkey migrate`.
use crate::arguments::Common;
use crate::failure::Failure;
use crate::opened::configuration;
use crate::print;
use clap::Args;
use latchkey_base::SystemEntropy;
use latchkey_server::config::Config;
use latchkey_store::{Database, StoreConfig};
use serde_json::json;
use std::process::ExitCode;

/// Options of `latchkey migrate`.
#[derive(Args, Debug)]
#[command(after_help = "\
Run it before the first start on PostgreSQL and after each update. Running servers go on: tables
are first widened, and narrowed only by a later version.

Examples:
  latchkey migrate
  latchkey migrate --down 1    take the newest migration back, with what its tables hold")]
pub struct Options {
    /// Take back the newest N migrations, and with them what their tables hold
    #[arg(long, value_name = "N")]
    down: Option<u32>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Brings the tables up to date, or takes migrations back.
///
/// # Errors
/// Why that did not work.
pub fn run(common: &Common, options: &Options) -> Result<ExitCode, Failure> {
    let config = configuration(common)?;
    let store = config.store()?;
    let (mut applied, mut taken_back) = (Vec::new(), Vec::new());
    match options.down {
        None => {
            make_key_for_new_folder(&config, &store)?;
            applied = latchkey_store::migrate(&store)?.applied;
        }
        Some(count) => {
            for _ in 0..count {
                let names = latchkey_store::migrate_down(&store)?.applied;
                // Said at once: the next one may fail.
                for name in names.iter().filter(|_| !options.json) {
                    print::line(&format!("took back {name}"))?;
                }
                taken_back.extend(names);
            }
        }
    }
    if options.json {
        print::json(&json!({ "applied": applied, "taken_back": taken_back }))?;
        return Ok(ExitCode::SUCCESS);
    }
    if options.down.is_none() && applied.is_empty() {
        print::line(&format!("{}: up to date.", store.database))?;
    }
    for name in applied {
        print::line(&format!("applied {name}"))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A new data folder gets its master key before its database: a database without one is taken
/// for one whose key was lost.
fn make_key_for_new_folder(config: &Config, store: &StoreConfig) -> Result<(), Failure> {
    if let Database::Folder(folder) = &store.database
        && !folder.join(Database::FILE).exists()
    {
        config.open_master_key(&SystemEntropy::new())?;
    }
    Ok(())
}
