//! Accounts that an operator has invited somebody to.
use super::{Op, PASSWORD, quick};
use latchkey_accounts::Account;
use latchkey_base::Clock as _;
use latchkey_server::provision::{InvitationInput, ProvisionError};
use latchkey_store::{TenantRecord, TenantSettings, TxError};
use latchkey_testkit::Browser;

const EMAIL: &str = "carol@example.com";
const CHOSEN: &str = "gravel umbrella thirteen";

async fn invite(op: &Op, email: &str) -> Result<String, ProvisionError> {
    let store = op.beside.open().await;
    let issuer = format!("{}/t", op.running.public_url);
    let input = InvitationInput {
        email: email.to_owned(),
        name: Some("Carol".to_owned()),
        language: Some("de".to_owned()),
        without_mail: false,
    };
    let tenant: &TenantRecord = &op.beside.tenant;
    let made = op.beside.provision.invite_person(&store, tenant, &issuer, input).await;
    store.close().await;
    made.map(|made| made.link.expose().clone())
}

async fn carol(op: &Op) -> Option<Account> {
    let store = op.beside.open().await;
    let found = store.read(op.beside.tenant.id, |tx| tx.account_by_identifier(EMAIL)).await;
    let found: Result<Option<Account>, TxError> = found;
    store.close().await;
    found.unwrap()
}

async fn accept(browser: &mut Browser, name: &str, password: &str) -> (u16, String) {
    let fields = [("name", name), ("password", password)];
    let page = browser.submit("invitation-form", &fields).await;
    (page.status.as_u16(), page.html.clone())
}

/// Nobody else may sign up; the link makes one account, with a verified address, and nothing when
/// it is merely looked at.
#[tokio::test]
async fn whoever_is_invited_has_an_account_by_the_link_of_the_mail() {
    let op = Op::start(quick()).await;
    let link = invite(&op, "Carol@Example.com").await.unwrap();
    let mail = op.mail_to(EMAIL).await;
    assert_eq!(mail.link().as_str(), link, "it is the one of the mail");
    assert!(mail.subject.contains("Einladung") && mail.text.contains("Carol"), "{}", mail.text);
    let mut browser = op.browser();
    for _ in 0..2 {
        let page = browser.open(&link).await;
        assert_eq!(page.attributes("#name", "value"), ["Carol"]);
        assert!(page.text("main").contains(EMAIL));
        assert!(carol(&op).await.is_none());
    }
    let mut other = browser.clone();
    for (name, password) in
        [("", CHOSEN), ("Carol", ""), ("Carol", "short"), ("Carol", "password1")]
    {
        let (status, html) = accept(&mut browser, name, password).await;
        assert_eq!(status, 422, "{name} {password}: {html}");
    }
    let (status, html) = accept(&mut browser, "Carol K", CHOSEN).await;
    assert!(status == 200 && html.contains("invitation-done"), "{html}");
    let account = carol(&op).await.unwrap();
    assert!(account.email_verified);
    assert_eq!(account.profile.name.as_deref(), Some("Carol K"));

    assert_eq!(accept(&mut other, "Eve", CHOSEN).await.0, 410, "a link is good once");
    assert_eq!(browser.open(&link).await.status, 410);
    let mut fresh = op.browser();
    fresh.open(format!("{}/t/account", op.running.public_url)).await;
    fresh.submit("login-form", &[("username", EMAIL)]).await;
    fresh.submit("login-form", &[("password", CHOSEN)]).await;
    assert!(fresh.page().has("#account-sections"), "{}", fresh.page().html);
}

/// Of two who follow one link at once, one has an account.
#[tokio::test]
async fn two_at_once_make_one_account() {
    let op = Op::start(quick()).await;
    let link = invite(&op, EMAIL).await.unwrap();
    let (mut one, mut other) = (op.browser(), op.browser());
    one.open(&link).await;
    other.open(&link).await;
    let (one, other) =
        tokio::join!(accept(&mut one, "One", CHOSEN), accept(&mut other, "Other", PASSWORD));
    let mut statuses = [one.0, other.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 410]);
}

/// Security: a form of another site, a link that is guessed, late, replaced or of another tenant
/// makes nothing.
#[tokio::test]
async fn a_link_that_does_not_count_makes_nothing() {
    let op = Op::start(quick()).await;
    let first = invite(&op, EMAIL).await.unwrap();
    let mut browser = op.browser();
    browser.open(&first).await;
    let form = browser.page().form("invitation-form").action;
    let code = first.rsplit_once('=').unwrap().1.to_owned();
    let fields = [("code", code.as_str()), ("name", "Eve"), ("password", CHOSEN)];
    assert_eq!(browser.post(&form, &fields).await.status, 400, "not a form of ours");

    let second = invite(&op, EMAIL).await.unwrap();
    assert_eq!(browser.open(&first).await.status, 410, "the next one took its place");
    assert_eq!(browser.open(&second).await.status, 200);
    op.other_tenant("u", quick()).await;
    assert_eq!(browser.open(second.replace("/t/", "/u/")).await.status, 410);
    assert_eq!(browser.open(format!("{second}x")).await.status, 410);
    op.advance(7 * 86_400);
    assert_eq!(browser.open(&second).await.status, 410);
    assert!(carol(&op).await.is_none());
}

/// An address has one account, however it came to it.
#[tokio::test]
async fn an_address_with_an_account_is_not_invited_and_gets_no_second_one() {
    let op = Op::start(quick()).await;
    let refused = invite(&op, "alice@example.com").await;
    assert!(matches!(refused, Err(ProvisionError::Taken("email"))), "{refused:?}");
    let link = invite(&op, EMAIL).await.unwrap();
    let mut browser = op.browser();
    browser.open(&link).await;
    let store = op.beside.open().await;
    let now = op.clock.now();
    let moved = move |tx: &mut dyn latchkey_store::Tx| {
        let bob = tx.account_by_identifier("bob")?.unwrap();
        let bob = latchkey_accounts::move_to(&bob, EMAIL, now).unwrap();
        tx.update_account(&bob, now)
    };
    let moved: Result<(), TxError> = store.write(op.beside.tenant.id, moved).await;
    moved.unwrap();
    store.close().await;
    assert_eq!(accept(&mut browser, "Carol", CHOSEN).await.0, 410);
    assert_eq!(carol(&op).await.unwrap().username, "bob");
}

#[tokio::test]
async fn a_tenant_may_take_no_invitations_and_no_addresses_of_others() {
    let mut closed: TenantSettings = quick();
    closed.accounts.invitations = false;
    let op = Op::start(closed).await;
    assert!(matches!(invite(&op, EMAIL).await, Err(ProvisionError::Invalid(_))));
    let page =
        op.browser().open(format!("{}/t/invitation?code=x", op.running.public_url)).await.status;
    assert_eq!(page, 410);

    let mut choosy = quick();
    choosy.accounts.domains_allowed = vec!["a.example".into()];
    let op = Op::start(choosy).await;
    let refused = invite(&op, EMAIL).await.unwrap_err().to_string();
    assert!(refused.contains("domains that the tenant takes"), "{refused}");
}
