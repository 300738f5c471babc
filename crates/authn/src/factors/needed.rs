//! What a sign-in still needs.
use super::{FACTORS, Factor, Kind, Proof};
use crate::assurance::{Acr, acr};
use crate::whereabouts::needed_in_doubt;
use crate::{FactorPolicy, SecondFactor};

/// What a sign-in still needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Needed {
    /// Nothing.
    Done,
    /// A proof at all.
    FirstFactor,
    /// One of these, the best first.
    SecondFactor(Vec<Proof>),
    /// One of these, which the person has to set up first, the best first.
    Enrolment(Vec<Proof>),
}

/// What a person who made `proofs` and has set up `enrolled` still has to show, where the tenant
/// has this policy and the request or its client asks for this class. The one place that says so.
///
/// Nobody is held up for what cannot be had: where no second factor may be set up, the answer is
/// [`Needed::Done`], and whoever asked for more finds that it was not reached.
pub fn still_needed(
    proofs: &[Proof],
    enrolled: &[Proof],
    policy: &FactorPolicy,
    asked: Option<Acr>,
) -> Needed {
    if policy.in_doubt {
        return needed_in_doubt(proofs, enrolled, policy, asked);
    }
    let begins = |proof: &Proof| policy.begins_with(*proof);
    let Some(reached) = acr(proofs).filter(|_| proofs.iter().any(begins)) else {
        return Needed::FirstFactor;
    };
    let must = policy.second_factor == SecondFactor::Always || asked == Some(Acr::TwoFactors);
    if reached == Acr::TwoFactors {
        return Needed::Done;
    }
    let adds = |factor: &&&'static Factor| {
        let shown: Vec<&Kind> = proofs.iter().flat_map(|proof| proof.factor().kinds).collect();
        let is_more = factor.kinds.iter().any(|kind| !shown.contains(&kind));
        is_more && (factor.proof == Proof::Password || policy.allowed.contains(&factor.proof))
    };
    let has = |factor: &&&'static Factor| enrolled.contains(&factor.proof);
    let mut ways: Vec<&Factor> = FACTORS.iter().filter(adds).filter(has).copied().collect();
    // Security: whoever has set up more than a mailbox is not passed by with the mailbox, which is
    // where a new password comes from.
    if ways.iter().any(|factor| factor.can_be_enrolled) {
        let is_own = |factor: &&Factor| factor.can_be_enrolled || factor.can_be_first;
        ways.retain(|factor| is_own(factor) || factor.is_fallback);
    }
    if !proofs.iter().any(|proof| proof.factor().can_be_first) {
        ways = after_what_is_held(proofs, enrolled, policy, (must, ways));
    }
    let is_enrolled = ways.iter().any(|factor| !factor.is_fallback);
    let is_expected = ways.iter().any(|factor| factor.is_expected);
    let should = match policy.second_factor {
        SecondFactor::IfEnrolled => is_expected,
        SecondFactor::IfHeld => is_enrolled,
        SecondFactor::Never | SecondFactor::Always => false,
    };
    if is_enrolled && (must || should) {
        return Needed::SecondFactor(ways.iter().map(|factor| factor.proof).collect());
    }
    let can_be_had =
        |factor: &&&Factor| factor.can_be_enrolled && !policy.out_of_reach.contains(&factor.proof);
    let new = FACTORS.iter().filter(adds).filter(can_be_had);
    let new: Vec<Proof> = new.map(|factor| factor.proof).collect();
    if must && !new.is_empty() { Needed::Enrolment(new) } else { Needed::Done }
}

