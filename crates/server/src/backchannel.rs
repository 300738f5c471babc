//! Telling one client that a session has ended (OIDC Back-Channel Logout §2.5, §2.8).
use crate::app::App;
use crate::client_keys;
use crate::tenant::Tenant;
use actix_web::web::Data;
use latchkey_base::{Seconds, Timestamp};
use latchkey_oidc::Client;
use latchkey_oidc::logout::logout_token;
use latchkey_outbound::{DeliverySettings, FetchError, Fetched, next_attempt};
use latchkey_store::{Logout, LogoutDelivery, LogoutOutcome, Tx, TxError, Unavailable};
use serde::Deserialize;
use std::sync::Arc;
use url::Url;

/// The longest text of a client that goes into the log.
const LONGEST_REASON: usize = 200;

/// What came of an attempt.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// The client has signed the person out.
    Delivered,
    /// It says no, or cannot be told. Trying again would not help.
    Refused(String),
    /// Something that may pass; next turn then.
    Postponed(Timestamp, String),
    /// There was not enough time.
    GivenUp(String),
}

/// For how long nobody else tries while one does.
pub(crate) fn lease(app: &App) -> Seconds {
    let limit = i64::try_from(app.fetch.limits().time.as_secs()).unwrap_or(i64::MAX / 4);
    Seconds::new(limit.saturating_mul(2).saturating_add(5))
}

/// Makes one attempt. The token is made now, so that it is fresh when it arrives, with a `jti` of
/// its own.
pub(crate) async fn tell(app: &Data<App>, logout: &Logout) -> Told {
    let reason = match attempt(app, logout).await {
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
    later(app, logout, reason)
}

/// The answer of the client, or why it was not asked.
async fn attempt(app: &Data<App>, logout: &Logout) -> Result<Result<Fetched, FetchError>, Told> {
    let postponed = |error: Unavailable| later(app, logout, error.to_string());
    let snapshot = app.store.tenant_by_id(logout.tenant).await.map_err(postponed)?;
    let client =
        app.store.client_by_key(logout.tenant, logout.who.client).await.map_err(postponed)?;
    let snapshot = snapshot.filter(|found| !found.record.disabled);
    let (Some(snapshot), Some((client, url))) = (snapshot, client.and_then(address)) else {
        return Err(Told::GivenUp("the client wants no logout tokens any more".to_owned()));
    };
    let tenant = Tenant::of(app, snapshot);
    let cx = tenant.context(app.clock.now());
    let encryption = client.metadata.id_token_encryption();
    let token = client_keys::recipient(app, logout.tenant, &client, encryption)
        .await
        .and_then(|recipient| {
            let (session, subject) = (logout.who.session, &logout.who.subject);
            logout_token(session, subject, (&client, &recipient), &cx)
        })
        .map_err(|error| later(app, logout, format!("{error:?}")))?;
    Ok(app.fetch.post_form(&url, &[("logout_token", &token)], app.fetch.limits()).await)
}

fn address(client: Arc<Client>) -> Option<(Arc<Client>, Url)> {
    let url = client.metadata.backchannel_logout_uri.as_deref()?.parse().ok()?;
    (!client.disabled).then_some((client, url))
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

fn later(app: &App, logout: &Logout, reason: String) -> Told {
    let pauses = DeliverySettings { first_pause: Seconds::new(5), ..DeliverySettings::default() };
    let due_at = next_attempt(app.clock.now(), logout.attempts, &pauses, &*app.entropy);
    if due_at >= logout.expires_at {
        return Told::GivenUp(format!("{reason}; its time is over before the next attempt"));
    }
    Told::Postponed(due_at, reason)
}

/// Keeps what came of it, and says so to the operator.
pub(crate) async fn record(app: &App, logout: &Logout, told: Told) -> Result<(), TxError> {
    let (id, tenant, session, client) =
        (logout.id(), logout.tenant, logout.who.session, logout.who.client);
    let (outcome, reason, due_at) = match told {
        Told::Delivered => (LogoutOutcome::Delivered, None, None),
        Told::Refused(reason) => (LogoutOutcome::Refused, Some(reason), None),
        Told::Postponed(due_at, reason) => (LogoutOutcome::Postponed, Some(reason), Some(due_at)),
        Told::GivenUp(reason) => (LogoutOutcome::GivenUp, Some(reason), None),
    };
    let (attempts, now) = (logout.attempts, app.clock.now());
    let why = reason.as_deref().unwrap_or_default();
    match outcome {
        LogoutOutcome::Delivered => {
            tracing::info!(%tenant, %client, %session, "a client was told that a session has ended");
        }
        LogoutOutcome::Refused => {
            tracing::error!(number = "LK-1505", %tenant, %client, %session, reason = why, "a client does not sign the person out");
        }
        LogoutOutcome::Postponed => {
            tracing::warn!(number = "LK-1506", %tenant, %client, %session, attempts, reason = why, "a client was not told that a session has ended; it will be tried again");
        }
        LogoutOutcome::GivenUp => {
            tracing::error!(number = "LK-1507", %tenant, %client, %session, attempts, reason = why, "a client was never told that a session has ended");
        }
    }
    // While it is still being tried, its record stays.
    let kept_for = app.config.explain.kept_for;
    let expires_at = due_at.unwrap_or(now) + kept_for;
    let message = LogoutDelivery {
        message: id,
        client,
        session,
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
    app.metrics.protocol.told_of_logout(outcome.name());
    Ok(())
}
