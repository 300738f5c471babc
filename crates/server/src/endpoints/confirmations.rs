//! `PUT /api/{group}/device/challenge` and
//! `GET /api/{group}/mfa/{key}/account/{account}/interaction/{uid}/status`: an app asks a person to
//! confirm something, and hears what became of it (native contract U143, U140).
//!
//! Security: whether there is anybody of that name shows neither in an answer nor in what follows: a
//! question to nobody is one that nobody answers.
use super::envelope::{enveloped, refusal, unkept};
use super::reading::authorization;
use super::{Failure, bearer};
use crate::confirmations::{Named, counted, counted_since, settled};
use crate::interaction::{Sender, app_view};
use crate::middleware::Trouble;
use crate::refusals::Refused as Told;
use crate::tenant::Tenant;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::web::{Bytes, Path};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use latchkey_accounts::Account;
use latchkey_base::{AccountId, ConfirmationId, Seconds, Timestamp};
use latchkey_oidc::confirmation::{
    COUNTED_OVER, Caller, ConfirmationPolicy, ConfirmationProblem, ConfirmationRequest,
    ConfirmationState, may_ask,
};
use latchkey_oidc::explain::{ConfirmationFinding, Finding, TokenFinding};
use latchkey_oidc::userinfo::{BearerError, token};
use latchkey_oidc::{Client, Owner, PresentedToken};
use latchkey_store::{ConfirmationRecord, OutboxMessage, Tx, TxError};
use latchkey_ui::mail::Notice;
use serde_json::{Value, json};
use std::num::NonZeroU32;
use std::sync::Arc;

const ENDPOINT: &str = "device_challenge";

/// When somebody who was asked too often may be asked again, at the earliest.
const ASK_LATER: Seconds = Seconds::minutes(1);

/// The kind of messages that stand for a mail where there is nobody to mail: none is ever delivered, and
/// they are swept at once.
const UNSENT: &str = "unsent";

/// What names a confirmation in an address: the tenant's word, its key, how the app speaks of the
/// person, and how it names the question.
type Place = Path<(String, String, String, String)>;

/// `PUT …/device/challenge`.
pub async fn put(tenant: Tenant, request: HttpRequest, body: Bytes) -> HttpResponse {
    let mut client = None;
    let asked = ask(&tenant, &request, (&body, &mut client)).await;
    answer((&tenant, &request), client.as_deref(), asked)
}

/// `GET …/status`: 204 once it is approved, 206 while it waits, 400 with the outcome when it never
/// will be.
pub async fn status(tenant: Tenant, request: HttpRequest, place: Place) -> HttpResponse {
    let mut client = None;
    let looked = look(&tenant, &request, (&place, &mut client)).await;
    answer((&tenant, &request), client.as_deref(), looked)
}

async fn ask(
    tenant: &Tenant,
    request: &HttpRequest,
    (body, named): (&[u8], &mut Option<Arc<Client>>),
) -> Result<HttpResponse, Refused> {
    let client: &Client = named.insert(caller(tenant, request).await?);
    let app = tenant.app();
    let policy = tenant.policy().confirmations.clone();
    let asked = ConfirmationRequest::parse(body, client, &policy)?;
    let whom = Named::read(&asked.lookup, client);
    let record = record(tenant, client, (asked, &whom));
    let mail = if policy.mail { Some(mail(tenant, &whom, &record).await?) } else { None };
    let (data, now, mails) = (data(&record), record.created_at, mail.is_some());
    let kept = move |tx: &mut dyn Tx| {
        let kept = keep(tx, (record.clone(), &whom), &policy, now)?;
        if let (Kept::Asked(account), Some((to, message))) = (kept, &mail) {
            // Nobody is mailed what they are not asked; and that takes as long.
            let is_theirs = to.is_some() && account == *to;
            let unsent = OutboxMessage { kind: UNSENT.into(), expires_at: now, ..message.clone() };
            tx.put_message(if is_theirs { message } else { &unsent })?;
        }
        Ok::<_, TxError>(kept != Kept::TooMany)
    };
    match app.store.write(tenant.id(), kept).await {
        Ok(true) => {
            if mails {
                app.message_queued.notify_one();
            }
            Ok(enveloped("CHALLENGE", &data))
        }
        Ok(false) => Err(Refused::TooMany(ASK_LATER, "protocol.confirmations")),
        Err(TxError::Taken(_)) => Err(Refused::StateTaken),
        Err(error) => Err(error.into()),
    }
}

/// What came of asking.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// This person is asked, or nobody.
    Asked(Option<AccountId>),
    /// The client asks too much.
    TooMany,
}

