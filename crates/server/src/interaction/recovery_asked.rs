//! "Did you ask to get back in?": shown to whoever has just signed in with two factors while somebody
//! waits to get in without the second one.
use super::progress::Offer;
use super::stop_recovery::{stopped_mail, stopped_page};
use super::{Answered, Pass, PassPath, enter, person};
use crate::events::Events;
use crate::form::Form;
use crate::recovery::{shown, stop_recovery};
use crate::standing::Standing;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::{Account, EventKind};
use latchkey_authn::Proof;
use latchkey_authn::assurance::{Acr, acr};
use latchkey_base::Timestamp;
use latchkey_oidc::authorize::BrowserSession;
use latchkey_store::{RecoveryRecord, Tx, TxError};
use latchkey_ui::pages::RecoveryAskedPage;

/// `GET …/recovery`.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let mut pass = enter!(visit, path);
    let Some((account, _)) = told(&pass) else { return Ok(pass.go_on()) };
    let (id, now) = (account.id, pass.visit.now);
    let found =
        pass.visit.app.store.read(pass.visit.tenant.id(), move |tx| tx.recovery_of(id, now));
    let found: Result<Option<RecoveryRecord>, TxError> = found.await;
    match found? {
        Some(asked) => Ok(page(&pass, StatusCode::OK, &asked)),
        // Somebody else was faster.
        None => go_on(&mut pass).await,
    }
}

/// `POST …/recovery/stop`.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn stop(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let Some((account, standing)) = told(&pass) else { return Ok(pass.go_on()) };
    if !pass.sent(&form) {
        return Ok(pass.visit.go(&pass.path("recovery")));
    }
    let (id, mail) = (account.id, stopped_mail(&pass.visit, account)?);
    let event = Events::of(&pass.visit).record(id, EventKind::RecoveryStopped);
    pass.progress.recovery = None;
    let (record, now) = (pass.record(), pass.visit.now);
    let stopped = pass.visit.app.store.write(pass.visit.tenant.id(), move |tx| {
        let stands = standing.holds(tx)?;
        let is_stopped = stands && stop_recovery(tx, id, (now, event.as_ref()))?;
        mail.iter().filter(|_| is_stopped).try_for_each(|mail| mail.put(tx))?;
        tx.update_interaction(&record)?;
        Ok::<_, TxError>(is_stopped)
    });
    if !stopped.await? {
        return Ok(pass.go_on());
    }
    pass.visit.app.message_queued.notify_one();
    let onward = pass.path("");
    Ok(stopped_page(&pass.visit, Some(&onward)))
}

/// `POST …/recovery/keep`: it was them, or they leave it to somebody else.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn keep(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    if told(&pass).is_some() && !pass.sent(&form) {
        return Ok(pass.visit.go(&pass.path("recovery")));
    }
    go_on(&mut pass).await
}

async fn go_on(pass: &mut Pass) -> Answered {
    if pass.progress.recovery.take().is_some() {
        pass.save().await?;
    }
    Ok(pass.go_on())
}

/// Whether this page is to be shown before anything else.
pub(super) fn is_next(pass: &Pass) -> bool {
    told(pass).is_some()
}

/// What is told to whoever has shown these proofs.
///
/// # Errors
/// As the transaction.
pub(super) fn news(
    tx: &mut dyn Tx,
    account: &Account,
    (proofs, now): (&[Proof], Timestamp),
) -> Result<Option<Offer>, TxError> {
    if acr(proofs) != Some(Acr::TwoFactors) {
        return Ok(None);
    }
    let open = tx.recovery_of(account.id, now)?;
    Ok(open.map(|_| Offer { account: account.id, since: now }))
}

/// Who is told: whoever has just signed in in this pass.
fn told(pass: &Pass) -> Option<(&Account, Standing)> {
    let now = pass.visit.now;
    let rules = &pass.visit.tenant.settings().factors;
    let news = pass.progress.recovery.as_ref().filter(|news| news.is_live(now, rules))?;
    let who = pass.facts.chosen(&pass.checked.request, &pass.progress)?;
    let BrowserSession { session, browser, account, .. } = who.session;
    let has_proved = pass.progress.protocol.proved.contains(&session);
    let standing = Standing { account, session, browser, now };
    (has_proved && account == news.account).then_some((&who.account, standing))
}

fn page(pass: &Pass, status: StatusCode, asked: &RecoveryRecord) -> HttpResponse {
    let Some((account, _)) = told(pass) else { return pass.go_on() };
    let (stop, keep) = (pass.path("recovery/stop"), pass.path("recovery/keep"));
    pass.page(status, |page| {
        draw(&RecoveryAskedPage {
            page,
            stop_action: &stop,
            keep_action: &keep,
            person: person(account),
            asked: shown(asked),
        })
    })
}
