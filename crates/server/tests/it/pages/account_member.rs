//! Who comes to the account pages, and how.
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_base::Seconds;
use latchkey_oidc::ACCOUNT_CLIENT_ID;
use latchkey_server::provision::{ClientInput, ProvisionError, TenantInput};
use latchkey_testkit::{Browser, Page};

/// The address of an account page.
pub fn at(op: &Op, rest: &str) -> String {
    format!("{}/t/account{rest}", op.running.public_url)
}

/// A browser in which that person is at their account.
pub async fn at_home(op: &Op, name: &str) -> Browser {
    let mut browser = op.browser();
    browser.open(at(op, "")).await;
    sign_in(&mut browser, name).await;
    assert!(browser.page().has("#account-sections"), "{}", browser.page().html);
    browser
}

fn whose(page: &Page) -> String {
    page.text(".who .person-name")
}

/// OAuth MRT §4: nothing is handed out, and whoever signs in elsewhere is known here too.
#[tokio::test]
async fn the_pages_ask_to_sign_in_and_come_back() {
    let op = Op::start(quick()).await;
    let mut browser = op.browser();
    let page = browser.open(at(&op, "/sessions")).await;
    assert!(page.has("#login-form"), "{}", page.html);
    assert!(!page.has("#client-logo"), "the tenant's own page names no app");
    sign_in(&mut browser, "alice").await;
    assert_eq!(browser.page().url.as_str(), at(&op, "/sessions"), "where it began");

    let mut other = op.browser();
    other.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut other, "bob").await;
    let page = other.open(at(&op, "")).await;
    assert_eq!(whose(page), "bob@example.com", "nothing is asked of who is signed in");
    assert!(page.header("cache-control").contains("no-store"));
}

/// OIDC Core §3.1.2.6: of several people one is shown, and the other is a choice away. A form of
/// the one is not sent in the name of the other.
#[tokio::test]
async fn of_several_people_one_is_shown() {
    let op = Op::start(quick()).await;
    let mut browser = at_home(&op, "alice").await;
    let before = browser.clone();
    browser.follow("#switch-account").await;
    browser.submit("use-other-account", &[]).await;
    op.advance(5);
    sign_in(&mut browser, "bob").await;
    assert_eq!(whose(browser.page()), "bob@example.com");
    let second = at_home(&op, "bob").await;

    let mut tab = before;
    tab.cookies = browser.cookies.clone();
    tab.open(at(&op, "/sessions")).await;
    let stale = tab.page().form("end-others");
    browser.follow("#switch-account").await;
    op.advance(5);
    browser.submit("account-2", &[]).await;
    assert_eq!(whose(browser.page()), "alice@example.com");
    let csrf = stale.fields.iter().find(|(name, _)| name == "csrf").unwrap().1.clone();
    browser.post(at(&op, "/sessions/others"), &[("csrf", &csrf)]).await;
    assert!(!browser.page().has("#account-done"), "the form was bob's");
    let mut second = second;
    assert!(second.open(at(&op, "")).await.has("#account-sections"), "bob's other session");
}

/// Security: a session begins with the first proof; only the endpoint knows whether it is enough.
#[tokio::test]
async fn a_session_alone_or_a_made_up_cookie_opens_nothing() {
    let mut settings = quick();
    settings.accounts.require_verified_email = true;
    let op = Op::start(settings).await;
    let store = op.beside.open().await;
    let unverify = store.write(op.beside.tenant.id, |tx| {
        let mut account = tx.account_by_identifier("bob")?.unwrap();
        account.email_verified = false;
        tx.update_account(&account, account.created_at)
    });
    unverify.await.unwrap();
    store.close().await;
    let mut browser = op.browser();
    browser.open(at(&op, "")).await;
    sign_in(&mut browser, "bob").await;
    assert!(browser.page().has("#otp-form"), "the address is to be proven first");
    for rest in ["", "/sessions", "/apps"] {
        let page = browser.open(at(&op, rest)).await;
        assert!(!page.has("#account-sections") && !page.has("#session-list"), "{rest}");
    }
}

