//! A television, and Chromium as the phone (RFC 8628).
use crate::stage::Stage;
use latchkey_testkit::{Answer, Authentication, Person, RelyingParty, Tenant};
use serde_json::json;

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

struct Tv {
    rp: RelyingParty,
    asked: Answer,
}

async fn tenant(stage: &Stage) -> Tenant {
    let tv = json!({
        "client_name": "Vision",
        "grant_types": [DEVICE_CODE, "refresh_token"],
        "redirect_uris": null,
        "token_endpoint_auth_method": "none",
    });
    stage.tenant(|plan| plan.set("protocol", "device_flow", true).client("tv", tv)).await
}

impl Tv {
    async fn on(tenant: &Tenant) -> Self {
        let rp = RelyingParty::new(&tenant.issuer, "tv", "", Authentication::None);
        let fields = [
            ("scope", "openid profile offline_access"),
            ("device_name", "Living room"),
            ("device_model", "Vision 55"),
            ("device_software_version", "4.1.2"),
        ];
        let asked = rp.post("/device/auth", &fields).await.ok();
        Self { rp, asked }
    }

    async fn polls(&self) -> Answer {
        let code = self.asked.str("device_code");
        self.rp.token(&[("grant_type", DEVICE_CODE), ("device_code", code)]).await
    }
}

/// A wrong code, the right one, a sign-in, the button.
pub async fn connected(stage: Stage) {
    let window = &stage.window;
    let tenant = tenant(&stage).await;
    let tv = Tv::on(&tenant).await;
    assert_eq!(tv.polls().await.error(), "authorization_pending");
    assert_eq!(tv.polls().await.error(), "slow_down");
    window.open(tv.asked.str("verification_uri")).await;
    window.look("device-code").await;
    window.fill("user-code", "BBBB BBBB").await;
    window.click("device-submit").await;
    window.see("#form-error").await;
    window.look("device-code-unknown").await;
    let typed = tv.asked.str("user_code").to_lowercase();
    window.fill("user-code", &typed).await;
    window.click("device-submit").await;
    stage.sign_in(&Person::named("alice")).await;
    window.see("#device-allow").await;
    let page = window.text("main").await;
    for shown in [tv.asked.str("user_code"), "Vision 55", "Living room", "Alice Example"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    window.look("device-confirm").await;
    window.click("device-allow").await;
    window.see("#device-done").await;
    window.look("device-done").await;
    assert!(tv.polls().await.ok().json["access_token"].is_string());

    window.open(&format!("{}/account/devices", tenant.issuer)).await;
    window.see("#device-list").await;
    window.look("account-devices").await;
    window.click("rename-fold-1").await;
    window.fill("name-1", "Kitchen").await;
    window.look("account-devices-rename").await;
    window.click("rename-1").await;
    window.see("#account-done").await;
    assert!(window.text("#device-list").await.contains("Kitchen"));
    window.click("end-device-1").await;
    window.gone("#device-list").await;
    window.look("account-devices-none").await;
}

/// Scanned by somebody who is signed in, and refused; then one that nobody looked at in time.
pub async fn refused_and_expired(stage: Stage) {
    let window = &stage.window;
    let tenant = tenant(&stage).await;
    stage.alice_is_signed_in(&tenant.rp("app")).await;
    let tv = Tv::on(&tenant).await;
    window.open(tv.asked.str("verification_uri_complete")).await;
    window.click("device-submit").await;
    window.click("device-deny").await;
    window.see("#device-denied").await;
    window.look("device-denied").await;
    assert_eq!(tv.polls().await.error(), "access_denied");
    window.open(tv.asked.str("verification_uri_complete")).await;
    window.click("device-submit").await;
    window.see("#form-error").await;
    window.look("device-code-expired").await;
}
