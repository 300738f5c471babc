//! "Choose a new password", where one is demanded of whoever signs in.
//!
//! Security: others may know the password there was. Whoever comes here has just shown who they
//! are, and what went on elsewhere ends.
use super::completion::void_mails;
use super::forgot_password::{fits, refusal};
use super::{Answered, Pass, PassPath, SignedIn, enter, is_next, person};
use crate::events::Events;
use crate::form::Form;
use crate::interaction::Letter;
use crate::middleware::Trouble;
use crate::new_passwords;
use crate::standing::Standing;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::{EventKind, PasswordDemand};
use latchkey_base::Secret;
use latchkey_oidc::authorize::PromptKind;
use latchkey_store::TxError;
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{ChoosePasswordPage, NewPasswordProblem, PasswordReason, Strength};

/// `GET …/new-password`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    match of_whom(&pass) {
        Some(who) => Ok(page(&pass, &who, StatusCode::OK, None)),
        None => Ok(pass.go_on()),
    }
}

/// `POST …/new-password`.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let pass = enter!(visit, path);
    let Some(who) = of_whom(&pass) else { return Ok(pass.go_on()) };
    if !pass.sent(&form) {
        let refused = (NewPasswordProblem::FormTooOld, None);
        return Ok(page(&pass, &who, StatusCode::BAD_REQUEST, Some(refused)));
    }
    let password = form.text("new_password");
    if let Err(unfit) = fits(&pass.visit, &who.account, password).await? {
        let (status, problem, strength) = refusal(password, &unfit);
        return Ok(page(&pass, &who, status, Some((problem, strength))));
    }
    let parameters = pass.visit.tenant.settings().password.hash;
    let phc = pass.visit.app.hashing.hash(Secret::from(password), &parameters).await?;
    set(&pass, &who, phc).await?;
    Ok(pass.go_on())
}

/// Who has to choose one, if that is next.
fn of_whom(pass: &Pass) -> Option<SignedIn> {
    let who = pass.facts.chosen(&pass.checked.request, &pass.progress)?;
    is_next(pass, PromptKind::NewPassword).then(|| who.clone())
}

/// Sets the password, unless that was done in another tab or is not wanted any more.
async fn set(pass: &Pass, who: &SignedIn, phc: String) -> Result<(), Trouble> {
    let visit = &pass.visit;
    let changed = Notice::PasswordChanged { others_ended: true };
    let letter = Letter::of(visit, &who.account);
    let notice = letter.map(|letter| letter.notice(&changed)).transpose()?;
    let (id, this, now) = (who.account.id, who.session.session, visit.now);
    let standing = Standing { account: id, session: this, browser: who.session.browser, now };
    let (policy, events) = (visit.tenant.settings().password.clone(), Events::of(visit));
    let record = pass.record();
    let done = visit.app.store.write(visit.tenant.id(), move |tx| {
        let is_demanded = tx.account(id)?.is_some_and(|held| held.password_demand.is_some());
        if !is_demanded || !standing.holds(tx)? || !tx.update_interaction(&record)? {
            return Ok(());
        }
        tx.choose_password(id, new_passwords::chosen(&phc, &policy, now), now)?;
        for session in tx.sessions_of(id, now)?.iter().filter(|held| held.id != this) {
            tx.end_session(session.id, now)?;
        }
        // Whoever knew the old password may have let an app or a device stay.
        tx.end_authorizations_of(id, now)?;
        void_mails(tx, id)?;
        events.note(tx, id, EventKind::PasswordChanged)?;
        notice.iter().try_for_each(|notice| notice.put(tx))
    });
    let done: Result<(), TxError> = done.await;
    done?;
    visit.app.message_queued.notify_one();
    visit.app.session_ended.notify_one();
    Ok(())
}

fn page(
    pass: &Pass,
    who: &SignedIn,
    status: StatusCode,
    refused: Option<(NewPasswordProblem, Option<Strength>)>,
) -> HttpResponse {
    let (action, cancel) = (pass.path("new-password"), pass.path("abort"));
    let min_length = pass.visit.tenant.settings().password.min_length;
    let problems: Vec<_> = refused.iter().map(|(problem, _)| *problem).collect();
    let reason = match who.account.password_demand {
        Some(PasswordDemand::Breached) => PasswordReason::Breached,
        _ => PasswordReason::Operator,
    };
    pass.page(status, |page| {
        draw(&ChoosePasswordPage {
            page,
            action: &action,
            cancel_action: Some(&cancel),
            person: person(&who.account),
            username: &who.account.username,
            reason,
            min_length,
            strength: refused.as_ref().and_then(|(_, strength)| *strength),
            problems: &problems,
        })
    })
}
