//! What an import changes while the provider runs.
use latchkey_testkit::{Browser, Op, Person, RelyingParty, TenantPlan};
use serde_json::json;

/// What a request without a page comes back with, where it is not a code.
async fn refusal(browser: &mut Browser, rp: &RelyingParty) -> Option<String> {
    browser.open(&rp.depart(&[("prompt", "none")]).url).await.query("error")
}

/// Security: who was let in for reading a mailbox is not let in any more once the account has another
/// one; a session that began with the password goes on.
#[tokio::test]
async fn another_address_ends_what_was_begun_by_mail() {
    for op in Op::on_every_store().await {
        let plan = TenantPlan::usual().set("factors", "mail_sign_in", true);
        let tenant = op.tenant(&plan).await;
        let (rp, alice) = (tenant.rp("app"), Person::named("alice"));
        let mut by_password = tenant.browser();
        by_password.open(&rp.depart(&[]).url).await;
        alice.sign_in_and_allow(&mut by_password).await;

        let mut by_mail = tenant.browser();
        by_mail.open(&rp.depart(&[]).url).await;
        by_mail.submit("login-form", &[("username", &alice.username)]).await;
        let seen = tenant.mails_so_far(&alice.email);
        by_mail.submit("mail-form", &[]).await;
        let code = tenant.mail_to(&alice.email, seen).await.code();
        by_mail.submit("otp-form", &[("otp", &code)]).await;
        for browser in [&mut by_password, &mut by_mail] {
            assert_eq!(refusal(browser, &rp).await, None, "signed in");
        }

        let person = json!({ "username": alice.username, "email": "alice@elsewhere.example" });
        op.import(&json!({ "tenants": [{ "group": tenant.group, "people": [person] }] })).await;
        assert_eq!(refusal(&mut by_mail, &rp).await.as_deref(), Some("login_required"));
        assert_eq!(refusal(&mut by_password, &rp).await, None);
    }
}
