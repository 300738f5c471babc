//! Answers of the provider's endpoints, and its HTTP as `openidconnect` takes it.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::{AsyncHttpClient, HttpClientError, HttpRequest, HttpResponse, http};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::pin::Pin;

/// What an endpoint answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub text: String,
    /// The body as JSON; `null` when it is none.
    pub json: Value,
}

impl Answer {
    /// Reads a response to its end.
    pub async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.expect("a body of text");
        let json = serde_json::from_str(&text).unwrap_or_default();
        Self { status, headers, text, json }
    }

    /// This answer, if it is a success.
    ///
    /// # Panics
    /// When it is not.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self
    }

    /// A string member of the JSON.
    ///
    /// # Panics
    /// When it is missing.
    #[track_caller]
    pub fn str(&self, member: &str) -> &str {
        self.json[member].as_str().unwrap_or_else(|| panic!("no {member} in {}", self.text))
    }

    /// The `error` member, empty for a success.
    pub fn error(&self) -> &str {
        self.json["error"].as_str().unwrap_or_default()
    }

    /// A header's text, empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// Header and claims of a JWT, unverified.
///
/// # Panics
/// When it is none.
pub fn decode_jwt(jwt: &str) -> (Value, Value) {
    let part = |index: usize| -> Value {
        let text = jwt.split('.').nth(index).unwrap_or_else(|| panic!("{jwt} is no JWT"));
        let bytes = URL_SAFE_NO_PAD.decode(text).expect("base64url without padding");
        serde_json::from_slice(&bytes).expect("JSON")
    };
    (part(0), part(1))
}

/// A `reqwest` client in the form `openidconnect` takes.
pub struct OidcHttp(pub reqwest::Client);

impl<'c> AsyncHttpClient<'c> for OidcHttp {
    type Error = HttpClientError<reqwest::Error>;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Self::Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let request = reqwest::Request::try_from(request).map_err(Box::new)?;
            let answer = self.0.execute(request).await.map_err(Box::new)?;
            let mut response = http::Response::builder().status(answer.status());
            for (name, value) in answer.headers() {
                response = response.header(name, value);
            }
            let body = answer.bytes().await.map_err(Box::new)?;
            response.body(body.to_vec()).map_err(HttpClientError::Http)
        })
    }
}
