//! `latchkey person browsers`.
use super::person::find;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::print;
use clap::Subcommand;
use latchkey_accounts::EventKind;
use latchkey_base::RememberedBrowserId;
use latchkey_server::provision::ProvisionError;
use latchkey_store::{RememberedBrowserRecord, Tx};
use serde_json::{Value, json};

/// What to do with the browsers in which somebody is not asked for the second step.
#[derive(Subcommand, Debug)]
pub enum Action {
    /// List them
    List {
        /// The tenant's group
        tenant: String,
        /// User name or e-mail address
        person: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Forget one of them, or all: the next sign-in there takes the second step again
    Forget {
        /// The tenant's group
        tenant: String,
        /// User name or e-mail address
        person: String,
        /// The browser's id, as the list says it; without, all of them
        browser: Option<RememberedBrowserId>,
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
        Action::List { tenant, person, json } => list(opened, (&tenant, &person), json).await,
        Action::Forget { tenant, person, browser, json } => {
            forget(opened, (&tenant, &person), browser, json).await
        }
    }
}

async fn list(opened: &Opened, of: (&str, &str), as_json: bool) -> Result<(), Failure> {
    let tenant = opened.tenant(of.0).await?;
    let (account, now) = (find(opened, &tenant, of.1).await?.id, opened.provision.now());
    let held = opened.read(&tenant, move |tx| Ok(tx.remembered_browsers(account, now)?)).await?;
    let row = |held: &RememberedBrowserRecord| {
        let times = [held.created_at, held.used_at, held.expires_at].map(print::time);
        let [since, used, until] = times;
        [held.id.to_string(), since, used, until, held.user_agent.clone()]
    };
    let heading = ["id", "since", "last used", "until", "browser"];
    print::list(&held, as_json, describe, (heading, row))
}

fn describe(held: &RememberedBrowserRecord) -> Result<Value, Failure> {
    Ok(json!({
        "id": held.id,
        "browser": held.user_agent,
        "created_at": held.created_at.seconds(),
        "used_at": held.used_at.seconds(),
        "expires_at": held.expires_at.seconds(),
    }))
}

async fn forget(
    opened: &Opened,
    of: (&str, &str),
    browser: Option<RememberedBrowserId>,
    as_json: bool,
) -> Result<(), Failure> {
    let tenant = opened.tenant(of.0).await?;
    let account = find(opened, &tenant, of.1).await?;
    let id = account.id;
    let event = opened.provision.event(&tenant, id, EventKind::BrowserForgotten);
    let forget = move |tx: &mut dyn Tx| -> Result<usize, ProvisionError> {
        let gone = match browser {
            Some(browser) => usize::from(tx.forget_browser(id, browser)?),
            None => tx.forget_browsers(id)?,
        };
        event.iter().filter(|_| gone > 0).try_for_each(|event| tx.add_event(event))?;
        Ok(gone)
    };
    let gone = opened.write(&tenant, forget).await?;
    if let Some(browser) = browser.filter(|_| gone == 0) {
        let who = account.username;
        return Err(Failure::new(format!("{who} has no remembered browser {browser}")));
    }
    if as_json {
        return print::json(&json!({ "forgotten": gone }));
    }
    let who = &account.username;
    match gone {
        0 => print::line(&format!("{who} has no remembered browser.")),
        1 => print::line(&format!("One browser of {who} is forgotten.")),
        many => print::line(&format!("{many} browsers of {who} are forgotten.")),
    }
}
