//! `/{group}/account/deletion`: the account goes, unless its owner signs in to it in time.
use super::{Need, enter};
use crate::events::Events;
use crate::form::Form;
use crate::interaction::Answered;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use latchkey_accounts::EventKind;
use latchkey_store::TxError;
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::AccountDeletionPage;

const SECTION: &str = "deletion";

/// `GET …/deletion`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let (home, action) = (member.path(""), member.path("/deletion"));
    let days = days(&member.visit);
    Ok(member.page(StatusCode::OK, |page| {
        draw(&AccountDeletionPage { page, home_url: &home, action: Some(&action), days, day: None })
    }))
}

/// `POST …/deletion`: signs the person out everywhere and has the account deleted in a while.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    if !member.sent(&form) {
        return Ok(member.visit.go(&member.path("/deletion")));
    }
    let (visit, account, days) = (&member.visit, &member.account, days(&member.visit));
    let notice = member
        .letter()
        .map(|letter| letter.notice(&Notice::AccountDeletion { days }))
        .transpose()?;
    let (id, now, events) = (account.id, visit.now, Events::of(visit));
    let due = now + visit.tenant.settings().accounts.deletion_delay;
    let planned = visit.app.store.write(visit.tenant.id(), move |tx| {
        tx.plan_deletion(id, now, due)?;
        tx.end_sessions_of(id, now)?;
        tx.end_authorizations_of(id, now)?;
        events.note(tx, id, EventKind::DeletionRequested)?;
        notice.iter().try_for_each(|notice| notice.put(tx))
    });
    planned.await.map_err(|error: TxError| Trouble::from(error))?;
    visit.app.message_queued.notify_one();
    visit.app.session_ended.notify_one();
    let home = member.path("");
    let day = (days > 0).then_some(due);
    let mut answer = member.page(StatusCode::OK, |page| {
        draw(&AccountDeletionPage { page, home_url: &home, action: None, days, day })
    });
    visit.change_state(&mut answer)?;
    Ok(answer)
}

/// For how many whole days the account can still be kept.
fn days(visit: &Visit) -> usize {
    let days = visit.tenant.settings().accounts.deletion_delay.get() / 86_400;
    usize::try_from(days).unwrap_or(0)
}
