//! Changing an e-mail address and proving to own it.
use crate::{Account, NameProblem, email, normal_form};
use latchkey_base::Timestamp;
use thiserror::Error;

/// Why a proof does not verify an address.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum VerifyError {
    /// The account has another address by now.
    #[error("the proof is about an address that the account no longer has")]
    AddressChanged,
}

/// The account once its owner has proven to read mails sent to `address`.
///
/// # Errors
/// [`VerifyError::AddressChanged`].
pub fn verify_email(
    account: &Account,
    address: &str,
    now: Timestamp,
) -> Result<Account, VerifyError> {
    if account.email.as_deref() != Some(address) {
        return Err(VerifyError::AddressChanged);
    }
    if account.email_verified {
        return Ok(account.clone());
    }
    Ok(Account { email_verified: true, updated_at: now, ..account.clone() })
}

/// The account with another address, which nobody has verified yet. The same address in another
/// spelling changes nothing.
///
/// # Errors
/// [`NameProblem`].
pub fn change_email(
    account: &Account,
    address: &str,
    now: Timestamp,
) -> Result<Account, NameProblem> {
    let address = email(address)?;
    if account.email.as_ref() == Some(&address) {
        return Ok(account.clone());
    }
    let email = Some(address);
    Ok(Account { email, email_verified: false, updated_at: now, ..account.clone() })
}

/// The account with another address that its owner has proven to own. Who signs in with the old
/// address as user name signs in with the new one from now on.
///
/// # Errors
/// [`NameProblem`].
pub fn move_to(account: &Account, address: &str, now: Timestamp) -> Result<Account, NameProblem> {
    let moved = change_email(account, address, now)?;
    let was_name =
        account.email.as_deref().map(normal_form) == Some(normal_form(&account.username));
    let username = match &moved.email {
        Some(email) if was_name => email.clone(),
        _ => moved.username.clone(),
    };
    Ok(Account { username, email_verified: true, updated_at: now, ..moved })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign_up::tests::alice;

    const LATER: Timestamp = Timestamp::from_seconds(2_000);

    #[test]
    fn a_proof_verifies_the_address_it_was_sent_to() {
        let account = alice();
        let verified = verify_email(&account, "alice@example.com", LATER).unwrap();
        assert!(verified.email_verified);
        assert_eq!(verified.updated_at, LATER);
    }

    #[test]
    fn a_proof_of_an_earlier_address_is_void() {
        let changed = change_email(&alice(), "new@example.com", LATER).unwrap();
        let refused = verify_email(&changed, "alice@example.com", LATER);
        assert_eq!(refused, Err(VerifyError::AddressChanged));
    }

    /// An address that is nobody's any more opens nothing.
    #[test]
    fn a_user_name_that_was_the_address_moves_along() {
        let named = Account { username: "alice@example.com".to_owned(), ..alice() };
        let moved = move_to(&named, "New@example.com", LATER).unwrap();
        assert_eq!(moved.username, "new@example.com");
        assert_eq!(moved.email.as_deref(), Some("new@example.com"));
        assert!(moved.email_verified);
        let named = Account { username: "ally".to_owned(), ..alice() };
        assert_eq!(move_to(&named, "new@example.com", LATER).unwrap().username, "ally");
        assert_eq!(move_to(&named, "nonsense", LATER), Err(NameProblem::Malformed));
    }

    #[test]
    fn a_new_address_is_unverified_and_the_old_one_in_other_letters_is_not_new() {
        let verified = verify_email(&alice(), "alice@example.com", LATER).unwrap();
        assert!(change_email(&verified, "ALICE@example.com", LATER).unwrap().email_verified);
        assert!(!change_email(&verified, "new@example.com", LATER).unwrap().email_verified);
        assert_eq!(change_email(&verified, "nonsense", LATER), Err(NameProblem::Malformed));
    }
}
