//! The tenant that a path names.
use crate::app::App;
use crate::middleware::Trouble;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError};
use futures_util::future::LocalBoxFuture;
use latchkey_base::{TenantId, Timestamp};
use latchkey_oidc::{Context, Endpoints, ProtocolPolicy};
use latchkey_store::{TenantRecord, TenantSettings, TenantSnapshot};
use std::sync::Arc;
use thiserror::Error;

/// A tenant as this request sees it: one snapshot from beginning to end.
#[derive(Clone)]
pub struct Tenant {
    /// Settings, keys and documents.
    pub snapshot: Arc<TenantSnapshot>,
    /// The issuer identifier.
    pub issuer: Arc<str>,
    endpoints: Arc<Endpoints>,
    app: Data<App>,
}

/// Why there is no tenant for this request.
#[derive(Debug, Error)]
pub enum NoTenant {
    /// The path names none, or one that is switched off.
    #[error("no such tenant")]
    Unknown,
    /// The path names it by its other name (native contract 1.1): one issuer has one address.
    #[error("the tenant lives elsewhere")]
    Moved(String),
    /// The database does not answer.
    #[error("{0}")]
    Trouble(#[from] Trouble),
}

impl Tenant {
    /// Finds the tenant of a public path word.
    ///
    /// # Errors
    /// [`NoTenant`]; `target` is the path and query to be kept when it lives elsewhere.
    pub async fn find(app: &Data<App>, word: &str, target: &str) -> Result<Self, NoTenant> {
        let snapshot = app.store.tenant(word).await.map_err(Trouble::from)?;
        let snapshot = snapshot.filter(|found| !found.record.disabled).ok_or(NoTenant::Unknown)?;
        if snapshot.record.group != word {
            let elsewhere = moved(target, word, &snapshot.record.group);
            return Err(elsewhere.map_or(NoTenant::Unknown, NoTenant::Moved));
        }
        Ok(Self::of(app, snapshot))
    }

    /// Of work that no request asked for.
    pub fn of(app: &Data<App>, snapshot: Arc<TenantSnapshot>) -> Self {
        let (issuer, endpoints) = app.addresses(&snapshot.record.group);
        Self { snapshot, issuer, endpoints, app: app.clone() }
    }

    /// The application.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Its row.
    pub fn record(&self) -> &TenantRecord {
        &self.snapshot.record
    }

    /// Its id.
    pub fn id(&self) -> TenantId {
        self.snapshot.record.id
    }

    /// Its settings.
    pub fn settings(&self) -> &TenantSettings {
        &self.snapshot.record.settings
    }

    /// Its protocol settings.
    pub fn policy(&self) -> &ProtocolPolicy {
        &self.snapshot.record.settings.protocol
    }

    /// What the protocol core needs to know for decisions at `now`.
    pub fn context(&self, now: Timestamp) -> Context<'_> {
        Context {
            issuer: &self.issuer,
            group: &self.snapshot.record.group,
            endpoints: &self.endpoints,
            policy: self.policy(),
            keys: &self.snapshot.keys,
            client_secrets: &self.app.client_secrets,
            pairwise_salt: &self.snapshot.pairwise_salt,
            sign_up: self.settings().accounts.sign_up,
            entropy: &*self.app.entropy,
            now,
        }
    }
}

/// The target with another word for the tenant, which stands first, or last in the well-known
/// forms. `None` when it was spelled with escapes.
fn moved(target: &str, word: &str, group: &str) -> Option<String> {
    let (path, query) = target.find('?').map_or((target, ""), |at| target.split_at(at));
    let mut segments: Vec<&str> = path.split('/').collect();
    let place = if path.starts_with("/.well-known/") { segments.len() - 1 } else { 1 };
    let named = segments.get_mut(place).filter(|segment| **segment == word)?;
    *named = group;
    Some(segments.join("/") + query)
}

impl ResponseError for NoTenant {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::Moved(_) => StatusCode::PERMANENT_REDIRECT,
            Self::Trouble(trouble) => trouble.status_code(),
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Unknown => Trouble::NotFound.error_response(),
            Self::Trouble(trouble) => trouble.error_response(),
            Self::Moved(elsewhere) => {
                let mut response = HttpResponse::new(self.status_code());
                if let Ok(location) = HeaderValue::from_str(elsewhere) {
                    response.headers_mut().insert(header::LOCATION, location);
                }
                response
            }
        }
    }
}

impl FromRequest for Tenant {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let app = request.app_data::<Data<App>>();
            let app = app.ok_or_else(|| Trouble::Internal("no app".to_owned()))?;
            let word = request.match_info().get("group").unwrap_or_default();
            let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
            Ok(Self::find(app, word, target).await?)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_for_the_tenant_is_replaced() {
        let rows = [
            ("/open/auth?x=open", Some("/t/auth?x=open")),
            ("/open", Some("/t")),
            ("/.well-known/openid-configuration/open", Some("/.well-known/openid-configuration/t")),
            ("/%6fpen/open", None),
        ];
        for (target, expected) in rows {
            assert_eq!(moved(target, "open", "t").as_deref(), expected, "{target}");
        }
    }
}
