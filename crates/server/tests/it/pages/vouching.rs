//! Administrators of organizations end the wait of members who want to get back in: who may, for whom, and what
//! attackers get.
use super::account_member::{at, at_home};
use super::approval::with_alice;
use super::lost_factors::{allowing, asked, asks, finish, finish_link, state};
use super::organizations::{ADMIN, PLAIN};
use super::recovery::{alice, write};
use super::second_factor::{Enrolled, TWO};
use super::{Op, PASSWORD, sign_in};
use latchkey_accounts::{EventKind, MemberRole, RecoveryState};
use latchkey_base::Clock as _;
use latchkey_store::{EventRecord, TenantSettings, TxError};
use latchkey_testkit::Browser;

const PAGE: &str = "/organization";

/// Settings in which administrators may.
fn vouching() -> TenantSettings {
    let mut settings = allowing();
    settings.accounts.recovery.approve_by_organization = true;
    settings
}

/// alice, who belongs to "sales", where bob is that, both with two factors; and alice's other browser.
async fn with_both(settings: TenantSettings, role: MemberRole) -> (Op, Browser, Browser, Enrolled) {
    let (op, home, _) = with_alice(settings).await;
    let mut bob = op.browser();
    let enrolled = op.enrol(&mut bob, "bob").await;
    let sales = op.organization("sales").await;
    op.join(&sales, "alice", PLAIN).await;
    op.join(&sales, "bob", role).await;
    (op, bob, home, enrolled)
}

/// The request of alice still waits.
async fn waits(op: &Op) -> bool {
    let held = &asked(op).await[0];
    held.state == RecoveryState::Open && !held.is_ready(op.clock.now())
}

/// The CSRF value of a page of the account, for what is posted by hand.
async fn csrf(op: &Op, browser: &mut Browser) -> String {
    browser.open(at(op, "/profile")).await.attributes("[name=csrf]", "value")[0].clone()
}

/// Posts by hand that this request need not wait.
async fn by_hand(op: &Op, browser: &mut Browser) -> bool {
    let (csrf, id) = (csrf(op, browser).await, asked(op).await[0].id.to_string());
    let page = browser.post(at(op, PAGE), &[("csrf", &csrf), ("recovery", &id)]).await;
    page.has("#account-done")
}

async fn events(op: &Op, name: &'static str, kind: EventKind) -> Vec<EventRecord> {
    let (store, now) = (op.beside.open().await, op.clock.now());
    let found = store.read(op.beside.tenant.id, move |tx| {
        let account = tx.account_by_identifier(name)?.unwrap().id;
        tx.events_of(account, None, now, 100)
    });
    let found: Result<Vec<EventRecord>, TxError> = found.await;
    store.close().await;
    found.unwrap().into_iter().filter(|held| held.event.kind == kind).collect()
}

/// The wait ends and nothing else: the link goes to the mailbox. Both find it in their activity.
#[tokio::test]
async fn an_administrator_ends_the_wait_of_a_member() {
    let (op, mut bob, mut home, _) = with_both(vouching(), ADMIN).await;
    bob.open(at(&op, "")).await;
    let page = bob.follow("#account-organization").await;
    assert!(page.has("#page-title") && !page.has("#vouch-list"), "nobody is listed: {}", page.html);
    asks(&op).await;
    let page = bob.reload().await;
    assert!(page.text("#vouch-list").contains("alice@example.com"), "{}", page.html);
    assert!(page.text("#vouch-list").contains("sales"), "{}", page.html);
    assert!(!page.html.contains("127.0.0.1"), "from where she asked is hers to know");
    let page = home.open(at(&op, "")).await;
    assert!(!page.has("#account-organization"), "she looks after nobody: {}", page.html);
    assert!(!home.open(at(&op, PAGE)).await.has("#vouch-list"));
    assert!(home.page().has("#account-sections"), "{}", home.page().html);

    bob.submit("vouch-1", &[]).await;
    assert!(bob.page().has("#account-done") && !bob.page().has("#vouch-list"));
    let finishing = finish_link(&op).await;
    assert!(finish(&op, &finishing).await.page().has("#recovery-finished"));
    let hers = events(&op, "alice", EventKind::RecoveryVouchedFor).await;
    assert_eq!(hers[0].event.about.as_deref(), Some("sales"));
    assert_eq!(hers[0].event.user_agent, None, "in which browser is his to know");
    let his = events(&op, "bob", EventKind::MemberVouchedFor).await;
    assert_eq!(his[0].event.about.as_deref(), Some("alice"));
    let page = bob.open(at(&op, "/activity")).await;
    assert!(page.html.contains("request to get back in approved"), "{}", page.html);
}

