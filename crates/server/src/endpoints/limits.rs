//! Refusals that have to do with how often or in what shape somebody asks, not with what for.
//!
//! Their bodies are written where those of all such answers are, at the edge. Here they get a
//! reference that explains something.
use crate::middleware::Trouble;
use crate::newcomers::TooMuch;
use crate::refusals::Refused;
use crate::tenant::Tenant;
use actix_web::{HttpResponse, ResponseError as _};
use latchkey_oidc::explain::MessageFinding;

/// More than one network may.
pub fn too_many(too_much: TooMuch) -> (Trouble, MessageFinding) {
    let TooMuch { wait, limit } = too_much;
    (Trouble::TooMany(too_much), MessageFinding::TooMany { wait, limit: limit.to_owned() })
}

/// The answer, known under its reference; `client` is whom the request names.
pub fn answer(
    (tenant, endpoint): (&Tenant, &'static str),
    (trouble, finding): (Trouble, MessageFinding),
    client: Option<&str>,
) -> HttpResponse {
    let (error, description) = trouble.told();
    let reference = tenant.refused(Refused {
        endpoint,
        error,
        description,
        finding: Some(&finding.into()),
        client,
        ..Refused::default()
    });
    let mut response = trouble.error_response();
    response.extensions_mut().insert(reference);
    response
}
