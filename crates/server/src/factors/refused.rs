//! What somebody's organizations do not take from them: dropped from what may be asked of them, and from what they
//! have shown.
use latchkey_accounts::Account;
use latchkey_authn::{FactorPolicy, Proof};

/// Whether an organization of theirs does not take it.
pub fn refuses(account: &Account, proof: Proof) -> bool {
    account.organization_refuses.has(proof.name())
}

/// A tenant's rules without what the organizations of that person do not take.
pub fn rules_for(account: &Account, policy: &FactorPolicy) -> FactorPolicy {
    let mut rules = policy.clone();
    rules.allowed.retain(|proof| !refuses(account, *proof));
    rules
}

/// What these proofs of that person are worth: without those that their organizations do not take.
///
/// A mailed link begins a sign-in all the same, where the tenant says so: it stays while nothing else that could
/// begin one was shown. Else whoever begins so would be asked for it again and again.
pub fn counted(account: &Account, proofs: &[Proof]) -> Vec<Proof> {
    let has_begun = proofs.iter().any(|proof| proof.factor().can_be_first);
    let counts = |proof: &Proof| match proof {
        Proof::Email if !has_begun => true,
        other => !refuses(account, *other),
    };
    proofs.iter().copied().filter(counts).collect()
}

#[cfg(test)]
mod tests {
    use super::Proof::{Approval, Email, Passkey, Password, RecoveryCode, Sms, Totp};
    use super::*;
    use crate::factors::{has_second, has_shown_all, is_demanded, needed};
    use latchkey_accounts::{RefusedFactors, SignUp, new_account};
    use latchkey_authn::factors::Needed;
    use latchkey_authn::{Acr, SecondFactor};
    use latchkey_base::{AccountId, Timestamp};

    const TWO: Option<Acr> = Some(Acr::TwoFactors);

    fn member(refused: &[&str], organization_two_factors: bool) -> Account {
        let (username, email) = (Some("alice".to_owned()), Some("alice@example.com".to_owned()));
        let sign_up = SignUp { username, email, ..SignUp::default() };
        let id = AccountId::from_bytes([1; 16]);
        let account = new_account(sign_up, id, Timestamp::from_seconds(1)).unwrap();
        let organization_refuses = RefusedFactors::parse(refused).unwrap();
        Account { organization_refuses, organization_two_factors, ..account }
    }

    fn policy() -> FactorPolicy {
        let allowed = vec![Passkey, Totp, Sms, Email, Approval, RecoveryCode];
        FactorPolicy { allowed, ..FactorPolicy::default() }
    }

    /// Security: what was shown before it was refused is worth nothing from then on.
    #[test]
    fn what_is_refused_is_not_asked_for_and_does_not_count() {
        let all = [Password, Sms, Totp, RecoveryCode];
        let of = |refused: &[&str], proofs: &[Proof], enrolled: &[Proof]| {
            needed(&member(refused, false), (proofs, enrolled), &policy(), TWO)
        };
        let asked = |ways: &[Proof]| Needed::SecondFactor(ways.to_vec());
        assert_eq!(of(&[], &[Password], &all), asked(&[Totp, Sms, RecoveryCode]));
        assert_eq!(of(&["sms"], &[Password], &all), asked(&[Totp, RecoveryCode]));
        assert_eq!(of(&["sms"], &[Password, Sms], &all), asked(&[Totp, RecoveryCode]));
        assert_eq!(of(&["sms"], &[Password, Totp], &all), Needed::Done);
        assert_eq!(of(&["sms"], &[Passkey], &all), Needed::Done);
        let codes = of(&["recovery_code"], &[Password, RecoveryCode], &all);
        assert_eq!(codes, asked(&[Totp, Sms]));
        let new = of(&["sms"], &[Password], &[Password, Sms]);
        assert_eq!(new, Needed::Enrolment(vec![Totp]), "another one is set up");
        let neither = of(&["sms", "totp"], &[Password], &[Password, Sms, Email]);
        assert_eq!(neither, asked(&[Email]));
    }

    /// Nobody is asked for the same again and again, wherever they began.
    #[test]
    fn a_mailed_link_begins_a_sign_in_all_the_same() {
        let her = member(&["email"], false);
        let by_mail = FactorPolicy { mail_sign_in: true, ..policy() };
        let of = |proofs: &[Proof], enrolled: &[Proof], asked| {
            needed(&her, (proofs, enrolled), &by_mail, asked)
        };
        let held = [Password, Email];
        assert_eq!(of(&[Email], &held, None), Needed::Done);
        assert_eq!(of(&[Email], &held, TWO), Needed::SecondFactor(vec![Password]));
        assert_eq!(counted(&her, &[Email]), [Email]);
        assert_eq!(counted(&her, &[Email, Password]), [Password], "it is no second one");
        assert_eq!(of(&[Email, Password], &held, TWO), Needed::Enrolment(vec![Totp, Sms]));
    }

    /// Security: the mailbox still comes before a second factor that is set up, and is asked for once.
    #[test]
    fn a_mailbox_that_is_no_factor_says_whose_a_sign_in_is() {
        let her = member(&["email", "sms"], true);
        let of = |proofs: &[Proof]| needed(&her, (proofs, &[Password, Email]), &policy(), TWO);
        assert_eq!(of(&[Password]), Needed::SecondFactor(vec![Email]));
        assert_eq!(of(&[Password, Email]), Needed::Enrolment(vec![Totp]));
        assert_eq!(of(&[Email, Password]), Needed::Enrolment(vec![Totp]));
        assert_eq!(of(&[Password, Email, Totp]), Needed::Done);
    }

    #[test]
    fn the_account_goes_by_what_counts() {
        let (her, other) = (member(&["sms"], true), member(&[], true));
        let held = [Password, Sms];
        assert!(has_second(&other, &held, &policy()) && !has_second(&her, &held, &policy()));
        let (calm, usual) = (member(&["sms"], false), policy());
        let all = [Password, Sms, Totp];
        assert!(!has_shown_all(&calm, (&[Password, Sms], &all), &usual));
        assert!(has_shown_all(&calm, (&[Password, Totp], &all), &usual));
        assert!(has_shown_all(&calm, (&[Password], &held), &usual), "or they never could");
        let no_mail = FactorPolicy {
            allowed: vec![Totp, Sms],
            second_factor: SecondFactor::Always,
            ..policy()
        };
        assert!(is_demanded(&her, &held, &no_mail), "a number that counts for nothing is none");
        assert!(!is_demanded(&other, &held, &no_mail));
    }
}
