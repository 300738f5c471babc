//! The app without a provider: it must say so, not fail.
use latchkey_demo::{DemoSettings, Running, start};
use reqwest::StatusCode;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

/// An app whose provider's port is closed.
fn lonely_app() -> Running {
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    start(DemoSettings {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        issuer: format!("http://{closed}/demo"),
        client_id: "demo-app".into(),
        client_secret: "not used here".into(),
        tv_client_id: "demo-tv".into(),
    })
    .unwrap()
}

#[tokio::test]
async fn an_unreachable_provider_gets_a_page_that_says_so() {
    let app = lonely_app();
    let http = reqwest::Client::new();

    let home = http.get(app.url().clone()).send().await.unwrap();
    assert_eq!(home.status(), StatusCode::OK);
    assert!(home.text().await.unwrap().contains(r#"id="sign-in""#));

    let refused = http.post(app.url().join("sign-in").unwrap()).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::BAD_GATEWAY);
    let page = refused.text().await.unwrap();
    assert!(page.contains("The provider does not answer"), "{page}");
    assert!(page.contains(r#"action="/sign-in""#), "there is a way to try again");
    app.stop().await;
}

#[tokio::test]
async fn a_callback_nobody_waits_for_is_explained_and_nothing_is_echoed() {
    let app = lonely_app();
    let url = app.url().join("callback?code=%3Cscript%3Ex&state=y").unwrap();
    let answer = reqwest::get(url).await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let page = answer.text().await.unwrap();
    assert!(page.contains("This sign-in is over"), "{page}");
    assert!(!page.contains("<script>"), "{page}");
    app.stop().await;
}

#[tokio::test]
async fn a_taken_port_is_an_error() {
    let app = lonely_app();
    let port = app.url().port().unwrap();
    let again = start(DemoSettings {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        issuer: "http://localhost:1/demo".into(),
        client_id: "demo-app".into(),
        client_secret: String::new(),
        tv_client_id: "demo-tv".into(),
    });
    assert_eq!(again.err().map(|error| error.kind()), Some(std::io::ErrorKind::AddrInUse));
    app.stop().await;
}
