//! "Sign in": user name or address, and the password where the tenant wants both on one page.
use super::pass::web_link;
use super::passkey::Paths;
use super::{Answered, Pass, PassPath, asks_who, enrol_passkey, enter, mail_sign_in, password};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_ui::pages::{SignInPage, SignInProblem};

/// `GET …/login`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let mut pass = enter!(visit, path);
    if !asks_who(&pass) {
        return Ok(pass.go_on());
    }
    ask(&mut pass).await?;
    let username = prefilled(&pass).unwrap_or_default();
    Ok(page(&pass, StatusCode::OK, &username, &[]))
}

/// `POST …/login`.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    if !asks_who(&pass) {
        return Ok(pass.go_on());
    }
    let username = form.text("username").trim().to_owned();
    if !pass.sent(&form) {
        ask(&mut pass).await?;
        let problems = [SignInProblem::FormTooOld];
        return Ok(page(&pass, StatusCode::BAD_REQUEST, &username, &problems));
    }
    if username.is_empty() {
        ask(&mut pass).await?;
        let problems = [SignInProblem::UsernameMissing];
        return Ok(page(&pass, StatusCode::UNPROCESSABLE_ENTITY, "", &problems));
    }
    pass.progress.identifier = Some(shortened(&username));
    pass.progress.removed = None;
    pass.progress.signing_in = None;
    enrol_passkey::note_ability(&mut pass, &form);
    if is_one_page(&pass) {
        return password::attempt(pass, &form).await;
    }
    pass.save().await?;
    Ok(pass.visit.go(&pass.path("password")))
}

/// Has the page ask for work where it holds the password, too.
async fn ask(pass: &mut Pass) -> Result<(), Trouble> {
    if is_one_page(pass) { password::ask(pass).await } else { Ok(()) }
}

/// The page, with what was typed.
pub(super) fn page(
    pass: &Pass,
    status: StatusCode,
    username: &str,
    problems: &[SignInProblem],
) -> HttpResponse {
    let accounts = &pass.visit.tenant.settings().accounts;
    let register = registers_elsewhere(pass);
    let create = match &register {
        Some((url, _)) => Some(url.clone()),
        None => accounts.sign_up.then(|| pass.path("signup")),
    };
    let forgot = forgot_path(pass);
    let choose = (!pass.facts.people.is_empty()).then(|| pass.path("select"));
    let (action, cancel) = (pass.path("login"), pass.path("abort"));
    let mail = mail_sign_in::is_offered(pass).then(|| pass.path("mail"));
    let (one_page, passkey) = (is_one_page(pass), Paths::of(pass));
    pass.page(status, |page| {
        draw(&SignInPage {
            page,
            action: &action,
            cancel_action: Some(&cancel),
            username,
            one_page,
            passkey: passkey.as_ref().map(Paths::form),
            forgot_url: forgot.as_deref().filter(|_| one_page),
            mail_url: mail.as_deref().filter(|_| one_page),
            create_account_url: create.as_deref(),
            register_host: register.as_ref().map(|(_, host)| host.as_str()),
            choose_account_url: choose.as_deref(),
            removed: pass.progress.removed.as_deref(),
            problems,
        })
    })
}

/// The page of its own on which the app makes accounts, and its host (native contract 5.4,
/// `register_url`).
///
/// Security: our page sends people there to choose a password, so an operator must have said so;
/// nobody vouches for an app that registered itself.
fn registers_elsewhere(pass: &Pass) -> Option<(String, String)> {
    let client = &pass.client;
    let said = client.metadata.register_url.as_deref().filter(|_| !client.registered_itself);
    let url = url::Url::parse(web_link(said)?).ok()?;
    let host = url.host_str()?.to_owned();
    Some((url.into(), host))
}

/// Whether the password can be asked for at once: the person typed who they are, or is signed
/// in and only has to prove it again.
pub(super) fn is_known(pass: &Pass) -> bool {
    !is_one_page(pass) && password::whom(pass).is_some()
}

pub(super) fn is_one_page(pass: &Pass) -> bool {
    pass.visit.tenant.settings().accounts.one_page_sign_in
}

/// The page for a forgotten password, if the tenant has one.
pub(super) fn forgot_path(pass: &Pass) -> Option<String> {
    let offered = pass.visit.tenant.settings().accounts.password_reset;
    let path = format!("/forgotpassword?interaction={}", pass.id());
    offered.then(|| pass.visit.path(&path))
}

/// What stands in the field: what was typed before, else whom the client hinted at (OIDC Core
/// §3.1.2.1, `login_hint`), else who is signed in.
pub(super) fn prefilled(pass: &Pass) -> Option<String> {
    let typed = pass.progress.identifier.clone();
    let hinted = || pass.checked.request.login_hint.as_deref().map(shortened);
    let signed_in = || {
        let person = pass.facts.chosen(&pass.checked.request, &pass.progress)?;
        Some(person.account.username.clone())
    };
    typed.or_else(hinted).or_else(signed_in)
}

/// No name or address is longer; a stranger's text is cut before it is kept.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(320).collect()
}
