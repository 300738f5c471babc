//! Sign-in methods: adding, naming and removing passkeys at one's own account.
use super::account_member::{at, at_home};
use super::passkeys::{answer, ask};
use super::recovery::{alice, write};
use super::{Op, quick};
use latchkey_store::PasskeyRecord;
use latchkey_testkit::{Browser, Device};

async fn alice_at_methods(op: &Op) -> Browser {
    let mut browser = at_home(op, "alice").await;
    browser.open(at(op, "/security")).await;
    browser
}

async fn events(op: &Op, browser: &mut Browser) -> Vec<String> {
    browser.open(at(op, "/activity")).await.texts("#event-list .person-name")
}

#[tokio::test]
async fn a_passkey_is_added_named_used_and_removed() {
    let op = Op::start(quick()).await;
    let mut browser = alice_at_methods(&op).await;
    assert!(!browser.page().has("#passkey-list"));
    let mut device = Device::default();
    op.make(&mut browser, &mut device).await;
    let page = browser.page();
    assert!(page.has("#account-done") && page.has("#passkey-rename-1"), "{}", page.html);
    assert_eq!(page.attributes("#passkeys", "data-known")[0].split(' ').count(), 1);
    assert!(op.mail_to("alice@example.com").await.subject.contains("passkey"));

    let page = browser.submit("passkey-rename-1", &[("name", " Key ring ")]).await;
    assert!(page.text("#passkey-list").contains("Key ring"), "{}", page.html);
    for wrong in ["", "   ", "a\u{7}b", &"x".repeat(61)] {
        let page = browser.submit("passkey-rename-1", &[("name", wrong)]).await;
        assert!(page.status == 422 && page.text("#passkey-list").contains("Key ring"));
        let field = page.attributes("#passkey-name-1[aria-invalid]", "value");
        assert_eq!(field, [wrong.trim()], "what was typed is kept where it was typed");
    }
    let mut other = op.browser();
    other.open(&op.rp().depart(&[]).url).await;
    op.sign(&mut other, &mut device).await;
    assert!(other.page().query("code").is_some());

    browser.submit("passkey-remove-1", &[]).await;
    assert!(browser.page().has("#account-done") && !browser.page().has("#passkey-list"));
    other.open(&op.rp().depart(&[("prompt", "login")]).url).await;
    op.sign(&mut other, &mut device).await;
    assert_eq!(other.page().status, 422, "it opens nothing any more");
    let events = events(&op, &mut browser).await.join("|");
    for event in ["Passkey added", "Passkey used", "Passkey removed"] {
        assert!(events.contains(event), "{event}: {events}");
    }
}

/// Security: nothing is changed by another site, by somebody else, or long after the sign-in.
#[tokio::test]
async fn only_its_owner_changes_a_passkey_not_long_after_a_sign_in() {
    let op = Op::start(quick()).await;
    let mut browser = alice_at_methods(&op).await;
    let mut device = Device::default();
    op.make(&mut browser, &mut device).await;
    let id = browser.page().attributes("[name=passkey]", "value").remove(0);
    let changes = [("rename", "Mine"), ("remove", "")];
    for (step, name) in changes {
        let url = at(&op, &format!("/security/passkeys/{step}"));
        let page = browser.clone().post(&url, &[("passkey", &id), ("name", name)]).await.status;
        assert_eq!(page, 400, "{step}");
    }
    let mut bob = at_home(&op, "bob").await;
    bob.open(at(&op, "/security")).await;
    let csrf = bob.page().attributes("#passkey-form [name=csrf]", "value").remove(0);
    for (step, name) in changes {
        let url = at(&op, &format!("/security/passkeys/{step}"));
        let fields = [("csrf", csrf.as_str()), ("passkey", &id), ("name", name)];
        assert_eq!(bob.post(&url, &fields).await.status, 200, "{step}");
    }
    let page = browser.open(at(&op, "/security")).await;
    assert!(page.has("#passkey-list") && !page.text("#passkey-list").contains("Mine"));

    let asked = ask(&browser).await.unwrap();
    let made = Device::default().create(&op.home(), &asked.options).await.unwrap();
    op.advance(601);
    answer(&mut browser, &asked.ceremony, &made).await;
    assert!(browser.page().has("#login-form"), "an old proof does not do");
}

/// There is an end to how many there may be.
#[tokio::test]
async fn a_person_has_twenty_passkeys_at_most() {
    let op = Op::start(quick()).await;
    let mut browser = alice_at_methods(&op).await;
    let mut device = Device::default();
    op.make(&mut browser, &mut device).await;
    let store = op.beside.open().await;
    let id = alice(&op, &store).await.id;
    write(&op, &store, move |tx| {
        let first = tx.passkeys_of(id)?.remove(0);
        for number in 0..19 {
            let credential_id = vec![number; 16];
            assert!(tx.insert_passkey(&PasskeyRecord { credential_id, ..first.clone() })?);
        }
        Ok(())
    })
    .await;
    store.close().await;
    let asked = ask(&browser).await.unwrap();
    let made = Device::default().create(&op.home(), &asked.options).await.unwrap();
    answer(&mut browser, &asked.ceremony, &made).await;
    assert_eq!(browser.page().status, 422, "there are twenty");
    let page = browser.open(at(&op, "/security")).await;
    assert!(page.has("#passkey-rename-20") && !page.has("#passkey-form"));
}

/// Security: nobody locks themselves out for good.
#[tokio::test]
async fn the_only_way_in_stays() {
    let op = Op::start(quick()).await;
    let mut device = op.device_of("alice", Device::default()).await;
    op.give_to_carol().await;
    let mut browser = op.browser();
    browser.open(at(&op, "/security")).await;
    op.sign(&mut browser, &mut device).await;
    assert!(browser.page().has("#passkey-list"), "{}", browser.page().html);
    browser.submit("passkey-remove-1", &[]).await;
    let page = browser.page();
    assert!(page.status == 409 && page.has("#passkey-list"), "{}", page.html);
    op.make(&mut browser, &mut Device::default()).await;
    browser.submit("passkey-remove-1", &[]).await;
    assert!(browser.page().has("#account-done") && !browser.page().has("#passkey-rename-2"));
}