/// The mail that tells the person, and whose it is; for nobody as much work.
async fn mail(
    tenant: &Tenant,
    whom: &Named,
    record: &ConfirmationRecord,
) -> Result<(Option<AccountId>, OutboxMessage), Refused> {
    let whom = whom.clone();
    let found = tenant.app().store.read(tenant.id(), move |tx| whom.find(tx)).await;
    let found: Result<Option<Account>, TxError> = found;
    let found = found?.filter(|account| account.email_verified);
    let notice = Notice::Confirmation { app: &record.app };
    let sender = Sender { tenant, now: record.created_at };
    let lifetime = record.expires_at.since(record.created_at);
    let message = sender.notice(found.as_ref(), &notice, lifetime)?;
    Ok((found.map(|account| account.id), message))
}

/// Security: counted in the transaction that adds one. What the client is told depends on what it did
/// itself, and on nobody else: whoever is asked too much by others is not asked, and it shows nowhere.
fn keep(
    tx: &mut dyn Tx,
    (mut record, whom): (ConfirmationRecord, &Named),
    policy: &ConfirmationPolicy,
    now: Timestamp,
) -> Result<Kept, TxError> {
    let client = record.client;
    if tx.count_confirmations(client, now - COUNTED_OVER)? >= i64::from(policy.hourly_per_client) {
        return Ok(Kept::TooMany);
    }
    let since = counted_since(now);
    let same = counted(&tx.confirmations_about((client, &record.lookup), since)?, now);
    if !may_ask((same, same), policy) {
        return Ok(Kept::TooMany);
    }
    let account = whom.find(tx)?.map(|account| account.id);
    // For nobody as much work as for somebody.
    let of = account.unwrap_or(AccountId::from_bytes([0; 16]));
    let all = tx.confirmations_of(of, since)?;
    let own = counted(all.iter().filter(|held| held.client == client), now);
    record.account = account.filter(|_| may_ask((own, counted(&all, now)), policy));
    tx.insert_confirmation(&record)?;
    Ok(Kept::Asked(record.account))
}

fn record(
    tenant: &Tenant,
    client: &Client,
    (asked, whom): (ConfirmationRequest, &Named),
) -> ConfirmationRecord {
    let app = tenant.app();
    let (now, entropy) = (app.clock.now(), &*app.entropy);
    // Whom the client named by an address it knows by no other name until they answer.
    let handle = match whom {
        Named::Subject(account) => *account,
        Named::Email(_) | Named::Nobody(_) => AccountId::new(now, entropy),
    };
    let state = asked.state.unwrap_or_else(|| entropy.token("").expose().to_owned());
    ConfirmationRecord {
        id: ConfirmationId::new(now, entropy),
        client: client.key,
        account: None,
        lookup: app.codes.digest("confirmation-lookup", &whom.text()),
        handle: handle.to_string(),
        client_state: state,
        app: app_view(client).name.to_owned(),
        text: asked.text,
        callback: asked.callback,
        state: ConfirmationState::Waiting,
        decided_in: None,
        created_at: now,
        expires_at: now + asked.lifetime,
    }
}

fn data(record: &ConfirmationRecord) -> Value {
    json!({
        "key": record.id,
        "accountId": record.handle,
        "state": record.client_state,
        "callback": record.callback,
        "duration": format!("{}s", record.expires_at.since(record.created_at).get()),
    })
}

async fn look(
    tenant: &Tenant,
    request: &HttpRequest,
    (place, named): (&Place, &mut Option<Arc<Client>>),
) -> Result<HttpResponse, Refused> {
    let client: &Client = named.insert(caller(tenant, request).await?);
    let app = tenant.app();
    let (_, key, account, uid) = &**place;
    let id: ConfirmationId = key.parse().map_err(|_| Trouble::NotFound)?;
    let found = app.store.read(tenant.id(), move |tx| tx.confirmation(id)).await;
    let found: Result<Option<ConfirmationRecord>, TxError> = found;
    // Security: what another client asked, or by another name, is not there.
    let own = found?.filter(|held| {
        held.client == client.key && held.handle == *account && held.client_state == *uid
    });
    let mut held = own.ok_or(Trouble::NotFound)?;
    let now = app.clock.now();
    if held.state != held.state_at(now) {
        let found = app.store.write(tenant.id(), move |tx| settled(tx, id, now)).await;
        let found: Result<Option<ConfirmationRecord>, TxError> = found;
        held = found?.ok_or(Trouble::NotFound)?;
    }
    match held.state {
        ConfirmationState::Approved => Ok(unkept(HttpResponse::NoContent().finish())),
        ConfirmationState::Waiting => {
            let body = json!({ "type": "object", "data": "Partial Content" });
            Ok(unkept(HttpResponse::PartialContent().json(body)))
        }
        over @ (ConfirmationState::Denied | ConfirmationState::Expired) => Err(Refused::Over(over)),
    }
}

