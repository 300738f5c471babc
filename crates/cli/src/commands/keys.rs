//! `latchkey keys`.
use crate::arguments::Common;
use crate::failure::Failure;
use crate::opened::{Opened, wait};
use crate::print;
use clap::Subcommand;
use latchkey_base::Timestamp;
use latchkey_store::{KeyState, SigningKeyRecord, TenantRecord};
use serde_json::{Value, json};
use std::process::ExitCode;

/// What to do with keys.
#[derive(Subcommand, Debug)]
pub enum Action {
    /// List the signing keys of a tenant, or of all
    List {
        /// The tenant's group [default: all tenants]
        tenant: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Give signing keys successors
    ///
    /// A new key is published at once and signs one cache lifetime (keys.jwks_max_age) later; the
    /// old one stays published until the longest token it signed is over. A running server takes
    /// part by itself.
    #[command(after_help = "\
Examples:
  latchkey keys rotate acme
  latchkey keys rotate --all-tenants")]
    Rotate {
        /// The tenant's group
        #[arg(required_unless_present = "all_tenants")]
        tenant: Option<String>,
        /// Rotate the keys of every tenant
        #[arg(long, conflicts_with = "tenant")]
        all_tenants: bool,
        /// Print the new keys as JSON
        #[arg(long)]
        json: bool,
    },
}

/// Lists or rotates keys.
///
/// # Errors
/// Why that did not work.
pub fn run(common: &Common, action: Action) -> Result<ExitCode, Failure> {
    let opened = Opened::open(common)?;
    wait(async {
        match action {
            Action::List { tenant, json } => list(&opened, tenant.as_deref(), json).await,
            Action::Rotate { tenant, json, .. } => rotate(&opened, tenant.as_deref(), json).await,
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn chosen(opened: &Opened, tenant: Option<&str>) -> Result<Vec<TenantRecord>, Failure> {
    match tenant {
        Some(word) => Ok(vec![opened.tenant(word).await?]),
        None => opened.tenants().await,
    }
}

async fn list(opened: &Opened, tenant: Option<&str>, as_json: bool) -> Result<(), Failure> {
    let now = opened.provision.now();
    let mut found = Vec::new();
    for tenant in chosen(opened, tenant).await? {
        let keys = opened.read(&tenant, |tx| Ok(tx.signing_keys()?)).await?;
        found.extend(keys.into_iter().map(|key| (tenant.group.clone(), key)));
    }
    let describe = |(group, key): &(String, SigningKeyRecord)| Ok(describe(group, key, now));
    let row = |(group, key): &(String, SigningKeyRecord)| {
        let ends = key.retires_at.map_or_else(String::new, print::time);
        let (alg, state) = (key.alg.name().to_owned(), state(key, now).to_owned());
        [group.clone(), alg, key.kid.clone(), state, print::time(key.active_from), ends]
    };
    let heading = ["tenant", "alg", "kid", "state", "signs from", "published until"];
    print::list(&found, as_json, describe, (heading, row))
}

fn describe(group: &str, key: &SigningKeyRecord, now: Timestamp) -> Value {
    json!({
        "tenant": group,
        "kid": key.kid,
        "alg": key.alg,
        "state": state(key, now),
        "created_at": key.created_at.seconds(),
        "active_from": key.active_from.seconds(),
        "retires_at": key.retires_at.map(Timestamp::seconds),
    })
}

fn state(key: &SigningKeyRecord, now: Timestamp) -> &'static str {
    if key.state == KeyState::Retired || key.retires_at.is_some_and(|at| at <= now) {
        "retired"
    } else if now < key.active_from {
        "waiting"
    } else if key.retires_at.is_some() {
        "leaving"
    } else {
        "signing"
    }
}

async fn rotate(opened: &Opened, tenant: Option<&str>, as_json: bool) -> Result<(), Failure> {
    let (now, mut described) = (opened.provision.now(), Vec::new());
    for tenant in chosen(opened, tenant).await? {
        let rotation = opened.provision.rotate_keys(&opened.store, tenant.id, true).await?;
        if as_json {
            described.extend(rotation.added.iter().map(|key| describe(&tenant.group, key, now)));
            continue;
        }
        if rotation.added.is_empty() {
            let text = "no signing key is due, the newest have not begun to sign yet";
            print::line(&format!("{}: {text}.", tenant.group))?;
        }
        for key in &rotation.added {
            let (from, alg) = (print::time(key.active_from), key.alg.name());
            print::line(&format!("{}: new {alg} key {} signs from {from}", tenant.group, key.kid))?;
        }
    }
    if as_json { print::json(&described) } else { Ok(()) }
}