/// The ways on from a mailed link, or from a passkey that was made in silence, with which the sign-in
/// began; `ways` are those that add another kind of proof to it.
///
/// Security: whoever has set up more than that shows it here as well, though both are held, and
/// no password stands in for it. A password is asked for only where two factors are demanded, and
/// beside such a passkey at people's own accounts.
fn after_what_is_held(
    proofs: &[Proof],
    enrolled: &[Proof],
    policy: &FactorPolicy,
    (must, mut ways): (bool, Vec<&'static Factor>),
) -> Vec<&'static Factor> {
    let is_silent = proofs.contains(&Proof::SilentPasskey);
    let is_bare = proofs.iter().all(|it| matches!(it, Proof::Email | Proof::SilentPasskey));
    let takes = |proof| proof != Proof::Email && policy.allowed.contains(&proof);
    let own = FACTORS.iter().filter(|held| takes(held.proof) && enrolled.contains(&held.proof));
    let own: Vec<&Factor> = own.copied().collect();
    if is_bare && own.iter().any(|factor| factor.can_be_enrolled) {
        return own;
    }
    let takes_password = is_silent && policy.second_factor == SecondFactor::IfHeld;
    let is_taken = |factor: &Factor| factor.proof != Proof::Password || takes_password;
    ways.retain(|factor| must || is_bare && is_taken(factor));
    ways
}

#[cfg(test)]
mod tests {
    use super::Proof::{
        Approval, DevicePasskey, Email, Passkey, Password, RecoveryCode, SilentPasskey, Sms, Totp,
    };
    use super::*;

    fn policy(second_factor: SecondFactor) -> FactorPolicy {
        FactorPolicy { second_factor, ..FactorPolicy::default() }
    }

    #[test]
    fn whoever_has_set_up_a_second_factor_is_asked_for_it() {
        let needed = |proofs: &[Proof], enrolled: &[Proof]| {
            still_needed(proofs, enrolled, &FactorPolicy::default(), None)
        };
        assert_eq!(needed(&[], &[Password]), Needed::FirstFactor);
        assert_eq!(needed(&[Password], &[Password]), Needed::Done);
        let all = [Password, RecoveryCode, Totp];
        assert_eq!(needed(&[Password], &all), Needed::SecondFactor(vec![Totp, RecoveryCode]));
        assert_eq!(needed(&[Password, Totp], &all), Needed::Done);
        assert_eq!(needed(&[Password, RecoveryCode], &all), Needed::Done);
    }

    #[test]
    fn a_passkey_is_a_whole_sign_in() {
        for proof in [Passkey, DevicePasskey] {
            let all = [Passkey, Totp, RecoveryCode];
            let two = Some(Acr::TwoFactors);
            let needed = still_needed(&[proof], &all, &policy(SecondFactor::Always), two);
            assert_eq!(needed, Needed::Done);
        }
    }

    /// Whoever has a passkey on one device can go on signing in with the password on another.
    #[test]
    fn a_passkey_makes_nobody_be_asked_for_it_after_the_password() {
        let needed = |second_factor, enrolled: &[Proof]| {
            still_needed(&[Password], enrolled, &policy(second_factor), None)
        };
        let (usual, always) = (SecondFactor::IfEnrolled, SecondFactor::Always);
        assert_eq!(needed(usual, &[Password, Passkey]), Needed::Done);
        assert_eq!(needed(usual, &[Passkey, RecoveryCode]), Needed::Done);
        let all = [Password, Passkey, Totp];
        assert_eq!(needed(usual, &all), Needed::SecondFactor(vec![Passkey, Totp]));
        assert_eq!(needed(always, &[Passkey]), Needed::SecondFactor(vec![Passkey]));
    }

    /// Security: whoever has nothing but the phone has not signed in.
    #[test]
    fn a_second_factor_alone_is_no_sign_in() {
        for proofs in [&[Totp][..], &[RecoveryCode], &[Totp, RecoveryCode], &[Email]] {
            let needed = still_needed(proofs, &[Totp], &policy(SecondFactor::Never), None);
            assert_eq!(needed, Needed::FirstFactor, "{proofs:?}");
        }
    }

    #[test]
    fn codes_for_the_day_the_phone_is_lost_are_no_second_factor_alone() {
        let needed = |policy| still_needed(&[Password], &[Password, RecoveryCode], &policy, None);
        assert_eq!(needed(policy(SecondFactor::IfEnrolled)), Needed::Done);
        assert_eq!(needed(policy(SecondFactor::Always)), Needed::Enrolment(vec![Totp]));
    }

