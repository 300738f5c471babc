//! "Forgot your password?": a mailed link leads to a new one.
//!
//! Security: known and unknown people get the same words after the same work; the link acts only
//! on POST; a new password ends every session and authorization
//! unless its owner wants them to go on, and every guess that was counted stays counted. Where a passkey is
//! all that an account has, the mailbox alone sets no password: a code comes beside it.
use super::beside_mailbox::{Beside, Shown, Unshown};
use super::completion::void_mails;
use super::mails::{Letter, Mailed};
use super::strength::strength;
use super::{Answered, Purpose, lost_passkey, person};
use crate::attempts::{Attempt, Tried};
use crate::events::Events;
use crate::form::Form;
use crate::middleware::Trouble;
use crate::new_passwords::{self, Unfit, words_of};
use crate::visit::{Look, Visit, draw};
use crate::work::{self, At};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Query;
use latchkey_accounts::{Account, AccountStatus, EventKind, normal_form, verify_email};
use latchkey_authn::factors::passkey::is_whole;
use latchkey_authn::throttle::Kind;
use latchkey_authn::{FactorPolicy, Proof, Weakness};
use latchkey_base::{AccountId, InteractionId, Secret, TokenHash};
use latchkey_store::{ProofRecord, Tx, TxError};
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{
    ForgotPasswordPage, ForgotPasswordProblem, ForgotPasswordSentPage, NewPasswordPage,
    NewPasswordProblem, PasskeyOnlyPage, PasswordChangedPage, Strength,
};
use serde::Deserialize;
use serde_json::json;

const PURPOSE: &str = "forgotpassword";

/// The query of the page.
#[derive(Deserialize)]
pub struct Wish {
    /// The token of a mailed link.
    code: Option<String>,
    /// The pass to go back to.
    interaction: Option<InteractionId>,
    /// What was typed as user name there.
    username: Option<String>,
}

/// `GET /{group}/forgotpassword`: asks for whom, or with a link for the new password.
///
/// # Errors
/// [`Trouble`].
pub async fn show(mut visit: Visit, query: Query<Wish>) -> Answered {
    if !visit.tenant.settings().accounts.password_reset {
        return Err(Trouble::NotFound);
    }
    let Some(code) = &query.code else {
        let username = query.username.clone().unwrap_or_default();
        work_for(&mut visit, &username).await?;
        return Ok(ask(&visit, StatusCode::OK, &username, query.interaction, &[]));
    };
    Ok(match resettable(&visit, code).await? {
        Some(held) if held.is_stuck() => passkey_only(&visit, code),
        Some(held) => new_password(&visit, StatusCode::OK, (code, &held, true), &[], None),
        None => {
            work_for(&mut visit, "").await?;
            void(&visit)
        }
    })
}

/// `POST /{group}/forgotpassword`: a name or address, or with a link the new password.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(mut visit: Visit, query: Query<Wish>, form: Form) -> Answered {
    if !visit.tenant.settings().accounts.password_reset {
        return Err(Trouble::NotFound);
    }
    match form.get("code") {
        Some(code) => change(&visit, code, &form).await,
        None => request(&mut visit, query.interaction, &form).await,
    }
}

async fn request(visit: &mut Visit, interaction: Option<InteractionId>, form: &Form) -> Answered {
    let username = form.text("username").trim();
    let refused =
        |visit: &Visit, status, problem| Ok(ask(visit, status, username, interaction, &[problem]));
    if !visit.sent(form, PURPOSE) {
        work_for(visit, username).await?;
        return refused(visit, StatusCode::BAD_REQUEST, ForgotPasswordProblem::FormTooOld);
    }
    if username.is_empty() {
        work_for(visit, "").await?;
        let problem = ForgotPasswordProblem::UsernameMissing;
        return refused(visit, StatusCode::UNPROCESSABLE_ENTITY, problem);
    }
    let normal = normal_form(username);
    let wanted = normal.clone();
    let found =
        visit.app.store.read(visit.tenant.id(), move |tx| tx.account_by_identifier(&wanted));
    let found: Result<Option<Account>, TxError> = found.await;
    let found = found?;
    let account = found.as_ref().map(|account| account.id);
    // Security: strangers use up no mail that the owner asks for in a browser of theirs.
    let known_browser = visit.known_browser(account);
    let tried = Tried { account, known_browser, ..Tried::new(Kind::Mail, &normal) };
    let work = (form, At::form(PURPOSE));
    let attempt = match work::count(visit, tried, work).await?.go() {
        Ok(attempt) => attempt,
        Err(until) => {
            let problem = ForgotPasswordProblem::TooManyAttempts { until };
            return refused(visit, StatusCode::TOO_MANY_REQUESTS, problem);
        }
    };
    mail_link(visit, found.filter(|_| !attempt.is_moot()), interaction).await?;
    Ok(sent(visit, username, interaction))
}

