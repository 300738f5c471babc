//! What a mailed proof of an address completes, by its code or by its link.
use super::Purpose;
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
    password: String,
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
            let Some(Waiting { account, password, terms }) = waiting(proof) else {
                return Ok(None);
            };
            let account = Account { email_verified: true, ..account };
            match tx.insert_account(&account) {
                Ok(()) => tx.set_password_hash(account.id, &password, now)?,
                // Somebody else took the name in the meantime.
                Err(TxError::Taken(_)) => return Ok(None),
                Err(error) => return Err(error),
            }
            terms::keep_first(tx, account.id, terms.as_ref())?;
            Ok(Some(account))
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
            | Purpose::Unlock
            | Purpose::UnlockByApp
            | Purpose::AllowUnlock
            | Purpose::Invitation,
        )
        | None => Ok(None),
    }
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
        Some(Purpose::SignUp) => Ok(waiting(proof).map(|waiting| waiting.password)),
        Some(Purpose::VerifyEmail | Purpose::ChangeEmail) => tx.password_hash(proof.account),
        Some(
            Purpose::ResetPassword
            | Purpose::SignIn
            | Purpose::SecondFactor
            | Purpose::TextedCode
            | Purpose::AddPhone
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
