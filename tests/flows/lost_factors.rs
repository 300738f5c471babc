//! Operators and people who ask to be let in without their second step.
use latchkey_testkit::{Authenticator, Browser, Op, Person, Tenant, TenantPlan, unix_now};
use serde_json::{Value, json};

/// A browser in which alice sets up an authenticator app, as an app demands.
async fn set_up(tenant: &Tenant) -> Browser {
    let mut browser = tenant.browser();
    let two = ("acr_values", "urn:latchkey:acr:2fa");
    browser.open(&tenant.rp("app").depart(&[two]).url).await;
    Person::named("alice").sign_in(&mut browser).await;
    let app = Authenticator::typed(&browser.page().text("#totp-key"));
    let code = app.code_at(i64::try_from(unix_now()).unwrap());
    browser.submit("otp-form", &[("otp", &code)]).await;
    assert!(browser.page().has("#recovery-codes-form"), "{:#?}", browser.page());
    browser
}

async fn open_requests(op: &Op, tenant: &Tenant) -> usize {
    let listed = op.cli(&["person", "recovery", "list", &tenant.group, "--json"]).await;
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    listed.as_array().unwrap().len()
}

/// Security: a request that waits would take away what is set up in place of the factor that is gone. What
/// operators take away or lock is mailed to its owner.
#[tokio::test]
async fn an_operator_who_takes_a_factor_away_stops_the_request() {
    for op in Op::on_every_store().await {
        let plan = TenantPlan::usual().set("accounts", "recovery", json!({"enabled": true}));
        let tenant = op.tenant(&plan).await;
        set_up(&tenant).await;
        let mut lost = tenant.browser();
        lost.open(&tenant.rp("app").depart(&[]).url).await;
        Person::named("alice").sign_in(&mut lost).await;
        lost.follow("#way-lost").await;
        lost.submit("recovery-form", &[]).await;
        assert_eq!(open_requests(&op, &tenant).await, 1);
        for (factor, left) in [("passkey", 1), ("totp", 0)] {
            let remove = ["person", "factors", "remove", &tenant.group, "alice", factor];
            let done = op.cli(&remove).await;
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
            assert_eq!(open_requests(&op, &tenant).await, left, "{factor}");
        }
        let alice = Person::named("alice");
        tenant.link_to(&alice.email, "/account/security").await;
        let done = op.cli(&["person", "lock", &tenant.group, "alice"]).await;
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        tenant.link_to(&alice.email, "/forgotpassword").await;
    }
}
