//! A forgotten password.
use crate::stage::Stage;
use latchkey_testkit::Person;

/// Asked for, mailed, set, and the old one is over.
pub async fn by_mail(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    let alice = Person::named("alice");
    stage.depart(&rp, &[]).await;
    window.fill("username", &alice.username).await;
    window.click("login-submit").await;
    window.click("forgot-password").await;
    window.see("#forgot-form").await;
    window.look("forgot-password").await;

    window.fill("username", "nobody@example.com").await;
    window.click("forgot-submit").await;
    window.see("#forgot-sent").await;
    window.click("try-again").await;
    window.fill("username", &alice.email).await;
    window.click("forgot-submit").await;
    window.see("#forgot-sent").await;
    window.look("forgot-password-sent").await;

    let mail = tenant.mail_to(&alice.email, 0).await;
    for _ in 0..2 {
        window.open(mail.link().as_str()).await;
        window.see("#new-password-form").await;
    }
    window.look("new-password").await;
    window.fill("new-password", "12345678").await;
    window.click("new-password-submit").await;
    window.see("#form-error").await;
    window.look("new-password-weak").await;
    let renewed = Person { password: "a quite different long one".into(), ..alice.clone() };
    window.fill("new-password", &renewed.password).await;
    window.click("new-password-submit").await;
    window.see("#password-changed").await;
    window.look("password-changed").await;
    window.open(mail.link().as_str()).await;
    window.see("#reset-link-void").await;
    assert!(!window.has("#new-password-form").await, "it works once");
    window.look("reset-link-void").await;

    window.cdp("Network.clearBrowserCookies", serde_json::json!({})).await;
    stage.depart(&rp, &[]).await;
    stage.sign_in(&alice).await;
    window.see("#login-error").await;
    window.fill("password", &renewed.password).await;
    window.click("login-submit").await;
    window.click("consent-allow").await;
    stage.arrived().await;
}