/// Has the page ask for work, if many mails were asked for from there or for whom it is about.
async fn work_for(visit: &mut Visit, username: &str) -> Result<(), Trouble> {
    let normal = normal_form(username);
    work::ask(visit, Tried::new(Kind::Mail, &normal), At::form(PURPOSE)).await
}

/// Mails the link to whom it may concern.
///
/// Security: for nobody the same is written but the mail, to an account that does not exist, or
/// the time that the disk takes would tell who has an account.
async fn mail_link(
    visit: &Visit,
    account: Option<Account>,
    interaction: Option<InteractionId>,
) -> Result<(), Trouble> {
    let account = account.filter(|found| found.status != AccountStatus::Suspended);
    let address = account.as_ref().and_then(|found| found.email.as_deref());
    let known = account.as_ref().zip(address);
    let locale = known.and_then(|(account, _)| account.profile.locale.as_deref());
    let is_locked = known.is_some_and(|(account, _)| account.status == AccountStatus::Locked);
    let letter = Letter {
        visit,
        address: address.unwrap_or_default(),
        name: known.and_then(|(account, _)| account.profile.name.as_deref()),
        language: visit.language(None, locale),
        owner: None,
    };
    let nobody = || AccountId::new(visit.now, &*visit.app.entropy);
    let whose = known.map_or_else(nobody, |(account, _)| account.id);
    let payload = json!({ "email": letter.address });
    // The owner of a locked account unlocks it with the new password.
    let purpose = if is_locked { Purpose::Unlock } else { Purpose::ResetPassword };
    let mailed = Mailed::new(visit, purpose, whose, interaction, payload);
    let message = match is_locked {
        true => mailed.unlocking(&letter)?,
        false => mailed.password_reset(&letter)?,
    };
    let message = Some(message).filter(|_| known.is_some());
    // Only the link: a short code would be one more thing to guess.
    let proof = ProofRecord { code: None, ..mailed.proof };
    let posted = visit.app.store.write(visit.tenant.id(), move |tx| {
        tx.put_proof(&proof)?;
        message.iter().try_for_each(|message| tx.put_message(message))
    });
    let posted: Result<(), TxError> = posted.await;
    posted?;
    visit.app.message_queued.notify_one();
    Ok(())
}

async fn change(visit: &Visit, code: &str, form: &Form) -> Answered {
    let Some(held) = resettable(visit, code).await? else { return Ok(void(visit)) };
    if held.is_stuck() {
        return Ok(passkey_only(visit, code));
    }
    let wishes = form.get("end_others").is_some();
    let shown = (code, &held, wishes);
    let refused =
        |(status, problem), judged| Ok(new_password(visit, status, shown, &[problem], judged));
    if !visit.sent(form, PURPOSE) {
        return refused((StatusCode::BAD_REQUEST, NewPasswordProblem::FormTooOld), None);
    }
    let password = form.text("new_password");
    let account = &held.account;
    if let Err(weakness) = new_passwords::judge(visit, password, &words_of(account)).await {
        let (status, problem, judged) = refusal(password, &Unfit::Weak(weakness));
        return refused((status, problem), judged);
    }
    let (beside, attempt) = match held.prove(visit, form.get("otp")).await? {
        Ok(proven) => proven,
        Err(why) => return refused(unshown(why), None),
    };
    // Security: it tells of former passwords, so it is for whoever has shown all that it takes.
    if let Err(unfit) = new_passwords::compare(visit, password, account).await? {
        let (status, problem, judged) = refusal(password, &unfit);
        return refused((status, problem), judged);
    }
    let parameters = visit.tenant.settings().password.hash;
    let phc = visit.app.hashing.hash(Secret::from(password), &parameters).await?;
    // Security: where another password is demanded, somebody else may know the old one.
    let ends_others = wishes || account.password_demand.is_some();
    match set(visit, &held, (beside, attempt), (phc, ends_others)).await? {
        Done::Yes => {}
        Done::CodeWrong => return refused(unshown(Unshown::Wrong), None),
        Done::Void => return Ok(void(visit)),
    }
    let back = continue_path(visit, held.proof.interaction).await?;
    let look = Look::plain(StatusCode::OK, visit.language(None, None));
    let mut answer = visit.page(look, |page| {
        let continue_url = back.as_deref();
        draw(&PasswordChangedPage { page, others_ended: ends_others, continue_url })
    });
    // Where the sessions of the account are over, one in this browser perhaps was among them.
    visit.change_state(&mut answer)?;
    Ok(answer)
}

