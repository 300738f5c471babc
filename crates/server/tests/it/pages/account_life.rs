//! What happened at an account, what is held of it, and its end.
use super::account_member::{at, at_home};
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_accounts::{AccountEvent, EventKind};
use latchkey_base::{Clock as _, Seconds, SystemEntropy};
use latchkey_server::config::Config;
use latchkey_store::{EventId, EventRecord};
use latchkey_testkit::Browser;

/// Sweeps often, so that nobody waits for it.
fn sweeping(config: &mut Config) {
    config.workers.sweep_every = Seconds::new(1);
}

async fn events(op: &Op, browser: &mut Browser) -> Vec<String> {
    browser.open(at(op, "/activity")).await.texts("#event-list .person-name")
}

#[tokio::test]
async fn what_happens_is_listed_for_its_owner_alone() {
    let op = Op::start(quick()).await;
    let mut browser = at_home(&op, "alice").await;
    op.advance(1);
    at_home(&op, "alice").await;
    op.advance(1);
    browser.open(at(&op, "/sessions")).await;
    browser.submit("end-others", &[]).await;
    op.advance(1);
    browser.open(at(&op, "/profile")).await;
    browser.submit("profile-form", &[("name", "Alice")]).await;
    let expected = ["Profile changed", "Signed out elsewhere", "Signed in", "Signed in"];
    let happened = events(&op, &mut browser).await;
    let (new, others): (Vec<_>, Vec<_>) =
        happened.into_iter().partition(|event| event == "Browser used for the first time");
    assert_eq!(others, expected);
    assert_eq!(new.len(), 1, "the second one");
    let mut bob = at_home(&op, "bob").await;
    assert_eq!(events(&op, &mut bob).await, ["Signed in"]);
    op.advance(91 * 86_400);
    let mut later = at_home(&op, "alice").await;
    let mut left = events(&op, &mut later).await;
    left.sort();
    assert_eq!(left, ["Browser used for the first time", "Signed in"], "the rest is forgotten");
}

/// However much has happened, a page of the list is one page, and the file has an end.
#[tokio::test]
async fn a_long_list_is_shown_a_part_at_a_time() {
    let op = Op::start(quick()).await;
    let mut browser = at_home(&op, "alice").await;
    let store = op.beside.open().await;
    let now = op.clock.now();
    let added = store.write(op.beside.tenant.id, move |tx| {
        let of = tx.account_by_identifier("alice")?.unwrap().id;
        (1..=1100).try_for_each(|number| {
            let at = now - Seconds::new(number);
            tx.add_event(&EventRecord {
                id: EventId::new(at, &SystemEntropy::new()),
                account: of,
                event: AccountEvent::new(EventKind::AppAllowed, at).about(number.to_string()),
                expires_at: now + Seconds::days(1),
            })
        })
    });
    let added: Result<(), latchkey_store::TxError> = added.await;
    added.unwrap();
    store.close().await;
    let page = browser.open(at(&op, "/activity")).await;
    assert_eq!(page.texts("#event-list > li").len(), 50);
    assert!(page.has("#older-events") && !page.has("#newest-events"));
    let first = page.texts("#event-list > li");
    let mut seen = first.clone();
    for _ in 0..22 {
        seen.extend(browser.follow("#older-events").await.texts("#event-list > li"));
    }
    assert_eq!(seen.len(), 1101, "each once");
    assert!(seen.last().unwrap().contains("1100"));
    assert!(!browser.page().has("#older-events"));
    browser.follow("#newest-events").await;
    assert_eq!(browser.page().texts("#event-list > li"), first);
    let page = browser.open(at(&op, "/activity?before=odd")).await;
    assert_eq!(page.texts("#event-list > li"), first);

    browser.open(at(&op, "/data")).await;
    let page = browser.submit("data-form", &[]).await;
    let held: serde_json::Value = serde_json::from_str(&page.html).unwrap();
    assert_eq!(held["activity"].as_array().unwrap().len(), 1101);
    assert_eq!(held["activity_is_complete"], true);
}

/// Nothing is noted where a tenant keeps nothing.
#[tokio::test]
async fn a_tenant_may_keep_no_activity() {
    let mut settings = quick();
    settings.accounts.activity_kept_for = Seconds::new(0);
    let op = Op::start(settings).await;
    let mut browser = at_home(&op, "alice").await;
    assert!(events(&op, &mut browser).await.is_empty());
}

