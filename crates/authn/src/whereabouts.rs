//! From where people sign in: what is new to an account, and what a sign-in from there takes.
use crate::assurance::{Acr, acr};
use crate::factors::{Needed, still_needed};
use crate::{AskWhenNew, FactorPolicy, Proof, SecondFactor};

/// What a sign-in comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whence {
    /// A browser.
    Browser,
    /// A network: as much of an address as a site has in common.
    Network,
}

impl Whence {
    /// Its name in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Network => "network",
        }
    }

    /// Finds it by that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Browser, Self::Network].into_iter().find(|kind| kind.name() == name)
    }

    /// So many of an account are kept.
    pub const fn most(self) -> i64 {
        match self {
            Self::Browser => 10,
            Self::Network => 20,
        }
    }
}

/// How something fits what is kept of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Fit {
    /// Nothing of its kind is kept.
    #[default]
    Nothing,
    /// Others are, and this one is not among them.
    Others,
    /// It is among them.
    Same,
}

/// What is remembered of an account, seen from where somebody signs in to it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Recollection {
    /// Somebody has signed in to it before.
    pub is_used: bool,
    /// The browser.
    pub browser: Fit,
    /// The network.
    pub network: Fit,
    /// The browser brings our own word that it was used with the account.
    pub is_vouched_for: bool,
}

/// What is new to an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Novelty {
    /// The browser.
    pub browser: bool,
    /// The network.
    pub network: bool,
}

impl Recollection {
    /// What is new to the account. The one place that says so.
    ///
    /// The first sign-in of all is no news. A browser's own word counts only where nothing else is known:
    /// of accounts from before anything was kept, and of people who come back after a long time.
    /// Networks are learned before any is new.
    pub fn novelty(self) -> Novelty {
        if !self.is_used {
            return Novelty::default();
        }
        let browser = match self.browser {
            Fit::Same => false,
            Fit::Others => true,
            Fit::Nothing => !self.is_vouched_for,
        };
        Novelty { browser, network: self.network == Fit::Others }
    }
}

impl FactorPolicy {
    /// Whether a sign-in is asked for more than others, because of what is new about it.
    pub fn doubts(&self, new: Novelty) -> bool {
        match self.ask_when_new {
            AskWhenNew::Never => false,
            AskWhenNew::Browser => new.browser,
            AskWhenNew::BrowserOrNetwork => new.browser || new.network,
        }
    }

    /// The proofs that a session is worth.
    ///
    /// Security: where a mailed code is no second factor it shows that a sign-in is its owner's, and no
    /// more than that. With the mailbox comes a new password, and nobody gets past what apps or people's own
    /// accounts demand with both.
    pub fn counted(&self, proofs: &[Proof]) -> Vec<Proof> {
        let begins = proofs.first().copied();
        let counts = |proof: &Proof| {
            *proof != Proof::Email || begins == Some(*proof) || self.allowed.contains(proof)
        };
        proofs.iter().copied().filter(counts).collect()
    }
}

/// What a sign-in in doubt still takes: a second factor of whoever has any at all, and the mailbox of
/// whoever has none, before they set one up.
///
/// Nobody is held up for what cannot be had: `enrolled` has the mailbox of a verified address only.
pub(crate) fn needed_in_doubt(
    proofs: &[Proof],
    enrolled: &[Proof],
    policy: &FactorPolicy,
    asked: Option<Acr>,
) -> Needed {
    let second_factor = match policy.second_factor {
        SecondFactor::Always => SecondFactor::Always,
        _ => SecondFactor::IfHeld,
    };
    let calm = FactorPolicy { second_factor, in_doubt: false, ..policy.clone() };
    let counted = policy.counted(proofs);
    let needed = still_needed(&counted, enrolled, &calm, asked);
    let is_doubtful = match needed {
        Needed::Done => acr(&counted) != Some(Acr::TwoFactors),
        Needed::Enrolment(_) => true,
        Needed::FirstFactor | Needed::SecondFactor(_) => false,
    };
    let has_mailbox = enrolled.contains(&Proof::Email) && !proofs.contains(&Proof::Email);
    if is_doubtful && has_mailbox { Needed::SecondFactor(vec![Proof::Email]) } else { needed }
}

#[cfg(test)]
mod tests {
    use super::Proof::{Approval, Email, Passkey, Password, RecoveryCode, Totp};
    use super::*;

    fn seen(browser: Fit, network: Fit) -> Recollection {
        Recollection { is_used: true, browser, network, is_vouched_for: false }
    }

    #[test]
    fn what_was_not_seen_before_is_new() {
        let new = |browser, network| Novelty { browser, network };
        use Fit::{Nothing, Others, Same};
        for (recollection, expected) in [
            (seen(Same, Same), new(false, false)),
            (seen(Others, Same), new(true, false)),
            (seen(Same, Others), new(false, true)),
            (seen(Others, Others), new(true, true)),
            (seen(Same, Nothing), new(false, false)),
            (seen(Nothing, Nothing), new(true, false)),
            (Recollection { is_used: false, ..seen(Others, Others) }, new(false, false)),
        ] {
            assert_eq!(recollection.novelty(), expected, "{recollection:?}");
        }
    }

    /// Security: a browser that was forgotten does not vouch for itself.
    #[test]
    fn the_word_of_a_browser_counts_where_nothing_is_kept() {
        let vouched =
            |browser| Recollection { is_vouched_for: true, ..seen(browser, Fit::Nothing) };
        assert!(!vouched(Fit::Nothing).novelty().browser);
        assert!(vouched(Fit::Others).novelty().browser);
        assert!(!vouched(Fit::Same).novelty().browser);
    }

