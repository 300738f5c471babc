//! What is not taken from somebody, by their organizations, of them or by an app: dropped from what may be asked of
//! them, and from what they have shown.
use latchkey_accounts::{Account, RefusedFactors};
use latchkey_authn::factors::SECOND_FACTORS;
use latchkey_authn::{FactorPolicy, Proof};
use latchkey_oidc::ClientMetadata;

/// Whether it is not taken from them, at whatever app.
pub fn refuses(account: &Account, proof: Proof) -> bool {
    account.refused().has(proof.name())
}

/// What an app does not take, whoever it is.
pub fn refused_by(client: &ClientMetadata) -> RefusedFactors {
    RefusedFactors::known(&client.client_refused_factors)
}

/// A tenant's rules where these are not taken either.
pub fn without(policy: FactorPolicy, kinds: RefusedFactors) -> FactorPolicy {
    let named = SECOND_FACTORS.iter().copied().filter(|proof| kinds.has(proof.name()));
    let refused = policy.refused.iter().copied().chain(named).collect();
    FactorPolicy { refused, ..policy }
}

/// Rules as they are for that person: what is not taken from them is not allowed.
pub fn rules_for(account: &Account, policy: &FactorPolicy) -> FactorPolicy {
    let mut rules = without(policy.clone(), account.refused());
    rules.allowed.retain(|proof| !rules.refused.contains(proof));
    rules
}

/// What these proofs are worth where some are not taken from that person.
pub fn counted(account: &Account, proofs: &[Proof]) -> Vec<Proof> {
    counted_without(account.refused(), proofs)
}

/// What proofs are worth without those of these kinds.
///
/// A mailed link begins a sign-in all the same, where the tenant says so: it stays while nothing else that could
/// begin one was shown. Else whoever begins so would be asked for it again and again.
pub fn counted_without(refused: RefusedFactors, proofs: &[Proof]) -> Vec<Proof> {
    let has_begun = proofs.iter().any(|proof| proof.factor().can_be_first);
    let counts = |proof: &Proof| match proof {
        Proof::Email if !has_begun => true,
        other => !refused.has(other.name()),
    };
    proofs.iter().copied().filter(counts).collect()
}

/// As [`counted_without`], by rules.
pub fn counted_by(rules: &FactorPolicy, proofs: &[Proof]) -> Vec<Proof> {
    let names: Vec<&str> = rules.refused.iter().map(|proof| proof.name()).collect();
    counted_without(RefusedFactors::known(&names), proofs)
}

