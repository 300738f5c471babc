//! Dynamic registration and its management (OIDC Registration §3, §4, RFC 7591 §3, RFC 7592 §2).
use super::reading::{authorization, other_kind};
use super::{Failure, bearer, limits};
use crate::client_keys;
use crate::middleware::Trouble;
use crate::newcomers::TooMuch;
use crate::provision::{ClientInput, NewClient, ProvisionError};
use crate::refusals::Refused as Told;
use crate::tenant::Tenant;
use actix_web::http::{StatusCode, header};
use actix_web::web::{Bytes, Path};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use latchkey_base::{Seconds, Secret, TokenHash};
use latchkey_jose::Algorithm;
use latchkey_oidc::explain::{Finding, MessageFinding, TokenFinding};
use latchkey_oidc::registration::{
    PresentedStatement, Registered, RegistrationError, RegistrationMode, RegistrationRequest,
    SoftwareStatement, presented_statement,
};
use latchkey_oidc::userinfo::{BearerError, token};
use latchkey_store::{ClientRecord, Tx, TxError};
use serde_json::Value;

/// Its name in log and metrics.
const ENDPOINT: &str = "registration";

type Answered = Result<HttpResponse, Refused>;

/// `POST /{group}/reg`.
pub async fn create(tenant: Tenant, request: HttpRequest, body: Bytes) -> HttpResponse {
    answer(&tenant, None, register(&tenant, &request, &body).await)
}

/// `GET /{group}/reg/{client_id}`.
pub async fn read(
    tenant: Tenant,
    path: Path<(String, String)>,
    request: HttpRequest,
) -> HttpResponse {
    answer(&tenant, Some(&path.1), show(&tenant, &path.1, &request).await)
}

/// `PUT /{group}/reg/{client_id}`.
pub async fn update(
    tenant: Tenant,
    path: Path<(String, String)>,
    request: HttpRequest,
    body: Bytes,
) -> HttpResponse {
    answer(&tenant, Some(&path.1), replace(&tenant, &path.1, &request, &body).await)
}

/// `DELETE /{group}/reg/{client_id}`.
pub async fn delete(
    tenant: Tenant,
    path: Path<(String, String)>,
    request: HttpRequest,
) -> HttpResponse {
    answer(&tenant, Some(&path.1), remove(&tenant, &path.1, &request).await)
}

async fn register(tenant: &Tenant, request: &HttpRequest, body: &[u8]) -> Answered {
    let (app, policy) = (tenant.app(), &tenant.policy().registration);
    if !policy.is_open_to_some() {
        return Err(Trouble::NotFound.into());
    }
    let address = app.client_address(request);
    let admitted = app.registrations.admit(tenant.id(), address, policy);
    admitted.map_err(limited)?;
    let invitation = match policy.mode {
        RegistrationMode::InitialAccessToken => Some(invitation(tenant, request).await?),
        RegistrationMode::Closed | RegistrationMode::Open => None,
    };
    let asked = asked(tenant, request, body, None).await?;
    let input = ClientInput { metadata: asked.metadata, ..ClientInput::default() };
    let mut made = app.provision.prepare_client(input)?;
    app.provision.check_sector(&made.record.metadata).await?;
    let token = app.provision.registration_token();
    made.record.registration_token = Some(TokenHash::of(token.expose()));
    let (record, now) = (made.record.clone(), app.clock.now());
    let insert = move |tx: &mut dyn Tx| -> Result<bool, TxError> {
        if let Some(hash) = &invitation
            && !tx.use_initial_access_token(hash, now)?
        {
            return Ok(false);
        }
        tx.insert_client(&record)?;
        Ok(true)
    };
    if !app.store.write(tenant.id(), insert).await? {
        return Err(BearerError::invalid_token("the initial access token was used up")
            .because(TokenFinding::InitialAccess)
            .into());
    }
    tracing::info!(
        client_id = made.record.client_id, tenant = %tenant.record().group,
        "a client registered itself"
    );
    shown(tenant, &made, token.expose(), StatusCode::CREATED)
}

async fn show(tenant: &Tenant, client_id: &str, request: &HttpRequest) -> Answered {
    let (record, token) = own_client(tenant, client_id, request).await?;
    shown(tenant, &NewClient { record, secret: None }, token, StatusCode::OK)
}

