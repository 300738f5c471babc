//! To the authorization endpoint and back, as any other app would.
use super::client::{ensure, redirect_uri};
use super::mark::Mark;
use super::member::Member;
use super::{approve, confirm, handover, recovery, take, vouch};
use crate::form::Form;
use crate::interaction::Answered;
use crate::middleware::Trouble;
use crate::visit::Visit;
use actix_web::HttpResponse;
use latchkey_base::{Seconds, SessionId};
use latchkey_oidc::ACCOUNT_CLIENT_ID;
use latchkey_oidc::device::UserCode;
use latchkey_store::{AuthorizationRecord, TxError};
use latchkey_ui::pages::SECTIONS;

/// What the `nonce` of our requests is a MAC for. It is the same for every request of a browser,
/// and nobody else can make it.
const PURPOSE: &str = "account sign-in";

/// What a request for signing in says beside the usual.
#[derive(Default)]
pub(super) struct Wish<'a> {
    /// The section to come back to; empty for the overview. What it is about there may follow, after a
    /// full stop.
    pub section: &'a str,
    /// A proof that is older than that does not do.
    pub max_age: Option<Seconds>,
    /// Who is meant.
    pub login_hint: Option<&'a str>,
    /// Anybody may be chosen.
    pub choose: bool,
}

/// Sends the browser to the authorization endpoint (OIDC Core §3.1.2.1).
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn depart(visit: &Visit, wish: &Wish<'_>) -> Answered {
    ensure(visit).await?;
    let token = visit.csrf(PURPOSE);
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("client_id", ACCOUNT_CLIENT_ID)
        .append_pair("response_type", "none")
        .append_pair("redirect_uri", &redirect_uri(visit))
        .append_pair("nonce", &token)
        .append_pair("state", &format!("{token}.{}", wish.section));
    if let Some(max_age) = wish.max_age {
        query.append_pair("max_age", &max_age.get().to_string());
    }
    if let Some(hint) = wish.login_hint {
        query.append_pair("login_hint", hint);
    }
    if wish.choose {
        query.append_pair("prompt", "select_account");
    }
    Ok(visit.go(&visit.path(&format!("/auth?{}", query.finish()))))
}

/// The answer to such a request has come back: finds out who gave it.
///
/// `response_type=none` says only that somebody did (OAuth MRT §4). Who is what our own record
/// of it says: the youngest authorization in a session of this browser that has our `nonce`.
///
/// # Errors
/// [`Trouble`].
pub(super) async fn arrive(visit: Visit, answer: &Form) -> Answered {
    let (token, section) = answer.text("state").split_once('.').unwrap_or_default();
    // Security: an answer that this browser did not ask for is nobody's (RFC 6749 §10.12).
    if visit.is_new() || !visit.app.csrf.check(Some(token), &visit.browser(), PURPOSE) {
        return Ok(visit.go(&visit.path("/account")));
    }
    let here = if answer.get("error").is_some() { None } else { answered(&visit, token).await? };
    let Some((session, record)) = here else {
        // Somebody who is here already changed their mind, or nobody wants to come in.
        let known = Member::find(&visit).await?.is_some_and(|known| known.comes_in());
        return Ok(visit.go(&visit.path(if known { "/account" } else { "" })));
    };
    let sections = SECTIONS.iter().map(|held| held.name).chain([
        approve::SECTION,
        recovery::SECTION,
        confirm::SECTION,
        handover::SECTION,
        take::SECTION,
        vouch::SECTION,
    ]);
    let (section, about) = section.split_once('.').unwrap_or((section, ""));
    let known = sections.into_iter().find(|name| *name == section);
    let place = match known {
        Some(confirm::SECTION) => confirm::place(about.parse().ok()),
        Some(handover::SECTION) => handover::place(about.parse().ok()),
        Some(take::SECTION) => take::place(UserCode::parse(about)),
        Some(known) => format!("/{known}"),
        None => String::new(),
    };
    let mark = Mark { session, proved_at: record.grant.auth_time };
    let mut page = visit.go(&visit.path(&format!("/account{place}")));
    remember(&visit, mark, &mut page)?;
    Ok(page)
}

async fn answered(
    visit: &Visit,
    token: &str,
) -> Result<Option<(SessionId, AuthorizationRecord)>, Trouble> {
    let Some(browser) = visit.session else { return Ok(None) };
    let client = ensure(visit).await?.key;
    let (now, nonce) = (visit.now, token.to_owned());
    let found = visit.app.store.read(visit.tenant.id(), move |tx| {
        let mut youngest: Option<(SessionId, AuthorizationRecord)> = None;
        for session in tx.sessions(&browser, now)? {
            let Some(record) = tx.latest_authorization(session.id, client)? else { continue };
            let is_ours = record.grant.nonce.as_deref() == Some(&nonce);
            let held = youngest.as_ref().map(|(_, held)| held.grant.authorization);
            if is_ours && held.is_none_or(|held| held < record.grant.authorization) {
                youngest = Some((session.id, record));
            }
        }
        Ok::<_, TxError>(youngest)
    });
    Ok(found.await?)
}

fn remember(visit: &Visit, mark: Mark, page: &mut HttpResponse) -> Result<(), Trouble> {
    let value = visit.app.marks.write(mark, &visit.browser());
    let age = visit.tenant.policy().lifetimes.session;
    let cookie = visit.app.cookies.set_mark(visit.tenant.id(), value, age);
    page.add_cookie(&cookie).map_err(|error| Trouble::Internal(error.to_string()))
}
