//! `latchkey check`: what is wrong, and what to do about it. Changes nothing.

mod clock;
mod database;
mod issuer;
mod local;
mod related_origins;
mod settings;

use crate::arguments::Common;
use crate::failure::Failure;
use crate::opened::{configuration, wait};
use crate::print;
use clap::Args;
use latchkey_server::config::Config;
use serde::Serialize;
use std::process::ExitCode;

/// Options of `latchkey check`.
#[derive(Args, Debug)]
#[command(after_help = "\
Prints one line per check: OK, PROBLEM with what to do, or SKIPPED when something before it is
missing. The exit code is 1 if there is a problem. Nothing is changed; a server may run beside.

Examples:
  latchkey check
  latchkey check --json | jq '.[] | select(.state == \"problem\")'")]
pub struct Options {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What one check found.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub check: String,
    /// How it is.
    pub state: State,
    /// In words.
    pub text: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

/// How something is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it should be.
    Ok,
    /// Somebody has to do something.
    Problem,
    /// It could not be looked at yet.
    Skipped,
}

impl Finding {
    /// All is well.
    pub fn ok(check: impl Into<String>, text: impl Into<String>) -> Self {
        Self { check: check.into(), state: State::Ok, text: text.into(), advice: None }
    }

    /// Something is wrong.
    pub fn problem(
        check: impl Into<String>,
        text: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        let advice = Some(advice.into()).filter(|advice| !advice.is_empty());
        Self { check: check.into(), state: State::Problem, text: text.into(), advice }
    }

    /// Something else is missing first.
    pub fn skipped(check: impl Into<String>, text: impl Into<String>) -> Self {
        Self { check: check.into(), state: State::Skipped, text: text.into(), advice: None }
    }

    fn line(&self) -> String {
        let state = match self.state {
            State::Ok => "OK",
            State::Problem => "PROBLEM",
            State::Skipped => "SKIPPED",
        };
        let line = format!("{state:<8} {:<14} {}", self.check, self.text);
        match &self.advice {
            Some(advice) => format!("{line}\n{:24}{advice}", ""),
            None => line,
        }
    }
}

/// Runs all checks.
///
/// # Errors
/// When standard output cannot be written.
pub fn run(common: &Common, options: &Options) -> Result<ExitCode, Failure> {
    let findings = match configuration(common) {
        Ok(config) => look(&config)?,
        Err(why) => vec![Finding::problem(
            "configuration",
            why.to_string(),
            "config/latchkey.example.toml lists every setting",
        )],
    };
    if options.json {
        print::json(&findings)?;
    } else {
        for finding in &findings {
            print::line(&finding.line())?;
        }
    }
    let is_well = findings.iter().all(|finding| finding.state != State::Problem);
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn look(config: &Config) -> Result<Vec<Finding>, Failure> {
    let mut findings = vec![Finding::ok("configuration", "every setting is understood")];
    findings.extend(local::algorithms(config));
    findings.extend(local::listener(config));
    findings.push(local::data_folder(config));
    findings.extend(local::mail(config));
    findings.extend(local::sms(config));
    findings.extend(local::companion_app(config));
    findings.extend(local::breached(config));
    let (master_key, finding) = local::master_key(config);
    findings.push(finding);
    findings.push(clock::files(config));
    wait(async {
        let (store, finding) = database::open(config, master_key);
        findings.push(finding);
        let Some(store) = store else {
            for check in ["keys", "clock", "issuer"] {
                findings.push(Finding::skipped(check, "the database is needed for that"));
            }
            return Ok(findings);
        };
        if database::is_elsewhere(config) {
            findings.push(clock::database(&store).await?);
        }
        let tenants = database::tenants(&store).await?;
        findings.push(clock::records(&tenants));
        if tenants.is_empty() {
            let advice = "latchkey tenant add NAME, or latchkey import FILE";
            findings.push(Finding::problem("tenants", "there is no tenant yet", advice));
        }
        for tenant in &tenants {
            findings.push(database::keys(config, &store, tenant).await?);
            findings.extend(settings::look(tenant));
        }
        findings.extend(issuer::look(config, &tenants).await);
        findings.extend(related_origins::look(config).await);
        Ok(findings)
    })
}
