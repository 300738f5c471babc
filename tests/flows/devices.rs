//! A television built on the `oauth2` crate, and people with a browser by hand (RFC 8628).
use latchkey_testkit::{Browser, Op, Person, Setup, Television, Tenant, TenantPlan, database};
use oauth2::{DeviceCodeErrorResponseType, TokenResponse as _};
use serde_json::json;
use std::time::Duration;

fn plan() -> TenantPlan {
    TenantPlan::usual().set("protocol", "device_flow", true).client("tv", Television::metadata())
}

/// A browser that has been through everything but the last page.
async fn meets(tv: &Television, tenant: &Tenant, name: &str) -> Browser {
    let mut browser = tenant.browser();
    browser.open(tv.picture()).await;
    browser.submit("device-form", &[]).await;
    Person::named(name).sign_in(&mut browser).await;
    assert!(browser.page().has("#device-allow"), "{:#?}", browser.page());
    browser
}

/// RFC 8628 §3: connected while it polls, refreshed, given back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_television_is_connected_while_it_polls() {
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&plan()).await;
        let tv = Television::on(&tenant).await;
        let (tokens, _) = tokio::join!(tv.waits(), async {
            let mut browser = meets(&tv, &tenant, "alice").await;
            let page = browser.submit("device-allow", &[]).await;
            assert!(page.has("#device-done"), "{page:#?}");
        });
        let tokens = tokens.unwrap();
        let rp = tenant.rp("tv");
        let userinfo = rp.userinfo(tokens.access_token().secret()).await.ok();
        assert!(userinfo.json["sub"].is_string());
        let refreshed = rp.refresh(tokens.refresh_token().unwrap().secret()).await.ok();
        rp.revoke(refreshed.str("refresh_token")).await.ok();
        assert_eq!(rp.refresh(refreshed.str("refresh_token")).await.error(), "invalid_grant");
    }
}

/// RFC 8628 §3.5.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_television_that_is_refused_stops_asking() {
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&plan()).await;
        let tv = Television::on(&tenant).await;
        let (refused, _) = tokio::join!(tv.is_refused(), async {
            meets(&tv, &tenant, "alice").await.submit("device-deny", &[]).await;
        });
        assert_eq!(refused, DeviceCodeErrorResponseType::AccessDenied);
    }
}

/// RFC 8628 §3.5: told apart from a refusal.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_television_that_nobody_looks_at_hears_that_time_is_over() {
    let brief = plan().set("protocol", "lifetimes", json!({"device_code": 1}));
    let tenant = Op::shared().await.tenant(&brief).await;
    let tv = Television::on(&tenant).await;
    let rp = tenant.rp("tv");
    let mut tick = tokio::time::interval(Duration::from_millis(50));
    for _ in 0..200 {
        tick.tick().await;
        match tv.polls(&rp).await.as_str() {
            "authorization_pending" | "slow_down" => {}
            error => return assert_eq!(error, "expired_token"),
        }
    }
    panic!("it never expires");
}

/// Polled at one node, approved at the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approval_reaches_the_node_that_is_polled() {
    let Some(url) = database().await else { return };
    let first = Op::start(Setup { database_url: Some(url), ..Setup::default() }).await;
    let second = first.second_node().await;
    let tenant = first.tenant(&plan()).await;
    let (tv, there) = (Television::on(&tenant).await, tenant.at(&second));
    let (tokens, _) = tokio::join!(tv.waits(), async {
        let mut browser = there.browser();
        browser.open(format!("{}/device", there.issuer)).await;
        browser.submit("device-form", &[("user_code", tv.user_code())]).await;
        Person::named("alice").sign_in(&mut browser).await;
        assert!(browser.submit("device-allow", &[]).await.has("#device-done"));
    });
    assert!(tokens.unwrap().refresh_token().is_some());
}