    #[test]
    fn a_tenant_may_ask_everybody_or_nobody() {
        let needed = |second_factor, enrolled: &[Proof], asked| {
            still_needed(&[Password], enrolled, &policy(second_factor), asked)
        };
        let (never, always) = (SecondFactor::Never, SecondFactor::Always);
        assert_eq!(needed(never, &[Totp], None), Needed::Done);
        assert_eq!(needed(always, &[], None), Needed::Enrolment(vec![Totp]));
        let two = Some(Acr::TwoFactors);
        assert_eq!(needed(never, &[Totp], two), Needed::SecondFactor(vec![Totp]), "asked for");
        assert_eq!(needed(never, &[], two), Needed::Enrolment(vec![Totp]));
        assert_eq!(needed(never, &[], Some(Acr::OneFactor)), Needed::Done);
    }

    /// Security: a remembered browser spares the habitual question, and nothing that is demanded.
    #[test]
    fn a_remembered_browser_never_skips_what_is_demanded() {
        let needed = |second_factor, asked| {
            let remembered = policy(second_factor).in_remembered_browser();
            still_needed(&[Password], &[Password, Totp], &remembered, asked)
        };
        let (usual, two) = (SecondFactor::IfEnrolled, Some(Acr::TwoFactors));
        assert_eq!(needed(usual, None), Needed::Done);
        assert_eq!(needed(usual, Some(Acr::OneFactor)), Needed::Done);
        let asked = Needed::SecondFactor(vec![Totp]);
        assert_eq!(needed(usual, two), asked, "a step-up");
        assert_eq!(needed(SecondFactor::Always, None), asked, "the tenant's demand");
        assert_eq!(needed(SecondFactor::IfHeld, None), asked, "people's own accounts");
        assert_eq!(needed(SecondFactor::Never, two), asked);
        let nobody = policy(usual).in_remembered_browser();
        assert_eq!(still_needed(&[], &[Password], &nobody, None), Needed::FirstFactor);
    }

    fn by_mail(second_factor: SecondFactor) -> FactorPolicy {
        FactorPolicy { mail_sign_in: true, ..policy(second_factor) }
    }

    #[test]
    fn a_mailed_link_begins_a_sign_in_where_the_tenant_says_so() {
        let usual = by_mail(SecondFactor::IfEnrolled);
        assert_eq!(still_needed(&[Email], &[Password, Email], &usual, None), Needed::Done);
        let off = FactorPolicy::default();
        assert_eq!(still_needed(&[Email], &[Password, Email], &off, None), Needed::FirstFactor);
        assert_eq!(still_needed(&[Totp], &[Totp], &usual, None), Needed::FirstFactor);
    }

    /// Security: a mailbox is no way round what somebody has set up beside it.
    #[test]
    fn whoever_has_a_second_factor_shows_it_after_a_mailed_link() {
        let needed = |second_factor, proofs: &[Proof], enrolled: &[Proof], asked| {
            still_needed(proofs, enrolled, &by_mail(second_factor), asked)
        };
        let (usual, own) = (SecondFactor::IfEnrolled, SecondFactor::IfHeld);
        let all = [Password, Email, Totp, RecoveryCode];
        let either = Needed::SecondFactor(vec![Totp, RecoveryCode]);
        for second_factor in [usual, own, SecondFactor::Always] {
            assert_eq!(needed(second_factor, &[Email], &all, None), either, "and no password");
        }
        for shown in [Totp, RecoveryCode] {
            assert_eq!(needed(usual, &[Email, shown], &all, None), Needed::Done);
            assert_eq!(needed(own, &[Email, shown], &all, None), Needed::Done);
        }
        assert_eq!(needed(SecondFactor::Never, &[Email], &all, None), Needed::Done);
        let held = [Password, Email, Passkey];
        assert_eq!(needed(usual, &[Email], &held, None), Needed::Done, "as after a password");
        let passkey = Needed::SecondFactor(vec![Passkey]);
        assert_eq!(needed(own, &[Email], &held, None), passkey, "at people's own accounts");
        assert_eq!(needed(own, &[Email], &[Password, Email], None), Needed::Done);
    }

