//! What is not taken from somebody, by their organizations, of them or by an app: dropped from what may be asked of
//! them, and from what they have shown.
use latchkey_accounts::{Account, RefusedFactors};
use latchkey_authn::factors::SECOND_FACTORS;
use latchkey_authn::{FactorPolicy, Proof};
use latchkey_oidc::Client;

/// Whether it is not taken from them, at whatever app.
pub fn refuses(account: &Account, proof: Proof) -> bool {
    account.refused().has(proof.name())
}

/// What an app does not take, whoever it is. Names that are none are nothing: no client is registered with them.
pub fn refused_by(client: &Client) -> RefusedFactors {
    RefusedFactors::parse(&client.metadata.client_refused_factors).unwrap_or_default()
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

/// What these proofs are worth where that person's organizations do not take some of them.
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
    counted_without(RefusedFactors::parse(&names).unwrap_or_default(), proofs)
}

/// What somebody has set up that the tenant takes from others, and that is not taken from them here. It counts for
/// nothing, and still says that a sign-in is theirs: before they set up something in its place they show it.
///
/// Security: else the password would set up another, and with it be worth what was meant to guard it.
pub fn kept(rules: &FactorPolicy, (enrolled, policy): (&[Proof], &FactorPolicy)) -> Vec<Proof> {
    let says_whose =
        |proof: &&Proof| proof.factor().can_be_enrolled || **proof == Proof::RecoveryCode;
    let is_kept = |proof: &&Proof| {
        rules.refused.contains(proof) && policy.allowed.contains(proof) && enrolled.contains(proof)
    };
    SECOND_FACTORS.iter().filter(says_whose).filter(is_kept).copied().collect()
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
        let neither = of(&["sms", "totp"], &[Password], &[Password, Sms, Email]);
        assert_eq!(neither, asked(&[Email]));
    }

    /// Security: neither the password nor the mailbox puts anything in the place of what has guarded the account.
    #[test]
    fn what_is_refused_still_says_whose_a_sign_in_is() {
        let held = [Password, Email, Sms, RecoveryCode];
        let of = |account: &Account, policy: &FactorPolicy, proofs: &[Proof]| {
            needed(account, (proofs, &held), policy, TWO)
        };
        let (usual, both) = (policy(), &["sms", "recovery_code", "email"][..]);
        for demanded in [false, true] {
            let her = member(both, demanded);
            let shown = Needed::SecondFactor(vec![Sms, RecoveryCode]);
            assert_eq!(of(&her, &usual, &[Password]), shown);
            assert_eq!(of(&her, &usual, &[Password, Email]), shown, "the mailbox is no way round");
            for one in [Sms, RecoveryCode] {
                let new = of(&her, &usual, &[Password, one]);
                assert_eq!(new, Needed::Enrolment(vec![Totp]), "another one is set up");
            }
            assert_eq!(of(&her, &usual, &[Password, Sms, Totp]), Needed::Done);
        }
        let (calm, at_app) = (member(&[], false), RefusedFactors::parse(both).unwrap());
        let app = without(policy(), at_app);
        assert_eq!(of(&calm, &app, &[Password]), Needed::SecondFactor(vec![Sms, RecoveryCode]));
        assert_eq!(of(&calm, &app, &[Password, Sms]), Needed::Enrolment(vec![Totp]));
        assert_eq!(of(&calm, &app, &[Password, Sms, Totp]), Needed::Done);
        let gone = FactorPolicy { allowed: vec![Totp], ..app };
        let new = of(&calm, &gone, &[Password]);
        assert_eq!(
            new,
            Needed::Enrolment(vec![Totp]),
            "what the tenant takes from nobody is no guard"
        );
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
