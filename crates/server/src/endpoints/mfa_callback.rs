//! `POST /api/{group}/mfa/callback`: the companion app's service says that there is an answer (native contract U139).
//!
//! Security: it says no more than that. What counts is what the service says when we ask it. Who calls shows that they were
//! given this address, which holds a keyed digest over the request's own name; anybody else costs no look at anything.
use super::envelope::{refusal, unkept};
use crate::companion_app::{Asking, Request, RequestProblem, is_nonce};
use crate::interaction::Purpose;
use crate::middleware::Trouble;
use crate::tenant::Tenant;
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use latchkey_base::TokenHash;
use latchkey_outbound::{Answered, Interaction};
use latchkey_store::{ProofRecord, TxError};
use serde::Deserialize;

/// What a request may have been sent for.
const PURPOSES: [Purpose; 2] = [Purpose::CompanionApp, Purpose::AddCompanionApp];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Said {
    id: String,
    interaction_details: Interaction,
    action: i64,
}

enum Refused {
    /// It is not what we were told to expect.
    Other(&'static str),
    /// The service does not say, when we ask.
    Unconfirmed,
    Trouble(Trouble),
}

impl From<Trouble> for Refused {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<TxError> for Refused {
    fn from(error: TxError) -> Self {
        Self::Trouble(error.into())
    }
}

/// `POST …/mfa/callback`: 204 once we have looked ourselves.
pub async fn post(tenant: Tenant, request: HttpRequest, body: Bytes) -> HttpResponse {
    match hear(&tenant, &request, &body).await {
        Ok(()) => unkept(HttpResponse::NoContent().finish()),
        Err(Refused::Other(why)) => {
            refusal(&request, (StatusCode::BAD_REQUEST, "Bad Request", why), None)
        }
        Err(Refused::Unconfirmed) => {
            let why = "the service does not say so itself; check api.validate";
            refusal(&request, (StatusCode::FAILED_DEPENDENCY, "Failed Dependency", why), None)
        }
        Err(Refused::Trouble(trouble)) => trouble.error_response(),
    }
}

async fn hear(tenant: &Tenant, request: &HttpRequest, body: &[u8]) -> Result<(), Refused> {
    let unknown = Refused::Other("there is no such request, or it is over");
    let said: Said = serde_json::from_slice(body).map_err(|_| {
        Refused::Other("the body must be a JSON object with id, interactionDetails and action")
    })?;
    if !is_ours(tenant, request, &said.interaction_details) {
        return Err(unknown);
    }
    let Interaction { uid, account_id } = said.interaction_details;
    let Ok(handle) = account_id.parse() else { return Err(unknown) };
    let app = tenant.app();
    let (link, now) = (TokenHash::of(&uid), app.clock.now());
    let named = Request { id: said.id, uid, handle };
    let found = app.store.read(tenant.id(), move |tx| tx.proof(&link, now)).await;
    let found: Result<Option<ProofRecord>, TxError> = found;
    let is_named = |proof: &ProofRecord| {
        let purpose = Purpose::parse(&proof.purpose);
        purpose.is_some_and(|it| PURPOSES.contains(&it))
            && Request::of(proof).as_ref() == Some(&named)
    };
    let Some(proof) = found?.filter(is_named) else { return Err(unknown) };
    let asking = Asking { tenant, now };
    match (asking.what_became_of(&proof).await?, Answered::of(said.action)) {
        (Ok(()), Answered::Approved) | (Err(RequestProblem::Denied), Answered::Denied) => Ok(()),
        _ => Err(Refused::Unconfirmed),
    }
}

/// Whether the address that was called is the one that the service was given for this request.
fn is_ours(tenant: &Tenant, request: &HttpRequest, interaction: &Interaction) -> bool {
    let query = url::form_urlencoded::parse(request.query_string().as_bytes());
    let mut given = query.filter(|(name, _)| name == "nonce").map(|(_, value)| value);
    let is_it = given.next().is_some_and(|nonce| is_nonce(tenant, interaction, &nonce));
    is_it && given.next().is_none()
}
