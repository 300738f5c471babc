//! Everything for the second step is lost: asked for, stopped, asked for again, finished.
use super::second_step::code;
use crate::stage::Stage;
use crate::window::Window;
use latchkey_testkit::{Authenticator, Browser, Person, Tenant, TenantPlan};
use serde_json::json;

fn plan(plan: TenantPlan) -> TenantPlan {
    let recovery = json!({"enabled": true, "pause": 0, "approve_in_session": true});
    plan.set("accounts", "recovery", recovery)
}

/// A browser by hand in which alice has set up an app, and is signed in.
async fn at_home(tenant: &Tenant) -> Browser {
    let (mut browser, alice) = (tenant.browser(), Person::named("alice"));
    let two = ("acr_values", "urn:latchkey:acr:2fa");
    browser.open(&tenant.rp("app").depart(&[two]).url).await;
    alice.sign_in(&mut browser).await;
    let app = Authenticator::typed(&browser.page().text("#totp-key"));
    browser.submit("otp-form", &[("otp", &code(&app, 0))]).await;
    browser.submit("recovery-codes-form", &[]).await;
    browser
}

/// The window asks to get back in.
async fn ask(stage: &Stage, tenant: &Tenant, is_shown: bool) {
    let window = &stage.window;
    stage.depart(&tenant.rp("app"), &[]).await;
    stage.sign_in(&Person::named("alice")).await;
    window.click("way-lost").await;
    window.see("#recovery-effects").await;
    shown(window, is_shown, "lost-factors").await;
    window.click("recovery-submit").await;
    window.gone("#recovery-form").await;
    shown(window, is_shown, "lost-factors-waiting").await;
}

/// What judges a page is a script itself.
async fn shown(window: &Window, is_shown: bool, name: &str) {
    if is_shown {
        window.look(name).await;
    }
}

/// Asks, stops it from the mail, asks again, is let through by an operator, and comes back.
async fn all_of_it(stage: &Stage, is_shown: bool) {
    let window = &stage.window;
    let tenant = stage.tenant(plan).await;
    let alice = Person::named("alice");
    let mut home = at_home(&tenant).await;
    ask(stage, &tenant, is_shown).await;
    let stop = tenant.link_to(&alice.email, "/stoprecovery?code=").await;
    window.open(stop.as_str()).await;
    window.see("#recovery-asked").await;
    shown(window, is_shown, "recovery-stop").await;
    window.click("recovery-stop").await;
    window.see("#recovery-stopped").await;
    shown(window, is_shown, "recovery-stopped").await;
    window.open(stop.as_str()).await;
    window.see("#recovery-void").await;

    ask(stage, &tenant, is_shown).await;
    home.open(format!("{}/account", tenant.issuer)).await;
    assert!(home.page().has("#recovery-waits"), "{}", home.page().html);
    let approve = ["person", "recovery", "approve", &tenant.group, "alice"];
    let done = stage.op.cli(&approve).await;
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let finish = tenant.link_to(&alice.email, "/finishrecovery?code=").await;
    window.open(finish.as_str()).await;
    window.see("#recovery-effects").await;
    shown(window, is_shown, "recovery-finish").await;
    window.click("recovery-finish").await;
    window.see("#recovery-finished").await;
    shown(window, is_shown, "recovery-finished").await;
    window.click("recovery-password").await;
    let renewed = Person { password: "a quite different long one".into(), ..alice };
    window.fill("new-password", &renewed.password).await;
    window.click("new-password-submit").await;
    window.gone("#new-password").await;
    home.open(format!("{}/account", tenant.issuer)).await;
    assert!(home.page().has("#login-form"), "signed out: {}", home.page().html);
    stage.depart(&tenant.rp("app"), &[]).await;
    stage.sign_in(&renewed).await;
    window.see("#consent-allow, #client").await;
    window.click_if_there("#consent-allow").await;
    stage.arrived().await;
}

/// As people meet it.
pub async fn asked_stopped_and_finished(stage: Stage) {
    all_of_it(&stage, true).await;
}

/// The same with script switched off.
pub async fn without_script(stage: Stage) {
    stage.window.scripts(false).await;
    all_of_it(&stage, false).await;
}

/// The window is where alice is signed in: every page says so, with a button.
pub async fn at_the_account(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(plan).await;
    let alice = Person::named("alice");
    stage.depart(&tenant.rp("app"), &[("acr_values", "urn:latchkey:acr:2fa")]).await;
    stage.sign_in(&alice).await;
    window.click("totp-by-hand").await;
    let app = Authenticator::typed(&window.text("#totp-key").await);
    window.fill("otp", &code(&app, 0)).await;
    window.click("otp-submit").await;
    window.click("recovery-codes-saved").await;
    window.click("consent-allow").await;
    stage.arrived().await;

    let mut lost = tenant.browser();
    lost.open(&tenant.rp("app").depart(&[]).url).await;
    alice.sign_in(&mut lost).await;
    lost.follow("#way-lost").await;
    lost.submit("recovery-form", &[]).await;
    window.open(&format!("{}/account", tenant.issuer)).await;
    window.see("#recovery-waits").await;
    window.look("recovery-waits").await;
    window.click("to-recovery").await;
    window.see("#recovery-approve").await;
    window.look("account-recovery").await;

    stage.depart(&tenant.rp("app"), &[("prompt", "login")]).await;
    window.fill("password", &alice.password).await;
    window.click("login-submit").await;
    window.fill("otp", &code(&app, 1)).await;
    window.click("otp-submit").await;
    window.see("#recovery-keep").await;
    window.look("recovery-asked").await;
    window.click("recovery-keep").await;
    stage.arrived().await;

    window.open(&format!("{}/account", tenant.issuer)).await;
    window.click("recovery-waits-stop").await;
    window.see("#to-password").await;
    window.look("account-recovery-stopped").await;
    assert!(!window.has("#recovery-waits").await);
}
