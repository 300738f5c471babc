//! `latchkey person recovery`.
use super::person::find;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::print;
use clap::Subcommand;
use latchkey_accounts::Account;
use latchkey_server::provision::RecoveryDecision;
use latchkey_store::RecoveryRecord;
use serde_json::{Value, json};

/// So many requests are listed at once.
const MOST: i64 = 1000;

/// What to do with requests to get back in without the second step.
#[derive(Subcommand, Debug)]
pub enum Action {
    /// List those that wait or can be finished, the oldest first
    List {
        /// The tenant's group
        tenant: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Let somebody finish theirs without waiting: the link goes to their address. Make sure of who
    /// asks, and not by mail
    Approve {
        /// The tenant's group
        tenant: String,
        /// User name or e-mail address
        person: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Stop somebody's; they hear of it by mail and cannot ask again for a while
    Stop {
        /// The tenant's group
        tenant: String,
        /// User name or e-mail address
        person: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Does it.
///
/// # Errors
/// Why that did not work.
pub async fn run(opened: &Opened, action: Action) -> Result<(), Failure> {
    match action {
        Action::List { tenant, json } => list(opened, &tenant, json).await,
        Action::Approve { tenant, person, json } => {
            decide(opened, (&tenant, &person), RecoveryDecision::Approve, json).await
        }
        Action::Stop { tenant, person, json } => {
            decide(opened, (&tenant, &person), RecoveryDecision::Stop, json).await
        }
    }
}

async fn list(opened: &Opened, tenant: &str, as_json: bool) -> Result<(), Failure> {
    let tenant = opened.tenant(tenant).await?;
    let now = opened.provision.now();
    let open = opened.read(&tenant, move |tx| {
        let mut open = Vec::new();
        for asked in tx.open_recoveries(now, MOST)? {
            let account = tx.account(asked.account)?;
            open.extend(account.map(|account| (account, asked)));
        }
        Ok(open)
    });
    let open: Vec<(Account, RecoveryRecord)> = open.await?;
    let row = |(account, asked): &(Account, RecoveryRecord)| {
        let times = [asked.created_at, asked.ready_at, asked.expires_at].map(print::time);
        let [since, from, until] = times;
        let from = if asked.is_ready(now) { "now".to_owned() } else { from };
        [account.username.clone(), since, from, until, asked.address.clone()]
    };
    let heading = ["user name", "asked", "from", "until", "address"];
    print::list(&open, as_json, describe, (heading, row))
}

fn describe((account, asked): &(Account, RecoveryRecord)) -> Result<Value, Failure> {
    Ok(json!({
        "sub": account.id,
        "username": account.username,
        "email": asked.email,
        "address": asked.address,
        "browser": asked.user_agent,
        "created_at": asked.created_at.seconds(),
        "ready_at": asked.ready_at.seconds(),
        "expires_at": asked.expires_at.seconds(),
    }))
}

async fn decide(
    opened: &Opened,
    of: (&str, &str),
    decision: RecoveryDecision,
    as_json: bool,
) -> Result<(), Failure> {
    let tenant = opened.tenant(of.0).await?;
    let account = find(opened, &tenant, of.1).await?;
    let issuer = format!("{}/{}", opened.config.http.public_url(), tenant.group);
    let (store, at) = (&opened.store, (&tenant, issuer.as_str()));
    let done = opened.provision.decide_recovery(store, at, (&account, decision)).await?;
    let who = &account.username;
    if !done {
        let what = match decision {
            RecoveryDecision::Approve => "that waits",
            RecoveryDecision::Stop => "that is open",
        };
        return Err(Failure::new(format!("{who} has no request {what}")));
    }
    match decision {
        _ if as_json => {
            let approved = decision == RecoveryDecision::Approve;
            print::json(&json!({ "username": who, "approved": approved, "stopped": !approved }))
        }
        RecoveryDecision::Approve => {
            print::line(&format!("{who} need not wait; a mail with the link goes out."))
        }
        RecoveryDecision::Stop => print::line(&format!("The request of {who} is stopped.")),
    }
}
