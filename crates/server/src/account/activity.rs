//! `/{group}/account/activity`: what happened at the account.
use super::{Member, Need, enter};
use crate::interaction::Answered;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use latchkey_accounts::{AccountEvent, EventKind};
use latchkey_store::TxError;
use latchkey_ui::BrowserName;
use latchkey_ui::pages::{AccountActivityPage, AccountEventKind, AccountEventLine};

/// The most events that are shown, the youngest.
const MOST: i64 = 100;

/// `GET …/activity`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit) -> Answered {
    let member = enter!(visit, "activity", Need::SignedIn);
    let events = happened(&member, MOST).await?;
    let lines: Vec<AccountEventLine<'_>> = events.iter().map(line).collect();
    let (home, sessions) = (member.path(""), member.path("/sessions"));
    Ok(member.page(StatusCode::OK, |page| {
        draw(&AccountActivityPage {
            page,
            home_url: &home,
            sessions_url: &sessions,
            events: &lines,
        })
    }))
}

/// What happened, the youngest first.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn happened(member: &Member, most: i64) -> Result<Vec<AccountEvent>, Trouble> {
    let (id, now) = (member.account.id, member.visit.now);
    let store = &member.visit.app.store;
    let found = store.read(member.visit.tenant.id(), move |tx| tx.events_of(id, now, most));
    let found: Result<Vec<AccountEvent>, TxError> = found.await;
    Ok(found?)
}

fn line(event: &AccountEvent) -> AccountEventLine<'_> {
    AccountEventLine {
        kind: in_words(event.kind),
        at: event.at,
        browser: event.user_agent.as_deref().map(BrowserName::read),
        about: event.about.as_deref(),
    }
}

fn in_words(kind: EventKind) -> AccountEventKind {
    match kind {
        EventKind::SignedIn => AccountEventKind::SignedIn,
        EventKind::ProfileChanged => AccountEventKind::ProfileChanged,
        EventKind::EmailChanged => AccountEventKind::EmailChanged,
        EventKind::PasswordChanged => AccountEventKind::PasswordChanged,
        EventKind::PasswordReset => AccountEventKind::PasswordReset,
        EventKind::AppAllowed => AccountEventKind::AppAllowed,
        EventKind::AppDisconnected => AccountEventKind::AppDisconnected,
        EventKind::SessionsEnded => AccountEventKind::SessionsEnded,
        EventKind::DataDownloaded => AccountEventKind::DataDownloaded,
        EventKind::DeletionRequested => AccountEventKind::DeletionRequested,
        EventKind::DeletionCancelled => AccountEventKind::DeletionCancelled,
        EventKind::TotpAdded => AccountEventKind::TotpAdded,
        EventKind::TotpRemoved => AccountEventKind::TotpRemoved,
        EventKind::RecoveryCodesMade => AccountEventKind::RecoveryCodesMade,
        EventKind::RecoveryCodeUsed => AccountEventKind::RecoveryCodeUsed,
        EventKind::FactorsReset => AccountEventKind::FactorsReset,
        EventKind::DeviceConnected => AccountEventKind::DeviceConnected,
        EventKind::DeviceDenied => AccountEventKind::DeviceDenied,
        EventKind::DeviceEnded => AccountEventKind::DeviceEnded,
        EventKind::PasskeyAdded => AccountEventKind::PasskeyAdded,
        EventKind::PasskeyUsed => AccountEventKind::PasskeyUsed,
        EventKind::PasskeyRemoved => AccountEventKind::PasskeyRemoved,
        EventKind::PasskeyCopied => AccountEventKind::PasskeyCopied,
        EventKind::Locked => AccountEventKind::Locked,
        EventKind::Unlocked => AccountEventKind::Unlocked,
    }
}
