//! "Unlock your account": a mailed link, a new password, and a code where there is a second step.
//!
//! Security: getting back in takes what signing in takes: the mailbox stands in for the password,
//! as where it was forgotten, and for nothing else.
use super::forgot_password::{mailed_to, refusal};
use super::lock_account::{is_mailbox, void};
use super::mails::{Letter, MailedLink};
use super::{Answered, Purpose, person, void_mails};
use crate::attempts::{self, Attempt, Counted, Tried};
use crate::events::Events;
use crate::factors::{enrolled, has_second, open_totp, recovery_code_digest};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::new_passwords::{self, Unfit, words_of};
use crate::visit::{Look, Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Query;
use latchkey_accounts::{Account, AccountStatus, EventKind};
use latchkey_authn::factors::recovery_code::normal_form;
use latchkey_authn::throttle::Kind;
use latchkey_base::{AccountId, CodeDigest, Secret, Timestamp, TokenHash};
use latchkey_store::{ProofRecord, TotpRecord, Tx, TxError};
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{NewPasswordProblem, Strength, UnlockPage, UnlockProblem, UnlockedPage};

/// The purpose of the CSRF token on these pages.
const PURPOSE: &str = "recoveraccount";

/// A live link and the account it unlocks.
pub struct Held {
    /// What is used up with it.
    pub proof: ProofRecord,
    /// Whose it is.
    pub account: Account,
    totp: Option<TotpRecord>,
    codes_left: usize,
}

impl Held {
    /// What stands for both, a recovery code that is used up and a mailbox that has allowed it.
    pub fn by_app(proof: ProofRecord, account: Account) -> Self {
        Self { proof, account, totp: None, codes_left: 0 }
    }

    fn asks_code(&self) -> bool {
        self.totp.is_some() || self.codes_left > 0
    }
}

/// A second step that was shown, to be used up with the link.
#[derive(Clone, Copy)]
pub enum Shown {
    /// None is asked for.
    Nothing,
    /// It was used up before.
    Before,
    /// The code of that step of the app.
    Totp(i64),
    /// A recovery code.
    RecoveryCode(CodeDigest),
}

impl Shown {
    fn spend(self, tx: &mut dyn Tx, account: AccountId, now: Timestamp) -> Result<bool, TxError> {
        match self {
            // Security: something that is set up meanwhile is asked for, too.
            Self::Nothing => {
                Ok(tx.totp(account)?.is_none() && tx.recovery_codes_left(account)? == 0)
            }
            Self::Before => Ok(true),
            Self::Totp(step) => tx.use_totp_step(account, step, now),
            Self::RecoveryCode(digest) => tx.spend_recovery_code(account, &digest),
        }
    }
}

/// Why an account was not unlocked.
type Refused = (StatusCode, UnlockProblem);

/// What came of it.
pub enum Done {
    /// It is unlocked.
    Yes {
        /// The new recovery codes are good for something.
        has_codes: bool,
    },
    /// The link was used, or the account is another one's matter by now.
    Void,
    /// The code was used before.
    CodeWrong,
}

/// `GET /{group}/recoveraccount?code=…`: asks for a new password.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, query: Query<MailedLink>) -> Answered {
    Ok(match find(&visit, &query.code).await? {
        Some(held) => page(&visit, (StatusCode::OK, &query.code), &held, &[], None),
        None => void(&visit),
    })
}