/// What came of it.
enum Done {
    Yes,
    /// The link was used, or the account is another one's matter by now.
    Void,
    /// The code was used before.
    CodeWrong,
}

/// Spends the link, and the code where there was one, and sets the password; of two who race, one does.
async fn set(
    visit: &Visit,
    Held { proof, account, beside }: &Held,
    (shown, attempt): (Shown, Option<Attempt>),
    (phc, ends_others): (String, bool),
) -> Result<Done, Trouble> {
    // Whoever used the link has the mailbox.
    let owner = Account { email_verified: true, ..account.clone() };
    let (id, was_guarded, policy_of_factors) =
        (account.id, beside.is_some(), visit.factor_policy());
    let changed = Notice::PasswordChanged { others_ended: ends_others };
    let notice = Letter::of(visit, &owner).map(|letter| letter.notice(&changed)).transpose()?;
    let (link, now) = (proof.link, visit.now);
    let policy = visit.tenant.settings().password.clone();
    let (mailed_to, events) = (mailed_to(proof).to_owned(), Events::of(visit));
    let done = visit.app.store.write(visit.tenant.id(), move |tx| {
        // Read again: hashing took a while, and what an operator changed meanwhile stays.
        let account = tx.account(id)?.filter(|held| is_mailbox(held, &mailed_to));
        let (Some(account), Some(_)) = (account, tx.proof(&link, now)?) else {
            return Ok(Done::Void);
        };
        // Security: what guards the account by now is asked for, too.
        if is_guarded(tx, &account, &policy_of_factors)? != was_guarded {
            return Ok(Done::Void);
        }
        if was_guarded && !shown.spend(tx, id, now)? {
            return Ok(Done::CodeWrong);
        }
        if tx.spend_proof(&link, now)?.is_none() {
            return Ok(Done::Void);
        }
        attempt.iter().try_for_each(|attempt| attempt.succeeded(tx))?;
        tx.choose_password(account.id, new_passwords::chosen(&phc, &policy, now), now)?;
        events.note(tx, account.id, EventKind::PasswordReset)?;
        // A demand may have come meanwhile.
        if ends_others || account.password_demand.is_some() {
            tx.end_sessions_of(account.id, now)?;
            // Whoever knew the old password may have let an app stay.
            tx.end_authorizations_of(account.id, now)?;
        }
        void_mails(tx, account.id)?;
        // Whoever used the link has the mailbox; and nobody demands another password any more.
        let account = Account { password_demand: None, ..account };
        if let Ok(verified) = verify_email(&account, &mailed_to, now) {
            tx.update_account(&verified, now)?;
        }
        notice.iter().try_for_each(|notice| notice.put(tx))?;
        Ok::<_, TxError>(Done::Yes)
    });
    let done = done.await?;
    visit.app.message_queued.notify_one();
    visit.app.session_ended.notify_one();
    Ok(done)
}

/// A live link and its account.
pub(super) struct Held {
    /// The link.
    pub proof: ProofRecord,
    /// The account.
    pub account: Account,
    /// What comes beside the mailbox, where a passkey is all that the account has.
    beside: Option<Beside>,
}

