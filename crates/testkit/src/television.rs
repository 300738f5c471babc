//! A television built on the `oauth2` crate (RFC 8628).
use crate::{OidcHttp, RelyingParty, Tenant};
use oauth2::basic::{BasicClient, BasicTokenResponse};
use oauth2::{
    ClientId, DeviceAuthorizationUrl, DeviceCodeErrorResponse, DeviceCodeErrorResponseType,
    EndpointNotSet, EndpointSet, HttpClientError, RequestTokenError, Scope,
    StandardDeviceAuthorizationResponse, TokenUrl,
};
use serde_json::{Value, json};
use std::time::Duration;

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

type Client = BasicClient<EndpointNotSet, EndpointSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// Why a television got no tokens.
pub type Refused = RequestTokenError<HttpClientError<reqwest::Error>, DeviceCodeErrorResponse>;

/// A television that was switched on and shows a code.
pub struct Television {
    client: Client,
    http: OidcHttp,
    asked: StandardDeviceAuthorizationResponse,
}

impl Television {
    /// Metadata of the client `tv` that it is.
    pub fn metadata() -> Value {
        json!({
            "client_name": "Vision",
            "grant_types": [DEVICE_CODE, "refresh_token"],
            "redirect_uris": null,
            "token_endpoint_auth_method": "none",
        })
    }

    /// Switches it on: it asks, as the crate does.
    pub async fn on(tenant: &Tenant) -> Self {
        let url = |path: &str| format!("{}{path}", tenant.issuer);
        let asks_at = DeviceAuthorizationUrl::new(url("/device/auth")).expect("a URL");
        let client = BasicClient::new(ClientId::new("tv".to_owned()))
            .set_device_authorization_url(asks_at)
            .set_token_uri(TokenUrl::new(url("/token")).expect("a URL"));
        let http = OidcHttp(reqwest::Client::new());
        let scopes = ["openid", "profile", "offline_access"];
        let asked = client
            .exchange_device_code()
            .add_scopes(scopes.map(|scope| Scope::new(scope.to_owned())))
            .add_extra_param("device_name", "Living room")
            .add_extra_param("device_model", "Vision 55")
            .add_extra_param("device_software_version", "4.1.2")
            .request_async(&http)
            .await;
        Self { client, http, asked: asked.expect("a code") }
    }

    /// The code on its screen.
    pub fn user_code(&self) -> &str {
        self.asked.user_code().secret()
    }

    /// The address on its screen.
    pub fn address(&self) -> &str {
        self.asked.verification_uri()
    }

    /// What the picture on its screen says, which a phone scans.
    pub fn picture(&self) -> &str {
        self.asked.verification_uri_complete().expect("one with the code").secret()
    }

    /// Polls until it is told something else than to wait. It polls too often, is told so, and
    /// knows what that means.
    ///
    /// # Errors
    /// What it was told.
    pub async fn waits(&self) -> Result<BasicTokenResponse, Refused> {
        let rest = |_| tokio::time::sleep(Duration::from_millis(50));
        let request = self.client.exchange_device_access_token(&self.asked);
        request.request_async(&self.http, rest, None).await
    }

    /// Polls until it hears that it gets none; why.
    pub async fn is_refused(&self) -> DeviceCodeErrorResponseType {
        match self.waits().await {
            Err(RequestTokenError::ServerResponse(answer)) => answer.error().clone(),
            other => panic!("{other:?}"),
        }
    }

    /// Polls once and by hand; the error.
    pub async fn polls(&self, rp: &RelyingParty) -> String {
        let code = self.asked.device_code().secret();
        rp.token(&[("grant_type", DEVICE_CODE), ("device_code", code)]).await.error().to_owned()
    }
}
