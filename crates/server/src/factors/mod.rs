//! Second factors of people: what is set up, what that asks of them, and how it is noted.
//!
//! The pages of a sign-in and the account pages set up the same things; what they share is here.
mod companion_app;
mod recovery_codes;
mod refused;
pub mod sms;
mod totp;

pub use companion_app::{CompanionProblem, Connecting, NewCompanionApp, TypedRequest};
pub use recovery_codes::{
    NewCodes, digest as recovery_code_digest, drawn as drawn_codes, keep_first as keep_first_codes,
    replace as replace_codes,
};
pub use refused::{counted, counted_by, counted_without, refused_by, refuses, rules_for, without};
pub use totp::{NewTotp, open as open_totp};

use latchkey_accounts::Account;
use latchkey_authn::assurance;
use latchkey_authn::factors::passkey::is_whole;
use latchkey_authn::factors::{Needed, still_needed};
use latchkey_authn::{Acr, FactorPolicy, Proof, SecondFactor};
use latchkey_store::{Holdings, Tx, TxError};

/// What an account can be signed in to with, and what it holds of that.
///
/// A passkey that was made in silence is none of it: nobody is asked for what they may not know of, and
/// nothing rests on it.
///
/// # Errors
/// As the transaction.
pub fn enrolled(tx: &mut dyn Tx, account: &Account) -> Result<(Vec<Proof>, Holdings), TxError> {
    let holds = tx.holdings(account.id)?;
    let held = [
        (Proof::Password, holds.password),
        (Proof::Email, account.email.is_some() && account.email_verified),
        (Proof::Passkey, tx.passkeys_of(account.id)?.iter().any(|it| is_whole(&it.credential))),
        (Proof::Totp, holds.totp),
        (Proof::CompanionApp, holds.companion_app),
        (Proof::Sms, holds.phone.is_some()),
        (Proof::RecoveryCode, holds.codes_left > 0),
    ];
    let enrolled = held.into_iter().filter_map(|(proof, is_held)| is_held.then_some(proof));
    Ok((enrolled.collect(), holds))
}

/// What a sign-in of this person still takes, who has set up `enrolled` and has made `proofs`.
///
/// Security: of whom alone two are demanded, somebody else may know the password, so that the mailbox comes
/// before the second factor that they set up.
///
/// What is refused here is neither asked for nor counted where something else is set up. Where nothing is, all that
/// would be asked for elsewhere comes first: a refusal takes nothing away that has guarded the account.
pub fn needed(
    account: &Account,
    (proofs, enrolled): (&[Proof], &[Proof]),
    policy: &FactorPolicy,
    asked: Option<Acr>,
) -> Needed {
    let in_doubt = policy.in_doubt || account.takes_two_factors();
    let elsewhere = FactorPolicy { in_doubt, ..of_person(account, policy) };
    let rules = FactorPolicy { in_doubt: false, ..rules_for(account, &elsewhere) };
    if rules.refused.is_empty() {
        return by_rules(account, (proofs, enrolled), &elsewhere, asked);
    }
    let counted = rules.counted(&refused::counted_by(&rules, proofs));
    let needed = by_rules(account, (&counted, enrolled), &rules, asked);
    let has_own = |proofs: &[Proof]| proofs.iter().any(|proof| is_own(*proof));
    match (needed, by_rules(account, (proofs, enrolled), &elsewhere, asked)) {
        (needed, Needed::Done | Needed::Enrolment(_)) => needed,
        (Needed::SecondFactor(ways), Needed::SecondFactor(usual)) => {
            // Security: what is refused may be all that kept the mailbox from being a way.
            let both: Vec<Proof> = ways.into_iter().filter(|way| usual.contains(way)).collect();
            let is_enough = has_own(&both) || has_own(&counted) && !both.is_empty();
            Needed::SecondFactor(if is_enough { both } else { usual })
        }
        (needed, _) if has_own(&counted) => needed,
        (_, before) => before,
    }
}

/// Something of the person's own that guards an account by itself: no mailbox, nothing that only stands in.
fn is_own(proof: Proof) -> bool {
    proof.factor().can_be_enrolled || matches!(proof, Proof::Passkey | Proof::DevicePasskey)
}

/// What these rules ask for.
///
/// An address that nobody has shown to be theirs is no factor. But where two are demanded and nothing
/// else can be had, a code mailed there is one: whoever types it has shown both.
fn by_rules(
    account: &Account,
    (proofs, enrolled): (&[Proof], &[Proof]),
    rules: &FactorPolicy,
    asked: Option<Acr>,
) -> Needed {
    let needed = still_needed(proofs, enrolled, rules, asked);
    let demands_two = rules.second_factor == SecondFactor::Always || asked == Some(Acr::TwoFactors);
    let has_address = account.email.is_some() && !enrolled.contains(&Proof::Email);
    if needed != Needed::Done || !demands_two || !has_address {
        return needed;
    }
    let with_address: Vec<Proof> = enrolled.iter().copied().chain([Proof::Email]).collect();
    // Security: that a sign-in is in doubt is no reason to go by an address that nobody has verified.
    let calm = FactorPolicy { in_doubt: false, ..rules.clone() };
    still_needed(proofs, &with_address, &calm, asked)
}