/// The client whose token it is, if it may ask.
async fn caller(tenant: &Tenant, request: &HttpRequest) -> Result<Arc<Client>, Refused> {
    if !tenant.policy().confirmations.allowed {
        return Err(Trouble::NotFound.into());
    }
    let app = tenant.app();
    let cx = tenant.context(app.clock.now());
    let presented = PresentedToken::read(token(authorization(request), None)?, &cx);
    let found = app.store.find(tenant.id(), presented.lookup()).await?;
    let over = presented.over_since(&found, &cx);
    let caller = Caller::decide(presented.live(found, &cx), &cx);
    let caller = caller.map_err(|error| match over {
        Some(since) => error.because(TokenFinding::Expired(since)),
        None => error,
    })?;
    let client = match caller.owner() {
        Owner::Key(key) => app.store.client_by_key(tenant.id(), *key).await?,
        Owner::Name(name) => app.store.client(tenant.id(), name).await?,
    };
    Caller::check(client.as_deref())?;
    let client = client.ok_or_else(|| BearerError::invalid_token("the client is gone"))?;
    app.confirmation_calls
        .admit((tenant.id(), client.key), NonZeroU32::MIN)
        .map_err(|wait| Refused::TooMany(wait, "http.confirmation_calls_per_second"))?;
    Ok(client)
}

enum Refused {
    Bearer(BearerError),
    Problem(ConfirmationProblem),
    /// The client has a confirmation of that state.
    StateTaken,
    /// It will never be approved.
    Over(ConfirmationState),
    /// The client asks too much: when again, and by which bound.
    TooMany(Seconds, &'static str),
    Trouble(Trouble),
}

refused_as_any_call!(Refused);

impl From<ConfirmationProblem> for Refused {
    fn from(problem: ConfirmationProblem) -> Self {
        Self::Problem(problem)
    }
}

/// The answer; refusals have the words of the native contract (native contract §1.4).
fn answer(
    (tenant, request): (&Tenant, &HttpRequest),
    client: Option<&Client>,
    answered: Result<HttpResponse, Refused>,
) -> HttpResponse {
    let client = client.map(|client| client.client_id.as_str());
    let (status, error, finding) = match answered {
        Ok(response) => return response,
        Err(Refused::Bearer(error)) => return bearer::refuse(tenant, ENDPOINT, error, client),
        Err(Refused::Trouble(trouble)) if trouble.status_code().is_client_error() => {
            return trouble.error_response();
        }
        Err(Refused::Trouble(trouble)) => {
            return Failure::from(trouble).answer(tenant, ENDPOINT, client);
        }
        Err(Refused::Over(state)) => return over(request, state),
        Err(Refused::Problem(problem)) => {
            let finding = ConfirmationFinding::Request(problem.to_string());
            (StatusCode::BAD_REQUEST, "ValidationError", finding)
        }
        Err(Refused::StateTaken) => {
            let why = "the client has a challenge of this state already".to_owned();
            (StatusCode::CONFLICT, "Conflict", ConfirmationFinding::Request(why))
        }
        Err(Refused::TooMany(wait, limit)) => {
            let finding = ConfirmationFinding::TooMany { wait, limit: limit.to_owned() };
            (StatusCode::TOO_MANY_REQUESTS, "Too Many Requests", finding)
        }
    };
    let (description, wait) = match &finding {
        ConfirmationFinding::Request(why) => (why.as_str(), None),
        ConfirmationFinding::TooMany { wait, .. } => ("the client asks too much", Some(wait.get())),
        _ => ("", None),
    };
    let told = Told { endpoint: ENDPOINT, error, description, client, ..Told::default() };
    let reference = tenant.refused(Told { finding: Some(&Finding::from(finding.clone())), ..told });
    let message = format!("{description} (reference {reference})");
    let mut response = refusal(request, (status, error, &message), None);
    if let Some(wait) = wait {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
    }
    response
}

/// It will never be approved. That somebody said no is no fault of the request.
fn over(request: &HttpRequest, state: ConfirmationState) -> HttpResponse {
    let message = match state {
        ConfirmationState::Denied => "the person refused",
        _ => "nobody answered in time",
    };
    let data = json!({ "outcome": state.name() });
    refusal(request, (StatusCode::BAD_REQUEST, "Bad Request", message), Some(data))
}
