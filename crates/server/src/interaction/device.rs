//! "Enter the code on your device": where a pass for a device begins (RFC 8628 §3.3).
//!
//! Security: the address with a code in it (RFC 8628 §3.3.1) fills in the field and does nothing
//! else, so that a link in a mail connects nothing.
use super::{Answered, Asked, AskedDevice, Progress};
use crate::attempts::Tried;
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Look, Visit, draw};
use crate::work::{self, At};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Query;
use latchkey_authn::throttle::Kind;
use latchkey_base::InteractionId;
use latchkey_oidc::device::UserCode;
use latchkey_store::{DeviceRequestRecord, InteractionRecord, TxError};
use latchkey_ui::pages::{DeviceCodePage, DeviceCodeProblem};
use serde::Deserialize;
use std::num::NonZeroU32;

const PURPOSE: &str = "device";
/// Characters of what was typed that are shown again.
const LONGEST: usize = 32;

/// The query of the page.
#[derive(Deserialize)]
pub struct Wish {
    /// The code, when a camera read it.
    user_code: Option<String>,
}

/// `GET /{group}/device`.
///
/// # Errors
/// [`Trouble::NotFound`] where devices cannot be connected.
pub async fn show(mut visit: Visit, query: Query<Wish>) -> Answered {
    offered(&visit)?;
    work_for(&mut visit).await?;
    let typed = query.user_code.as_deref().unwrap_or_default();
    // As devices show it, so that the two can be compared.
    let code = UserCode::parse(typed).map_or_else(|| shortened(typed), |code| code.to_string());
    Ok(page(&visit, StatusCode::OK, &code, &[]))
}

/// `POST /{group}/device`: begins a pass for the device that shows this code.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(mut visit: Visit, form: Form) -> Answered {
    offered(&visit)?;
    let typed = shortened(form.text("user_code").trim());
    let refused = |visit: &Visit, status, problem| Ok(page(visit, status, &typed, &[problem]));
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let code = match UserCode::parse(&typed) {
        _ if !visit.sent(&form, PURPOSE) => {
            Err((StatusCode::BAD_REQUEST, DeviceCodeProblem::FormTooOld))
        }
        _ if typed.is_empty() => Err((unprocessable, DeviceCodeProblem::Missing)),
        // What cannot be a code is a slip, and no guess.
        None => Err((unprocessable, DeviceCodeProblem::Unknown)),
        Some(code) => Ok(code),
    };
    let code = match code {
        Ok(code) => code,
        Err((status, problem)) => {
            work_for(&mut visit).await?;
            return refused(&visit, status, problem);
        }
    };
    visit.app.newcomers.admit(visit.address, NonZeroU32::MIN).map_err(Trouble::TooMany)?;
    let browser = browser(&visit);
    let (tried, work) = (Tried::new(Kind::DeviceCode, &browser), (&form, At::form(PURPOSE)));
    let attempt = match work::count(&mut visit, tried, work).await?.go() {
        Ok(attempt) => attempt,
        Err(until) => {
            let problem = DeviceCodeProblem::TooManyAttempts { until };
            return refused(&visit, StatusCode::TOO_MANY_REQUESTS, problem);
        }
    };
    let (digest, tenant) = (code.digest(&visit.app.codes), visit.tenant.id());
    let found = visit.app.store.read(tenant, move |tx| tx.device_request(&digest)).await;
    let found: Result<_, TxError> = found;
    let Some(found) = found? else {
        return refused(&visit, unprocessable, DeviceCodeProblem::Unknown);
    };
    if found.is_decided || found.expires_at <= visit.now {
        return refused(&visit, unprocessable, DeviceCodeProblem::Expired);
    }
    let record = begun(&visit, &code, found);
    let id = record.id;
    let begun = visit.app.store.write(tenant, move |tx| {
        attempt.succeeded(tx)?;
        tx.insert_interaction(&record)
    });
    let begun: Result<(), TxError> = begun.await;
    begun?;
    Ok(visit.go(&visit.path(&format!("/interaction/{id}"))))
}

fn offered(visit: &Visit) -> Result<(), Trouble> {
    if visit.tenant.policy().device_flow { Ok(()) } else { Err(Trouble::NotFound) }
}

/// The browser, as attempts in it are counted.
fn browser(visit: &Visit) -> String {
    format!("{:02x?}", visit.browser().as_bytes())
}

/// Has the page ask for work, if many codes were tried from there.
async fn work_for(visit: &mut Visit) -> Result<(), Trouble> {
    let browser = browser(visit);
    work::ask(visit, Tried::new(Kind::DeviceCode, &browser), At::form(PURPOSE)).await
}

fn shortened(typed: &str) -> String {
    typed.chars().take(LONGEST).collect()
}

/// A pass that is over when the code is.
fn begun(visit: &Visit, code: &UserCode, found: DeviceRequestRecord) -> InteractionRecord {
    let client = found.asked.request.client;
    let asked = Asked {
        request: found.asked.request,
        query: format!("user_code={code}"),
        device: Some(AskedDevice {
            hash: found.hash,
            user_code: code.to_string(),
            description: found.asked.device,
            address: found.asked.address,
            asked_at: found.asked_at,
            expires_at: found.expires_at,
        }),
    };
    let lifetime = visit.tenant.policy().lifetimes.interaction;
    InteractionRecord {
        id: InteractionId::new(visit.now, &*visit.app.entropy),
        browser: visit.browser(),
        client: Some(client),
        request: serde_json::to_value(&asked).unwrap_or_default(),
        progress: serde_json::to_value(Progress::default()).unwrap_or_default(),
        version: 0,
        created_at: visit.now,
        expires_at: found.expires_at.min(visit.now + lifetime),
        finished_at: None,
    }
}

/// The page, with what was typed.
pub(super) fn page(
    visit: &Visit,
    status: StatusCode,
    user_code: &str,
    problems: &[DeviceCodeProblem],
) -> HttpResponse {
    let look = Look { purpose: PURPOSE, ..Look::plain(status, visit.language(None, None)) };
    let action = visit.path("/device");
    visit.page(look, |page| draw(&DeviceCodePage { page, action: &action, user_code, problems }))
}
