//! An app asks somebody to confirm something: seen wherever they are signed in, confirmed, refused.
use super::second_step::code;
use crate::stage::Stage;
use crate::window::Window;
use latchkey_testkit::{Answer, Authenticator, Person, RelyingParty, Tenant, TenantPlan};
use serde_json::json;

const SCOPE: &str = "device_challenge";

fn plan(plan: TenantPlan) -> TenantPlan {
    plan.set("protocol", "confirmations", json!({ "allowed": true }))
        .set("protocol", "scopes", json!([{ "name": SCOPE }]))
        .client(
            "bank",
            json!({
                "client_name": "Harbour Bank",
                "grant_types": ["client_credentials"],
                "redirect_uris": null,
                "post_logout_redirect_uris": null,
                "client_device_challenge": true,
            }),
        )
}

/// An app, and where its tenant's API is.
struct Asking {
    rp: RelyingParty,
    token: String,
    api: String,
}

impl Asking {
    async fn new(stage: &Stage, tenant: &Tenant) -> Self {
        let rp = tenant.rp("bank");
        let fields = [("grant_type", "client_credentials"), ("scope", SCOPE)];
        let token = rp.token(&fields).await.ok().str("access_token").to_owned();
        Self { rp, token, api: format!("{}/api/{}", stage.op.url(), tenant.group) }
    }

    /// Asks alice; the address that says what became of it.
    async fn ask(&self, message: &str) -> String {
        let asked = json!({
            "title": "Payment",
            "header": "Quay Bakery",
            "message": message,
            "lookup": "alice@example.com",
        });
        let request = self.rp.http.put(format!("{}/device/challenge", self.api));
        let request = request.bearer_auth(&self.token).header("content-type", "application/json");
        let answer = request.body(asked.to_string()).send().await.expect("an answer");
        let answer = Answer::read(answer).await.ok();
        let part = |name: &str| answer.json["data"][name].as_str().expect("a part").to_owned();
        let (key, account, state) = (part("key"), part("accountId"), part("state"));
        format!("{}/mfa/{key}/account/{account}/interaction/{state}/status", self.api)
    }

    async fn status(&self, address: &str) -> u16 {
        let request = self.rp.http.get(address).bearer_auth(&self.token);
        request.send().await.expect("an answer").status().as_u16()
    }
}

async fn shown(window: &Window, is_shown: bool, name: &str) {
    if is_shown {
        window.look(name).await;
    }
}

async fn answered(stage: &Stage, is_shown: bool) {
    let window = &stage.window;
    let tenant = stage.tenant(plan).await;
    stage.depart(&tenant.rp("app"), &[("acr_values", "urn:latchkey:acr:2fa")]).await;
    stage.sign_in(&Person::named("alice")).await;
    window.click("totp-by-hand").await;
    let app = Authenticator::typed(&window.text("#totp-key").await);
    window.fill("otp", &code(&app, 0)).await;
    window.click("otp-submit").await;
    window.click("recovery-codes-saved").await;
    window.click("consent-allow").await;
    stage.arrived().await;

    let bank = Asking::new(stage, &tenant).await;
    for (message, button, outcome, says) in [
        ("Pay 12.50 € for bread?", "confirm-submit", 204, "confirmed"),
        ("Pay 8000 € for a boat?", "confirm-deny", 400, "denied"),
    ] {
        let address = bank.ask(message).await;
        assert_eq!(bank.status(&address).await, 206, "nobody has answered");
        window.open(&format!("{}/account", tenant.issuer)).await;
        window.see("#confirm-waits").await;
        shown(window, is_shown, "confirm-waits").await;
        window.click("to-confirm").await;
        assert!(window.text("#confirm-what").await.contains("Harbour Bank"));
        assert!(window.text("#confirm-text").await.contains(message));
        shown(window, is_shown, "account-confirm").await;
        window.click_away(button).await;
        window.gone("#confirm-text").await;
        let done = window.url().await;
        assert!(done.query_pairs().any(|(name, what)| name == "done" && what == says), "{done}");
        shown(window, is_shown, &format!("account-confirm-{says}")).await;
        assert_eq!(bank.status(&address).await, outcome, "{message}");
    }
    window.see("#to-password").await;
}

/// As people meet it.
pub async fn confirmed_and_refused(stage: Stage) {
    answered(&stage, true).await;
}

/// The same with script switched off.
pub async fn without_script(stage: Stage) {
    stage.window.scripts(false).await;
    answered(&stage, false).await;
}