/// Off by default, and off with recovery itself.
#[tokio::test]
async fn where_the_tenant_does_not_say_so_nobody_may() {
    for by_organization in [false, true] {
        let mut settings = allowing();
        settings.accounts.recovery.approve_by_organization = by_organization;
        let (op, mut bob, ..) = with_both(settings.clone(), ADMIN).await;
        asks(&op).await;
        settings.accounts.recovery.enabled = !by_organization;
        op.set(settings, false).await;
        assert!(!bob.open(at(&op, "")).await.has("#account-organization"));
        assert!(!bob.open(at(&op, PAGE)).await.has("#vouch-list"), "{}", bob.page().html);
        assert!(!by_hand(&op, &mut bob).await && waits(&op).await);
    }
}

/// Security: members do not, nor who looks after another organization.
#[tokio::test]
async fn only_an_administrator_of_the_same_organization_may() {
    let (op, mut bob, ..) = with_both(vouching(), PLAIN).await;
    asks(&op).await;
    assert!(!bob.open(at(&op, "")).await.has("#account-organization"), "a member");
    assert!(!by_hand(&op, &mut bob).await && waits(&op).await);
    let board = op.organization("board").await;
    op.join(&board, "bob", ADMIN).await;
    bob.open(at(&op, "")).await;
    let page = bob.follow("#account-organization").await;
    assert!(!page.html.contains("alice"), "of another one: {}", page.html);
    assert!(!by_hand(&op, &mut bob).await && waits(&op).await);
    op.join(&board, "alice", PLAIN).await;
    assert!(by_hand(&op, &mut bob).await && !waits(&op).await, "of both");
}

/// Security: nobody for themselves, whatever they are; nor in the browser that asked.
#[tokio::test]
async fn nobody_does_so_for_themselves() {
    let (op, mut bob, mut home, enrolled) = with_both(vouching(), ADMIN).await;
    let board = op.organization("board").await;
    op.join(&board, "alice", ADMIN).await;
    asks(&op).await;
    let page = home.open(at(&op, PAGE)).await;
    assert!(page.has("#page-title") && !page.has("#vouch-list"), "{}", page.html);
    assert!(!by_hand(&op, &mut home).await && waits(&op).await);
    assert!(bob.open(at(&op, PAGE)).await.has("#vouch-1"));
    home.open(at(&op, "/recovery")).await;
    home.submit("recovery-stop-form", &[]).await;

    op.advance(8 * 86_400);
    bob.open(at(&op, PAGE)).await;
    let mut asking = bob.clone();
    asking.open(&op.rp().depart(&[("prompt", "login")]).url).await;
    asking.follow("#not-you").await;
    sign_in(&mut asking, "alice").await;
    asking.follow("#way-lost").await;
    asking.submit("recovery-form", &[]).await;
    assert!(waits(&op).await, "{}", asking.page().html);
    bob.cookies = asking.cookies.clone();
    assert!(!bob.open(at(&op, PAGE)).await.has("#vouch-list"), "{}", bob.page().html);
    let mut elsewhere = op.browser();
    elsewhere.open(at(&op, PAGE)).await;
    op.sign_in_twice(&mut elsewhere, "bob", &enrolled.app).await;
    assert!(elsewhere.page().has("#vouch-1"), "{}", elsewhere.page().html);
}

