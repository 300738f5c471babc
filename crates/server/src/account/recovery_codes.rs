//! `/{group}/account/security/recovery-codes`: a new list, shown until it is saved.
use super::security::{Held, SECTION, changed, refused};
use super::set_up::{Prepared, SetUp};
use super::{Member, Need, enter};
use crate::attempts::{self, Tried};
use crate::events::Events;
use crate::factors::{NewCodes, has_second, refuses, replace_codes};
use crate::form::Form;
use crate::interaction::{Answered, PassPath, person};
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_authn::Proof;
use latchkey_authn::throttle::Kind;
use latchkey_base::CodeDigest;
use latchkey_store::{InteractionRecord, TxError};
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{AccountSecurityProblem as Problem, RecoveryCodesPage, SecurityChange};

/// `POST …/security/recovery-codes`: makes a new list in the place of the last one. Its owner hears
/// of it by mail.
///
/// # Errors
/// [`Trouble`].
pub async fn make(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let held = Held::read(&member).await?;
    let (whose, policy) = (&member.account, member.visit.factor_policy());
    let is_taken = has_second(&held.enrolled, &policy) && !refuses(whose, Proof::RecoveryCode);
    if !member.sent(&form) || !is_taken {
        return Ok(member.visit.go(&member.path("/security")));
    }
    let mut set_up = SetUp::begin(&member)?;
    // Each list is a mail, too.
    let (app, id, now) = (&member.visit.app, member.account.id, member.visit.now);
    let tried = format!("recovery codes of {id}");
    let counted = attempts::count(&member.visit, Tried::new(Kind::OwnMail, &tried)).await?;
    if let Err(until) = counted.go() {
        let problem = Problem::TooOften { until };
        return refused(&member, StatusCode::TOO_MANY_REQUESTS, problem).await;
    }
    let (codes, digests) = NewCodes::make(app, id, set_up.id(), false);
    set_up.prepared.codes = Some(codes);
    let (record, events) = (set_up.record(), Events::of(&member.visit));
    let notice =
        member.letter().map(|letter| letter.notice(&Notice::RecoveryCodesMade)).transpose()?;
    let standing = member.standing();
    let made = app.store.write(member.visit.tenant.id(), move |tx| {
        if !standing.holds(tx)? {
            return Ok(false);
        }
        tx.insert_interaction(&record)?;
        let told = (&events, notice.as_ref());
        replace_codes(tx, (id, standing.session), &digests, told, now)?;
        Ok(true)
    });
    let made: Result<bool, TxError> = made.await;
    if !made? {
        return Ok(member.visit.go(&member.path("/security")));
    }
    app.session_ended.notify_one();
    app.message_queued.notify_one();
    Ok(go_to(&member, &set_up))
}

/// A first list that waits in that row to be shown after that change, and its digests, to be stored; none
/// where none are taken from them.
pub(super) fn first(
    member: &Member,
    (set_up, change): (&SetUp, SecurityChange),
) -> (InteractionRecord, Vec<CodeDigest>) {
    if !member.rules().allowed.contains(&Proof::RecoveryCode) {
        return (set_up.record(), Vec::new());
    }
    let (app, id) = (&member.visit.app, member.account.id);
    let (codes, digests) = NewCodes::make(app, id, set_up.id(), false);
    let prepared = Prepared { totp: None, codes: Some(codes), change: change.name().to_owned() };
    (set_up.with(&prepared), digests)
}

/// Sends the browser to the list that waits in that row.
pub(super) fn go_to(member: &Member, set_up: &SetUp) -> HttpResponse {
    member.visit.go(&path(member, set_up))
}

/// `GET …/security/recovery-codes/{id}`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path_parts: PassPath) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let found = SetUp::find(&member, &path_parts.1).await?;
    let Some((set_up, codes)) = found.and_then(|it| it.prepared.codes.clone().map(|c| (it, c)))
    else {
        return Ok(member.visit.go(&member.path("/security")));
    };
    let list = codes.list(&member.visit.app, set_up.id())?;
    let shown: Vec<&str> = list.expose().split(' ').collect();
    let (action, login) = (path(&member, &set_up), person(&member.account).login);
    Ok(member.page(StatusCode::OK, |page| {
        let (action, codes, anew) = (action.as_str(), shown.as_slice(), codes.anew);
        draw(&RecoveryCodesPage { page, action, login, codes, anew })
    }))
}

/// `POST …/security/recovery-codes/{id}`: they are saved, and never shown again.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path_parts: PassPath, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let Some(set_up) = SetUp::find(&member, &path_parts.1).await? else {
        return Ok(member.visit.go(&member.path("/security")));
    };
    if !member.sent(&form) {
        return Ok(member.visit.go(&path(&member, &set_up)));
    }
    let record = set_up.finished(&member);
    let store = &member.visit.app.store;
    let over = store.write(member.visit.tenant.id(), move |tx| tx.update_interaction(&record));
    let over: Result<bool, TxError> = over.await;
    over.map_err(Trouble::from)?;
    // Whoever has just set something up hears of that, and of no older codes.
    let change = SecurityChange::ALL.into_iter().find(|it| it.name() == set_up.prepared.change);
    Ok(changed(&member, change.unwrap_or(SecurityChange::CodesMade)))
}

fn path(member: &Member, set_up: &SetUp) -> String {
    member.path(&format!("/security/recovery-codes/{}", set_up.id()))
}
