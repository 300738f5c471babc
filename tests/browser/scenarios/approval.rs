//! Approving a sign-in in another browser: the window asks or approves, a browser by hand does the other.
use super::second_step::code;
use crate::stage::Stage;
use latchkey_testkit::{Authenticator, Browser, Person, RelyingParty, Tenant, TenantPlan};
use serde_json::json;

fn plan(plan: TenantPlan) -> TenantPlan {
    let allowed = json!(["passkey", "totp", "approval", "recovery_code"]);
    plan.set("factors", "allowed", allowed).set("factors", "approvals_hourly", 20)
}

/// Two factors, for apps that want them.
const TWO: (&str, &str) = ("acr_values", "urn:latchkey:acr:2fa");

/// A browser by hand in which alice has set up an app, and is at her account.
async fn at_home(tenant: &Tenant, rp: &RelyingParty) -> (Browser, Authenticator) {
    let (mut browser, alice) = (tenant.browser(), Person::named("alice"));
    browser.open(&rp.depart(&[TWO]).url).await;
    alice.sign_in(&mut browser).await;
    let app = Authenticator::typed(&browser.page().text("#totp-key"));
    browser.submit("otp-form", &[("otp", &code(&app, 0))]).await;
    browser.submit("recovery-codes-form", &[]).await;
    browser.open(format!("{}/account", tenant.issuer)).await;
    assert!(browser.page().has("#account-sections"), "{}", browser.page().html);
    (browser, app)
}

/// The window, at the page that asks.
async fn at_the_second_step(stage: &Stage, rp: &RelyingParty) {
    let (window, alice) = (&stage.window, Person::named("alice"));
    stage.depart(rp, &[("prompt", "login")]).await;
    window.see("#login-form").await;
    if window.has("#login-form input#password").await {
        // Whoever is signed in here is known by name.
        window.fill("password", &alice.password).await;
        window.click("login-submit").await;
    } else {
        stage.sign_in(&alice).await;
    }
    window.click("way-approval").await;
    window.see("#approval-form").await;
}

/// Types a number in the browser by hand.
async fn answer(home: &mut Browser, tenant: &Tenant, number: &str) {
    home.open(format!("{}/account/approve", tenant.issuer)).await;
    home.submit("approve-form", &[("number", number)]).await;
}

fn not(number: &str) -> &'static str {
    if number == "55" { "56" } else { "55" }
}

/// The window waits, and goes on by itself.
pub async fn asked_for(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(plan).await;
    let rp = tenant.rp("app");
    let (mut home, _) = at_home(&tenant, &rp).await;
    at_the_second_step(&stage, &rp).await;
    window.look("approval").await;
    window.click("approval-ask").await;
    let number = window.text("#approval-number").await;
    window.look("approval-waiting").await;
    answer(&mut home, &tenant, not(&number)).await;
    assert_eq!(home.page().status, 422);
    assert!(window.has("#approval-number").await, "it waits still");
    answer(&mut home, &tenant, &number).await;
    window.see("#consent-allow, #client").await;
    window.click_if_there("#consent-allow").await;
    stage.arrived().await;

    at_the_second_step(&stage, &rp).await;
    window.click("approval-ask").await;
    window.see("#approval-number").await;
    home.open(format!("{}/account/approve", tenant.issuer)).await;
    home.submit("approve-deny-form", &[]).await;
    window.gone("#approval-number").await;
    assert!(!window.has("#approval-form").await);
    window.look("approval-denied").await;
    at_the_second_step(&stage, &rp).await;
    window.click("approval-ask").await;
    window.see("#form-error").await;
    window.look("approval-too-often").await;
}

/// The window approves, mistypes, refuses.
pub async fn given(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(plan).await;
    let (rp, alice) = (tenant.rp("app"), Person::named("alice"));
    stage.depart(&rp, &[TWO]).await;
    stage.sign_in(&alice).await;
    window.click("totp-by-hand").await;
    let app = Authenticator::typed(&window.text("#totp-key").await);
    window.fill("otp", &code(&app, 0)).await;
    window.click("otp-submit").await;
    window.click("recovery-codes-saved").await;
    window.click("consent-allow").await;
    stage.arrived().await;
    window.open(&format!("{}/account/approve", tenant.issuer)).await;
    window.look("approve-none").await;

    let mut browser = tenant.browser();
    let ask = async |browser: &mut Browser| {
        browser.open(&rp.depart(&[]).url).await;
        alice.sign_in(browser).await;
        browser.follow("#way-approval").await;
        browser.submit("approval-form", &[]).await;
        browser.page().text("#approval-number")
    };
    let number = ask(&mut browser).await;
    window.open(&format!("{}/account", tenant.issuer)).await;
    window.see("#approve-waits").await;
    window.look("approve-waits").await;
    window.click("to-approve").await;
    window.see("#approve-form").await;
    window.look("approve").await;
    window.fill("number", not(&number)).await;
    window.click("approve-submit").await;
    window.see("#form-error").await;
    assert_eq!(window.focused().await, "number");
    window.look("approve-wrong").await;
    window.fill("number", &number).await;
    window.click("approve-submit").await;
    window.gone("#approve-form").await;
    window.look("approve-approved").await;
    let page = browser.reload().await;
    assert!(page.is_outside || page.has("#consent-form"), "{}", page.html);

    let mut other = tenant.browser();
    ask(&mut other).await;
    window.open(&format!("{}/account/approve", tenant.issuer)).await;
    window.click("approve-deny").await;
    window.see("#to-password").await;
    window.look("approve-denied").await;
    assert!(!other.reload().await.has("#approval-number"));
}

/// The same with script switched off: the page comes back by itself.
pub async fn without_script(stage: Stage) {
    let window = &stage.window;
    window.scripts(false).await;
    let tenant = stage.tenant(plan).await;
    let rp = tenant.rp("app");
    let (mut home, _) = at_home(&tenant, &rp).await;
    at_the_second_step(&stage, &rp).await;
    window.click("approval-ask").await;
    let number = window.text("#approval-number").await;
    answer(&mut home, &tenant, &number).await;
    window.see("#consent-allow, #client").await;
    window.click_if_there("#consent-allow").await;
    stage.arrived().await;
}
