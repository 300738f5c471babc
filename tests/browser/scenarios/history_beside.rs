//! Reload, back, forward and a second tab where a sign-in takes more than a password, and beside it:
//! another password, terms, an address, an invitation, the list of accounts, signing out.
use super::history_of_steps::{to_and_fro, twice};
use crate::stage::Stage;
use latchkey_testkit::Person;
use serde_json::{Value, json};

/// Another password, then the terms, each in two tabs.
pub async fn what_the_tenant_demands(stage: Stage) {
    let window = &stage.window;
    let demanding = |plan: latchkey_testkit::TenantPlan| {
        plan.set("terms", "version", "2027-01")
            .set("terms", "uri", "https://example.com/terms")
            .person("carol", json!({"must_change_password": true}))
    };
    let tenant = stage.tenant(demanding).await;
    let (rp, carol) = (tenant.rp("app"), Person::named("carol"));
    stage.depart(&rp, &[]).await;
    stage.sign_in(&carol).await;
    to_and_fro(window, "#choose-password-form", "#choose-password-form, #login-form").await;
    twice(window).await;
    window.fill("new-password", "a quite different long one").await;
    window.click("choose-password-submit").await;
    to_and_fro(window, "#terms-form", "#terms-form, #choose-password-form").await;

    // The first tab is asked what is asked now.
    window.first_tab().await;
    window.driver.refresh().await.expect("a reload");
    window.see("#terms-form").await;
    twice(window).await;
    window.click("terms-accept").await;
    window.click("consent-allow").await;
    stage.arrived().await;
    window.first_tab().await;
    window.click("terms-accept").await;
    window.see("#already-done").await;
}

/// An address of somebody who has none.
pub async fn an_address(stage: Stage) {
    let window = &stage.window;
    let strict = |plan: latchkey_testkit::TenantPlan| {
        let nothing = json!({"email": Value::Null, "email_verified": Value::Null});
        plan.set("accounts", "require_verified_email", true).person("dora", nothing)
    };
    let tenant = stage.tenant(strict).await;
    stage.depart(&tenant.rp("app"), &[]).await;
    stage.sign_in(&Person::named("dora")).await;
    to_and_fro(window, "#email-form", "#email-form, #login-form").await;
    window.look("give-email").await;
    twice(window).await;
    window.fill("email", "dora@example.org").await;
    window.click("email-submit").await;
    window.see("#otp-form").await;
    tenant.mail_to("dora@example.org", 0).await;

    // In the first tab the address may still be another one; what was done is done.
    window.first_tab().await;
    window.driver.refresh().await.expect("a reload");
    window.see("#email-form").await;
    twice(window).await;
    window.fill("email", "dora@example.org").await;
    window.click("email-submit").await;
    window.see("#otp-form").await;
    let mail = tenant.mail_to("dora@example.org", 1).await;
    window.fill("otp", &mail.code()).await;
    window.click("otp-submit").await;
    window.click("consent-allow").await;
    stage.arrived().await;
    window.first_tab().await;
    window.fill("email", "somebody@example.org").await;
    window.click("email-submit").await;
    window.see("#already-done").await;
}

/// An invitation, in two tabs.
pub async fn an_invitation(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let address = format!("{}@example.net", tenant.group);
    let invite = ["person", "invite", &tenant.group, "--email", &address];
    let made = stage.op.cli(&invite).await;
    assert!(made.status.success(), "{made:?}");
    let mail = tenant.mail_to(&address, 0).await;
    window.open(mail.link().as_str()).await;
    window.see("#invitation-form").await;
    window.look("invitation").await;
    window.driver.refresh().await.expect("a reload");
    window.see("#invitation-form").await;
    twice(window).await;
    window.fill("name", "Carol Example").await;
    window.fill("password", "four unlikely words together").await;
    window.click("invitation-submit").await;
    window.see("#invitation-done").await;
    window.look("invitation-done").await;

    window.first_tab().await;
    window.fill("name", "Carol Example").await;
    window.fill("password", "four unlikely words together").await;
    window.click("invitation-submit").await;
    window.gone("#invitation-form").await;
    let title = window.text("#page-title").await;
    window.driver.refresh().await.expect("a reload");
    assert_eq!(window.text("#page-title").await, title, "used up, before and after");
}

/// The list of accounts, and signing out, in two tabs.
pub async fn accounts_and_leaving(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    stage.alice_is_signed_in(&rp).await;
    stage.depart(&rp, &[("prompt", "select_account")]).await;
    window.see("#account-list").await;
    window.click("use-other-account").await;
    to_and_fro(window, "#login-form", "#account-list").await;
    window.driver.back().await.expect("back");
    window.see("#account-list").await;
    twice(window).await;
    window.click("account-1").await;
    stage.arrived().await;
    window.first_tab().await;
    window.click("account-1").await;
    window.see("#already-done").await;

    window.open(&format!("{}/session/end?client_id=app", tenant.issuer)).await;
    to_and_fro(window, "#logout-form", "#already-done").await;
    twice(window).await;
    window.click("logout-confirm").await;
    window.see("#logout-done").await;
    window.driver.back().await.expect("back");
    window.see("h1#page-title").await;
    assert!(!window.has("#error-page").await, "what is done is no error");
    window.first_tab().await;
    window.click("logout-confirm").await;
    window.see("h1#page-title").await;
    assert!(!window.has("#error-page").await, "{}", window.text("main").await);
}
