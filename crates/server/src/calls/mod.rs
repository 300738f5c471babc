//! Telling one client something by a call to an address that it registered (OIDC Back-Channel Logout
//! §2.5, §2.8): that a session has ended, what became of a confirmation.
//!
//! What is told, and where, is one file each; how often, and what comes of it, is the same for all.
mod confirmation;
mod logout;

use crate::app::App;
use crate::tenant::Tenant;
use actix_web::web::Data;
use latchkey_base::{Seconds, Timestamp};
use latchkey_oidc::Client;
use latchkey_outbound::{DeliverySettings, FetchError, Fetched, next_attempt};
use latchkey_store::{Call, Delivery, DeliveryOutcome, News, Tx, TxError, Unavailable};
use serde::Deserialize;
use std::sync::Arc;
use url::Url;

/// The longest text of a client that goes into the log.
const LONGEST_REASON: usize = 200;

/// What came of an attempt.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// The client has taken it.
    Delivered,
    /// It says no, or cannot be told. Trying again would not help.
    Refused(String),
    /// Something that may pass; next turn then.
    Postponed(Timestamp, String),
    /// There was not enough time, or nothing to tell.
    GivenUp(String),
}

/// What is posted: one field with a signed token, made for this attempt.
struct Form {
    url: Url,
    field: &'static str,
    token: String,
}

/// For how long nobody else tries while one does.
pub(crate) fn lease(app: &App) -> Seconds {
    let limit = i64::try_from(app.fetch.limits().time.as_secs()).unwrap_or(i64::MAX / 4);
    Seconds::new(limit.saturating_mul(2).saturating_add(5))
}

/// Makes one attempt. The token is made now, so that it is fresh when it arrives, with a `jti` of
/// its own.
pub(crate) async fn tell(app: &Data<App>, call: &Call) -> Told {
    let reason = match attempt(app, call).await {
        Ok(Ok(fetched)) => match judge(&fetched) {
            Ok(told) => return told,
            Err(reason) => reason,
        },
        Ok(Err(
            error @ (FetchError::Refused(_) | FetchError::TooLarge | FetchError::Redirected),
        )) => return Told::Refused(error.to_string()),
        Ok(Err(error)) => error.to_string(),
        Err(told) => return told,
    };
    later(app, call, reason)
}

/// The answer of the client, or why it was not asked.
async fn attempt(app: &Data<App>, call: &Call) -> Result<Result<Fetched, FetchError>, Told> {
    let postponed = |error: Unavailable| later(app, call, error.to_string());
    let snapshot = app.store.tenant_by_id(call.tenant).await.map_err(postponed)?;
    let client = app.store.client_by_key(call.tenant, call.news.client()).await;
    let client = client.map_err(postponed)?.filter(|client| !client.disabled);
    let snapshot = snapshot.filter(|found| !found.record.disabled);
    let (Some(snapshot), Some(client)) = (snapshot, client) else {
        return Err(Told::GivenUp("there is no such client any more".to_owned()));
    };
    let Form { url, field, token } = form(&Tenant::of(app, snapshot), &client, call).await?;
    Ok(app.fetch.post_form(&url, &[(field, &token)], app.fetch.limits()).await)
}

async fn form(tenant: &Tenant, client: &Arc<Client>, call: &Call) -> Result<Form, Told> {
    match &call.news {
        News::LoggedOut(news) => logout::form(tenant, client, (news, call)).await,
        News::Settled(news) => confirmation::form(tenant, client, (news, call)).await,
    }
}

/// Statuses by OIDC Back-Channel Logout §2.8; an error is worth another attempt (§2.5).
fn judge(fetched: &Fetched) -> Result<Told, String> {
    match fetched.status {
        200 | 204 => Ok(Told::Delivered),
        status @ (408 | 425 | 429 | 500..=599) => Err(format!("status {status}")),
        status => Ok(Told::Refused(format!("status {status}{}", said(&fetched.body)))),
    }
}

/// What the client says for its developers (OIDC Back-Channel Logout §2.8), on one line.
pub fn said(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Problem {
        error: String,
        #[serde(default)]
        error_description: String,
    }
    let Ok(Problem { error, error_description }) = serde_json::from_slice(body) else {
        return String::new();
    };
    let text: String =
        format!("{error} {error_description}").chars().take(LONGEST_REASON).collect();
    format!(": {}", text.escape_debug())
}

fn later(app: &App, call: &Call, reason: String) -> Told {
    let pauses = DeliverySettings { first_pause: Seconds::new(5), ..DeliverySettings::default() };
    let due_at = next_attempt(app.clock.now(), call.attempts, &pauses, &*app.entropy);
    if due_at >= call.expires_at {
        return Told::GivenUp(format!("{reason}; its time is over before the next attempt"));
    }
    Told::Postponed(due_at, reason)
}

/// Keeps what came of it, and says so to the operator.
pub(crate) async fn record(app: &App, call: &Call, told: Told) -> Result<(), TxError> {
    let (id, tenant, client, about) =
        (call.id(), call.tenant, call.news.client(), call.news.about());
    let (outcome, reason, due_at) = match told {
        Told::Delivered => (DeliveryOutcome::Delivered, None, None),
        Told::Refused(reason) => (DeliveryOutcome::Refused, Some(reason), None),
        Told::Postponed(due_at, reason) => (DeliveryOutcome::Postponed, Some(reason), Some(due_at)),
        Told::GivenUp(reason) => (DeliveryOutcome::GivenUp, Some(reason), None),
    };
    let (attempts, now, news) = (call.attempts, app.clock.now(), about.kind());
    let why = reason.as_deref().unwrap_or_default();
    match outcome {
        DeliveryOutcome::Delivered => {
            tracing::info!(%tenant, %client, news, %about, "a client was told");
        }
        DeliveryOutcome::Refused => {
            tracing::error!(number = "LK-1505", %tenant, %client, news, %about, reason = why, "a client does not take what it is told");
        }
        DeliveryOutcome::Postponed => {
            tracing::warn!(number = "LK-1506", %tenant, %client, news, %about, attempts, reason = why, "a client could not be told; it will be tried again");
        }
        DeliveryOutcome::GivenUp => {
            tracing::error!(number = "LK-1507", %tenant, %client, news, %about, attempts, reason = why, "a client was never told");
        }
    }
    // While it is still being tried, its record stays.
    let kept_for = app.config.explain.kept_for;
    let expires_at = due_at.unwrap_or(now) + kept_for;
    let message = Delivery {
        message: id,
        client,
        about,
        outcome,
        attempts,
        reason,
        tried_at: now,
        expires_at,
    };
    let delivery = (kept_for.get() > 0).then_some(message);
    let keep = move |tx: &mut dyn Tx| {
        delivery.iter().try_for_each(|delivery| tx.record_delivery(delivery))?;
        match due_at {
            Some(due_at) => tx.postpone_message(id, due_at),
            None => tx.delete_message(id),
        }
    };
    app.store.write(tenant, keep).await?;
    app.metrics.protocol.told(about.kind(), outcome.name());
    Ok(())
}
