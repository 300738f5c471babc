//! Reload, back, forward and a second tab on the pages beside the first: making an account, consent,
//! a forgotten password, the second step.
use super::second_step::code;
use crate::stage::Stage;
use crate::window::Window;
use latchkey_testkit::{Authenticator, Person};

/// Reloads the page, goes back to what matches `before`, and forward again; `css` is there each time.
pub async fn to_and_fro(window: &Window, css: &str, before: &str) {
    window.see(css).await;
    window.driver.refresh().await.expect("a reload");
    window.see(css).await;
    window.driver.back().await.expect("back");
    window.see(before).await;
    window.driver.forward().await.expect("forward");
    window.see(css).await;
}

/// Opens the page of this tab in a second one.
pub async fn twice(window: &Window) {
    let address = window.url().await;
    window.second_tab().await;
    window.open(address.as_str()).await;
}

/// Making an account.
pub async fn a_new_account(stage: Stage) {
    let window = &stage.window;
    let open = |plan: latchkey_testkit::TenantPlan| {
        plan.set("accounts", "sign_up", true).set("accounts", "require_verified_email", true)
    };
    let tenant = stage.tenant(open).await;
    stage.depart(&tenant.rp("app"), &[]).await;
    window.click("create-account").await;
    to_and_fro(window, "#signup-form", "#login-form").await;
    twice(window).await;
    window.see("#signup-form").await;
    window.fill("name", "Carol Example").await;
    window.fill("email", "carol@example.com").await;
    window.fill("username", "carol").await;
    window.fill("password", "four unlikely words together").await;
    window.click("signup-submit").await;
    // Back leads to the form, for a typing error in the address.
    to_and_fro(window, "#otp-form", "#signup-form").await;
    let mail = tenant.mail_to("carol@example.com", 0).await;
    window.fill("otp", &mail.code()).await;
    window.click("otp-submit").await;
    // There is nothing to go back to: the account is there, and she is signed in.
    to_and_fro(window, "#consent-form", "#consent-form").await;
    window.click("consent-allow").await;
    stage.arrived().await;
    window.first_tab().await;
    window.fill("name", "Carol Example").await;
    window.fill("email", "carol@example.com").await;
    window.fill("username", "carol").await;
    window.fill("password", "four unlikely words together").await;
    window.click("signup-submit").await;
    window.see("#already-done").await;
}

/// Consent, in two tabs.
pub async fn consent(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    stage.depart(&tenant.rp("app"), &[]).await;
    stage.sign_in(&Person::named("alice")).await;
    to_and_fro(window, "#consent-form", "#consent-form").await;
    twice(window).await;
    window.see("#consent-form").await;
    window.click("consent-allow").await;
    stage.arrived().await;
    window.first_tab().await;
    window.click("consent-deny").await;
    window.see("#already-done").await;

    // What was allowed once is not undone by a tab that was left open.
    stage.depart(&tenant.rp("app"), &[]).await;
    stage.arrived().await;
}

/// A forgotten password.
pub async fn a_forgotten_password(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    let alice = Person::named("alice");
    stage.depart(&rp, &[]).await;
    window.fill("username", &alice.username).await;
    window.click("login-submit").await;
    window.click("forgot-password").await;
    to_and_fro(window, "#forgot-form", "#password").await;
    window.fill("username", &alice.email).await;
    window.click("forgot-submit").await;
    window.see("#forgot-sent").await;
    let mail = tenant.mail_to(&alice.email, 0).await;
    // This page is the answer to a form: its reload sends that once more.
    window.driver.refresh().await.expect("a reload");
    window.see("#forgot-sent").await;
    let again = tenant.mail_to(&alice.email, 1).await;
    assert_ne!(mail.link(), again.link());
    window.driver.back().await.expect("back");
    window.see("#forgot-form").await;

    window.open(again.link().as_str()).await;
    to_and_fro(window, "#new-password-form", "#forgot-form").await;
    twice(window).await;
    window.see("#new-password-form").await;
    window.fill("new-password", "a quite different long one").await;
    window.click("new-password-submit").await;
    window.see("#password-changed").await;
    window.driver.back().await.expect("back");
    window.see("#reset-link-void").await;
    window.first_tab().await;
    window.fill("new-password", "another quite long one").await;
    window.click("new-password-submit").await;
    window.see("#reset-link-void").await;

    let renewed = Person { password: "a quite different long one".into(), ..alice };
    stage.depart(&rp, &[]).await;
    stage.sign_in(&renewed).await;
    window.see("#consent-form").await;
}

/// The second step: set up, and asked for in two tabs.
pub async fn the_second_step(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan.set("factors", "second_factor", "always")).await;
    let (rp, alice) = (tenant.rp("app"), Person::named("alice"));
    stage.depart(&rp, &[]).await;
    stage.sign_in(&alice).await;
    window.click("totp-by-hand").await;
    let key = window.text("#totp-key").await;
    to_and_fro(window, "#totp-qr", "#password").await;
    window.click("totp-by-hand").await;
    assert_eq!(window.text("#totp-key").await, key, "an app that was set up meanwhile is the one");
    let app = Authenticator::typed(&key);
    window.fill("otp", &code(&app, 0)).await;
    window.click("otp-submit").await;
    let nth = |n: usize| format!("#recovery-codes li:nth-child({n}) code");
    let saved = [window.text(&nth(1)).await, window.text(&nth(2)).await];
    to_and_fro(window, "#recovery-codes", "#recovery-codes").await;
    assert_eq!(window.text(&nth(2)).await, saved[1], "who prints them after a reload has them");
    window.click("recovery-codes-saved").await;
    window.click("consent-allow").await;
    stage.arrived().await;

    let to_the_step = async || {
        stage.depart(&rp, &[("prompt", "login")]).await;
        window.fill("password", &alice.password).await;
        window.click("login-submit").await;
        window.see("#way-recovery-code").await;
    };
    to_the_step().await;
    to_and_fro(window, "#otp", "#password").await;

    // A second tab with a request of its own does not disturb the first.
    window.second_tab().await;
    to_the_step().await;
    window.fill("otp", &code(&app, 1)).await;
    window.click("otp-submit").await;
    stage.arrived().await;
    window.first_tab().await;
    window.click("way-recovery-code").await;
    to_and_fro(window, "#way-totp", "#way-recovery-code").await;
    window.fill("otp", &saved[0]).await;
    window.click("otp-submit").await;
    stage.arrived().await;

    // The same request in two tabs.
    window.open("about:blank").await;
    to_the_step().await;
    window.click("way-recovery-code").await;
    window.see("#way-totp").await;
    twice(window).await;
    window.fill("otp", &saved[1]).await;
    window.click("otp-submit").await;
    stage.arrived().await;
    window.first_tab().await;
    window.fill("otp", &saved[1]).await;
    window.click("otp-submit").await;
    window.see("#already-done").await;
}
