//! Refusals that have to do with how often or in what shape somebody asks, not with what for.
//!
//! Their bodies are written where those of all such answers are, at the edge. Here they get a
//! reference that explains something.
use crate::middleware::Trouble;
use crate::refusals::Refused;
use crate::tenant::Tenant;
use actix_web::{HttpResponse, ResponseError as _};
use latchkey_base::Seconds;
use latchkey_oidc::explain::MessageFinding;

/// More passes through the pages than one network may begin.
pub fn of_network(wait: Seconds) -> (Trouble, MessageFinding) {
    let limit = "http.interactions_per_minute".to_owned();
    (Trouble::TooMany(wait), MessageFinding::TooMany { wait, limit })
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