    #[test]
    fn a_tenant_says_what_is_asked_about() {
        let both = [(true, false), (false, true), (false, false)];
        let doubts = |ask_when_new| {
            let policy = FactorPolicy { ask_when_new, ..FactorPolicy::default() };
            both.map(|(browser, network)| policy.doubts(Novelty { browser, network }))
        };
        assert_eq!(doubts(AskWhenNew::Never), [false, false, false]);
        assert_eq!(doubts(AskWhenNew::Browser), [true, false, false]);
        assert_eq!(doubts(AskWhenNew::BrowserOrNetwork), [true, true, false]);
        assert_eq!(FactorPolicy::default().ask_when_new, AskWhenNew::Never, "off by default");
    }

    fn doubtful(second_factor: SecondFactor) -> FactorPolicy {
        FactorPolicy { second_factor, in_doubt: true, ..FactorPolicy::default() }
    }

    /// Whoever has a second factor shows it, also where sign-ins do without, and with a passkey alone.
    #[test]
    fn a_doubtful_sign_in_takes_what_there_is() {
        let needed = |second_factor, enrolled: &[Proof]| {
            still_needed(&[Password], enrolled, &doubtful(second_factor), None)
        };
        let app = [Password, Email, Totp, RecoveryCode];
        let ways = Needed::SecondFactor(vec![Totp, RecoveryCode]);
        for policy in [SecondFactor::Never, SecondFactor::IfEnrolled, SecondFactor::Always] {
            assert_eq!(needed(policy, &app), ways, "{policy:?}");
        }
        let passkey = Needed::SecondFactor(vec![Passkey]);
        assert_eq!(needed(SecondFactor::Never, &[Password, Email, Passkey]), passkey);
        for whole in [&[Passkey][..], &[Password, Totp], &[Password, RecoveryCode]] {
            let policy = doubtful(SecondFactor::IfEnrolled);
            assert_eq!(still_needed(whole, &app, &policy, None), Needed::Done, "{whole:?}");
        }
    }

    /// Security: a browser that its owner had remembered is asked all the same.
    #[test]
    fn a_remembered_browser_does_not_allay_the_doubt() {
        let policy = doubtful(SecondFactor::IfEnrolled).in_remembered_browser();
        let needed = still_needed(&[Password], &[Password, Totp], &policy, None);
        assert_eq!(needed, Needed::SecondFactor(vec![Totp]));
    }

    /// Nobody is shut out: the mailbox of whoever has nothing else, and nothing of whoever has none.
    #[test]
    fn whoever_has_no_second_factor_is_mailed_a_code() {
        let mailed = Needed::SecondFactor(vec![Email]);
        for policy in [SecondFactor::Never, SecondFactor::IfEnrolled] {
            let needed = |proofs: &[Proof], enrolled: &[Proof]| {
                still_needed(proofs, enrolled, &doubtful(policy), None)
            };
            assert_eq!(needed(&[], &[Password, Email]), Needed::FirstFactor);
            assert_eq!(needed(&[Password], &[Password, Email]), mailed);
            assert_eq!(needed(&[Password], &[Password, Email, RecoveryCode]), mailed);
            assert_eq!(needed(&[Password], &[Password, Email, Approval]), mailed);
            assert_eq!(needed(&[Password, Email], &[Password, Email]), Needed::Done);
            assert_eq!(needed(&[Password], &[Password]), Needed::Done, "nothing can be had");
        }
    }

    /// A mailed link that began the sign-in has shown the mailbox.
    #[test]
    fn whoever_began_with_the_mailbox_is_not_sent_there_again() {
        let policy = FactorPolicy { mail_sign_in: true, ..doubtful(SecondFactor::IfEnrolled) };
        let needed = |enrolled: &[Proof]| still_needed(&[Email], enrolled, &policy, None);
        assert_eq!(needed(&[Password, Email]), Needed::Done);
        assert_eq!(needed(&[Password, Email, Totp]), Needed::SecondFactor(vec![Totp]));
    }

    /// Security: who knows only the password sets up nothing, and a mailed code is no second factor where
    /// the tenant takes none.
    #[test]
    fn a_mailed_code_comes_before_what_is_set_up_and_replaces_none_of_it() {
        let two = Some(Acr::TwoFactors);
        for (policy, asked) in [(SecondFactor::Always, None), (SecondFactor::IfEnrolled, two)] {
            let needed = |proofs: &[Proof], enrolled: &[Proof]| {
                still_needed(proofs, enrolled, &doubtful(policy), asked)
            };
            let (mailed, set_up) =
                (Needed::SecondFactor(vec![Email]), Needed::Enrolment(vec![Totp]));
            assert_eq!(needed(&[Password], &[Password, Email]), mailed);
            assert_eq!(needed(&[Password, Email], &[Password, Email]), set_up);
            assert_eq!(needed(&[Password], &[Password]), set_up, "no address");
            let all = [Password, Email, Totp];
            assert_eq!(needed(&[Password, Email, Totp], &all), Needed::Done);
        }
    }

    #[test]
    fn a_session_is_worth_what_the_tenant_takes() {
        let usual = FactorPolicy::default();
        assert_eq!(usual.counted(&[Password, Email]), [Password]);
        assert_eq!(usual.counted(&[Password, Email, Totp]), [Password, Totp]);
        assert_eq!(usual.counted(&[Email, Totp]), [Email, Totp], "it began with that");
        let mailed = FactorPolicy { allowed: vec![Totp, Email], ..usual };
        assert_eq!(mailed.counted(&[Password, Email]), [Password, Email]);
    }

    #[test]
    fn kinds_have_the_names_that_rows_have() {
        for kind in [Whence::Browser, Whence::Network] {
            assert_eq!(Whence::parse(kind.name()), Some(kind));
        }
        assert_eq!(Whence::parse("country"), None);
    }
}
