//! Making an account and proving the address.
use crate::stage::Stage;
use latchkey_testkit::{RelyingParty, Tenant};

const EMAIL: &str = "carol@example.com";
const PASSWORD: &str = "four unlikely words together";

async fn tenant(stage: &Stage) -> (Tenant, RelyingParty) {
    let open = |plan: latchkey_testkit::TenantPlan| {
        plan.set("accounts", "sign_up", true).set("accounts", "require_verified_email", true)
    };
    let tenant = stage.tenant(open).await;
    let rp = tenant.rp("app");
    (tenant, rp)
}

async fn fill_in(stage: &Stage, password: &str) {
    let window = &stage.window;
    window.fill("name", "Carol Example").await;
    window.fill("email", EMAIL).await;
    window.fill("username", "carol").await;
    window.fill("password", password).await;
    window.click("signup-submit").await;
}

/// With the code from the mail.
pub async fn with_a_code(stage: Stage) {
    let window = &stage.window;
    let (tenant, rp) = tenant(&stage).await;
    stage.depart(&rp, &[]).await;
    window.see("#create-account").await;
    window.look("sign-in-or-create").await;
    window.click("create-account").await;
    window.see("#signup-form").await;
    window.look("create-account").await;

    fill_in(&stage, "password").await;
    window.see("#form-error").await;
    assert_eq!(window.attribute("#email", "value").await, EMAIL, "what was typed is kept");
    assert_eq!(window.attribute("#password", "value").await, "", "but the password");
    window.look("create-account-weak").await;

    fill_in(&stage, PASSWORD).await;
    window.see("#otp-form").await;
    window.look("verify-email").await;
    window.fill("otp", "000000").await;
    window.click("otp-submit").await;
    window.see("#form-error").await;
    window.look("verify-email-wrong").await;
    window.click("otp-resend").await;
    window.see("#otp-form").await;
    window.look("verify-email-again").await;

    let mail = tenant.mail_to(EMAIL, 1).await;
    window.fill("otp", &mail.code()).await;
    window.click("otp-submit").await;
    window.click("consent-allow").await;
    stage.arrived().await;
}

/// With the link, which never acts by being opened.
pub async fn with_the_link(stage: Stage) {
    let window = &stage.window;
    let (tenant, rp) = tenant(&stage).await;
    stage.depart(&rp, &[]).await;
    window.click("create-account").await;
    fill_in(&stage, PASSWORD).await;
    window.see("#otp-form").await;
    let mail = tenant.mail_to(EMAIL, 0).await;

    window.second_tab().await;
    for _ in 0..2 {
        window.open(mail.link().as_str()).await;
        window.see("#email-link-form").await;
    }
    window.look("email-link").await;
    window.click("email-link-submit").await;
    window.see("#email-confirmed").await;
    window.look("email-confirmed").await;
    window.open(mail.link().as_str()).await;
    window.see("#email-link-void").await;
    window.look("email-link-void").await;

    window.first_tab().await;
    window.driver.refresh().await.expect("a reload");
    // The address is proven; who sits here is not, if the browser that opened the link was
    // another one.
    if window.has("#password").await {
        window.fill("password", PASSWORD).await;
        window.click("login-submit").await;
    }
    window.click("consent-allow").await;
    stage.arrived().await;
}

/// In another browser the link takes the password of the sign-up, or a no.
pub async fn with_the_link_elsewhere(stage: Stage) {
    let window = &stage.window;
    let (tenant, rp) = tenant(&stage).await;
    for round in 0..2 {
        stage.depart(&rp, &[]).await;
        window.click("create-account").await;
        fill_in(&stage, PASSWORD).await;
        window.see("#otp-form").await;
        let mail = tenant.mail_to(EMAIL, round).await;
        window.cdp("Network.clearBrowserCookies", serde_json::json!({})).await;
        window.open(mail.link().as_str()).await;
        window.see("#email-link-form #password").await;
        if round == 0 {
            window.look("email-link-elsewhere").await;
            window.click("email-link-deny").await;
            window.see("#email-link-denied").await;
            window.look("email-link-denied").await;
            continue;
        }
        window.fill("password", "not it").await;
        window.click("email-link-submit").await;
        window.see("#form-error").await;
        assert_eq!(window.focused().await, "password");
        window.look("email-link-elsewhere-wrong").await;
        window.fill("password", PASSWORD).await;
        window.click("email-link-submit").await;
        window.see("#email-confirmed").await;
        window.look("email-confirmed-elsewhere").await;
    }
}
