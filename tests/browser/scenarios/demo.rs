//! The demo app as a newcomer sees it.
use crate::stage::Stage;
use latchkey_demo::{DemoSettings, start};
use latchkey_testkit::{Person, SECRET, free_port};
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr};
use url::Url;

/// Sign in, look, refresh, sign out, refuse.
pub async fn the_whole_tour(stage: Stage) {
    let window = &stage.window;
    let port = free_port();
    let home = Url::parse(&format!("http://localhost:{port}/")).expect("an address");
    let client = json!({
        "client_name": "Demo app",
        "client_uri": home,
        "redirect_uris": [DemoSettings::redirect_uri(&home)],
        "post_logout_redirect_uris": [DemoSettings::post_logout_redirect_uri(&home)],
    });
    let tenant = stage.tenant(|plan| plan.client("demo-app", client)).await;
    let app = start(DemoSettings {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        issuer: tenant.issuer.clone(),
        client_id: "demo-app".into(),
        client_secret: SECRET.into(),
        tv_client_id: "demo-tv".into(),
    })
    .expect("the app starts");

    window.open(home.as_str()).await;
    window.look("demo-welcome").await;
    window.click("sign-in").await;
    stage.sign_in(&Person::named("alice")).await;
    window.click("consent-allow").await;
    window.see("#userinfo").await;
    window.look("demo-person").await;
    window.click("refresh").await;
    window.see("#refreshed").await;
    window.look("demo-refreshed").await;
    window.click("sign-out").await;
    window.click("logout-confirm").await;
    window.see("#sign-in").await;
    window.look("demo-signed-out").await;
    window.click("sign-in").await;
    window.click("login-cancel").await;
    window.see("#problem").await;
    window.look("demo-refused").await;
    app.stop().await;
}
