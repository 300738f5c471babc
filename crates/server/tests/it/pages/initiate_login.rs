//! A sign-in that begins here instead of at the app (OIDC Core §4).
use super::{Op, quick, register, sign_in};
use latchkey_oidc::ClientMetadata;
use latchkey_testkit::{Authentication, RelyingParty};

async fn start() -> (Op, RelyingParty) {
    let op = Op::start(quick()).await;
    let metadata = ClientMetadata {
        client_name: Some("Shop".to_owned()),
        redirect_uris: vec!["https://shop.example/cb".to_owned()],
        initiate_login_uri: Some("https://shop.example/begin?at=op".to_owned()),
        token_endpoint_auth_method: Some("none".to_owned()),
        client_skip_consent: true,
        ..ClientMetadata::default()
    };
    register(&op, vec![("shop", metadata)]).await;
    let issuer = format!("{}/t", op.running.public_url);
    let rp = RelyingParty::new(&issuer, "shop", "https://shop.example/cb", Authentication::None);
    (op, rp)
}

/// OIDC Core §4: `iss` always, `target_link_uri` if it is the app's own, and who is signed in if
/// the app may know.
#[tokio::test]
async fn the_browser_goes_to_the_apps_own_address() {
    let (op, rp) = start().await;
    let mut browser = op.browser();
    let begin = format!("{}/t/login?client_id=shop", op.running.public_url);
    let page = browser.open(&begin).await;
    assert!(page.url.as_str().starts_with("https://shop.example/begin?at=op&iss="), "{}", page.url);
    assert_eq!(page.query("iss").unwrap(), format!("{}/t", op.running.public_url));
    assert_eq!((page.query("login_hint"), page.query("target_link_uri")), (None, None));
    for (target, kept) in [("https://shop.example/a?b", true), ("https://evil.example/", false)] {
        let encoded: String = url::form_urlencoded::byte_serialize(target.as_bytes()).collect();
        let page = browser.open(format!("{begin}&target_link_uri={encoded}")).await;
        assert_eq!(page.query("target_link_uri").as_deref(), kept.then_some(target));
    }
    browser.open(&rp.depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    let page = browser.open(&begin).await;
    assert_eq!(page.query("login_hint").as_deref(), Some("alice@example.com"), "first-party");
    for nothing in ["/t/login", "/t/login?client_id=app", "/t/login?client_id=nobody"] {
        let page = browser.open(format!("{}{nothing}", op.running.public_url)).await;
        assert_eq!(page.status, 404, "{nothing}");
    }
}

/// OIDC Core §4: pages without a request under way offer to begin one where that is known.
#[tokio::test]
async fn pages_without_a_request_lead_to_the_app() {
    let (op, rp) = start().await;
    let (mut hers, mut his) = (op.browser(), op.browser());
    let link = "/t/login?client_id=shop";
    let leads_on = |page: &latchkey_testkit::Page| {
        page.attributes("a", "href").iter().any(|href| href == link)
    };
    hers.open(&rp.depart(&[]).url).await;
    let address = hers.page().url.clone();
    assert!(leads_on(his.open(&address).await), "begun elsewhere: {}", his.page().html);
    let home = format!("{}/t", op.running.public_url);
    assert!(!leads_on(hers.open(&home).await), "nobody is signed in");
    hers.open(&address).await;
    sign_in(&mut hers, "alice").await;
    assert!(leads_on(hers.open(&address).await), "finished: {}", hers.page().html);
    assert!(leads_on(hers.open(&home).await), "{}", hers.page().html);
    assert_eq!(hers.page().texts("#apps .person-name"), ["Shop"]);
    let apps = format!("{home}/account/apps");
    assert!(leads_on(hers.open(&apps).await), "{}", hers.page().html);
    hers.follow("#open-1").await;
    let begun = hers.page();
    assert!(
        begun.is_outside && begun.url.as_str().starts_with("https://shop.example/begin?at=op&")
    );
    assert_eq!(begun.query("iss").as_deref(), Some(home.as_str()));
    assert_eq!(begun.query("login_hint").as_deref(), Some("alice@example.com"));
    assert!(!leads_on(his.open(&home).await), "it is about this browser");
    let account = |page: &latchkey_testkit::Page, id: &str| page.attributes(id, "href");
    assert_eq!(account(hers.open(&home).await, "#to-account"), ["/t/account"]);
    assert_eq!(account(his.page(), "#sign-in"), ["/t/account"]);
    assert_eq!(account(hers.open(&format!("{home}/account")).await, "#to-apps"), ["/t"]);
}

/// OIDC Core §4: an app that has no such place, or is switched off, cannot be opened from the
/// account pages, which show it all the same.
#[tokio::test]
async fn an_app_that_cannot_be_begun_has_no_link() {
    let (op, rp) = start().await;
    let mut browser = op.browser();
    browser.open(&rp.depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    browser.open(&op.rp().depart(&[]).url).await;
    let apps = format!("{}/t/account/apps", op.running.public_url);
    browser.open(&apps).await;
    let opened = |page: &latchkey_testkit::Page| {
        (page.texts("#app-list > li").len(), page.attributes("#app-list a", "href"))
    };
    assert_eq!(opened(browser.page()), (2, vec!["/t/login?client_id=shop".to_owned()]));
    let store = op.beside.open().await;
    let switch_off = store.write(op.beside.tenant.id, |tx| {
        let mut client = tx.client("shop")?.unwrap();
        client.disabled = true;
        tx.update_client(&client)
    });
    let switched: Result<_, latchkey_store::TxError> = switch_off.await;
    switched.unwrap();
    store.close().await;
    let begin = format!("{}/t/login?client_id=shop", op.running.public_url);
    let end = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while browser.open(&begin).await.status != 404 {
        assert!(std::time::Instant::now() < end, "the server hears of it");
    }
    assert_eq!(opened(browser.open(&apps).await).1, Vec::<String>::new());
}

/// Native contract 5.4, `register_url`: the link on the sign-in page leads to the app's own page, by
/// name, if an operator says so; in the place of ours, if there is one.
#[tokio::test]
async fn people_get_accounts_where_the_app_says() {
    let mut settings = quick();
    settings.accounts.sign_up = true;
    let op = Op::start(settings).await;
    let app = |register_url: &str| ClientMetadata {
        redirect_uris: vec!["https://shop.example/cb".to_owned()],
        register_url: Some(register_url.to_owned()),
        token_endpoint_auth_method: Some("none".to_owned()),
        ..ClientMetadata::default()
    };
    let plain = app("http://shop.example/join");
    register(&op, vec![("shop", app("https://join.shop.example/now?x=1")), ("plain", plain)]).await;
    let link = async |client: &str| {
        let issuer = format!("{}/t", op.running.public_url);
        let rp =
            RelyingParty::new(&issuer, client, "https://shop.example/cb", Authentication::None);
        let mut browser = op.browser();
        let page = browser.open(&rp.depart(&[]).url).await;
        (page.attributes("#create-account", "href"), page.text("#create-account"))
    };
    let (href, text) = link("shop").await;
    assert_eq!(href, ["https://join.shop.example/now?x=1"]);
    assert!(text.contains("join.shop.example"), "{text}");
    let (href, text) = link("plain").await;
    assert!(href[0].ends_with("/signup"), "no plain http: {href:?}");
    assert!(!text.contains("shop"), "{text}");
    let store = op.beside.open().await;
    let untrusted = store.write(op.beside.tenant.id, |tx| {
        let mut client = tx.client("shop")?.unwrap();
        client.registration_token = Some(latchkey_base::TokenHash::of("its own"));
        tx.update_client(&client)
    });
    let changed: Result<_, latchkey_store::TxError> = untrusted.await;
    changed.unwrap();
    store.close().await;
    let end = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !link("shop").await.0[0].ends_with("/signup") {
        assert!(
            std::time::Instant::now() < end,
            "nobody vouches for an app that registered itself"
        );
    }
}
