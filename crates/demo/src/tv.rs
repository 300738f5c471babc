//! A simulated television (RFC 8628), built on the `oauth2` crate: it shows a code and a picture
//! of where to enter it, polls, and plays on for whoever connected it.
use crate::DemoSettings;
use crate::http::Http;
use crate::problem::Problem;
use oauth2::basic::{BasicClient, BasicTokenResponse};
use oauth2::{
    ClientId, CsrfToken, DeviceAuthorizationResponse, DeviceAuthorizationUrl, EndpointNotSet,
    EndpointSet, ErrorResponse, ExtraDeviceAuthorizationFields, RequestTokenError, Scope,
    TokenResponse as _, TokenUrl,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What it calls itself.
const NAME: &str = "Living room";
const MODEL: &str = "Demo Vision 55";
/// Bounds the memory that visitors without cookies can take.
const MOST: usize = 100;

type Client = BasicClient<EndpointNotSet, EndpointSet, EndpointNotSet, EndpointNotSet, EndpointSet>;
type Asked = DeviceAuthorizationResponse<Extension>;

/// Members beside those of RFC 8628 §3.2.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Extension {
    /// Where the picture of the code is.
    verification_uri_qr: Option<String>,
}

impl ExtraDeviceAuthorizationFields for Extension {}

/// What a television shows.
#[derive(Clone)]
pub enum Screen {
    /// The code to enter elsewhere.
    Code {
        /// In two groups.
        user_code: String,
        /// Where to enter it.
        uri: String,
        /// The address with the code, as a `data:` picture.
        picture: String,
    },
    /// Somebody connected it.
    Playing {
        /// Whom it greets.
        name: String,
    },
    /// It was not connected.
    Off {
        /// The error code (RFC 8628 §3.5).
        why: String,
    },
}

/// One television.
pub struct Television {
    screen: Mutex<Screen>,
    /// What it gives back at a factory reset.
    refresh_token: Mutex<Option<String>>,
}

impl Television {
    /// What it shows now.
    pub fn screen(&self) -> Screen {
        held(&self.screen).clone()
    }

    fn show(&self, screen: Screen) {
        *held(&self.screen) = screen;
    }
}

/// A panic elsewhere leaves these whole: each change is a single assignment.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All televisions, one per browser.
#[derive(Default)]
pub struct Televisions(Mutex<HashMap<String, Arc<Television>>>);

impl Televisions {
    /// The one of this cookie.
    pub fn get(&self, id: &str) -> Option<Arc<Television>> {
        held(&self.0).get(id).cloned()
    }

    /// Takes one in; says under which cookie.
    pub fn put(&self, television: Arc<Television>) -> String {
        let id = CsrfToken::new_random_len(32).into_secret();
        let mut all = held(&self.0);
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(id.clone(), television);
        id
    }

    /// Throws one away.
    pub fn remove(&self, id: &str) -> Option<Arc<Television>> {
        held(&self.0).remove(id)
    }
}

/// What every television of this maker knows of the provider.
pub struct Maker {
    http: Http,
    issuer: String,
    client_id: String,
}

