//! Where the link of an invitation ends: its owner gives a name and a password, and has an account.
//!
//! Security: the link proves the mailbox, so the address counts as verified, and the account has
//! no other. The link acts only on POST, once, and makes no second account for an address.
use super::mails::MailedLink;
use super::sign_up::{password_problem, translated};
use super::strength::strength;
use super::{Answered, Purpose};
use crate::attempts::{self, Counted, Tried};
use crate::events::Events;
use crate::form::Form;
use crate::middleware::Trouble;
use crate::new_passwords;
use crate::terms;
use crate::visit::{Look, Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Query;
use latchkey_accounts::{
    Account, EventKind, Profile, SignUp, TermsAnswer, accept_invitation, normal_form,
};
use latchkey_authn::throttle::Kind;
use latchkey_base::{AccountId, Secret, TokenHash};
use latchkey_store::{ProofRecord, TxError};
use latchkey_ui::pages::{
    CreateAccountProblem, EmailLinkPage, EmailLinkState, InvitationDonePage, InvitationPage,
    Strength,
};

const PURPOSE: &str = "invitation";

/// `GET /{group}/invitation?code=…`: the form. Nothing happens yet.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, query: Query<MailedLink>) -> Answered {
    Ok(match find(&visit, &query.code).await? {
        Some(proof) => {
            let name = proof.payload["name"].as_str().unwrap_or_default();
            let shown = Shown { code: &query.code, proof: &proof, name };
            page(&visit, StatusCode::OK, shown, &[], None)
        }
        None => void(&visit),
    })
}

/// `POST /{group}/invitation`: makes the account.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    let code = form.text("code");
    let Some(proof) = find(&visit, code).await? else { return Ok(void(&visit)) };
    let (name, password) = (form.text("name").trim(), form.text("password"));
    let refused = |status, problems: &[CreateAccountProblem], judged| {
        Ok(page(&visit, status, Shown { code, proof: &proof, name }, problems, judged))
    };
    if !visit.sent(&form, PURPOSE) {
        return refused(StatusCode::BAD_REQUEST, &[CreateAccountProblem::FormTooOld], None);
    }
    let (account, mut problems) = match account(&visit, &proof, name) {
        Ok(account) => (Some(account), Vec::new()),
        Err(problems) => (None, problems),
    };
    let judged = new_passwords::judge(&visit, password, &[name, email_of(&proof)]).await;
    problems.extend(judged.as_ref().err().map(|weakness| password_problem(password, weakness)));
    let (Some(account), true) = (account, problems.is_empty()) else {
        let judged = judged.err().as_ref().and_then(strength);
        return refused(StatusCode::UNPROCESSABLE_ENTITY, &problems, judged);
    };
    let normal = normal_form(email_of(&proof));
    if let Counted::Wait(until) = attempts::count(&visit, Tried::new(Kind::SignUp, &normal)).await?
    {
        let problems = [CreateAccountProblem::TooManyAttempts { until }];
        return refused(StatusCode::TOO_MANY_REQUESTS, &problems, None);
    }
    let parameters = visit.tenant.settings().password.hash;
    let phc = visit.app.hashing.hash(Secret::from(password), &parameters).await?;
    let accepted = terms::with_an_account(&visit, &form, None);
    if !make(&visit, proof.link, (account, accepted), phc).await? {
        return Ok(void(&visit));
    }
    Ok(done(&visit, &normal))
}

/// The invitation behind a link, if it still works: the tenant takes invitations, and the address
/// has no account yet. It is not spent by looking.
async fn find(visit: &Visit, code: &str) -> Result<Option<ProofRecord>, Trouble> {
    if !visit.tenant.settings().accounts.invitations {
        return Ok(None);
    }
    let (link, now) = (TokenHash::of(code), visit.now);
    let found = visit.app.store.read(visit.tenant.id(), move |tx| {
        let proof = tx.proof(&link, now)?;
        let Some(proof) = proof.filter(|held| held.purpose == Purpose::Invitation.name()) else {
            return Ok(None);
        };
        let holder = tx.account_by_identifier(&normal_form(email_of(&proof)))?;
        Ok::<_, TxError>(Some(proof).filter(|_| holder.is_none()))
    });
    Ok(found.await?)
}

fn email_of(proof: &ProofRecord) -> &str {
    proof.payload["email"].as_str().unwrap_or_default()
}

fn account(
    visit: &Visit,
    proof: &ProofRecord,
    name: &str,
) -> Result<Account, Vec<CreateAccountProblem>> {
    let given = Some(name.to_owned()).filter(|name| !name.is_empty());
    let nameless = given.is_none().then_some(CreateAccountProblem::NameMissing);
    let locale = Some(visit.language(None, None).tag().to_owned());
    let profile = Profile { name: given, locale, ..Profile::default() };
    let input = SignUp { username: None, email: Some(email_of(proof).to_owned()), profile };
    let id = AccountId::new(visit.now, &*visit.app.entropy);
    let made = accept_invitation(input, &visit.tenant.settings().accounts, id, visit.now);
    match (made, nameless) {
        (Ok(account), None) => Ok(account),
        (Ok(_), Some(nameless)) => Err(vec![nameless]),
        (Err(problems), nameless) => {
            Err(nameless.into_iter().chain(problems.into_iter().map(translated)).collect())
        }
    }
}

/// Spends the link and makes the account; of two who race, one does. `false`: the other did, or the
/// address has an account by now.
async fn make(
    visit: &Visit,
    link: TokenHash,
    (account, accepted): (Account, Option<TermsAnswer>),
    phc: String,
) -> Result<bool, Trouble> {
    let (now, events) = (visit.now, Events::of(visit));
    let made = visit.app.store.write(visit.tenant.id(), move |tx| {
        if tx.spend_proof(&link, now)?.is_none() {
            return Ok(false);
        }
        match tx.insert_account(&account) {
            Ok(()) => tx.set_password_hash(account.id, &phc, now)?,
            Err(TxError::Taken(_)) => return Ok(false),
            Err(error) => return Err(error),
        }
        terms::keep_first(tx, account.id, accepted.as_ref())?;
        events.note(tx, account.id, EventKind::InvitationAccepted)?;
        Ok::<_, TxError>(true)
    });
    Ok(made.await?)
}

fn look(visit: &Visit, status: StatusCode) -> Look<'static> {
    Look { purpose: PURPOSE, ..Look::plain(status, visit.language(None, None)) }
}

fn void(visit: &Visit) -> HttpResponse {
    let state = EmailLinkState::Void { again_url: None };
    visit.page(look(visit, StatusCode::GONE), |page| draw(&EmailLinkPage { page, state }))
}

fn done(visit: &Visit, email: &str) -> HttpResponse {
    let account_url = visit.path("/account");
    visit.page(look(visit, StatusCode::OK), |page| {
        draw(&InvitationDonePage { page, email, account_url: &account_url })
    })
}

/// What a form shows again.
struct Shown<'a> {
    code: &'a str,
    proof: &'a ProofRecord,
    name: &'a str,
}

fn page(
    visit: &Visit,
    status: StatusCode,
    shown: Shown<'_>,
    problems: &[CreateAccountProblem],
    strength: Option<Strength>,
) -> HttpResponse {
    let action = visit.path("/invitation");
    let min_length = visit.tenant.settings().password.min_length;
    let terms = terms::beside_a_form(visit, visit.language(None, None));
    visit.page(look(visit, status), |page| {
        draw(&InvitationPage {
            page,
            action: &action,
            code: shown.code,
            email: email_of(shown.proof),
            name: shown.name,
            min_length,
            terms,
            strength,
            problems,
        })
    })
}