/// Security: who was one a moment ago, with the page still open.
#[tokio::test]
async fn an_administrator_who_is_none_any_more_gets_nothing() {
    for is_removed in [true, false] {
        let (op, mut bob, ..) = with_both(vouching(), ADMIN).await;
        asks(&op).await;
        assert!(bob.open(at(&op, PAGE)).await.has("#vouch-1"));
        let held = op
            .running
            .app()
            .store
            .read(op.beside.tenant.id, |tx| tx.organization_by_alias("sales"));
        let held: Result<_, TxError> = held.await;
        let sales = held.unwrap().unwrap();
        match is_removed {
            true => op.leave(&sales, "bob").await,
            false => op.join(&sales, "bob", PLAIN).await,
        }
        bob.submit("vouch-1", &[]).await;
        assert!(bob.page().has("#account-sections") && !bob.page().has("#account-done"));
        assert!(waits(&op).await);
    }
}

/// Security: and who is one, of somebody who has left.
#[tokio::test]
async fn a_member_who_has_left_is_theirs_no_more() {
    let (op, mut bob, ..) = with_both(vouching(), ADMIN).await;
    asks(&op).await;
    assert!(bob.open(at(&op, PAGE)).await.has("#vouch-1"));
    let held =
        op.running.app().store.read(op.beside.tenant.id, |tx| tx.organization_by_alias("sales"));
    let held: Result<_, TxError> = held.await;
    op.leave(&held.unwrap().unwrap(), "alice").await;
    bob.submit("vouch-1", &[]).await;
    assert!(!bob.page().has("#account-done") && !bob.page().has("#vouch-list"));
    assert!(waits(&op).await);
}

/// Security: an id of another tenant leads nowhere, though everybody has the same names there.
#[tokio::test]
async fn a_request_of_another_tenant_is_not_there() {
    let (op, ..) = with_both(vouching(), ADMIN).await;
    asks(&op).await;
    let rp = op.other_tenant("u", vouching()).await;
    let store = &op.running.app().store;
    let tenant = store.tenant("u").await.unwrap().unwrap().record.clone();
    let sales = op.organization_of(&tenant, "sales").await;
    op.join_in(&tenant, (&sales, "alice"), PLAIN).await;
    op.join_in(&tenant, (&sales, "bob"), ADMIN).await;
    let mut bob = op.browser();
    bob.open(&rp.depart(&[("acr_values", TWO)]).url).await;
    sign_in(&mut bob, "bob").await;
    op.set_up(&mut bob).await;
    let theirs = |rest: &str| format!("{}/u/account{rest}", op.running.public_url);
    let page = bob.open(theirs(PAGE)).await;
    assert!(page.has("#page-title") && !page.has("#vouch-list"), "{}", page.html);
    let page = bob.open(theirs("/profile")).await;
    let csrf = page.attributes("[name=csrf]", "value")[0].clone();
    let id = asked(&op).await[0].id.to_string();
    for place in [theirs(PAGE), at(&op, PAGE)] {
        let page = bob.post(&place, &[("csrf", &csrf), ("recovery", &id)]).await;
        assert!(!page.has("#account-done"), "{}", page.html);
        assert!(waits(&op).await);
    }
}

/// Of two tabs one does it; it is noted once.
#[tokio::test]
async fn in_two_tabs_it_is_done_once() {
    let (op, mut bob, ..) = with_both(vouching(), ADMIN).await;
    asks(&op).await;
    bob.open(at(&op, PAGE)).await;
    let mut tab = bob.clone();
    let (one, other) = tokio::join!(bob.submit("vouch-1", &[]), tab.submit("vouch-1", &[]));
    let done = [one.has("#account-done"), other.has("#account-done")];
    assert!(done[0] ^ done[1], "{done:?}");
    assert_eq!(events(&op, "alice", EventKind::RecoveryVouchedFor).await.len(), 1);
    assert_eq!(events(&op, "bob", EventKind::MemberVouchedFor).await.len(), 1);
}

