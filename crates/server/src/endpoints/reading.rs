//! What the JSON endpoints read alike: a form, the client behind it, a person's claims.
use super::Failure;
use crate::app::App;
use crate::client_keys;
use crate::tenant::Tenant;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_base::{AccountId, TenantId};
use latchkey_jose::VerificationKeys;
use latchkey_oidc::client_auth::{Authenticated, PresentedCredentials, identify};
use latchkey_oidc::explain::{MessageFinding, sent};
use latchkey_oidc::{Client, Context, Params, SubjectClaims, TokenError};
use latchkey_oidc::{Commit, Outcome};
use std::sync::Arc;

/// The form in the body. Parameters in the URL are not read (RFC 6749 §2.3.1).
pub fn form<'a>(request: &HttpRequest, body: &'a [u8]) -> Result<Params<'a>, TokenError> {
    if !is_form(request) {
        let description = "the body must be application/x-www-form-urlencoded";
        let finding = other_kind(request, "application/x-www-form-urlencoded");
        return Err(TokenError::invalid_request(description).because(finding));
    }
    Params::parse(body).map_err(|_| {
        TokenError::invalid_request("the body is badly encoded").because(MessageFinding::Encoding)
    })
}

/// A body that says to be of another media type than the expected one.
pub fn other_kind(request: &HttpRequest, expected: &str) -> MessageFinding {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.map(|value| sent(&String::from_utf8_lossy(value.as_bytes())));
    MessageFinding::MediaType { sent: kind, expected: expected.to_owned() }
}

/// Whether the body says it is a form.
pub fn is_form(request: &HttpRequest) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// The `Authorization` header. Two of them count as a malformed one.
pub fn authorization(request: &HttpRequest) -> Option<&str> {
    let mut values = request.headers().get_all(header::AUTHORIZATION);
    let first = values.next()?;
    match values.next() {
        Some(_) => Some(""),
        None => Some(first.to_str().unwrap_or("")),
    }
}

/// Answers a request that an authenticated client posts as a form. `answer` gets the form, the
/// client and what decisions need to know; `endpoint` is its name in the log.
pub async fn answer_client(
    (tenant, endpoint): (&Tenant, &'static str),
    (request, body): (&HttpRequest, &[u8]),
    answer: impl AsyncFnOnce(
        &Tenant,
        &Params<'_>,
        Authenticated<'_>,
        &Context<'_>,
    ) -> Result<HttpResponse, Failure>,
) -> HttpResponse {
    let mut named: Option<String> = None;
    let answered = async {
        let cx = tenant.context(tenant.app().clock.now());
        let params = form(request, body)?;
        let presented = identify(authorization(request), &params)?;
        let asking = Asking::find(tenant.app(), tenant.id(), presented).await?;
        let answered = match asking.authenticate(&cx) {
            Ok(authenticated) => answer(tenant, &params, authenticated, &cx).await,
            Err(error) => Err(error.into()),
        };
        if answered.is_err() {
            named = Some(asking.presented.client_id().to_owned());
        }
        answered
    };
    let answered = answered.await;
    answered.unwrap_or_else(|error: Failure| error.answer(tenant, endpoint, named.as_deref()))
}

/// A client that names itself in a request, with what is needed to check its proof.
struct Asking<'a> {
    presented: PresentedCredentials<'a>,
    client: Option<Arc<Client>>,
    keys: Option<Arc<VerificationKeys>>,
}

impl<'a> Asking<'a> {
    /// Loads whom the request names.
    async fn find(
        app: &App,
        tenant: TenantId,
        presented: PresentedCredentials<'a>,
    ) -> Result<Self, Failure> {
        let client = app.store.client(tenant, presented.client_id()).await?;
        let keys = match (&client, presented.needs_keys()) {
            (Some(client), Some(kid)) => client_keys::find(app, tenant, client, kid).await,
            _ => None,
        };
        Ok(Self { presented, client, keys })
    }

    /// Checks the proof.
    fn authenticate(&self, cx: &Context<'_>) -> Result<Authenticated<'_>, TokenError> {
        self.presented.authenticate(self.client.as_deref(), self.keys.as_deref(), cx)
    }
}

/// Commits, if there is anything to commit.
pub async fn settle(tenant: &Tenant, commit: Commit) -> Result<Outcome, Failure> {
    if commit.is_empty() {
        return Ok(Outcome::Done);
    }
    match tenant.app().store.commit(tenant.id(), commit).await? {
        Outcome::AssertionReplayed => Err(TokenError::assertion_replayed().into()),
        outcome => Ok(outcome),
    }
}

/// What is known about a person; nothing when the account is gone.
pub async fn claims(app: &App, tenant: TenantId, id: AccountId) -> Result<SubjectClaims, Failure> {
    let account = app.store.account(tenant, id).await?;
    Ok(account.map(|account| latchkey_accounts::claims(&account).into()).unwrap_or_default())
}