    /// Two things that are held are one factor: where two are demanded, another kind is asked for.
    #[test]
    fn a_mailed_link_is_one_factor_whatever_else_is_held() {
        let (usual, always) = (SecondFactor::IfEnrolled, SecondFactor::Always);
        let two = Some(Acr::TwoFactors);
        let all = [Password, Email, Totp];
        let password = Needed::SecondFactor(vec![Password]);
        for (second_factor, asked) in [(usual, two), (always, None)] {
            let needed = |proofs: &[Proof], enrolled: &[Proof]| {
                still_needed(proofs, enrolled, &by_mail(second_factor), asked)
            };
            assert_eq!(needed(&[Email], &[Password, Email]), password);
            assert_eq!(needed(&[Email, Totp], &all), password);
            assert_eq!(needed(&[Email, Password], &[Password, Email]), Needed::Done);
            assert_eq!(needed(&[Email], &[Email]), Needed::Done, "nothing else can be had");
        }
    }

    /// Security: it spares the password and nothing else. What was set up since is asked for, and at
    /// people's own accounts the password.
    #[test]
    fn a_passkey_that_was_made_in_silence_spares_the_password_alone() {
        let needed = |second_factor, proofs: &[Proof], enrolled: &[Proof], asked| {
            still_needed(proofs, enrolled, &policy(second_factor), asked)
        };
        let (usual, own) = (SecondFactor::IfEnrolled, SecondFactor::IfHeld);
        let (held, two) = ([Password, Email], Some(Acr::TwoFactors));
        let password = Needed::SecondFactor(vec![Password]);
        assert_eq!(needed(usual, &[SilentPasskey], &held, None), Needed::Done);
        assert_eq!(needed(own, &[SilentPasskey], &held, None), password);
        assert_eq!(needed(usual, &[SilentPasskey], &held, two), password);
        assert_eq!(needed(SecondFactor::Always, &[SilentPasskey], &held, None), password);
        assert_eq!(needed(own, &[SilentPasskey, Password], &held, two), Needed::Done);

        let all = [Password, Totp, RecoveryCode];
        let ways = Needed::SecondFactor(vec![Totp, RecoveryCode]);
        for second_factor in [usual, own, SecondFactor::Always] {
            assert_eq!(needed(second_factor, &[SilentPasskey], &all, None), ways);
        }
        assert_eq!(needed(usual, &[SilentPasskey, Totp], &all, None), Needed::Done);
        assert_eq!(needed(usual, &[SilentPasskey, Totp], &all, two), password);
        let both = Needed::SecondFactor(vec![Passkey, Password]);
        assert_eq!(needed(own, &[SilentPasskey], &[Password, Passkey], None), both);

        let without = FactorPolicy { allowed: vec![Totp], ..policy(usual) };
        let off = still_needed(&[SilentPasskey], &held, &without, None);
        assert_eq!(off, Needed::FirstFactor, "of a tenant that takes no passkeys");
    }

    /// An address that was verified is there already: nobody has to set it up.
    #[test]
    fn a_mailed_code_is_offered_where_the_tenant_allows_it() {
        let enrolled = [Password, Email, Totp, RecoveryCode];
        let needed = |policy| still_needed(&[Password], &enrolled, &policy, None);
        let usual = vec![Totp, RecoveryCode];
        assert_eq!(needed(FactorPolicy::default()), Needed::SecondFactor(usual));
        let mail = |enrolled: &[Proof]| {
            let allowed = vec![Totp, Email, RecoveryCode];
            let policy = FactorPolicy { allowed, ..FactorPolicy::default() };
            still_needed(&[Password], enrolled, &policy, None)
        };
        assert_eq!(mail(&[Password, Email]), Needed::SecondFactor(vec![Email]));
        let usual = vec![Totp, RecoveryCode];
        assert_eq!(mail(&enrolled), Needed::SecondFactor(usual), "no way round the app");
        let passkeys = |enrolled: &[Proof]| {
            let allowed = vec![Passkey, Totp, Email];
            let policy = FactorPolicy { allowed, ..FactorPolicy::default() };
            still_needed(&[Password], enrolled, &policy, None)
        };
        let both = Needed::SecondFactor(vec![Passkey, Totp]);
        assert_eq!(passkeys(&[Password, Email, Totp, Passkey]), both);
        let mailed = Needed::SecondFactor(vec![Passkey, Email]);
        assert_eq!(passkeys(&[Password, Email, Passkey]), mailed, "no less than without one");
    }