/// What was stopped stays stopped; the button for it is not good for the next one.
#[tokio::test]
async fn a_request_that_was_stopped_is_not_revived() {
    let (op, mut bob, mut home, _) = with_both(vouching(), ADMIN).await;
    asks(&op).await;
    let first = asked(&op).await[0].id.to_string();
    bob.open(at(&op, PAGE)).await;
    let mut tab = bob.clone();
    home.open(at(&op, "/recovery")).await;
    home.submit("recovery-stop-form", &[]).await;
    bob.submit("vouch-1", &[]).await;
    assert!(!bob.page().has("#account-done") && !bob.page().has("#vouch-list"));
    assert_eq!(state(&op).await, RecoveryState::Stopped);

    let mut settings = vouching();
    settings.accounts.recovery.pause = latchkey_base::Seconds::new(1);
    op.set(settings, false).await;
    op.advance(2);
    asks(&op).await;
    assert_ne!(asked(&op).await[0].id.to_string(), first);
    tab.submit("vouch-1", &[]).await;
    assert!(!tab.page().has("#account-done") && tab.page().has("#vouch-list"), "another one");
    assert!(waits(&op).await);
}

/// Security: it takes two factors, and a sign-in of not long ago.
#[tokio::test]
async fn it_takes_a_fresh_sign_in_with_two_factors() {
    let (op, ..) = with_alice(vouching()).await;
    let sales = op.organization("sales").await;
    op.join(&sales, "alice", PLAIN).await;
    op.join(&sales, "bob", ADMIN).await;
    asks(&op).await;
    let mut bob = at_home(&op, "bob").await;
    let page = bob.open(at(&op, PAGE)).await;
    assert!(page.has("#vouch-list") && !page.has("#vouch-1"), "one factor: {}", page.html);
    assert!(page.has("#to-security"), "{}", page.html);
    assert!(!by_hand(&op, &mut bob).await && waits(&op).await);

    let mut bob = op.browser();
    let app = op.enrol(&mut bob, "bob").await.app;
    assert!(bob.open(at(&op, PAGE)).await.has("#vouch-1"));
    op.advance(11 * 60);
    bob.submit("vouch-1", &[]).await;
    assert!(waits(&op).await, "it was long ago");
    assert!(bob.page().has("#login-form #password"), "{}", bob.page().html);
    bob.submit("login-form", &[("password", PASSWORD)]).await;
    bob.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert!(bob.page().has("#vouch-1"), "back where it began: {}", bob.page().html);
    bob.submit("vouch-1", &[]).await;
    assert!(bob.page().has("#account-done") && !waits(&op).await);
}

/// Forms of other pages and other people do nothing.
#[tokio::test]
async fn a_form_that_is_not_ours_does_nothing() {
    let (op, mut bob, mut home, _) = with_both(vouching(), ADMIN).await;
    asks(&op).await;
    let id = asked(&op).await[0].id.to_string();
    let strange = csrf(&op, &mut home).await;
    bob.open(at(&op, PAGE)).await;
    for csrf in ["x", &strange] {
        let page = bob.post(at(&op, PAGE), &[("csrf", csrf), ("recovery", &id)]).await;
        assert!(page.status == 400 && page.has("#form-error"), "{}", page.html);
    }
    let own = csrf(&op, &mut bob).await;
    for recovery in ["", "x", "00000000-0000-7000-8000-000000000000", &format!("{id}\0")] {
        let page = bob.post(at(&op, PAGE), &[("csrf", &own), ("recovery", recovery)]).await;
        assert!(
            !page.status.is_server_error() && !page.has("#account-done"),
            "{recovery}: {}",
            page.html
        );
    }
    assert!(waits(&op).await);
}

/// Whose link would be void is not shown: another address, or an account that may not be signed in to.
#[tokio::test]
async fn what_leads_nowhere_is_not_shown() {
    let (op, mut bob, ..) = with_both(vouching(), ADMIN).await;
    asks(&op).await;
    assert!(bob.open(at(&op, PAGE)).await.has("#vouch-1"));
    let (store, now) = (op.beside.open().await, op.clock.now());
    let mut account = alice(&op, &store).await;
    account.email = Some("elsewhere@example.com".to_owned());
    write(&op, &store, move |tx| tx.update_account(&account, now)).await;
    store.close().await;
    bob.submit("vouch-1", &[]).await;
    assert!(!bob.page().has("#account-done") && !bob.page().has("#vouch-list"));
    assert!(waits(&op).await);
}
