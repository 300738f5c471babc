use super::*;

const NOW: Timestamp = Timestamp::from_seconds(1_000_000);

fn policy() -> ThrottlePolicy {
    ThrottlePolicy::default()
}

fn failures(count: i64, first_ago: i64, last_ago: i64) -> Option<Failures> {
    let ago = |seconds| NOW - Seconds::new(seconds);
    Some(Failures { count, first_at: ago(first_ago), last_at: ago(last_ago) })
}

/// Seconds from now until the next attempt may be made.
fn wait(limit: Limit, failures: Option<Failures>) -> i64 {
    limit.wait_until(failures, NOW, &policy()).map_or(0, |until| until.since(NOW).get())
}

#[test]
fn the_first_failures_cost_nothing() {
    assert_eq!(wait(Limit::Pair, None), 0);
    assert_eq!(wait(Limit::Pair, failures(4, 10, 0)), 0);
}

#[test]
fn then_the_wait_doubles_up_to_the_longest() {
    let waits: Vec<i64> = (5..9).map(|count| wait(Limit::Pair, failures(count, 60, 0))).collect();
    assert_eq!(waits, [2, 4, 8, 16]);
    assert_eq!(wait(Limit::Pair, failures(20, 60, 0)), 900);
    assert_eq!(wait(Limit::Pair, failures(i64::MAX, 60, 0)), 900);
}

#[test]
fn a_wait_is_over_at_its_end() {
    assert_eq!(wait(Limit::Pair, failures(6, 60, 3)), 1);
    assert_eq!(wait(Limit::Pair, failures(6, 60, 4)), 0);
}

#[test]
fn failures_are_forgotten() {
    assert_eq!(wait(Limit::Pair, failures(50, 9_000, 899)), 1);
    assert_eq!(wait(Limit::Pair, failures(50, 9_000, 3_601)), 0);
    assert_eq!(wait(Limit::Address, failures(500, 9_000, 601)), 0);
}

#[test]
fn an_address_has_a_rate() {
    assert_eq!(wait(Limit::Address, failures(59, 30, 0)), 0);
    assert_eq!(wait(Limit::Address, failures(60, 5, 0)), 5);
    assert_eq!(wait(Limit::Address, failures(60, 10, 0)), 0);
    assert_eq!(wait(Limit::Address, failures(5_000, 10, 0)), 900);
}

/// More than one network of it may have, and not without end.
#[test]
fn a_site_has_a_higher_rate() {
    assert_eq!(wait(Limit::Site, failures(299, 0, 0)), 0);
    assert_eq!(wait(Limit::Site, failures(300, 1, 0)), 1);
    assert_eq!(wait(Limit::Site, failures(300, 1, 601)), 0);
}

/// Whatever strangers do, the owner's next attempt is at most ten seconds away.
#[test]
fn strangers_cannot_lock_the_owner_out() {
    for count in [50, 1_000, 1_000_000, i64::MAX] {
        let waited = wait(Limit::Account, failures(count, 3_000, 0));
        assert!(waited <= 10, "{count} failures: {waited} s");
    }
    assert_eq!(wait(Limit::Account, failures(1_000, 3_000, 10)), 0);
}

#[test]
fn mails_are_limited_whoever_asks() {
    assert_eq!(wait(Limit::Mail, failures(4, 60, 0)), 0);
    assert_eq!(wait(Limit::Mail, failures(5, 60, 0)), 720 - 60);
}

/// After the last one of a day it is tomorrow's turn, at midnight and no sooner.
#[test]
fn text_messages_have_a_day() {
    assert_eq!(wait(Limit::Text, failures(4, 60, 0)), 0);
    assert_eq!(wait(Limit::Text, failures(5, 60, 0)), 720 - 60);
    let midnight = 12 * 86_400 - NOW.seconds();
    assert_eq!(wait(Limit::Day, failures(199, 60, 0)), 0);
    assert_eq!(wait(Limit::Day, failures(200, 60, 0)), midnight);
    assert_eq!(wait(Limit::Day, failures(200, 9_000, 8_000)), midnight, "however long ago");
    assert!(!Limit::Text.is_cleared_by_success() && !Limit::Day.is_cleared_by_success());
}

#[test]
fn a_clock_that_was_set_back_makes_nobody_wait_longer_than_promised() {
    assert_eq!(wait(Limit::Pair, failures(20, -86_400, -86_400)), 900);
    assert_eq!(wait(Limit::Account, failures(100, -86_400, -86_400)), 10);
}

#[test]
fn the_longest_wait_holds() {
    let buckets = [
        (Limit::Pair, failures(6, 60, 0)),
        (Limit::Account, failures(100, 60, 0)),
        (Limit::Address, None),
    ];
    assert_eq!(wait_until(buckets, NOW, &policy()), Some(NOW + Seconds::new(10)));
}

#[test]
fn success_forgets_only_ones_own_failures() {
    assert!(Limit::Pair.is_cleared_by_success() && Limit::KnownBrowser.is_cleared_by_success());
    assert!(!Limit::Address.is_cleared_by_success() && !Limit::Account.is_cleared_by_success());
    assert!(!Limit::Mail.is_cleared_by_success());
}

#[test]
fn settings_of_zero_do_not_divide_by_it() {
    let policy = ThrottlePolicy {
        account_burst: 0,
        stranger_burst: 0,
        address_burst: 0,
        mail_burst: 0,
        site_burst: 0,
        text_burst: 0,
        texts_per_day: 0,
        new_texts_per_day: 0,
        ..policy()
    };
    use Limit::{Account, Address, Day, DayOfNew, Mail, Pair, Site, Text};
    for limit in [Pair, Address, Site, Account, Mail, Text, Day, DayOfNew] {
        assert!(limit.wait_until(failures(1, 0, 0), NOW, &policy).is_some(), "{limit:?}");
    }
}