/// A tenant's rules as they are for a sign-in of that person.
///
/// Security: a passkey is both factors of whoever does without a password. What else begins a sign-in, a mailbox,
/// is one, and is no way round it (docs/decisions/0052).
fn of_person(account: &Account, policy: &FactorPolicy) -> FactorPolicy {
    let second_factor = match policy.second_factor {
        SecondFactor::Always => SecondFactor::Always,
        _ if account.passkey_only => SecondFactor::IfHeld,
        other => other,
    };
    FactorPolicy { second_factor, ..policy.clone() }
}

/// A tenant's rules as they are for people's own accounts.
///
/// Security: whoever has a second factor, be it a passkey, shows it before they see or change anything
/// there, also where sign-ins to apps do without. Who knows only the password cannot take it away.
pub fn own_policy(policy: &FactorPolicy) -> FactorPolicy {
    let second_factor = match policy.second_factor {
        SecondFactor::Always => SecondFactor::Always,
        _ => SecondFactor::IfHeld,
    };
    FactorPolicy { second_factor, in_doubt: false, ..policy.clone() }
}

/// Whether somebody who made these proofs has a second factor that they have not shown, and that
/// their own account takes; or two are demanded of them, and what they have shown is worth less.
///
/// # Errors
/// As the transaction.
pub fn lacks_own(
    tx: &mut dyn Tx,
    (account, proofs): (&Account, &[Proof]),
    policy: &FactorPolicy,
) -> Result<bool, TxError> {
    let (enrolled, _) = enrolled(tx, account)?;
    // Security: an approval is as fresh as the session that gave it, which may be days old.
    let mut shown = proofs.to_vec();
    shown.retain(|proof| *proof != Proof::Approval);
    let needed = still_needed(&shown, &enrolled, &own_policy(policy), None);
    let is_worth_less = account.takes_two_factors()
        && assurance::acr(&counted(account, &shown)) != Some(Acr::TwoFactors);
    // A session that began with a mailed link, where that is none any more, has shown nothing.
    Ok(is_worth_less || matches!(needed, Needed::SecondFactor(_) | Needed::FirstFactor))
}

/// Whether somebody has a second factor that their own account asks for, or has to have one.
///
/// # Errors
/// As the transaction.
pub fn has_own_second(
    tx: &mut dyn Tx,
    account: &Account,
    policy: &FactorPolicy,
) -> Result<bool, TxError> {
    lacks_own(tx, (account, &[Proof::Password]), policy)
}

/// Whether somebody who made these proofs has shown all that they have: else they are offered nothing
/// that would be as good as what they did not show.
pub fn has_shown_all((proofs, enrolled): (&[Proof], &[Proof]), policy: &FactorPolicy) -> bool {
    still_needed(proofs, enrolled, &own_policy(policy), None) == Needed::Done
}

/// Whether a second factor is demanded of that person, by the tenant of everybody or of them, or by
/// an organization of theirs, if they would have these.
pub fn is_demanded(account: &Account, enrolled: &[Proof], policy: &FactorPolicy) -> bool {
    let asked = account.takes_two_factors().then_some(Acr::TwoFactors);
    let rules = rules_for(account, policy);
    matches!(still_needed(&[Proof::Password], enrolled, &rules, asked), Needed::Enrolment(_))
}

/// Whether somebody who has these has a second factor, one that recovery codes can stand in for. They do so for one
/// that is refused as well, as far as that still says whose a sign-in is.
pub fn has_second(enrolled: &[Proof], policy: &FactorPolicy) -> bool {
    let needed = still_needed(&[Proof::Password], enrolled, policy, Some(Acr::TwoFactors));
    matches!(needed, Needed::SecondFactor(_))
}

#[cfg(test)]
mod tests {
    use super::Proof::{Email, Passkey, Password, RecoveryCode, Totp};
    use super::*;
    use latchkey_accounts::{SignUp, new_account};
    use latchkey_base::{AccountId, Timestamp};

    fn policy(second_factor: SecondFactor) -> FactorPolicy {
        FactorPolicy { second_factor, ..FactorPolicy::default() }
    }

    /// Security: a tenant that asks nobody at sign-in asks at the account all the same.
    #[test]
    fn an_own_account_is_as_safe_as_its_factors() {
        let never = own_policy(&policy(SecondFactor::Never));
        let needed = still_needed(&[Password], &[Password, Totp], &never, None);
        assert_eq!(needed, Needed::SecondFactor(vec![Totp]));
        let needed = still_needed(&[Password], &[Password, Passkey], &never, None);
        assert_eq!(
            needed,
            Needed::SecondFactor(vec![Passkey]),
            "though sign-ins to apps do without"
        );
        let always = own_policy(&policy(SecondFactor::Always));
        assert_eq!(always.second_factor, SecondFactor::Always);
    }

