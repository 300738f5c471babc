//! Somebody got in: the owner locks the account from a mail, and comes back.
use super::passkeys::Device;
use crate::stage::Stage;
use latchkey_testkit::{Mail, Person, Tenant, TenantPlan};
use url::Url;

const EMAIL: &str = "carol@example.com";
const PASSWORD: &str = "four unlikely words together";

/// An account is made, an intruder who knows its password adds a passkey, and the mail about it undoes
/// all of that.
pub async fn from_a_mail(stage: Stage) {
    let window = &stage.window;
    let open = |plan: TenantPlan| {
        plan.set("accounts", "sign_up", true).set("accounts", "require_verified_email", true)
    };
    let tenant = stage.tenant(open).await;
    let rp = tenant.rp("app");
    stage.depart(&rp, &[]).await;
    window.click("create-account").await;
    window.fill("name", "Carol Example").await;
    window.fill("email", EMAIL).await;
    window.fill("username", "carol").await;
    window.fill("password", PASSWORD).await;
    window.click("signup-submit").await;
    window.see("#otp-form").await;
    window.fill("otp", &tenant.mail_to(EMAIL, 0).await.code()).await;
    window.click("otp-submit").await;
    window.click("consent-allow").await;
    stage.arrived().await;

    // Another browser.
    window.cdp("Network.clearBrowserCookies", serde_json::json!({})).await;
    let security = format!("{}/account/security", rp.issuer);
    let device = Device::new(window).await;
    device.answers(false).await;
    window.open(&security).await;
    let carol =
        Person { username: "carol".into(), password: PASSWORD.into(), ..Person::named("alice") };
    stage.sign_in(&carol).await;
    window.see("#not-now, #method-list").await;
    device.answers(true).await;
    window.click("passkey-start").await;
    window.see("#recovery-codes").await;
    window.click("recovery-codes-saved").await;
    window.see("#passkey-list").await;
    assert_eq!(device.credentials().await.len(), 1);

    // The code, the new browser, the passkey.
    let notice = lock_link(&tenant.mail_to(EMAIL, 2).await);
    window.second_tab().await;
    for _ in 0..2 {
        window.open(notice.as_str()).await;
        window.see("#lock-form").await;
    }
    window.look("lock").await;
    window.click("lock-submit").await;
    window.see("#unlock-now").await;
    window.look("lock-done").await;
    window.open(notice.as_str()).await;
    window.see("#lock-void").await;
    window.first_tab().await;
    device.answers(false).await;
    window.open(&security).await;
    window.see("#login-form").await;
    device.answers(true).await;
    if window.has("#passkey-login").await
        && window.see("#passkey-login").await.click().await.is_err()
    {
        // Autofill was faster.
    }
    window.see("#login-error").await;
    device.remove().await;
    come_back(&stage, &tenant, &carol).await;
}

/// By way of "Forgot password?", for the old one is gone.
async fn come_back(stage: &Stage, tenant: &Tenant, carol: &Person) {
    let (window, rp) = (&stage.window, tenant.rp("app"));
    window.cdp("Network.clearBrowserCookies", serde_json::json!({})).await;
    stage.depart(&rp, &[]).await;
    stage.sign_in(carol).await;
    window.see("#login-error").await;
    window.click("forgot-password").await;
    window.fill("username", EMAIL).await;
    window.click("forgot-submit").await;
    window.see("#forgot-sent").await;
    window.open(tenant.mail_to(EMAIL, 4).await.link().as_str()).await;
    window.see("#unlock-form").await;
    window.look("unlock").await;
    window.fill("new-password", "12345678").await;
    window.click("unlock-submit").await;
    window.see("#form-error").await;
    window.look("unlock-weak").await;
    let renewed = Person { password: "a quite different long one".into(), ..carol.clone() };
    window.fill("new-password", &renewed.password).await;
    window.click("unlock-submit").await;
    window.see("#unlocked").await;
    window.look("unlocked").await;
    stage.depart(&rp, &[]).await;
    stage.sign_in(&renewed).await;
    stage.arrived().await;
}

fn lock_link(mail: &Mail) -> Url {
    let link = mail.text.split_whitespace().find(|word| word.contains("/lockaccount?code="));
    Url::parse(link.expect("a link")).expect("an address")
}

/// The same button in one's own pages, with script switched off.
pub async fn without_script(stage: Stage) {
    let window = &stage.window;
    window.scripts(false).await;
    let tenant = stage.tenant(|plan| plan).await;
    let security = format!("{}/account/security", tenant.rp("app").issuer);
    window.open(&security).await;
    let alice = Person::named("alice");
    window.fill("username", &alice.username).await;
    window.click("login-submit").await;
    window.fill("password", &alice.password).await;
    window.click("login-submit").await;
    window.click("to-lock").await;
    window.see("#account-back").await;
    window.click("lock-submit").await;
    window.see("#lock-done").await;
    window.open(&security).await;
    window.see("#login-form").await;
}