/// Security: the file holds what the person may know, and nothing with which one gets in.
#[tokio::test]
async fn the_file_holds_everything_but_secrets() {
    let op = Op::start(quick()).await;
    let mut browser = at_home(&op, "alice").await;
    let store = op.beside.open().await;
    let phc = store.read(op.beside.tenant.id, |tx| {
        let id = tx.account_by_identifier("alice")?.map(|account| account.id).unwrap();
        tx.password_hash(id)
    });
    let phc: Result<_, latchkey_store::TxError> = phc.await;
    let phc = phc.unwrap().unwrap();
    store.close().await;
    browser.open(at(&op, "/data")).await;
    let page = browser.submit("data-form", &[]).await;
    assert_eq!(page.header("content-type"), "application/json");
    assert!(page.header("content-disposition").starts_with("attachment"));
    let held: serde_json::Value = serde_json::from_str(&page.html).unwrap();
    assert_eq!(held["claims"]["email"], "alice@example.com");
    assert_eq!(held["account"]["username"], "alice");
    assert_eq!(held["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(held["activity"][0]["kind"], "signed_in");
    assert!(!page.html.contains("bob"), "nobody else is in it");
    assert!(!page.html.contains(&phc) && !page.html.contains("argon2"));
    for (_, cookie) in browser.cookies.starting_with("lk_") {
        assert!(!browser.page().html.contains(cookie));
    }
    op.advance(601);
    let page = browser.open(at(&op, "/data")).await;
    assert!(page.has("#login-form"), "an old proof does not do");
    let page = browser.post(at(&op, "/data"), &[]).await;
    assert!(page.has("#login-form"), "nor for the file");
}

/// The account stays for its owner to come back to, and goes when they did not.
#[tokio::test]
async fn an_account_is_deleted_unless_its_owner_comes_back() {
    let op = Op::start_with(quick(), sweeping).await;
    let (mut browser, mut other) = (at_home(&op, "alice").await, at_home(&op, "alice").await);
    browser.open(at(&op, "/deletion")).await;
    browser.post(at(&op, "/deletion"), &[]).await;
    assert!(browser.page().has("#deletion-form"), "not by a form of somebody else");
    assert!(browser.page().text("main").contains("within 14 days"));
    browser.submit("deletion-form", &[]).await;
    assert!(browser.page().has("#deletion-done"), "{}", browser.page().html);
    let due = (op.clock.now() + Seconds::days(14)).seconds();
    let due = time::OffsetDateTime::from_unix_timestamp(due).expect("a day").date();
    assert_eq!(browser.page().text("main time[data-local-day]"), due.to_string());
    assert!(op.mail_to("alice@example.com").await.subject.contains("will be deleted"));
    assert!(other.open(at(&op, "")).await.has("#login-form"), "signed out everywhere");
    op.advance(13 * 86_400);
    let mut back = at_home(&op, "alice").await;
    assert!(events(&op, &mut back).await.contains(&"Account kept".to_owned()));

    op.advance(2 * 86_400);
    back = at_home(&op, "alice").await;
    back.open(at(&op, "/deletion")).await;
    back.submit("deletion-form", &[]).await;
    assert!(back.page().has("#deletion-done"), "{}", back.page().html);
    op.advance(14 * 86_400);
    let store = op.beside.open().await;
    let is_there = async || {
        let found = store.read(op.beside.tenant.id, |tx| tx.account_by_identifier("alice"));
        let found: Result<_, latchkey_store::TxError> = found.await;
        found.unwrap().is_some()
    };
    while is_there().await {
        tokio::task::yield_now().await;
    }
    store.close().await;
    let mut fresh = op.browser();
    fresh.open(at(&op, "")).await;
    sign_in(&mut fresh, "alice").await;
    assert_eq!(fresh.page().status, 422);
    let mut bob = op.browser();
    bob.open(at(&op, "")).await;
    bob.submit("login-form", &[("username", "bob")]).await;
    bob.submit("login-form", &[("password", PASSWORD)]).await;
    assert!(bob.page().has("#account-sections"), "bob is still there");
}