impl Maker {
    /// Registered as the settings say.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn new(settings: &DemoSettings) -> reqwest::Result<Self> {
        let (issuer, client_id) = (settings.issuer.clone(), settings.tv_client_id.clone());
        Ok(Self { http: Http::new()?, issuer, client_id })
    }

    /// Switches a television on: it asks, shows its code, and polls in the background.
    ///
    /// # Errors
    /// [`Problem::Unreachable`], [`Problem::Refused`].
    pub async fn switch_on(self: &Arc<Self>) -> Result<Arc<Television>, Problem> {
        let metadata = self.metadata().await?;
        let client = self.client(&metadata)?;
        let asked: Asked = client
            .exchange_device_code()
            .add_scopes(["openid", "profile", "offline_access"].map(|s| Scope::new(s.into())))
            .add_extra_param("device_name", NAME)
            .add_extra_param("device_model", MODEL)
            .add_extra_param("device_software_version", env!("CARGO_PKG_VERSION"))
            .request_async(&self.http)
            .await
            .map_err(|error| self.refused(error))?;
        let picture = match &asked.extra_fields().verification_uri_qr {
            Some(address) => self.picture(address).await?,
            None => String::new(),
        };
        let screen = Screen::Code {
            user_code: asked.user_code().secret().clone(),
            uri: asked.verification_uri().to_string(),
            picture,
        };
        let (screen, refresh_token) = (Mutex::new(screen), Mutex::default());
        let television = Arc::new(Television { screen, refresh_token });
        let (maker, waiting) = (Arc::clone(self), Arc::clone(&television));
        actix_web::rt::spawn(async move {
            let screen = maker.wait(&client, &asked, (&metadata, &waiting)).await;
            waiting.show(screen);
        });
        Ok(television)
    }

    /// Polls for as long as it is told to wait (RFC 8628 §3.5).
    async fn wait(
        &self,
        client: &Client,
        asked: &Asked,
        (metadata, television): (&Value, &Television),
    ) -> Screen {
        let request = client.exchange_device_access_token(asked);
        let waited = request.request_async(&self.http, tokio::time::sleep, None).await;
        let tokens: BasicTokenResponse = match waited {
            Ok(tokens) => tokens,
            Err(RequestTokenError::ServerResponse(answer)) => {
                return Screen::Off { why: answer.error().as_ref().to_owned() };
            }
            Err(error) => return Screen::Off { why: Problem::causes(&error) },
        };
        *held(&television.refresh_token) =
            tokens.refresh_token().map(|token| token.secret().clone());
        match self.greeting(metadata, tokens.access_token().secret()).await {
            Ok(name) => Screen::Playing { name },
            Err(problem) => Screen::Off { why: problem.to_string() },
        }
    }

    /// Gives the refresh token back, which ends this one device at the provider (RFC 7009 §2.1).
    ///
    /// # Errors
    /// [`Problem::Unreachable`].
    pub async fn reset(&self, television: &Television) -> Result<(), Problem> {
        let token = held(&television.refresh_token).take();
        let Some(token) = token else { return Ok(()) };
        let metadata = self.metadata().await?;
        let fields = [("client_id", &*self.client_id), ("token", &*token)];
        let revocation = text(&metadata, "revocation_endpoint");
        self.http.post(&revocation, &fields).await.map_err(|error| self.unreachable(&error))
    }

    async fn metadata(&self) -> Result<Value, Problem> {
        let address = format!("{}/.well-known/openid-configuration", self.issuer);
        let body = self.http.get(&address, None).await;
        let body = body.map_err(|error| self.unreachable(&error))?;
        serde_json::from_slice(&body).map_err(|error| self.unreachable(&error))
    }

    fn client(&self, metadata: &Value) -> Result<Client, Problem> {
        let asks = DeviceAuthorizationUrl::new(text(metadata, "device_authorization_endpoint"))
            .map_err(|error| self.unreachable(&error))?;
        let redeems = TokenUrl::new(text(metadata, "token_endpoint"))
            .map_err(|error| self.unreachable(&error))?;
        let client = BasicClient::new(ClientId::new(self.client_id.clone()));
        Ok(client.set_device_authorization_url(asks).set_token_uri(redeems))
    }

    /// Whom to greet.
    async fn greeting(&self, metadata: &Value, access_token: &str) -> Result<String, Problem> {
        let userinfo =
            self.http.get(&text(metadata, "userinfo_endpoint"), Some(access_token)).await;
        let body = userinfo.map_err(|error| self.unreachable(&error))?;
        let claims: Value =
            serde_json::from_slice(&body).map_err(|error| self.unreachable(&error))?;
        Ok(crate::tokens::name_of(&claims))
    }

    async fn picture(&self, address: &str) -> Result<String, Problem> {
        use base64::Engine as _;
        let svg = self.http.get(address, None).await.map_err(|error| self.unreachable(&error))?;
        let svg = base64::engine::general_purpose::STANDARD.encode(svg);
        Ok(format!("data:image/svg+xml;base64,{svg}"))
    }

    fn unreachable(&self, error: &dyn Error) -> Problem {
        Problem::Unreachable { issuer: self.issuer.clone(), detail: Problem::causes(error) }
    }

    fn refused<E, T>(&self, error: RequestTokenError<E, T>) -> Problem
    where
        E: Error + 'static,
        T: ErrorResponse + Serialize + 'static,
    {
        match error {
            RequestTokenError::ServerResponse(answer) => {
                let answer = serde_json::to_value(answer).unwrap_or_default();
                let (code, description) =
                    (text(&answer, "error"), text(&answer, "error_description"));
                Problem::Refused { code, description }
            }
            other => self.unreachable(&other),
        }
    }
}

fn text(document: &Value, member: &str) -> String {
    document[member].as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_has_room_for_so_many_televisions() {
        let all = Televisions::default();
        let new = || {
            let screen = Mutex::new(Screen::Off { why: String::new() });
            Arc::new(Television { screen, refresh_token: Mutex::default() })
        };
        let first = all.put(new());
        assert!(all.get(&first).is_some());
        for _ in 0..MOST {
            all.put(new());
        }
        assert!(held(&all.0).len() <= MOST && all.get(&first).is_none());
    }
}
