//! What is asked of a new password, in one place, wherever it is chosen.
use crate::attempts::{self, Counted, Tried};
use crate::breached;
use crate::middleware::Trouble;
use crate::visit::Visit;
use latchkey_accounts::{Account, AccountStatus};
use latchkey_authn::password::check_strength;
use latchkey_authn::throttle::Kind;
use latchkey_authn::{PasswordPolicy, Weakness};
use latchkey_base::{Secret, Timestamp};
use latchkey_store::{ChosenPassword, TxError};

/// Why a new password is not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unfit {
    /// What is wrong with it.
    Weak(Weakness),
    /// Too many were tried; not before then.
    Wait(Timestamp),
}

/// Judges a new password by itself; `words` are what an attacker would try first.
pub async fn judge(visit: &Visit, password: &str, words: &[&str]) -> Result<(), Weakness> {
    is_strong(visit, password, words)?;
    is_secret(visit, password).await
}

/// The part that costs nothing but a moment.
pub fn is_strong(visit: &Visit, password: &str, words: &[&str]) -> Result<(), Weakness> {
    let record = visit.tenant.record();
    let inputs: Vec<&str> = words.iter().copied().chain([record.name.as_str()]).collect();
    check_strength(password, &record.settings.password, &inputs)
}

/// The part that may ask others: whether it is known from a leak.
///
/// Security: strangers get there only as often as their attempts are counted. Who makes the mirror
/// refuse us has made every leaked password a good one.
pub async fn is_secret(visit: &Visit, password: &str) -> Result<(), Weakness> {
    if breached::is_known(&visit.app, password).await { Err(Weakness::Breached) } else { Ok(()) }
}

/// What an attacker would try first for an account.
pub fn words_of(account: &Account) -> Vec<&str> {
    let named = [account.email.as_deref(), account.profile.name.as_deref()];
    named.into_iter().flatten().chain([account.username.as_str()]).collect()
}

/// Whether an account may have this password after those that it had. Where another one is
/// demanded, or the account is locked, the last one counts whatever the tenant's history.
///
/// Security: to be asked only by whoever may set a password, since the answer tells of former
/// ones; and so often only, as guesses and as hashes to compute.
///
/// # Errors
/// [`Trouble::Unavailable`], [`Trouble::Busy`].
pub async fn compare(
    visit: &Visit,
    password: &str,
    account: &Account,
) -> Result<Result<(), Unfit>, Trouble> {
    let policy = &visit.tenant.settings().password;
    let is_spent = account.password_demand.is_some() || account.status == AccountStatus::Locked;
    let most = policy.history.clamp(usize::from(is_spent), PasswordPolicy::LONGEST_HISTORY);
    let (id, now) = (account.id, visit.now);
    let held = visit.app.store.read(visit.tenant.id(), move |tx| {
        let mut held: Vec<String> = tx.password_hash(id)?.into_iter().collect();
        held.extend(tx.former_passwords(id, now)?);
        held.truncate(most);
        Ok::<_, TxError>(held)
    });
    let held = held.await?;
    if held.is_empty() {
        return Ok(Ok(()));
    }
    let whose = id.to_string();
    let attempt = match attempts::count(visit, Tried::new(Kind::NewPassword, &whose)).await? {
        Counted::Go(attempt) => attempt,
        Counted::Wait(until) => return Ok(Err(Unfit::Wait(until))),
    };
    for phc in held {
        let password = Secret::from(password);
        if visit.app.hashing.verify(password, Some(phc), &policy.hash).await?.matches {
            return Ok(Err(Unfit::Weak(Weakness::UsedBefore)));
        }
    }
    let cleared = visit.app.store.write(visit.tenant.id(), move |tx| attempt.succeeded(tx));
    let cleared: Result<(), TxError> = cleared.await;
    cleared?;
    Ok(Ok(()))
}

/// A password with this hash, under the tenant's rules of how many are remembered.
pub fn chosen<'a>(phc: &'a str, policy: &PasswordPolicy, now: Timestamp) -> ChosenPassword<'a> {
    let most = policy.history.min(PasswordPolicy::LONGEST_HISTORY);
    let keep_until = now + PasswordPolicy::HISTORY_KEPT;
    // The present one is the first of them.
    ChosenPassword { phc, keep: most.saturating_sub(1), keep_until }
}
