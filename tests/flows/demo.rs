//! The demo app against the provider, clicked through by hand.
use latchkey_demo::{DemoSettings, start};
use latchkey_testkit::{Browser, Op, Person, TenantPlan};
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use url::Url;

const SECRET: &str = "a-secret-of-the-test-that-is-long-enough-for-hs256";

/// Two windows of one person: at the app, and at the provider.
struct Windows {
    app: Browser,
    provider: Browser,
}

impl Windows {
    /// Follows the app to the provider.
    async fn go_to_provider(&mut self, button: &str) {
        let there = self.app.submit(button, &[]).await.url.clone();
        self.provider.open(there).await;
    }

    /// Follows the provider back to the app.
    async fn come_back(&mut self) {
        let back = self.provider.page();
        assert!(back.is_outside, "{}", back.html);
        let url = back.url.clone();
        self.app.open(url).await;
    }
}

#[tokio::test]
async fn sign_in_look_refresh_and_sign_out() {
    let op = Op::shared().await;
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let home = Url::parse(&format!("http://localhost:{free}/")).unwrap();
    let client = json!({
        "redirect_uris": [DemoSettings::redirect_uri(&home)],
        "post_logout_redirect_uris": [DemoSettings::post_logout_redirect_uri(&home)],
    });
    let tenant = op.tenant(&TenantPlan::usual().client("demo-app", client)).await;
    let app = start(DemoSettings {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, free)),
        issuer: tenant.issuer.clone(),
        client_id: "demo-app".into(),
        client_secret: SECRET.into(),
    })
    .unwrap();
    let mut windows = Windows { app: Browser::at(app.url()), provider: tenant.browser() };

    windows.app.open(app.url()).await;
    windows.go_to_provider("sign-in-form").await;
    Person::named("alice").sign_in_and_allow(&mut windows.provider).await;
    windows.come_back().await;
    let page = windows.app.page();
    assert_eq!(page.text("#page-title"), "Hello, alice Example");
    assert!(page.text("#id-token-claims").contains(&tenant.issuer));
    assert!(page.text("#userinfo").contains("alice@example.com"));
    assert_eq!(page.texts("#tokens tbody tr").len(), 3, "access, ID and refresh token");

    let page = windows.app.submit("refresh-form", &[]).await;
    assert!(page.has("#refreshed"), "{}", page.html);
    assert_eq!(page.texts("#tokens .new").len(), 3, "all three are new");

    windows.go_to_provider("sign-out-form").await;
    windows.provider.submit("logout-confirm", &[]).await;
    windows.come_back().await;
    assert_eq!(windows.app.page().text("#page-title"), "You are signed out");
    assert!(windows.app.open(app.url()).await.has("#sign-in"));

    windows.app.open(app.url()).await;
    windows.go_to_provider("sign-in-form").await;
    windows.provider.submit("login-cancel", &[]).await;
    windows.come_back().await;
    assert_eq!(windows.app.page().text("#error-code"), "access_denied");
    app.stop().await;
}
