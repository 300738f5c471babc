//! An account with a passkey and no password.
use super::passkeys::Device;
use crate::stage::Stage;
use latchkey_testkit::TenantPlan;
use serde_json::json;

const EMAIL: &str = "carol@example.com";
const PASSWORD: &str = "four unlikely words together";

fn plan(plan: TenantPlan) -> TenantPlan {
    plan.set("accounts", "sign_up", true).set("factors", "passkey_accounts", true)
}

/// Created, after one that was cancelled; left and signed in to; given a password, which stays for a while.
pub async fn created_and_used(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(plan).await;
    let rp = tenant.rp("app");
    let device = Device::new(window).await;
    device.answers(false).await;
    stage.depart(&rp, &[]).await;
    window.click("create-account").await;
    window.fill("name", "Carol Example").await;
    window.fill("email", EMAIL).await;
    window.see("[data-needs-passkeys]:not([hidden])").await;
    window.look("create-account-passkey").await;
    window.click("signup-passkey").await;
    window.see("#otp-form").await;
    window.fill("otp", &tenant.mail_to(EMAIL, 0).await.code()).await;
    window.click("otp-submit").await;
    window.see("#passkey-start:not([hidden])").await;
    window.look("new-account").await;

    device.unlocks(false).await;
    device.answers(true).await;
    window.click("passkey-start").await;
    window.see("[data-problem=cancelled]:not([hidden])").await;
    window.look("new-account-cancelled").await;
    device.unlocks(true).await;
    window.click("passkey-start").await;
    window.see("#recovery-codes").await;
    window.click("recovery-codes-saved").await;
    window.click("consent-allow").await;
    stage.arrived().await;
    assert_eq!(device.credentials().await.len(), 1);

    window.open(&format!("{}/session/end", tenant.issuer)).await;
    window.click("logout-confirm").await;
    window.see("#logout-done").await;
    device.answers(false).await;
    stage.depart(&rp, &[]).await;
    window.fill("username", EMAIL).await;
    window.click("login-submit").await;
    window.see("#or-passkey").await;
    window.look("password-or-passkey").await;
    device.answers(true).await;
    // Unless autofill is faster.
    window.click_if_there("#passkey-login").await;
    stage.arrived().await;

    window.open(&format!("{}/account/password", tenant.issuer)).await;
    window.see("#password-none, #passkey-login").await;
    window.click_if_there("#passkey-login").await;
    window.see("#password-none").await;
    window.look("account-password-none").await;
    window.open(&format!("{}/account/security", tenant.issuer)).await;
    window.click("passkey-change-1").await;
    window.click("passkey-remove-1").await;
    window.see("#form-error").await;
    window.look("account-security-passkey-only").await;
    window.open(&format!("{}/account/password", tenant.issuer)).await;
    window.fill("new-password", PASSWORD).await;
    window.click("password-submit").await;
    window.see("#account-done").await;
    window.click("password-remove-fold").await;
    window.see("#password-removal-from").await;
    window.look("account-password-removable-later").await;
    device.remove().await;
}

/// Without script the password is the way, and nothing else is spoken of.
pub async fn without_script(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(plan).await;
    let rp = tenant.rp("app");
    window.scripts(false).await;
    stage.depart(&rp, &[]).await;
    window.click("create-account").await;
    window.see("#signup-form").await;
    assert!(window.has("[data-needs-passkeys][hidden]").await);
    window.fill("name", "Carol Example").await;
    window.fill("email", EMAIL).await;
    window.fill("password", PASSWORD).await;
    window.click("signup-submit").await;
    window.see("#otp-form").await;
    window.fill("otp", &tenant.mail_to(EMAIL, 0).await.code()).await;
    window.click("otp-submit").await;
    window.click("consent-allow").await;
    stage.arrived().await;

    // Whoever switched it off on the way chooses a password after all.
    window.scripts(true).await;
    window.cdp("Network.clearBrowserCookies", json!({})).await;
    stage.depart(&rp, &[]).await;
    window.click("create-account").await;
    window.fill("name", "Dora Example").await;
    window.fill("email", "dora@example.com").await;
    window.click("signup-passkey").await;
    window.see("#otp-form").await;
    window.scripts(false).await;
    window.fill("otp", &tenant.mail_to("dora@example.com", 0).await.code()).await;
    window.click("otp-submit").await;
    window.see("#passkey-no-script").await;
    // What judges the page is a script itself; those of the page have had their chance.
    window.scripts(true).await;
    window.judge("new account without script", 0).await;
    window.scripts(false).await;
    window.click("use-password-fold").await;
    window.fill("new-password", PASSWORD).await;
    window.click("new-password-submit").await;
    window.click("consent-allow").await;
    stage.arrived().await;
}
