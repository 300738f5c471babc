//! `/{group}/account/activity`: what happened at the account.
use super::{Member, Need, enter};
use crate::form::Form;
use crate::interaction::Answered;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use latchkey_accounts::{AccountEvent, EventKind};
use latchkey_store::{EventId, EventRecord, TxError};
use latchkey_ui::BrowserName;
use latchkey_ui::pages::{AccountActivityPage, AccountEventKind, AccountEventLine};

/// How many events one page shows.
const PAGE: usize = 50;

/// `GET …/activity`: what happened before the event `before`, or last.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, request: HttpRequest) -> Answered {
    let member = enter!(visit, "activity", Need::SignedIn);
    let query = Form::parse(request.query_string().as_bytes());
    let before: Option<EventId> = query.get("before").and_then(|id| id.parse().ok());
    let mut events = happened(&member, before, PAGE + 1).await?;
    let is_more = events.len() > PAGE;
    events.truncate(PAGE);
    let oldest = events.last().filter(|_| is_more).map(|event| event.id);
    let older = oldest.map(|id| member.path(&format!("/activity?before={id}")));
    let newest = before.map(|_| member.path("/activity"));
    let lines: Vec<AccountEventLine<'_>> = events.iter().map(|held| line(&held.event)).collect();
    let [home, sessions] = &["", "/sessions"].map(|rest| member.path(rest));
    Ok(member.page(StatusCode::OK, |page| {
        draw(&AccountActivityPage {
            page,
            home_url: home,
            sessions_url: sessions,
            events: &lines,
            older_url: older.as_deref(),
            newest_url: newest.as_deref(),
        })
    }))
}

/// What happened before that event, or last; the youngest first.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn happened(
    member: &Member,
    before: Option<EventId>,
    most: usize,
) -> Result<Vec<EventRecord>, Trouble> {
    let (id, now) = (member.account.id, member.visit.now);
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let store = &member.visit.app.store;
    let found = store.read(member.visit.tenant.id(), move |tx| tx.events_of(id, before, now, most));
    let found: Result<Vec<EventRecord>, TxError> = found.await;
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
        EventKind::SignedOut => AccountEventKind::SignedOut,
        EventKind::ProfileChanged => AccountEventKind::ProfileChanged,
        EventKind::EmailChanged => AccountEventKind::EmailChanged,
        EventKind::PasswordChanged => AccountEventKind::PasswordChanged,
        EventKind::PasswordReset => AccountEventKind::PasswordReset,
        EventKind::PasswordAdded => AccountEventKind::PasswordAdded,
        EventKind::PasswordRemoved => AccountEventKind::PasswordRemoved,
        EventKind::AppAllowed => AccountEventKind::AppAllowed,
        EventKind::AppDisconnected => AccountEventKind::AppDisconnected,
        EventKind::SessionsEnded => AccountEventKind::SessionsEnded,
        EventKind::DataDownloaded => AccountEventKind::DataDownloaded,
        EventKind::DeletionRequested => AccountEventKind::DeletionRequested,
        EventKind::DeletionCancelled => AccountEventKind::DeletionCancelled,
        EventKind::TotpAdded => AccountEventKind::TotpAdded,
        EventKind::TotpRemoved => AccountEventKind::TotpRemoved,
        EventKind::SmsAdded => AccountEventKind::SmsAdded,
        EventKind::SmsRemoved => AccountEventKind::SmsRemoved,
        EventKind::CompanionAppAdded => AccountEventKind::CompanionAppAdded,
        EventKind::CompanionAppRemoved => AccountEventKind::CompanionAppRemoved,
        EventKind::RecoveryCodesMade => AccountEventKind::RecoveryCodesMade,
        EventKind::RecoveryCodeUsed => AccountEventKind::RecoveryCodeUsed,
        EventKind::FactorsReset => AccountEventKind::FactorsReset,
        EventKind::TwoFactorsDemanded => AccountEventKind::TwoFactorsDemanded,
        EventKind::TwoFactorsReleased => AccountEventKind::TwoFactorsReleased,
        EventKind::DeviceConnected => AccountEventKind::DeviceConnected,
        EventKind::DeviceDenied => AccountEventKind::DeviceDenied,
        EventKind::DeviceEnded => AccountEventKind::DeviceEnded,
        EventKind::HandoverStarted => AccountEventKind::HandoverStarted,
        EventKind::HandoverWithdrawn => AccountEventKind::HandoverWithdrawn,
        EventKind::HandoverDeclined => AccountEventKind::HandoverDeclined,
        EventKind::DeviceHandedOver => AccountEventKind::DeviceHandedOver,
        EventKind::DeviceTaken => AccountEventKind::DeviceTaken,
        EventKind::NotificationsOn => AccountEventKind::NotificationsOn,
        EventKind::NotificationsOff => AccountEventKind::NotificationsOff,
        EventKind::PasskeyAdded => AccountEventKind::PasskeyAdded,
        EventKind::PasskeyUsed => AccountEventKind::PasskeyUsed,
        EventKind::PasskeyRemoved => AccountEventKind::PasskeyRemoved,
        EventKind::PasskeyCopied => AccountEventKind::PasskeyCopied,
        EventKind::Locked => AccountEventKind::Locked,
        EventKind::Unlocked => AccountEventKind::Unlocked,
        EventKind::BrowserRemembered => AccountEventKind::BrowserRemembered,
        EventKind::BrowserForgotten => AccountEventKind::BrowserForgotten,
        EventKind::BrowserCopied => AccountEventKind::BrowserCopied,
        EventKind::BrowserNew => AccountEventKind::BrowserNew,
        EventKind::NetworkNew => AccountEventKind::NetworkNew,
        EventKind::InvitationAccepted => AccountEventKind::InvitationAccepted,
        EventKind::PasswordDemanded => AccountEventKind::PasswordDemanded,
        EventKind::TermsAccepted => AccountEventKind::TermsAccepted,
        EventKind::TermsDeclined => AccountEventKind::TermsDeclined,
        EventKind::SignInApproved => AccountEventKind::SignInApproved,
        EventKind::SignInDenied => AccountEventKind::SignInDenied,
        EventKind::RecoveryStarted => AccountEventKind::RecoveryStarted,
        EventKind::RecoveryStopped => AccountEventKind::RecoveryStopped,
        EventKind::RecoveryApproved => AccountEventKind::RecoveryApproved,
        EventKind::RecoveryFinished => AccountEventKind::RecoveryFinished,
        EventKind::RecoveryVouchedFor => AccountEventKind::RecoveryVouchedFor,
        EventKind::MemberVouchedFor => AccountEventKind::MemberVouchedFor,
        EventKind::Confirmed => AccountEventKind::Confirmed,
        EventKind::ConfirmationDenied => AccountEventKind::ConfirmationDenied,
    }
}
