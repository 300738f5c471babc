//! Browsers work for a sign-in where a tenant asks them to; nobody notices, and nobody has to.
use super::passkeys::Device;
use crate::stage::Stage;
use latchkey_testkit::{Person, Tenant, TenantPlan};
use serde_json::json;
use std::time::Duration;

async fn tenant(stage: &Stage, bits: u8, wait: u8) -> Tenant {
    let work = json!({"ask": "always", "bits": bits, "wait": wait});
    stage.tenant(|plan| plan.set("throttle", "proof_of_work", work)).await
}

/// What the script leaves in the form when it is done.
const DONE: &str = "input[name=worked]:not([value=''])";

/// Who is quicker than the work is waited for, and which button they pressed is not forgotten.
pub async fn another_button(stage: Stage) {
    let window = &stage.window;
    let work = json!({"ask": "always", "bits": 22});
    let plan = |plan: TenantPlan| {
        let plan = plan.set("throttle", "proof_of_work", work);
        plan.set("accounts", "sign_up", true).set("factors", "passkey_accounts", true)
    };
    let tenant = stage.tenant(plan).await;
    let device = Device::new(window).await;
    // The first attempt goes through without work, so it is the second that has to be waited for.
    for name in ["first", "carol"] {
        stage.depart(&tenant.rp("app"), &[]).await;
        window.click("create-account").await;
        window.fill("name", "Carol Example").await;
        window.fill("email", &format!("{name}@example.com")).await;
        window.see("[data-needs-passkeys]:not([hidden])").await;
        assert!(!window.has(DONE).await, "still at it");
        window.click("signup-passkey").await;
        window.see("#otp-form").await;
    }
    device.remove().await;
}

async fn name(stage: &Stage, tenant: &Tenant) {
    stage.depart(&tenant.rp("app"), &[]).await;
    stage.window.fill("username", "alice").await;
    stage.window.click("login-submit").await;
    stage.window.see("#password").await;
}

/// Wrong, wrong, right, one after the other: each is worked for while it is typed. Who is quicker than
/// that gets on all the same.
pub async fn in_silence(stage: Stage) {
    let window = &stage.window;
    let password = Person::named("alice").password;
    let quick = tenant(&stage, 19, 60).await;
    name(&stage, &quick).await;
    window.see(DONE).await;
    assert_eq!(window.focused().await, "password");
    assert_eq!(window.text("#work-line").await, "");
    window.look("password-working").await;
    for _ in 0..2 {
        window.see(DONE).await;
        window.fill("password", "wrong").await;
        window.click_away("login-submit").await;
        window.see("#login-error").await;
        assert!(!window.has("#login-error time").await, "nobody has to wait");
    }
    window.fill("password", &password).await;
    window.click("login-submit").await;
    window.click("consent-allow").await;
    stage.arrived().await;

    window.cdp("Network.clearBrowserCookies", json!({})).await;
    let slow = tenant(&stage, 22, 60).await;
    name(&stage, &slow).await;
    window.fill("password", "wrong").await;
    window.click_away("login-submit").await;
    window.see("#login-error").await;
    assert!(!window.has(DONE).await, "still at it, for the attempt that has to bring some");
    window.fill("password", &password).await;
    window.click("login-submit").await;
    window.click("consent-allow").await;
    stage.arrived().await;
}

/// Without script the first attempt goes through, and the next one a little later.
pub async fn without_script(stage: Stage) {
    let window = &stage.window;
    window.scripts(false).await;
    let tenant = tenant(&stage, 19, 5).await;
    name(&stage, &tenant).await;
    window.fill("password", "wrong").await;
    window.click_away("login-submit").await;
    window.see("#login-error").await;
    assert!(!window.has("#login-error time").await, "the first goes through");
    window.fill("password", "wrong").await;
    window.click_away("login-submit").await;
    window.see("#login-error time").await;
    let password = Person::named("alice").password;
    let mut tick = tokio::time::interval(Duration::from_millis(500));
    for _ in 0..40 {
        tick.tick().await;
        window.fill("password", &password).await;
        window.click_away("login-submit").await;
        if !window.has("#login-error time").await {
            break;
        }
    }
    window.click("consent-allow").await;
    stage.arrived().await;
}