/// `POST /{group}/recoveraccount`: unlocks the account.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    let code = form.text("code");
    let Some(held) = find(&visit, code).await? else { return Ok(void(&visit)) };
    let refused =
        |(status, problem): Refused| Ok(page(&visit, (status, code), &held, &[problem], None));
    if !visit.sent(&form, PURPOSE) {
        let problem = UnlockProblem::Password(NewPasswordProblem::FormTooOld);
        return refused((StatusCode::BAD_REQUEST, problem));
    }
    let password = form.text("new_password");
    let unlike = |unfit: &Unfit| {
        let (status, problem, judged) = refusal(password, unfit);
        Ok(page(&visit, (status, code), &held, &[UnlockProblem::Password(problem)], judged))
    };
    let words = words_of(&held.account);
    if let Err(weakness) = new_passwords::judge(&visit, password, &words).await {
        return unlike(&Unfit::Weak(weakness));
    }
    let (shown, attempt) = match prove(&visit, &held, form.get("otp")).await? {
        Ok(proven) => proven,
        Err(problem) => return refused(problem),
    };
    // Security: it tells of former passwords, so it is for whoever has shown the second step.
    if let Err(unfit) = new_passwords::compare(&visit, password, &held.account).await? {
        return unlike(&unfit);
    }
    let parameters = visit.tenant.settings().password.hash;
    let phc = visit.app.hashing.hash(Secret::from(password), &parameters).await?;
    match unlock(&visit, &held, (shown, attempt), (phc, Vec::new())).await? {
        Done::Void => Ok(void(&visit)),
        Done::CodeWrong => refused((StatusCode::UNPROCESSABLE_ENTITY, UnlockProblem::CodeWrong)),
        Done::Yes { .. } => {
            let methods = visit.path("/account/security");
            let look = Look::plain(StatusCode::OK, visit.language(None, None));
            Ok(visit.page(look, |page| draw(&UnlockedPage { page, methods_url: &methods })))
        }
    }
}

/// Checks the code. Guesses count as they do at sign-in.
async fn prove(
    visit: &Visit,
    held: &Held,
    typed: Option<&str>,
) -> Result<Result<(Shown, Option<Attempt>), Refused>, Trouble> {
    if !held.asks_code() {
        return Ok(Ok((Shown::Nothing, None)));
    }
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(typed) = typed else {
        return Ok(Err((unprocessable, UnlockProblem::CodeMissing)));
    };
    let (id, whose) = (held.account.id, held.account.id.to_string());
    let attempt = match attempts::count(visit, Tried::new(Kind::SecondFactor, &whose)).await? {
        Counted::Go(attempt) => attempt,
        Counted::Wait(until) => {
            let problem = UnlockProblem::TooManyAttempts { until };
            return Ok(Err((StatusCode::TOO_MANY_REQUESTS, problem)));
        }
    };
    let step = match &held.totp {
        Some(totp) => open_totp(&visit.app, id, &totp.sealed)?.matching_step(typed, visit.now),
        None => None,
    };
    let code = normal_form(typed).map(|code| recovery_code_digest(&visit.app, id, code.expose()));
    // Security: what follows tells of former passwords, so a code has to be one of theirs first.
    let shown = match (step, code) {
        (Some(step), _) => Some(Shown::Totp(step)),
        (None, Some(code)) if holds(visit, id, code).await? => Some(Shown::RecoveryCode(code)),
        (None, _) => None,
    };
    Ok(match shown.filter(|_| !attempt.is_moot()) {
        Some(shown) => Ok((shown, Some(attempt))),
        None => Err((unprocessable, UnlockProblem::CodeWrong)),
    })
}

async fn holds(visit: &Visit, id: AccountId, code: CodeDigest) -> Result<bool, Trouble> {
    let store = &visit.app.store;
    let held = store.read(visit.tenant.id(), move |tx| tx.holds_recovery_code(id, &code));
    let held: Result<bool, TxError> = held.await;
    Ok(held?)
}

