//! Whether an account may be signed in to, whatever was proven.
use crate::{Account, AccountPolicy, AccountStatus};

/// Why it may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInRefusal {
    /// An operator suspended it. The pages say the same as for a wrong password.
    Suspended,
    /// Its owner locked it, and can unlock it.
    Locked,
    /// Its address must be verified first; the person can do so.
    EmailUnverified,
}

/// Whether the account may be signed in to under the tenant's policy.
///
/// Security: ask only once the password or another factor was right; the answer tells that the
/// account exists.
///
/// # Errors
/// [`SignInRefusal`].
pub fn may_sign_in(account: &Account, policy: &AccountPolicy) -> Result<(), SignInRefusal> {
    match account.status {
        AccountStatus::Active => {}
        AccountStatus::Suspended => return Err(SignInRefusal::Suspended),
        AccountStatus::Locked => return Err(SignInRefusal::Locked),
    }
    if policy.require_verified_email && !account.email_verified {
        return Err(SignInRefusal::EmailUnverified);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign_up::tests::alice;

    #[test]
    fn suspension_comes_before_everything() {
        let policy = AccountPolicy { require_verified_email: true, ..AccountPolicy::default() };
        let suspended = Account { status: AccountStatus::Suspended, ..alice() };
        assert_eq!(may_sign_in(&suspended, &policy), Err(SignInRefusal::Suspended));
        let locked = Account { status: AccountStatus::Locked, ..alice() };
        assert_eq!(may_sign_in(&locked, &policy), Err(SignInRefusal::Locked));
    }

    #[test]
    fn an_unverified_address_matters_only_where_the_tenant_says_so() {
        let strict = AccountPolicy { require_verified_email: true, ..AccountPolicy::default() };
        assert_eq!(may_sign_in(&alice(), &AccountPolicy::default()), Ok(()));
        assert_eq!(may_sign_in(&alice(), &strict), Err(SignInRefusal::EmailUnverified));
        let verified = Account { email_verified: true, ..alice() };
        assert_eq!(may_sign_in(&verified, &strict), Ok(()));
    }
}
