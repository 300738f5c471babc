//! Account recovery: somebody has lost every way to take the second step, and waits until they get
//! back in without it.
//!
//! What stands between a stranger and the account meanwhile is time, and everything that tells its owner.
use latchkey_base::{Seconds, Timestamp};
use serde::{Deserialize, Serialize};

/// A tenant's rules about it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RecoveryPolicy {
    /// People may ask for it.
    pub enabled: bool,
    /// How long a request waits while its owner can stop it.
    pub wait: Seconds,
    /// How long it can be finished after that.
    pub window: Seconds,
    /// For how long none can be asked for after one was stopped.
    pub pause: Seconds,
    /// How many one account may ask for within 30 days.
    pub monthly: u32,
    /// Whoever is signed in with two factors in another browser may say that it is them: then it
    /// does not wait any longer.
    pub approve_in_session: bool,
    /// An administrator of an organization of theirs may say that it is them, who has shown two factors
    /// not long ago: then it does not wait any longer.
    pub approve_by_organization: bool,
}

impl RecoveryPolicy {
    /// The shortest wait: who is asleep must be able to wake up before it is over.
    pub const SHORTEST_WAIT: Seconds = Seconds::new(3600);
    /// The longest time for each of wait, window and pause.
    pub const LONGEST: Seconds = Seconds::days(30);
    /// The most requests of one account within 30 days.
    pub const MOST: u32 = 20;
}

impl Default for RecoveryPolicy {
    fn default() -> Self {
        Self {
            enabled: false,
            wait: Seconds::days(3),
            window: Seconds::days(7),
            pause: Seconds::days(7),
            monthly: 3,
            approve_in_session: false,
            approve_by_organization: false,
        }
    }
}

/// Requests of one account are counted over that time.
pub const RECOVERIES_COUNTED_OVER: Seconds = Seconds::days(30);

/// What became of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecoveryState {
    /// It waits, or can be finished; or it has expired.
    Open,
    /// Somebody stopped it.
    Stopped,
    /// It was finished.
    Finished,
    /// It had expired when the next one was asked for.
    Expired,
}

impl RecoveryState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Open, Self::Stopped, Self::Finished, Self::Expired];

    /// Its name in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Stopped => "stopped",
            Self::Finished => "finished",
            Self::Expired => "expired",
        }
    }

    /// Finds it by that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// What one account has asked for within [`RECOVERIES_COUNTED_OVER`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RecoveriesLately {
    /// Requests that were made.
    pub asked: u32,
    /// When the oldest of them was.
    pub oldest: Option<Timestamp>,
    /// When the last one that was stopped was.
    pub stopped: Option<Timestamp>,
}

/// When the account may ask for the next one; `None`: now.
///
/// Security: whoever knows the password shall not wear the owner out until one request slips through.
pub fn may_recover_from(
    lately: RecoveriesLately,
    policy: &RecoveryPolicy,
    now: Timestamp,
) -> Option<Timestamp> {
    let after_stop = lately.stopped.map(|stopped| stopped + policy.pause);
    let is_full = lately.asked >= policy.monthly;
    let after_month = lately.oldest.filter(|_| is_full).map(|at| at + RECOVERIES_COUNTED_OVER);
    after_stop.max(after_month).filter(|until| now < *until)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    #[test]
    fn states_are_known_by_their_names() {
        for state in RecoveryState::ALL {
            assert_eq!(RecoveryState::parse(state.name()), Some(state));
        }
        assert_eq!(RecoveryState::parse("waiting"), None);
    }

    /// Security: nobody is worn out.
    #[test]
    fn after_a_stop_there_is_none_for_a_while() {
        let policy = RecoveryPolicy::default();
        let after = |stopped| {
            let lately =
                RecoveriesLately { asked: 1, oldest: Some(stopped), stopped: Some(stopped) };
            may_recover_from(lately, &policy, NOW)
        };
        assert_eq!(after(NOW), Some(NOW + policy.pause));
        assert_eq!(after(NOW - policy.pause + Seconds::new(1)), Some(NOW + Seconds::new(1)));
        assert_eq!(after(NOW - policy.pause), None);
        assert_eq!(may_recover_from(RecoveriesLately::default(), &policy, NOW), None);
    }

    #[test]
    fn there_are_so_many_in_a_month() {
        let policy = RecoveryPolicy { monthly: 2, ..RecoveryPolicy::default() };
        let oldest = Some(NOW - Seconds::days(20));
        let asked = |asked| RecoveriesLately { asked, oldest, stopped: None };
        assert_eq!(may_recover_from(asked(1), &policy, NOW), None);
        assert_eq!(may_recover_from(asked(2), &policy, NOW), Some(NOW + Seconds::days(10)));
        let both = RecoveriesLately { stopped: Some(NOW), ..asked(2) };
        assert_eq!(
            may_recover_from(both, &policy, NOW),
            Some(NOW + Seconds::days(10)),
            "the later of the two"
        );
    }
}
