//! What becomes of sessions when something is taken away by which they began, and of set-ups when
//! their session ends.
use super::account_member::{at, at_home};
use super::account_security::{press, set_up};
use super::passkeys::{answer, ask};
use super::recovery::{alice, write};
use super::second_factor::{TWO, with};
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_authn::SecondFactor;
use latchkey_base::Clock as _;
use latchkey_store::{PasskeyRecord, Store, Tx, TxError};
use latchkey_testkit::{Authenticator, Browser, Device};
use std::net::{Ipv4Addr, TcpListener};
use std::time::Duration;
use tokio::sync::oneshot;

/// What an app gets that asks this browser silently for two factors.
async fn asked_for_two(op: &Op, browser: &mut Browser) -> Option<String> {
    let silent = [("acr_values", TWO), ("prompt", "none")];
    browser.open(&op.rp().depart(&silent).url).await;
    browser.page().query("error")
}

async fn at_methods(op: &Op, browser: &mut Browser) {
    browser.open(at(op, "/security")).await;
}

/// Security: whoever got in with the app that is removed now is out, and this browser has shown
/// the password and no more.
#[tokio::test]
async fn a_removed_app_counts_in_no_session_any_more() {
    let op = Op::start(with(SecondFactor::Never)).await;
    let mut browser = at_home(&op, "alice").await;
    at_methods(&op, &mut browser).await;
    let app = set_up(&op, &mut browser).await.app;
    let (mut other, mut plain) = (op.browser(), op.browser());
    other.open(&op.rp().depart(&[("acr_values", TWO)]).url).await;
    op.sign_in_twice(&mut other, "alice", &app).await;
    assert_eq!(asked_for_two(&op, &mut other).await, None);
    op.advance(30);
    plain.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut plain, "alice").await;
    at_methods(&op, &mut browser).await;
    assert_eq!(asked_for_two(&op, &mut browser.clone()).await, None, "it was set up here");
    browser.submit("totp-remove-form", &[]).await;
    assert!(browser.page().has("#account-done"), "signed in still: {}", browser.page().html);
    let here = asked_for_two(&op, &mut browser).await;
    assert_eq!(here.as_deref(), Some("unmet_authentication_requirements"));
    assert_eq!(asked_for_two(&op, &mut other).await.as_deref(), Some("login_required"));
    let there = asked_for_two(&op, &mut plain).await;
    assert_eq!(there.as_deref(), Some("unmet_authentication_requirements"), "it showed none");
}

/// Security: with another phone in its place, what the lost one has shown is worth nothing.
#[tokio::test]
async fn a_replaced_app_counts_where_the_new_one_was_shown() {
    let op = Op::start(quick()).await;
    let mut browser = at_home(&op, "alice").await;
    at_methods(&op, &mut browser).await;
    let old = set_up(&op, &mut browser).await.app;
    let mut other = op.browser();
    other.open(&op.rp().depart(&[]).url).await;
    op.sign_in_twice(&mut other, "alice", &old).await;
    op.advance(30);
    at_methods(&op, &mut browser).await;
    set_up(&op, &mut browser).await;
    assert_eq!(asked_for_two(&op, &mut browser).await, None);
    assert_eq!(asked_for_two(&op, &mut other).await.as_deref(), Some("login_required"));
}

/// Security: who got in with a code of the list that was lost is out with the list.
#[tokio::test]
async fn new_recovery_codes_end_what_began_with_an_old_one() {
    let op = Op::start(quick()).await;
    let mut browser = at_home(&op, "alice").await;
    at_methods(&op, &mut browser).await;
    let codes = set_up(&op, &mut browser).await.codes;
    let mut other = op.browser();
    other.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut other, "alice").await;
    other.follow("#way-recovery-code").await;
    other.submit("otp-form", &[("otp", &codes[0])]).await;
    assert_eq!(asked_for_two(&op, &mut other).await, None);
    at_methods(&op, &mut browser).await;
    press(&mut browser, "codes-renew").await;
    assert_eq!(asked_for_two(&op, &mut other).await.as_deref(), Some("login_required"));
    assert_eq!(asked_for_two(&op, &mut browser).await, None);
}

