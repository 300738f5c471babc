//! The provider as this app sees it: all of the protocol is `openidconnect`'s work.
use crate::DemoSettings;
use crate::http::{Http, HttpError};
use crate::problem::Problem;
use crate::tokens::{Others, SignedIn};
use openidconnect::core::{
    CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreGenderClaim, CoreTokenResponse,
};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, ErrorResponse, IssuerUrl, LogoutRequest, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl,
    ProviderMetadataWithLogout, RedirectUrl, RefreshToken, RequestTokenError, Scope, TokenResponse,
    UserInfoClaims, UserInfoError,
};
use serde_json::Value;
use url::Url;

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;
type RefusedOr<T> = RequestTokenError<HttpError, T>;

/// The provider and our registration with it.
pub struct Provider {
    http: Http,
    settings: DemoSettings,
    redirect_uri: String,
    post_logout_redirect_uri: String,
}

/// What must be remembered while the person is at the provider.
#[derive(Clone)]
pub struct Departure {
    /// Comes back unchanged (RFC 6749 §10.12).
    pub state: String,
    nonce: String,
    verifier: String,
}

/// What the provider sent back to the callback (RFC 6749 §4.1.2, RFC 9207 §2).
#[derive(serde::Deserialize)]
pub struct Callback {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

impl Provider {
    /// For an app that is reached at `app`.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn new(settings: DemoSettings, app: &Url) -> reqwest::Result<Self> {
        Ok(Self {
            http: Http::new()?,
            settings,
            redirect_uri: DemoSettings::redirect_uri(app),
            post_logout_redirect_uri: DemoSettings::post_logout_redirect_uri(app),
        })
    }

    /// The issuer, for pages.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// Reads the provider's metadata and keys. Done anew for each step, so the app follows a
    /// key rotation or a restart by itself.
    async fn discover(&self) -> Result<(Client, ProviderMetadataWithLogout), Problem> {
        let unreachable = |detail| Problem::Unreachable { issuer: self.issuer().into(), detail };
        let issuer = IssuerUrl::new(self.settings.issuer.clone())
            .map_err(|error| unreachable(Problem::causes(&error)))?;
        let metadata = ProviderMetadataWithLogout::discover_async(issuer, &self.http)
            .await
            .map_err(|error| unreachable(Problem::causes(&error)))?;
        let redirect_uri = RedirectUrl::new(self.redirect_uri.clone())
            .map_err(|error| unreachable(Problem::causes(&error)))?;
        let client = CoreClient::from_provider_metadata(
            metadata.clone(),
            ClientId::new(self.settings.client_id.clone()),
            Some(ClientSecret::new(self.settings.client_secret.clone())),
        )
        .set_redirect_uri(redirect_uri);
        Ok((client, metadata))
    }

    /// An authorization request: where to send the browser, and what to remember.
    ///
    /// # Errors
    /// [`Problem::Unreachable`].
    pub async fn depart(&self) -> Result<(Url, Departure), Problem> {
        let (client, _) = self.discover().await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scopes(["profile", "email", "offline_access"].map(|s| Scope::new(s.into())))
            // `offline_access` counts only together with it (OIDC Core §11).
            .add_prompt(CoreAuthPrompt::Consent)
            .set_pkce_challenge(challenge)
            .url();
        let departure = Departure {
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        };
        Ok((url, departure))
    }

