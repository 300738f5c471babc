//! "Save your recovery codes": the list, shown until the person says that it is saved.
use super::{Answered, Pass, PassPath, SignedIn, enter, person};
use crate::factors::{NewCodes, rules_for};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::Account;
use latchkey_authn::Proof;
use latchkey_base::{AccountId, CodeDigest};
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
    let (new, digests) = NewCodes::make(&pass.visit.app, account, pass.id(), anew);
    pass.progress.codes = Some(new);
    digests
}

/// As [`make`], for somebody who perhaps has none yet; nothing where none are taken from them.
pub(super) fn make_first(pass: &mut Pass, account: &Account) -> Vec<CodeDigest> {
    let rules = rules_for(account, &pass.visit.factor_policy());
    let is_taken = rules.allowed.contains(&Proof::RecoveryCode);
    if is_taken { make(pass, account.id, false) } else { Vec::new() }
}

fn page(pass: &Pass, codes: &NewCodes, who: &SignedIn) -> Result<HttpResponse, Trouble> {
    let list = codes.list(&pass.visit.app, pass.id())?;
    let shown: Vec<&str> = list.expose().split(' ').collect();
    let login = person(&who.account).login;
    let action = pass.path("recovery-codes");
    let (action, codes, anew) = (action.as_str(), shown.as_slice(), codes.anew);
    Ok(pass
        .page(StatusCode::OK, |page| draw(&RecoveryCodesPage { page, action, login, codes, anew })))
}
