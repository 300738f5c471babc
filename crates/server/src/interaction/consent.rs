//! "Allow this app?": what it will see, with the values themselves.
use super::{
    Answered, Letter, Pass, PassPath, SignedIn, Told, app_in_mail, enter, is_next, person,
};
use crate::events::Events;
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::{Account, EventKind};
use latchkey_oidc::authorize::{Asked, PromptKind, asked, remembered};
use latchkey_oidc::{Consent, OFFLINE_ACCESS, OPENID, STANDARD_SCOPES};
use latchkey_store::TxError;
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{ConsentPage, ScopeLine};
use serde_json::{Map, Value};
use url::Url;

/// `GET …/consent`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    if !is_next(&pass, PromptKind::Consent) || pass.device.is_some() {
        return Ok(pass.go_on());
    }
    Ok(page(&pass))
}

/// `POST …/consent`: allowed. What was shown is what is remembered, for both come from the
/// stored request.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let who = pass.facts.chosen(&pass.checked.request, &pass.progress).cloned();
    // A device has a page of its own, which says more.
    let may = pass.device.is_none() && pass.sent(&form) && is_next(&pass, PromptKind::Consent);
    let Some(who) = who.filter(|_| may) else { return Ok(pass.go_on()) };
    let held = pass.facts.consent.as_ref();
    let consent =
        remembered(&pass.checked.request, &who.session, held, &pass.client, &pass.context());
    let told = stays(&pass, &who.account, (held, &consent))?;
    pass.progress.protocol.consented = Some(who.account.id);
    pass.progress.protocol.chosen = Some(who.session.session);
    let (record, events) = (pass.record(), Events::of(&pass.visit));
    let name = super::app_view(&pass.client).name.to_owned();
    let saved = pass.visit.app.store.write(pass.visit.tenant.id(), move |tx| {
        if tx.update_interaction(&record)? {
            tx.put_consent(&consent)?;
            events.note_about(tx, consent.account, (EventKind::AppAllowed, &name))?;
            told.iter().try_for_each(|told| told.put(tx))?;
        }
        Ok::<_, TxError>(())
    });
    saved.await?;
    pass.visit.app.message_queued.notify_one();
    Ok(pass.go_on())
}

/// The notice that an app may act from now on when the person is not there: that outlives their session.
fn stays(
    pass: &Pass,
    account: &Account,
    (held, consent): (Option<&Consent>, &Consent),
) -> Result<Option<Told>, Trouble> {
    let stayed = held.is_some_and(|held| held.scope.contains(OFFLINE_ACCESS));
    if stayed || !consent.scope.contains(OFFLINE_ACCESS) {
        return Ok(None);
    }
    let notice = Notice::AppStays { app: app_in_mail(&pass.client) };
    Letter::of(&pass.visit, account).map(|letter| letter.notice(&notice)).transpose()
}

fn page(pass: &Pass) -> HttpResponse {
    let Some(who) = pass.facts.chosen(&pass.checked.request, &pass.progress) else {
        return pass.go_on();
    };
    let destination = destination(pass.checked.return_to.redirect_uri());
    let (action, deny, select) = (pass.path("consent"), pass.path("abort"), pass.path("select"));
    lines(pass, who, pass.facts.consent.as_ref(), |lines| {
        pass.page(StatusCode::OK, |page| {
            draw(&ConsentPage {
                page,
                action: &action,
                deny_action: &deny,
                person: person(&who.account),
                other_account_url: Some(&select),
                destination: &destination,
                scopes: lines,
            })
        })
    })
}

/// What is asked for, in the order to be shown, with what the person would hand over; new is what
/// was not `held` before, if anything was.
pub(super) fn lines(
    pass: &Pass,
    who: &SignedIn,
    held: Option<&Consent>,
    draw: impl FnOnce(&[ScopeLine<'_>]) -> HttpResponse,
) -> HttpResponse {
    let asked = asked(&pass.checked.request, held);
    scope_lines(&pass.visit, &who.account, (&asked, held.is_some()), draw)
}

/// What is asked for, in the order to be shown, with what that person would hand over; whether
/// something was allowed `before` says whether some of it is new.
pub fn scope_lines(
    visit: &Visit,
    account: &Account,
    (asked, before): (&Asked, bool),
    draw: impl FnOnce(&[ScopeLine<'_>]) -> HttpResponse,
) -> HttpResponse {
    let claims = latchkey_accounts::claims(account);
    let own = &visit.tenant.policy().scopes;
    let described = |scope: &str| {
        let known = own.iter().find(|held| held.name == scope)?;
        known.description.as_deref()
    };
    let mut rows: Vec<(&str, Option<&str>, Vec<String>, bool)> = asked
        .scope
        .iter()
        .map(|scope| {
            let values = values(scope, account, &claims);
            (scope, described(scope), values, before && asked.new_scope.contains(scope))
        })
        .collect();
    rows.sort_by_key(|(scope, ..)| rank(scope));
    for name in &asked.claims {
        let value = claims.get(name.as_str()).and_then(shown);
        let is_new = before && asked.new_claims.contains(name);
        rows.push((name, Some(name), value.into_iter().collect(), is_new));
    }
    let texts: Vec<Vec<&str>> =
        rows.iter().map(|row| row.2.iter().map(String::as_str).collect()).collect();
    let lines: Vec<ScopeLine<'_>> = rows
        .iter()
        .zip(&texts)
        .map(|((scope, description, _, is_new), values)| ScopeLine {
            scope,
            description: *description,
            values,
            is_new: *is_new,
        })
        .collect();
    draw(&lines)
}

/// Standard scopes first, in the order of the specification; `openid` before all.
pub fn rank(scope: &str) -> usize {
    let at = STANDARD_SCOPES.iter().position(|standard| standard.name == scope);
    if scope == OPENID { 0 } else { at.map_or(usize::MAX, |at| at + 1) }
}

/// What the person would hand over with this scope value.
fn values(scope: &str, account: &Account, claims: &Map<String, Value>) -> Vec<String> {
    match scope {
        "profile" => {
            let name = account.profile.name.clone();
            name.into_iter().chain([account.username.clone()]).collect()
        }
        "email" => account.email.clone().into_iter().collect(),
        "address" => claims.get("address").and_then(shown).into_iter().collect(),
        "phone" => account.profile.phone_number.clone().into_iter().collect(),
        _ => Vec::new(),
    }
}

/// A claim in words.
fn shown(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(members) => match members.get("formatted") {
            Some(Value::String(text)) => Some(text.clone()),
            _ => {
                let parts: Vec<&str> = members.values().filter_map(Value::as_str).collect();
                (!parts.is_empty()).then(|| parts.join(", "))
            }
        },
        _ => None,
    }
}

/// Where the answer goes, as people can read it: host and port, or an app's own scheme.
fn destination(redirect_uri: &str) -> String {
    let Ok(url) = Url::parse(redirect_uri) else { return redirect_uri.to_owned() };
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) if url.scheme().starts_with("http") => host.to_owned(),
        _ => url.scheme().to_owned(),
    }
}
