//! What a mailed proof of an address completes, by its code or by its link.
use super::{NewAccount, Purpose};
use crate::recovery::stop_recovery;
use crate::terms;
use latchkey_accounts::{Account, TermsAnswer, move_to, verify_email};
use latchkey_authn::factors::Proof;
use latchkey_base::{AccountId, SessionId, Timestamp};
use latchkey_store::{ProofRecord, SessionEnds, Tx, TxError};
use serde::Deserialize;

/// What waits with the proof of a sign-up.
#[derive(Deserialize)]
struct Waiting {
    account: Account,
    /// The hash of the password; without, how to sign in is chosen once the address is proven.
    #[serde(default)]
    password: Option<String>,
    #[serde(default)]
    terms: Option<TermsAnswer>,
}

/// What a spent proof completes; `None` when it no longer can.
///
/// # Errors
/// As the transaction.
pub fn complete(
    tx: &mut dyn Tx,
    proof: &ProofRecord,
    now: Timestamp,
) -> Result<Option<Account>, TxError> {
    match Purpose::parse(&proof.purpose) {
        Some(Purpose::SignUp) => {
            let Some(Waiting { account, password: Some(password), terms }) = waiting(proof) else {
                return Ok(None);
            };
            let made = make_account(tx, NewAccount { account, terms })?;
            if let Some(account) = &made {
                tx.set_password_hash(account.id, &password, now)?;
            }
            Ok(made)
        }
        Some(Purpose::VerifyEmail) => {
            let Some(account) = tx.account(proof.account)? else { return Ok(None) };
            let address = proof.payload["email"].as_str().unwrap_or_default();
            let Ok(account) = verify_email(&account, address, now) else { return Ok(None) };
            tx.update_account(&account, now)?;
            Ok(Some(account))
        }
        Some(Purpose::ChangeEmail) => {
            let Some(account) = tx.account(proof.account)? else { return Ok(None) };
            let address = proof.payload["email"].as_str().unwrap_or_default();
            let Ok(account) = move_to(&account, address, now) else { return Ok(None) };
            match tx.update_account(&account, now) {
                Ok(()) => {
                    let changed_in = proof.payload["session"].as_str();
                    let except = changed_in.and_then(|id| id.parse().ok());
                    leave_mailbox(tx, account.id, except, now)?;
                    Ok(Some(account))
                }
                // It is somebody else's, and was so all the time perhaps.
                Err(TxError::Taken(_)) => Ok(None),
                Err(error) => Err(error),
            }
        }
        Some(
            Purpose::ResetPassword
            | Purpose::SignIn
            | Purpose::SecondFactor
            | Purpose::TextedCode
            | Purpose::AddPhone
            | Purpose::CompanionApp
            | Purpose::AddCompanionApp
            | Purpose::Unlock
            | Purpose::UnlockByApp
            | Purpose::AllowUnlock
            | Purpose::Invitation,
        )
        | None => Ok(None),
    }
}

/// The account that a proof of a sign-up makes room for, if its owner chooses only now how to sign in.
pub fn unfinished(proof: &ProofRecord) -> Option<NewAccount> {
    let is_sign_up = Purpose::parse(&proof.purpose) == Some(Purpose::SignUp);
    let Waiting { account, password, terms } = waiting(proof).filter(|_| is_sign_up)?;
    password.is_none().then_some(NewAccount { account, terms })
}

/// Makes an account whose address is proven; it has no way in yet. `None`: somebody else took the name
/// in the meantime.
///
/// # Errors
/// As the transaction.
pub fn make_account(tx: &mut dyn Tx, new: NewAccount) -> Result<Option<Account>, TxError> {
    let account = Account { email_verified: true, ..new.account };
    match tx.insert_account(&account) {
        Ok(()) => {}
        Err(TxError::Taken(_)) => return Ok(None),
        Err(error) => return Err(error),
    }
    terms::keep_first(tx, account.id, new.terms.as_ref())?;
    Ok(Some(account))
}

/// A password was set: what was sent before to change it, the address or the number is void.
///
/// Security: who read the mailbox yesterday has no key in hand.
///
/// # Errors
/// As the transaction.
pub fn void_mails(tx: &mut dyn Tx, account: AccountId) -> Result<(), TxError> {
    let sent = [
        Purpose::ResetPassword,
        Purpose::ChangeEmail,
        Purpose::Unlock,
        Purpose::UnlockByApp,
        Purpose::AllowUnlock,
        Purpose::SignIn,
        Purpose::AddPhone,
        Purpose::AddCompanionApp,
    ];
    for purpose in sent {
        tx.delete_proofs(account, purpose.name())?;
    }
    Ok(())
}

/// The account has another address: what was shown or mailed at the one before is worth nothing any
/// more, but in the session in which it was changed.
///
/// # Errors
/// As the transaction.
pub fn leave_mailbox(
    tx: &mut dyn Tx,
    account: AccountId,
    except: Option<SessionId>,
    now: Timestamp,
) -> Result<(), TxError> {
    for purpose in [Purpose::SecondFactor, Purpose::SignIn] {
        tx.delete_proofs(account, purpose.name())?;
    }
    let ends = SessionEnds { shown: &[Proof::Email], except };
    tx.end_sessions_with(account, &ends, now)?;
    // What was to be finished with a link to the mailbox before is not.
    stop_recovery(tx, account, (now, None))?;
    tx.forget_browsers(account)?;
    Ok(())
}

/// The address that a proof of an address is about.
pub fn address(proof: &ProofRecord) -> Option<&str> {
    match Purpose::parse(&proof.purpose)? {
        Purpose::SignUp => proof.payload["account"]["email"].as_str(),
        Purpose::VerifyEmail | Purpose::ChangeEmail => proof.payload["email"].as_str(),
        Purpose::ResetPassword
        | Purpose::SignIn
        | Purpose::SecondFactor
        | Purpose::TextedCode
        | Purpose::AddPhone
        | Purpose::CompanionApp
        | Purpose::AddCompanionApp
        | Purpose::Unlock
        | Purpose::UnlockByApp
        | Purpose::AllowUnlock
        | Purpose::Invitation => None,
    }
}

/// The hash of the password with which the account could be used once the address is proven.
///
/// # Errors
/// As the transaction.
pub fn password_hash(tx: &mut dyn Tx, proof: &ProofRecord) -> Result<Option<String>, TxError> {
    match Purpose::parse(&proof.purpose) {
        Some(Purpose::SignUp) => Ok(waiting(proof).and_then(|waiting| waiting.password)),
        Some(Purpose::VerifyEmail | Purpose::ChangeEmail) => tx.password_hash(proof.account),
        Some(
            Purpose::ResetPassword
            | Purpose::SignIn
            | Purpose::SecondFactor
            | Purpose::TextedCode
            | Purpose::AddPhone
            | Purpose::CompanionApp
            | Purpose::AddCompanionApp
            | Purpose::Unlock
            | Purpose::UnlockByApp
            | Purpose::AllowUnlock
            | Purpose::Invitation,
        )
        | None => Ok(None),
    }
}

fn waiting(proof: &ProofRecord) -> Option<Waiting> {
    serde_json::from_value(proof.payload.clone()).ok()
}