/// Security: nothing says by which passkey somebody signed in, so all who did are asked again.
#[tokio::test]
async fn a_removed_passkey_signs_out_whoever_used_one() {
    let op = Op::start(quick()).await;
    let mut browser = at_home(&op, "alice").await;
    at_methods(&op, &mut browser).await;
    let (mut stolen, mut second) = (Device::default(), Device::default());
    op.make(&mut browser, &mut stolen).await;
    op.make(&mut browser, &mut second).await;
    let mut thief = op.browser();
    thief.open(&op.rp().depart(&[]).url).await;
    op.sign(&mut thief, &mut stolen).await;
    assert_eq!(asked_for_two(&op, &mut thief).await, None);
    browser.submit("passkey-remove-1", &[]).await;
    assert!(browser.page().has("#account-done"), "{}", browser.page().html);
    assert_eq!(asked_for_two(&op, &mut thief).await.as_deref(), Some("login_required"));
    assert_eq!(asked_for_two(&op, &mut browser).await, None, "one is left");

    at_methods(&op, &mut browser).await;
    browser.submit("passkey-remove-1", &[]).await;
    let page = browser.page();
    assert!(page.has("#account-done") && page.has("#passkeys[data-user-handle]"), "{}", page.html);
    assert_eq!(page.attributes("#passkeys", "data-known"), [""], "the browser forgets them all");
    let url = page.url.to_string();
    assert!(!at_home_again(&op, &url).await, "in nobody else's browser");
    let here = asked_for_two(&op, &mut browser).await;
    assert_eq!(here.as_deref(), Some("unmet_authentication_requirements"));
}

/// Whether a page that somebody was sent a link to tells their browser about passkeys.
async fn at_home_again(op: &Op, url: &str) -> bool {
    at_home(op, "bob").await.open(url).await.has("#passkeys[data-user-handle]")
}

/// Whoever came in with their last passkey and removed it comes in with what is left.
#[tokio::test]
async fn a_session_of_nothing_but_a_removed_passkey_is_over() {
    let op = Op::start(quick()).await;
    let mut device = op.device_of("alice", Device::default()).await;
    let mut browser = op.browser();
    browser.open(at(&op, "/security")).await;
    op.sign(&mut browser, &mut device).await;
    browser.submit("passkey-remove-1", &[]).await;
    assert!(browser.page().has("#login-form"), "{}", browser.page().html);
    sign_in(&mut browser, "alice").await;
    let page = browser.page();
    assert!(page.has("#method-list") && !page.has("#passkey-list"), "{}", page.html);
}

/// OIDC Core §2: who sets up an app has not signed in again.
#[tokio::test]
async fn setting_something_up_is_no_new_sign_in() {
    let op = Op::start(quick()).await;
    let mut browser = at_home(&op, "alice").await;
    let (rp, store) = (op.rp(), op.beside.open().await);
    let id = alice(&op, &store).await.id;
    let began = op.seconds();
    op.advance(120);
    at_methods(&op, &mut browser).await;
    set_up(&op, &mut browser).await;
    op.advance(120);
    at_methods(&op, &mut browser).await;
    op.make(&mut browser, &mut Device::default()).await;
    let to = rp.depart(&[("acr_values", TWO), ("max_age", "3600"), ("prompt", "none")]);
    browser.open(&to.url).await;
    let claims = op.claims(&browser, &rp, &to).await;
    assert_eq!(claims["auth_time"].as_i64(), Some(began), "{claims}");
    let (tenant, now) = (op.beside.tenant.id, op.clock.now());
    let held = store.read(tenant, move |tx| tx.sessions_of(id, now)).await;
    let held: Result<Vec<_>, TxError> = held;
    let session = held.unwrap().remove(0);
    let lifetime = op.beside.tenant.settings.protocol.lifetimes.session;
    assert_eq!(session.expires_at, session.created_at + lifetime, "nor does it live longer");
    store.close().await;
    let to = rp.depart(&[("max_age", "60"), ("prompt", "none")]);
    browser.open(&to.url).await;
    assert_eq!(browser.page().query("error").as_deref(), Some("login_required"));
}

/// Does something while alice is signed out everywhere: she still is signed in when it looks, and is not
/// any more when it writes.
async fn while_signed_out(op: &Op, store: &Store, act: impl Future<Output = ()>) {
    let (tenant, id, now) = (op.beside.tenant.id, alice(op, store).await.id, op.clock.now());
    let (release, released) = std::sync::mpsc::channel::<()>();
    let (ended, has_ended) = oneshot::channel();
    let (mut ended, other) = (Some(ended), store.clone());
    let ending = tokio::spawn(async move {
        let end = move |tx: &mut dyn Tx| -> Result<(), TxError> {
            tx.end_sessions_of(id, now)?;
            if let Some(ended) = ended.take() {
                let _ = ended.send(());
            }
            // Until then nobody sees it, and nobody else writes.
            let _ = released.recv();
            Ok(())
        };
        other.write(tenant, end).await
    });
    has_ended.await.unwrap();
    let release = async {
        let mut tick = tokio::time::interval(Duration::from_millis(50));
        for _ in 0..8 {
            tick.tick().await;
        }
        drop(release);
    };
    tokio::join!(act, release);
    ending.await.unwrap().unwrap();
}