    /// Whoever is signed in elsewhere is asked for no more than without, and can choose it then.
    #[test]
    fn an_approval_is_another_way_and_no_demand() {
        let allowed = vec![Passkey, Totp, Approval, RecoveryCode];
        let needed = |second_factor, enrolled: &[Proof], asked| {
            let policy = FactorPolicy { allowed: allowed.clone(), ..policy(second_factor) };
            still_needed(&[Password], enrolled, &policy, asked)
        };
        let (usual, always) = (SecondFactor::IfEnrolled, SecondFactor::Always);
        let two = Some(Acr::TwoFactors);
        let app = [Password, Totp, Approval, RecoveryCode];
        let ways = Needed::SecondFactor(vec![Totp, Approval, RecoveryCode]);
        assert_eq!(needed(usual, &app, None), ways);
        assert_eq!(needed(SecondFactor::IfHeld, &app, None), ways, "at people's own accounts");
        let key = [Password, Passkey, Approval];
        assert_eq!(needed(usual, &key, None), Needed::Done, "as without");
        assert_eq!(needed(usual, &key, two), Needed::SecondFactor(vec![Passkey, Approval]));
        let alone = [Password, Approval];
        assert_eq!(needed(usual, &alone, None), Needed::Done);
        assert_eq!(needed(always, &alone, None), Needed::Enrolment(vec![Totp]));
        let off = still_needed(&[Password], &app, &policy(usual), None);
        assert_eq!(off, Needed::SecondFactor(vec![Totp, RecoveryCode]), "off by default");
    }

    /// Security: it is something that is held, as a mailbox is; it begins nothing.
    #[test]
    fn an_approval_is_one_factor_beside_another() {
        let allowed = vec![Totp, Approval];
        let policy = FactorPolicy { allowed, ..by_mail(SecondFactor::IfEnrolled) };
        let all = [Password, Email, Totp, Approval];
        let two = Some(Acr::TwoFactors);
        assert_eq!(still_needed(&[Approval], &all, &policy, None), Needed::FirstFactor);
        assert_eq!(still_needed(&[Password, Approval], &all, &policy, two), Needed::Done);
        let mailed = still_needed(&[Email], &all, &policy, None);
        assert_eq!(mailed, Needed::SecondFactor(vec![Totp, Approval]));
        let both = still_needed(&[Email, Approval], &all, &policy, two);
        assert_eq!(both, Needed::SecondFactor(vec![Password]));
    }

    /// A number is something that people set up: it comes before the mailbox and after the app.
    #[test]
    fn a_texted_code_is_taken_where_the_tenant_allows_it() {
        let needed = |second_factor, enrolled: &[Proof]| {
            let allowed = vec![Totp, Sms, Email, RecoveryCode];
            let policy = FactorPolicy { allowed, ..policy(second_factor) };
            still_needed(&[Password], enrolled, &policy, None)
        };
        let (usual, always) = (SecondFactor::IfEnrolled, SecondFactor::Always);
        assert_eq!(needed(usual, &[Password, Sms]), Needed::SecondFactor(vec![Sms]));
        let both = Needed::SecondFactor(vec![Totp, Sms]);
        assert_eq!(needed(usual, &[Password, Sms, Totp, Email]), both, "no way round by mail");
        assert_eq!(needed(always, &[Password]), Needed::Enrolment(vec![Totp, Sms]));
        let off = still_needed(&[Password], &[Password, Sms], &policy(usual), None);
        assert_eq!(off, Needed::Done, "off unless the tenant says so");
        let two = Some(Acr::TwoFactors);
        let enrol = still_needed(&[Password], &[Password, Sms], &policy(usual), two);
        assert_eq!(enrol, Needed::Enrolment(vec![Totp]));
    }

    #[test]
    fn what_a_tenant_does_not_allow_is_neither_asked_for_nor_set_up() {
        let none = FactorPolicy { allowed: vec![], ..policy(SecondFactor::Always) };
        let two = Some(Acr::TwoFactors);
        assert_eq!(still_needed(&[Password], &[Totp], &none, two), Needed::Done);
    }
}