async fn replace(tenant: &Tenant, client_id: &str, request: &HttpRequest, body: &[u8]) -> Answered {
    let (app, policy) = (tenant.app(), &tenant.policy().registration);
    let (held, _) = own_client(tenant, client_id, request).await?;
    let address = app.client_address(request);
    app.registrations.admit(tenant.id(), address, policy).map_err(limited)?;
    let asked = asked(tenant, request, body, Some(&held)).await?;
    // Judged before anything is fetched, and again on what is there by the time of the write.
    let made = revised(tenant, &held, &asked)?;
    app.provision.check_sector(&made.record.metadata).await?;
    let token = app.provision.registration_token();
    let (id, hash, there) = (tenant.id(), TokenHash::of(token.expose()), tenant.clone());
    let update = move |tx: &mut dyn Tx| -> Result<Option<NewClient>, Refused> {
        let Some(held) = unchanged(tx, &held)? else { return Ok(None) };
        let mut made = revised(&there, &held, &asked)?;
        made.record.registration_token = Some(hash);
        tx.update_client(&made.record)?;
        Ok(Some(made))
    };
    let made = app.store.write(id, update).await?.ok_or_else(overtaken)?;
    shown(tenant, &made, token.expose(), StatusCode::OK)
}

/// What becomes of a client by its update. What only an operator sets stays as it is.
fn revised(
    tenant: &Tenant,
    held: &ClientRecord,
    asked: &RegistrationRequest,
) -> Result<NewClient, Refused> {
    let provision = &tenant.app().provision;
    let is_secret = |secret: &Secret<String>| {
        held.secret_digest.as_ref().is_some_and(|digest| provision.is_secret(secret, digest))
    };
    asked.check_update(&held.client_id, is_secret)?;
    asked.check_statement(&held.metadata)?;
    let metadata = asked.applied_to(&held.metadata);
    let input = ClientInput { metadata, disabled: held.disabled, ..ClientInput::default() };
    Ok(provision.revise_client(held, input)?)
}

async fn remove(tenant: &Tenant, client_id: &str, request: &HttpRequest) -> Answered {
    let (held, _) = own_client(tenant, client_id, request).await?;
    let delete = move |tx: &mut dyn Tx| -> Result<bool, TxError> {
        Ok(unchanged(tx, &held)?.is_some() && tx.delete_client(held.key)?)
    };
    if !tenant.app().store.write(tenant.id(), delete).await? {
        return Err(overtaken());
    }
    tracing::info!(client_id, tenant = %tenant.record().group, "a client removed itself");
    Ok(HttpResponse::NoContent()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::PRAGMA, "no-cache"))
        .finish())
}

/// What is registered now, if the token that was shown is still the client's and it may use it.
fn unchanged(tx: &mut dyn Tx, held: &ClientRecord) -> Result<Option<ClientRecord>, TxError> {
    let now = tx.client_by_key(held.key)?;
    Ok(now.filter(|now| now.registration_token == held.registration_token && !now.disabled))
}

fn overtaken() -> Refused {
    BearerError::invalid_token("the registration was changed meanwhile")
        .because(TokenFinding::RegistrationOvertaken)
        .into()
}

/// The hash of a good initial access token; it is used up only by a registration that succeeds.
async fn invitation(tenant: &Tenant, request: &HttpRequest) -> Result<TokenHash, Refused> {
    let hash = TokenHash::of(token(authorization(request), None)?);
    let now = tenant.app().clock.now();
    let look = move |tx: &mut dyn Tx| tx.is_initial_access_token(&hash, now);
    match tenant.app().store.read(tenant.id(), look).await? {
        true => Ok(hash),
        false => Err(BearerError::invalid_token("no such initial access token")
            .because(TokenFinding::InitialAccess)
            .into()),
    }
}

/// The client of that name, if the request brings its registration access token. Security: a
/// wrong token and an unknown client look alike (RFC 7592 §2.1).
async fn own_client<'r>(
    tenant: &Tenant,
    client_id: &str,
    request: &'r HttpRequest,
) -> Result<(ClientRecord, &'r str), Refused> {
    let presented = token(authorization(request), None)?;
    let name = client_id.to_owned();
    let find = move |tx: &mut dyn Tx| tx.client(&name);
    let found = tenant.app().store.read(tenant.id(), find).await?;
    let hash = Some(TokenHash::of(presented));
    let is_client_known = found.is_some();
    let own = found.filter(|client| client.registration_token == hash);
    let own = own.ok_or_else(|| {
        BearerError::invalid_token("no such client, or not its token")
            .because(TokenFinding::RegistrationAccess { is_client_known })
    })?;
    if own.disabled {
        return Err(Refused::Disabled);
    }
    Ok((own, presented))
}

