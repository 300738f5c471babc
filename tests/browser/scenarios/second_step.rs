//! The second step of a sign-in: set up, used, lost.
use crate::stage::Stage;
use latchkey_testkit::{Authenticator, Person, TenantPlan, unix_now};
use std::time::Duration;

/// The code that a phone shows; `steps` half minutes later, which is close enough.
pub fn code(app: &Authenticator, steps: i64) -> String {
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

/// A code that is mailed: asked for, wrong, sent anew, right; then beside the other ways.
pub async fn by_mail(stage: Stage) {
    let window = &stage.window;
    let allowed = serde_json::json!(["recovery_code", "email"]);
    let plan = |plan: TenantPlan| plan.set("factors", "second_factor", "always");
    let mut tenant = stage.tenant(plan).await;
    let (rp, alice) = (tenant.rp("app"), Person::named("alice"));
    let bob = Person::named("bob");
    stage.depart(&rp, &[]).await;
    stage.sign_in(&alice).await;
    window.click("totp-by-hand").await;
    let app = Authenticator::typed(&window.text("#totp-key").await);
    window.fill("otp", &code(&app, 0)).await;
    window.click("otp-submit").await;
    window.click("recovery-codes-saved").await;
    window.click("consent-allow").await;
    stage.arrived().await;
    let with_mail = tenant.plan().clone().set("factors", "allowed", allowed);
    tenant.change(&with_mail.set("branding", "display_name", "Southwind")).await;

    // Bob has nothing but his mailbox.
    window.cdp("Network.clearBrowserCookies", serde_json::json!({})).await;
    stage.depart(&rp, &[]).await;
    // The provider hears of the change by itself, in a moment.
    let mut tick = tokio::time::interval(Duration::from_millis(50));
    for _ in 0..200 {
        if window.text("body").await.contains("Southwind") {
            break;
        }
        tick.tick().await;
        window.driver.refresh().await.expect("a reload");
    }
    stage.sign_in(&bob).await;
    window.see("#otp-send").await;
    assert!(!window.has("#other-ways").await, "there is no other way");
    let lead = window.text(".lead").await;
    assert!(lead.contains("b•••@example.com"), "{lead}");
    window.look("email-code").await;
    window.click("otp-send").await;
    window.see("#otp").await;
    window.look("email-code-sent").await;
    let first = tenant.mail_to(&bob.email, 0).await.code();
    let wrong = if first == "000000" { "111111" } else { "000000" };
    window.fill("otp", wrong).await;
    window.click("otp-submit").await;
    window.see("#form-error").await;
    assert_eq!(window.focused().await, "otp");
    window.look("email-code-wrong").await;
    window.click("otp-resend").await;
    window.see(".notice-well").await;
    window.look("email-code-again").await;
    let second = tenant.mail_to(&bob.email, 1).await.code();
    window.fill("otp", &second).await;
    window.click("otp-submit").await;
    window.click("consent-allow").await;
    stage.arrived().await;

    // Alice has saved codes too; each way leads to the other.
    window.cdp("Network.clearBrowserCookies", serde_json::json!({})).await;
    stage.depart(&rp, &[]).await;
    stage.sign_in(&alice).await;
    window.see("#otp-send").await;
    window.see("#way-recovery-code").await;
    window.look("email-code-and-another-way").await;
    window.click("otp-send").await;
    window.see("#otp").await;
    window.click("way-recovery-code").await;
    window.click("way-email").await;
    window.see("#otp-resend").await;
    let mailed = tenant.mail_to(&alice.email, 1).await.code();
    window.fill("otp", &mailed).await;
    window.click("otp-submit").await;
    stage.arrived().await;
}

/// A number: set up at the account, asked for in a sign-in, removed.
pub async fn by_text_message(stage: Stage) {
    let window = &stage.window;
    let allowed = serde_json::json!(["totp", "sms", "recovery_code"]);
    let tenant = stage.tenant(|plan| plan.set("factors", "allowed", allowed)).await;
    let (rp, alice) = (tenant.rp("app"), Person::named("alice"));
    // Each run has a number of its own.
    let number = format!("+4477{:08}", unix_now() % 100_000_000);
    stage.alice_is_signed_in(&rp).await;
    window.open(&format!("{}/account/security", rp.issuer)).await;
    window.click("sms-set-up").await;
    window.see("#phone-form").await;
    window.look("account-security-sms").await;
    window.fill("phone", "07700 900112").await;
    window.click("phone-submit").await;
    window.see("#form-error").await;
    window.look("account-security-sms-wrong").await;
    window.fill("phone", &number).await;
    window.click("phone-submit").await;
    window.see("#otp").await;
    window.look("verify-phone").await;
    window.fill("otp", &tenant.text_to(&number, 0).await.code()).await;
    window.click("otp-submit").await;
    window.see("#recovery-codes").await;
    window.click("recovery-codes-saved").await;
    window.see("#account-done").await;
    window.look("account-security-sms-held").await;

    stage.depart(&rp, &[("prompt", "login")]).await;
    window.fill("password", &alice.password).await;
    window.click("login-submit").await;
    window.see("#otp-send").await;
    window.look("sms-code-unsent").await;
    window.click("otp-send").await;
    window.see("#otp").await;
    window.look("sms-code").await;
    assert_eq!(window.focused().await, "otp");
    window.fill("otp", &tenant.text_to(&number, 1).await.code()).await;
    window.click("otp-submit").await;
    stage.arrived().await;

    window.open(&format!("{}/account/security", rp.issuer)).await;
    window.click("sms-remove-fold").await;
    window.look("account-security-sms-removal").await;
    window.click("sms-remove").await;
    window.see("#account-done").await;
    window.see("#sms-set-up").await;
}

/// At one's own account: set up, new codes, removed.
pub async fn at_the_account(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    stage.alice_is_signed_in(&rp).await;
    window.open(&format!("{}/account/security", rp.issuer)).await;
    window.look("account-security-none").await;
    window.click("totp-set-up").await;
    window.see("#totp-qr").await;
    window.look("account-security-totp").await;
    window.click("totp-by-hand").await;
    let app = Authenticator::typed(&window.text("#totp-key").await);
    window.fill("otp", &code(&app, 0)).await;
    window.click("otp-submit").await;
    window.see("#recovery-codes").await;
    window.click("recovery-codes-saved").await;
    window.see("#account-done").await;
    window.click("codes-renew").await;
    window.see("#recovery-codes").await;
    window.look("account-security-codes").await;
    window.click("recovery-codes-saved").await;
    window.see("#method-recovery-codes").await;
    window.look("account-security").await;
    window.click("totp-remove-fold").await;
    window.look("account-security-removal").await;
    window.click("totp-remove").await;
    window.see("#account-done").await;
    window.see("#totp-set-up").await;
}

/// Not asked again in this browser, which shows its cookie to our own pages; asked at the account.
pub async fn remembered(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let (rp, alice) = (tenant.rp("app"), Person::named("alice"));
    stage.depart(&rp, &[("acr_values", "urn:latchkey:acr:2fa")]).await;
    stage.sign_in(&alice).await;
    window.click("totp-by-hand").await;
    let app = Authenticator::typed(&window.text("#totp-key").await);
    window.fill("otp", &code(&app, 0)).await;
    window.click("otp-submit").await;
    window.click("recovery-codes-saved").await;
    window.click("consent-allow").await;
    stage.arrived().await;

    for is_remembered in [false, true] {
        window.open(&format!("{}/session/end", tenant.issuer)).await;
        window.click("logout-confirm").await;
        window.see("#logout-done").await;
        stage.depart(&rp, &[]).await;
        stage.sign_in(&alice).await;
        if !is_remembered {
            let tick = window.see("#remember").await;
            assert!(!tick.is_selected().await.expect("a box"), "nobody ticks it for her");
            window.click("remember").await;
            window.look("totp-remember").await;
            window.fill("otp", &code(&app, 1)).await;
            window.click("otp-submit").await;
        }
        stage.arrived().await;
    }

    window.open(&format!("{}/account/security", rp.issuer)).await;
    window.click("way-recovery-code").await;
    window.see("#otp").await;
    window.click("way-totp").await;
    window.see("#otp").await;
    assert!(!window.has("#remember").await, "one's own account asks each time");
}

/// The same with script switched off; an app asks for it.
pub async fn without_script(stage: Stage) {
    let window = &stage.window;
    window.scripts(false).await;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    stage.depart(&rp, &[]).await;
    let alice = Person::named("alice");
    stage.sign_in(&alice).await;
    window.click("consent-allow").await;
    stage.arrived().await;

    // An app is set up in a sign-in of its own.
    stage.depart(&rp, &[("acr_values", "urn:latchkey:acr:2fa")]).await;
    window.fill("password", &alice.password).await;
    window.click("login-submit").await;
    window.click("totp-by-hand").await;
    let app = Authenticator::typed(&window.text("#totp-key").await);
    window.fill("otp", &code(&app, 0)).await;
    window.click("otp-submit").await;
    let print = window.see("#recovery-codes-print").await;
    assert!(!print.is_displayed().await.expect("a button"), "needs script");
    window.click("recovery-codes-saved").await;
    stage.arrived().await;
}