#[tokio::test]
async fn the_pages_are_over_when_the_session_is() {
    let op = Op::start(quick()).await;
    let mut browser = at_home(&op, "alice").await;
    browser.follow("#sign-out").await;
    browser.submit("logout-confirm", &[]).await;
    assert!(browser.open(at(&op, "")).await.has("#login-form"));
    let mut idle = at_home(&op, "alice").await;
    op.advance(Seconds::days(2).get());
    assert!(idle.open(at(&op, "")).await.has("#login-form"));
}

/// RFC 6749 §10.12: an answer that nobody asked for here begins anew; a refusal ends quietly.
#[tokio::test]
async fn a_strangers_answer_changes_nothing_and_a_refusal_leads_home() {
    let op = Op::start(quick()).await;
    let mut browser = op.browser();
    let page = browser.open(at(&op, "?state=stolen.sessions&iss=x")).await;
    assert!(page.has("#login-form"));
    browser.submit("login-cancel", &[]).await;
    assert_eq!(browser.page().url.path(), "/t", "{}", browser.page().html);
    let mut known = at_home(&op, "alice").await;
    known.follow("#switch-account").await;
    assert!(known.page().has("#account-list"));
    known.submit("login-cancel", &[]).await;
    assert_eq!(whose(known.page()), "alice@example.com");
}

/// Another tenant's people are strangers, whatever cookies the browser has.
#[tokio::test]
async fn a_tenant_does_not_know_the_people_of_another() {
    let op = Op::start(quick()).await;
    let store = op.beside.open().await;
    let input =
        TenantInput { group: "u".to_owned(), settings: Some(quick()), ..TenantInput::default() };
    op.beside.provision.create_tenant(&store, input).await.unwrap();
    store.close().await;
    let mut browser = at_home(&op, "alice").await;
    let elsewhere = format!("{}/u/account", op.running.public_url);
    assert!(browser.open(&elsewhere).await.has("#login-form"));
    browser.submit("login-form", &[("username", "alice")]).await;
    let page = browser.submit("login-form", &[("password", PASSWORD)]).await;
    assert_eq!(page.status, 422);
}

/// The registration is ours: nobody makes another one, and what became of it is put right.
#[tokio::test]
async fn the_registration_of_the_pages_mends_itself() {
    let op = Op::start(quick()).await;
    let store = op.beside.open().await;
    let (provision, tenant) = (&op.beside.provision, op.beside.tenant.id);
    let client_id = Some(ACCOUNT_CLIENT_ID.to_owned());
    let input = ClientInput { client_id, ..ClientInput::default() };
    let refused = provision.create_client(&store, tenant, input).await;
    assert!(matches!(refused, Err(ProvisionError::Invalid(_))));
    at_home(&op, "alice").await;
    let change = store.write(tenant, |tx| {
        let mut client = tx.client(ACCOUNT_CLIENT_ID)?.unwrap();
        client.disabled = true;
        client.metadata.redirect_uris = vec!["https://evil.example/".to_owned()];
        tx.update_client(&client)
    });
    change.await.unwrap();
    store.close().await;
    let address = at(&op, "").replace(':', "%3A").replace('/', "%2F");
    let silent = format!(
        "/auth?client_id={ACCOUNT_CLIENT_ID}&response_type=none&prompt=none&redirect_uri={address}"
    );
    // Until the running process has heard of it.
    while op.rp().get(&silent).await.status != 400 {
        tokio::task::yield_now().await;
    }
    at_home(&op, "bob").await;
}

/// A proof of exactly as long ago as it counts is fresh for the pages and for the endpoint alike.
#[tokio::test]
async fn a_proof_that_is_getting_old_sends_nobody_to_and_fro() {
    let op = Op::start(quick()).await;
    op.clock.advance_millis(900);
    let mut browser = at_home(&op, "alice").await;
    op.clock.advance_millis(600_500);
    let page = browser.open(at(&op, "/security")).await;
    assert!(page.has("#method-list"), "{}", page.html);
    op.clock.advance_millis(500);
    assert!(browser.open(at(&op, "/security")).await.has("#login-form"));
}