impl Held {
    /// The mailbox alone sets no password.
    pub fn is_guarded(&self) -> bool {
        self.beside.is_some()
    }

    /// Nothing can be shown here that would do.
    fn is_stuck(&self) -> bool {
        self.beside.as_ref().is_some_and(|beside| !beside.asks_code())
    }

    fn asks_code(&self) -> bool {
        self.beside.as_ref().is_some_and(Beside::asks_code)
    }

    async fn prove(
        &self,
        visit: &Visit,
        typed: Option<&str>,
    ) -> Result<Result<(Shown, Option<Attempt>), Unshown>, Trouble> {
        match &self.beside {
            Some(beside) => beside.prove(visit, self.account.id, typed).await,
            None => Ok(Ok((Shown::Nothing, None))),
        }
    }
}

/// Whether an account is signed in to with a passkey, and with no password by choice.
///
/// Security: that is two factors (docs/decisions/0034). A mailbox alone is no way round it; where there was
/// a password, or never a choice, it stands in for that.
///
/// # Errors
/// As the transaction.
pub(super) fn is_guarded(
    tx: &mut dyn Tx,
    account: &Account,
    policy: &FactorPolicy,
) -> Result<bool, TxError> {
    Ok(account.passkey_only
        && policy.allowed.contains(&Proof::Passkey)
        && tx.passkeys_of(account.id)?.iter().any(|held| is_whole(&held.credential)))
}

/// Why a code was not taken, in the words of the page.
fn unshown(why: Unshown) -> (StatusCode, NewPasswordProblem) {
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    match why {
        Unshown::Missing => (unprocessable, NewPasswordProblem::CodeMissing),
        Unshown::Wrong => (unprocessable, NewPasswordProblem::CodeWrong),
        Unshown::Wait(until) => {
            (StatusCode::TOO_MANY_REQUESTS, NewPasswordProblem::TooManyAttempts { until })
        }
    }
}

/// The link's proof and its account, if the link still works. It is not spent by looking.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn resettable(visit: &Visit, code: &str) -> Result<Option<Held>, Trouble> {
    let (link, now, policy) = (TokenHash::of(code), visit.now, visit.factor_policy());
    let found = visit.app.store.read(visit.tenant.id(), move |tx| {
        let proof = tx.proof(&link, now)?;
        let Some(proof) = proof.filter(|held| held.purpose == Purpose::ResetPassword.name()) else {
            return Ok(None);
        };
        let account = tx.account(proof.account)?;
        let account = account.filter(|held| is_mailbox(held, mailed_to(&proof)));
        let Some(account) = account else { return Ok(None) };
        let beside = match is_guarded(tx, &account, &policy)? {
            true => Some(Beside::of(tx, account.id)?),
            false => None,
        };
        Ok::<_, TxError>(Some(Held { proof, account, beside }))
    });
    Ok(found.await?)
}

/// The address that a proof of a mailbox was sent to.
pub(super) fn mailed_to(proof: &ProofRecord) -> &str {
    proof.payload["email"].as_str().unwrap_or_default()
}

/// Security: a link proves a mailbox. It is void once the account may not be signed in to or
/// has another address, for the old one may be somebody else's by now.
fn is_mailbox(account: &Account, address: &str) -> bool {
    account.status == AccountStatus::Active && account.email.as_deref() == Some(address)
}

/// Back to the pass that was left, if it was left in this browser.
async fn continue_path(
    visit: &Visit,
    interaction: Option<InteractionId>,
) -> Result<Option<String>, Trouble> {
    let Some(id) = interaction else { return Ok(None) };
    let found = visit.app.store.read(visit.tenant.id(), move |tx| tx.interaction(id));
    let found: Result<_, TxError> = found.await;
    let here = found?.filter(|held| held.browser == visit.browser());
    Ok(here.map(|_| visit.path(&format!("/interaction/{id}"))))
}

/// Whether an account may have this password from now on.
///
/// # Errors
/// As [`new_passwords::compare`].
pub(super) async fn fits(
    visit: &Visit,
    account: &Account,
    password: &str,
) -> Result<Result<(), Unfit>, Trouble> {
    match new_passwords::judge(visit, password, &words_of(account)).await {
        Ok(()) => new_passwords::compare(visit, password, account).await,
        Err(weakness) => Ok(Err(Unfit::Weak(weakness))),
    }
}

