//! Administrators of organizations end the wait of members who want to get back in: who may, for whom, and what
//! attackers get.
use super::account_member::{at, at_home};
use super::account_security::set_up;
use super::approval::with_alice;
use super::lost_factors::{allowing, asked, asks, finish, finish_link, state};
use super::organizations::{ADMIN, PLAIN};
use super::passkey_accounts::{A_WHILE, EMAIL, carol, create};
use super::passkey_guards::forgotten;
use super::recovery::{alice, write};
use super::second_factor::{Enrolled, TWO};
use super::{Op, PASSWORD, sign_in};
use latchkey_accounts::{EventKind, MemberRole, Organization, RecoveryState};
use latchkey_base::{Clock as _, RecoveryId, Seconds};
use latchkey_store::{EventRecord, RecoveryRecord, TenantSettings, TxError};
use latchkey_testkit::{Authenticator, Browser, Device};

const PAGE: &str = "/organization";

/// Settings in which administrators may.
fn vouching() -> TenantSettings {
    let mut settings = allowing();
    settings.accounts.recovery.approve_by_organization = true;
    settings
}

/// Somebody at the start of their account, after a sign-in with two factors.
async fn signed_in(op: &Op, name: &str, app: &Authenticator) -> Browser {
    let mut browser = op.browser();
    browser.open(at(op, "")).await;
    op.sign_in_twice(&mut browser, name, app).await;
    assert!(browser.page().has("#account-sections"), "{}", browser.page().html);
    browser
}

/// alice, who belongs to "sales", where bob is that, both signed in with two factors that they have had for a
/// while; and alice's other browser.
async fn with_both(settings: TenantSettings, role: MemberRole) -> (Op, Browser, Browser, Enrolled) {
    let (op, _, hers) = with_alice(settings).await;
    let enrolled = op.enrol(&mut op.browser(), "bob").await;
    let sales = op.organization("sales").await;
    op.join(&sales, "alice", PLAIN).await;
    op.join(&sales, "bob", role).await;
    op.advance(A_WHILE);
    let home = signed_in(&op, "alice", &hers.app).await;
    let bob = signed_in(&op, "bob", &enrolled.app).await;
    op.advance(30);
    (op, bob, home, enrolled)
}

/// "sales", as it is held.
async fn sales(op: &Op) -> Organization {
    let store = &op.running.app().store;
    let held = store.read(op.beside.tenant.id, |tx| tx.organization_by_alias("sales")).await;
    let held: Result<_, TxError> = held;
    held.unwrap().unwrap()
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
    let id = asked(op).await[0].id;
    by_hand_of(op, browser, id).await
}

async fn by_hand_of(op: &Op, browser: &mut Browser, id: RecoveryId) -> bool {
    let (csrf, id) = (csrf(op, browser).await, id.to_string());
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
        let sales = sales(&op).await;
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
    op.leave(&sales(&op).await, "alice").await;
    bob.submit("vouch-1", &[]).await;
    assert!(!bob.page().has("#account-done") && !bob.page().has("#vouch-list"));
    assert!(waits(&op).await);
}

/// Security: an id of another tenant leads nowhere, though everybody has the same names there.
#[tokio::test]
async fn a_request_of_another_tenant_is_not_there() {
    let (op, ..) = with_both(vouching(), ADMIN).await;
    let rp = op.other_tenant("u", vouching()).await;
    let store = &op.running.app().store;
    let tenant = store.tenant("u").await.unwrap().unwrap().record.clone();
    let sales = op.organization_of(&tenant, "sales").await;
    op.join_in(&tenant, (&sales, "alice"), PLAIN).await;
    op.join_in(&tenant, (&sales, "bob"), ADMIN).await;
    let mut bob = op.browser();
    bob.open(&rp.depart(&[("acr_values", TWO)]).url).await;
    sign_in(&mut bob, "bob").await;
    let app = op.set_up(&mut bob).await.app;
    op.advance(A_WHILE);
    asks(&op).await;
    let theirs = |rest: &str| format!("{}/u/account{rest}", op.running.public_url);
    let mut bob = op.browser();
    bob.open(theirs(PAGE)).await;
    op.sign_in_twice(&mut bob, "bob", &app).await;
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
    settings.accounts.recovery.pause = Seconds::new(1);
    op.set(settings, false).await;
    op.advance(2);
    asks(&op).await;
    assert_ne!(asked(&op).await[0].id.to_string(), first);
    tab.submit("vouch-1", &[]).await;
    assert!(!tab.page().has("#account-done") && tab.page().has("#vouch-list"), "another one");
    assert!(waits(&op).await);
}

/// Security: it takes two factors.
#[tokio::test]
async fn it_takes_two_factors() {
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
}

/// Security: and a sign-in of not long ago, for which it says nothing how long they may approve sign-ins.
#[tokio::test]
async fn it_takes_a_fresh_sign_in() {
    let mut settings = vouching();
    settings.factors.approval_within = Seconds::new(60);
    let (op, mut bob, _, Enrolled { app, .. }) = with_both(settings, ADMIN).await;
    asks(&op).await;
    assert!(bob.open(at(&op, PAGE)).await.has("#vouch-1"));
    op.advance(11 * 60);
    bob.submit("vouch-1", &[]).await;
    assert!(waits(&op).await, "it was long ago");
    assert!(bob.page().has("#login-form #password"), "{}", bob.page().html);
    bob.submit("login-form", &[("password", PASSWORD)]).await;
    bob.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert!(bob.page().has("#vouch-1"), "back where it began: {}", bob.page().html);
    op.advance(5 * 60);
    bob.submit("vouch-1", &[]).await;
    assert!(bob.page().has("#account-done") && !waits(&op).await);
}