/// Uses link and code up and sets the password; of two who race, one does. If there are new recovery
/// codes, they take the place of the last ones.
///
/// # Errors
/// [`Trouble`].
pub async fn unlock(
    visit: &Visit,
    held: &Held,
    (shown, attempt): (Shown, Option<Attempt>),
    (phc, codes): (String, Vec<CodeDigest>),
) -> Result<Done, Trouble> {
    // Whoever used the link has the mailbox.
    let unlocked = |account: Account, now| Account {
        status: AccountStatus::Active,
        email_verified: true,
        password_demand: None,
        updated_at: now,
        ..account
    };
    let (now, events) = (visit.now, Events::of(visit));
    let owner = unlocked(held.account.clone(), now);
    let letter = Letter::of(visit, &owner);
    let changed = Notice::PasswordChanged { others_ended: true };
    let notice = letter.map(|letter| letter.notice(&changed)).transpose()?;
    let (link, mailed_to) = (held.proof.link, mailed_to(&held.proof).to_owned());
    let (id, policy) = (held.account.id, visit.factor_policy());
    let passwords = visit.tenant.settings().password.clone();
    let done = visit.app.store.write(visit.tenant.id(), move |tx| {
        // Read again: hashing took a while.
        let account = tx.account(id)?.filter(|held| is_mailbox(held, &mailed_to));
        let live = tx.proof(&link, now)?;
        let (Some(account), Some(_)) = (account, live) else { return Ok(Done::Void) };
        if !shown.spend(tx, id, now)? {
            return Ok(Done::CodeWrong);
        }
        if tx.spend_proof(&link, now)?.is_none() {
            return Ok(Done::Void);
        }
        attempt.iter().try_for_each(|attempt| attempt.succeeded(tx))?;
        tx.choose_password(id, new_passwords::chosen(&phc, &passwords, now), now)?;
        let account = unlocked(account, now);
        tx.update_account(&account, now)?;
        void_mails(tx, id)?;
        let has_codes = has_second(&enrolled(tx, &account)?.0, &policy) && !codes.is_empty();
        if !has_second(&enrolled(tx, &account)?.0, &policy) {
            tx.put_recovery_codes(id, &[], now)?;
        }
        if matches!(shown, Shown::RecoveryCode(_)) {
            events.note(tx, id, EventKind::RecoveryCodeUsed)?;
        }
        events.note(tx, id, EventKind::Unlocked)?;
        if has_codes {
            tx.put_recovery_codes(id, &codes, now)?;
            events.note(tx, id, EventKind::RecoveryCodesMade)?;
        }
        notice.iter().try_for_each(|notice| notice.put(tx))?;
        Ok::<_, TxError>(Done::Yes { has_codes })
    });
    let done = done.await?;
    visit.app.message_queued.notify_one();
    Ok(done)
}

/// The link's proof and its account, if the link still works. It is not spent by looking.
async fn find(visit: &Visit, code: &str) -> Result<Option<Held>, Trouble> {
    if !visit.tenant.settings().accounts.password_reset {
        return Err(Trouble::NotFound);
    }
    let (link, now) = (TokenHash::of(code), visit.now);
    let found = visit.app.store.read(visit.tenant.id(), move |tx| {
        let proof = tx.proof(&link, now)?;
        let Some(proof) = proof.filter(|held| held.purpose == Purpose::Unlock.name()) else {
            return Ok(None);
        };
        let account = tx.account(proof.account)?;
        let Some(account) = account.filter(|held| is_mailbox(held, mailed_to(&proof))) else {
            return Ok(None);
        };
        let (totp, codes_left) = (tx.totp(account.id)?, tx.recovery_codes_left(account.id)?);
        Ok::<_, TxError>(Some(Held { proof, account, totp, codes_left }))
    });
    Ok(found.await?)
}

fn page(
    visit: &Visit,
    (status, code): (StatusCode, &str),
    held: &Held,
    problems: &[UnlockProblem],
    strength: Option<Strength>,
) -> HttpResponse {
    let action = visit.path("/recoveraccount");
    let look = Look { purpose: PURPOSE, ..Look::plain(status, visit.language(None, None)) };
    visit.page(look, |page| {
        draw(&UnlockPage {
            page,
            action: &action,
            code,
            person: person(&held.account),
            username: &held.account.username,
            asks_code: held.asks_code(),
            min_length: visit.tenant.settings().password.min_length,
            strength,
            problems,
        })
    })
}
