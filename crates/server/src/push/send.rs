//! Sending one push message (RFC 8030 §5), and what comes of it.
use super::{Subscription, is_live, key};
use crate::app::App;
use actix_web::web::Data;
use latchkey_base::{Seconds, Timestamp};
use latchkey_jose::web_push::PushKeys;
use latchkey_outbound::{DeliverySettings, FetchError, Fetched, next_attempt};
use latchkey_store::{
    OutboxMessage, PushMessage, PushSubscriptionRecord, TenantSnapshot, Tx, TxError, Unavailable,
};
use latchkey_ui::{Language, PushText, push_text};
use serde_json::json;

/// For how long what says who we are is good. Push services take a day at most (RFC 8292 §2).
const SIGNED_FOR: Seconds = Seconds::minutes(60);

/// What came of an attempt.
#[derive(Debug, PartialEq, Eq)]
enum Sent {
    /// The push service has it, or there is nobody to tell any more.
    Done,
    /// The browser that is told since then is not there any more, and told nothing from now on.
    Gone(Timestamp),
    /// The push service does not take it, or must not be asked.
    Refused(String),
    /// Something that may pass; next turn then.
    Postponed(Timestamp, String),
}

/// Makes one attempt, and writes down what came of it.
///
/// # Errors
/// As the transaction.
pub async fn deliver(app: &Data<App>, message: &OutboxMessage) -> Result<(), TxError> {
    let Some(message) = PushMessage::read(message) else { return Ok(()) };
    let sent = attempt(app, &message)
        .await
        .unwrap_or_else(|error| later(app, &message, error.to_string()));
    let PushMessage { id, tenant, session, .. } = message;
    let (about, service) = (message.about.name(), &*message.destination);
    match &sent {
        Sent::Done => tracing::debug!(%tenant, about, service, "a browser was told"),
        Sent::Gone(_) => tracing::info!(%tenant, about, service, "a browser is told no more"),
        Sent::Refused(reason) => {
            tracing::warn!(number = "LK-1510", %tenant, about, service, %reason, "a push message was not sent");
        }
        Sent::Postponed(_, reason) => {
            tracing::info!(%tenant, about, service, %reason, "a push message will be sent again");
        }
    }
    let write = move |tx: &mut dyn Tx| {
        match sent {
            Sent::Postponed(due_at, _) => return tx.postpone_message(id, due_at),
            Sent::Gone(since) => {
                // It may have another address by now.
                if tx.push_subscription(session)?.is_some_and(|held| held.created_at == since) {
                    tx.delete_push_subscription(session)?;
                }
            }
            Sent::Done | Sent::Refused(_) => {}
        }
        tx.delete_message(id)
    };
    app.store.write(tenant, write).await
}

/// Security: what was queued a moment ago is for a session that may have ended since.
async fn attempt(app: &Data<App>, message: &PushMessage) -> Result<Sent, TxError> {
    let snapshot = app.store.tenant_by_id(message.tenant).await;
    let snapshot =
        snapshot.map_err(|error: Unavailable| TxError::Unavailable(error.to_string()))?;
    let Some(snapshot) =
        snapshot.filter(|found| !found.record.disabled && found.record.settings.factors.push)
    else {
        return Ok(Sent::Done);
    };
    let now = app.clock.now();
    let (of, idle) = (message.session, snapshot.record.settings.protocol.lifetimes.session_idle);
    let held = app.store.read(message.tenant, move |tx| {
        let live = tx.session(of)?.is_some_and(|session| is_live(&session, idle, now));
        Ok::<_, TxError>(if live { tx.push_subscription(of)? } else { None })
    });
    let Some(held) = held.await? else { return Ok(Sent::Done) };
    Ok(match Subscription::open(&app.push, &held) {
        Some(to) => post(app, (message, now), (&held, &to), &snapshot).await,
        None => Sent::Refused("its address cannot be read".to_owned()),
    })
}

async fn post(
    app: &App,
    (message, now): (&PushMessage, Timestamp),
    (held, to): (&PushSubscriptionRecord, &Subscription),
    snapshot: &TenantSnapshot,
) -> Sent {
    let text = document(message, held, snapshot);
    let body = PushKeys::read(&to.p256dh, &to.auth).and_then(|keys| keys.encrypt(text.as_bytes()));
    let issuer = app.issuer(&snapshot.record.group);
    let contact = app.is_https().then_some(issuer.as_str());
    let origin = to.endpoint.origin().ascii_serialization();
    let by = key(app, message.tenant)
        .and_then(|key| key.authorization(&origin, now + SIGNED_FOR, contact).ok());
    let (Ok(body), Some(by)) = (body, by) else {
        return Sent::Refused("it cannot be encrypted or signed".to_owned());
    };
    let headers = [
        ("authorization", by),
        ("content-encoding", "aes128gcm".to_owned()),
        ("content-type", "application/octet-stream".to_owned()),
        // RFC 8030 §5.2, §5.3, §5.4: a moment too late it is worth nothing, somebody waits, and one of a
        // kind is enough.
        ("ttl", message.expires_at.since(now).get().max(0).to_string()),
        ("urgency", "high".to_owned()),
        ("topic", message.about.name().to_owned()),
    ];
    match app.fetch.push(&to.endpoint, &headers, body, app.fetch.limits()).await {
        Ok(answer) => judge(app, (message, held.created_at), &answer),
        Err(error @ (FetchError::Refused(_) | FetchError::TooLarge | FetchError::Redirected)) => {
            Sent::Refused(error.to_string())
        }
        // Security: addresses that never answer, of which anybody may name some, take no places for long.
        Err(error @ FetchError::TimedOut) if message.attempts > 0 => {
            Sent::Refused(error.to_string())
        }
        Err(error) => later(app, message, error.to_string()),
    }
}

/// What the browser shows. Security: nothing about the person, or about who asks.
fn document(
    message: &PushMessage,
    held: &PushSubscriptionRecord,
    snapshot: &TenantSnapshot,
) -> String {
    let language = Language::of_tag(&held.language).unwrap_or_default();
    let record = &snapshot.record;
    let tenant = record.settings.branding.display_name.as_deref().unwrap_or(&record.name);
    let PushText { title, body } = push_text(language, tenant);
    let tag = message.about.name();
    json!({ "title": title, "body": body, "lang": language.tag(), "dir": language.dir(), "tag": tag })
        .to_string()
}

/// Statuses by RFC 8030 §5, §7.3 and §8.4.
fn judge(app: &App, (message, since): (&PushMessage, Timestamp), answer: &Fetched) -> Sent {
    let (status, wait) = (answer.status, answer.retry_after.unwrap_or_default());
    match status {
        200..=299 => Sent::Done,
        404 | 410 => Sent::Gone(since),
        408 | 425 | 429 | 500..=599 => later_than(wait, app, message, format!("status {status}")),
        _ => Sent::Refused(format!("status {status}")),
    }
}

fn later(app: &App, message: &PushMessage, reason: String) -> Sent {
    later_than(Seconds::default(), app, message, reason)
}

/// Once more, and not before the service wants to hear of it again.
fn later_than(wait: Seconds, app: &App, message: &PushMessage, reason: String) -> Sent {
    let pauses = DeliverySettings { first_pause: Seconds::new(3), ..DeliverySettings::default() };
    let now = app.clock.now();
    let due_at = next_attempt(now, message.attempts, &pauses, &*app.entropy).max(now + wait);
    if due_at >= message.expires_at {
        return Sent::Refused(format!("{reason}; its time is over before the next attempt"));
    }
    Sent::Postponed(due_at, reason)
}
