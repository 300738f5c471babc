//! Confirmations: an app asks a person whether they confirm what it says, and hears their answer
//! (native contract U143, `customChallenge`).
//!
//! Who may ask, what may be asked, how often, and what the app is told. Who is asked, and what answers
//! count, is the server's part.
mod caller;
mod policy;
mod request;
mod token;

pub use caller::{Caller, SCOPE};
pub use policy::ConfirmationPolicy;
pub use request::{ConfirmationProblem, ConfirmationRequest, ConfirmationText};
pub use token::{Settlement, confirmation_token};

use latchkey_base::Seconds;
use url::Url;

/// How often somebody is asked is counted over that time.
pub const COUNTED_OVER: Seconds = Seconds::new(3600);

/// What became of a confirmation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConfirmationState {
    /// Nobody has decided.
    Waiting,
    /// The person confirmed it.
    Approved,
    /// The person refused it.
    Denied,
    /// Nobody decided in its time.
    Expired,
}

impl ConfirmationState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Approved, Self::Denied, Self::Expired];

    /// Its name in rows and answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::Expired => "expired",
        }
    }

    /// Finds it by that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// What was asked within [`COUNTED_OVER`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Lately {
    /// Confirmations that were asked for.
    pub asked: usize,
    /// Those that wait.
    pub open: usize,
    /// Those that were refused.
    pub denied: usize,
}

/// Whether a client may ask somebody once more, of `all` that they were asked that asked for `own`.
///
/// Security: nobody is worn out until they say yes. After one no that client asks nothing for a while. And
/// no client alone uses up what a person may be asked: the questions of the others would expire unseen.
pub fn may_ask((own, all): (Lately, Lately), policy: &ConfirmationPolicy) -> bool {
    let (open, asked) = (policy.open_per_person, policy.hourly_per_person);
    let is_below = |lately: Lately, open: u16, asked: u16| {
        lately.open < usize::from(open) && lately.asked < usize::from(asked)
    };
    own.denied == 0
        && is_below(own, open.div_ceil(2), asked.div_ceil(2))
        && is_below(all, open, asked)
}

/// The host of a callback; empty for one that has none, which registration refuses.
pub fn host_of(callback: &str) -> String {
    let url = Url::parse(callback).ok();
    url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_known_by_their_names() {
        for state in ConfirmationState::ALL {
            assert_eq!(ConfirmationState::parse(state.name()), Some(state));
        }
        assert_eq!(ConfirmationState::parse("used"), None);
    }

    /// Security: nobody is worn out.
    #[test]
    fn a_person_is_asked_a_few_times_and_not_again_after_a_no() {
        let policy = ConfirmationPolicy {
            open_per_person: 4,
            hourly_per_person: 10,
            ..ConfirmationPolicy::default()
        };
        let lately = |asked, open, denied| Lately { asked, open, denied };
        let may = |own, all| may_ask((own, all), &policy);
        let none = Lately::default();
        assert!(may(none, none) && may(lately(4, 1, 0), lately(9, 3, 1)));
        assert!(!may(none, lately(4, 4, 0)), "enough are open");
        assert!(!may(none, lately(10, 0, 0)), "enough for an hour");
        assert!(!may(lately(1, 0, 1), lately(1, 0, 1)), "somebody said no");
        assert!(!may(lately(2, 2, 0), lately(2, 2, 0)), "the others' share of what waits");
        assert!(!may(lately(5, 0, 0), lately(5, 0, 0)), "the others' share of an hour");
        let policy = ConfirmationPolicy { open_per_person: 1, hourly_per_person: 1, ..policy };
        assert!(may_ask((none, none), &policy), "half of one is one");
    }
}
