//! Logos of apps, served by us.
use super::account_member::at;
use super::{Op, quick, sign_in};
use futures_util::future::join_all;
use latchkey_base::Seconds;
use latchkey_oidc::ClientMetadata;
use latchkey_outbound::FetchSettings;
use latchkey_server::provision::ClientInput;
use latchkey_testkit::{Authentication, REDIRECT_URI, RelyingParty};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

const PNG: &[u8] = include_bytes!("../../../../../tests/browser/logo.png");
const SVG: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";

/// A host that answers everything with this file and calls it a PNG; and how often it was asked.
fn host_of(file: &'static [u8]) -> (u16, Arc<AtomicU32>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let (port, calls) = (listener.local_addr().unwrap().port(), Arc::new(AtomicU32::new(0)));
    let counted = Arc::clone(&calls);
    thread::spawn(move || {
        for call in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut call = call.unwrap();
            let _ = call.read(&mut [0; 4096]);
            let length = file.len();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            let _ = call.write_all(&[head.as_bytes(), file].concat());
        }
    });
    (port, calls)
}

/// A provider with the client `app`, whose logo is there.
async fn with_logo(port: u16) -> (Op, RelyingParty) {
    with_logo_and(port, |_| ()).await
}

/// The same, with other rules for fetching.
async fn with_logo_and(port: u16, rules: impl Fn(&mut FetchSettings)) -> (Op, RelyingParty) {
    let allow = |config: &mut latchkey_server::config::Config| {
        rules(&mut config.fetch);
        config.fetch.allow.push(format!("127.0.0.1:{port}").parse().unwrap());
    };
    let op = Op::start_with(quick(), allow).await;
    let metadata = ClientMetadata {
        redirect_uris: vec![REDIRECT_URI.to_owned()],
        token_endpoint_auth_method: Some("none".to_owned()),
        application_type: latchkey_oidc::ApplicationType::Native,
        client_name: Some("Sunroom".to_owned()),
        logo_uri: Some(format!("http://127.0.0.1:{port}/logo.png")),
        ..ClientMetadata::default()
    };
    let id = Some("pictured".to_owned());
    let client = ClientInput { client_id: id, metadata, ..ClientInput::default() };
    let (store, tenant) = (op.beside.open().await, op.beside.tenant.id);
    op.beside.provision.create_client(&store, tenant, client).await.unwrap();
    store.close().await;
    let issuer = format!("{}/t", op.running.public_url);
    let rp = RelyingParty::new(&issuer, "pictured", REDIRECT_URI, Authentication::None);
    (op, rp)
}

async fn logo_of(op: &Op, rp: &RelyingParty) -> reqwest::Response {
    let mut browser = op.browser();
    let page = browser.open(&rp.depart(&[]).url).await;
    let source = page.attributes("img#client-logo", "src").pop().unwrap();
    assert!(source.starts_with("/t/logo/"), "from our origin: {source}");
    reqwest::get(page.url.join(&source).unwrap()).await.unwrap()
}

/// OIDC Registration §9.1: people see what we fetched and looked at, not what an app has there today.
#[tokio::test]
async fn a_logo_is_fetched_once_and_served_by_us() {
    let (port, calls) = host_of(PNG);
    let (op, rp) = with_logo(port).await;
    for logo in join_all((0..5).map(|_| logo_of(&op, &rp))).await {
        assert_eq!(logo.headers()["content-type"], "image/png");
        assert_eq!(logo.headers()["content-security-policy"], "default-src 'none'; sandbox");
        assert!(logo.headers()["cache-control"].to_str().unwrap().starts_with("public"));
        let bytes = logo.bytes().await.unwrap();
        assert!(bytes.starts_with(b"\x89PNG") && bytes != PNG, "the same picture, made anew");
    }
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    op.advance(25 * 3600);
    logo_of(&op, &rp).await;
    assert_eq!(calls.load(Ordering::SeqCst), 2, "a day later it may be another one");
}

/// How long a logo is kept and how large it may be are settings.
#[tokio::test]
async fn logos_are_kept_and_taken_as_configured() {
    let (port, calls) = host_of(PNG);
    let (op, rp) = with_logo_and(port, |rules| rules.logos_kept = Seconds::new(600)).await;
    for (wait, fetched) in [(0, 1), (599, 1), (1, 2)] {
        op.advance(wait);
        logo_of(&op, &rp).await;
        assert_eq!(calls.load(Ordering::SeqCst), fetched, "{wait}");
    }

    let (port, calls) = host_of(PNG);
    let small = |rules: &mut FetchSettings| {
        (rules.logos_longest, rules.logos_pause) = (PNG.len() - 1, Seconds::new(7));
    };
    let (op, rp) = with_logo_and(port, small).await;
    for (wait, fetched) in [(0, 1), (6, 1), (1, 2)] {
        op.advance(wait);
        let logo = logo_of(&op, &rp).await;
        assert_eq!(logo.headers()["content-type"], "image/svg+xml", "a letter");
        assert_eq!(calls.load(Ordering::SeqCst), fetched, "{wait}");
    }
}

/// The list of connected apps shows them as the page did on which they were allowed.
#[tokio::test]
async fn a_connected_app_is_shown_with_its_logo() {
    let (port, _) = host_of(PNG);
    let (op, rp) = with_logo(port).await;
    let mut browser = op.browser();
    let departure = rp.depart(&[("scope", "openid email"), ("prompt", "consent")]);
    browser.open(&departure.url).await;
    let logo = browser.page().attributes("#client-logo", "src");
    sign_in(&mut browser, "alice").await;
    browser.submit("consent-allow", &[]).await;
    let page = browser.open(at(&op, "/apps")).await;
    assert_eq!(page.attributes("#app-list img", "src"), logo, "{}", page.html);
    assert_eq!(page.attributes("#app-list img", "alt"), [""], "its name stands beside it");
}

/// What a stranger's server calls a picture may hold a script.
#[tokio::test]
async fn a_file_that_is_no_picture_becomes_a_letter() {
    let (port, calls) = host_of(SVG);
    let (op, rp) = with_logo(port).await;
    for _ in 0..3 {
        let logo = logo_of(&op, &rp).await;
        assert_eq!(logo.headers()["content-type"], "image/svg+xml");
        let text = logo.text().await.unwrap();
        assert!(text.contains(">S</text>") && !text.contains("alert"), "{text}");
    }
    assert_eq!(calls.load(Ordering::SeqCst), 1, "not asked again for a while");
}

#[tokio::test]
async fn an_app_without_a_logo_has_none() {
    let op = Op::start(quick()).await;
    let mut browser = op.browser();
    assert!(!browser.open(&op.rp().depart(&[]).url).await.has("#client-logo"));
    let unknown = format!("{}t/logo/01890a5d-ac96-774b-bcce-b302099a8057", op.home());
    assert_eq!(reqwest::get(unknown).await.unwrap().status(), 404);
}
