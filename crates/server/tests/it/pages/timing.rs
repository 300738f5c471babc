//! Time tells nobody who has an account: answers about known and unknown people, measured in turn.
use super::{Op, quick};
use latchkey_store::TenantSettings;
use latchkey_testkit::Browser;
use std::time::{Duration, Instant};

/// How many answers of each kind are measured.
const PAIRS: usize = 40;
/// By how much of an answer's time the two kinds may differ. A hash that is left out is more than
/// half of it.
const BOUND: f64 = 0.15;
/// How often a difference is looked at again before it is believed.
const LOOKS: usize = 4;
/// What newcomers choose.
const LONG: &str = "gravel umbrella thirteen";
/// Until everything that limits guesses has forgotten the last ones.
const A_DAY: i64 = 24 * 60 * 60;

/// Nothing here is quicker than it would be elsewhere: a password costs what it costs by default.
fn unhurried() -> TenantSettings {
    let mut settings = quick();
    settings.password = TenantSettings::default().password;
    settings.accounts.sign_up = true;
    settings.accounts.require_verified_email = true;
    settings
}

/// The quarter of some times below which a machine was hardly disturbed.
fn undisturbed(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times[times.len() / 4].as_secs_f64()
}

/// Answers about people of both kinds take as long. What differs, differs each time, and in the same direction; what
/// only seems to, since the machine had other work, does not.
async fn alike(op: &Op, known: &str, way: impl AsyncFn(&mut Browser, &str) -> Duration) {
    let mut found = Vec::new();
    for _ in 0..LOOKS {
        let (mut times, mut others) = measure(op, known, &way).await;
        let (known, unknown) = (undisturbed(&mut times), undisturbed(&mut others));
        let is_alike = (known - unknown).abs() / known.max(unknown) < BOUND;
        let is_slower = |&(known, unknown): &(f64, f64)| known > unknown;
        if is_alike || found.iter().any(|before| is_slower(before) != (known > unknown)) {
            return;
        }
        found.push((known, unknown));
    }
    panic!("seconds, known and unknown: {found:?}");
}

/// Measures the last form of a way: as `known`, as somebody new, in turn.
async fn measure(
    op: &Op,
    known: &str,
    way: impl AsyncFn(&mut Browser, &str) -> Duration,
) -> (Vec<Duration>, Vec<Duration>) {
    let mut times = (Vec::new(), Vec::new());
    for round in 0..=PAIRS {
        let somebody = format!("somebody{round:03}@example.com");
        for name in [known, &somebody] {
            op.advance(A_DAY);
            let taken = way(&mut op.browser(), name).await;
            // The first round fills what is kept in memory.
            if round > 0 {
                if name == known { times.0.push(taken) } else { times.1.push(taken) }
            }
        }
    }
    times
}

/// Security: a password is hashed for a wrong name too.
#[tokio::test]
async fn a_wrong_password_takes_as_long_as_a_wrong_name() {
    let op = Op::start(unhurried()).await;
    let rp = op.rp();
    alike(&op, "alice@example.com", async |browser, name| {
        browser.open(&rp.depart(&[]).url).await;
        browser.submit("login-form", &[("username", name)]).await;
        let begun = Instant::now();
        let page = browser.submit("login-form", &[("password", "not the password")]).await;
        let taken = begun.elapsed();
        assert_eq!(page.status, 422, "{}", page.html);
        taken
    })
    .await;
}

/// Security: nor does the name tell by itself, before there is a password.
#[tokio::test]
async fn a_name_takes_as_long_whether_somebody_has_it_or_not() {
    let op = Op::start(unhurried()).await;
    let rp = op.rp();
    alike(&op, "alice@example.com", async |browser, name| {
        browser.open(&rp.depart(&[]).url).await;
        let begun = Instant::now();
        let page = browser.submit("login-form", &[("username", name)]).await;
        let taken = begun.elapsed();
        assert!(page.has("[name=password]"), "{}", page.html);
        taken
    })
    .await;
}

/// Security: the mail goes out for one of them only.
#[tokio::test]
async fn a_forgotten_password_takes_as_long_whether_there_is_one_or_not() {
    let op = Op::start(unhurried()).await;
    alike(&op, "alice@example.com", async |browser, name| {
        browser.open(format!("{}t/forgotpassword", op.home())).await;
        let begun = Instant::now();
        let page = browser.submit("forgot-form", &[("username", name)]).await;
        let taken = begun.elapsed();
        assert_eq!(page.status, 200, "{}", page.html);
        taken
    })
    .await;
}

