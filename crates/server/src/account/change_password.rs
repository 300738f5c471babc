//! Where password managers look for the page to change a password (W3C, A Well-Known URL for
//! Changing Passwords).
use crate::app::App;
use crate::interaction::Answered;
use crate::middleware::Trouble;
use crate::tenant::Tenant;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::Data;
use latchkey_store::{Store, TenantRecord, TxError};

/// `GET /{group}/.well-known/change-password`.
pub async fn of_tenant(tenant: Tenant) -> HttpResponse {
    to(&tenant.record().group)
}

/// `GET /.well-known/change-password`: the way to the one tenant, if there is only one. No path
/// says which of several is meant.
///
/// # Errors
/// [`Trouble::NotFound`], [`Trouble::Unavailable`].
pub async fn of_origin(app: Data<App>) -> Answered {
    let tenants = app.store.read(Store::DEPLOYMENT, |tx| tx.tenants()).await;
    let tenants: Result<Vec<TenantRecord>, TxError> = tenants;
    let mut enabled = tenants?.into_iter().filter(|tenant| !tenant.disabled);
    match (enabled.next(), enabled.next()) {
        (Some(only), None) => Ok(to(&only.group)),
        _ => Err(Trouble::NotFound),
    }
}

fn to(group: &str) -> HttpResponse {
    let place = format!("/{group}/account/password");
    HttpResponse::build(StatusCode::FOUND).insert_header((LOCATION, place)).finish()
}
