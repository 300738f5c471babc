//! Every page that says no.
use crate::stage::Stage;
use serde_json::json;

/// What is wrong, what to do, a reference; no way to an unverified address.
pub async fn every_page(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    let evil = "https://evil.example/";
    let wrong = [
        ("error-redirect-uri", ("redirect_uri", evil)),
        ("error-unknown-client", ("client_id", "nobody")),
    ];
    for (name, parameter) in wrong {
        stage.depart(&rp, &[parameter]).await;
        window.see("#error-page").await;
        assert!(!window.text("#error-reference").await.is_empty());
        assert!(!window.driver.source().await.expect("a page").contains("href=\"https://evil"));
        assert!(!window.text("#error-code").await.is_empty(), "for the developer of the app");
        window.look(name).await;
    }

    for (name, path) in [
        ("not-found", "/no-such-page"),
        ("interaction-unknown", "/interaction/AAAAAAAAAAAAAAAAAAAAAA"),
        ("verify-link-unknown", "/verifyaccount?code=AAAA"),
        ("reset-link-unknown", "/forgotpassword?code=AAAA"),
    ] {
        window.open(&format!("{}{path}", tenant.issuer)).await;
        window.see("h1#page-title").await;
        window.look(name).await;
    }

    // Another browser's interaction.
    stage.depart(&rp, &[]).await;
    window.see("#login-form").await;
    let theirs = window.url().await;
    window.cdp("Network.clearBrowserCookies", json!({})).await;
    window.open(theirs.as_str()).await;
    window.see("#start-again").await;
    window.look("start-again").await;

    // Ended sign-outs that point nowhere.
    let end =
        format!("{}/session/end?post_logout_redirect_uri={evil}&client_id=app", tenant.issuer);
    window.open(&end).await;
    window.see("h1#page-title").await;
    window.look("sign-out-nobody").await;

    window.open(&tenant.issuer).await;
    window.see("h1#page-title").await;
    window.look("tenant-home").await;
}
