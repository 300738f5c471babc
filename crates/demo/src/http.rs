//! Our HTTP client in the form `openidconnect` takes.
use openidconnect::{AsyncHttpClient, HttpClientError, HttpRequest, HttpResponse, http};
use std::pin::Pin;
use std::time::Duration;

/// What can go wrong on the way.
pub type HttpError = HttpClientError<reqwest::Error>;

/// How long the provider may take for one answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends the requests `openidconnect` makes.
pub struct Http(reqwest::Client);

impl Http {
    /// A client that follows no redirects.
    ///
    /// Security: a redirect would carry client credentials to wherever it points.
    ///
    /// # Errors
    /// When the TLS set-up of the machine cannot be read.
    pub fn new() -> reqwest::Result<Self> {
        let policy = reqwest::redirect::Policy::none();
        reqwest::Client::builder().redirect(policy).timeout(PATIENCE).build().map(Self)
    }

    /// The body of a document; `bearer` is an access token (RFC 6750 §2.1).
    ///
    /// # Errors
    /// When there is no good answer.
    pub async fn get(&self, address: &str, bearer: Option<&str>) -> reqwest::Result<Vec<u8>> {
        let request = self.0.get(address);
        let request = match bearer {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        Ok(request.send().await?.error_for_status()?.bytes().await?.to_vec())
    }

    /// Posts a form.
    ///
    /// # Errors
    /// As [`Http::get`].
    pub async fn post(&self, address: &str, fields: &[(&str, &str)]) -> reqwest::Result<()> {
        let form: String =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.0.post(address).body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.send().await?.error_for_status().map(drop)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

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
