//! What a presented refresh token is good for: one rule for both backends (RFC 9700 §4.14.2).
use latchkey_base::{Sealed, Seconds, Timestamp};

/// A refresh token as it lies in the tables when it is presented.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    /// Its authorization has ended, or its client is gone or switched off.
    pub is_void: bool,
    /// When it expires, in milliseconds.
    pub expires_at: i64,
    /// When it was rotated, if it was.
    pub rotated_at: Option<i64>,
    /// Its successor's text, sealed.
    pub successor: Option<Sealed>,
    /// Whether the successor was presented, too.
    pub successor_used: bool,
}

/// What is to be done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is good.
    Current,
    /// Nothing.
    Lost,
    /// The same successor once more.
    Repeated(Sealed),
    /// End the authorization.
    Replayed,
}

impl Standing {
    /// Judges a presentation at `at`. Without a `window`, every use of a rotated token is a
    /// replay.
    ///
    /// Security: a token that was rotated is a replay even after it expired: whoever presents it
    /// has kept it on purpose.
    pub fn judge(self, at: Timestamp, window: Option<Seconds>) -> Verdict {
        if self.is_void {
            return Verdict::Lost;
        }
        let Some(rotated_at) = self.rotated_at else {
            let is_live = at.millis() < self.expires_at;
            return if is_live { Verdict::Current } else { Verdict::Lost };
        };
        let window = window.map_or(i64::MIN, |window| window.get().saturating_mul(1000));
        let in_time = at.millis().saturating_sub(rotated_at) < window;
        match self.successor {
            Some(successor) if in_time && !self.successor_used => Verdict::Repeated(successor),
            _ => Verdict::Replayed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    fn current() -> Standing {
        Standing { expires_at: at(100).millis(), ..Standing::default() }
    }

    fn rotated() -> Standing {
        let successor = Some(Sealed::from_bytes(vec![7]));
        Standing { rotated_at: Some(at(10).millis()), successor, ..current() }
    }

    const WINDOW: Option<Seconds> = Some(Seconds::new(30));

    #[test]
    fn a_current_token_is_good_until_it_expires() {
        assert_eq!(current().judge(at(99), WINDOW), Verdict::Current);
        assert_eq!(current().judge(at(100), WINDOW), Verdict::Lost);
    }

    #[test]
    fn a_repetition_within_the_window_gets_the_same_successor() {
        let again = Verdict::Repeated(Sealed::from_bytes(vec![7]));
        assert_eq!(rotated().judge(at(39), WINDOW), again);
        assert_eq!(rotated().judge(at(40), WINDOW), Verdict::Replayed);
    }

    #[test]
    fn when_both_branches_were_used_it_is_a_replay() {
        let used = Standing { successor_used: true, ..rotated() };
        assert_eq!(used.judge(at(11), WINDOW), Verdict::Replayed);
    }

    #[test]
    fn a_rotated_token_is_a_replay_for_a_client_that_does_not_rotate() {
        assert_eq!(rotated().judge(at(11), None), Verdict::Replayed);
    }

    #[test]
    fn nothing_happens_to_what_has_ended_already() {
        let void = Standing { is_void: true, ..rotated() };
        assert_eq!(void.judge(at(11), WINDOW), Verdict::Lost);
    }
}