/// What alice has set up: an app, recovery codes, passkeys.
async fn has(op: &Op, store: &Store) -> (bool, usize, usize) {
    let id = alice(op, store).await.id;
    let held = store.read(op.beside.tenant.id, move |tx| {
        let codes = tx.recovery_codes_left(id)?;
        Ok::<_, TxError>((tx.totp(id)?.is_some(), codes, tx.passkeys_of(id)?.len()))
    });
    held.await.unwrap()
}

/// Security: whoever signs out everywhere stops what somebody is setting up at that moment.
#[tokio::test]
async fn nothing_is_set_up_in_a_session_that_has_ended_meanwhile() {
    let op = Op::start(quick()).await;
    let store = op.beside.open().await;
    let mut browser = at_home(&op, "alice").await;
    at_methods(&op, &mut browser).await;
    press(&mut browser, "totp-set-up").await;
    let app = Authenticator::typed(&browser.page().text("#totp-key"));
    let code = app.code_at(op.seconds());
    let fields = [("otp", code.as_str())];
    while_signed_out(&op, &store, async {
        browser.submit("otp-form", &fields).await;
    })
    .await;
    assert_eq!(has(&op, &store).await, (false, 0, 0), "an app");

    let mut browser = at_home(&op, "alice").await;
    at_methods(&op, &mut browser).await;
    let asked = ask(&browser).await.unwrap();
    let made = Device::default().create(&op.home(), &asked.options).await.unwrap();
    while_signed_out(&op, &store, answer(&mut browser, &asked.ceremony, &made)).await;
    assert_eq!(has(&op, &store).await, (false, 0, 0), "a passkey");

    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    browser.submit("login-form", &[("username", "alice"), ("passkeys", "yes")]).await;
    browser.submit("login-form", &[("password", PASSWORD), ("passkeys", "yes")]).await;
    let asked = ask(&browser).await.unwrap();
    let made = Device::default().create(&op.home(), &asked.options).await.unwrap();
    while_signed_out(&op, &store, answer(&mut browser, &asked.ceremony, &made)).await;
    assert_eq!(has(&op, &store).await, (false, 0, 0), "one that was offered");

    let mut browser = at_home(&op, "alice").await;
    at_methods(&op, &mut browser).await;
    let codes = set_up(&op, &mut browser).await.codes;
    let mut other = op.browser();
    other.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut other, "alice").await;
    other.follow("#way-recovery-code").await;
    other.submit("otp-form", &[("otp", &codes[0])]).await;
    assert_eq!(has(&op, &store).await, (true, 9, 0));
    at_methods(&op, &mut browser).await;
    while_signed_out(&op, &store, async {
        press(&mut browser, "codes-renew").await;
    })
    .await;
    assert_eq!(has(&op, &store).await, (true, 9, 0), "other recovery codes");
    store.close().await;
}

/// Where the pages have no domain name there are no passkeys: nobody is asked for one, whatever they
/// had before.
#[tokio::test]
async fn a_host_without_a_name_asks_for_no_passkeys() {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let op = Op::start_with(quick(), |config| {
        config.http.listen = address;
        config.http.public_url = Some(format!("http://{address}"));
    })
    .await;
    let store = op.beside.open().await;
    let (id, now) = (alice(&op, &store).await.id, op.clock.now());
    let passkey = PasskeyRecord {
        credential_id: vec![1; 16],
        account: id,
        user_handle: [2; 16],
        credential: "{}".to_owned(),
        label: "Phone".to_owned(),
        counter: 0,
        backup_eligible: true,
        backed_up: true,
        created_at: now,
        used_at: None,
    };
    write(&op, &store, move |tx| tx.insert_passkey(&passkey).map(|_| ())).await;
    store.close().await;

    let mut browser = at_home(&op, "alice").await;
    at_methods(&op, &mut browser).await;
    assert!(browser.page().has("#method-list") && !browser.page().has("#passkeys"));
    let mut fresh = op.browser();
    let to = op.rp().depart(&[("acr_values", TWO)]);
    fresh.open(&to.url).await;
    sign_in(&mut fresh, "alice").await;
    assert!(fresh.page().has("#totp-key"), "sets up what works: {}", fresh.page().html);
    let enrolled = op.set_up(&mut fresh).await;
    assert!(fresh.page().query("code").is_some());
    let mut again = op.browser();
    again.open(&op.rp().depart(&[]).url).await;
    op.sign_in_twice(&mut again, "alice", &enrolled.app).await;
    assert!(again.page().query("code").is_some(), "{}", again.page().html);
}
