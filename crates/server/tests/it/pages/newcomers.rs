//! A stranger cannot fill the database with passes.
use super::account_member::{at, at_home};
use super::explain::explain;
use super::{Op, quick};
use latchkey_base::Seconds;
use latchkey_oidc::explain::MessageFinding;
use latchkey_oidc::registration::RegistrationMode;
use latchkey_server::config::Config;
use latchkey_testkit::Browser;
use reqwest::StatusCode;
use std::num::NonZeroU32;

/// Behind a proxy on this machine that tells who came.
pub fn behind_a_proxy(config: &mut Config) {
    config.http.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
}

/// A browser of that network of an IPv6 site.
fn of_site(op: &Op, site: u16, network: u16) -> Browser {
    let mut browser = op.browser();
    browser.address = Some(format!("2001:db8:{site:x}:{network:x}::1"));
    browser
}

#[tokio::test]
async fn too_many_passes_from_one_network_are_refused_for_a_while() {
    let limit = |config: &mut latchkey_server::config::Config| {
        config.http.interactions_per_minute = NonZeroU32::new(3).unwrap();
    };
    let op = Op::start_with(quick(), limit).await;
    let mut browser = op.browser();
    for _ in 0..3 {
        assert!(browser.open(&op.rp().depart(&[]).url).await.has("#login-form"));
    }
    let page = browser.open(&op.rp().depart(&[]).url).await;
    assert_eq!(page.status, 429);
    let wait: i64 = page.header("retry-after").parse().unwrap();
    assert!(wait >= 1);
    let trail = explain(&op, page.text("#error-reference").parse().unwrap()).await;
    let limit = "http.interactions_per_minute".to_owned();
    let finding = MessageFinding::TooMany { wait: Seconds::new(wait), limit };
    assert_eq!((trail.finding, trail.client_id.as_deref()), (Some(finding.into()), Some("app")));
    let silent = browser.open(&op.rp().depart(&[("prompt", "none")]).url).await;
    assert_eq!(silent.query("error").as_deref(), Some("login_required"), "it begins no pass");
}

/// Nor can somebody who is signed in, with what they begin to set up.
#[tokio::test]
async fn too_much_that_is_begun_at_the_account_is_refused_for_a_while() {
    let limit = |config: &mut latchkey_server::config::Config| {
        config.http.interactions_per_minute = NonZeroU32::new(3).unwrap();
    };
    let op = Op::start_with(quick(), limit).await;
    let mut browser = at_home(&op, "alice").await;
    for _ in 0..2 {
        browser.open(at(&op, "/security")).await;
        assert!(browser.submit("totp-set-up", &[]).await.has("#totp-key"));
    }
    browser.open(at(&op, "/security")).await;
    let page = browser.submit("totp-set-up", &[]).await;
    assert_eq!(page.status, 429);
    assert!(page.header("retry-after").parse::<u32>().unwrap() >= 1);
}

/// Security: a customer of a network has a /48 of IPv6 and takes a fresh /64 for each request: what
/// they begin counts together, and nobody else waits for it.
#[tokio::test]
async fn a_site_with_many_networks_begins_no_more_than_its_share() {
    let limit = |config: &mut Config| {
        behind_a_proxy(config);
        config.http.interactions_per_minute = NonZeroU32::new(2).unwrap();
        config.http.site_interactions_per_minute = NonZeroU32::new(3).unwrap();
    };
    let op = Op::start_with(quick(), limit).await;
    let begun = async |site, network| {
        of_site(&op, site, network).open(&op.rp().depart(&[]).url).await.status
    };
    for network in 0..3 {
        assert_eq!(begun(1, network).await, StatusCode::OK, "network {network}");
    }
    assert_eq!(begun(1, 3).await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(begun(2, 3).await, StatusCode::OK, "another site");
}

/// The same with passwords that are tried, each for another name.
#[tokio::test]
async fn a_site_with_many_networks_tries_no_more_than_its_share() {
    let mut settings = quick();
    settings.accounts.one_page_sign_in = true;
    settings.throttle.site_burst = 3;
    let op = Op::start_with(settings, behind_a_proxy).await;
    let tried = async |site, network: u16| {
        let mut browser = of_site(&op, site, network);
        browser.open(&op.rp().depart(&[]).url).await;
        let name = format!("somebody{network}");
        let fields = [("username", name.as_str()), ("password", "not the password")];
        let page = browser.submit("login-form", &fields).await;
        (page.status, page.header("retry-after").to_owned())
    };
    for network in 0..3 {
        assert_eq!(tried(1, network).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{network}");
    }
    let (status, wait) = tried(1, 3).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(wait.parse::<u32>().unwrap() >= 1, "{wait}");
    assert_eq!(tried(2, 4).await.0, StatusCode::UNPROCESSABLE_ENTITY, "another site");
}

/// The same with clients that register themselves.
#[tokio::test]
async fn a_site_with_many_networks_registers_no_more_than_its_share() {
    let mut settings = quick();
    settings.protocol.registration.mode = RegistrationMode::Open;
    settings.protocol.registration.per_address_per_hour = NonZeroU32::MIN;
    let op = Op::start_with(settings, behind_a_proxy).await;
    let http = reqwest::Client::new();
    let registered = async |site: u16, network: u16| {
        let request = http.post(format!("{}/t/reg", op.running.public_url));
        let address = format!("2001:db8:{site:x}:{network:x}::1");
        let request = request.header("x-forwarded-for", address);
        let request = request.header("content-type", "application/json");
        let body = r#"{"redirect_uris":["https://app.example/cb"]}"#;
        request.body(body).send().await.unwrap().status()
    };
    for network in 0..8 {
        assert_eq!(registered(1, network).await, StatusCode::CREATED, "network {network}");
    }
    assert_eq!(registered(1, 8).await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(registered(2, 8).await, StatusCode::CREATED, "another site");
}
