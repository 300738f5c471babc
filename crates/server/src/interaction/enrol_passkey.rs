//! "Sign in faster next time": a passkey is offered once after a sign-in with a password.
//!
//! It is offered to browsers that can make one, which their script says when the password is
//! posted; people without script never meet this page. Where the tenant lets them, password managers
//! make one in silence while it is shown: then it goes by.
use super::progress::Offer;
use super::{Answered, Pass, PassPath, Progress, enter, person, recovery_codes};
use crate::cookies::CookieToken;
use crate::events::Events;
use crate::factors::{enrolled, has_shown_all, keep_first_codes};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::passkeys;
use crate::standing::{Renewed, Standing};
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::{Account, EventKind};
use latchkey_authn::FactorPolicy;
use latchkey_authn::factors::passkey::{Making, Place, is_whole, proof};
use latchkey_base::{AccountId, Timestamp};
use latchkey_oidc::authorize::BrowserSession;
use latchkey_store::{PasskeyRecord, Tx, TxError};
use latchkey_ui::pages::{EnrolPasskeyPage, EnrolPasskeyProblem, PasskeyForm, WithoutPasskey};
use std::sync::Arc;

/// `GET …/enrol/passkey`.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    Ok(page(&pass, StatusCode::OK, &[]))
}

/// `POST …/enrol/passkey/options`: what the script asks the browser.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn options(visit: Visit, path: PassPath, form: Form) -> Answered {
    let pass = enter!(visit, path);
    match offered(&pass) {
        Some(account) if pass.sent(&form) => {
            let making = match form.get("silent") {
                Some(_) if !takes_silent(&pass) => {
                    return Ok(passkeys::nothing_to_ask(&pass.visit));
                }
                Some(_) => Making::Silent,
                None => Making::Asked,
            };
            let purpose = purpose(&pass, account.id);
            // The offer is to be faster here the next time, in a browser that said that its device can.
            let how = (making, Place::Here);
            passkeys::ask_to_make(&pass.visit, &purpose, account, how).await
        }
        _ => Ok(passkeys::nothing_to_ask(&pass.visit)),
    }
}

/// `POST …/enrol/passkey`: what the browser answered.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let Some(account) = offered(&pass).cloned() else { return Ok(pass.go_on()) };
    if !pass.sent(&form) {
        return Ok(page(&pass, StatusCode::BAD_REQUEST, &[EnrolPasskeyProblem::FormTooOld]));
    }
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let purpose = purpose(&pass, account.id);
    let Some(answer) = passkeys::take(&pass.visit, &purpose, &form).await? else {
        return Ok(page(&pass, unprocessable, &[EnrolPasskeyProblem::Late]));
    };
    let passkey = match passkeys::made(&pass.visit, account.id, &answer) {
        Ok(passkey) => passkey,
        Err(error) => {
            tracing::info!(%error, account = %account.id, "a new passkey was refused");
            return Ok(page(&pass, unprocessable, &[EnrolPasskeyProblem::Refused]));
        }
    };
    let is_whole = is_whole(&passkey.credential);
    let kept = match is_whole {
        true => keep(&mut pass, account, passkey).await?,
        false => keep_silent(&mut pass, account, passkey).await?,
    };
    let Some(cookie) = kept else {
        return Ok(page(&pass, unprocessable, &[EnrolPasskeyProblem::Refused]));
    };
    let visit = &pass.visit;
    visit.app.message_queued.notify_one();
    let Some(cookie) = cookie else { return Ok(pass.go_on()) };
    let lifetime = visit.tenant.policy().lifetimes.session;
    let cookie = visit.app.cookies.set_session(visit.tenant.id(), &cookie, lifetime);
    let mut answer = pass.go_on();
    answer.add_cookie(&cookie).map_err(|error| Trouble::Internal(error.to_string()))?;
    Ok(answer)
}

/// Keeps the passkey, and makes recovery codes if it is the first thing that they stand in for. `None`:
/// it was not kept.
///
/// Whoever made it has shown it: else their own account would ask for it, and this very sign-in would
/// fail. Security: under a new cookie, as every session that becomes more than it was.
async fn keep(
    pass: &mut Pass,
    account: Account,
    passkey: PasskeyRecord,
) -> Result<Option<Option<CookieToken>>, Trouble> {
    let Some(standing) = standing(pass) else { return Ok(None) };
    let message = passkeys::notice(&pass.visit, &account)?;
    let offer = pass.progress.offer.take();
    let without_codes = pass.record();
    let digests = recovery_codes::make_first(pass, &account);
    let (with_codes, visit) = (pass.record(), &pass.visit);
    let (events, now) = (Events::of(visit), visit.now);
    let session = Renewed::new(standing, Arc::clone(&visit.app.entropy));
    let policy = visit.factor_policy().clone();
    let kept = visit.app.store.write(visit.tenant.id(), move |tx| {
        if !may_keep(tx, &account, (&standing, &policy))? {
            return Ok(None);
        }
        if !passkeys::keep(tx, &passkey, message.as_ref())? {
            return Ok(None);
        }
        events.note_about(tx, passkey.account, (EventKind::PasskeyAdded, &passkey.label))?;
        let has_codes = keep_first_codes(tx, passkey.account, &digests, &events, now)?;
        tx.update_interaction(if has_codes { &with_codes } else { &without_codes })?;
        session.with(tx, proof(passkey.backup_eligible, true))
    });
    let kept: Result<Option<CookieToken>, TxError> = kept.await;
    let kept = kept?;
    if kept.is_none() {
        // It stands, for the page that says so.
        pass.progress.offer = offer;
    }
    Ok(kept.map(Some))
}

