//! "Choose an account": the people who are signed in here.
use super::{Answered, Pass, PassPath, enter, is_next, person};
use crate::form::Form;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_base::SessionId;
use latchkey_oidc::authorize::PromptKind;
use latchkey_store::TxError;
use latchkey_ui::pages::{Choice, ChooseAccountPage};

/// `GET …/select`. Also a place to go back to from sign-in and consent.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    if pass.facts.people.is_empty() {
        return Ok(pass.go_on());
    }
    Ok(page(&pass))
}

/// `POST …/select`: this one.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let session = named(&pass, &form);
    if !pass.sent(&form) || session.is_none() {
        return Ok(pass.visit.go(&pass.path("select")));
    }
    pass.progress.protocol.chosen = session;
    pass.progress.another_account = false;
    pass.progress.signing_in = None;
    pass.progress.identifier = None;
    pass.progress.removed = None;
    pass.save().await?;
    let mut answer = pass.go_on();
    if pass.facts.people.len() > 1 {
        pass.visit.change_state(&mut answer)?;
    }
    Ok(answer)
}

/// `POST …/select/other`: somebody who is not on the list.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn other(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    if pass.sent(&form) {
        pass.progress.protocol.chosen = None;
        pass.progress.another_account = true;
        pass.progress.signing_in = None;
        pass.progress.identifier = None;
        pass.progress.removed = None;
        pass.save().await?;
    }
    Ok(pass.go_on())
}

/// `POST …/select/remove`: ends that person's session in this browser.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn remove(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let mut answer = pass.visit.go(&pass.path("select"));
    if let Some(session) = named(&pass, &form).filter(|_| pass.sent(&form)) {
        let people = pass.facts.people.iter();
        let gone = people.filter(|held| held.session.session == session);
        pass.progress.removed = gone.map(|held| person(&held.account).login.to_owned()).next();
        let (now, record) = (pass.visit.now, pass.record());
        let ended = pass.visit.app.store.write(pass.visit.tenant.id(), move |tx| {
            tx.update_interaction(&record)?;
            tx.end_session(session, now).map(|_| ())
        });
        let ended: Result<(), TxError> = ended.await;
        ended?;
        pass.visit.app.session_ended.notify_one();
        pass.visit.change_state(&mut answer)?;
    }
    Ok(answer)
}

/// The posted session, if it is one of this browser's.
fn named(pass: &Pass, form: &Form) -> Option<SessionId> {
    let id: SessionId = form.get("session")?.parse().ok()?;
    pass.facts.people.iter().map(|person| person.session.session).find(|held| *held == id)
}

fn page(pass: &Pass) -> HttpResponse {
    let ids: Vec<String> =
        pass.facts.people.iter().map(|person| person.session.session.to_string()).collect();
    let fresh = is_next(pass, PromptKind::Login);
    let choices: Vec<Choice<'_>> = pass
        .facts
        .people
        .iter()
        .zip(&ids)
        .map(|(held, id)| Choice {
            session: id,
            person: person(&held.account),
            asks_password: fresh,
        })
        .collect();
    let paths = ["select", "select/remove", "select/other", "abort"].map(|step| pass.path(step));
    let [action, remove, other, cancel] = &paths;
    pass.page(StatusCode::OK, |page| {
        draw(&ChooseAccountPage {
            page,
            action,
            remove_action: remove,
            other_action: other,
            cancel_action: Some(cancel),
            choices: &choices,
            removed: pass.progress.removed.as_deref(),
        })
    })
}
