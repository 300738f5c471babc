//! "Save your recovery codes": the list, shown until the person says that it is saved.
//!
//! It waits in the pass, sealed for it, so that the page survives reload; then nobody has it but
//! the person, and we its digests.
use super::{Answered, NewCodes, Pass, PassPath, SignedIn, enter, person};
use crate::app::App;
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_authn::factors::recovery_code::{generate, normal_form};
use latchkey_base::{AccountId, CodeDigest, Sealed, Secret};
use latchkey_ui::pages::RecoveryCodesPage;

/// `GET …/recovery-codes`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    match waiting(&pass) {
        Some((codes, who)) => page(&pass, codes, who),
        None => Ok(pass.go_on()),
    }
}

/// `POST …/recovery-codes`: they are saved, and never shown again.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    if pass.sent(&form) && pass.progress.codes.take().is_some() {
        pass.save().await?;
    }
    Ok(pass.go_on())
}

/// The list that is to be shown, and to whom.
///
/// Security: only while they are signed in here.
pub(super) fn waiting(pass: &Pass) -> Option<(&NewCodes, &SignedIn)> {
    let codes = pass.progress.codes.as_ref()?;
    let who = pass.facts.chosen(&pass.checked.request, &pass.progress)?;
    (who.account.id == codes.account).then_some((codes, who))
}

/// Makes a new list to be shown in this pass; its digests are to be stored.
pub(super) fn make(pass: &mut Pass, account: AccountId, anew: bool) -> Vec<CodeDigest> {
    let app = &pass.visit.app;
    let codes = generate(&*app.entropy);
    let texts: Vec<&str> = codes.iter().map(|code| code.expose().as_str()).collect();
    let list = Secret::new(texts.join(" "));
    let digests = codes
        .iter()
        .filter_map(|code| normal_form(code.expose()))
        .map(|code| digest(app, account, code.expose()))
        .collect();
    let sealed = app.factors.seal(list.expose().as_bytes(), pass.id().as_bytes(), &*app.entropy);
    pass.progress.codes = Some(NewCodes { account, sealed: sealed.as_bytes().to_vec(), anew });
    digests
}

/// The digest under which a code in its normal form is compared.
pub(super) fn digest(app: &App, account: AccountId, code: &str) -> CodeDigest {
    app.codes.digest("recovery_code", &format!("{account} {code}"))
}

fn page(pass: &Pass, codes: &NewCodes, who: &SignedIn) -> Result<HttpResponse, Trouble> {
    let sealed = Sealed::from_bytes(codes.sealed.clone());
    let opened = pass.visit.app.factors.open(&sealed, pass.id().as_bytes());
    let opened = opened.map_err(|e| Trouble::Internal(format!("new recovery codes: {e}")))?;
    let list = std::str::from_utf8(opened.expose()).unwrap_or_default();
    let shown: Vec<&str> = list.split(' ').collect();
    let login = person(&who.account).login;
    let action = pass.path("recovery-codes");
    let (action, codes, anew) = (action.as_str(), shown.as_slice(), codes.anew);
    Ok(pass
        .page(StatusCode::OK, |page| draw(&RecoveryCodesPage { page, action, login, codes, anew })))
}