    /// Security: whoever knows the password of somebody with an authenticator app makes no passkey.
    #[test]
    fn nobody_is_offered_a_way_round_what_they_did_not_show() {
        let never = policy(SecondFactor::Never);
        let has = |shown: &[Proof], enrolled: &[Proof]| has_shown_all((shown, enrolled), &never);
        assert!(has(&[Password], &[Password]));
        assert!(!has(&[Password], &[Password, Totp]));
        assert!(has(&[Password, Totp], &[Password, Totp, RecoveryCode]));
    }

    fn alice(email: Option<&str>) -> Account {
        let (username, email) = (Some("alice".to_owned()), email.map(str::to_owned));
        let sign_up = SignUp { username, email, ..SignUp::default() };
        new_account(sign_up, AccountId::from_bytes([1; 16]), Timestamp::from_seconds(1)).unwrap()
    }

    #[test]
    fn the_last_second_factor_stays_where_one_is_demanded() {
        let (always, usual) = (policy(SecondFactor::Always), FactorPolicy::default());
        let anybody = alice(None);
        assert!(is_demanded(&anybody, &[Password, RecoveryCode], &always));
        assert!(!is_demanded(&anybody, &[Password, Totp], &always));
        assert!(!is_demanded(&anybody, &[Password], &usual));
        let her = Account { two_factors: true, ..alice(None) };
        assert!(is_demanded(&her, &[Password], &usual), "of her, if of nobody else");
        assert!(!is_demanded(&her, &[Password, Totp], &usual));
        let member = Account { organization_two_factors: true, ..alice(None) };
        assert!(is_demanded(&member, &[Password], &usual), "of the members of an organization");
        assert!(!is_demanded(&member, &[Password, Totp], &usual));
        let mailed = FactorPolicy { allowed: vec![Totp, Email], ..always };
        assert!(!is_demanded(&anybody, &[Password, Email], &mailed), "a mailed code is one, too");
    }

    /// Security: a doubtful sign-in sends no code to an address that nobody has verified, and holds
    /// nobody up who can have none.
    #[test]
    fn doubt_alone_makes_no_address_a_factor() {
        for allowed in [&[][..], &[Totp, Email]] {
            let usual = FactorPolicy { allowed: allowed.to_vec(), ..FactorPolicy::default() };
            let doubtful = FactorPolicy { in_doubt: true, ..usual };
            let hers = alice(Some("alice@example.com"));
            let of = |enrolled: &[Proof]| needed(&hers, (&[Password], enrolled), &doubtful, None);
            assert_eq!(of(&[Password]), Needed::Done);
            assert_eq!(of(&[Password, Email]), Needed::SecondFactor(vec![Email]));
        }
        let nothing = FactorPolicy { allowed: Vec::new(), ..policy(SecondFactor::Always) };
        let doubtful = FactorPolicy { in_doubt: true, ..nothing };
        let hers = alice(Some("alice@example.com"));
        let asked = Some(Acr::TwoFactors);
        assert_eq!(needed(&hers, (&[Password], &[Password]), &doubtful, asked), Needed::Done);
    }

    /// Whoever can have nothing else is mailed a code, though nobody has verified the address.
    #[test]
    fn an_unverified_address_is_the_last_resort() {
        let (hers, nobodys) = (alice(Some("alice@example.com")), alice(None));
        let of = |account, allowed: &[Proof], second_factor, asked| {
            let policy = FactorPolicy { allowed: allowed.to_vec(), ..policy(second_factor) };
            needed(account, (&[Password], &[Password]), &policy, asked)
        };
        let (always, usual) = (SecondFactor::Always, SecondFactor::IfEnrolled);
        let two = Some(Acr::TwoFactors);
        let mailed = Needed::SecondFactor(vec![Email]);
        assert_eq!(of(&hers, &[Email], always, None), mailed);
        assert_eq!(of(&hers, &[Email], usual, two), mailed);
        assert_eq!(of(&hers, &[Email], usual, None), Needed::Done, "nobody demands it");
        assert_eq!(of(&hers, &[Totp, Email], always, None), Needed::Enrolment(vec![Totp]));
        assert_eq!(of(&hers, &[], always, None), Needed::Done);
        assert_eq!(of(&nobodys, &[Email], always, None), Needed::Done);
        let policy = FactorPolicy { allowed: vec![Email], ..policy(always) };
        let shown = [Password, Email];
        assert_eq!(needed(&hers, (&shown, &[Password]), &policy, two), Needed::Done);
    }

    #[test]
    fn recovery_codes_are_good_for_something_beside_another_factor() {
        let usual = FactorPolicy::default();
        let has = |enrolled: &[Proof]| has_second(enrolled, &usual);
        assert!(has(&[Password, Totp]));
        assert!(!has(&[Password, RecoveryCode]));
        assert!(!has(&[Password, Email]), "mailed codes are not allowed");
    }
}
