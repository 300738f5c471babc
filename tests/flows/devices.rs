//! A television built on the `oauth2` crate, and people with a browser by hand (RFC 8628).
use latchkey_testkit::{
    Browser, OidcHttp, Op, Person, RelyingParty, Setup, Tenant, TenantPlan, database,
};
use oauth2::basic::{BasicClient, BasicTokenResponse};
use oauth2::{
    ClientId, DeviceAuthorizationUrl, DeviceCodeErrorResponse, DeviceCodeErrorResponseType,
    EndpointNotSet, EndpointSet, HttpClientError, RequestTokenError, Scope,
    StandardDeviceAuthorizationResponse, TokenResponse as _, TokenUrl,
};
use serde_json::json;
use std::time::Duration;

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

type Client = BasicClient<EndpointNotSet, EndpointSet, EndpointNotSet, EndpointNotSet, EndpointSet>;
type Refused = RequestTokenError<HttpClientError<reqwest::Error>, DeviceCodeErrorResponse>;

fn plan() -> TenantPlan {
    let tv = json!({
        "client_name": "Vision TV",
        "grant_types": [DEVICE_CODE, "refresh_token"],
        "redirect_uris": null,
        "token_endpoint_auth_method": "none",
    });
    TenantPlan::usual().set("protocol", "device_flow", true).client("tv", tv)
}

struct Tv {
    client: Client,
    http: OidcHttp,
    asked: StandardDeviceAuthorizationResponse,
}

impl Tv {
    /// Switches it on: it asks, as the crate does.
    async fn on(tenant: &Tenant) -> Self {
        let url = |path: &str| format!("{}{path}", tenant.issuer);
        let client = BasicClient::new(ClientId::new("tv".to_owned()))
            .set_device_authorization_url(DeviceAuthorizationUrl::new(url("/device/auth")).unwrap())
            .set_token_uri(TokenUrl::new(url("/token")).unwrap());
        let http = OidcHttp(reqwest::Client::new());
        let asked = client
            .exchange_device_code()
            .add_scopes(["openid", "offline_access"].map(|scope| Scope::new(scope.to_owned())))
            .add_extra_param("device_name", "Living room")
            .request_async(&http)
            .await
            .unwrap();
        Self { client, http, asked }
    }

    /// Polls until it is told something else than to wait. It polls too often, is told so, and
    /// knows what that means.
    async fn waits(&self) -> Result<BasicTokenResponse, Refused> {
        let rest = |_| tokio::time::sleep(Duration::from_millis(50));
        let request = self.client.exchange_device_access_token(&self.asked);
        request.request_async(&self.http, rest, None).await
    }

    async fn polls(&self, rp: &RelyingParty) -> String {
        let code = self.asked.device_code().secret();
        rp.token(&[("grant_type", DEVICE_CODE), ("device_code", code)]).await.error().to_owned()
    }

    /// A browser that has been through everything but the last page.
    async fn meets(&self, tenant: &Tenant, name: &str) -> Browser {
        let mut browser = tenant.browser();
        let complete = self.asked.verification_uri_complete().unwrap().secret();
        browser.open(complete).await;
        browser.submit("device-form", &[]).await;
        Person::named(name).sign_in(&mut browser).await;
        assert!(browser.page().has("#device-allow"), "{:#?}", browser.page());
        browser
    }
}

fn reason(refused: &Refused) -> Option<&DeviceCodeErrorResponseType> {
    match refused {
        RequestTokenError::ServerResponse(answer) => Some(answer.error()),
        _ => None,
    }
}

/// RFC 8628 §3: connected while it polls, refreshed, given back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_television_is_connected_while_it_polls() {
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&plan()).await;
        let tv = Tv::on(&tenant).await;
        let (tokens, _) = tokio::join!(tv.waits(), async {
            let mut browser = tv.meets(&tenant, "alice").await;
            let page = browser.submit("device-allow", &[]).await;
            assert!(page.has("#device-done"), "{page:#?}");
        });
        let tokens = tokens.unwrap();
        let rp = tenant.rp("tv");
        let userinfo = rp.userinfo(tokens.access_token().secret()).await.ok();
        assert!(userinfo.json["sub"].is_string());
        let refreshed = rp.refresh(tokens.refresh_token().unwrap().secret()).await.ok();
        rp.revoke(refreshed.str("refresh_token")).await.ok();
        assert_eq!(rp.refresh(refreshed.str("refresh_token")).await.error(), "invalid_grant");
    }
}

/// RFC 8628 §3.5.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_television_that_is_refused_stops_asking() {
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&plan()).await;
        let tv = Tv::on(&tenant).await;
        let (refused, _) = tokio::join!(tv.waits(), async {
            tv.meets(&tenant, "alice").await.submit("device-deny", &[]).await;
        });
        let refused = refused.unwrap_err();
        assert_eq!(reason(&refused), Some(&DeviceCodeErrorResponseType::AccessDenied));
    }
}

/// RFC 8628 §3.5: told apart from a refusal.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_television_that_nobody_looks_at_hears_that_time_is_over() {
    let brief = plan().set("protocol", "lifetimes", json!({"device_code": 1}));
    let tenant = Op::shared().await.tenant(&brief).await;
    let tv = Tv::on(&tenant).await;
    let rp = tenant.rp("tv");
    let mut tick = tokio::time::interval(Duration::from_millis(50));
    for _ in 0..200 {
        tick.tick().await;
        match tv.polls(&rp).await.as_str() {
            "authorization_pending" | "slow_down" => {}
            error => return assert_eq!(error, "expired_token"),
        }
    }
    panic!("it never expires");
}

/// Polled at one node, approved at the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approval_reaches_the_node_that_is_polled() {
    let Some(url) = database().await else { return };
    let first = Op::start(Setup { database_url: Some(url), ..Setup::default() }).await;
    let second = first.second_node().await;
    let tenant = first.tenant(&plan()).await;
    let (tv, there) = (Tv::on(&tenant).await, tenant.at(&second));
    let (tokens, _) = tokio::join!(tv.waits(), async {
        let mut browser = there.browser();
        browser.open(format!("{}/device", there.issuer)).await;
        let code = tv.asked.user_code().secret();
        browser.submit("device-form", &[("user_code", code)]).await;
        Person::named("alice").sign_in(&mut browser).await;
        assert!(browser.submit("device-allow", &[]).await.has("#device-done"));
    });
    assert!(tokens.unwrap().refresh_token().is_some());
}