/// Security: nor does asking for a link, or typing its code.
#[tokio::test]
async fn a_mailed_link_takes_as_long_whether_there_is_somebody_or_not() {
    let mut settings = unhurried();
    settings.factors.mail_sign_in = true;
    let op = Op::start(settings).await;
    let rp = op.rp();
    alike(&op, "alice@example.com", async |browser, name| {
        browser.open(&rp.depart(&[]).url).await;
        browser.submit("login-form", &[("username", name)]).await;
        let begun = Instant::now();
        browser.submit("mail-form", &[]).await;
        let page = browser.submit("otp-form", &[("otp", "12345678")]).await;
        let taken = begun.elapsed();
        assert_eq!(page.status, 422, "{}", page.html);
        taken
    })
    .await;
}

/// Security: somebody who signs up with an address that has an account sees what others see.
#[tokio::test]
async fn signing_up_takes_as_long_with_an_address_that_has_an_account() {
    let op = Op::start(unhurried()).await;
    let rp = op.rp();
    alike(&op, "alice@example.com", async |browser, name| {
        browser.open(&rp.depart(&[]).url).await;
        browser.follow("#create-account").await;
        let fields = [("name", "Zoe"), ("email", name), ("password", LONG)];
        let begun = Instant::now();
        let page = browser.submit("signup-form", &fields).await;
        let taken = begun.elapsed();
        assert!(page.has("#otp-form"), "{}", page.html);
        taken
    })
    .await;
}

/// Security: nor where a passkey is to be made in place of a password, which costs no hash.
#[tokio::test]
async fn signing_up_with_a_passkey_takes_as_long_with_an_address_that_has_an_account() {
    let mut settings = unhurried();
    settings.factors.passkey_accounts = true;
    let op = Op::start(settings).await;
    let rp = op.rp();
    let mut counted = Vec::new();
    for name in ["alice@example.com", "nobody@example.com"] {
        let browser = &mut op.browser();
        browser.open(&rp.depart(&[]).url).await;
        browser.follow("#create-account").await;
        let before = op.running.app().store.counters().reads;
        browser.submit("signup-passkey", &[("name", "Zoe"), ("email", name)]).await;
        counted.push(op.running.app().store.counters().reads - before);
    }
    assert_eq!(counted[0], counted[1]);
    alike(&op, "alice@example.com", async |browser, name| {
        browser.open(&rp.depart(&[]).url).await;
        browser.follow("#create-account").await;
        let begun = Instant::now();
        let page = browser.submit("signup-passkey", &[("name", "Zoe"), ("email", name)]).await;
        let taken = begun.elapsed();
        assert!(page.has("#otp-form"), "{}", page.html);
        taken
    })
    .await;
}

/// Security: nor do the statements, each of which is a turn to PostgreSQL and back.
#[tokio::test]
async fn what_is_asked_of_the_database_is_the_same_for_everybody() {
    let op = Op::start(unhurried()).await;
    let rp = op.rp();
    let mut counted = Vec::new();
    for name in ["alice@example.com", "nobody@example.com"] {
        let mut least = (u64::MAX, u64::MAX);
        // What the server does by itself now and then comes on top, and not each time.
        for _ in 0..3 {
            let browser = &mut op.browser();
            browser.open(&rp.depart(&[]).url).await;
            browser.submit("login-form", &[("username", name)]).await;
            let before = op.running.app().store.counters();
            browser.submit("login-form", &[("password", "not the password")]).await;
            let after = op.running.app().store.counters();
            let (reads, writes) = (after.reads - before.reads, after.writes - before.writes);
            least = (least.0.min(reads), least.1.min(writes));
        }
        counted.push(least);
    }
    assert_eq!(counted[0], counted[1]);
    assert!(counted[0].1 > 0, "attempts are counted");

    let mut settings = unhurried();
    settings.factors.mail_sign_in = true;
    let op = Op::start(settings).await;
    let mut counted = Vec::new();
    for name in ["alice@example.com", "nobody@example.com"] {
        let browser = &mut op.browser();
        browser.open(&op.rp().depart(&[]).url).await;
        browser.submit("login-form", &[("username", name)]).await;
        let before = op.running.app().store.counters();
        browser.submit("mail-form", &[]).await;
        browser.submit("otp-form", &[("otp", "12345678")]).await;
        let after = op.running.app().store.counters();
        counted.push(after.reads - before.reads);
    }
    assert_eq!(counted[0], counted[1]);
}

/// Security: nor does an app learn it with recovery codes of which none is right (native contract U012).
#[tokio::test]
async fn a_wrong_recovery_code_takes_as_long_whether_there_is_an_account_or_not() {
    let op = super::own_recovery::locked().await.0;
    let app = super::own_recovery::App::of(&op);
    let wrong = vec!["zzzz-zzzz-zzzz".to_owned(); 3];
    alike(&op, "alice@example.com", async |_, name| {
        let begun = Instant::now();
        let answer = app.tries(name, &wrong).await;
        let taken = begun.elapsed();
        assert_eq!(answer.status, 403, "{}", answer.text);
        taken
    })
    .await;
}
