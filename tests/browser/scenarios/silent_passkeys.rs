//! A passkey that the password manager makes without a question.
use super::passkeys::{Device, sign_in};
use crate::stage::Stage;
use latchkey_testkit::{Person, TenantPlan};
use serde_json::json;

/// Stands in for the password manager, which no virtual authenticator has (Chromium says that it can, and
/// then waits for one): what is to be made in silence the authenticator makes without unlocking.
const MANAGER: &str = "
    const create = navigator.credentials.create.bind(navigator.credentials);
    navigator.credentials.create = wanted => {
        if (wanted.mediation !== 'conditional') { return create(wanted); }
        delete wanted.mediation;
        wanted.publicKey.authenticatorSelection.userVerification = 'discouraged';
        return create(wanted);
    };";

/// Where nothing is made by itself the offer stays, and its button goes first. Where something is the offer
/// goes by; the passkey spares the password, and the own account asks for that.
pub async fn made_and_used(stage: Stage) {
    let window = &stage.window;
    let plan = |plan: TenantPlan| plan.set("factors", "silent_passkeys", true);
    let tenant = stage.tenant(plan).await;
    let rp = tenant.rp("app");
    let device = Device::new(window).await;
    stage.depart(&rp, &[]).await;
    sign_in(&stage, &Person::named("bob")).await;
    window.see("#passkey-start:not([hidden])").await;
    window.look("enrol-passkey-silent").await;
    assert!(device.credentials().await.is_empty(), "nobody has pressed anything");
    window.click("passkey-start").await;
    window.see("#recovery-codes").await;
    window.click("recovery-codes-saved").await;
    window.click("consent-allow").await;
    stage.arrived().await;
    device.remove().await;

    let device = Device::new(window).await;
    window.cdp("Network.clearBrowserCookies", json!({})).await;
    let script = json!({ "source": MANAGER });
    let script = window.cdp("Page.addScriptToEvaluateOnNewDocument", script).await;
    stage.depart(&rp, &[]).await;
    sign_in(&stage, &Person::named("alice")).await;
    window.click("consent-allow").await;
    stage.arrived().await;
    window.cdp("Page.removeScriptToEvaluateOnNewDocument", script).await;
    assert_eq!(device.credentials().await.len(), 1);

    device.answers(false).await;
    window.cdp("Network.clearBrowserCookies", json!({})).await;
    window.open(&format!("{}/account/security", tenant.issuer)).await;
    window.see("#passkey-login").await;
    device.answers(true).await;
    window.open(&format!("{}/account/security", tenant.issuer)).await;
    window.see("#passkey-login, #password:not(.ahead)").await;
    // Unless autofill is faster.
    window.click_if_there("#passkey-login").await;
    window.see("form[action$='/password'] #password").await;
    // It answers this page as well, again and again, as nobody does.
    device.answers(false).await;
    window.open(window.url().await.as_str()).await;
    window.fill("password", &Person::named("alice").password).await;
    window.click("login-submit").await;
    window.see("#passkey-rename-1").await;
    device.remove().await;
}
