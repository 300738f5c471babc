//! "Unlock your account": a mailed link, a new password, and a code where there is a second step.
//!
//! Security: getting back in takes what signing in takes: the mailbox stands in for the password,
//! as where it was forgotten, and for nothing else. Where a passkey is all that an account has, it sets
//! none without a code, and only takes the lock off.
pub use super::beside_mailbox::Shown;
use super::beside_mailbox::{Beside, Unshown};
use super::forgot_password::{is_guarded, mailed_to, refusal};
use super::lock_account::{is_mailbox, void};
use super::mails::{Letter, MailedLink};
use super::{Answered, Purpose, person, void_mails};
use crate::attempts::Attempt;
use crate::events::Events;
use crate::factors::{enrolled, has_second, refuses};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::new_passwords::{self, Unfit, words_of};
use crate::visit::{Look, Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Query;
use latchkey_accounts::{Account, AccountStatus, EventKind};
use latchkey_authn::{FactorPolicy, Proof};
use latchkey_base::{CodeDigest, Secret, TokenHash};
use latchkey_store::{ProofRecord, Tx, TxError};
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
    beside: Beside,
    /// The mailbox alone sets no password.
    is_guarded: bool,
}

impl Held {
    /// With what guards the account.
    ///
    /// # Errors
    /// As the transaction.
    pub fn of(
        tx: &mut dyn Tx,
        (proof, account): (ProofRecord, Account),
        policy: &FactorPolicy,
    ) -> Result<Self, TxError> {
        let beside = Beside::of(tx, account.id)?;
        let is_guarded = is_guarded(tx, &account, policy)?;
        Ok(Self { proof, account, beside, is_guarded })
    }

    /// Whether a new password is set.
    fn sets_password(&self) -> bool {
        !self.is_guarded || self.beside.asks_code()
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
    if !held.sets_password() {
        return unlocked(
            &visit,
            unlock(&visit, &held, (Shown::Nothing, None), (None, Vec::new())).await?,
        );
    }
    let words = words_of(&held.account);
    if let Err(weakness) = new_passwords::judge(&visit, password, &words).await {
        return unlike(&Unfit::Weak(weakness));
    }
    let shown = held.beside.prove(&visit, held.account.id, form.get("otp")).await?;
    let (shown, attempt) = match shown {
        Ok(proven) => proven,
        Err(why) => return refused(unshown(why)),
    };
    // Security: it tells of former passwords, so it is for whoever has shown the second step.
    if let Err(unfit) = new_passwords::compare(&visit, password, &held.account).await? {
        return unlike(&unfit);
    }
    let parameters = visit.tenant.settings().password.hash;
    let phc = visit.app.hashing.hash(Secret::from(password), &parameters).await?;
    match unlock(&visit, &held, (shown, attempt), (Some(phc), Vec::new())).await? {
        Done::CodeWrong => refused((StatusCode::UNPROCESSABLE_ENTITY, UnlockProblem::CodeWrong)),
        done => unlocked(&visit, done),
    }
}

/// What came of a link that asked for no code, or for a right one.
fn unlocked(visit: &Visit, done: Done) -> Answered {
    let Done::Yes { .. } = done else { return Ok(void(visit)) };
    let methods = visit.path("/account/security");
    let look = Look::plain(StatusCode::OK, visit.language(None, None));
    Ok(visit.page(look, |page| draw(&UnlockedPage { page, methods_url: &methods })))
}

/// Why the code was not taken, in the words of the page.
fn unshown(why: Unshown) -> Refused {
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    match why {
        Unshown::Missing => (unprocessable, UnlockProblem::CodeMissing),
        Unshown::Wrong => (unprocessable, UnlockProblem::CodeWrong),
        Unshown::Wait(until) => {
            (StatusCode::TOO_MANY_REQUESTS, UnlockProblem::TooManyAttempts { until })
        }
    }
}

/// Uses link and code up, and sets the password if there is one to set; of two who race, one does. If there
/// are new recovery codes, they take the place of the last ones.
///
/// # Errors
/// [`Trouble`].
pub async fn unlock(
    visit: &Visit,
    held: &Held,
    (shown, attempt): (Shown, Option<Attempt>),
    (phc, codes): (Option<String>, Vec<CodeDigest>),
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
    let told = match &phc {
        Some(_) => Notice::PasswordChanged { others_ended: true },
        None => Notice::AccountUnlocked,
    };
    let notice = Letter::of(visit, &owner).map(|letter| letter.notice(&told)).transpose()?;
    let (link, mailed_to) = (held.proof.link, mailed_to(&held.proof).to_owned());
    let (id, policy, was_guarded) = (held.account.id, visit.factor_policy(), held.is_guarded);
    let passwords = visit.tenant.settings().password.clone();
    let done = visit.app.store.write(visit.tenant.id(), move |tx| {
        // Read again: hashing took a while.
        let account = tx.account(id)?.filter(|held| is_mailbox(held, &mailed_to));
        let live = tx.proof(&link, now)?;
        let (Some(account), Some(_)) = (account, live) else { return Ok(Done::Void) };
        // Security: what guards the account by now counts.
        if is_guarded(tx, &account, &policy)? != was_guarded {
            return Ok(Done::Void);
        }
        if !shown.spend(tx, id, now)? {
            return Ok(Done::CodeWrong);
        }
        if tx.spend_proof(&link, now)?.is_none() {
            return Ok(Done::Void);
        }
        attempt.iter().try_for_each(|attempt| attempt.succeeded(tx))?;
        if let Some(phc) = &phc {
            tx.choose_password(id, new_passwords::chosen(phc, &passwords, now), now)?;
        }
        let account = unlocked(account, now);
        tx.update_account(&account, now)?;
        void_mails(tx, id)?;
        let has_second = has_second(&enrolled(tx, &account)?.0, &policy);
        let takes_codes = has_second && !refuses(&account, Proof::RecoveryCode);
        let has_codes = takes_codes && !codes.is_empty();
        if has_codes || !has_second {
            tx.put_recovery_codes(id, if has_codes { &codes } else { &[] }, now)?;
        }
        if matches!(shown, Shown::RecoveryCode(_)) {
            events.note(tx, id, EventKind::RecoveryCodeUsed)?;
        }
        events.note(tx, id, EventKind::Unlocked)?;
        if has_codes {
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
    let (link, now, policy) = (TokenHash::of(code), visit.now, visit.factor_policy());
    let found = visit.app.store.read(visit.tenant.id(), move |tx| {
        let proof = tx.proof(&link, now)?;
        let Some(proof) = proof.filter(|held| held.purpose == Purpose::Unlock.name()) else {
            return Ok(None);
        };
        let account = tx.account(proof.account)?;
        let Some(account) = account.filter(|held| is_mailbox(held, mailed_to(&proof))) else {
            return Ok(None);
        };
        Held::of(tx, (proof, account), &policy).map(Some)
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
            asks_code: held.beside.asks_code(),
            sets_password: held.sets_password(),
            min_length: visit.tenant.settings().password.min_length,
            strength,
            problems,
        })
    })
}
