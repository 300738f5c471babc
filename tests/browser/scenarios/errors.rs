//! Every page that says no.
use crate::stage::Stage;
use latchkey_testkit::Person;
use serde_json::json;
use std::time::Duration;

/// What is wrong, what to do, a reference; no way to an unverified address.
pub async fn every_page(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    let evil = "https://evil.example/";
    let wrong = [
        ("error-redirect-uri", ("redirect_uri", evil)),
        ("error-unknown-client", ("client_id", "nobody")),
        ("error-unknown-prompt", ("prompt", "dance")),
    ];
    for (name, parameter) in wrong {
        stage.depart(&rp, &[parameter]).await;
        window.see("#error-page").await;
        assert!(!window.text("#error-reference").await.is_empty());
        assert!(!window.driver.source().await.expect("a page").contains("href=\"https://evil"));
        window.look(name).await;
        window.click("for-developer summary").await;
        assert!(!window.text("#error-code").await.is_empty(), "for the developer of the app");
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

/// What is over begins again, and who guesses is told to wait, with the right password too.
pub async fn wait_or_begin_again(stage: Stage) {
    let window = &stage.window;
    let brief = json!({"interaction": 1});
    let tenant = stage.tenant(|plan| plan.set("protocol", "lifetimes", brief)).await;
    stage.depart(&tenant.rp("app"), &[]).await;
    let mut tick = tokio::time::interval(Duration::from_millis(100));
    for _ in 0..100 {
        tick.tick().await;
        window.driver.refresh().await.expect("an answer");
        if window.has("#restart").await {
            break;
        }
    }
    window.see("#start-again").await;
    window.look("start-again-expired").await;
    window.click("restart").await;
    window.see("#login-form").await;

    let throttled = stage
        .tenant(|plan| plan.set("throttle", "account_burst", 1).set("throttle", "first_wait", 600));
    let tenant = throttled.await;
    let alice = Person::named("alice");
    stage.depart(&tenant.rp("app"), &[]).await;
    window.fill("username", &alice.username).await;
    window.click("login-submit").await;
    for _ in 0..2 {
        window.fill("password", "wrong").await;
        window.click_away("login-submit").await;
        window.see("#login-error").await;
    }
    window.fill("password", &alice.password).await;
    window.click_away("login-submit").await;
    window.see("#login-error time").await;
    window.look("password-throttled").await;
}
