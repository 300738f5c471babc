//! Signing in with a mailed link, or its code.
use crate::stage::Stage;
use latchkey_testkit::{Person, Tenant, TenantPlan};
use serde_json::json;

fn plan(plan: TenantPlan) -> TenantPlan {
    plan.set("factors", "mail_sign_in", true)
}

/// Asks for a link in place of the password.
async fn ask(stage: &Stage, name: &str) {
    let window = &stage.window;
    window.fill("username", name).await;
    window.click("login-submit").await;
    window.see("#password").await;
    window.click("mail-send").await;
    window.see("#mail-sent").await;
}

/// By the link, by the code, and by the code that the link shows elsewhere.
pub async fn by_link_and_code(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(plan).await;
    let (rp, alice) = (tenant.rp("app"), Person::named("alice"));
    stage.depart(&rp, &[]).await;
    window.fill("username", "nobody@example.com").await;
    window.click("login-submit").await;
    window.look("password-or-mail").await;
    window.click("mail-send").await;
    window.see("#mail-sent").await;
    window.fill("otp", "12345678").await;
    window.click("otp-submit").await;
    window.see("#form-error").await;
    window.look("mail-sign-in-wrong").await;

    let seen = tenant.mails_so_far(&alice.email);
    stage.depart(&rp, &[]).await;
    ask(&stage, &alice.email).await;
    assert_eq!(window.focused().await, "otp");
    window.look("mail-sign-in-sent").await;
    let link = tenant.mail_to(&alice.email, seen).await.link();
    for _ in 0..2 {
        window.open(link.as_str()).await;
        window.see("#mail-link-form").await;
    }
    window.look("mail-link").await;
    window.click("mail-link-submit").await;
    window.click("consent-allow").await;
    stage.arrived().await;
    window.open(link.as_str()).await;
    window.see("#mail-link-void").await;
    window.look("mail-link-void").await;

    elsewhere(&stage, &tenant, &alice).await;
}

/// In another browser the link shows the code, and takes itself back.
async fn elsewhere(stage: &Stage, tenant: &Tenant, alice: &Person) {
    let (window, rp) = (&stage.window, tenant.rp("app"));
    let seen = tenant.mails_so_far(&alice.email);
    window.cdp("Network.clearBrowserCookies", json!({})).await;
    stage.depart(&rp, &[]).await;
    ask(stage, &alice.email).await;
    let link = tenant.mail_to(&alice.email, seen).await.link();
    window.cdp("Network.clearBrowserCookies", json!({})).await;
    window.open(link.as_str()).await;
    window.see("#mail-link-code").await;
    assert!(!window.has("#mail-link-form").await, "nobody is signed in here");
    window.look("mail-link-elsewhere").await;
    window.click("mail-link-deny").await;
    window.see("#mail-link-denied").await;
    window.look("mail-link-denied").await;
}

/// The same with script switched off, on one page with the password.
pub async fn without_script(stage: Stage) {
    let window = &stage.window;
    window.scripts(false).await;
    let one_page = |it: TenantPlan| plan(it).set("accounts", "one_page_sign_in", true);
    let tenant = stage.tenant(one_page).await;
    let (rp, alice) = (tenant.rp("app"), Person::named("alice"));
    let seen = tenant.mails_so_far(&alice.email);
    stage.depart(&rp, &[]).await;
    window.click("mail-sign-in").await;
    window.fill("username", &alice.username).await;
    window.click("mail-send").await;
    window.see("#mail-sent").await;
    let mail = tenant.mail_to(&alice.email, seen).await;
    window.fill("otp", &mail.code()).await;
    window.click("otp-submit").await;
    window.click("consent-allow").await;
    stage.arrived().await;
}
