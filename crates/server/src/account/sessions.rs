//! `/{group}/account/sessions`: where the person is signed in.
use super::{Member, Need, enter, push};
use crate::events::Events;
use crate::form::Form;
use crate::interaction::Answered;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use crate::whereabouts;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::EventKind;
use latchkey_base::SessionId;
use latchkey_store::{SessionRecord, TxError};
use latchkey_ui::BrowserName;
use latchkey_ui::pages::{AccountSessionLine, AccountSessionsPage, SessionsChange};

pub(super) const SECTION: &str = "sessions";

/// `GET …/sessions`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, request: HttpRequest) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    let query = Form::parse(request.query_string().as_bytes());
    let done =
        SessionsChange::ALL.into_iter().find(|change| query.get("done") == Some(change.name()));
    page(&member, StatusCode::OK, (done, false)).await
}

/// The page, with what was changed, and whether what the browser said of itself was not taken.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn page(
    member: &Member,
    status: StatusCode,
    (done, is_refused): (Option<SessionsChange>, bool),
) -> Answered {
    let (account, now) = (member.account.id, member.visit.now);
    let tenant = member.visit.tenant.id();
    let held = member.visit.app.store.read(tenant, move |tx| {
        Ok::<_, TxError>((tx.sessions_of(account, now)?, tx.push_subscriptions_of(account)?))
    });
    let (mut held, told) = held.await?;
    let is_told = |id: SessionId| told.iter().any(|told| told.session == id);
    held.sort_by_key(|session| session.id != member.session.id);
    let ids: Vec<String> = held.iter().map(|session| session.id.to_string()).collect();
    let push = push::Section::of(member);
    let lines: Vec<AccountSessionLine<'_>> = held
        .iter()
        .zip(&ids)
        .map(|(session, id)| AccountSessionLine {
            session: id,
            browser: BrowserName::read(&session.user_agent),
            began: session.created_at,
            seen: session.seen_at,
            is_this: session.id == member.session.id,
            is_told: push.is_some() && is_told(session.id),
        })
        .collect();
    let paths = ["", "/sessions", "/sessions/others"];
    let [home, end, end_others] = &paths.map(|rest| member.path(rest));
    let sign_out = member.visit.path("/session/end");
    Ok(member.page(status, |page| {
        draw(&AccountSessionsPage {
            page,
            home_url: home,
            end_action: end,
            end_others_action: end_others,
            sign_out_url: &sign_out,
            sessions: &lines,
            push: push.as_ref().map(|it| it.shown(is_told(member.session.id), is_refused)),
            changed: done,
        })
    }))
}

/// Sends the browser to the page, which says what was changed.
pub(super) fn changed(member: &Member, change: SessionsChange) -> HttpResponse {
    member.visit.go(&member.path(&format!("/sessions?done={}", change.name())))
}

/// `POST …/sessions`: ends one.
///
/// # Errors
/// [`Trouble`].
pub async fn end(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    let named: Option<SessionId> = form.get("session").and_then(|id| id.parse().ok());
    match named.filter(|_| member.sent(&form)) {
        Some(one) => end_where(&member, move |held| held.id == one, false).await,
        None => Ok(member.visit.go(&member.path("/sessions"))),
    }
}

/// `POST …/sessions/others`: ends all but this one.
///
/// # Errors
/// [`Trouble`].
pub async fn end_others(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    if !member.sent(&form) {
        return Ok(member.visit.go(&member.path("/sessions")));
    }
    let this = member.session.id;
    // Whoever wants to be signed out everywhere else wants no shorter way back in there, either.
    end_where(&member, move |held| held.id != this, true).await
}

/// Ends those of the person's own sessions that fit.
async fn end_where(
    member: &Member,
    fits: impl Fn(&SessionRecord) -> bool + Send + 'static,
    forgets_browsers: bool,
) -> Answered {
    let (account, now) = (member.account.id, member.visit.now);
    let events = Events::of(&member.visit);
    let here = whereabouts::digests(&member.visit, account);
    let ended = member.visit.app.store.write(member.visit.tenant.id(), move |tx| {
        let mut held = tx.sessions_of(account, now)?;
        held.retain(|session| fits(session));
        for session in &held {
            tx.end_session(session.id, now)?;
        }
        if forgets_browsers {
            tx.forget_browsers(account)?;
            tx.forget_whereabouts(account, &here)?;
        }
        if !held.is_empty() {
            events.note(tx, account, EventKind::SessionsEnded)?;
        }
        Ok::<_, TxError>(())
    });
    ended.await.map_err(Trouble::from)?;
    member.visit.app.session_ended.notify_one();
    let mut answer = member.done(SECTION);
    member.visit.change_state(&mut answer)?;
    Ok(answer)
}
