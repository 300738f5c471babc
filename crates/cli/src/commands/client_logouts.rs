//! `latchkey client logouts`.
use super::client::find;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::print;
use latchkey_store::LogoutDelivery;
use serde_json::{Value, json};

/// How many are shown.
const MOST: i64 = 100;

/// Lists what came of telling a client that sessions have ended (OIDC Back-Channel Logout §2.5).
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
    let row = |delivery: &LogoutDelivery| {
        let reason = delivery.reason.clone().unwrap_or_default();
        let (tried, outcome) = (print::time(delivery.tried_at), delivery.outcome.name());
        [tried, outcome.to_owned(), delivery.attempts.to_string(), reason]
    };
    print::list(&told, as_json, describe, (["last tried", "outcome", "attempts", "reason"], row))
}

fn describe(delivery: &LogoutDelivery) -> Result<Value, Failure> {
    Ok(json!({
        "session": delivery.session,
        "outcome": delivery.outcome.name(),
        "attempts": delivery.attempts,
        "reason": delivery.reason,
        "tried_at": delivery.tried_at.seconds(),
    }))
}
