use super::*;
use crate::throttle::Kind;
use latchkey_base::{AccountId, Seconds};
use std::net::IpAddr;

const NOW: Timestamp = Timestamp::from_seconds(1_000_000);
const BITS: u8 = WorkPolicy::FEWEST_BITS;

fn rules(bits: u8) -> WorkPolicy {
    WorkPolicy { bits, ..WorkPolicy::default() }
}

fn key() -> CodeKey {
    CodeKey::new(&[5; 32])
}

fn browser(name: &str) -> TokenHash {
    TokenHash::of(name)
}

fn place<'a>(browser: &'a TokenHash, form: &'a str, name: &'a str) -> Place<'a> {
    Place { tenant: TenantId::from_bytes([1; 16]), browser, form, name }
}

/// What the script does, more slowly thought of.
fn solve(challenge: &str, bits: u8) -> String {
    let text = challenge.rsplit('.').next().unwrap();
    let fits = |part: usize, number: &u32| {
        let salt = format!("{part}.{number}");
        let derived = pbkdf2_sha256(text.as_bytes(), salt.as_bytes(), ITERATIONS);
        u32::from_be_bytes(derived[..4].try_into().unwrap()) >> (32 - u32::from(zeros(bits))) == 0
    };
    let found: Vec<String> = (0..PARTS)
        .map(|part| (0u32..).find(|number| fits(part, number)).unwrap().to_string())
        .collect();
    found.join(".")
}

/// Whether that is a solution there, a second after it was asked for.
fn is_taken(place: Place<'_>, bits: u8, challenge: &str, solution: &str) -> bool {
    solved_at(place, bits, NOW + Seconds::new(1), challenge, solution)
}

fn solved_at(place: Place<'_>, bits: u8, now: Timestamp, challenge: &str, solution: &str) -> bool {
    let asked = place.asked(&key(), &rules(bits), now, challenge);
    asked.is_some_and(|asked| asked.is_solved_by(solution))
}

#[test]
fn what_was_worked_for_is_taken_there_and_nowhere_else() {
    let (mine, theirs) = (browser("mine"), browser("theirs"));
    let here = place(&mine, "pass/password", "alice");
    let challenge = here.challenge(&key(), &rules(BITS), NOW, [3; 9]);
    let solution = solve(&challenge, BITS);
    assert!(is_taken(here, BITS, &challenge, &solution));
    let other_tenant = Place { tenant: TenantId::from_bytes([2; 16]), ..here };
    for elsewhere in [
        other_tenant,
        place(&theirs, "pass/password", "alice"),
        place(&mine, "pass/signup", "alice"),
        place(&mine, "other/password", "alice"),
        place(&mine, "pass/password", "bob"),
        place(&mine, "pass/password", ""),
        place(&mine, "pass/password\0alice", ""),
    ] {
        assert!(!is_taken(elsewhere, BITS, &challenge, &solution), "{elsewhere:?}");
    }
    let another_key = CodeKey::new(&[6; 32]);
    assert!(here.asked(&another_key, &rules(BITS), NOW, &challenge).is_none());
}

#[test]
fn a_challenge_has_an_end_which_nobody_moves() {
    let mine = browser("mine");
    let here = place(&mine, "f", "");
    let challenge = here.challenge(&key(), &rules(BITS), NOW, [3; 9]);
    let solution = solve(&challenge, BITS);
    let last = NOW + WorkPolicy::default().lifetime;
    assert!(solved_at(
        here,
        BITS,
        Timestamp::from_millis(last.millis() - 1),
        &challenge,
        &solution
    ));
    assert!(!solved_at(here, BITS, last, &challenge, &solution));
    let before = Timestamp::from_millis(NOW.millis() - 1);
    assert!(!solved_at(here, BITS, before, &challenge, &solution), "from a clock ahead of ours");
    let later = challenge.replacen("1000900000", "1000900001", 1);
    assert_ne!(later, challenge);
    assert!(!is_taken(here, BITS, &later, &solution));
}

