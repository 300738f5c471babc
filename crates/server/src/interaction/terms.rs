//! "Terms of use": accepted or declined before the app hears of anybody.
use super::pass::web_link;
use super::{Answered, Pass, PassPath, SignedIn, app_view, enter, finish, is_next, person};
use crate::events::Events;
use crate::form::Form;
use crate::terms::{self, Terms};
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::EventKind;
use latchkey_oidc::authorize::{PromptKind, Refusal};
use latchkey_store::{TermsAnswerId, TermsRecord, TxError};
use latchkey_ui::pages::{TermsPage, TermsView};

/// `GET …/terms`.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    match open(&pass) {
        Some((who, open)) => Ok(page(&pass, &who, &open)),
        None => Ok(pass.go_on()),
    }
}

/// `POST …/terms`: accepted.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let pass = enter!(visit, path);
    if let Some((who, open)) = open(&pass).filter(|(_, open)| is_about(&pass, &form, open)) {
        keep(&pass, &who, &open, true).await?;
    }
    Ok(pass.go_on())
}

/// `POST …/terms/decline`: the app hears `access_denied` (RFC 6749 §4.1.2.1); the person stays
/// signed in here, and is asked again next time.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn decline(visit: Visit, path: PassPath, form: Form) -> Answered {
    let pass = enter!(visit, path);
    let Some((who, open)) = open(&pass).filter(|(_, open)| is_about(&pass, &form, open)) else {
        return Ok(pass.go_on());
    };
    keep(&pass, &who, &open, false).await?;
    finish::refuse(&pass, Refusal::access_denied(&pass.checked)).await
}

/// Whose answer to which terms is wanted, if that is next.
fn open(pass: &Pass) -> Option<(SignedIn, Terms)> {
    let who = pass.facts.chosen(&pass.checked.request, &pass.progress)?;
    let open = pass.facts.open_terms().filter(|_| is_next(pass, PromptKind::Terms))?;
    Some((who.clone(), open.clone()))
}

/// Whether a form of ours answers the version that is asked for: nobody accepts what they have not
/// been shown, because it changed while they read.
fn is_about(pass: &Pass, form: &Form, open: &Terms) -> bool {
    pass.sent(form) && form.get("version") == Some(open.version.as_str())
}

async fn keep(
    pass: &Pass,
    who: &SignedIn,
    open: &Terms,
    accepted: bool,
) -> Result<(), crate::middleware::Trouble> {
    let visit = &pass.visit;
    let record = TermsRecord {
        id: TermsAnswerId::new(visit.now, &*visit.app.entropy),
        account: who.account.id,
        client: open.client,
        answer: terms::answer(visit, &open.version, accepted, Some(&pass.client)),
    };
    let kind = if accepted { EventKind::TermsAccepted } else { EventKind::TermsDeclined };
    let about = format!("{} ({})", view(pass, open).name, open.version);
    let events = Events::of(visit);
    let kept = visit.app.store.write(visit.tenant.id(), move |tx| {
        tx.put_terms_answer(&record)?;
        events.note_about(tx, record.account, (kind, &about))
    });
    let kept: Result<(), TxError> = kept.await;
    Ok(kept?)
}

/// What is shown of them: of an app's terms, where they can be read.
fn view<'a>(pass: &'a Pass, open: &'a Terms) -> TermsView<'a> {
    if open.client.is_none() {
        return terms::of_tenant(&pass.visit, &open.version, pass.language());
    }
    let uri = web_link(pass.client.metadata.tos_uri.as_deref());
    TermsView {
        name: app_view(&pass.client).name,
        version: &open.version,
        uri,
        text: None,
        changes: None,
    }
}

fn page(pass: &Pass, who: &SignedIn, open: &Terms) -> HttpResponse {
    let (action, decline_action) = (pass.path("terms"), pass.path("terms/decline"));
    let terms = view(pass, open);
    pass.page(StatusCode::OK, |page| {
        draw(&TermsPage {
            page,
            action: &action,
            decline_action: &decline_action,
            person: person(&who.account),
            terms,
            has_changed: open.are_known,
        })
    })
}
