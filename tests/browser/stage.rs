//! What every scenario has at hand.
use crate::chrome::{self, Chrome};
use crate::window::Window;
use latchkey_testkit::{Op, Person, RelyingParty, Tenant, TenantPlan};
use serde_json::{Value, json};

/// The provider, a client's address and a fresh window.
pub struct Stage {
    /// The provider.
    pub op: Op,
    /// The origin of the client's page.
    pub client: String,
    /// The browser.
    pub window: Window,
}

impl Stage {
    /// A tenant with `alice`, `bob` and an app; `more` changes the plan.
    pub async fn tenant(&self, more: impl FnOnce(TenantPlan) -> TenantPlan) -> Tenant {
        let plan = TenantPlan::default()
            .set("branding", "display_name", "Northwind")
            .client("app", self.app(json!({"client_name": "Sunroom"})))
            .person("alice", json!({"profile": {"name": "Alice Example"}}))
            .person("bob", json!({"profile": {"name": "Bob Example"}}));
        self.op.tenant(&more(plan)).await
    }

    /// The same stage in another browser, one that keeps cookies from other sites' frames and
    /// requests.
    pub async fn without_their_cookies(&self) -> (Chrome, Self) {
        let chrome = chrome::start(true).await.expect("a second browser");
        let window = Window::fresh(&chrome, self.window.language).await;
        (chrome, Self { op: self.op.clone(), client: self.client.clone(), window })
    }

    /// Metadata of a client that ends at our page.
    pub fn app(&self, more: Value) -> Value {
        let mut app = json!({
            "redirect_uris": [format!("{}/callback", self.client)],
            "post_logout_redirect_uris": [format!("{}/bye", self.client)],
            "client_uri": format!("{}/", self.client),
            "policy_uri": format!("{}/policy", self.client),
            "tos_uri": format!("{}/terms", self.client),
        });
        let members = more.as_object().cloned().unwrap_or_default();
        members.into_iter().for_each(|(name, value)| app[name] = value);
        app
    }

    /// Leaves for the provider with an authorization request.
    pub async fn depart(&self, rp: &RelyingParty, extra: &[(&str, &str)]) {
        self.window.open(rp.depart(extra).url.as_str()).await;
    }

    /// Name, then password.
    pub async fn sign_in(&self, person: &Person) {
        let window = &self.window;
        window.fill("username", &person.username).await;
        if !window.has("input#password").await {
            window.click("login-submit").await;
        }
        window.fill("password", &person.password).await;
        window.click("login-submit").await;
    }

    /// Signs `alice` in for this client and allows what it asks.
    pub async fn alice_is_signed_in(&self, rp: &RelyingParty) {
        self.depart(rp, &[]).await;
        self.sign_in(&Person::named("alice")).await;
        self.window.click("consent-allow").await;
        self.arrived().await;
    }

    /// The same, where she is signed in already and may be asked for consent or not.
    pub async fn alice_allows(&self, rp: &RelyingParty) {
        self.depart(rp, &[]).await;
        self.window.see("#consent-allow, #client").await;
        if self.window.has("#consent-allow").await {
            self.window.click("consent-allow").await;
        }
        self.arrived().await;
    }

    /// The browser is back at the client, with a code.
    pub async fn arrived(&self) {
        self.window.see("#client").await;
        let url = self.window.url().await;
        assert!(url.query_pairs().any(|(name, _)| name == "code"), "{url}");
    }

    /// The browser is back at the client, with this error.
    pub async fn refused(&self, error: &str) {
        self.window.see("#client").await;
        let url = self.window.url().await;
        let found = url.query_pairs().find(|(name, _)| name == "error");
        assert_eq!(found.map(|(_, value)| value.into_owned()).as_deref(), Some(error), "{url}");
    }
}
