//! Whether this machine's clock can be right: every lifetime depends on it.
use super::{Finding, local};
use latchkey_base::{Clock as _, Seconds, SystemClock, Timestamp};
use latchkey_server::config::Config;
use latchkey_store::TenantRecord;
use std::time::UNIX_EPOCH;

const ADVICE: &str = "let the machine take its time from the network (chrony, systemd-timesyncd)";
/// What two clocks may differ by.
const TOLERANCE: Seconds = Seconds::new(5);

/// Against the time that files get, which differs when the folder is on another machine.
pub fn files(config: &Config) -> Finding {
    let Ok(written) = local::probe(&config.data) else {
        return Finding::skipped("clock", "the data folder is needed to compare file times");
    };
    let millis = written.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let written = Timestamp::from_millis(i64::try_from(millis).unwrap_or(0));
    compare(SystemClock.now(), written)
}

fn compare(now: Timestamp, written: Timestamp) -> Finding {
    let (behind, ahead) = (written.since(now), now.since(written));
    if behind > TOLERANCE || ahead > TOLERANCE {
        let apart = behind.max(ahead);
        let text = format!("this machine and the data folder are {apart} apart");
        return Finding::problem("clock", text, ADVICE);
    }
    Finding::ok("clock", "agrees with the data folder")
}

/// Against what was recorded: nothing was made in the future.
pub fn records(tenants: &[TenantRecord]) -> Finding {
    judge(SystemClock.now(), tenants.iter().map(|tenant| tenant.created_at).max())
}

fn judge(now: Timestamp, newest: Option<Timestamp>) -> Finding {
    match newest.map(|newest| newest.since(now)) {
        Some(ahead) if ahead > TOLERANCE => {
            let text = format!("the database holds something made {ahead} in the future");
            Finding::problem("clock", text, ADVICE)
        }
        _ => Finding::ok("clock", "nothing recorded lies in the future"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_000_000);

    #[test]
    fn clocks_that_are_apart_are_a_problem() {
        assert_eq!(compare(NOW, NOW + Seconds::new(5)).state, State::Ok);
        assert_eq!(compare(NOW, NOW + Seconds::new(6)).state, State::Problem);
        assert_eq!(compare(NOW, NOW - Seconds::new(6)).state, State::Problem);
    }

    #[test]
    fn a_record_from_the_future_means_that_the_clock_went_back() {
        assert_eq!(judge(NOW, None).state, State::Ok);
        assert_eq!(judge(NOW, Some(NOW)).state, State::Ok);
        assert_eq!(judge(NOW, Some(NOW + Seconds::minutes(1))).state, State::Problem);
    }
}
