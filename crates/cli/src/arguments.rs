//! The command line.
use crate::commands::{
    check, client, demo, explain, import, keys, migrate, organization, person, tenant, theme,
};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// An OpenID Connect provider with hosted sign-in pages.
#[derive(Parser, Debug)]
#[command(
    name = "latchkey",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    after_help = "\
Examples:
  latchkey demo                               try everything at http://localhost:8081
  latchkey serve --config /etc/latchkey.toml  run the provider
  latchkey tenant add acme                    make a tenant
  latchkey client add acme --redirect-uri https://app.example/callback
  latchkey check                              what is wrong, and what to do

Settings come from latchkey.toml (or --config) and from variables such as
LATCHKEY_HTTP__LISTEN; config/latchkey.example.toml lists them all."
)]
pub struct Arguments {
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Args, Debug)]
pub struct Common {
    /// The configuration file [default: latchkey.toml in this folder, if it is there]
    #[arg(long, global = true, value_name = "FILE", env = "LATCHKEY_CONFIG")]
    pub config: Option<PathBuf>,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Run the provider until it is told to stop
    ///
    /// SIGTERM or Ctrl-C: finishes what it accepted, then ends. SIGHUP: reads the certificate
    /// again.
    Serve,
    /// Run a provider and a small app that signs people in with it, to look at
    Demo(demo::Options),
    /// Bring the database's tables up to date
    Migrate(migrate::Options),
    /// Check configuration, database, keys, clock and issuer, and say what to do
    Check(check::Options),
    /// Say why a request was refused, by the reference that the client or the person was shown
    Explain(explain::Options),
    /// Ask the provider on this machine whether it is ready (for container health checks)
    Health,
    /// Make tenants, clients, people and organizations as files describe them
    Import(import::Options),
    /// Look at signing keys and rotate them
    Keys {
        /// What to do with them.
        #[command(subcommand)]
        action: keys::Action,
    },
    /// Make, list, show and remove tenants, switch them off and on
    Tenant {
        /// What to do with them.
        #[command(subcommand)]
        action: tenant::Action,
    },
    /// Make, list, show, try and remove the apps of a tenant, give them secrets, invite new ones
    Client {
        /// What to do with them.
        #[command(subcommand)]
        action: client::Action,
    },
    /// Make, list, show, suspend and remove the people of a tenant, their password, factors, devices
    Person {
        /// What to do with them.
        #[command(subcommand)]
        action: person::Action,
    },
    /// Make, list, show and remove the organizations of a tenant, and say who belongs to them
    Organization {
        /// What to do with them.
        #[command(subcommand)]
        action: organization::Action,
    },
    /// Show what colours and corners will look like on the pages, with the contrast they have
    Theme(theme::Options),
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }
}