/// Security: the offer may have lain there while the owner set up a second step elsewhere. Whoever has not
/// shown that gets past it with no passkey.
fn may_keep(
    tx: &mut dyn Tx,
    account: &Account,
    (standing, policy): (&Standing, &FactorPolicy),
) -> Result<bool, TxError> {
    let (enrolled, _) = enrolled(tx, account)?;
    let shown = standing.session(tx)?.map(|session| session.proofs);
    Ok(shown.is_some_and(|shown| has_shown_all((&shown, &enrolled), policy)))
}

/// Keeps a passkey that was made in silence. Nobody has shown it, so the session is what it was, and it
/// stands in for nothing: there are no recovery codes for it. Its owner hears of it as of any other.
async fn keep_silent(
    pass: &mut Pass,
    account: Account,
    passkey: PasskeyRecord,
) -> Result<Option<Option<CookieToken>>, Trouble> {
    let Some(standing) = standing(pass) else { return Ok(None) };
    let message = passkeys::notice(&pass.visit, &account)?;
    let offer = pass.progress.offer.take();
    let (record, visit) = (pass.record(), &pass.visit);
    let (events, policy) = (Events::of(visit), visit.factor_policy().clone());
    let kept = visit.app.store.write(visit.tenant.id(), move |tx| {
        // Whoever said "not now" in another tab meant this one, too.
        if tx.has_refused_passkeys(account.id)?
            || !may_keep(tx, &account, (&standing, &policy))?
            || !tx.update_interaction(&record)?
            || !passkeys::keep(tx, &passkey, message.as_ref())?
        {
            return Ok(false);
        }
        events.note_about(tx, passkey.account, (EventKind::PasskeyAdded, &passkey.label))?;
        Ok(true)
    });
    let kept: Result<bool, TxError> = kept.await;
    if !kept? {
        pass.progress.offer = offer;
        return Ok(None);
    }
    Ok(Some(None))
}

/// `POST …/enrol/passkey/later`: "not now", which is remembered.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn later(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let Some(account) = offered(&pass).map(|account| account.id) else { return Ok(pass.go_on()) };
    if !pass.sent(&form) {
        return Ok(page(&pass, StatusCode::BAD_REQUEST, &[EnrolPasskeyProblem::FormTooOld]));
    }
    pass.progress.offer = None;
    let (record, now) = (pass.record(), pass.visit.now);
    let kept = pass.visit.app.store.write(pass.visit.tenant.id(), move |tx| {
        tx.refuse_passkeys(account, now)?;
        tx.update_interaction(&record)
    });
    let kept: Result<bool, TxError> = kept.await;
    kept?;
    Ok(pass.go_on())
}

/// Whether this page is to be shown before anything else.
pub(super) fn is_next(pass: &Pass) -> bool {
    offered(pass).is_some()
}

/// The browser says with a password that it can make passkeys.
pub(super) fn note_ability(pass: &mut Pass, form: &Form) {
    pass.progress.makes_passkeys |= form.get("passkeys").is_some();
}

/// Whether a passkey may be offered after a sign-in in this pass.
pub(super) fn may_offer(pass: &Pass) -> bool {
    let adds = pass.progress.signing_in.as_ref().is_some_and(|held| held.session.is_some());
    pass.progress.makes_passkeys && !adds && passkeys::party(&pass.visit).is_some()
}

/// Offers one to somebody who has none and has not said "not now".
///
/// # Errors
/// As the transaction.
pub(super) fn offer(
    tx: &mut dyn Tx,
    progress: &mut Progress,
    account: AccountId,
    now: Timestamp,
) -> Result<(), TxError> {
    if tx.passkeys_of(account)?.is_empty() && !tx.has_refused_passkeys(account)? {
        progress.offer = Some(Offer { account, since: now });
    }
    Ok(())
}

/// Whether what filled in the password may make one without a question.
///
/// Security: not on the way to people's own accounts, where more is asked for than it can give.
fn takes_silent(pass: &Pass) -> bool {
    pass.visit.tenant.settings().factors.silent_passkeys && !pass.client.is_account_pages()
}

/// To whom one is offered: to who has just signed in in this pass.
fn offered(pass: &Pass) -> Option<&Account> {
    let (now, rules) = (pass.visit.now, &pass.visit.tenant.settings().factors);
    let offer = pass.progress.offer.as_ref().filter(|offer| offer.is_live(now, rules))?;
    passkeys::party(&pass.visit)?;
    let who = pass.facts.chosen(&pass.checked.request, &pass.progress)?;
    let proved = pass.progress.protocol.proved.contains(&who.session.session);
    (proved && who.account.id == offer.account).then_some(&who.account)
}

fn standing(pass: &Pass) -> Option<Standing> {
    let who = pass.facts.chosen(&pass.checked.request, &pass.progress)?;
    let BrowserSession { session, browser, account, .. } = who.session;
    Some(Standing { account, session, browser, now: pass.visit.now })
}

fn purpose(pass: &Pass, account: AccountId) -> String {
    format!("registration {} {account}", pass.id())
}

fn page(pass: &Pass, status: StatusCode, problems: &[EnrolPasskeyProblem]) -> HttpResponse {
    let Some(account) = offered(pass) else { return pass.go_on() };
    let paths = ["enrol/passkey", "enrol/passkey/options", "enrol/passkey/later"];
    let [action, options_url, later] = paths.map(|step| pass.path(step));
    pass.page(status, |page| {
        draw(&EnrolPasskeyPage {
            page,
            passkey: PasskeyForm { action: &action, options_url: &options_url, remember: None },
            // What was refused is not made again by itself.
            tries_silently: problems.is_empty() && takes_silent(pass),
            without: WithoutPasskey::Later(&later),
            person: person(account),
            problems,
        })
    })
}