/// What the body says, and what somebody vouches for; `held` is the client that it changes.
async fn asked(
    tenant: &Tenant,
    request: &HttpRequest,
    body: &[u8],
    held: Option<&ClientRecord>,
) -> Result<RegistrationRequest, Refused> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        let finding = other_kind(request, "application/json");
        return Err(Refused::Limit(Trouble::UnsupportedMediaType, finding));
    }
    let policy = &tenant.policy().registration;
    let algorithms: Vec<Algorithm> = tenant.snapshot.keys.algorithms().collect();
    let statement = match presented_statement(body, policy)? {
        Some(presented) => Some(vouched(tenant, &presented, held).await?),
        None => None,
    };
    let asked = RegistrationRequest::parse(body, statement, policy, &algorithms)?;
    asked.check_group(&tenant.record().group)?;
    policy.check(&asked.metadata, tenant.policy())?;
    Ok(asked)
}

async fn vouched(
    tenant: &Tenant,
    presented: &PresentedStatement<'_>,
    held: Option<&ClientRecord>,
) -> Result<SoftwareStatement, Refused> {
    let (app, kid) = (tenant.app(), presented.kid.as_deref());
    let keys = client_keys::of_issuer(app, tenant.id(), presented.issuer, kid).await;
    let registered = held.and_then(|held| held.metadata.other.get("software_statement"));
    let is_registered = registered.and_then(Value::as_str) == Some(presented.token());
    let cx = tenant.context(app.clock.now());
    Ok(presented.verify(keys.as_deref(), is_registered, &cx)?)
}

fn shown(tenant: &Tenant, made: &NewClient, token: &str, status: StatusCode) -> Answered {
    let record = &made.record;
    let registered = Registered {
        client_id: &record.client_id,
        group: &tenant.record().group,
        metadata: &record.metadata,
        issued_at: record.created_at,
        has_secret: record.secret_digest.is_some(),
        new_secret: made.secret.as_ref().map(|secret| secret.expose().as_str()),
        registration_access_token: token,
        endpoint: &tenant.context(tenant.app().clock.now()).endpoints.registration,
    };
    let body = registered.json().map_err(|error| Trouble::Internal(error.to_string()))?;
    Ok(HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::PRAGMA, "no-cache"))
        .json(body))
}

/// Why a request was not answered as wished.
enum Refused {
    Bearer(BearerError),
    Metadata(RegistrationError),
    Disabled,
    /// Not for what was asked.
    Limit(Trouble, MessageFinding),
    Trouble(Trouble),
}

/// More than one network may (RFC 7591 §5).
fn limited(wait: Seconds) -> Refused {
    let limit = "the tenant's registration.per_address_per_hour";
    let (trouble, finding) = limits::too_many(TooMuch { wait, limit });
    Refused::Limit(trouble, finding)
}

refused_as_any_call!(Refused);

impl From<RegistrationError> for Refused {
    fn from(error: RegistrationError) -> Self {
        Self::Metadata(error)
    }
}

impl From<ProvisionError> for Refused {
    fn from(error: ProvisionError) -> Self {
        match error {
            ProvisionError::Invalid(problems) => {
                let first = problems.first();
                Self::Metadata(first.map_or_else(
                    || RegistrationError::metadata("the metadata cannot be registered"),
                    |problem| RegistrationError::of_member(&problem.key, &problem.why),
                ))
            }
            ProvisionError::Unavailable(why) => Self::Trouble(Trouble::Unavailable(why)),
            other => Self::Trouble(Trouble::Internal(other.to_string())),
        }
    }
}

fn answer(tenant: &Tenant, client: Option<&str>, answered: Answered) -> HttpResponse {
    let error = match answered {
        Ok(response) => return response,
        Err(Refused::Bearer(error)) => return bearer::refuse(tenant, ENDPOINT, error, client),
        Err(Refused::Disabled) => return Failure::forbidden(tenant, ENDPOINT, client),
        Err(Refused::Limit(trouble, finding)) => {
            return limits::answer((tenant, ENDPOINT), (trouble, finding), client);
        }
        Err(Refused::Trouble(trouble)) if trouble.status_code().is_client_error() => {
            return trouble.error_response();
        }
        Err(Refused::Trouble(trouble)) => {
            return Failure::from(trouble).answer(tenant, ENDPOINT, client);
        }
        Err(Refused::Metadata(error)) => error,
    };
    let reference = tenant.refused(Told {
        endpoint: ENDPOINT,
        error: error.code.name(),
        description: &error.description,
        finding: Some(&Finding::Metadata(error.description.clone())),
        client,
        ..Told::default()
    });
    HttpResponse::BadRequest()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::PRAGMA, "no-cache"))
        .json(error.under(reference).json())
}