/// What is wrong with it, in the words of a page.
pub(super) fn refusal(
    password: &str,
    unfit: &Unfit,
) -> (StatusCode, NewPasswordProblem, Option<Strength>) {
    match unfit {
        Unfit::Weak(weakness) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            (status, weak(password, weakness), strength(weakness))
        }
        Unfit::Wait(until) => {
            let problem = NewPasswordProblem::TooManyAttempts { until: *until };
            (StatusCode::TOO_MANY_REQUESTS, problem, None)
        }
    }
}

/// What is wrong with it.
pub(super) fn weak(password: &str, weakness: &Weakness) -> NewPasswordProblem {
    match weakness {
        _ if password.is_empty() => NewPasswordProblem::Missing,
        Weakness::TooShort { min } => NewPasswordProblem::TooShort { min: *min },
        Weakness::TooLong { max } => NewPasswordProblem::TooLong { max: *max },
        Weakness::TooWeak { .. } => NewPasswordProblem::Weak,
        Weakness::Breached => NewPasswordProblem::Breached,
        Weakness::UsedBefore => NewPasswordProblem::UsedBefore,
    }
}

/// The path of this page, which knows the way back.
fn own_path(visit: &Visit, interaction: Option<InteractionId>) -> String {
    let query = interaction.map_or_else(String::new, |id| format!("?interaction={id}"));
    visit.path(&format!("/forgotpassword{query}"))
}

fn back_path(visit: &Visit, interaction: Option<InteractionId>) -> Option<String> {
    interaction.map(|id| visit.path(&format!("/interaction/{id}")))
}

fn ask(
    visit: &Visit,
    status: StatusCode,
    username: &str,
    interaction: Option<InteractionId>,
    problems: &[ForgotPasswordProblem],
) -> HttpResponse {
    let (action, back) = (own_path(visit, interaction), back_path(visit, interaction));
    visit.page(look(visit, status), |page| {
        let (action, back_url) = (action.as_str(), back.as_deref());
        draw(&ForgotPasswordPage { page, action, back_url, username, problems })
    })
}

fn sent(visit: &Visit, username: &str, interaction: Option<InteractionId>) -> HttpResponse {
    let (again, back) = (own_path(visit, interaction), back_path(visit, interaction));
    visit.page(look(visit, StatusCode::OK), |page| {
        let (again_url, back_url) = (again.as_str(), back.as_deref());
        draw(&ForgotPasswordSentPage { page, username, back_url, again_url })
    })
}

/// The link sets no password: where its owner goes on.
fn passkey_only(visit: &Visit, code: &str) -> HttpResponse {
    let (sign_in, lost) = (visit.path("/account/password"), lost_passkey::offered(visit, code));
    visit.page(look(visit, StatusCode::CONFLICT), |page| {
        draw(&PasskeyOnlyPage { page, sign_in_url: &sign_in, lost_url: lost.as_deref() })
    })
}

/// The link is of no use any more.
pub(super) fn void(visit: &Visit) -> HttpResponse {
    ask(visit, StatusCode::GONE, "", None, &[ForgotPasswordProblem::LinkVoid])
}

fn new_password(
    visit: &Visit,
    status: StatusCode,
    (code, held, ends_others): (&str, &Held, bool),
    problems: &[NewPasswordProblem],
    strength: Option<Strength>,
) -> HttpResponse {
    let action = visit.path("/forgotpassword");
    let min_length = visit.tenant.settings().password.min_length;
    let lost = lost_passkey::offered(visit, code).filter(|_| held.asks_code());
    visit.page(look(visit, status), |page| {
        draw(&NewPasswordPage {
            page,
            action: &action,
            code,
            person: person(&held.account),
            username: &held.account.username,
            asks_code: held.asks_code(),
            lost_url: lost.as_deref(),
            ends_others,
            min_length,
            strength,
            problems,
        })
    })
}

fn look(visit: &Visit, status: StatusCode) -> Look<'static> {
    Look { purpose: PURPOSE, ..Look::plain(status, visit.language(None, None)) }
}
