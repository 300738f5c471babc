//! What a posted password costs and leaves behind.
use super::recovery::{alice, write};
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_base::{AccountId, Clock as _, Entropy, Secret, SeededEntropy};
use latchkey_server::provision::Password;
use latchkey_store::{Store, TenantSettings, TxError};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

async fn kept(op: &Op, store: &Store, account: AccountId) -> String {
    let held = store.read(op.beside.tenant.id, move |tx| tx.password_hash(account)).await;
    let held: Result<Option<String>, TxError> = held;
    held.unwrap().expect("a password")
}

/// A hash as it was made years ago becomes one as the tenant wants it now (RFC 9106 §4), once,
/// and only by the right password.
#[tokio::test]
async fn a_good_sign_in_leaves_a_better_hash() {
    let mut settings = quick();
    settings.password.hash.memory_kib = 256;
    let op = Op::start(settings).await;
    let store = op.beside.open().await;
    let account = alice(&op, &store).await.id;
    let cheap = Password::Plain(Secret::from(PASSWORD));
    let cheap = op.beside.provision.hash_password(cheap, &quick()).unwrap();
    let (old, now) = (cheap.clone(), op.clock.now());
    write(&op, &store, move |tx| tx.set_password_hash(account, &old, now)).await;

    let (mut browser, rp) = (op.browser(), op.rp());
    browser.open(&rp.depart(&[]).url).await;
    browser.submit("login-form", &[("username", "alice")]).await;
    browser.submit("login-form", &[("password", "wrong")]).await;
    assert_eq!(kept(&op, &store, account).await, cheap, "a wrong password changes nothing");
    browser.submit("login-form", &[("password", PASSWORD)]).await;
    assert!(browser.page().query("code").is_some());
    let better = kept(&op, &store, account).await;
    assert!(cheap.contains("m=64,") && better.contains("m=256,"), "{cheap} became {better}");

    let mut browser = op.browser();
    browser.open(&rp.depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().query("code").is_some(), "the better hash is of the same password");
    assert_eq!(kept(&op, &store, account).await, better, "good enough is left alone");
}

/// Holds up whoever draws a salt in the hashing lane.
struct Stuck {
    random: SeededEntropy,
    held: Mutex<bool>,
    begun: Mutex<bool>,
    goes_on: Condvar,
}

impl Stuck {
    fn new() -> Self {
        let random = SeededEntropy::new(7);
        Self { random, held: Mutex::new(true), begun: Mutex::new(false), goes_on: Condvar::new() }
    }

    fn go_on(&self) {
        *self.held.lock().unwrap() = false;
        self.goes_on.notify_all();
    }
}

impl Entropy for Stuck {
    fn fill(&self, buffer: &mut [u8]) {
        if thread::current().name().is_some_and(|name| name.starts_with("hashing-")) {
            *self.begun.lock().unwrap() = true;
            let held = self.held.lock().unwrap();
            drop(self.goes_on.wait_while(held, |held| *held).unwrap());
        }
        self.random.fill(buffer);
    }
}

/// Security: a name that nobody has is hashed for too, or the time would tell. So it finds the
/// same full lane as everybody's.
#[tokio::test]
async fn an_unknown_name_waits_in_the_same_lane() {
    let entropy = Arc::new(Stuck::new());
    let narrow = |config: &mut latchkey_server::config::Config| {
        (config.hashing.concurrent, config.hashing.waiting) = (1, 1);
    };
    let op = Op::start_drawing(quick(), narrow, entropy.clone()).await;
    let (app, rp) = (op.running.app().clone(), op.rp());
    let mut browsers = Vec::new();
    for name in ["alice", "nobody"] {
        let mut browser = op.browser();
        browser.open(&rp.depart(&[]).url).await;
        browser.submit("login-form", &[("username", name)]).await;
        browsers.push((name, browser));
    }
    let hash = || {
        let app = app.clone();
        let parameters = quick().password.hash;
        tokio::spawn(async move { app.hashing.hash(Secret::from("x"), &parameters).await })
    };
    let first = hash();
    while !*entropy.begun.lock().unwrap() {
        tokio::task::yield_now().await;
    }
    let second = hash();
    while !app.metrics.render().contains("latchkey_hashing_waiting 2\n") {
        tokio::task::yield_now().await;
    }
    for (name, browser) in &mut browsers {
        let page = browser.submit("login-form", &[("password", "wrong")]).await;
        assert_eq!(page.status, 503, "{name}: {}", page.html);
        assert!(!page.header("retry-after").is_empty(), "{name}");
    }
    entropy.go_on();
    assert!(first.await.unwrap().is_ok() && second.await.unwrap().is_ok());
}

fn from_one_address(burst: u32) -> TenantSettings {
    let mut settings = quick();
    settings.throttle.address_burst = burst;
    settings
}

/// Trying one password at many names is guessing as well; who has waited may go on.
#[tokio::test]
async fn guessing_at_many_names_from_one_address_becomes_slow() {
    let op = Op::start(from_one_address(3)).await;
    let (mut stranger, rp) = (op.browser(), op.rp());
    for (name, password, status) in [
        ("ann", "wrong", 422),
        ("ben", "wrong", 422),
        ("bob", "wrong", 422),
        ("cyd", "wrong", 429),
        ("alice", PASSWORD, 429),
    ] {
        stranger.open(&rp.depart(&[]).url).await;
        stranger.submit("login-form", &[("username", name)]).await;
        let page = stranger.submit("login-form", &[("password", password)]).await;
        assert_eq!(page.status, status, "{name}: {}", page.html);
    }
    let wait: i64 = stranger.page().header("retry-after").parse().expect("seconds");
    op.advance(wait);
    let page = stranger.submit("login-form", &[("password", PASSWORD)]).await;
    assert!(page.query("code").is_some(), "{}", page.html);
}