#[cfg(test)]
mod tests {
    use super::Proof::{
        Approval, Email, Passkey, Password, RecoveryCode, SilentPasskey, Sms, Totp,
    };
    use super::*;
    use crate::factors::{has_second, is_demanded, needed};
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
    }

    /// Security: a refusal takes nothing away that has guarded the account. Whoever knows the password, and reads the
    /// mailbox, gets no further than elsewhere, by an app's refusal or by an organization's.
    #[test]
    fn what_guards_an_account_is_asked_for_first() {
        let asked = |ways: &[Proof]| Needed::SecondFactor(ways.to_vec());
        let held = [Password, Email, Sms, RecoveryCode];
        let (all, calm) = (["sms", "recovery_code", "email"], member(&[], false));
        let app = without(policy(), RefusedFactors::parse(&all).unwrap());
        let by = [(member(&all, false), policy()), (member(&all, true), policy()), (calm, app)];
        for (her, policy) in &by {
            let of = |proofs: &[Proof]| needed(her, (proofs, &held), policy, TWO);
            assert_eq!(of(&[Password]), asked(&[Sms, RecoveryCode]));
            for one in [Sms, RecoveryCode] {
                let new = of(&[Password, one]);
                assert_eq!(new, Needed::Enrolment(vec![Totp]), "another one is set up");
            }
            assert_eq!(of(&[Password, Sms, Totp]), Needed::Done);
            let only = FactorPolicy { allowed: vec![Sms, RecoveryCode], ..policy.clone() };
            let of = |proofs: &[Proof]| needed(her, (proofs, &held), &only, TWO);
            assert_eq!(of(&[Password]), asked(&[Sms, RecoveryCode]), "nothing can be set up");
            assert_eq!(of(&[Password, Sms]), Needed::Done, "and whoever asked is told");
        }
    }

    #[test]
    fn no_mailbox_stands_in_for_what_is_refused() {
        let asked = |ways: &[Proof]| Needed::SecondFactor(ways.to_vec());
        let her = member(&["sms"], true);
        let of = |proofs: &[Proof], held: &[Proof], policy: &FactorPolicy| {
            needed(&her, (proofs, held), policy, TWO)
        };
        let (usual, held) = (policy(), [Password, Email, Sms]);
        assert_eq!(of(&[Password], &held, &usual), asked(&[Sms]));
        assert_eq!(
            of(&[Password, Sms], &held, &usual),
            asked(&[Email]),
            "what counts comes beside it"
        );
        assert_eq!(of(&[Password, Sms, Email], &held, &usual), Needed::Done);
        let none = FactorPolicy { allowed: vec![Totp, Sms], ..policy() };
        assert_eq!(of(&[Password], &[Password, Email], &none), asked(&[Email]), "whose it is");
        let new = of(&[Password, Email], &[Password, Email], &none);
        assert_eq!(new, Needed::Enrolment(vec![Totp]));
        let by_mail = FactorPolicy { mail_sign_in: true, allowed: vec![Totp, Sms], ..policy() };
        assert_eq!(of(&[Email], &held, &by_mail), asked(&[Sms]));
        let silent = [Password, SilentPasskey, Sms];
        assert_eq!(of(&[SilentPasskey], &silent, &usual), asked(&[Sms]));
        let held = [Password, Email, Passkey, SilentPasskey, Sms, RecoveryCode];
        let own = asked(&[Passkey, RecoveryCode]);
        assert_eq!(of(&[Password], &held, &usual), own, "a passkey, and no mailbox");
        let allowed = vec![Passkey, Totp, Sms, RecoveryCode];
        let with_passkeys = FactorPolicy { mail_sign_in: true, allowed, ..policy() };
        for first in [Email, SilentPasskey] {
            assert_eq!(of(&[first], &held, &with_passkeys), asked(&[Passkey]), "no password");
        }
        let mailbox = member(&["email", "sms"], false);
        let app = without(policy(), mailbox.refused());
        for (her, policy) in [(&mailbox, &usual), (&member(&[], false), &app)] {
            let of = |proofs: &[Proof]| needed(her, (proofs, &[Password, Email]), policy, TWO);
            assert_eq!(of(&[Password]), asked(&[Email]), "it was their second factor");
            assert_eq!(of(&[Password, Email]), Needed::Enrolment(vec![Totp]));
        }
    }

    /// What is not refused goes on standing in, also for what is.
    #[test]
    fn recovery_codes_are_for_whoever_has_lost_what_is_refused() {
        let (her, held) = (member(&["sms"], true), [Password, Sms, RecoveryCode]);
        let of = |proofs: &[Proof]| needed(&her, (proofs, &held), &policy(), TWO);
        assert_eq!(of(&[Password]), Needed::SecondFactor(vec![Sms, RecoveryCode]));
        assert_eq!(of(&[Password, RecoveryCode]), Needed::Done);
        assert!(has_second(&held, &policy()), "they are not deleted");
    }

    #[test]
    fn what_two_refuse_is_refused_by_each() {
        let app = without(policy(), RefusedFactors::parse(&["sms"]).unwrap());
        let rules = rules_for(&member(&["totp"], true), &app);
        assert_eq!(rules.allowed, [Passkey, Email, Approval, RecoveryCode]);
        assert_eq!(counted_by(&rules, &[Password, Sms, Totp, Passkey]), [Password, Passkey]);
    }

    #[test]
    fn of_a_person_and_of_organizations_each_counts() {
        let her = Account {
            refuses: RefusedFactors::parse(&["totp"]).unwrap(),
            ..member(&["sms"], true)
        };
        assert_eq!(counted(&her, &[Password, Sms, Totp, RecoveryCode]), [Password, RecoveryCode]);
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
        let no_mail = FactorPolicy {
            allowed: vec![Totp, Sms],
            second_factor: SecondFactor::Always,
            ..policy()
        };
        assert!(is_demanded(&her, &held, &no_mail), "a number that counts for nothing is none");
        assert!(!is_demanded(&other, &held, &no_mail));
    }
}
