//! Where the link of a mail ends that signs somebody in.
//!
//! Security: it acts on a button, since programs that scan mails open links, and only in the browser
//! that asked for the mail. Anywhere else it shows the code to type there: a stranger who sends
//! somebody a link of their own signs nobody in to the stranger's account, and who forwards theirs
//! has not let anybody in.
use super::proven::{Proven, proven};
use super::{Answered, Asked, Entered, Pass, PassPath, app_view, mail_sign_in, person};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Look, Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Query;
use latchkey_accounts::Account;
use latchkey_authn::Proof;
use latchkey_base::InteractionId;
use latchkey_oidc::Client;
use latchkey_store::{InteractionRecord, ProofRecord, TxError};
use latchkey_ui::pages::{MailLinkPage, MailLinkState, MailSignInProblem};
use serde::Deserialize;
use std::sync::Arc;

/// The query of the link.
#[derive(Deserialize)]
pub struct Link {
    #[serde(default)]
    token: String,
}

/// A live link: what was mailed, to whom, and the pass that it belongs to.
struct Held {
    proof: ProofRecord,
    account: Account,
    pass: InteractionRecord,
    asked: Asked,
    client: Option<Arc<Client>>,
}

/// `GET …/passwordless?token=…`: says what will happen, or shows the code.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath, query: Query<Link>) -> Answered {
    let Some(held) = find(&visit, &path.1, &query.token).await? else { return Ok(void(&visit)) };
    if held.pass.browser != visit.browser() {
        return Ok(elsewhere(&visit, &held, &query.token));
    }
    let pass = match Pass::enter(visit, &path.1).await? {
        Entered::Pass(pass) => *pass,
        Entered::Page(page) => return Ok(page),
    };
    Ok(confirm(&pass, StatusCode::OK, (&query.token, &held.account), &[]))
}

/// `POST …/passwordless`: signs in, in the browser where that began.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let token = form.text("token").to_owned();
    let Some(held) = find(&visit, &path.1, &token).await? else { return Ok(void(&visit)) };
    if held.pass.browser != visit.browser() {
        return Ok(elsewhere(&visit, &held, &token));
    }
    let pass = match Pass::enter(visit, &path.1).await? {
        Entered::Pass(pass) => *pass,
        Entered::Page(page) => return Ok(page),
    };
    if !pass.sent(&form) {
        let (shown, problems) = ((&*token, &held.account), [MailSignInProblem::FormTooOld]);
        return Ok(confirm(&pass, StatusCode::BAD_REQUEST, shown, &problems));
    }
    if !mail_sign_in::is_offered(&pass) {
        return Ok(pass.go_on());
    }
    let act = mail_sign_in::spend(&pass, &held.proof);
    let account = held.account;
    let by = Proven { account, proof: Proof::Email, attempt: None, password: None, act };
    proven(pass, by).await?.or_else(|pass| Ok(void(&pass.visit)))
}

/// `POST …/passwordless/deny`: "this wasn't me". Link and code are void.
///
/// # Errors
/// [`Trouble`].
pub async fn deny(visit: Visit, path: PassPath, form: Form) -> Answered {
    let token = form.text("token").to_owned();
    let Some(held) = find(&visit, &path.1, &token).await? else { return Ok(void(&visit)) };
    if !visit.sent(&form, &path.1) {
        let token: String = url::form_urlencoded::byte_serialize(token.as_bytes()).collect();
        let back = format!("/interaction/{}/passwordless?token={token}", held.pass.id);
        return Ok(visit.go(&visit.path(&back)));
    }
    let (link, now) = (held.proof.link, visit.now);
    let denied = visit.app.store.write(visit.tenant.id(), move |tx| tx.spend_proof(&link, now));
    let denied: Result<Option<ProofRecord>, TxError> = denied.await;
    Ok(match denied? {
        Some(_) => page(&visit, None, StatusCode::OK, MailLinkState::Denied),
        None => void(&visit),
    })
}

/// What is behind the link, while the pass is there for which it was mailed.
async fn find(visit: &Visit, pass: &str, token: &str) -> Result<Option<Held>, Trouble> {
    let Ok(id) = pass.parse::<InteractionId>() else { return Ok(None) };
    let (link, now) = (mail_sign_in::hash(token), visit.now);
    let found = visit.app.store.read(visit.tenant.id(), move |tx| {
        let proof = tx.proof(&link, now)?;
        let Some(proof) = proof.filter(|proof| mail_sign_in::is_of(proof, Some(id))) else {
            return Ok(None);
        };
        let (account, pass) = (tx.account(proof.account)?, tx.interaction(id)?);
        let pass = pass.filter(|pass| pass.finished_at.is_none() && now < pass.expires_at);
        Ok::<_, TxError>(account.zip(pass).map(|(account, pass)| (proof, account, pass)))
    });
    let Some((proof, account, pass)) = found.await? else { return Ok(None) };
    let Ok(asked) = serde_json::from_value::<Asked>(pass.request.clone()) else { return Ok(None) };
    let client = visit.app.store.client_by_key(visit.tenant.id(), asked.request.client).await?;
    Ok(Some(Held { proof, account, pass, asked, client }))
}

fn confirm(
    pass: &Pass,
    status: StatusCode,
    (token, account): (&str, &Account),
    problems: &[MailSignInProblem],
) -> HttpResponse {
    let paths = ["passwordless", "passwordless/deny"].map(|step| pass.path(step));
    let [action, deny_action] = &paths;
    let person = person(account);
    let state = MailLinkState::Confirm { action, deny_action, token, person, problems };
    pass.page(status, |page| draw(&MailLinkPage { page, state }))
}

fn elsewhere(visit: &Visit, held: &Held, token: &str) -> HttpResponse {
    let deny_action = visit.path(&format!("/interaction/{}/passwordless/deny", held.pass.id));
    let code = mail_sign_in::shown_code(visit, token);
    let state = MailLinkState::Elsewhere { deny_action: &deny_action, token, code: &code };
    page(visit, Some(held), StatusCode::OK, state)
}

fn void(visit: &Visit) -> HttpResponse {
    page(visit, None, StatusCode::GONE, MailLinkState::Void)
}

fn page(
    visit: &Visit,
    held: Option<&Held>,
    status: StatusCode,
    state: MailLinkState<'_>,
) -> HttpResponse {
    let locales = held.and_then(|held| held.asked.request.ui_locales.as_deref());
    let client = held.and_then(|held| held.client.as_deref());
    let purpose = held.map(|held| held.pass.id.to_string()).unwrap_or_default();
    let look = Look {
        app: client.filter(|client| !client.is_account_pages()).map(app_view),
        logo: client.and_then(|client| visit.logo(client)),
        purpose: &purpose,
        ..Look::plain(status, visit.language(locales, None))
    };
    visit.page(look, |page| draw(&MailLinkPage { page, state }))
}
