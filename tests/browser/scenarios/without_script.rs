//! The same errands with script switched off.
use crate::stage::Stage;
use latchkey_testkit::Person;

/// Sign in, refuse, choose.
pub async fn sign_in(stage: Stage) {
    let window = &stage.window;
    window.scripts(false).await;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    stage.depart(&rp, &[]).await;
    window.see("#login-form").await;
    window.click("login-cancel").await;
    stage.refused("access_denied").await;

    stage.depart(&rp, &[]).await;
    window.fill("username", "alice").await;
    window.click("login-submit").await;
    window.fill("password", "wrong").await;
    window.click("login-submit").await;
    window.see("#login-error").await;
    assert!(!window.see(".reveal").await.is_displayed().await.expect("a button"), "needs script");
    window.fill("password", &Person::named("alice").password).await;
    window.click("login-submit").await;
    window.click("consent-allow").await;
    stage.arrived().await;

    stage.depart(&rp, &[("prompt", "select_account")]).await;
    window.click("account-1").await;
    stage.arrived().await;

    stage.depart(&rp, &[("prompt", "select_account")]).await;
    window.click("remove-1").await;
    window.see("#account-removed[role=status]").await;
}

/// An error page, and consent refused.
pub async fn refusals(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    window.scripts(false).await;
    stage.depart(&rp, &[("redirect_uri", "https://evil.example/")]).await;
    window.see("#error-page").await;
    assert!(!window.text("#error-reference").await.is_empty());
    window.click("for-developer summary").await;
    assert!(window.see("#error-code").await.is_displayed().await.expect("a word"));

    stage.depart(&rp, &[]).await;
    stage.sign_in(&Person::named("alice")).await;
    window.click("consent-deny").await;
    stage.refused("access_denied").await;
}

/// Create an account, with the code from the mail.
pub async fn account(stage: Stage) {
    let window = &stage.window;
    window.scripts(false).await;
    let tenant = stage
        .tenant(|plan| {
            plan.set("accounts", "sign_up", true).set("accounts", "require_verified_email", true)
        })
        .await;
    stage.depart(&tenant.rp("app"), &[]).await;
    window.click("create-account").await;
    window.fill("name", "Dora").await;
    window.fill("email", "dora@example.com").await;
    window.fill("password", "four unlikely words together").await;
    window.click("signup-submit").await;
    let mail = tenant.mail_to("dora@example.com", 0).await;
    window.fill("otp", &mail.code()).await;
    window.click("otp-submit").await;
    window.click("consent-allow").await;
    stage.arrived().await;
}

/// A forgotten password.
pub async fn password(stage: Stage) {
    let window = &stage.window;
    window.scripts(false).await;
    let tenant = stage.tenant(|plan| plan).await;
    let alice = Person::named("alice");
    window.open(&format!("{}/forgotpassword", tenant.issuer)).await;
    window.fill("username", &alice.username).await;
    window.click("forgot-submit").await;
    window.see("#forgot-sent").await;
    let mail = tenant.mail_to(&alice.email, 0).await;
    window.open(mail.link().as_str()).await;
    window.fill("new-password", "a quite different long one").await;
    window.click("new-password-submit").await;
    window.see("#password-changed").await;
}

/// Sign out.
pub async fn sign_out(stage: Stage) {
    let window = &stage.window;
    window.scripts(false).await;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    stage.alice_is_signed_in(&rp).await;
    window.open(&format!("{}/session/end", tenant.issuer)).await;
    window.click("logout-confirm").await;
    window.see("#logout-done").await;
    stage.depart(&rp, &[("prompt", "none")]).await;
    stage.refused("login_required").await;
}
