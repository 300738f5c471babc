//! Whether this machine's clock can be right: every lifetime depends on it.
use super::{Finding, local};
use crate::failure::Failure;
use latchkey_base::{Clock as _, Seconds, SystemClock, Timestamp};
use latchkey_server::config::Config;
use latchkey_store::{Store, TenantRecord, Tx, TxError};
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

/// Against the database's clock, the one that all nodes can be compared with.
pub async fn database(store: &Store) -> Result<Finding, Failure> {
    let read = |tx: &mut dyn Tx| -> Result<_, TxError> {
        Ok((SystemClock.now(), tx.clock()?, SystemClock.now()))
    };
    let (asked, said, answered) = store.read(Store::DEPLOYMENT, read).await?;
    Ok(beside(said, (asked, answered)))
}

/// The answer was made at some time between question and answer: half-way, as far as we know.
fn beside(said: Timestamp, (asked, answered): (Timestamp, Timestamp)) -> Finding {
    let apart = said.millis() - (asked.millis() + answered.millis()) / 2;
    let seconds = apart.unsigned_abs() as f64 / 1000.0;
    let direction = if apart < 0 { "behind" } else { "ahead of" };
    let text = format!("the database is {seconds:.1} s {direction} this machine");
    if apart.unsigned_abs() <= TOLERANCE.to_std().as_millis() as u64 {
        return Finding::ok("clock", text);
    }
    let most = format!("{text}; {TOLERANCE} is the most that nodes may differ by");
    let advice = "let both machines take their time from the network (chrony, systemd-timesyncd)";
    Finding::problem("clock", most, advice)
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
    fn the_database_may_be_as_far_away_as_its_answer_takes() {
        let round_trip = |answered| (NOW, NOW + Seconds::new(answered));
        let ok = beside(NOW, round_trip(0));
        assert_eq!(
            (ok.state, &*ok.text),
            (State::Ok, "the database is 0.0 s ahead of this machine")
        );
        assert_eq!(beside(NOW + Seconds::new(8), round_trip(6)).state, State::Ok);
        let behind = beside(NOW - Seconds::new(6), round_trip(0));
        assert_eq!(behind.state, State::Problem);
        assert!(behind.text.starts_with("the database is 6.0 s behind this machine"), "{behind:?}");
        assert_eq!(beside(NOW + Seconds::new(6), round_trip(0)).state, State::Problem);
    }

    #[test]
    fn a_record_from_the_future_means_that_the_clock_went_back() {
        assert_eq!(judge(NOW, None).state, State::Ok);
        assert_eq!(judge(NOW, Some(NOW)).state, State::Ok);
        assert_eq!(judge(NOW, Some(NOW + Seconds::minutes(1))).state, State::Problem);
    }
}
