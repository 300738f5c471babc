//! What changes while a password is being hashed.
use super::recovery::{alice, write};
use super::{Op, PASSWORD, quick};
use latchkey_authn::throttle::{Kind, Limit, Subject};
use latchkey_base::{Clock as _, Secret};
use latchkey_server::provision::Password;
use latchkey_store::{Store, TxError};
use std::net::{IpAddr, Ipv4Addr};

/// Waits until a password of alice's is being checked: the attempt is counted just before.
async fn until_an_attempt_is_counted(op: &Op, store: &Store) {
    let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let subject = Subject {
        kind: Kind::Password,
        identifier: "alice",
        account: None,
        address,
        known_browser: None,
        at: op.clock.now(),
    };
    let buckets = subject.buckets(&op.beside.tenant.settings.throttle);
    let key = buckets.iter().find(|bucket| bucket.limit == Limit::Account).unwrap().key;
    loop {
        let found = store.read(op.beside.tenant.id, move |tx| tx.failures(&key)).await;
        let found: Result<_, TxError> = found;
        if found.unwrap().is_some() {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// Whoever knew the old password gets no session by being slow, and the
/// better hash of the old password does not replace the new one.
#[tokio::test]
async fn a_password_that_was_changed_while_it_was_checked_opens_nothing() {
    let mut settings = quick();
    settings.password.hash.memory_kib = 19_456;
    let op = Op::start(settings).await;
    let store = op.beside.open().await;
    let account = alice(&op, &store).await.id;
    let hashed = |text: &str, settings| {
        let password = Password::Plain(Secret::from(text));
        op.beside.provision.hash_password(password, settings).unwrap()
    };
    // As an import brings it: cheaper than the tenant wants it now, so that it is hashed anew.
    let now = op.clock.now();
    let (old, new) = (hashed(PASSWORD, &quick()), hashed("another one", &quick()));
    write(&op, &store, move |tx| tx.set_password_hash(account, &old, now)).await;

    let (mut intruder, rp) = (op.browser(), op.rp());
    intruder.open(&rp.depart(&[]).url).await;
    intruder.submit("login-form", &[("username", "alice")]).await;
    let (changed, kept) = (new.clone(), store.clone());
    let change = async {
        until_an_attempt_is_counted(&op, &store).await;
        write(&op, &store, move |tx| {
            tx.set_password_hash(account, &changed, now)?;
            tx.end_sessions_of(account, now).map(|_| ())
        })
        .await;
    };
    tokio::join!(intruder.submit("login-form", &[("password", PASSWORD)]), change);
    let page = intruder.open(&rp.depart(&[("prompt", "none")]).url).await;
    assert_eq!(page.query("error").as_deref(), Some("login_required"));
    let held = kept.read(op.beside.tenant.id, move |tx| tx.password_hash(account)).await;
    let held: Result<Option<String>, TxError> = held;
    assert_eq!(held.unwrap(), Some(new));
}
