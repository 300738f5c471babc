//! `latchkey client logouts`.
use super::client::find;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::print;
use latchkey_store::{About, Delivery};
use serde_json::{Value, json};

/// How many are shown.
const MOST: i64 = 100;

/// Lists what came of telling a client that sessions have ended (OIDC Back-Channel Logout §2.5), and
/// what became of what it asked people to confirm.
///
/// # Errors
/// When there is no such client, or the database does not answer.
pub async fn list(
    opened: &Opened,
    (tenant, client_id): (&str, &str),
    as_json: bool,
) -> Result<(), Failure> {
    let tenant = opened.tenant(tenant).await?;
    let client = find(opened, &tenant, client_id).await?.key;
    let told = opened.read(&tenant, move |tx| Ok(tx.deliveries(client, MOST)?)).await?;
    let row = |delivery: &Delivery| {
        let reason = delivery.reason.clone().unwrap_or_default();
        let (tried, outcome) = (print::time(delivery.tried_at), delivery.outcome.name());
        let news = match delivery.about {
            About::Session(_) => "sign-out",
            About::Confirmation(_) => "confirmation",
        };
        let attempts = delivery.attempts.to_string();
        [tried, news.to_owned(), outcome.to_owned(), attempts, reason]
    };
    let heads = ["last tried", "of", "outcome", "attempts", "reason"];
    print::list(&told, as_json, describe, (heads, row))
}

fn describe(delivery: &Delivery) -> Result<Value, Failure> {
    let (session, confirmation) = match delivery.about {
        About::Session(id) => (Some(id), None),
        About::Confirmation(id) => (None, Some(id)),
    };
    Ok(json!({
        "session": session,
        "confirmation": confirmation,
        "outcome": delivery.outcome.name(),
        "attempts": delivery.attempts,
        "reason": delivery.reason,
        "tried_at": delivery.tried_at.seconds(),
    }))
}
