//! An approval: somebody who signs in is asked in another browser, where they are signed in
//! already, whether it is them.
//!
//! The page that waits shows a number, which is typed where it is approved: nobody approves out of
//! habit what they did not ask for.
use super::{Factor, Kind, Proof};
use crate::FactorPolicy;
use crate::assurance::{Acr, acr};
use latchkey_base::{Entropy, Seconds, Timestamp};

/// The browser that approves is something that is held; what is shown goes through two channels,
/// the browser that asks and the one that approves (RFC 8176 §2).
pub(super) static FACTOR: Factor = Factor {
    proof: Proof::Approval,
    name: "approval",
    amr: &["mca"],
    kinds: &[Kind::Possession],
    can_be_first: false,
    can_be_enrolled: false,
    is_fallback: true,
    is_expected: false,
};

/// So many numbers can be typed for one challenge; after the last wrong one it is denied.
pub const TRIES: u8 = 3;
/// Challenges of one account are counted over that time.
pub const COUNTED_OVER: Seconds = Seconds::new(3600);

/// The least number: all have two digits.
const LEAST: u8 = 10;
/// How many there are.
const NUMBERS: u8 = 90;

/// What became of a challenge.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChallengeState {
    /// Nobody has decided.
    Waiting,
    /// It was approved, and waits for the browser that asked.
    Approved,
    /// It was refused, or too many wrong numbers were typed.
    Denied,
    /// The browser that asked has signed in with it.
    Used,
}

impl ChallengeState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Approved, Self::Denied, Self::Used];

    /// Its name in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::Used => "used",
        }
    }

    /// Finds it by that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// What one account was asked within [`COUNTED_OVER`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Lately {
    /// Challenges that were made.
    pub asked: usize,
    /// Those that nobody has decided and that have not expired.
    pub open: usize,
    /// Those that were denied.
    pub denied: usize,
}

/// Whether the account may be asked once more.
///
/// Security: whoever knows a password shall not wear its owner out until they approve. After one "this
/// wasn't me" nobody is asked in this way for a while; there is always another.
pub fn may_ask(lately: Lately, policy: &FactorPolicy) -> bool {
    lately.denied == 0
        && lately.open < usize::from(policy.approvals_open)
        && lately.asked < usize::from(policy.approvals_hourly)
}

/// Whether a session in which these proofs were made, the last of them at `proven_at`, can approve.
///
/// Security: it must have two factors of its own, not too long ago. An approval counts for nothing
/// here, else one code that was typed once would go on for ever from browser to browser; nor does a
/// mailed code beside one, or the mailbox would do the same.
pub fn can_approve(
    (proofs, proven_at): (&[Proof], Timestamp),
    policy: &FactorPolicy,
    now: Timestamp,
) -> bool {
    let is_own = |proof: &Proof| match proof {
        Proof::Approval => false,
        Proof::Email => !proofs.contains(&Proof::Approval),
        _ => true,
    };
    let own: Vec<Proof> = proofs.iter().copied().filter(is_own).collect();
    acr(&own) == Some(Acr::TwoFactors) && now.since(proven_at) < policy.approval_within
}

/// A number of two digits, each equally likely.
pub fn number(entropy: &dyn Entropy) -> u8 {
    loop {
        let mut byte = [0u8; 1];
        entropy.fill(&mut byte);
        // The largest multiple of the numbers that an octet holds.
        if byte[0] < NUMBERS * 2 {
            return LEAST + byte[0] % NUMBERS;
        }
    }
}

/// What was typed as the number; blanks do not count. `None` if it cannot be one.
pub fn number_typed(text: &str) -> Option<u8> {
    let typed: String = text.chars().filter(|c| !c.is_whitespace()).take(4).collect();
    let is_number = typed.len() == 2 && typed.bytes().all(|b| b.is_ascii_digit());
    let number: u8 = typed.parse().ok().filter(|_| is_number)?;
    (number >= LEAST).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::Proof::{Approval, DevicePasskey, Email, Passkey, Password, RecoveryCode, Totp};
    use super::*;
    use latchkey_base::SeededEntropy;
    use std::collections::HashSet;

    #[test]
    fn every_number_of_two_digits_comes_up() {
        let entropy = SeededEntropy::new(5);
        let numbers: HashSet<u8> = (0..5000).map(|_| number(&entropy)).collect();
        assert_eq!(numbers.len(), usize::from(NUMBERS));
        assert!(numbers.iter().all(|number| (10..=99).contains(number)));
    }

    #[test]
    fn a_number_is_read_as_people_type_it() {
        assert_eq!(number_typed("42"), Some(42));
        assert_eq!(number_typed(" 4 2 "), Some(42));
        for wrong in ["", "4", "07", "421", "+4", "4a", "-42", "四二"] {
            assert_eq!(number_typed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn states_are_known_by_their_names() {
        for state in ChallengeState::ALL {
            assert_eq!(ChallengeState::parse(state.name()), Some(state));
        }
        assert_eq!(ChallengeState::parse("pending"), None);
    }

    /// Security: what approves is as good as what it stands in for.
    #[test]
    fn only_a_session_with_two_factors_of_its_own_approves() {
        let (policy, then) = (FactorPolicy::default(), Timestamp::from_seconds(1000));
        let can = |proofs: &[Proof]| can_approve((proofs, then), &policy, then);
        for good in [&[Password, Totp][..], &[Passkey], &[DevicePasskey], &[Password, Email]] {
            assert!(can(good), "{good:?}");
        }
        let weak = [&[][..], &[Password], &[Email], &[Totp, RecoveryCode], &[Password, Approval]];
        for weak in weak {
            assert!(!can(weak), "{weak:?}");
        }
        assert!(!can(&[Password, Approval, Email]), "the mailbox passes no approval on");
        assert!(can(&[Password, Approval, Totp]), "what it has beside the approval counts");
    }

    #[test]
    fn a_session_approves_for_a_while() {
        let (policy, then) = (FactorPolicy::default(), Timestamp::from_seconds(1000));
        let can = |now| can_approve((&[Passkey], then), &policy, now);
        let end = then + policy.approval_within;
        assert!(can(end - Seconds::new(1)));
        assert!(!can(end));
    }

    /// Security: nobody is worn out.
    #[test]
    fn an_account_is_asked_a_few_times_and_not_again_after_a_no() {
        let policy =
            FactorPolicy { approvals_open: 2, approvals_hourly: 5, ..FactorPolicy::default() };
        let may = |asked, open, denied| may_ask(Lately { asked, open, denied }, &policy);
        assert!(may(0, 0, 0));
        assert!(may(4, 1, 0));
        assert!(!may(4, 2, 0), "enough are open");
        assert!(!may(5, 0, 0), "enough for an hour");
        assert!(!may(1, 0, 1), "somebody said no");
    }
}
