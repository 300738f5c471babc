//! A whole life at one app: sign up, a passkey, signing in by autofill, a step-up, an authenticator app,
//! everything lost, and back in; and the same as far as it goes where no script runs.
use super::passkeys::Device;
use super::second_step::code;
use crate::stage::Stage;
use latchkey_testkit::{Authenticator, Person, Tenant, TenantPlan};
use serde_json::json;

const TWO: (&str, &str) = ("acr_values", "urn:latchkey:acr:2fa");

fn plan(plan: TenantPlan) -> TenantPlan {
    plan.set("accounts", "sign_up", true).set("accounts", "require_verified_email", true).set(
        "accounts",
        "recovery",
        json!({ "enabled": true }),
    )
}

fn carol() -> Person {
    Person { password: "four unlikely words together".into(), ..Person::named("carol") }
}

/// Makes an account, with the code from the mail.
async fn sign_up(stage: &Stage, tenant: &Tenant) {
    let (window, carol) = (&stage.window, carol());
    stage.depart(&tenant.rp("app"), &[]).await;
    window.click("create-account").await;
    window.fill("name", "Carol Example").await;
    window.fill("email", &carol.email).await;
    window.fill("username", &carol.username).await;
    window.fill("password", &carol.password).await;
    window.click("signup-submit").await;
    window.see("#otp-form").await;
    window.fill("otp", &tenant.mail_to(&carol.email, 0).await.code()).await;
    window.click("otp-submit").await;
    window.click("consent-allow").await;
    stage.arrived().await;
}

/// Sets an authenticator app up at the account.
async fn add_totp(stage: &Stage, tenant: &Tenant) -> Authenticator {
    let window = &stage.window;
    window.open(&format!("{}/account/security", tenant.issuer)).await;
    window.click("totp-set-up").await;
    window.see("#totp-qr").await;
    window.click("totp-by-hand").await;
    let app = Authenticator::typed(&window.text("#totp-key").await);
    window.fill("otp", &code(&app, 0)).await;
    window.click("otp-submit").await;
    // The codes that came with a passkey stay.
    window.see("#recovery-codes-saved, #totp-remove-fold").await;
    window.click_if_there("#recovery-codes-saved").await;
    window.see("#totp-remove-fold").await;
    app
}

/// Nothing is left but the password and the mailbox: an operator who knows carol ends the wait.
async fn gets_back_in(stage: &Stage, tenant: &Tenant) {
    let (window, carol) = (&stage.window, carol());
    window.cdp("Network.clearBrowserCookies", json!({})).await;
    stage.depart(&tenant.rp("app"), &[]).await;
    stage.sign_in(&carol).await;
    window.click("way-lost").await;
    window.click("recovery-submit").await;
    window.gone("#recovery-form").await;
    let approve = ["person", "recovery", "approve", &tenant.group, &carol.username];
    let done = stage.op.cli(&approve).await;
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    window.open(tenant.link_to(&carol.email, "/finishrecovery?code=").await.as_str()).await;
    window.click("recovery-finish").await;
    window.click("recovery-password").await;
    let renewed = Person { password: "a quite different long one".into(), ..carol };
    window.fill("new-password", &renewed.password).await;
    window.click("new-password-submit").await;
    window.see("#password-changed").await;
    stage.depart(&tenant.rp("app"), &[]).await;
    stage.sign_in(&renewed).await;
    window.see("#not-now, #consent-allow, #client").await;
    window.click_if_there("#not-now").await;
    window.see("#consent-allow, #client").await;
    window.click_if_there("#consent-allow").await;
    stage.arrived().await;
}

/// As people meet it whose browser can do everything.
pub async fn with_passkeys(stage: Stage) {
    let window = &stage.window;
    let (tenant, carol) = (stage.tenant(plan).await, carol());
    let rp = tenant.rp("app");
    sign_up(&stage, &tenant).await;

    let device = Device::new(window).await;
    stage.depart(&rp, &[("prompt", "login")]).await;
    window.see("#login-form input[name=passkeys][value=yes]").await;
    window.fill("password", &carol.password).await;
    window.click("login-submit").await;
    window.click("passkey-start").await;
    window.click("recovery-codes-saved").await;
    stage.arrived().await;

    // By autofill: nobody presses anything, and it is two factors at once.
    window.cdp("Network.clearBrowserCookies", json!({})).await;
    stage.depart(&rp, &[]).await;
    stage.arrived().await;
    stage.depart(&rp, &[TWO, ("prompt", "none")]).await;
    stage.arrived().await;
    // A step-up: shown anew, however young the session is.
    device.answers(false).await;
    stage.depart(&rp, &[TWO, ("max_age", "0")]).await;
    window.see("#passkey-login").await;
    device.answers(true).await;
    window.click_if_there("#passkey-login").await;
    stage.arrived().await;

    add_totp(&stage, &tenant).await;
    device.remove().await;
    gets_back_in(&stage, &tenant).await;
}

/// Where no script runs there are no passkeys; the app is the second step.
pub async fn without_script(stage: Stage) {
    let window = &stage.window;
    window.scripts(false).await;
    let (tenant, carol) = (stage.tenant(plan).await, carol());
    let rp = tenant.rp("app");
    sign_up(&stage, &tenant).await;
    let app = add_totp(&stage, &tenant).await;
    window.cdp("Network.clearBrowserCookies", json!({})).await;
    stage.depart(&rp, &[]).await;
    stage.sign_in(&carol).await;
    window.fill("otp", &code(&app, 1)).await;
    window.click("otp-submit").await;
    stage.arrived().await;
    stage.depart(&rp, &[TWO, ("prompt", "none")]).await;
    stage.arrived().await;
    gets_back_in(&stage, &tenant).await;
}