/// A provider at which bob, who has no second step, looks after "sales", and alice of it asks; and her browser.
async fn with_bob_alone() -> (Op, Browser) {
    let mut settings = vouching();
    settings.accounts.recovery.pause = Seconds::new(1);
    let (op, home, _) = with_alice(settings).await;
    let sales = op.organization("sales").await;
    op.join(&sales, "alice", PLAIN).await;
    op.join(&sales, "bob", ADMIN).await;
    asks(&op).await;
    (op, home)
}

/// After the wait alice asks once more.
async fn asks_again_later(op: &Op, home: &mut Browser) {
    home.open(at(op, "/recovery")).await;
    home.submit("recovery-stop-form", &[]).await;
    op.advance(A_WHILE);
    asks(op).await;
    assert!(waits(op).await);
}

/// Security: whoever knows the password of an administrator without a second step could set one up.
#[tokio::test]
async fn a_second_step_of_today_vouches_for_nobody() {
    let (op, mut home) = with_bob_alone().await;
    let mut thief = at_home(&op, "bob").await;
    thief.open(at(&op, "/security")).await;
    let app = set_up(&op, &mut thief).await.app;
    let again = signed_in(&op, "bob", &app).await;
    for mut thief in [thief, again] {
        let page = thief.open(at(&op, PAGE)).await;
        assert!(page.has("#vouch-list") && !page.has("#vouch-1"), "{}", page.html);
        assert!(!by_hand(&op, &mut thief).await && waits(&op).await);
    }
    asks_again_later(&op, &mut home).await;
    let mut bob = signed_in(&op, "bob", &app).await;
    assert!(bob.open(at(&op, PAGE)).await.has("#vouch-1"), "{}", bob.page().html);
    bob.submit("vouch-1", &[]).await;
    assert!(bob.page().has("#account-done") && !waits(&op).await);
}

/// Security: nor does a passkey of today, also where there is an older one.
#[tokio::test]
async fn a_passkey_of_today_vouches_for_nobody() {
    let (op, mut home) = with_bob_alone().await;
    let mut old = op.device_of("bob", Device::default()).await;
    let at_page = async |device: &mut Device| {
        let mut browser = op.browser();
        browser.open(at(&op, PAGE)).await;
        op.sign(&mut browser, device).await;
        assert!(browser.page().has("#vouch-list"), "{}", browser.page().html);
        browser
    };
    let mut thief = at_page(&mut old).await;
    assert!(!thief.page().has("#vouch-1"), "{}", thief.page().html);
    assert!(!by_hand(&op, &mut thief).await && waits(&op).await);

    asks_again_later(&op, &mut home).await;
    let mut bob = at_page(&mut old).await;
    assert!(bob.page().has("#vouch-1"), "{}", bob.page().html);
    bob.open(at(&op, "/security")).await;
    let mut young = Device::default();
    op.make(&mut bob, &mut young).await;
    assert!(bob.page().has("#account-done"), "{}", bob.page().html);
    op.advance(1);
    for mut browser in [bob, at_page(&mut young).await] {
        assert!(!browser.open(at(&op, PAGE)).await.has("#vouch-1"), "{}", browser.page().html);
        assert!(!by_hand(&op, &mut browser).await && waits(&op).await);
    }
    op.advance(1);
    let mut bob = at_page(&mut old).await;
    bob.submit("vouch-1", &[]).await;
    assert!(bob.page().has("#account-done") && !waits(&op).await);
}

/// Security: a passkey alone is both factors, and without the wait the mailbox would be the whole account.
#[tokio::test]
async fn who_has_a_passkey_alone_waits_all_the_same() {
    let mut settings = vouching();
    settings.accounts.sign_up = true;
    settings.factors.passkey_accounts = true;
    let (op, mut bob, ..) = with_both(settings, ADMIN).await;
    create(&op, &mut op.browser(), &mut Device::default()).await;
    op.join(&sales(&op).await, EMAIL, PLAIN).await;
    op.advance(60);
    let mut lost = forgotten(&op, EMAIL, EMAIL).await;
    lost.follow("#lost-passkey").await;
    lost.submit("recovery-form", &[]).await;
    asks(&op).await;
    let page = bob.open(at(&op, PAGE)).await;
    assert!(page.has("#vouch-1") && !page.has("#vouch-2"), "alice alone: {}", page.html);
    assert!(!page.html.contains(EMAIL), "{}", page.html);
    let (carol, now) = (carol(&op).await.unwrap().0.id, op.clock.now());
    let open = async || {
        let store = &op.running.app().store;
        let open = store.read(op.beside.tenant.id, move |tx| tx.recovery_of(carol, now)).await;
        let open: Result<Option<RecoveryRecord>, TxError> = open;
        open.unwrap().expect("hers")
    };
    assert!(!by_hand_of(&op, &mut bob, open().await.id).await);
    assert!(!open().await.is_ready(now));
    assert!(by_hand(&op, &mut bob).await, "alice's, at the same time");
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
