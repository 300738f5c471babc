//! The second step of a sign-in: set up, used, lost.
use crate::stage::Stage;
use latchkey_testkit::{Authenticator, Person, unix_now};

/// The code that a phone shows; `steps` half minutes later, which is close enough.
fn code(app: &Authenticator, steps: i64) -> String {
    app.code_at(i64::try_from(unix_now()).expect("a time") + 30 * steps)
}

/// Everybody needs a second step: set up an app, save the codes, sign in with the one and the
/// other.
pub async fn set_up_and_used(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan.set("factors", "second_factor", "always")).await;
    let (rp, alice) = (tenant.rp("app"), Person::named("alice"));
    stage.depart(&rp, &[]).await;
    stage.sign_in(&alice).await;
    window.see("#totp-qr").await;
    window.look("enrol-totp").await;
    window.click("totp-by-hand").await;
    let app = Authenticator::typed(&window.text("#totp-key").await);
    window.fill("otp", "000000").await;
    window.click("otp-submit").await;
    window.see("#form-error").await;
    window.fill("otp", &code(&app, 0)).await;
    window.click("otp-submit").await;
    window.see("#recovery-codes").await;
    window.look("recovery-codes").await;
    let saved = window.text("#recovery-codes li code").await;
    assert!(window.see("#recovery-codes-print").await.is_displayed().await.expect("a button"));
    window.click("recovery-codes-saved").await;
    window.click("consent-allow").await;
    stage.arrived().await;

    stage.depart(&rp, &[("prompt", "login")]).await;
    window.fill("password", &alice.password).await;
    window.click("login-submit").await;
    window.see("#other-ways").await;
    assert_eq!(window.focused().await, "otp");
    window.look("totp").await;
    window.fill("otp", "000000").await;
    window.click("otp-submit").await;
    window.see("#form-error").await;
    window.look("totp-wrong").await;
    window.fill("otp", &code(&app, 1)).await;
    window.click("otp-submit").await;
    stage.arrived().await;

    stage.depart(&rp, &[("prompt", "login")]).await;
    window.fill("password", &alice.password).await;
    window.click("login-submit").await;
    window.click("way-recovery-code").await;
    window.see("#way-totp").await;
    window.look("recovery-code").await;
    window.fill("otp", &saved).await;
    window.click("otp-submit").await;
    stage.arrived().await;
}

/// The same with script switched off; an app asks for it.
pub async fn without_script(stage: Stage) {
    let window = &stage.window;
    window.scripts(false).await;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    stage.depart(&rp, &[]).await;
    stage.sign_in(&Person::named("alice")).await;
    window.click("consent-allow").await;
    stage.arrived().await;

    stage.depart(&rp, &[("acr_values", "urn:latchkey:acr:2fa")]).await;
    window.click("totp-by-hand").await;
    let app = Authenticator::typed(&window.text("#totp-key").await);
    window.fill("otp", &code(&app, 0)).await;
    window.click("otp-submit").await;
    let print = window.see("#recovery-codes-print").await;
    assert!(!print.is_displayed().await.expect("a button"), "needs script");
    window.click("recovery-codes-saved").await;
    stage.arrived().await;
}