    /// Checks the answer, redeems the code, verifies the ID token, asks userinfo.
    ///
    /// # Errors
    /// Any [`Problem`].
    pub async fn arrive(&self, answer: Callback, left: Departure) -> Result<SignedIn, Problem> {
        if answer.state.as_deref() != Some(left.state.as_str()) {
            return Err(Problem::Unverified("the state is not the one that was sent".into()));
        }
        // Security: an answer of another provider must not be mixed up with ours (RFC 9207 §2.4).
        if answer.iss.as_deref() != Some(self.issuer()) {
            return Err(Problem::Unverified("the answer names another issuer".into()));
        }
        if let Some(code) = answer.error {
            let description = answer.error_description.unwrap_or_default();
            return Err(Problem::Refused { code, description });
        }
        let code = answer.code.ok_or_else(|| Problem::Unverified("there is no code".into()))?;

        let (client, _) = self.discover().await?;
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| Problem::Unverified(Problem::causes(&error)))?
            .set_pkce_verifier(PkceCodeVerifier::new(left.verifier))
            .request_async(&self.http)
            .await
            .map_err(|error| self.refused(error))?;
        self.verify(&client, tokens, Some(Nonce::new(left.nonce)), None).await
    }

    /// Trades the refresh token for new tokens (OIDC Core §12).
    ///
    /// # Errors
    /// Any [`Problem`].
    pub async fn refresh(&self, before: &SignedIn) -> Result<SignedIn, Problem> {
        let held = before.refresh_token.clone().ok_or(Problem::SignedOut)?;
        let (client, _) = self.discover().await?;
        let tokens = client
            .exchange_refresh_token(&RefreshToken::new(held))
            .map_err(|error| Problem::Unverified(Problem::causes(&error)))?
            .request_async(&self.http)
            .await
            .map_err(|error| self.refused(error))?;
        self.verify(&client, tokens, None, Some(before)).await
    }

    /// Where to send the browser so that the person is signed out there too, and the `state`
    /// that comes back (RP-Initiated Logout §2).
    ///
    /// # Errors
    /// Any [`Problem`].
    pub async fn leave(&self, person: &SignedIn) -> Result<(Url, String), Problem> {
        let (_, metadata) = self.discover().await?;
        let endpoint = metadata.additional_metadata().end_session_endpoint.clone();
        let endpoint =
            endpoint.ok_or_else(|| Problem::Unverified("it has no end_session_endpoint".into()))?;
        let back = PostLogoutRedirectUrl::new(self.post_logout_redirect_uri.clone())
            .map_err(|error| Problem::Unverified(Problem::causes(&error)))?;
        let state = CsrfToken::new_random();
        let url = LogoutRequest::from(endpoint)
            .set_id_token_hint(&person.id_token)
            .set_post_logout_redirect_uri(back)
            .set_state(state.clone())
            .http_get_url();
        Ok((url, state.into_secret()))
    }

    /// Verifies the ID token (OIDC Core §3.1.3.7, §12.2) and its `at_hash`, then asks userinfo.
    async fn verify(
        &self,
        client: &Client,
        tokens: CoreTokenResponse,
        nonce: Option<Nonce>,
        before: Option<&SignedIn>,
    ) -> Result<SignedIn, Problem> {
        let unverified = |text: String| Problem::Unverified(text);
        let id_token =
            tokens.id_token().ok_or_else(|| unverified("there is no ID token".into()))?.clone();
        let verifier = client.id_token_verifier();
        let claims = match &nonce {
            Some(nonce) => id_token.claims(&verifier, nonce),
            // An ID token from a refresh has no nonce, or the first one's (OIDC Core §12.2).
            None => id_token.claims(&verifier, |_: Option<&Nonce>| Ok(())),
        }
        .map_err(|error| unverified(Problem::causes(&error)))?;

        if let Some(expected) = claims.access_token_hash() {
            let actual = id_token
                .signing_alg()
                .and_then(|alg| Ok((alg, id_token.signing_key(&verifier)?)))
                .map_err(|error| error.to_string())
                .and_then(|(alg, key)| {
                    AccessTokenHash::from_token(tokens.access_token(), alg, key)
                        .map_err(|error| error.to_string())
                })
                .map_err(unverified)?;
            if actual != *expected {
                return Err(unverified("at_hash does not fit the access token".into()));
            }
        }
        if before.is_some_and(|before| before.subject != claims.subject().as_str()) {
            return Err(unverified("the new ID token is for somebody else".into()));
        }
        let userinfo = self.userinfo(client, &tokens, claims.subject().clone()).await?;
        Ok(SignedIn::new(&tokens, id_token.clone(), claims, userinfo, before))
    }

    async fn userinfo(
        &self,
        client: &Client,
        tokens: &CoreTokenResponse,
        subject: openidconnect::SubjectIdentifier,
    ) -> Result<Value, Problem> {
        let request = client
            .user_info(tokens.access_token().clone(), Some(subject))
            .map_err(|error| Problem::Unverified(Problem::causes(&error)))?;
        let claims: UserInfoClaims<Others, CoreGenderClaim> =
            request.request_async(&self.http).await.map_err(|error| match error {
                UserInfoError::Request(error) => self.unreachable(&error),
                other => Problem::Unverified(Problem::causes(&other)),
            })?;
        serde_json::to_value(claims).map_err(|error| Problem::Unverified(error.to_string()))
    }

    fn unreachable(&self, error: &HttpError) -> Problem {
        Problem::Unreachable { issuer: self.issuer().into(), detail: Problem::causes(error) }
    }

    fn refused<T>(&self, error: RefusedOr<T>) -> Problem
    where
        T: ErrorResponse + serde::Serialize,
    {
        match error {
            RequestTokenError::ServerResponse(answer) => {
                let answer = serde_json::to_value(answer).unwrap_or_default();
                let member = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
                Problem::Refused { code: member("error"), description: member("error_description") }
            }
            RequestTokenError::Request(error) => self.unreachable(&error),
            other => Problem::Unverified(Problem::causes(&other)),
        }
    }
}
