//! What changes while a password is being hashed.
use super::{Op, PASSWORD, quick};
use latchkey_accounts::{Account, AccountStatus, change_email};
use latchkey_authn::throttle::{Kind, Limit, Subject};
use latchkey_base::{Clock as _, Secret};
use latchkey_server::provision::Password;
use latchkey_store::{Store, Tx, TxError};
use latchkey_testkit::Mail;
use std::net::{IpAddr, Ipv4Addr};

async fn alice(op: &Op, store: &Store) -> Account {
    let found = store.read(op.beside.tenant.id, |tx| tx.account_by_identifier("alice")).await;
    let found: Result<Option<Account>, TxError> = found;
    found.unwrap().unwrap()
}

async fn write(
    op: &Op,
    store: &Store,
    change: impl Fn(&mut dyn Tx) -> Result<(), TxError> + Send + 'static,
) {
    store.write(op.beside.tenant.id, change).await.unwrap();
}

/// Waits until a password of alice's is being checked: the attempt is counted just before.
async fn until_an_attempt_is_counted(op: &Op, store: &Store) {
    let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let subject =
        Subject { kind: Kind::Password, identifier: "alice", address, known_browser: None };
    let buckets = subject.buckets();
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

/// The link of the newest mail to that address.
async fn mailed_link(op: &Op, account: &Account) -> String {
    let folder = op.folder.path().join("data/mail");
    loop {
        let mails = Mail::all_in(&folder).into_iter();
        if let Some(mail) = mails.rev().find(|mail| Some(&mail.to) == account.email.as_ref()) {
            return mail.link().to_string();
        }
        tokio::task::yield_now().await;
    }
}

/// RFC 6819 §4.4.3.6: whoever knew the old password gets no session by being slow, and the
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

/// A link for a new password proves a mailbox; once the account has another one, or is
/// suspended, it proves nothing.
#[tokio::test]
async fn a_link_to_an_address_that_was_given_up_changes_no_password() {
    let op = Op::start(quick()).await;
    let store = op.beside.open().await;
    for suspends in [false, true] {
        let account = alice(&op, &store).await;
        let mut browser = op.browser();
        browser.open(format!("{}t/forgotpassword", op.home())).await;
        browser.submit("forgot-form", &[("username", "alice")]).await;
        let link = mailed_link(&op, &account).await;
        assert!(browser.open(&link).await.has("#new-password-form"));

        let now = op.clock.now();
        let revised = if suspends {
            Account { status: AccountStatus::Suspended, ..account }
        } else {
            change_email(&account, "new@example.com", now).unwrap()
        };
        write(&op, &store, move |tx| tx.update_account(&revised, now)).await;
        let fields = [("new_password", "gravel umbrella thirteen")];
        assert_eq!(browser.submit("new-password-form", &fields).await.status, 410);
        assert_eq!(browser.open(&link).await.status, 410);
    }
    let after = alice(&op, &store).await;
    assert_eq!(after.status, AccountStatus::Suspended);
    assert_eq!(after.email.as_deref(), Some("new@example.com"));
}