#[test]
fn how_long_a_challenge_is_good_is_a_setting() {
    let mine = browser("mine");
    let here = place(&mine, "f", "");
    let short = WorkPolicy { lifetime: Seconds::new(20), ..rules(BITS) };
    let challenge = here.challenge(&key(), &short, NOW, [3; 9]);
    let is_good = |rules: &WorkPolicy, seconds| {
        here.asked(&key(), rules, NOW + Seconds::new(seconds), &challenge).is_some()
    };
    assert!(is_good(&short, 19) && !is_good(&short, 20));
    let shorter = WorkPolicy { lifetime: Seconds::new(5), ..short };
    assert!(!is_good(&shorter, 14) && is_good(&shorter, 15), "no longer than the rules of now say");
}

/// The difficulty is no matter of what was posted: what was made for an easier one is worth nothing.
#[test]
fn what_is_easier_than_asked_is_no_solution() {
    let mine = browser("mine");
    let here = place(&mine, "f", "");
    let easy = here.challenge(&key(), &rules(BITS), NOW, [3; 9]);
    assert!(!is_taken(here, BITS + 1, &easy, &solve(&easy, BITS + 1)));
    let hard = here.challenge(&key(), &rules(BITS + 6), NOW, [3; 9]);
    assert!(!is_taken(here, BITS + 6, &hard, &solve(&hard, BITS)));
    assert!(is_taken(here, BITS + 6, &hard, &solve(&hard, BITS + 6)));
}

#[test]
fn two_challenges_are_spent_apart_and_one_once() {
    let mine = browser("mine");
    let here = place(&mine, "f", "");
    let spent = |random| {
        let challenge = here.challenge(&key(), &rules(BITS), NOW, random);
        here.asked(&key(), &rules(BITS), NOW, &challenge).unwrap().spent
    };
    let first = spent([3; 9]);
    assert_eq!(spent([3; 9]), first);
    assert_ne!(spent([4; 9]), first);
}

#[test]
fn what_is_no_solution_is_none_and_breaks_nothing() {
    let mine = browser("mine");
    let here = place(&mine, "f", "");
    let challenge = here.challenge(&key(), &rules(BITS), NOW, [3; 9]);
    let solution = solve(&challenge, BITS);
    let long = "9".repeat(100_000);
    let more = format!("{solution}.1");
    let fewer = solution.rsplit_once('.').unwrap().0;
    let padded = format!("00000000{solution}");
    let signed = format!("+{solution}");
    for wrong in ["", ".", "a", "\u{0}\u{ff}", &long, &more, fewer, &padded, &signed, "١.٢"] {
        assert!(!is_taken(here, BITS, &challenge, wrong), "{wrong:.40}");
    }
    let zeroes = ["0"; PARTS].join(".");
    assert!(!is_taken(here, BITS, &challenge, &zeroes), "they took no work");
    let dots = ".".repeat(50_000);
    let (head, digest) = challenge.rsplit_once('.').unwrap();
    let shorter = format!("{head}.{}", &digest[1..]);
    let trailing = format!("{challenge}.");
    for wrong in ["", "..", "1.2.3", "\u{0}", &long, &dots, &shorter, &trailing, "x.y.z"] {
        assert!(!is_taken(here, BITS, wrong, &solution), "{wrong:.40}");
    }
}

/// What the bits of the setting are made of; and of those who work hardest, one in many thousands finds no
/// number of so few digits.
#[test]
fn the_bits_are_those_of_all_tries_together() {
    let mine = browser("mine");
    let challenge = place(&mine, "f", "").challenge(&key(), &rules(BITS), NOW, [3; 9]);
    assert!(challenge.len() <= LONGEST_CHALLENGE);
    for bits in [WorkPolicy::FEWEST_BITS, WorkPolicy::MOST_BITS] {
        let tries = (PARTS as u64) << zeros(bits);
        assert_eq!(tries * u64::from(ITERATIONS.get()), 1 << bits);
        assert!(16 << zeros(bits) < 10_u64.pow(DIGITS as u32), "{bits}");
    }
    assert!(zeros(WorkPolicy::FEWEST_BITS) > 0);
}

