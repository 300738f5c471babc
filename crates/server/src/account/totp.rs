//! `/{group}/account/security/totp`: an authenticator app, perhaps in the place of another.
use super::renewed::{renewed, take_cookie};
use super::security::{Held, SECTION, changed};
use super::set_up::{Prepared, SetUp};
use super::{Member, Need, enter};
use crate::cookies::CookieToken;
use crate::events::Events;
use crate::factors::{NewCodes, NewTotp, refuses};
use crate::form::Form;
use crate::interaction::{Answered, PassPath};
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use latchkey_accounts::EventKind;
use latchkey_authn::Proof;
use latchkey_store::{SessionEnds, TxError};
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{CodeProblem, EnrolTotpPage, SecurityChange};

/// `POST …/security/totp`: makes a secret and leads to its page.
///
/// # Errors
/// [`Trouble`].
pub async fn begin(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let is_wanted = member.rules().allowed.contains(&Proof::Totp);
    if !member.sent(&form) || !is_wanted {
        return Ok(member.visit.go(&member.path("/security")));
    }
    let mut set_up = SetUp::begin(&member)?;
    set_up.prepared.totp = Some(NewTotp::begin(&member.visit.app, member.account.id));
    let record = set_up.record();
    let store = &member.visit.app.store;
    let kept = store.write(member.visit.tenant.id(), move |tx| tx.insert_interaction(&record));
    let kept: Result<(), TxError> = kept.await;
    kept?;
    Ok(member.visit.go(&member.path(&format!("/security/totp/{}", set_up.id()))))
}

/// `GET …/security/totp/{id}`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    match SetUp::find(&member, &path.1).await? {
        Some(set_up) => page(&member, &set_up, StatusCode::OK, &[]),
        None => Ok(member.visit.go(&member.path("/security"))),
    }
}

/// `POST …/security/totp/{id}`: the first code.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let Some(set_up) = SetUp::find(&member, &path.1).await? else {
        return Ok(member.visit.go(&member.path("/security")));
    };
    if !member.sent(&form) {
        return page(&member, &set_up, StatusCode::BAD_REQUEST, &[CodeProblem::FormTooOld]);
    }
    let Some(new) = set_up.prepared.totp.clone() else {
        return page(&member, &set_up, StatusCode::OK, &[]);
    };
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(typed) = form.get("otp") else {
        return page(&member, &set_up, unprocessable, &[CodeProblem::TotpMissing]);
    };
    let Some(step) = new.secret(&member.visit.app)?.matching_step(typed, member.visit.now) else {
        return page(&member, &set_up, unprocessable, &[CodeProblem::TotpWrong]);
    };
    keep(&member, set_up, &new, step).await
}

/// Keeps the app and shows what comes of it: recovery codes where there are none.
async fn keep(member: &Member, mut set_up: SetUp, new: &NewTotp, step: i64) -> Answered {
    let visit = &member.visit;
    let (account, now) = (member.account.clone(), visit.now);
    let held = Held::read(member).await?;
    let (replaces, totp) = (held.totp.is_some(), new.record(step, now));
    let digests = if held.codes_left > 0 || refuses(&account, Proof::RecoveryCode) {
        Vec::new()
    } else {
        let (codes, digests) = NewCodes::make(&visit.app, account.id, set_up.id(), false);
        let change = SecurityChange::TotpAdded.name().to_owned();
        set_up.prepared = Prepared { totp: None, codes: Some(codes), change };
        digests
    };
    let shows_codes = !digests.is_empty();
    let record = if shows_codes { set_up.record() } else { set_up.finished(member) };
    let notice =
        member.letter().map(|letter| letter.notice(&Notice::TotpAdded { replaces })).transpose()?;
    let (standing, events, session) = (member.standing(), Events::of(visit), renewed(member));
    let kept = visit.app.store.write(visit.tenant.id(), move |tx| {
        if !standing.holds(tx)? {
            return Ok(None);
        }
        // Another tab was faster, or something was set up or removed meanwhile.
        if tx.totp(account.id)?.is_some() != replaces || !tx.update_interaction(&record)? {
            return Ok(None);
        }
        tx.put_totp(&totp)?;
        events.note(tx, account.id, EventKind::TotpAdded)?;
        if !digests.is_empty() {
            tx.put_recovery_codes(account.id, &digests, now)?;
            events.note(tx, account.id, EventKind::RecoveryCodesMade)?;
        }
        notice.iter().try_for_each(|notice| notice.put(tx))?;
        // What the last app has shown in other browsers is worth nothing any more.
        let ends = SessionEnds { shown: &[Proof::Totp], except: Some(standing.session) };
        tx.end_sessions_with(account.id, &ends, now)?;
        session.with(tx, Proof::Totp)
    });
    let kept: Result<Option<CookieToken>, TxError> = kept.await;
    let Some(cookie) = kept? else {
        return Ok(visit.go(&member.path("/security")));
    };
    visit.app.session_ended.notify_one();
    visit.app.message_queued.notify_one();
    let mut answer = match shows_codes {
        true => visit.go(&member.path(&format!("/security/recovery-codes/{}", set_up.id()))),
        false => changed(member, SecurityChange::TotpAdded),
    };
    take_cookie(member, &cookie, &mut answer)?;
    Ok(answer)
}

fn page(member: &Member, set_up: &SetUp, status: StatusCode, problems: &[CodeProblem]) -> Answered {
    let id = set_up.id();
    let Some(new) = &set_up.prepared.totp else {
        // The code was right; what is left are the recovery codes.
        return Ok(member.visit.go(&member.path(&format!("/security/recovery-codes/{id}"))));
    };
    let (uri, key) = new.shown(&member.visit, &member.account)?;
    let (action, back) = (member.path(&format!("/security/totp/{id}")), member.path("/security"));
    Ok(member.page(status, |page| {
        draw(&EnrolTotpPage {
            page,
            action: &action,
            cancel_action: None,
            back_url: Some(&back),
            instead: &[],
            uri: uri.expose(),
            key: key.expose(),
            problems,
        })
    }))
}
