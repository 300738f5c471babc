//! A client by hand: it says exactly what a test tells it to, right or wrong.
use crate::answer::Answer;
use crate::keys::AssertionKey;
use openidconnect::{CsrfToken, PkceCodeChallenge};
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};
use url::Url;

/// How the client authenticates (OIDC Core §9).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Authentication {
    /// `none`.
    None,
    /// `client_secret_basic`.
    Basic(String),
    /// `client_secret_post`.
    Post(String),
    /// `client_secret_jwt` or `private_key_jwt`.
    Assertion(AssertionKey),
}

/// An authorization request that was sent.
#[derive(Clone, Debug)]
pub struct Departure {
    /// Where the browser is sent.
    pub url: Url,
    /// `state`.
    pub state: String,
    /// `nonce`.
    pub nonce: String,
    /// The PKCE verifier.
    pub verifier: String,
}

/// A client.
#[derive(Clone)]
pub struct RelyingParty {
    /// Its name at the provider.
    pub client_id: String,
    /// Where answers go. Nothing listens there.
    pub redirect_uri: String,
    /// How it authenticates.
    pub authentication: Authentication,
    /// The provider's issuer.
    pub issuer: String,
    /// Follows no redirects.
    pub http: reqwest::Client,
}

impl RelyingParty {
    /// A client of a provider.
    pub fn new(
        issuer: &str,
        client_id: &str,
        redirect_uri: &str,
        authentication: Authentication,
    ) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        Self {
            client_id: client_id.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            authentication,
            issuer: issuer.to_owned(),
            http: http.build().expect("an HTTP client"),
        }
    }

    /// The same client at another node's address.
    pub fn at(&self, issuer: &str) -> Self {
        Self { issuer: issuer.to_owned(), ..self.clone() }
    }

    /// A code flow request with PKCE, `state` and `nonce`; `extra` replaces or adds parameters,
    /// an empty value removes one.
    pub fn depart(&self, extra: &[(&str, &str)]) -> Departure {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let random = || CsrfToken::new_random().into_secret();
        let (state, nonce) = (random(), random());
        let mut parameters: Vec<(&str, &str)> = vec![
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("response_type", "code"),
            ("scope", "openid"),
            ("state", &state),
            ("nonce", &nonce),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in extra {
            parameters.retain(|(held, _)| held != name);
            parameters.push((name, value));
        }
        parameters.retain(|(_, value)| !value.is_empty());
        let mut url = self.endpoint("/auth");
        url.query_pairs_mut().extend_pairs(&parameters);
        let verifier = verifier.into_secret();
        Departure { url, state, nonce, verifier }
    }

    /// An address below the issuer.
    pub fn endpoint(&self, path: &str) -> Url {
        Url::parse(&format!("{}{path}", self.issuer)).expect("an address")
    }

    /// Redeems a code (RFC 6749 §4.1.3).
    pub async fn redeem(&self, code: &str, departure: &Departure) -> Answer {
        self.token(&self.redemption(code, departure)).await
    }

    /// As [`RelyingParty::redeem`], of a provider that may be gone.
    ///
    /// # Errors
    /// There was no answer.
    pub async fn try_redeem(&self, code: &str, departure: &Departure) -> reqwest::Result<Answer> {
        self.try_post("/token", &self.redemption(code, departure)).await
    }

    fn redemption<'a>(&'a self, code: &'a str, to: &'a Departure) -> [(&'static str, &'a str); 4] {
        [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", &to.verifier),
        ]
    }

    /// Uses a refresh token (RFC 6749 §6).
    pub async fn refresh(&self, token: &str) -> Answer {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    /// A request to the token endpoint.
    pub async fn token(&self, fields: &[(&str, &str)]) -> Answer {
        self.post("/token", fields).await
    }

    /// Introspects a token (RFC 7662 §2.1).
    pub async fn introspect(&self, token: &str) -> Answer {
        self.post("/token/introspection", &[("token", token)]).await
    }

    /// Whether a token is active.
    pub async fn is_active(&self, token: &str) -> bool {
        let answer = self.introspect(token).await.ok();
        answer.json["active"].as_bool().expect("`active` is a boolean")
    }

    /// Revokes a token (RFC 7009 §2.1).
    pub async fn revoke(&self, token: &str) -> Answer {
        self.post("/token/revocation", &[("token", token)]).await
    }

    /// Asks userinfo with the token in the header (OIDC Core §5.3.1).
    pub async fn userinfo(&self, token: &str) -> Answer {
        let request = self.http.get(self.endpoint("/me")).bearer_auth(token);
        Answer::read(request.send().await.expect("an answer")).await
    }

    /// A GET without credentials.
    pub async fn get(&self, path: &str) -> Answer {
        let request = self.http.get(self.endpoint(path));
        Answer::read(request.send().await.expect("an answer")).await
    }

    /// Posts a form with this client's authentication.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.try_post(path, fields).await.expect("an answer")
    }

    /// As [`RelyingParty::post`], when the provider may be gone.
    ///
    /// # Errors
    /// When there was no answer.
    pub async fn try_post(&self, path: &str, fields: &[(&str, &str)]) -> reqwest::Result<Answer> {
        let mut fields: Vec<(&str, &str)> = fields.to_vec();
        let assertion;
        let mut request = self.http.post(self.endpoint(path));
        match &self.authentication {
            Authentication::None => fields.push(("client_id", &self.client_id)),
            Authentication::Basic(secret) => {
                let encode = |text: &str| {
                    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()
                };
                request = request.basic_auth(encode(&self.client_id), Some(encode(secret)));
            }
            Authentication::Post(secret) => {
                fields.push(("client_id", &self.client_id));
                fields.push(("client_secret", secret));
            }
            Authentication::Assertion(key) => {
                assertion = key.sign(&self.assertion_claims());
                fields.push(("client_assertion_type", ASSERTION_TYPE));
                fields.push(("client_assertion", &assertion));
            }
        }
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request =
            request.header("content-type", "application/x-www-form-urlencoded").body(body);
        Ok(Answer::read(request.send().await?).await)
    }

    /// The claims of a right assertion (RFC 7523 §3), good for a minute.
    pub fn assertion_claims(&self) -> Value {
        json!({
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.issuer,
            "exp": unix_now() + 60,
            "iat": unix_now(),
            "jti": CsrfToken::new_random().secret(),
        })
    }
}

/// RFC 7523 §2.2.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Seconds since 1970: the client's own clock.
#[expect(clippy::disallowed_methods, reason = "a client has a clock of its own")]
pub fn unix_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}