fn policy(ask: AskWork) -> ThrottlePolicy {
    let proof_of_work = WorkPolicy { ask, ..WorkPolicy::default() };
    ThrottlePolicy { proof_of_work, ..ThrottlePolicy::default() }
}

fn failures(count: i64, ago: i64) -> Option<Failures> {
    let at = NOW - Seconds::new(ago);
    Some(Failures { count, first_at: at, last_at: at })
}

#[test]
fn it_is_asked_for_from_the_share_of_a_limit_on() {
    let busy = policy(AskWork::Busy);
    let asks = |limit: Limit, failures| limit.asks_for_work(failures, NOW, &busy);
    for (limit, enough) in [
        (Limit::Pair, 3),
        (Limit::Address, 30),
        (Limit::Site, 150),
        (Limit::Account, 25),
        (Limit::Mail, 3),
    ] {
        assert!(!asks(limit, None) && !asks(limit, failures(enough - 1, 0)), "{limit:?}");
        assert!(asks(limit, failures(enough, 0)), "{limit:?}");
        assert!(!asks(limit, failures(i64::MAX, 86_400)), "{limit:?}: long ago");
        assert!(asks(limit, failures(i64::MAX, 0)), "{limit:?}");
    }
    for limit in [Limit::KnownBrowser, Limit::Holder, Limit::Text, Limit::Day, Limit::DayOfNew] {
        assert!(!asks(limit, failures(1_000, 0)), "{limit:?}");
        assert!(!limit.asks_for_work(None, NOW, &policy(AskWork::Always)), "{limit:?}");
    }
    assert!(Limit::Address.asks_for_work(None, NOW, &policy(AskWork::Always)));
    assert!(!Limit::Address.asks_for_work(failures(999, 0), NOW, &policy(AskWork::Never)));
}

/// Whoever brings none is never more than a few seconds away, and less where strangers made it so.
#[test]
fn whoever_brings_none_waits_a_little_and_never_long() {
    let mut policy = policy(AskWork::Always);
    policy.proof_of_work.wait = Seconds::new(30);
    let wait = |limit: Limit, last| {
        let until = limit.wait_without_work(last, NOW, &policy);
        until.map_or(0, |until| until.since(NOW).get())
    };
    assert_eq!(wait(Limit::Address, None), 0, "the first goes through");
    assert_eq!(wait(Limit::Address, failures(1, 0)), 30);
    assert_eq!(wait(Limit::Address, failures(i64::MAX, 0)), 30, "however many there were");
    assert_eq!(wait(Limit::Address, failures(1, 29)), 1);
    assert_eq!(wait(Limit::Address, failures(1, 30)), 0);
    assert_eq!(wait(Limit::Address, failures(1, -86_400)), 30, "the clock was set back");
    assert_eq!(wait(Limit::Account, failures(1, 0)), 10, "as `stranger_wait` promises");
}

#[test]
fn a_browser_that_has_signed_in_before_is_asked_nothing() {
    let known = browser("mine");
    let subject = |kind, known_browser| Subject {
        kind,
        identifier: "alice",
        account: Some(AccountId::from_bytes([1; 16])),
        address: IpAddr::from([192, 0, 2, 1]),
        known_browser,
        at: NOW,
    };
    let always = policy(AskWork::Always);
    for kind in [Kind::Password, Kind::Mail] {
        assert!(subject(kind, Some(&known)).worked_for(&always).is_empty(), "{kind:?}");
        let stranger = subject(kind, None);
        let asked = stranger.worked_for(&always);
        assert!(!asked.is_empty() && asked.iter().all(|bucket| !bucket.is_hidden), "{kind:?}");
        assert!(stranger.worked_for(&policy(AskWork::Never)).is_empty(), "{kind:?}");
        let noted = |bucket: &Bucket| bucket.without_work().key;
        assert!(asked.iter().all(|bucket| asked.iter().all(|one| one.key != noted(bucket))));
    }
}
