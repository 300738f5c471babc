//! A television built on the `oauth2` crate, and Chromium as the phone (RFC 8628).
use crate::stage::Stage;
use latchkey_testkit::{Person, Television, Tenant};
use oauth2::{DeviceCodeErrorResponseType, TokenResponse as _};
use serde_json::json;
use std::time::Duration;

/// Where televisions are connected.
pub async fn tenant(stage: &Stage, lifetime: i64) -> Tenant {
    let lifetimes = json!({ "device_code": lifetime });
    let more = stage.tenant(|plan| {
        plan.set("protocol", "device_flow", true)
            .set("protocol", "lifetimes", lifetimes)
            .client("tv", Television::metadata())
    });
    more.await
}

/// A wrong code, the right one, a sign-in, the button.
pub async fn connected(stage: Stage) {
    let window = &stage.window;
    let tenant = tenant(&stage, 600).await;
    let (tv, rp) = (Television::on(&tenant).await, tenant.rp("tv"));
    assert_eq!(tv.polls(&rp).await, "authorization_pending");
    assert_eq!(tv.polls(&rp).await, "slow_down");
    let (tokens, ()) = tokio::join!(tv.waits(), connect(&stage, &tv));
    assert!(tokens.expect("tokens").refresh_token().is_some());

    window.open(&format!("{}/account/devices", tenant.issuer)).await;
    window.see("#device-list").await;
    window.look("account-devices").await;
    window.click("rename-fold-1").await;
    window.fill("name-1", "Kitchen").await;
    window.look("account-devices-rename").await;
    window.click("rename-1").await;
    window.see("#account-done").await;
    assert!(window.text("#device-list").await.contains("Kitchen"));
    window.click("end-device-1").await;
    window.gone("#device-list").await;
    window.look("account-devices-none").await;
}

/// Types the code, signs in, compares and connects, while the television polls.
async fn connect(stage: &Stage, tv: &Television) {
    let window = &stage.window;
    window.open(tv.address()).await;
    window.look("device-code").await;
    window.fill("user-code", "BBBB BBBB").await;
    window.click("device-submit").await;
    window.see("#form-error").await;
    window.look("device-code-unknown").await;
    let typed = tv.user_code().to_lowercase();
    window.fill("user-code", &typed).await;
    window.click("device-submit").await;
    stage.sign_in(&Person::named("alice")).await;
    window.see("#device-allow").await;
    let page = window.text("main").await;
    for shown in [tv.user_code(), "Vision 55", "Living room", "Alice Example"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    window.look("device-confirm").await;
    window.click("device-allow").await;
    window.see("#device-done").await;
    window.look("device-done").await;
}

/// Scanned by somebody who is signed in, and refused.
pub async fn refused(stage: Stage) {
    let window = &stage.window;
    let tenant = tenant(&stage, 600).await;
    stage.alice_is_signed_in(&tenant.rp("app")).await;
    let tv = Television::on(&tenant).await;
    let (refused, ()) = tokio::join!(tv.is_refused(), async {
        window.open(tv.picture()).await;
        window.click("device-submit").await;
        window.click("device-deny").await;
        window.see("#device-denied").await;
        window.look("device-denied").await;
    });
    assert_eq!(refused, DeviceCodeErrorResponseType::AccessDenied);
    window.open(tv.picture()).await;
    window.click("device-submit").await;
    window.see("#form-error").await;
}

/// Nobody looks at it in time: the television hears that, and whoever comes then that the code is over.
pub async fn expired(stage: Stage) {
    let window = &stage.window;
    let tenant = tenant(&stage, 1).await;
    stage.alice_is_signed_in(&tenant.rp("app")).await;
    let (tv, rp) = (Television::on(&tenant).await, tenant.rp("tv"));
    let mut tick = tokio::time::interval(Duration::from_millis(50));
    loop {
        tick.tick().await;
        match tv.polls(&rp).await.as_str() {
            "authorization_pending" | "slow_down" => {}
            error => break assert_eq!(error, "expired_token"),
        }
    }
    window.open(tv.picture()).await;
    window.click("device-submit").await;
    window.see("#form-error").await;
    window.look("device-code-expired").await;
}

/// Made by alice, taken by bob in the same browser: what the television had of her is over.
async fn handed_over(stage: &Stage, is_shown: bool) {
    let window = &stage.window;
    let look = async |name: &str| {
        if is_shown {
            window.look(name).await;
        }
    };
    let more = stage.tenant(|plan| {
        plan.set("protocol", "device_flow", true)
            .set("accounts", "device_handover", json!({ "enabled": true }))
            .client("tv", Television::metadata())
    });
    let tenant = more.await;
    stage.alice_is_signed_in(&tenant.rp("app")).await;
    let tv = Television::on(&tenant).await;
    let (tokens, ()) = tokio::join!(tv.waits(), async {
        window.open(tv.picture()).await;
        window.click("device-submit").await;
        window.click("device-allow").await;
        window.see("#device-done").await;
    });
    let tokens = tokens.expect("tokens");
    let refresh = tokens.refresh_token().expect("a refresh token").secret();

    window.open(&format!("{}/account/devices", tenant.issuer)).await;
    window.click("hand-over-1").await;
    window.see("#handover-what").await;
    look("account-handover").await;
    window.click("handover-submit").await;
    let code = window.text("#handover-code").await;
    let link = window.text("#handover-link").await;
    assert_eq!(window.has("#handover-copy:not([hidden])").await, is_shown, "script alone copies");
    look("account-handover-made").await;
    window.open(&link).await;
    window.click("take-submit").await;
    window.see("#form-error").await;
    look("account-take-own").await;

    window.open(&format!("{}/account/switch", tenant.issuer)).await;
    window.click("use-other-account").await;
    stage.sign_in(&Person::named("bob")).await;
    window.see("#account-sections").await;
    window.open(&link).await;
    window.see("#take-form").await;
    look("account-take").await;
    window.fill("code", &code.to_lowercase()).await;
    // Both pages have a `main`: that of the next one is read.
    window.click_away("take-submit").await;
    let page = window.text("main").await;
    for shown in ["Living room", "Vision 55", "Alice Example", "Bob Example"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    look("account-offer").await;
    window.click("take-accept").await;
    assert!(window.text("#waiting-list").await.contains("Living room"));
    look("account-devices-taken").await;
    let refused = tenant.rp("tv").refresh(refresh).await;
    assert_eq!(refused.error(), "invalid_grant");
    window.click("connect-1").await;
    window.see("#device-form").await;
}

/// As people meet it.
pub async fn given_away(stage: Stage) {
    handed_over(&stage, true).await;
}

/// The same with script switched off.
pub async fn given_away_without_script(stage: Stage) {
    stage.window.scripts(false).await;
    handed_over(&stage, false).await;
}
